#include "relu.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "initialisation.h"
#include "losses.h"
#include "mlp.h"
#include "norm.h"
#include "real_functions.h"

namespace nabla {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr int kMostUnits = 16, kMostPoints = 64;

void requireRange(const char* name, double value, double low, double high) {
  if (!(value >= low && value <= high)) {
    refuse<InvalidArgument>(std::string(name), " must be from ", static_cast<int>(low), " to ",
                            static_cast<int>(high));
  }
}

Index unitsOf(const Matrix& net) {
  if (net.cols() != 4 || net.rows() < 2 || net.rows() > kMostUnits + 1) {
    refuse<ShapeMismatch>("net must have 2 to 17 rows of 4 numbers, got ", shape_text(net));
  }
  require_finite(net, "net");
  return net.rows() - 1;
}

// Rows of units to torch's parameters(): W₁, b₁, W₂, b₂; and back.
std::vector<double> flat(const Matrix& net) {
  const Index m = net.rows() - 1;
  std::vector<double> out(static_cast<std::size_t>(4 * m + 1));
  double* p = out.data();
  for (Index i = 0; i < m; ++i) {
    p[2 * i] = net(i, 0);
    p[2 * i + 1] = net(i, 1);
    p[2 * m + i] = net(i, 2);
    p[3 * m + i] = net(i, 3);
  }
  p[4 * m] = net(m, 0);
  return out;
}
Matrix rowsOf(const std::vector<double>& parameters) {
  const auto m = static_cast<Index>(parameters.size() / 4);
  const double* p = parameters.data();
  Matrix net = Matrix::Zero(m + 1, 4);
  for (Index i = 0; i < m; ++i) net.row(i) << p[2 * i], p[2 * i + 1], p[2 * m + i], p[3 * m + i];
  net(m, 0) = p[4 * m];
  return net;
}

double lengthOf(const double* numbers, Index count) {
  return norm2(Eigen::Map<const Vector>(numbers, count));
}

// What a network makes of all points, and its gradient there.
class Points {
 public:
  Points(const Matrix& data, Index units, const Activation& activation)
      : points_(data.rows()),
        units_(units),
        activation_(activation),
        batch_({2, units, 1}, {}, data.rows(), activation),
        targets_(static_cast<std::size_t>(batch_.stride())) {
    for (Index p = 0; p < points_; ++p) {
      batch_.setInput(p, 0, data(p, 0));
      batch_.setInput(p, 1, data(p, 1));
      targets_[static_cast<std::size_t>(p)] = data(p, 2);
    }
  }

  // Writes the gradient, returns a row of the history.
  Eigen::Matrix<double, 1, 6> look(const std::vector<double>& parameters, std::vector<double>& gradient) {
    batch_.forward(parameters.data());
    const double loss =
        lossOf(Loss::bce, batch_.output(0), targets_.data(), batch_.adjoint(0), 1, points_, batch_.stride());
    double right = 0, active = 0, dead = 0;
    for (Index p = 0; p < points_; ++p) {
      right += (batch_.output(0)[p] > 0) == (targets_[static_cast<std::size_t>(p)] > 0.5);
    }
    const double* z = batch_.sums(1);
    for (Index i = 0; i < units_; ++i) {
      bool alive = false;
      for (Index p = 0; p < points_; ++p) {
        active += z[i * batch_.stride() + p] > 0;
        alive = alive || activationSlope(activation_, z[i * batch_.stride() + p]) != 0;
      }
      dead += !alive;
    }
    std::fill(gradient.begin(), gradient.end(), 0.0);
    batch_.backward(parameters.data(), gradient.data());
    const double count = static_cast<double>(points_);
    Eigen::Matrix<double, 1, 6> row;
    row << loss, dead, active / (count * static_cast<double>(units_)), lengthOf(gradient.data(), 3 * units_),
        lengthOf(gradient.data() + 3 * units_, units_ + 1), right / count;
    return row;
  }

  Matrix mask() const {
    Matrix out(units_, points_);
    for (Index i = 0; i < units_; ++i) {
      for (Index p = 0; p < points_; ++p) {
        out(i, p) = activationSlope(activation_, batch_.sums(1)[i * batch_.stride() + p]);
      }
    }
    return out;
  }

 private:
  Index points_, units_;
  Activation activation_;
  MlpBatch<double> batch_;
  std::vector<double> targets_;
};

void requireData(const Matrix& data) {
  if (data.cols() != 3 || data.rows() < 1 || data.rows() > kMostPoints) {
    refuse<ShapeMismatch>("data must have 1 to 64 rows of three numbers, x1, x2 and a label, got ",
                          shape_text(data));
  }
  require_finite(data, "data");
  for (Index p = 0; p < data.rows(); ++p) {
    if (data(p, 2) != 0 && data(p, 2) != 1) {
      refuse<InvalidArgument>("data: the label in row ", p + 1, " must be 0 or 1");
    }
  }
}

// The part of the line w·x + b = 0 within |x₁|, |x₂| ≤ reach; NaN where there is none.
std::array<double, 4> clipped(double w1, double w2, double b, double reach) {
  const double square = w1 * w1 + w2 * w2;
  const double foot[2] = {-b * w1 / square, -b * w2 / square}, along[2] = {-w2, w1};
  double from = -std::numeric_limits<double>::infinity(), to = -from;
  for (int k = 0; k < 2; ++k) {
    if (along[k] == 0) {
      if (!(std::abs(foot[k]) < reach)) from = kNaN;
      continue;
    }
    const double t0 = (-reach - foot[k]) / along[k], t1 = (reach - foot[k]) / along[k];
    from = std::max(from, std::min(t0, t1));  // NaN as the first argument stays
    to = std::min(to, std::max(t0, t1));
  }
  if (!(square > 0 && from < to)) from = to = kNaN;
  return {foot[0] + from * along[0], foot[1] + from * along[1], foot[0] + to * along[0],
          foot[1] + to * along[1]};
}

// One line after the other: each adds a region, and one more for every distinct place inside the window where
// it meets those before it. A line that lies on an earlier one adds none.
int regionsOf(const Matrix& net, const Matrix& hinges, double reach) {
  const double near = 1e-9 * reach;
  int regions = 1;
  for (Index i = 0; i < hinges.rows(); ++i) {
    if (std::isnan(hinges(i, 0))) continue;
    std::vector<double> met;  // how far along the line, so that a place that several lines share counts once
    bool same = false;
    const double length = std::hypot(net(i, 0), net(i, 1));
    for (Index j = 0; j < i && !same; ++j) {
      if (std::isnan(hinges(j, 0))) continue;
      const double det = net(i, 0) * net(j, 1) - net(i, 1) * net(j, 0);
      if (std::abs(det) <= 1e-12 * length * std::hypot(net(j, 0), net(j, 1))) {
        const double apart = net(j, 0) * hinges(i, 0) + net(j, 1) * hinges(i, 1) + net(j, 2);
        same = std::abs(apart) <= near * std::hypot(net(j, 0), net(j, 1));
        continue;
      }
      const double x = (net(i, 1) * net(j, 2) - net(j, 1) * net(i, 2)) / det;
      const double y = (net(j, 0) * net(i, 2) - net(i, 0) * net(j, 2)) / det;
      if (!(std::abs(x) < reach && std::abs(y) < reach)) continue;
      const double t = (net(i, 0) * y - net(i, 1) * x) / length;
      if (std::none_of(met.begin(), met.end(), [&](double u) { return std::abs(u - t) <= near; }))
        met.push_back(t);
    }
    if (!same) regions += 1 + static_cast<int>(met.size());
  }
  return regions;
}

}  // namespace

ActivationCurve activationCurve(const std::string& name, double slope, double x) {
  const Activation activation = parseActivation(name, slope);
  if (!std::isfinite(x)) refuse<InvalidArgument>("x must be a finite number");
  constexpr double kStep = 0x1.0p-20;
  ActivationCurve out;
  out.curve = Matrix(161, 3);
  for (Index i = 0; i < out.curve.rows(); ++i) {
    const double at = static_cast<double>(i - 80) / 20;
    out.curve.row(i) << at, activationValue(activation, at), activationSlope(activation, at);
  }
  out.value = activationValue(activation, x);
  out.slope = activationSlope(activation, x);
  out.left = (out.value - activationValue(activation, x - kStep)) / kStep;
  out.right = (activationValue(activation, x + kStep) - out.value) / kStep;
  return out;
}

Matrix reluStart(int units, const std::string& init, double bias, const std::string& activation, double slope,
                 double seed) {
  requireRange("units", units, 1, kMostUnits);
  if (!std::isfinite(bias)) refuse<InvalidArgument>("bias must be a finite number");
  const Initialisation how = parseInitialisation(init, 1);
  const Activation phi = parseActivation(activation, slope);
  Generator generator(require_seed(seed));
  std::vector<double> parameters = initialParameters<double>({2, units, 1}, generator);
  double* p = parameters.data();
  if (how.of != Init::linear) {
    drawWeight(how, phi, generator, p, units, 2);
    drawWeight(how, phi, generator, p + 3 * units, 1, units);
    std::fill_n(p + 2 * units, units, 0.0);
    p[4 * units] = 0;
  }
  for (int i = 0; i < units; ++i) p[2 * units + i] += bias;
  return rowsOf(parameters);
}

ReluRun reluTrain(const Matrix& data, const Matrix& start, const std::string& activation, double slope,
                  double lr, int steps) {
  requireData(data);
  const Index units = unitsOf(start);
  if (!(std::isfinite(lr) && lr >= 0)) refuse<InvalidArgument>("lr must be a number from 0 on");
  requireRange("steps", steps, 0, 1000);
  Points points(data, units, parseActivation(activation, slope));
  std::vector<double> parameters = flat(start), gradient(parameters.size()), before;
  ReluRun out;
  out.history = Matrix(steps + 1, 6);
  int done = 0;
  for (;; ++done) {
    out.history.row(done) = points.look(parameters, gradient);
    if (!out.history.row(done).allFinite()) {
      out.diverged = done;
      break;
    }
    if (done == steps) break;
    before = parameters;
    for (std::size_t i = 0; i < parameters.size(); ++i) parameters[i] -= lr * gradient[i];
  }
  if (out.diverged > 0) {  // the last state whose numbers are numbers
    parameters = before;
    points.look(parameters, gradient);
  }
  // Without any such state, the start as it is.
  if (out.diverged >= 0) out.history.conservativeResize(std::max(out.diverged, 1), 6);
  out.net = rowsOf(parameters);
  out.gradient = rowsOf(gradient);
  out.mask = points.mask();
  out.dead = (out.mask.array() == 0).rowwise().all().cast<double>();
  return out;
}

ReluPicture reluPicture(const Matrix& net, const std::string& activation, double slope, double reach, int n) {
  const Index units = unitsOf(net);
  const Activation phi = parseActivation(activation, slope);
  requireRange("n", n, 2, 200);
  if (!(std::isfinite(reach) && reach > 0)) refuse<InvalidArgument>("reach must be a number above 0");
  ReluPicture out;
  out.output = Matrix(n, n);
  out.active = Matrix::Zero(n, n);
  for (Index r = 0; r < n; ++r) {
    const double y = reach * (2 * static_cast<double>(r) / (n - 1) - 1);
    for (Index c = 0; c < n; ++c) {
      const double x = reach * (2 * static_cast<double>(c) / (n - 1) - 1);
      double sum = net(units, 0);
      for (Index i = 0; i < units; ++i) {
        const double z = net(i, 0) * x + net(i, 1) * y + net(i, 2);
        out.active(r, c) += z > 0;
        sum += net(i, 3) * activationValue(phi, z);
      }
      out.output(r, c) = sigmoid(sum);
    }
  }
  out.hinges = Matrix(units, 4);
  for (Index i = 0; i < units; ++i) {
    const auto line = clipped(net(i, 0), net(i, 1), net(i, 2), reach);
    for (Index k = 0; k < 4; ++k) out.hinges(i, k) = line[static_cast<std::size_t>(k)];
  }
  out.regions = regionsOf(net, out.hinges, reach);
  out.mostRegions = static_cast<int>(1 + units + units * (units - 1) / 2);
  return out;
}

Vector movedHinge(const Vector& unit, const Vector& pivot, const Vector& at) {
  require_size(unit, 4, "unit");
  require_size(pivot, 2, "pivot");
  require_size(at, 2, "at");
  require_finite(unit, "unit");
  require_finite(pivot, "pivot");
  require_finite(at, "at");
  const double length = std::hypot(unit(0), unit(1));
  if (length == 0) refuse<InvalidArgument>("unit: without weights it has no hinge");
  Vector out = unit;
  const double dx = at(0) - pivot(0), dy = at(1) - pivot(1), far = std::hypot(dx, dy);
  if (far > 0) {
    const double side = unit(0) * -dy + unit(1) * dx < 0 ? -1 : 1;
    out(0) = side * length * -dy / far;
    out(1) = side * length * dx / far;
  }
  out(2) = -(out(0) * at(0) + out(1) * at(1));
  return out;
}

}  // namespace nabla
