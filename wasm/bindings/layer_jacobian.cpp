#include "layer_jacobian.h"

#include "bind.h"

using namespace nabla;

// With jacobian, which binds LinearFacts.
EMSCRIPTEN_BINDINGS(layer_jacobian) {
  BIND_STRUCT(LayerJacobian, output, automatic, finite, finiteGap, chainGap, facts);
  BIND_STRUCT(BatchJacobian, output, full, zeros, required, acrossSamples);
  js::bind<&layerJacobian>("layerJacobian(x, w, stack)");
  js::bind<&batchJacobian>("batchJacobian(x, w, stack)");
}
