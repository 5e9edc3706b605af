#include "adam.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(adam) {
  using js::bind;

  BIND_STRUCT(AdamWarmup, factors, settled);

  bind<&adamTrace>("adamTrace(f, start, lane, steps)");
  bind<&adamWarmup>("adamWarmup(beta1, beta2, times)");
  bind<&adamOnline>("adamOnline(large, lr, beta1, beta2, decay, steps)");
}
