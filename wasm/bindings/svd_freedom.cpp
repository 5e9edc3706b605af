#include "svd_freedom.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(svd_freedom) {
  using js::bind;

  BIND_STRUCT(SignFlip, u, v, product, error);
  BIND_STRUCT(SvdNudge, nudged, u, s, v, leftTurn, rightTurn, sigmaChange, productChange);

  bind<&flipSigns>("flipSigns(a, index, side)");
  bind<&svdNudge>("svdNudge(a, size)");
}
