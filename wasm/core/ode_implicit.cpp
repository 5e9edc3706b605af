// Implicit methods: each step solves equations for the point it ends in, by Newton's method.

#include <algorithm>
#include <cmath>

#include "ode_run.h"
#include "ode_tableau.h"

namespace nabla::ode {
namespace {

// What a step needs, kept between the steps: an allocation costs as much as solving the equations.
struct EulerStep {
  explicit EulerStep(Index n) : j(n, n), change(n) {}
  bool operator()(Run& run, double to, double h, const Vector& y, Vector& next, Vector& slope);

  Matrix j;
  Vector change;
  DenseLu lu;
};

// One implicit Euler step: y₁ = y + h f(t + h, y₁). Full Newton, started at y. False if it does not converge.
bool EulerStep::operator()(Run& run, double to, double h, const Vector& y, Vector& next, Vector& slope) {
  constexpr int kMost = 30;
  const Index n = y.size();
  next = y;
  double before = HUGE_VAL;
  for (int i = 0; i < kMost; ++i) {
    if (!run.evaluate(to, next, slope)) return false;
    run.jacobian(to, next, j);
    for (Index r = 0; r < n; ++r) {
      change[r] = y[r] + h * slope[r] - next[r];
      for (Index c = 0; c < n; ++c) j(r, c) = (r == c ? 1.0 : 0.0) - h * j(r, c);
    }
    if (!lu.factor(j)) return false;
    lu.solve(change);
    for (Index r = 0; r < n; ++r) next[r] += change[r];
    if (!allFinite(next)) return false;
    const double size = largest(change), unit = kEpsilon * (1 + largest(next));
    // At rounding level, or no longer shrinking there: as good as float64 gives.
    if (size <= 4 * unit || (size <= 1e4 * unit && size >= before)) return run.evaluate(to, next, slope);
    before = size;
  }
  return false;
}

}  // namespace

void solveImplicitEuler(Run& run, const Vector& y0) {
  Vector y = y0, next(y0.size()), slope(y0.size());
  // A start where f has no value is no start, though the method itself would not look.
  if (!run.evaluate(run.t(), y, slope)) {
    run.stop(OdeOutcome::NotFinite);
    return;
  }
  EulerStep step(y0.size());
  overGrid(run, [&](double from, double to) {
    if (!step(run, to, to - from, y, next, slope)) return run.stop(OdeOutcome::NewtonFailed);
    const bool goesOn = run.accept(to, next, [&](double x, Vector& out) {
      for (Index i = 0; i < out.size(); ++i) out[i] = y[i] + x * (next[i] - y[i]);
    });
    std::swap(y, next);
    return goesOn;
  });
}

namespace {

class Radau {
 public:
  explicit Radau(Run& run, const Vector& y0)
      : run_(run),
        n_(y0.size()),
        y_(y0),
        slope_(n_),
        j_(n_, n_),
        z_(3 * n_),
        next_(n_),
        at_(n_),
        k_(n_),
        newton_(3 * n_, 3 * n_),
        f_(3 * n_),
        change_(3 * n_) {}

  bool start() { return run_.evaluate(run_.t(), y_, slope_) || run_.stop(OdeOutcome::NotFinite); }
  void fixed();
  void adaptive();

 private:
  bool newton(double h, double tolerance, int most);
  double errorNorm(double h, bool again);
  bool accept(double to);
  double weighted(const Vector& v) const;

  Run& run_;
  Index n_;
  Vector y_, slope_;
  Matrix j_;
  Vector z_;  // the three stages, as differences from y
  Vector next_, at_, k_;
  // Kept between the steps, too.
  Matrix newton_;
  Vector f_, change_;
  DenseLu lu_;
  int iterations_ = 0;
};

// The three stages are weighed against the scale of the same entry of y.
double Radau::weighted(const Vector& v) const {
  const Index blocks = v.size() / n_;
  Vector part(n_);
  double sum = 0;
  for (Index s = 0; s < blocks; ++s) {
    for (Index i = 0; i < n_; ++i) part[i] = v[s * n_ + i];
    const double size = weightedNorm(part, y_, next_, run_.options());
    sum += size * size;
  }
  return std::sqrt(sum / static_cast<double>(blocks));
}

// Z = h (A ⊗ I) F(y + Z) by simplified Newton: one factorisation of I − h A ⊗ J a step.
// tolerance > 0: in the weighted norm; 0: down to rounding.
bool Radau::newton(double h, double tolerance, int most) {
  const Index n = n_;
  double *const z = z_.data(), *const f = f_.data(), *const change = change_.data();
  double* entry = newton_.data();
  for (Index r = 0; r < 3 * n; ++r) {
    const auto& row = kRadauA[static_cast<std::size_t>(r / n)];
    const double* const slopes = j_.data() + r % n * n;
    for (Index s = 0; s < 3; ++s) {
      const double scale = h * row[static_cast<std::size_t>(s)];
      for (Index c = 0; c < n; ++c) *entry++ = (r == s * n + c ? 1.0 : 0.0) - scale * slopes[c];
    }
  }
  if (!lu_.factor(newton_)) return false;
  std::fill_n(z_.data(), 3 * n, 0.0);
  next_ = y_;
  double before = HUGE_VAL;
  for (iterations_ = 1; iterations_ <= most; ++iterations_) {
    for (Index s = 0; s < 3; ++s) {
      for (Index i = 0; i < n; ++i) at_[i] = y_[i] + z[s * n + i];
      if (!run_.evaluate(run_.t() + kRadauC[static_cast<std::size_t>(s)] * h, at_, k_)) return false;
      for (Index i = 0; i < n; ++i) f[s * n + i] = k_[i];
    }
    for (Index r = 0; r < 3 * n; ++r) {
      double sum = 0;
      for (Index s = 0; s < 3; ++s) {
        sum += kRadauA[static_cast<std::size_t>(r / n)][static_cast<std::size_t>(s)] * f[s * n + r % n];
      }
      change[r] = h * sum - z[r];
    }
    lu_.solve(change_);
    for (Index i = 0; i < 3 * n; ++i) z[i] += change[i];
    if (!allFinite(z_)) return false;
    const double size = tolerance > 0 ? weighted(change_) : largest(change_);
    const double rate = size / before;
    if (tolerance > 0) {
      if (size == 0 || (iterations_ > 1 && rate < 1 && rate / (1 - rate) * size < tolerance)) return true;
      if (iterations_ > 1 && rate >= 1) return false;
    } else {
      const double unit = kEpsilon * (1 + largest(y_) + largest(z_));
      if (size <= 4 * unit || (size <= 1e4 * unit && rate >= 1)) return true;
    }
    before = size;
  }
  return false;
}

bool Radau::accept(double to) {
  const bool goesOn = run_.accept(to, next_, [&](double x, Vector& out) {
    // Lagrange's polynomial through the start and the three stages: the collocation polynomial.
    const std::array<double, 4> node{0, kRadauC[0], kRadauC[1], kRadauC[2]};
    for (Index i = 0; i < n_; ++i) {
      double sum = 0;
      for (std::size_t s = 1; s < 4; ++s) {
        double basis = 1;
        for (std::size_t o = 0; o < 4; ++o) {
          if (o != s) basis *= (x - node[o]) / (node[s] - node[o]);
        }
        sum += basis * z_[static_cast<Index>(s - 1) * n_ + i];
      }
      out[i] = y_[i] + sum;
    }
  });
  y_ = next_;
  return goesOn;
}

void Radau::fixed() {
  overGrid(run_, [&](double from, double to) {
    run_.jacobian(from, y_, j_);
    if (!newton(to - from, 0, 60)) return run_.stop(OdeOutcome::NewtonFailed);
    for (Index i = 0; i < n_; ++i) next_[i] = y_[i] + z_[2 * n_ + i];
    return accept(to);
  });
}

// The difference to a formula of order 3 with f(t, y) as an extra stage, damped by (μ/h I − J)⁻¹ so that it
// stays bounded where λ does not.
double Radau::errorNorm(double h, bool again) {
  static constexpr std::array<double, 3> kE{(-13 - 7 * kSqrt6) / 3, (-13 + 7 * kSqrt6) / 3, -1.0 / 3};
  const double mu = 3 + std::cbrt(9.0) - std::cbrt(3.0);
  Matrix damped(n_, n_);
  for (Index r = 0; r < n_; ++r) {
    for (Index c = 0; c < n_; ++c) damped(r, c) = (r == c ? mu / h : 0.0) - j_(r, c);
  }
  DenseLu lu;
  if (!lu.factor(damped)) return HUGE_VAL;
  Vector estimate(n_), error(n_);
  for (Index i = 0; i < n_; ++i) {
    estimate[i] = (kE[0] * z_[i] + kE[1] * z_[n_ + i] + kE[2] * z_[2 * n_ + i]) / h;
    error[i] = slope_[i] + estimate[i];
  }
  lu.solve(error);
  double size = weighted(error);
  if (again && size > 1) {
    for (Index i = 0; i < n_; ++i) at_[i] = y_[i] + error[i];
    if (!run_.evaluate(run_.t(), at_, k_)) return HUGE_VAL;
    for (Index i = 0; i < n_; ++i) error[i] = k_[i] + estimate[i];
    lu.solve(error);
    size = weighted(error);
  }
  return size;
}

void Radau::adaptive() {
  constexpr int kMost = 10;
  const OdeOptions& o = run_.options();
  const double tolerance = std::max(10 * kEpsilon / o.rtol, std::min(0.03, std::sqrt(o.rtol)));
  next_ = y_;
  double h = firstStep(run_, y_, slope_, 4);
  bool rejected = true;  // the first guess may be far off: its error is estimated twice
  double lastStep = 0, lastSize = 0;
  run_.jacobian(run_.t(), y_, j_);
  for (;;) {
    const double left = std::abs(run_.end() - run_.t());
    const bool last = 1.01 * h >= left;
    if (last) h = left;
    if (h < run_.grain() && !last) {
      run_.stop(OdeOutcome::StepUnderflow);
      return;
    }
    const double step = run_.sign() * h;
    if (!newton(step, tolerance, kMost)) {
      run_.reject();
      h /= 2;
      rejected = true;
      if (h < run_.grain()) {
        run_.stop(OdeOutcome::StepUnderflow);
        return;
      }
      continue;
    }
    for (Index i = 0; i < n_; ++i) next_[i] = y_[i] + z_[2 * n_ + i];
    const double size = errorNorm(step, rejected);
    const double safety = 0.9 * (2.0 * kMost + 1) / (2.0 * kMost + iterations_);
    // Gustafsson: the trend of the error counts as well as its size.
    double grow = size == 0 ? 10 : std::pow(size, -0.25);
    if (lastSize > 0 && size > 0) {
      grow *= std::min(1.0, h / lastStep * std::pow(lastSize / size, 0.25));
    }
    if (!(size <= 1)) {
      run_.reject();
      h *= std::isfinite(size) ? std::max(0.2, safety * grow) : 0.2;
      rejected = true;
      continue;
    }
    lastStep = h;
    lastSize = std::max(size, 1e-10);
    if (!accept(last ? run_.end() : run_.t() + step)) return;
    if (!run_.evaluate(run_.t(), y_, slope_)) {
      run_.stop(OdeOutcome::NotFinite);
      return;
    }
    run_.jacobian(run_.t(), y_, j_);
    h *= std::clamp(safety * grow, 0.2, 10.0);
    rejected = false;
  }
}

}  // namespace

void solveRadau(Run& run, const Vector& y0) {
  Radau radau(run, y0);
  if (!radau.start()) return;
  if (run.options().step > 0) {
    radau.fixed();
  } else {
    radau.adaptive();
  }
}

}  // namespace nabla::ode
