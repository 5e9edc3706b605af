#include "relu.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(relu) {
  using js::bind;

  BIND_STRUCT(ActivationCurve, curve, value, slope, left, right);
  BIND_STRUCT(ReluRun, net, history, mask, dead, gradient, diverged);
  BIND_STRUCT(ReluPicture, output, active, hinges, regions, mostRegions);

  bind<&activationCurve>("activationCurve(activation, slope, x)");
  bind<&reluStart>("reluStart(units, init, bias, activation, slope, seed)");
  bind<&reluTrain>("reluTrain(data, start, activation, slope, lr, steps)");
  bind<&reluPicture>("reluPicture(net, activation, slope, reach, n)");
  bind<&movedHinge>("movedHinge(unit, pivot, at)");
}
