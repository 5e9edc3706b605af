#include "ode.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "eigenvalues.h"
#include "ode_run.h"
#include "ode_stability.h"
#include "ode_typed.h"

namespace nabla {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr Index kShown = 2000;
constexpr std::array<const char*, 6> kMethods{"euler",  "midpoint",       "rk4",
                                              "dopri5", "implicit-euler", "radau"};

const char* nameOf(OdeOutcome outcome) {
  static constexpr std::array<const char*, 7> kNames{
      "reached", "empty", "step-limit", "not-finite", "overflow", "step-underflow", "newton-failed"};
  return kNames[static_cast<std::size_t>(outcome)];
}

OdeTrace traceOf(const OdeRun& run, OdeMethod method, const Vector& curveT) {
  OdeTrace out{};
  out.method = kMethods[static_cast<std::size_t>(method)];
  const Index points = run.t.size(), last = points - 1, stride = (points + kShown - 1) / kShown;
  const Index count = (last + stride - 1) / stride + 1;
  out.stride = static_cast<int>(stride);
  out.t = out.steps = Vector(count);
  out.y = out.before = out.slopes = Matrix(count, run.y.cols());
  for (Index i = 0; i < count; ++i) {
    const Index r = std::min(i * stride, last), from = std::max<Index>(r - 1, 0);
    out.t[i] = run.t[r];
    out.steps[i] = run.t[r] - run.t[from];
    for (Index c = 0; c < run.y.cols(); ++c) {
      out.y(i, c) = run.y(r, c);
      out.before(i, c) = run.y(from, c);
      out.slopes(i, c) = (out.y(i, c) - out.before(i, c)) / out.steps[i];
    }
  }
  out.curve = run.sampled;
  out.curveT = Vector(run.sampled.rows());
  for (Index i = 0; i < out.curveT.size(); ++i) out.curveT[i] = curveT[i];
  out.accepted = static_cast<int>(run.t.size()) - 1;
  out.rejected = run.rejected;
  out.evaluations = run.evaluations;
  out.jacobians = run.jacobians;
  out.stiff = run.stiff;
  out.stiffAt = run.stiffAt;
  out.outcome = nameOf(run.outcome);
  out.reason = odeReason(run);
  return out;
}

// All of these times once, in the order in which a run passes them.
Vector mergedTimes(std::initializer_list<const Vector*> lists, bool backwards) {
  std::vector<double> all;
  for (const Vector* list : lists) all.insert(all.end(), list->data(), list->data() + list->size());
  std::sort(all.begin(), all.end());
  if (backwards) std::reverse(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return ode::copied(all);
}

// The rows of `sampled` that stand at `wanted`, some of all times, as far as there are rows.
Matrix rowsAt(const Vector& wanted, const Vector& all, const Matrix& sampled) {
  std::vector<double> out;
  for (Index i = 0, r = 0; i < wanted.size(); ++i) {
    while (all[r] != wanted[i]) ++r;
    if (r >= sampled.rows()) break;
    const double* const row = sampled.data() + r * sampled.cols();
    out.insert(out.end(), row, row + sampled.cols());
  }
  return ode::copied(out, sampled.cols());
}

void measure(OdeTrace& trace, const Matrix& exact) {
  trace.errors = ode::filled(trace.t.size(), kNaN);
  for (Index i = 0; i < exact.rows(); ++i) trace.errors[i] = rowDistance(trace.y, i, exact, i);
}

void readStability(OdeComparison& out, const OdeSystem& system, OdeMethod method, double t0, bool back,
                   const Vector& y0) {
  const Index n = y0.size();
  Matrix j(n, n);
  system.jacobian(t0, y0, j);
  out.greatestStep = kInfinity;
  for (Index i = 0; i < j.size(); ++i) {
    if (!std::isfinite(j.data()[i])) return;
  }
  out.eigenvalues = eig(j).values;
  out.z = ComplexVector(n);
  out.growth = Vector(n);
  // Backwards in time falls what grows forwards.
  const double sign = back ? -1 : 1;
  double fast = 0;
  for (Index i = 0; i < n; ++i) {
    const Complex lambda = out.eigenvalues[i];
    out.z[i] = lambda * out.step;
    out.growth[i] = std::abs(odeAmplification(method, out.z[i]));
    if (!(sign * lambda.real() < 0)) continue;
    fast = std::max(fast, std::abs(lambda));
    if (out.growth[i] > 1 + 1e-9) out.unstable = true;
  }
  if (fast == 0 || odeIsImplicit(method)) return;
  // Along each ray of Δt the regions of these methods are left once: bisect for the first λ to leave.
  const auto inside = [&](double step) {
    for (const Complex lambda : out.eigenvalues) {
      const Complex z = sign * step * lambda;
      if (z.real() < 0 && std::abs(odeAmplification(method, z)) > 1) return false;
    }
    return true;
  };
  double low = 0, high = 8 / fast;
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (inside(middle) ? low : high) = middle;
  }
  out.greatestStep = low;
}

}  // namespace

OdeComparison odeCompare(const std::string& u, const std::string& v, double t0, double t1,
                         const Vector& start, const std::string& method, double step, double rtol,
                         const std::string& rival, int curve) {
  const TypedOde typed(u, v);
  typed.require(start.size(), "start");
  if (curve < 2 || curve > kShown) refuse<InvalidArgument>("curve must be from 2 to 2000");
  const OdeMethod kind = odeMethod(method);
  OdeOptions options;
  options.step = step;
  options.rtol = rtol;
  options.atol = rtol * 1e-3;
  const Vector times = t0 == t1 ? ode::filled(1, t0) : evenTimes(t0, t1, curve);
  options.samples = times;

  OdeComparison out{};
  const OdeRun run = odeSolve(typed.system(), kind, t0, t1, start, options);
  out.chosen = traceOf(run, kind, times);
  if (!rival.empty()) {
    const OdeMethod other = odeMethod(rival);
    out.rival = traceOf(odeSolve(typed.system(), other, t0, t1, start, options), other, times);
  }
  // One run for all who look at it: it is most of the work.
  const bool back = t1 < t0;
  const Vector all = mergedTimes({&times, &out.chosen.t, &out.rival.t}, back);
  OdeYardstick best = odeYardstick(typed.system(), t0, t1, start, all);
  measure(out.chosen, rowsAt(out.chosen.t, all, best.run.sampled));
  if (!rival.empty()) measure(out.rival, rowsAt(out.rival.t, all, best.run.sampled));
  best.run.sampled = rowsAt(times, all, best.run.sampled);
  out.exact = traceOf(best.run, best.method, times);
  const Index taken = run.t.size() - 1;
  if (step > 0) {
    out.step = back ? -step : step;
  } else if (taken > 0) {
    out.step = (run.t[taken] - t0) / static_cast<double>(taken);
  }
  readStability(out, typed.system(), kind, t0, back, start);
  return out;
}

Vector slopeField(const std::string& u, const std::string& v, double t, double x0, double x1, double y0,
                  double y1, double aspect, int cols) {
  const TypedOde typed(u, v);
  if (!(x0 < x1) || !(y0 < y1) || !std::isfinite(x1 - x0) || !std::isfinite(y1 - y0)) {
    refuse<InvalidArgument>("the window must be finite with x0 < x1 and y0 < y1");
  }
  if (!(aspect > 0 && aspect <= 100) || cols < 2 || cols > 100)
    refuse<InvalidArgument>("aspect must be above 0 and at most 100, cols from 2 to 100");
  const bool plane = typed.size() == 2;
  const int rows = std::max(2, static_cast<int>(std::lround(cols * aspect)));
  // Lengths are measured in widths of a cell on the screen; pixels are square there.
  const double sx = cols / (x1 - x0), sy = cols * aspect / (y1 - y0);
  std::vector<double> out;
  Vector at(typed.size()), slope(typed.size());
  for (int r = 0; r < rows; ++r) {
    for (int c = 0; c < cols; ++c) {
      const double x = x0 + (x1 - x0) * (c + 0.5) / cols, y = y0 + (y1 - y0) * (r + 0.5) / rows;
      at[0] = plane ? x : y;
      if (plane) at[1] = y;
      typed.system().f(plane ? t : x, at, slope);
      const double dx = (plane ? slope[0] : 1) * sx, dy = (plane ? slope[1] : slope[0]) * sy;
      const double length = std::hypot(dx, dy);
      if (!std::isfinite(length) || length == 0) continue;
      const double px = 0.34 * dx / length, py = 0.34 * dy / length;
      out.insert(out.end(), {x - px / sx, y - py / sy, x + px / sx, y + py / sy});
      if (!plane) continue;
      for (const double side : {-1.0, 1.0}) {
        out.insert(out.end(), {x + px / sx, y + py / sy, x + (0.35 * px - side * 0.4 * py) / sx,
                               y + (0.35 * py + side * 0.4 * px) / sy});
      }
    }
  }
  return ode::copied(out);
}

}  // namespace nabla
