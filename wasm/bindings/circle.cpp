#include "circle.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(circle) {
  using js::bind;

  BIND_STRUCT(CircleProbe, v, image, stretch, alignment, rayleigh, residual);

  bind<&probe>("probe(a, angle)");
  bind<&circleImage>("circleImage(a, count)");
}
