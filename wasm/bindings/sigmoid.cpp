#include "sigmoid.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(sigmoid) {
  using js::bind;

  BIND_STRUCT(LogisticProbe, probabilities, loss, gradient, counts, rates, accuracy, roc, auc, gap);
  BIND_STRUCT(LogisticView, field, line, foot, cut);
  BIND_STRUCT(Claims, bins, error, loss, accuracy);

  bind<&logisticProbe>("logisticProbe(points, weights, threshold)");
  bind<&logisticView>("logisticView(weights, threshold, across, up, n)");
  bind<&logisticDescent>("logisticDescent(points, weights, lr, steps)");
  bind<&logisticLosses>("logisticLosses(logits, label, format)");
  bind<&gateRun>("gateRun(gates, start, steps)");
  bind<&claimsOf>("claimsOf(scale, shift, n, seed)");
}
