#include "surface.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "contours.h"

namespace nabla {
namespace {

Vector pair(double a, double b) {
  Vector out(2);
  out << a, b;
  return out;
}

// From the window's box to the picture: turned about the vertical, then tilted. Every side of the box counts
// as 2.
struct Camera {
  Vector x, y;
  double low, high, cosine, sine;
  static constexpr double kSine = 0.5;  // of an elevation of 30 degrees
  static constexpr double kHeight = 0.62;

  Camera(const Vector& x_, const Vector& y_, double low_, double high_, double azimuth)
      : x(x_), y(y_), low(low_), high(high_) {
    const double angle = azimuth * std::numbers::pi / 180;
    cosine = std::cos(angle);
    sine = std::sin(angle);
  }
  double lifted(double z) const {
    const double t = high > low ? 2 * (std::clamp(z, low, high) - low) / (high - low) - 1 : 0;
    return kHeight * t;
  }
  Vector project(double px, double py, double height) const {
    const double a = 2 * (px - x(0)) / (x(1) - x(0)) - 1, b = 2 * (py - y(0)) / (y(1) - y(0)) - 1;
    return pair(cosine * a - sine * b,
                (sine * a + cosine * b) * kSine + height * std::sqrt(1 - kSine * kSine));
  }
  Vector seen(double px, double py, double z) const { return project(px, py, lifted(z)); }
};

struct Strokes {
  std::vector<double> points;
  void add(const Vector& p, const Vector& q) { points.insert(points.end(), {p(0), p(1), q(0), q(1)}); }
  Vector done() const { return Eigen::Map<const Vector>(points.data(), static_cast<Index>(points.size())); }
};

constexpr int kFine = 65;

// The window's box with the heights of f over it.
Camera cameraOver(const Expression& f, const Vector& x, const Vector& y, double azimuth) {
  require_interval(x, "x");
  require_interval(y, "y");
  if (!std::isfinite(azimuth)) refuse<InvalidArgument>("azimuth must be a finite number.");
  const Vector range = valueRange(f.evaluateGrid(spaced(x, kFine), spaced(y, kFine)), 0.02);
  const bool drawable = range.size() == 2;
  return Camera(x, y, drawable ? range(0) : 0, drawable ? range(1) : 0, azimuth);
}

}  // namespace

Surface surface(const std::string& f, const Vector& at, const Vector& x, const Vector& y, double azimuth,
                int lines) {
  require_size(at, 2, "at");
  require_finite(at, "at");
  if (lines < 2 || lines > 64) refuse<InvalidArgument>("lines must be from 2 to 64.");
  const Expression function = Expression::parse(f, {"x", "y"});
  const Slopes slopes = slopesAt(function, at);
  const Camera camera = cameraOver(function, x, y, azimuth);
  const Vector fineX = spaced(x, kFine), fineY = spaced(y, kFine), xs = spaced(x, lines),
               ys = spaced(y, lines);

  const auto line = [&](Strokes& out, bool alongX, double held, const Vector& run) {
    Vector before;
    for (const double s : run) {
      const double z = alongX ? function(s, held) : function(held, s);
      const Vector now =
          std::isfinite(z) ? (alongX ? camera.seen(s, held, z) : camera.seen(held, s, z)) : Vector();
      if (before.size() == 2 && now.size() == 2) out.add(before, now);
      before = now;
    }
  };
  Strokes mesh, sliceX, sliceY, tangentX, tangentY, base;
  for (const double held : ys) line(mesh, true, held, fineX);
  for (const double held : xs) line(mesh, false, held, fineY);
  line(sliceX, true, at(1), fineX);
  line(sliceY, false, at(0), fineY);
  // A tangent is cut where it leaves the box.
  const auto tangent = [&](Strokes& out, Index variable, const Vector& interval) {
    const double slope = slopes.gradient(variable);
    if (!std::isfinite(slopes.value) || !std::isfinite(slope)) return;
    double from = interval(0) - at(variable), to = interval(1) - at(variable);
    if (slope != 0) {
      const double a = (camera.low - slopes.value) / slope, b = (camera.high - slopes.value) / slope;
      from = std::max(from, std::min(a, b));
      to = std::min(to, std::max(a, b));
    }
    if (!(from < to)) return;
    const auto end = [&](double s) {
      return camera.seen(at(0) + (variable == 0 ? s : 0), at(1) + (variable == 1 ? s : 0),
                         slopes.value + slope * s);
    };
    out.add(end(from), end(to));
  };
  tangent(tangentX, 0, x);
  tangent(tangentY, 1, y);
  const double corners[5][2] = {{x(0), y(0)}, {x(1), y(0)}, {x(1), y(1)}, {x(0), y(1)}, {x(0), y(0)}};
  for (int i = 0; i < 4; ++i) {
    base.add(camera.project(corners[i][0], corners[i][1], -Camera::kHeight),
             camera.project(corners[i + 1][0], corners[i + 1][1], -Camera::kHeight));
  }
  Surface out;
  out.mesh = mesh.done();
  out.sliceX = sliceX.done();
  out.sliceY = sliceY.done();
  out.tangentX = tangentX.done();
  out.tangentY = tangentY.done();
  out.base = base.done();
  out.point = std::isfinite(slopes.value) ? camera.seen(at(0), at(1), slopes.value) : Vector(0);
  return out;
}

Matrix surfacePaths(const std::string& f, const Matrix& points, const Vector& x, const Vector& y,
                    double azimuth) {
  if (points.cols() % 2 != 0) refuse<ShapeMismatch>("points must have an even number of columns");
  const Expression function = Expression::parse(f, {"x", "y"});
  const Camera camera = cameraOver(function, x, y, azimuth);
  Matrix out = Matrix::Constant(points.rows(), points.cols(), std::numeric_limits<double>::quiet_NaN());
  for (Index i = 0; i < points.size(); i += 2) {
    const double px = points.data()[i], py = points.data()[i + 1];
    const bool inside = px >= x(0) && px <= x(1) && py >= y(0) && py <= y(1);
    const double z = inside ? function(px, py) : std::numeric_limits<double>::infinity();
    if (!std::isfinite(z)) continue;
    const Vector seen = camera.seen(px, py, z);
    out.data()[i] = seen(0);
    out.data()[i + 1] = seen(1);
  }
  return out;
}

}  // namespace nabla
