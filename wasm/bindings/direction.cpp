#include "direction.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(direction) {
  using js::bind;

  BIND_STRUCT(DirectionProbe, v, image, stretch, turn, tilt, rayleigh, residual);

  bind<&probeDirection>("probeDirection(a, direction)");
}
