#include "euclidean_distance.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(euclidean_distance) {
  using js::bind;

  BIND_STRUCT(EuclideanDistance, difference, squares, distance, written, squared, mse, mae, mseGradient,
              maeGradient, distanceGradient, writtenGradient);
  BIND_STRUCT(BatchLoss, squares, rowSquared, meanRow, mse, mae, sum, ratio, mseGradient);
  BIND_STRUCT(PairwiseDistances, exact, direct, expandedSquared, expanded, clamped, negative, directError,
              clampedError);

  bind<&euclideanDistance>("euclideanDistance(a, b)");
  bind<&batchLoss>("batchLoss(prediction, target)");
  bind<&pairwiseDistances>("pairwiseDistances(a, b, format)");
}
