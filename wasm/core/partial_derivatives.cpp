#include "partial_derivatives.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace nabla {
namespace {

constexpr double kKinkStep = 1e-6;
constexpr int kRing = 96;

Vector pair(double a, double b) {
  Vector out(2);
  out << a, b;
  return out;
}

Matrix beside(const Vector& a, const Vector& b) {
  Matrix out(a.size(), 2);
  out.col(0) = a;
  out.col(1) = b;
  return out;
}

Matrix tangentLine(const Vector& interval, double at, double value, double slope) {
  if (!std::isfinite(value) || !std::isfinite(slope)) return Matrix(0, 2);
  return beside(interval, pair(value + slope * (interval(0) - at), value + slope * (interval(1) - at)));
}

// A line through the point along one variable.
struct Along {
  const Expression& f;
  Vector at;
  Index variable;
  double operator()(double s) const {
    double p[] = {at(0), at(1)};
    p[variable] = s;
    return f.evaluate(p);
  }
  double quotient(double h) const {
    const double s = at(variable), moved = s + h;
    return ((*this)(moved) - (*this)(s)) / (moved - s);  // by the step as it came out
  }
  double kink() const {
    const auto gap = [this](double h) { return quotient(h) - quotient(-h); };
    const double wide = gap(kKinkStep);
    return std::abs(gap(kKinkStep / 10)) < std::abs(wide) / 2 ? 0 : wide;
  }
  Matrix slice(const Vector& interval, int n) const {
    const Vector s = spaced(interval, n);
    return beside(s, s.unaryExpr([this](double v) { return (*this)(v); }));
  }
};

// Whether f has one value in all directions. A function with bounded slopes differs from f(point) on the
// small circle by about slope · radius, and ten times nearer by a tenth of that; at a jump the difference
// does not shrink.
void lookAround(Partials& out, const Expression& f, const Vector& at, double radius) {
  const auto spread = [&](double r, double& low, double& high) {
    low = std::numeric_limits<double>::infinity();
    high = -low;
    for (int k = 0; k < kRing; ++k) {
      const double angle = 2 * std::numbers::pi * (k + 0.5) / kRing;
      const double v = f(at(0) + r * std::cos(angle), at(1) + r * std::sin(angle));
      if (!std::isfinite(v)) continue;
      low = std::min(low, v);
      high = std::max(high, v);
    }
  };
  out.radius = radius;
  spread(radius, out.nearLow, out.nearHigh);
  if (!(out.nearLow <= out.nearHigh)) {
    out.nearLow = out.nearHigh = std::numeric_limits<double>::quiet_NaN();
    return;
  }
  if (!std::isfinite(out.value)) return;
  double low = 0, high = 0;
  spread(radius / 100, low, high);
  const auto away = [&](double a, double b) {
    return std::max(std::abs(a - out.value), std::abs(b - out.value));
  };
  const double here = away(out.nearLow, out.nearHigh), nearer = away(low, high);
  out.jumps = nearer > 0.5 * here && nearer > 1e-9 * std::max(1.0, std::abs(out.value));
}

}  // namespace

Partials partials(const std::string& f, const Vector& at, const Vector& x, const Vector& y, int n) {
  require_size(at, 2, "at");
  require_finite(at, "at");
  require_interval(x, "x");
  require_interval(y, "y");
  if (n < 2 || n > 2001) refuse<InvalidArgument>("n must be from 2 to 2001.");
  const Expression function = Expression::parse(f, {"x", "y"});
  const Slopes slopes = slopesAt(function, at);
  const Along alongX{function, at, 0}, alongY{function, at, 1};
  Partials out;
  out.value = slopes.value;
  out.dx = slopes.gradient(0);
  out.dy = slopes.gradient(1);
  out.dependsOnX = function.dependsOn(0);
  out.dependsOnY = function.dependsOn(1);
  out.alongX = alongX.slice(x, n);
  out.alongY = alongY.slice(y, n);
  out.tangentX = tangentLine(x, at(0), out.value, out.dx);
  out.tangentY = tangentLine(y, at(1), out.value, out.dy);
  out.quotients = Matrix(9, 3);
  for (int i = 0; i < 9; ++i) {
    const double h = std::pow(10.0, -i);
    out.quotients.row(i) << h, alongX.quotient(h), alongY.quotient(h);
  }
  out.kinkX = alongX.kink();
  out.kinkY = alongY.kink();
  lookAround(out, function, at, 1e-6 * (x(1) - x(0)));
  return out;
}

namespace {

constexpr Index kHidden = 3, kInputs = 2;

Var activated(Tape& tape, Var z, const std::string& activation) {
  if (activation == "tanh") return tanh(tape, z);
  if (activation == "relu") return relu(tape, z);
  return sigmoid(tape, z);
}

// One forward pass on a tape of its own.
struct Pass {
  Tape tape;
  Var w1, b1, w2, b2, hiddenInput, hidden, output, loss;

  Pass(const Vector& weights, const Vector& x, double target, const std::string& activation) {
    const auto part = [&](Index from, Shape shape) {
      const double* data = weights.data() + from;
      return tape.leaf(Tensor(shape, std::vector<double>(data, data + countOf(shape))));
    };
    w1 = part(0, {kHidden, kInputs});
    b1 = part(kHidden * kInputs, {kHidden});
    w2 = part(kHidden * (kInputs + 1), {kHidden});
    b2 = part(kHidden * (kInputs + 2), {});
    hiddenInput = add(tape, matmul(tape, w1, tape.constant(toTensor(x))), b1);
    hidden = activated(tape, hiddenInput, activation);
    output = add(tape, matmul(tape, w2, hidden), b2);
    loss = pow(tape, sub(tape, output, tape.constant(Tensor::scalar(target))), 2);
  }
  double lossValue() const { return tape.value(loss).data[0]; }
  Vector gradient() const {
    const Gradients gradients = tape.backward(loss);
    Vector out(kNetworkWeights);
    Index next = 0;
    for (const Var v : {w1, b1, w2, b2}) {
      for (const double g : gradients.of(v).data) out(next++) = g;
    }
    return out;
  }
};

}  // namespace

NetworkPartials networkPartials(const Vector& weights, const Vector& x, double target,
                                const std::string& activation, int k, double nudge, int passes, double reach,
                                int n) {
  require_size(weights, kNetworkWeights, "weights");
  require_finite(weights, "weights");
  require_size(x, kInputs, "x");
  require_finite(x, "x");
  if (!std::isfinite(target)) refuse<InvalidArgument>("target must be a finite number.");
  if (!std::isfinite(nudge)) refuse<InvalidArgument>("nudge must be a finite number.");
  if (activation != "tanh" && activation != "relu" && activation != "sigmoid") {
    refuse<InvalidArgument>("activation must be tanh, relu or sigmoid.");
  }
  if (k < 0 || k >= kNetworkWeights) refuse<InvalidArgument>("k must be from 0 to 12.");
  if (passes < 1 || passes > 100) refuse<InvalidArgument>("passes must be from 1 to 100.");
  if (!(reach > 0) || !std::isfinite(reach)) refuse<InvalidArgument>("reach must be a positive number.");
  if (n < 2 || n > 2001) refuse<InvalidArgument>("n must be from 2 to 2001.");

  const Pass pass(weights, x, target, activation);
  const auto lossAt = [&](double value) {
    Vector moved = weights;
    moved(k) = value;
    return Pass(moved, x, target, activation).lossValue();
  };
  NetworkPartials out;
  out.hiddenInput = toVector(pass.tape.value(pass.hiddenInput));
  out.hidden = toVector(pass.tape.value(pass.hidden));
  out.output = pass.tape.value(pass.output).data[0];
  out.loss = pass.lossValue();
  out.gradient = pass.gradient();
  out.accumulated = out.gradient;
  for (int i = 1; i < passes; ++i) out.accumulated += pass.gradient();
  out.nudged = lossAt(weights(k) + nudge);
  out.predicted = out.accumulated(k) * nudge;
  out.actual = out.nudged - out.loss;
  const Vector interval = pair(weights(k) - reach, weights(k) + reach);
  const Vector values = spaced(interval, n);
  out.curve = beside(values, values.unaryExpr(lossAt));
  out.tangent = tangentLine(interval, weights(k), out.loss, out.accumulated(k));
  return out;
}

}  // namespace nabla
