#include "ode_solvers.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "ode_run.h"
#include "ode_tableau.h"

namespace nabla {
namespace ode {
namespace {

// The cubic through both ends with the slopes there.
void hermite(double x, double h, const Vector& y0, const Vector& f0, const Vector& y1, const Vector& f1,
             Vector& out) {
  const double u = 1 - x;
  for (Index i = 0; i < out.size(); ++i) {
    const double rise = y1[i] - y0[i];
    out[i] = u * y0[i] + x * y1[i] + x * u * ((2 * x - 1) * rise + h * (u * f0[i] - x * f1[i]));
  }
}

void line(double x, const Vector& y0, const Vector& y1, Vector& out) {
  for (Index i = 0; i < out.size(); ++i) out[i] = y0[i] + x * (y1[i] - y0[i]);
}

// Evaluates the stages of one step; k[0] is in place. False where f is not finite.
bool stages(Run& run, const Tableau& table, double t, double h, const Vector& y, std::array<Vector, 7>& k,
            Vector& at) {
  for (int s = 1; s < table.stages; ++s) {
    const auto i = static_cast<std::size_t>(s);
    combine(y, h, table.a[i].data(), s, k, at);
    if (!run.evaluate(t + table.c[i] * h, at, k[i])) return false;
  }
  return true;
}

OdeOutcome badStage(const Vector& at) {
  return allFinite(at) ? OdeOutcome::NotFinite : OdeOutcome::Overflow;
}

}  // namespace

void solveExplicit(Run& run, OdeMethod method, const Vector& y0) {
  const Tableau& table = explicitTableau(method);
  Vector y = y0, next(y0.size()), at = y0;
  std::array<Vector, 7> k;
  k.fill(Vector(y0.size()));
  Vector slope(y0.size());
  bool known = false;
  overGrid(run, [&](double from, double to) {
    const double h = to - from;
    at = y;
    if (!known && !run.evaluate(from, y, k[0])) return run.stop(OdeOutcome::NotFinite);
    if (!stages(run, table, from, h, y, k, at)) return run.stop(badStage(at));
    combine(y, h, table.b.data(), table.stages, k, next);
    if (!allFinite(next)) return run.stop(OdeOutcome::Overflow);
    const bool straight = table.order == 1;
    // The slope at the end is the first stage of the next step; after the last one it serves the picture
    // alone.
    if (to != run.end()) {
      known = run.evaluate(to, next, slope);
    } else {
      known = !straight && run.peek(to, next, slope);
    }
    const bool goesOn = run.accept(to, next, [&](double x, Vector& out) {
      if (straight || !known) return line(x, y, next, out);
      hermite(x, h, y, k[0], next, slope, out);
    });
    if (goesOn && !known) return run.stop(OdeOutcome::NotFinite);
    std::swap(y, next);
    std::swap(k[0], slope);
    return goesOn;
  });
}

namespace {

// Differences of the weights of order 5 and 4, and the weights of the continuous extension.
constexpr std::array<double, 7> kError{71.0 / 57600,      0,          -71.0 / 16695, 71.0 / 1920,
                                       -17253.0 / 339200, 22.0 / 525, -1.0 / 40};
constexpr std::array<double, 7> kDense{-12715105075.0 / 11282082432,  0,
                                       87487479700.0 / 32700410799,   -10690763975.0 / 1880347072,
                                       701980252875.0 / 199316789632, -1453857185.0 / 822651844,
                                       69997945.0 / 29380423};

}  // namespace

// Hairer's guess: such that an explicit Euler step changes y little, then refined by the second derivative.
double firstStep(Run& run, const Vector& y, const Vector& slope, int order) {
  const Vector zero = filled(y.size(), 0);
  const double d0 = weightedNorm(y, y, zero, run.options()), d1 = weightedNorm(slope, y, zero, run.options());
  double h = d0 < 1e-5 || d1 < 1e-5 ? 1e-6 : 0.01 * d0 / d1;
  h = std::min(h, run.span());
  Vector at(y.size()), there(y.size());
  for (Index i = 0; i < y.size(); ++i) at[i] = y[i] + run.sign() * h * slope[i];
  if (!run.evaluate(run.t() + run.sign() * h, at, there)) return h;
  for (Index i = 0; i < y.size(); ++i) there[i] = (there[i] - slope[i]) / h;
  const double steepest = std::max(d1, weightedNorm(there, y, zero, run.options()));
  const double better = steepest <= 1e-15 ? std::max(1e-6, h * 1e-3) : std::pow(0.01 / steepest, 1.0 / order);
  return std::min({100 * h, better, run.span()});
}

namespace {

// |Δt λ| from the last two stages, which lie at the same t: on the edge of the region it is about 3.3.
class StiffnessTest {
 public:
  bool fires(double h, const Vector& y1, const Vector& at, const std::array<Vector, 7>& k) {
    double above = 0, below = 0;
    for (Index i = 0; i < y1.size(); ++i) {
      above += (k[6][i] - k[5][i]) * (k[6][i] - k[5][i]);
      below += (y1[i] - at[i]) * (y1[i] - at[i]);
    }
    if (below > 0 && std::abs(h) * std::sqrt(above / below) > 3.25) {
      calm_ = 0;
      return ++edgy_ == 15;
    }
    if (++calm_ == 6) edgy_ = 0;
    return false;
  }

 private:
  int edgy_ = 0, calm_ = 0;
};

}  // namespace

void solveDormandPrince(Run& run, const Vector& y0) {
  const Tableau& table = explicitTableau(OdeMethod::DormandPrince);
  const Index n = y0.size();
  const Vector zero = filled(n, 0);
  Vector y = y0, next(n), at(n), error(n), sixth(n);
  std::array<Vector, 7> k;
  k.fill(Vector(n));
  if (!run.evaluate(run.t(), y, k[0])) {
    run.stop(OdeOutcome::NotFinite);
    return;
  }
  double h = firstStep(run, y, k[0], 5), before = 1e-4;
  bool rejected = false;
  StiffnessTest stiffness;
  for (;;) {
    // A sliver at the end would be a step of its own: stretch the last one over it.
    const double left = std::abs(run.end() - run.t());
    const bool last = 1.01 * h >= left;
    if (last) h = left;
    if (h < run.grain() && !last) {
      run.stop(OdeOutcome::StepUnderflow);
      return;
    }
    const double from = run.t(), signedStep = run.sign() * h, to = last ? run.end() : from + signedStep;
    bool finite = true;
    for (std::size_t s = 1; s < 7 && finite; ++s) {
      combine(y, signedStep, table.a[s].data(), static_cast<int>(s), k, at);
      if (s == 5) sixth = at;
      finite = run.evaluate(from + table.c[s] * signedStep, at, k[s]);
    }
    next = at;  // the seventh stage stands at the new point
    combine(zero, signedStep, kError.data(), 7, k, error);
    const double size = finite ? weightedNorm(error, y, next, run.options()) : HUGE_VAL;
    const double raw = std::pow(size, 0.2 - 0.75 * 0.04);
    if (!(size <= 1)) {
      run.reject();
      if (run.mostlyRejected()) run.markStiff();
      // Where f is not finite ahead, halving finds the edge; the step cannot be estimated.
      h = std::isfinite(size) ? h / std::min(5.0, raw / 0.9) : h / 10;
      rejected = true;
      if (h < run.grain()) {
        run.stop(finite ? OdeOutcome::StepUnderflow : badStage(at));
        return;
      }
      continue;
    }
    if (stiffness.fires(signedStep, next, sixth, k)) run.markStiff();
    const bool goesOn = run.accept(to, next, [&](double x, Vector& out) {
      const double u = 1 - x;
      for (Index i = 0; i < n; ++i) {
        const double rise = next[i] - y[i], bend = signedStep * k[0][i] - rise;
        double fourth = 0;
        for (std::size_t s = 0; s < 7; ++s) fourth += kDense[s] * k[s][i];
        out[i] = y[i] +
                 x * (rise + u * (bend + x * (rise - signedStep * k[6][i] - bend + u * signedStep * fourth)));
      }
    });
    if (!goesOn) return;
    const double factor = std::clamp(raw / std::pow(before, 0.04) / 0.9, rejected ? 1.0 : 0.1, 5.0);
    before = std::max(size, 1e-4);
    rejected = false;
    h /= factor;
    std::swap(y, next);
    std::swap(k[0], k[6]);
  }
}

}  // namespace ode

OdeMethod odeMethod(const std::string& name) {
  if (name == "euler") return OdeMethod::Euler;
  if (name == "midpoint") return OdeMethod::Midpoint;
  if (name == "rk4") return OdeMethod::Rk4;
  if (name == "dopri5") return OdeMethod::DormandPrince;
  if (name == "implicit-euler") return OdeMethod::ImplicitEuler;
  if (name == "radau") return OdeMethod::Radau;
  refuse<InvalidArgument>("method must be euler, midpoint, rk4, dopri5, implicit-euler or radau, got ", name);
}

int odeOrder(OdeMethod method) {
  if (method == OdeMethod::ImplicitEuler) return 1;
  return method == OdeMethod::Radau ? 5 : explicitTableau(method).order;
}

bool odeIsImplicit(OdeMethod method) {
  return method == OdeMethod::ImplicitEuler || method == OdeMethod::Radau;
}

void differenceJacobian(const OdeFunction& f, double t, const Vector& y, Matrix& jacobian) {
  Vector at = y, base(y.size()), moved(y.size());
  f(t, y, base);
  for (Index j = 0; j < y.size(); ++j) {
    at[j] = y[j] + std::sqrt(kEpsilon) * std::max(std::abs(y[j]), 1e-5);
    const double step = at[j] - y[j];  // what float64 made of it
    f(t, at, moved);
    for (Index i = 0; i < y.size(); ++i) jacobian(i, j) = (moved[i] - base[i]) / step;
    at[j] = y[j];
  }
}

namespace {

void check(OdeMethod method, double t0, double t1, const Vector& y0, const OdeOptions& options) {
  if (!std::isfinite(t0)) refuse<InvalidArgument>("t0 must be finite");
  if (!std::isfinite(t1)) refuse<InvalidArgument>("t1 must be finite");
  if (y0.size() == 0) refuse<InvalidArgument>("y0 must have at least one entry");
  require_finite(y0, "y0");
  if (!(options.step >= 0) || !std::isfinite(options.step)) {
    refuse<InvalidArgument>("step must be positive: a step of ", options.step,
                            " never arrives; time runs backwards when t1 < t0");
  }
  const bool chooses = method == OdeMethod::DormandPrince || method == OdeMethod::Radau;
  if (options.step == 0 && !chooses) {
    refuse<InvalidArgument>("step must be positive: a step of 0 never arrives");
  }
  if (!(options.rtol > 0) || !(options.atol >= 0)) {
    refuse<InvalidArgument>("rtol must be positive and atol must not be negative");
  }
  if (options.maxSteps < 1) refuse<InvalidArgument>("maxSteps must be at least 1");
  double before = t0;
  for (const double t : options.samples) {
    const double sign = t1 < t0 ? -1 : 1;
    if (!((t - before) * sign >= 0 && (t1 - t) * sign >= 0)) {
      refuse<InvalidArgument>("samples must run from t0 to t1");
    }
    before = t;
  }
}

}  // namespace

OdeRun odeSolve(const OdeSystem& system, OdeMethod method, double t0, double t1, const Vector& y0,
                const OdeOptions& options) {
  check(method, t0, t1, y0, options);
  ode::Run run(system, t0, t1, y0, options);
  if (t0 == t1) {
    run.stop(OdeOutcome::Empty);
  } else if (method == OdeMethod::Radau) {
    ode::solveRadau(run, y0);
  } else if (method == OdeMethod::ImplicitEuler) {
    ode::solveImplicitEuler(run, y0);
  } else if (options.step == 0) {
    ode::solveDormandPrince(run, y0);
  } else {
    ode::solveExplicit(run, method, y0);
  }
  return run.finish();
}

}  // namespace nabla
