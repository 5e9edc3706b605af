#include "gradient.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "dual.h"
#include "line_fit.h"

namespace nabla {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kDegree = std::numbers::pi / 180;
constexpr int kLobe = 49;
constexpr int kMeasured = 24;
constexpr int kCircle = 64;

Vector pair(double a, double b) {
  Vector out(2);
  out << a, b;
  return out;
}

// The unit vector at an angle in degrees, exact at multiples of 90.
Vector unitAt(double degrees) {
  const double turned = std::remainder(degrees, 360.0);
  if (turned == 0) return pair(1, 0);
  if (turned == 90) return pair(0, 1);
  if (turned == -90) return pair(0, -1);
  if (std::abs(turned) == 180) return pair(-1, 0);
  return pair(std::cos(turned * kDegree), std::sin(turned * kDegree));
}

double dot(const Vector& a, const Vector& b) {
  return a(0) * b(0) + a(1) * b(1);
}
double cross(const Vector& a, const Vector& b) {
  return a(0) * b(1) - a(1) * b(0);
}
double length(const Vector& a) {
  return std::hypot(a(0), a(1));
}

// Neither zero nor beyond float64: only then has it a direction.
bool hasDirection(const Vector& a) {
  return length(a) > 0 && std::isfinite(length(a));
}

Vector normalized(const Vector& a) {
  return a / length(a);
}

// Signed degrees from a to b, sharp at small angles where an arc cosine is not; NaN unless both have a
// direction.
double signedTurn(const Vector& a, const Vector& b) {
  if (!hasDirection(a) || !hasDirection(b)) return kNaN;
  const Vector p = normalized(a), q = normalized(b);
  return std::atan2(cross(p, q), dot(p, q)) / kDegree;
}
double turnBetween(const Vector& a, const Vector& b) {
  return std::abs(signedTurn(a, b));
}

// Degrees between the lines along a and b, in [0, 90].
double lineAngle(const Vector& a, const Vector& b) {
  if (!hasDirection(a) || !hasDirection(b)) return kNaN;
  const Vector p = normalized(a), q = normalized(b);
  return std::atan2(std::abs(cross(p, q)), std::abs(dot(p, q))) / kDegree;
}

void requirePoint(const Vector& at) {
  require_size(at, 2, "at");
  require_finite(at, "at");
}

void requirePositive(double value, const char* name) {
  if (!(value > 0) || !std::isfinite(value)) refuse<InvalidArgument>(name, " must be a positive number.");
}

Expression planar(const std::string& f) {
  return Expression::parse(f, {"x", "y"});
}

// Where a circle round the point meets the height of the point: angles in degrees, by bisection between
// neighbours of different sign. Empty where f is not finite on the circle.
std::vector<double> crossingsOn(const Expression& f, const Vector& at, double radius, double height) {
  const auto above = [&](double degrees) {
    const Vector p = at + radius * unitAt(degrees);
    return f(p(0), p(1)) - height;
  };
  std::vector<double> out;
  // Off the axes by a third of a step, so that f = 0 along one of them is not met at a sample.
  const double step = 360.0 / kCircle, offset = step / 3;
  double before = above(offset);
  for (int k = 0; k < kCircle; ++k) {
    double low = offset + k * step, high = low + step;
    const double after = above(high);
    if (!std::isfinite(before) || !std::isfinite(after)) return {};
    if ((before > 0) != (after > 0)) {
      for (int i = 0; i < 60; ++i) {
        const double middle = (low + high) / 2;
        ((above(middle) > 0) == (before > 0) ? low : high) = middle;
      }
      out.push_back((low + high) / 2);
    }
    before = after;
  }
  return out;
}

void traceContour(GradientProbe& out, const Expression& f, const Vector& at, double radius) {
  out.contourAngle = kNaN;
  out.chord = Vector(0);
  if (!std::isfinite(out.value)) return;
  const std::vector<double> found = crossingsOn(f, at, radius, out.value);
  out.crossings = static_cast<int>(found.size());
  if (found.size() != 2) return;
  const Vector chord = unitAt(found[1]) - unitAt(found[0]);
  if (!hasDirection(chord)) return;
  out.chord = normalized(chord);
  out.contourAngle = lineAngle(out.gradient, chord);
}

void drawPolar(GradientProbe& out) {
  const double middle = std::isnan(out.heading) ? 0 : out.heading;
  const bool usable = std::isfinite(out.norm);
  out.rise = Matrix(usable ? kLobe : 0, 2);
  out.fall = Matrix(usable ? kLobe : 0, 2);
  for (Index i = 0; i < out.rise.rows(); ++i) {
    const Vector u = unitAt(middle - 90 + 180 * static_cast<double>(i) / (kLobe - 1));
    const double slope = dot(out.gradient, u);
    out.rise.row(i) = slope * u;
    out.fall.row(i) = -slope * u;
  }
}

void measureSlopes(GradientProbe& out, const Expression& f, const Vector& at, double h) {
  out.measured = Matrix(kMeasured, 2);
  out.slopes = Vector(kMeasured);
  for (int i = 0; i < kMeasured; ++i) {
    const Vector u = unitAt(360.0 * i / kMeasured);
    const Vector p = at + h * u;
    // Divided by the step as it came out, not as it was asked for.
    out.slopes(i) = (f(p(0), p(1)) - out.value) / length(Vector(p - at));
    out.measured.row(i) = std::abs(out.slopes(i)) * u;
  }
}

}  // namespace

GradientProbe gradientProbe(const std::string& f, const Vector& at, double angle, double step, double scale) {
  requirePoint(at);
  if (!std::isfinite(angle)) refuse<InvalidArgument>("angle must be a finite number.");
  if (!std::isfinite(step)) refuse<InvalidArgument>("step must be a finite number.");
  requirePositive(scale, "scale");
  const Expression function = planar(f);
  const Slopes slopes = slopesAt(function, at);
  GradientProbe out;
  out.value = slopes.value;
  out.gradient = slopes.gradient;
  out.norm = length(out.gradient);
  out.heading = hasDirection(out.gradient) ? std::atan2(out.gradient(1), out.gradient(0)) / kDegree : kNaN;
  out.direction = unitAt(angle);
  out.directional = dot(out.gradient, out.direction);
  out.turn = turnBetween(out.gradient, out.direction);
  out.end = at + step * out.direction;
  out.predicted = step * out.directional;
  out.actual = function(out.end(0), out.end(1)) - out.value;
  traceContour(out, function, at, 1e-3 * scale);
  drawPolar(out);
  measureSlopes(out, function, at, 1e-6 * scale);
  return out;
}

MetricProbe metricProbe(const std::string& f, const Vector& at, double stretch) {
  requirePoint(at);
  requirePositive(stretch, "stretch");
  MetricProbe out;
  const Slopes slopes = slopesAt(planar(f), at);
  out.value = slopes.value;
  out.gradient = slopes.gradient;
  const Vector& g = out.gradient;
  out.natural = pair(g(0) / stretch / stretch, g(1));
  out.swing = signedTurn(g, out.natural);
  out.stretchedAt = pair(stretch * at(0), at(1));
  out.stretchedGradient = pair(g(0) / stretch, g(1));
  out.stretchedPlain = pair(stretch * g(0), g(1));
  out.slope = length(out.stretchedGradient);
  const bool usable = hasDirection(g);
  out.steepest = usable ? Vector(out.natural / out.slope) : Vector(Vector::Zero(2));
  out.plainSlope = usable ? length(g) / (length(out.stretchedPlain) / length(g)) : 0;
  out.stretchedAngle =
      lineAngle(out.stretchedPlain, pair(-out.stretchedGradient(1), out.stretchedGradient(0)));
  out.ball = Matrix(65, 2);
  for (Index i = 0; i < 65; ++i) {
    const Vector u = unitAt(360.0 * static_cast<double>(i) / 64);
    out.ball.row(i) = pair(u(0) / stretch, u(1));
  }
  return out;
}

ContourMap stretchedMap(const std::string& f, const Vector& x, const Vector& y, double stretch, int n) {
  requirePositive(stretch, "stretch");
  require_interval(x, "x");
  require_interval(y, "y");
  if (n < 3 || n > 401 || n % 2 == 0) refuse<InvalidArgument>("n must be odd, from 3 to 401.");
  return contourMapOf(planar(f).evaluateGrid(Vector(spaced(x, n) / stretch), spaced(y, n)), x, y);
}

ClippingTurn clippingTurn(const Vector& gradient, double limit) {
  if (!(limit >= 0) || !std::isfinite(limit))
    refuse<InvalidArgument>("limit must be a finite number, at least 0.");
  require_size(gradient, 2, "gradient");
  ClippingTurn out;
  out.norm = length(gradient);
  const double ratio = limit / (out.norm + 1e-6);
  out.coefficient = ratio > 1 ? 1 : ratio;  // NaN stays
  out.byNorm = out.coefficient * gradient;
  out.byValue = gradient.unaryExpr([limit](double v) { return v > limit ? limit : v < -limit ? -limit : v; });
  out.turnByNorm = turnBetween(gradient, out.byNorm);
  out.turnByValue = turnBetween(gradient, out.byValue);
  return out;
}

ClippingTurn clippingAt(const std::string& f, const Vector& at, double limit) {
  requirePoint(at);
  return clippingTurn(slopesAt(planar(f), at).gradient, limit);
}

Matrix torchGradient(const Matrix& values, int dim, double spacing) {
  if (dim != 0 && dim != 1) refuse<InvalidArgument>("dim must be 0 or 1.");
  requirePositive(spacing, "spacing");
  const Index n = dim == 0 ? values.rows() : values.cols();
  if (n < 2) refuse<ShapeMismatch>("torch.gradient expects each dimension size to be at least edge_order+1");
  Matrix out(values.rows(), values.cols());
  for (Index i = 0; i < values.rows(); ++i) {
    for (Index j = 0; j < values.cols(); ++j) {
      const Index k = dim == 0 ? i : j, before = std::max<Index>(k - 1, 0),
                  after = std::min<Index>(k + 1, n - 1);
      const double rise =
          dim == 0 ? values(after, j) - values(before, j) : values(i, after) - values(i, before);
      out(i, j) = rise / (static_cast<double>(after - before) * spacing);
    }
  }
  return out;
}

SampledGradient sampledGradient(const std::string& f, const Vector& at, double spacing) {
  requirePoint(at);
  requirePositive(spacing, "spacing");
  const Expression function = planar(f);
  const auto around = [&](double middle) {
    return Vector(spaced(pair(middle - 2 * spacing, middle + 2 * spacing), 5));
  };
  const Vector xs = around(at(0)), ys = around(at(1));
  SampledGradient out;
  out.values = function.evaluateGrid(xs, ys);
  const auto estimate = [&](Index i, double h) {
    return pair(torchGradient(out.values, 1, h)(i, i), torchGradient(out.values, 0, h)(i, i));
  };
  out.exact = slopesAt(function, at).gradient;
  out.estimate = estimate(2, spacing);
  out.unitSpacing = estimate(2, 1);
  out.corner = estimate(0, spacing);
  out.cornerExact = slopesAt(function, pair(xs(0), ys(0))).gradient;
  return out;
}

namespace {

void requireData(const Matrix& data) {
  if (data.cols() != 2 || data.rows() < 1) {
    refuse<ShapeMismatch>("data is ", shape_text(data),
                          "; it must have two columns, x and y, and at least one row.");
  }
  require_finite(data, "data");
}

double meanSquaredError(const Matrix& data, double w, double b) {
  double sum = 0;
  for (Index i = 0; i < data.rows(); ++i) {
    const double r = w * data(i, 0) + b - data(i, 1);
    sum += r * r;
  }
  return sum / static_cast<double>(data.rows());
}

}  // namespace

LossProbe lossProbe(const Matrix& data, const Vector& at) {
  requireData(data);
  requirePoint(at);
  LossProbe out;
  out.loss = meanSquaredError(data, at(0), at(1));
  double dw = 0, db = 0;
  for (Index i = 0; i < data.rows(); ++i) {
    const double r = at(0) * data(i, 0) + at(1) - data(i, 1);
    dw += 2 * r * data(i, 0);
    db += 2 * r;
  }
  const auto n = static_cast<double>(data.rows());
  out.gradient = pair(dw / n, db / n);
  out.norm = length(out.gradient);
  out.residuals = (at(0) * data.col(0).array() + at(1) - data.col(1).array()).matrix();
  out.bestLoss = out.astray = kNaN;
  const Vector x = data.col(0);
  if (x.minCoeff() == x.maxCoeff()) return out;
  const LineFit fit = leastSquaresLine(x, data.col(1));
  if (!std::isfinite(fit.slope)) return out;  // the squares of the distances have left float64
  out.best = pair(fit.slope, fit.intercept);
  out.bestLoss = fit.mse;
  out.astray = turnBetween(-out.gradient, out.best - at);
  return out;
}

ContourMap lossMap(const Matrix& data, const Vector& w, const Vector& b, int n) {
  requireData(data);
  require_interval(w, "w");
  require_interval(b, "b");
  if (n < 3 || n > 401 || n % 2 == 0) refuse<InvalidArgument>("n must be odd, from 3 to 401.");
  const Vector ws = spaced(w, n), bs = spaced(b, n);
  Matrix grid(n, n);
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < n; ++j) grid(i, j) = meanSquaredError(data, ws(j), bs(i));
  }
  return contourMapOf(grid, w, b);
}

}  // namespace nabla
