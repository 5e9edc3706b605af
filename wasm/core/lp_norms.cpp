#include "lp_norms.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

namespace nabla {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();
constexpr double kLargestExponent = 1e300;
constexpr double kPi = std::numbers::pi;

void requireExponent(double p) {
  if (!(p > 0)) refuse<InvalidArgument>("p must be above 0 or infinite");
}

bool isInfinite(double p) {
  return p > kLargestExponent;
}

double signOf(double x) {
  return x > 0 ? 1 : x < 0 ? -1 : 0;
}

// NaN is passed on, not skipped as std::max would.
double largestOf(const Vector& x) {
  double largest = 0;
  for (const double v : x) {
    if (std::isnan(v)) return v;
    if (std::abs(v) > largest) largest = std::abs(v);
  }
  return largest;
}

int zerosOf(const Vector& x) {
  int zeros = 0;
  for (const double v : x) zeros += v == 0;
  return zeros;
}

// Σ(|x_i| / unit)^p, between 1 and n for unit = max|x_i|.
double powerSum(const Vector& x, double unit, double p) {
  double total = 0;
  for (const double v : x) total += std::pow(std::abs(v) / unit, p);
  return total;
}

// sign(x) (|x| / ‖x‖)^(p − 1): bounded for p ≥ 1. At ∞ the largest entries share it alike, as torch has it.
Vector normGradient(const Vector& x, double norm, double p) {
  Vector out = Vector::Zero(x.size());
  double largest = 0;
  for (const double v : x) largest += std::abs(v) == norm;
  for (Index i = 0; i < x.size(); ++i) {
    if (x(i) == 0) continue;
    const double size = std::abs(x(i));
    out(i) = signOf(x(i)) * (isInfinite(p) ? (size == norm) / largest : std::pow(size / norm, p - 1));
  }
  return out;
}

// (Σ|x|^p)^(1/p − 1) · |x|^(p − 1) · sign x, factor by factor as the tape multiplies them.
Vector writtenGradient(const Vector& x, double sum, double p) {
  const double outer = std::pow(sum, 1 / p - 1) / p;
  Vector out(x.size());
  for (Index i = 0; i < x.size(); ++i) {
    out(i) = outer * (p * std::pow(std::abs(x(i)), p - 1)) * signOf(x(i));
  }
  return out;
}

struct Point {
  double x, y;
};

// A point of the unit ball's edge for t in [0, 2π]. For p ≤ 2 the powers of cosine and sine, which crowd
// where the edge is sharp, at the axes; for larger p by angle, for there it is sharp on the diagonals.
Point edgeAt(double p, double t) {
  const double c = std::cos(t), s = std::sin(t);
  if (p <= 2) {
    return {signOf(c) * std::pow(std::abs(c), 2 / p), signOf(s) * std::pow(std::abs(s), 2 / p)};
  }
  Vector v(2);
  v << c, s;
  const double norm = lpNorm(v, p);
  return {c / norm, s / norm};
}

// Eighths of the circle are exact: axes and diagonals are where corners stand.
Point edgeAtStep(double p, int i, int n) {
  const int quarter = i * 4 / n;
  const double diagonal = isInfinite(p) ? 1 : std::pow(2.0, -1 / p);
  static constexpr std::array<int, 4> kCos{1, 0, -1, 0}, kSin{0, 1, 0, -1};
  const auto q = static_cast<std::size_t>(quarter % 4), r = (q + 1) % 4;
  if (i * 4 % n == 0) return {static_cast<double>(kCos[q]), static_cast<double>(kSin[q])};
  if (i * 8 % n == 0) return {diagonal * (kCos[q] + kCos[r]), diagonal * (kSin[q] + kSin[r])};
  return edgeAt(p, 2 * kPi * i / n);
}

struct Bowl {
  double cx, cy, ratio, c, s;

  double at(Point w) const {
    const double dx = w.x - cx, dy = w.y - cy;
    const double u = c * dx + s * dy, v = c * dy - s * dx;
    return (u * u + ratio * v * v) / 2;
  }
};

constexpr int kSamples = 720;

// The least loss on the edge of the ball of this radius.
Point leastOnEdge(const Bowl& bowl, double radius, double p) {
  const auto scaled = [radius](Point e) { return Point{radius * e.x, radius * e.y}; };
  int best = 0;
  double least = kInfinite;
  for (int i = 0; i < kSamples; ++i) {
    const double loss = bowl.at(scaled(edgeAtStep(p, i, kSamples)));
    if (loss < least) {
      least = loss;
      best = i;
    }
  }
  const Point sample = scaled(edgeAtStep(p, best, kSamples));
  // Golden section between the neighbours.
  const double golden = (std::sqrt(5.0) - 1) / 2;
  double low = 2 * kPi * (best - 1) / kSamples, high = 2 * kPi * (best + 1) / kSamples;
  for (int i = 0; i < 80; ++i) {
    const double a = high - golden * (high - low), b = low + golden * (high - low);
    const bool left = bowl.at(scaled(edgeAt(p, a))) < bowl.at(scaled(edgeAt(p, b)));
    (left ? high : low) = left ? b : a;
  }
  const Point refined = scaled(edgeAt(p, (low + high) / 2));
  // A sample may be a corner; there it wins, exactly.
  return bowl.at(refined) < least * (1 - 1e-12) ? refined : sample;
}

Matrix levelLine(const Bowl& bowl, double loss, int n) {
  const double along = std::sqrt(2 * loss), across = std::sqrt(2 * loss / bowl.ratio);
  Matrix out(n, 2);
  for (int i = 0; i < n; ++i) {
    const double u = along * std::cos(2 * kPi * i / n), v = across * std::sin(2 * kPi * i / n);
    out(i, 0) = bowl.cx + bowl.c * u - bowl.s * v;
    out(i, 1) = bowl.cy + bowl.s * u + bowl.c * v;
  }
  return out;
}

struct Space {
  double x, y, z;
};

Matrix strokes(const std::vector<double>& values) {
  return Eigen::Map<const Matrix>(values.data(), static_cast<Index>(values.size() / 4), 4);
}

}  // namespace

double lpNorm(const Vector& x, double p) {
  if (!(p >= 0)) refuse<InvalidArgument>("p must be 0, positive or infinite");
  const double largest = largestOf(x);
  if (p == 0) return std::isnan(largest) ? largest : static_cast<double>(x.size() - zerosOf(x));
  if (!(largest > 0) || !std::isfinite(largest) || isInfinite(p)) return largest;
  if (p != 1 && p != 2) return largest * std::pow(powerSum(x, largest, p), 1 / p);
  // A power of two scales exactly: the common norms then carry only the rounding of their own sums.
  int exponent = 0;
  std::frexp(largest, &exponent);
  const double unit = std::ldexp(1.0, exponent - 1);
  double total = 0;
  for (const double v : x) {
    const double ratio = std::abs(v) / unit;
    total += p == 1 ? ratio : ratio * ratio;
  }
  return unit * (p == 1 ? total : std::sqrt(total));
}

LpReport lpReport(const Vector& x, double p) {
  requireExponent(p);
  require_finite(x, "x");
  LpReport out;
  out.norm = lpNorm(x, p);
  const double sum = isInfinite(p) ? 0 : powerSum(x, 1, p);
  out.written = isInfinite(p) ? out.norm : std::pow(sum, 1 / p);
  out.dualExponent = p <= 1 ? kInfinite : isInfinite(p) ? 1 : p / (p - 1);
  out.dual = lpNorm(x, out.dualExponent);
  out.detour = lpNorm(x, 1);  // a vector along one axis has the same size for every p
  out.zeros = zerosOf(x);
  out.common = Vector(5);
  out.common << lpNorm(x, 0.5), lpNorm(x, 1), lpNorm(x, 2), lpNorm(x, 4), lpNorm(x, kInfinite);
  out.gradient = normGradient(x, out.norm, p);
  out.writtenGradient = isInfinite(p) ? out.gradient : writtenGradient(x, sum, p);
  return out;
}

Matrix ballOutline(double p, int n) {
  requireExponent(p);
  if (n < 8 || n > 4096 || n % 8 != 0) refuse<InvalidArgument>("n must be a multiple of 8 from 8 to 4096");
  Matrix out(n, 2);
  for (int i = 0; i < n; ++i) {
    const Point e = edgeAtStep(p, i, n);
    out(i, 0) = e.x;
    out(i, 1) = e.y;
  }
  return out;
}

BallTouch ballTouch(const Vector& centre, double ratio, double angle, double radius, double p) {
  requireExponent(p);
  require_size(centre, 2, "centre");
  require_finite(centre, "centre");
  if (!(ratio > 0 && std::isfinite(ratio))) refuse<InvalidArgument>("ratio must be above 0 and finite");
  if (!(radius > 0 && std::isfinite(radius))) refuse<InvalidArgument>("radius must be above 0 and finite");
  if (!std::isfinite(angle)) refuse<InvalidArgument>("angle must be finite");
  const Bowl bowl{centre(0), centre(1), ratio, std::cos(angle), std::sin(angle)};
  BallTouch out;
  out.centreNorm = lpNorm(centre, p);
  out.inside = out.centreNorm <= radius;
  out.w = centre;
  out.loss = out.lagrange = 0;
  if (!out.inside) {
    const Point w = leastOnEdge(bowl, radius, p);
    out.w << w.x, w.y;
    out.loss = bowl.at(w);
    // The envelope theorem: let w grow with the ball.
    const double step = 1e-6;
    const Point grown{w.x * (1 + step), w.y * (1 + step)}, shrunk{w.x * (1 - step), w.y * (1 - step)};
    out.lagrange = (bowl.at(shrunk) - bowl.at(grown)) / (2 * step * radius);
  }
  out.zeros = zerosOf(out.w);
  out.level = levelLine(bowl, out.loss, 96);
  return out;
}

ClippedGradient clipGradient(const Vector& g, double maxNorm, double p) {
  requireExponent(p);
  require_finite(g, "g");
  if (!(maxNorm > 0 && std::isfinite(maxNorm))) refuse<InvalidArgument>("maxNorm must be above 0 and finite");
  const double total = lpNorm(g, p), coefficient = std::min(1.0, maxNorm / (total + 1e-6));
  return {total, coefficient, coefficient * g,
          g.unaryExpr([maxNorm](double v) { return std::clamp(v, -maxNorm, maxNorm); })};
}

Wireframe ballWireframe(double p, double yaw, double pitch) {
  requireExponent(p);
  if (!std::isfinite(yaw) || !std::isfinite(pitch)) refuse<InvalidArgument>("yaw and pitch must be finite");
  constexpr int kRing = 96;
  constexpr std::array<double, 9> kHeights{-0.95, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 0.95};
  const Matrix ring = ballOutline(p, kRing);
  const double cy = std::cos(yaw), sy = std::sin(yaw), cp = std::cos(pitch), sp = std::sin(pitch);
  const auto slope = [p](double v) {
    return isInfinite(p) ? (std::abs(v) > 1 - 1e-9) * signOf(v)
           : v == 0      ? 0
                         : signOf(v) * std::pow(std::abs(v), p - 1);
  };
  std::vector<double> front, back;
  for (int axis = 0; axis < 3; ++axis) {
    for (const double h : kHeights) {
      const double r = isInfinite(p) ? 1 : std::pow(1 - std::pow(std::abs(h), p), 1 / p);
      const auto place = [&](int i) {
        const double u = r * ring(i % kRing, 0), v = r * ring(i % kRing, 1);
        return axis == 0 ? Space{h, u, v} : axis == 1 ? Space{v, h, u} : Space{u, v, h};
      };
      for (int i = 0; i < kRing; ++i) {
        const Space a = place(i), b = place(i + 1);
        const Space n{slope(a.x + b.x), slope(a.y + b.y), slope(a.z + b.z)};
        // The viewer's own axes: right (cy, sy, 0), up (−sp sy, sp cy, cp), towards the viewer (cp sy, −cp
        // cy, sp).
        const double facing = cp * (sy * n.x - cy * n.y) + sp * n.z;
        std::vector<double>& to = facing >= 0 ? front : back;
        for (const Space& q : {a, b}) {
          to.push_back(cy * q.x + sy * q.y);
          to.push_back(cp * q.z - sp * (sy * q.x - cy * q.y));
        }
      }
    }
  }
  return {strokes(front), strokes(back)};
}

}  // namespace nabla
