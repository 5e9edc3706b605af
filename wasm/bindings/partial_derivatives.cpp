#include "partial_derivatives.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(partial_derivatives) {
  using js::bind;

  BIND_STRUCT(Partials, value, dx, dy, dependsOnX, dependsOnY, alongX, alongY, tangentX, tangentY, quotients,
              kinkX, kinkY, nearLow, nearHigh, radius, jumps);
  BIND_STRUCT(NetworkPartials, hiddenInput, hidden, output, loss, gradient, accumulated, nudged, predicted,
              actual, curve, tangent);

  bind<&partials>("partials(f, at, x, y, n)");
  bind<&networkPartials>("networkPartials(weights, x, target, activation, k, nudge, passes, reach, n)");
}
