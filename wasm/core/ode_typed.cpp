#include "ode_typed.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace nabla {
namespace {

void evaluateAll(const std::vector<Expression>& functions, double t, const Vector& y, double* out) {
  const std::array<double, 3> at{t, y[0], y.size() > 1 ? y[1] : 0};
  for (const Expression& f : functions) *out++ = f.evaluate(at.data());
}

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

}  // namespace

TypedOde::TypedOde(const std::string& u, const std::string& v) {
  const bool plane = !v.empty();
  const std::vector<std::string> names =
      plane ? std::vector<std::string>{"t", "u", "v"} : std::vector<std::string>{"t", "y"};
  f_.push_back(Expression::parse(u, names));
  if (plane) f_.push_back(Expression::parse(v, names));
  system_.f = [this](double t, const Vector& y, Vector& slope) { evaluateAll(f_, t, y, slope.data()); };
  system_.jacobian = [this](double t, const Vector& y, Matrix& j) {
    if (partials_.empty()) differentiate();
    evaluateAll(partials_, t, y, j.data());
  };
}

void TypedOde::require(Index entries, const char* name) const {
  if (entries == size()) return;
  refuse<ShapeMismatch>(name, " must have ", size(), " entries, one an equation, got ", entries);
}

void TypedOde::differentiate() {
  for (const Expression& f : f_) {
    for (std::size_t j = 0; j < f_.size(); ++j) partials_.push_back(f.derivative(j + 1));
  }
}

OdeOptions tightOde(double rtol) {
  OdeOptions options;
  options.rtol = rtol;
  options.atol = rtol * 1e-2;
  options.maxSteps = 20000;
  options.stopWhenStiff = true;
  return options;
}

OdeYardstick odeYardstick(const OdeSystem& system, double t0, double t1, const Vector& y0,
                          const Vector& samples, double rtol) {
  OdeOptions options = tightOde(rtol);
  options.samples = samples;
  OdeYardstick out{odeSolve(system, OdeMethod::DormandPrince, t0, t1, y0, options), OdeMethod::DormandPrince};
  if (out.run.outcome != OdeOutcome::StepLimit) return out;
  options = tightOde(100 * rtol);
  options.samples = samples;
  return {odeSolve(system, OdeMethod::Radau, t0, t1, y0, options), OdeMethod::Radau};
}

std::string odeReason(const OdeRun& run) {
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

Vector evenTimes(double t0, double t1, Index count) {
  Vector out(count);
  for (Index i = 0; i < count; ++i) {
    out[i] = t0 + (t1 - t0) * (static_cast<double>(i) / static_cast<double>(count - 1));
  }
  out[count - 1] = t1;
  return out;
}

double rowDistance(const Matrix& a, Index i, const Matrix& b, Index j) {
  double sum = 0;
  for (Index c = 0; c < a.cols(); ++c) sum = std::hypot(sum, a(i, c) - b(j, c));
  return sum;
}

}  // namespace nabla
