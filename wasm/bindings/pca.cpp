#include "pca.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(pca) {
  using js::bind;

  BIND_STRUCT(Pca, mean, covariance, components, explainedVariance, axes, explainedRatio, scores,
              singularVariance, varianceGap);

  bind<&pca>("pca(data)");
}
