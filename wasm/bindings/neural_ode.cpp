#include "neural_ode.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(neural_ode) {
  using js::bind;

  BIND_STRUCT(NeuralOdeGradient, loss, paths, rebuilt, adjoints, backprop, adjoint, limit, norm, gap,
              backpropError, adjointError, drift, backpropStates, adjointStates);
  BIND_STRUCT(NeuralOdeTraining, theta, losses);

  bind<&neuralOdeWeights>("neuralOdeWeights(hidden, gain, seed)");
  bind<&neuralOdeGradient>("neuralOdeGradient(theta, starts, targets, time, method, steps)");
  bind<&neuralOdeTrain>(
      "neuralOdeTrain(theta, starts, targets, time, method, steps, lr, iterations, useAdjoint)");
  bind<&neuralOdeFlow>("neuralOdeFlow(theta, starts, time, method, steps)");
}
