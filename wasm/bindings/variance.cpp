#include "variance.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(variance) {
  using js::bind;

  BIND_STRUCT(VarianceProbe, mean, deviations, squares, sum, population, sample, populationDeviation,
              sampleDeviation);
  BIND_STRUCT(BesselStudy, histogram, truth, average, error, expected, below, samples);
  BIND_STRUCT(VarianceDigits, stored, asTyped, asStored, values, errors, meanOfSquares, squareOfMean, spacing,
              curve);
  BIND_STRUCT(VarianceLayers, layers, others, gain, predictedGain, weightVariance);

  bind<&varianceProbe>("varianceProbe(points)");
  bind<&besselStudy>("besselStudy(points, n, trials, bins, seed)");
  bind<&varianceDigits>("varianceDigits(points, offset, format)");
  bind<&varianceLayers>("varianceLayers(depth, width, activation, init, scale, seed)");
}
