#include "gradient_descent.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(gradient_descent) {
  using js::bind;

  BIND_STRUCT(DescentTheory, minimum, least, eigenvalues, eigenvectors, quadratic, edge, best, bestRate,
              tunedLr, tunedMomentum, tunedRate, factors, needed, errors, predicted, measured, taken);

  bind<&descentTheory>("descentTheory(f, lanes, points)");
  bind<&lineLossText>("lineLossText(data)");
}
