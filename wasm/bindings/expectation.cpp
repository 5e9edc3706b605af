#include "expectation.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(expectation) {
  using js::bind;

  BIND_STRUCT(PmfReport, p, total, mean, variance);
  BIND_STRUCT(PayoffReport, g, mean, expected, atMean, bad);
  BIND_STRUCT(RunningMeans, means, last, draws);
  BIND_STRUCT(BatchStudy, batches, mean, ofMeans, weighted, average, spread);
  BIND_STRUCT(DropoutStudy, outputs, means, exact, variance, reluMean, reluExact, reluAtMean, mask);
  BIND_STRUCT(OnesStudy, sums, stuck);

  bind<&pmfReport>("pmfReport(values, weights)");
  bind<&movedShare>("movedShare(weights, index, share)");
  bind<&payoffReport>("payoffReport(values, weights, g)");
  bind<&runningMeans>("runningMeans(values, weights, law, sampler, count, lanes, seed)");
  bind<&batchStudy>("batchStudy(losses, size, epochs, shuffle, seed)");
  bind<&dropoutStudy>("dropoutStudy(x, w, rate, count, seed)");
  bind<&onesStudy>("onesStudy(format)");
}
