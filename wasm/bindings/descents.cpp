#include "descents.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(descents) {
  using js::bind;

  BIND_STRUCT(Descents, points, gradients, losses, last, status);

  bind<&descents>("descents(f, data, noise, start, lanes, steps)");
  bind<&finalLosses>("finalLosses(f, data, noise, start, lanes, rates, steps)");
}
