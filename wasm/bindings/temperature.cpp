#include "temperature.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(temperature) {
  using js::bind;

  BIND_STRUCT(Tempered, p, entropy, most, fromLogs, fromShares, gap);
  BIND_STRUCT(Samples, draws, frequency, error, at, running, distance);
  BIND_STRUCT(Filtered, before, kept, p);
  BIND_STRUCT(Calibration, bins, accuracy, confidence, nll, ece, best, bestNll, bestEce, steps);

  bind<&temper>("temper(z, tau)");
  bind<&temperByFormula>("temperByFormula(z, tau)");
  bind<&temperCurve>("temperCurve(z, tau)");
  bind<&drawSamples>("drawSamples(p, n, seed, method)");
  bind<&topFilter>("topFilter(z, tau, k, nucleus, order)");
  bind<&overconfidentLogits>("overconfidentLogits(n, classes, sharpness, seed)");
  bind<&calibrate>("calibrate(logits, labels, tau, bins)");
  bind<&calibrationCurve>("calibrationCurve(logits, labels, tau, bins)");
}
