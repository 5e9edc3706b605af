#include "softmax.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(softmax) {
  using js::bind;

  BIND_STRUCT(SoftmaxFilm, x, exponents, exps, p, logp, subtracted, sums, logsumexp, entropy, most, limit,
              rowTotals, colTotals, failure, failureRow, failureCol);
  BIND_STRUCT(OnlineSoftmax, maximum, factor, sum);
  BIND_STRUCT(SoftmaxSlopes, jacobian, rowTotals, trace);

  bind<&softmaxFilm>("softmaxFilm(logits, mask, dim, method, format, scale, shift)");
  bind<&onlineSoftmax>("onlineSoftmax(x, format)");
  bind<&softmaxSlopes>("softmaxSlopes(x)");
  bind<&softmaxPath>("softmaxPath(x, temperatures)");
  bind<&softmaxInverse>("softmaxInverse(p)");
  bind<&shareMoved>("shareMoved(p, i, value)");
  bind<&simplexEntropy>("simplexEntropy(n)");
}
