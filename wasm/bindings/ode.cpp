#include "ode.h"

#include "bind.h"
#include "ode_stability.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(ode) {
  using js::bind;

  BIND_STRUCT(OdeTrace, method, t, stride, steps, y, before, slopes, errors, curveT, curve, accepted,
              rejected, evaluations, stiff, stiffAt, outcome, reason);
  BIND_STRUCT(OdeComparison, chosen, rival, exact, step, eigenvalues, z, growth, unstable, greatestStep);
  BIND_STRUCT(OdeConvergence, steps, errors, evaluations, orders, floor, solution);
  BIND_STRUCT(OdeEnd, error, evaluations, reason);
  BIND_STRUCT(ResnetLadder, times, states, flowTimes, flow, step, gap, swaps, flowSwaps, spread);
  BIND_STRUCT(StabilityRegion, log10Size, boundary);

  bind<&odeCompare>("odeCompare(u, v, t0, t1, start, method, step, rtol, rival, curve)");
  bind<&slopeField>("slopeField(u, v, t, x0, x1, y0, y1, aspect, cols)");
  bind<&odeConvergence>("odeConvergence(u, v, t0, t1, start)");
  bind<&odeEnd>("odeEnd(u, v, t0, t1, start, method, step, solution)");
  bind<&resnetLadder>("resnetLadder(u, v, t0, t1, starts, layers, unit)");
  bind<&stabilityRegion>("stabilityRegion(method, re0, re1, im0, im1, rows, cols)");
  bind<&stabilityLimit>("stabilityLimit(method)");
}
