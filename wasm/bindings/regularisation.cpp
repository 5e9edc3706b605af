#include "regularisation.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(regularisation) {
  using js::bind;

  BIND_STRUCT(RegularisedFits, l1, l2, lambdaMax, atL1, atL2, ista, zerosL1, zerosL2, sweeps, istaSteps);
  BIND_STRUCT(RegressionData, x, y);

  bind<&regressionData>("regressionData(n, truth, noise, seed)");
  bind<&regularisedFits>("regularisedFits(x, y, lambdas, at)");
  bind<&shrinkingSteps>("shrinkingSteps(start, lr, lambda, steps, method)");
}
