#include "cross_entropy.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(cross_entropy) {
  using js::bind;

  BIND_STRUCT(CrossEntropy, target, p, logp, terms, loss, bits, perplexity, entropy, divergence, total,
              gradient, slopes, infinite);
  BIND_STRUCT(DoubleSoftmax, once, twice, floor);
  BIND_STRUCT(BatchCrossEntropy, p, losses, gradient, correct, sum, mean, perplexity, counted);

  bind<&crossEntropy>("crossEntropy(scores, target, smoothing, from)");
  bind<&lossByGap>("lossByGap(gaps, format)");
  bind<&doubleSoftmax>("doubleSoftmax(margins, classes)");
  bind<&batchCrossEntropy>("batchCrossEntropy(logits, targets, smoothing)");
}
