// The order of a method as it is seen: error at the end over the length of the steps.

#include <algorithm>
#include <cmath>
#include <limits>

#include "ode.h"
#include "ode_run.h"
#include "ode_typed.h"

namespace nabla {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// Slope of log error over log Δt by least squares over the smallest steps whose error is still well above the
// floor.
double observedOrder(const Vector& steps, const Matrix& errors, Index method, double floor, double size) {
  double n = 0, sx = 0, sy = 0, sxx = 0, sxy = 0;
  for (Index k = steps.size(); k-- > 0 && n < 3;) {
    const double error = errors(method, k);
    if (!(error > 30 * floor) || !(error < 0.15 * size)) continue;
    const double x = std::log(steps[k]), y = std::log(error);
    n += 1;
    sx += x;
    sy += y;
    sxx += x * x;
    sxy += x * y;
  }
  return n < 2 ? kNaN : (n * sxy - sx * sy) / (n * sxx - sx * sx);
}

}  // namespace

OdeConvergence odeConvergence(const std::string& u, const std::string& v, double t0, double t1,
                              const Vector& start) {
  constexpr Index kLevels = 8, kImplicitLevels = 7;
  const TypedOde typed(u, v);
  typed.require(start.size(), "start");
  if (t0 == t1) refuse<InvalidArgument>("t1 must differ from t0: there is no error without a step");
  const OdeYardstick best = odeYardstick(typed.system(), t0, t1, start, {});
  const Index last = best.run.y.rows() - 1;
  const bool known = best.run.outcome == OdeOutcome::Reached;
  OdeConvergence out{Vector(kLevels),
                     ode::filled(6, kLevels, kNaN),
                     ode::filled(6, kLevels, kNaN),
                     ode::filled(6, kNaN),
                     kNaN,
                     {}};
  const OdeRun check = odeSolve(typed.system(), best.method, t0, t1, start,
                                tightOde(best.method == OdeMethod::Radau ? 1e-9 : 1e-11));
  if (known) out.floor = std::max(rowDistance(check.y, check.y.rows() - 1, best.run.y, last), 1e-15);
  if (known) out.solution = ode::copied(best.run.y.data() + last * start.size(), start.size());
  double size = 1;
  for (Index c = 0; c < best.run.y.cols(); ++c) size = std::max(size, std::abs(best.run.y(last, c)));
  for (Index k = 0; k < kLevels; ++k)
    out.steps[k] = std::abs(t1 - t0) / std::ldexp(1.0, static_cast<int>(k) + 2);
  for (Index m = 0; m < 6; ++m) {
    const auto method = static_cast<OdeMethod>(m);
    for (Index k = 0; k < (odeIsImplicit(method) ? kImplicitLevels : kLevels); ++k) {
      OdeOptions options;
      options.step = out.steps[k];
      const OdeRun run = odeSolve(typed.system(), method, t0, t1, start, options);
      if (run.outcome != OdeOutcome::Reached) continue;
      out.evaluations(m, k) = run.evaluations;
      if (known) out.errors(m, k) = rowDistance(run.y, run.y.rows() - 1, best.run.y, last);
    }
    if (known) out.orders[m] = observedOrder(out.steps, out.errors, m, out.floor, size);
  }
  return out;
}

OdeEnd odeEnd(const std::string& u, const std::string& v, double t0, double t1, const Vector& start,
              const std::string& method, double step, const Vector& solution) {
  const TypedOde typed(u, v);
  typed.require(start.size(), "start");
  if (solution.size() > 0) typed.require(solution.size(), "solution");
  OdeOptions options;
  options.step = step;
  const OdeRun run = odeSolve(typed.system(), odeMethod(method), t0, t1, start, options);
  OdeEnd out{kNaN, run.evaluations, odeReason(run)};
  const bool arrived = run.outcome == OdeOutcome::Reached || run.outcome == OdeOutcome::Empty;
  if (!arrived || solution.size() == 0) return out;
  const Index last = run.t.size() - 1;
  out.error = 0;
  for (Index c = 0; c < start.size(); ++c) out.error = std::hypot(out.error, run.y(last, c) - solution[c]);
  return out;
}

}  // namespace nabla
