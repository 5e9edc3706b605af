#include "deep_network.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(deep_network) {
  using js::bind;

  BIND_STRUCT(DeepRun, layers, histograms);

  bind<&deepPropagation>(
      "deepPropagation(depth, width, batch, activation, slope, init, scale, seed, bins, reach)");
}
