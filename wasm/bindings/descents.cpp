#include "descents.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(descents) {
  using js::bind;

  BIND_STRUCT(Descents, points, gradients, losses, last, status);
  BIND_STRUCT(DescentTheory, minimum, least, eigenvalues, eigenvectors, quadratic, edge, best, bestRate,
              tunedLr, tunedMomentum, tunedRate, factors, needed, errors, measured, taken);

  bind<&descents>("descents(f, data, noise, start, lanes, steps)");
  bind<&finalLosses>("finalLosses(f, data, noise, start, lanes, rates, steps)");
  bind<&descentTheory>("descentTheory(f, lanes, points)");
  bind<&adamTrace>("adamTrace(f, start, lane, steps)");
  bind<&lineLossText>("lineLossText(data)");
}
