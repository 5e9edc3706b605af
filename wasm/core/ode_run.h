// What the solvers share while they run: the count of evaluations, the record of points, and when to stop.
#pragma once

#include <array>
#include <cmath>
#include <vector>

#include "ode_solvers.h"

namespace nabla::ode {

bool allFinite(const Vector& v);

// Copies and constants, compiled once: every use of the library's expressions would bring a loop of its own.
Vector filled(Index size, double value);
Matrix filled(Index rows, Index cols, double value);
Vector copied(const double* data, Index size);
inline Vector copied(const std::vector<double>& data) {
  return copied(data.data(), static_cast<Index>(data.size()));
}
Matrix copied(const std::vector<double>& data, Index cols);

// The solution between two accepted points, at a share x in [0, 1] of the step.
using Extension = std::function<void(double x, Vector& y)>;

class Run {
 public:
  Run(const OdeSystem& system, double t0, double t1, const Vector& y0, const OdeOptions& options);

  // slope = f(t, y), counted. False if it is not finite.
  bool evaluate(double t, const Vector& y, Vector& slope);
  // The same, not counted: for the picture, which the method itself would not need.
  bool peek(double t, const Vector& y, Vector& slope) {
    system_.f(t, y, slope);
    return allFinite(slope);
  }
  void jacobian(double t, const Vector& y, Matrix& j);

  // Takes the step to (t, y) and the samples that it passes. False when the run is over: reached, or the
  // limit.
  bool accept(double t, const Vector& y, const Extension& extension);
  void reject() { ++out_.rejected; }
  bool mostlyRejected() const;
  void markStiff() {
    if (!out_.stiff) out_.stiffAt = t();
    out_.stiff = true;
  }
  bool stop(OdeOutcome outcome) {
    out_.outcome = outcome;
    return false;
  }

  double t() const { return times_.back(); }
  double end() const { return t1_; }
  double sign() const { return t1_ < t0_ ? -1 : 1; }
  double span() const { return std::abs(t1_ - t0_); }
  // The smallest step that moves t.
  double grain() const { return 10 * kEpsilon * std::max(std::abs(t()), std::abs(t1_)); }
  Index size() const { return n_; }
  const OdeOptions& options() const { return options_; }

  OdeRun finish();

 private:
  void sample(double from, double to, const Extension& extension);

  const OdeSystem& system_;
  const OdeOptions& options_;
  double t0_, t1_;
  Index n_;
  std::vector<double> times_, states_, samples_;
  Index nextSample_ = 0;
  Vector work_;
  OdeRun out_;
};

// Solves A x = b by elimination with row exchanges; A and b are overwritten, b becomes x. False if A is
// singular or not finite. Row-major, n ≤ a few dozen: plain loops are smaller than a library's factorisation
// and as fast.
class DenseLu {
 public:
  // Factors a copy of a.
  bool factor(const Matrix& a);
  void solve(Vector& b) const;

 private:
  Matrix lu_;
  std::vector<Index> pivots_;
};

// max |v_i|
double largest(const Vector& v);

// out = y + h Σ_{j<count} weight_j k_j.
void combine(const Vector& y, double h, const double* weights, int count, const std::array<Vector, 7>& k,
             Vector& out);

// Root mean square of error_i / (atol + rtol max(|y0_i|, |y1_i|)).
double weightedNorm(const Vector& error, const Vector& y0, const Vector& y1, const OdeOptions& options);
// A first step, always positive, for a method whose error estimate is of this order.
double firstStep(Run& run, const Vector& y, const Vector& slope, int order);

void solveExplicit(Run& run, OdeMethod method, const Vector& y0);
void solveDormandPrince(Run& run, const Vector& y0);
void solveImplicitEuler(Run& run, const Vector& y0);
void solveRadau(Run& run, const Vector& y0);

// Calls step(t, h, last) over the fixed grid of the run; stops when it answers false.
template <class Step>
void overGrid(const Run& run, Step&& step) {
  const double h = run.options().step, ratio = run.span() / h;
  const double rounded = std::round(ratio);
  // A step that divides the interval but for rounding must not leave a sliver behind.
  const bool divides = rounded >= 1 && std::abs(ratio - rounded) <= 1e-9 * rounded;
  const double count = divides ? rounded : std::ceil(ratio);
  const double start = run.t();
  for (double k = 0; k < count; ++k) {
    const double from = start + run.sign() * k * h;
    const double to = k + 1 < count ? start + run.sign() * (k + 1) * h : run.end();
    if (!step(from, to)) return;
  }
}

}  // namespace nabla::ode
