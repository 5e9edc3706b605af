#include "ode.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>
#include <utility>
#include <vector>

#include "eigenvalues.h"
#include "expression.h"
#include "ode_run.h"
#include "ode_solvers.h"
#include "ode_stability.h"

namespace nabla {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr Index kShown = 2000;
constexpr std::array<const char*, 6> kMethods{"euler",  "midpoint",       "rk4",
                                              "dopri5", "implicit-euler", "radau"};

// The typed right-hand side with its derivatives. The lambdas hold `this`: it stays where it is made.
class Typed {
 public:
  Typed(const std::string& u, const std::string& v) {
    const bool plane = !v.empty();
    const std::vector<std::string> names =
        plane ? std::vector<std::string>{"t", "u", "v"} : std::vector<std::string>{"t", "y"};
    f_.push_back(Expression::parse(u, names));
    if (plane) f_.push_back(Expression::parse(v, names));
    system_.f = [this](double t, const Vector& y, Vector& slope) { evaluate(f_, t, y, slope.data()); };
    system_.jacobian = [this](double t, const Vector& y, Matrix& j) {
      if (partials_.empty()) differentiate();
      evaluate(partials_, t, y, j.data());
    };
  }
  Typed(const Typed&) = delete;
  Typed& operator=(const Typed&) = delete;

  Index size() const { return static_cast<Index>(f_.size()); }
  const OdeSystem& system() const { return system_; }

  void require(Index entries, const char* name) const {
    if (entries == size()) return;
    refuse<ShapeMismatch>(name, " must have ", size(), " entries, one an equation, got ", entries);
  }

 private:
  static void evaluate(const std::vector<Expression>& functions, double t, const Vector& y, double* out) {
    const std::array<double, 3> at{t, y[0], y.size() > 1 ? y[1] : 0};
    for (const Expression& f : functions) *out++ = f.evaluate(at.data());
  }
  void differentiate() {
    for (const Expression& f : f_) {
      for (std::size_t j = 0; j < f_.size(); ++j) partials_.push_back(f.derivative(j + 1));
    }
  }

  std::vector<Expression> f_, partials_;
  OdeSystem system_;
};

std::string text(double x) {
  std::array<char, 32> out{};
  std::snprintf(out.data(), out.size(), "%.5g", x);
  return out.data();
}

std::string textOf(const Matrix& rows) {
  std::string out;
  for (Index i = 0; i < rows.cols(); ++i) out += (i ? ", " : "") + text(rows(rows.rows() - 1, i));
  return rows.cols() == 1 ? out : "(" + out + ")";
}

const char* nameOf(OdeOutcome outcome) {
  static constexpr std::array<const char*, 7> kNames{
      "reached", "empty", "step-limit", "not-finite", "overflow", "step-underflow", "newton-failed"};
  return kNames[static_cast<std::size_t>(outcome)];
}

std::string reasonOf(const OdeRun& run) {
  const std::string at = "t = " + text(run.t[run.t.size() - 1]), y = "y = " + textOf(run.y);
  switch (run.outcome) {
    case OdeOutcome::Reached:
      return "";
    case OdeOutcome::Empty:
      return "The end time is the start time: there is nothing to solve.";
    case OdeOutcome::StepLimit:
      return std::string("Stopped after ") + std::to_string(run.t.size() - 1) + " steps at " + at +
             (run.stiff ? ": the problem is stiff, and an explicit method must keep its steps tiny."
                        : ": larger steps or a shorter time help.");
    case OdeOutcome::NotFinite:
      return "Stopped at " + at + ", " + y + ": from there f is not a finite number.";
    case OdeOutcome::Overflow:
      return "Stopped at " + at + ", " + y + ": the next step leaves what float64 can hold.";
    case OdeOutcome::StepUnderflow:
      return "Stopped at " + at + ", " + y +
             ": the step that the error asks for is below the spacing of float64 there, as before a "
             "singularity.";
    case OdeOutcome::NewtonFailed:
      return "Stopped at " + at + ", " + y +
             ": Newton's method finds no solution to the equation of the next implicit step; a smaller step "
             "may have "
             "one.";
  }
  return "";
}

OdeOptions tight(double rtol) {
  OdeOptions options;
  options.rtol = rtol;
  options.atol = rtol * 1e-2;
  options.maxSteps = 20000;
  options.stopWhenStiff = true;
  return options;
}

// The solution as well as this page knows it.
struct Yardstick {
  OdeRun run;
  OdeMethod method;
};

Yardstick yardstick(const OdeSystem& system, double t0, double t1, const Vector& y0, const Vector& samples) {
  OdeOptions options = tight(1e-12);
  options.samples = samples;
  Yardstick out{odeSolve(system, OdeMethod::DormandPrince, t0, t1, y0, options), OdeMethod::DormandPrince};
  if (out.run.outcome != OdeOutcome::StepLimit) return out;
  options = tight(1e-10);
  options.samples = samples;
  return {odeSolve(system, OdeMethod::Radau, t0, t1, y0, options), OdeMethod::Radau};
}

// As if by hand: every k-th point, and the last.
std::vector<Index> shownRows(Index points) {
  std::vector<Index> rows;
  const Index stride = (points + kShown - 1) / kShown;
  for (Index i = 0; i < points; i += stride) rows.push_back(i);
  if (rows.back() != points - 1) rows.push_back(points - 1);
  return rows;
}

Vector evenTimes(double t0, double t1, Index count) {
  Vector out(count);
  for (Index i = 0; i < count; ++i) {
    out[i] = t0 + (t1 - t0) * (static_cast<double>(i) / static_cast<double>(count - 1));
  }
  out[count - 1] = t1;
  return out;
}

double distance(const Matrix& a, Index i, const Matrix& b, Index j) {
  double sum = 0;
  for (Index c = 0; c < a.cols(); ++c) sum = std::hypot(sum, a(i, c) - b(j, c));
  return sum;
}

OdeTrace traceOf(const OdeRun& run, OdeMethod method, const Vector& curveT) {
  OdeTrace out{};
  out.method = kMethods[static_cast<std::size_t>(method)];
  const std::vector<Index> rows = shownRows(run.t.size());
  const auto count = static_cast<Index>(rows.size());
  out.t = Vector(count);
  out.y = out.slopes = Matrix(count, run.y.cols());
  for (Index i = 0; i < count; ++i) {
    const Index r = rows[static_cast<std::size_t>(i)];
    out.t[i] = run.t[r];
    for (Index c = 0; c < run.y.cols(); ++c) {
      out.y(i, c) = run.y(r, c);
      out.slopes(i, c) = r == 0 ? kNaN : (run.y(r, c) - run.y(r - 1, c)) / (run.t[r] - run.t[r - 1]);
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
  out.reason = reasonOf(run);
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
  for (Index i = 0; i < exact.rows(); ++i) trace.errors[i] = distance(trace.y, i, exact, i);
}

void readStability(OdeComparison& out, const OdeSystem& system, OdeMethod method, double t0,
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
  bool falling = true;
  for (Index i = 0; i < n; ++i) {
    const Complex lambda = out.eigenvalues[i];
    out.z[i] = lambda * out.step;
    out.growth[i] = std::abs(odeAmplification(method, out.z[i]));
    if (lambda.real() < 0 && out.growth[i] > 1 + 1e-9) out.unstable = true;
    if (!(lambda.real() < 0)) falling = false;
  }
  if (!falling || odeIsImplicit(method)) return;
  // Along each ray of Δt the regions of these methods are left once: bisect for the first λ to leave.
  const auto inside = [&](double step) {
    for (const Complex lambda : out.eigenvalues) {
      if (std::abs(odeAmplification(method, lambda * step)) > 1) return false;
    }
    return true;
  };
  double fast = 0;
  for (const Complex lambda : out.eigenvalues) fast = std::max(fast, std::abs(lambda));
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
  const Typed typed(u, v);
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
  const Vector all = mergedTimes({&times, &out.chosen.t, &out.rival.t}, t1 < t0);
  Yardstick best = yardstick(typed.system(), t0, t1, start, all);
  measure(out.chosen, rowsAt(out.chosen.t, all, best.run.sampled));
  if (!rival.empty()) measure(out.rival, rowsAt(out.rival.t, all, best.run.sampled));
  best.run.sampled = rowsAt(times, all, best.run.sampled);
  out.exact = traceOf(best.run, best.method, times);
  const double length = std::abs(run.t[run.t.size() - 1] - t0);
  out.step = step > 0 || run.t.size() < 2 ? step : length / static_cast<double>(run.t.size() - 1);
  readStability(out, typed.system(), kind, t0, start);
  return out;
}

Vector slopeField(const std::string& u, const std::string& v, double t, double x0, double x1, double y0,
                  double y1, double aspect, int cols) {
  const Typed typed(u, v);
  if (!(x0 < x1) || !(y0 < y1) || !std::isfinite(x1 - x0) || !std::isfinite(y1 - y0)) {
    refuse<InvalidArgument>("the window must be finite with x0 < x1 and y0 < y1");
  }
  if (!(aspect > 0) || cols < 2 || cols > 100)
    refuse<InvalidArgument>("aspect must be positive, cols from 2 to 100");
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

namespace {

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
  const Typed typed(u, v);
  typed.require(start.size(), "start");
  if (t0 == t1) refuse<InvalidArgument>("t1 must differ from t0: there is no error without a step");
  const Yardstick best = yardstick(typed.system(), t0, t1, start, {});
  const Index last = best.run.y.rows() - 1;
  const bool known = best.run.outcome == OdeOutcome::Reached;
  OdeConvergence out{Vector(kLevels), ode::filled(6, kLevels, kNaN), ode::filled(6, kLevels, kNaN),
                     ode::filled(6, kNaN), kNaN};
  const OdeRun check = odeSolve(typed.system(), best.method, t0, t1, start,
                                tight(best.method == OdeMethod::Radau ? 1e-9 : 1e-11));
  if (known) out.floor = std::max(distance(check.y, check.y.rows() - 1, best.run.y, last), 1e-15);
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
      if (known) out.errors(m, k) = distance(run.y, run.y.rows() - 1, best.run.y, last);
    }
    if (known) out.orders[m] = observedOrder(out.steps, out.errors, m, out.floor, size);
  }
  return out;
}

namespace {

int swapsOf(const Matrix& starts, const Matrix& states) {
  const Index n = starts.cols(), last = states.rows() - 1;
  int swaps = 0;
  for (Index i = 0; i < starts.rows(); ++i) {
    for (Index j = 0; j < i; ++j) {
      const double before = starts(i, 0) - starts(j, 0), after = states(last, i * n) - states(last, j * n);
      if (before * after < 0) ++swaps;
    }
  }
  return swaps;
}

double spreadOf(const Matrix& starts, const Matrix& states) {
  const Index n = starts.cols(), last = states.rows() - 1;
  double most = 0;
  for (Index i = 0; i < starts.rows(); ++i) {
    for (Index j = 0; j < i; ++j) {
      double before = 0, after = 0;
      for (Index c = 0; c < n; ++c) {
        before = std::hypot(before, starts(i, c) - starts(j, c));
        after = std::hypot(after, states(last, i * n + c) - states(last, j * n + c));
      }
      if (before > 0) most = std::max(most, after / before);
    }
  }
  return most;
}

}  // namespace

ResnetLadder resnetLadder(const std::string& u, const std::string& v, double t0, double t1,
                          const Matrix& starts, int layers, bool unit) {
  constexpr Index kSamples = 97;
  const Typed typed(u, v);
  typed.require(starts.cols(), "starts");
  require_finite(starts, "starts");
  if (starts.rows() < 1 || starts.rows() > 64) refuse<InvalidArgument>("starts must have 1 to 64 rows");
  if (layers < 1 || layers > 512) refuse<InvalidArgument>("layers must be from 1 to 512");
  if (!std::isfinite(t0) || !std::isfinite(t1)) refuse<InvalidArgument>("t0 and t1 must be finite");
  const double end = unit ? t0 + layers : t1;
  if (end == t0) refuse<InvalidArgument>("t1 must differ from t0: layers of step 0 change nothing");
  const Index n = typed.size(), points = starts.rows();
  ResnetLadder out{};
  out.step = (end - t0) / layers;
  out.times = evenTimes(t0, end, layers + 1);
  out.states = Matrix(layers + 1, points * n);
  out.flowTimes = evenTimes(t0, end, kSamples);
  out.flow = ode::filled(kSamples, points * n, kNaN);
  Vector y(n), slope(n);
  for (Index p = 0; p < points; ++p) {
    for (Index c = 0; c < n; ++c) out.states(0, p * n + c) = y[c] = starts(p, c);
    OdeOptions options = tight(1e-10);
    options.samples = out.flowTimes;
    const OdeRun flow = odeSolve(typed.system(), OdeMethod::DormandPrince, t0, end, y, options);
    for (Index s = 0; s < flow.sampled.rows(); ++s) {
      for (Index c = 0; c < n; ++c) out.flow(s, p * n + c) = flow.sampled(s, c);
    }
    for (Index l = 0; l < layers; ++l) {
      typed.system().f(out.times[l], y, slope);
      for (Index c = 0; c < n; ++c) out.states(l + 1, p * n + c) = y[c] += out.step * slope[c];
    }
    double gap = 0;
    for (Index c = 0; c < n; ++c) gap = std::hypot(gap, y[c] - out.flow(kSamples - 1, p * n + c));
    // NaN stays: a maximum would drop it.
    if (std::isnan(gap) || gap > out.gap) out.gap = gap;
  }
  out.swaps = swapsOf(starts, out.states);
  out.flowSwaps = swapsOf(starts, out.flow);
  out.spread = spreadOf(starts, out.states);
  return out;
}

}  // namespace nabla
