#include "pinn.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(pinn) {
  using js::bind;

  BIND_STRUCT(PinnStart, state, collocation, boundary);
  BIND_STRUCT(PinnRun, state, losses);
  BIND_STRUCT(PinnField, u, residual);

  bind<&pinnStart<float>>("pinnStart(seed, layout, n, duration)");
  bind<&pinnTrain<float>>(
      "pinnTrain(state, equation, boundary, coefficients, duration, collocation, boundaryPoints, initial, "
      "weights, lr, "
      "steps)");
  bind<&pinnField<float>>("pinnField(state, equation, coefficients, duration, rows, cols)");
}
