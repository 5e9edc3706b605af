#include "dot_product.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "norm.h"
#include "power_of_two.h"

namespace nabla {
namespace {

constexpr double kDegrees = 180 / std::numbers::pi;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

void requireSameSize(const Vector& a, const Vector& b, const char* nameA, const char* nameB) {
  if (a.size() == b.size()) return;
  refuse<ShapeMismatch>("dot: ", nameA, " has ", a.size(), " entries and ", nameB, " has ", b.size(),
                        "; each needs a partner");
}

int firstBad(const Vector& products) {
  double sum = 0;
  for (Index i = 0; i < products.size(); ++i) {
    sum += products(i);
    if (!std::isfinite(sum)) return static_cast<int>(i);
  }
  return -1;
}

double angleBetween(const Vector& unitA, const Vector& unitB, double cosine, const std::string& method) {
  if (method == "clamped") return std::acos(std::clamp(cosine, -1.0, 1.0));
  if (method == "raw") return std::acos(cosine);
  if (method == "atan2") return 2 * std::atan2(norm2(unitA - unitB), norm2(unitA + unitB));
  refuse<InvalidArgument>("method must be clamped, raw or atan2, got \"", method, "\"");
}

// A unit vector at right angles to the unit vector e; zero where n = 1.
Vector anyNormal(const Vector& e) {
  if (e.size() == 1) return Vector::Zero(1);
  if (e.size() == 2) return Eigen::Vector2d(-e(1), e(0));
  Index flat = 0;
  for (Index i = 1; i < e.size(); ++i) {
    if (std::abs(e(i)) < std::abs(e(flat))) flat = i;
  }
  Vector normal = -e(flat) * e;
  normal(flat) += 1;
  return normal / norm2(normal);
}

// a without its part along the unit vector e. Twice, so that what is left is at right angles to rounding.
Vector rejected(const Vector& a, const Vector& e) {
  Vector rest = a;
  for (int pass = 0; pass < 2; ++pass) {
    const double along = dot(rest, e);
    for (Index i = 0; i < rest.size(); ++i) rest(i) -= along * e(i);
  }
  return rest;
}

}  // namespace

double dot(const Vector& a, const Vector& b) {
  requireSameSize(a, b, "a", "b");
  double sum = 0;
  for (Index i = 0; i < a.size(); ++i) sum += a(i) * b(i);
  return sum;
}

DotGeometry dotGeometry(const Vector& a, const Vector& b, const std::string& method) {
  requireSameSize(a, b, "a", "b");
  require_finite(a, "a");
  require_finite(b, "b");
  const Index n = a.size();
  DotGeometry g{};
  g.products = a.cwiseProduct(b);
  g.value = dot(a, b);
  g.normA = norm2(a);
  g.normB = norm2(b);
  g.firstBad = firstBad(g.products);
  g.cosine = g.angle = g.scalarProjection = g.coefficient = g.rejectionNorm = kNaN;
  g.projection = Vector::Constant(n, kNaN);
  g.basis = Matrix::Zero(2, n);

  const int ea = binary_exponent(a), eb = binary_exponent(b);
  const Vector sa = times_power_of_two(a, -ea), sb = times_power_of_two(b, -eb);
  const double na = norm2(sa), nb = norm2(sb), scaled = dot(sa, sb);
  g.angleDefined = na > 0 && nb > 0;
  if (g.angleDefined) {
    g.cosine = scaled / (na * nb);
    g.angle = angleBetween(sa / na, sb / nb, g.cosine, method) * kDegrees;
  } else {
    angleBetween(sa, sb, 0, method);  // an unknown method is refused whatever the vectors are
  }
  if (nb > 0) {
    const double along = scaled / (nb * nb);
    g.scalarProjection = std::ldexp(scaled / nb, ea);
    g.coefficient = std::ldexp(along, ea - eb);
    g.projection = times_power_of_two(Vector(along * sb), ea);
  }
  if (n == 0 || !(na > 0 || nb > 0)) return g;
  const Vector first = nb > 0 ? Vector(sb / nb) : Vector(sa / na);
  const Vector rest = rejected(sa, first);
  const double height = norm2(rest);
  if (nb > 0) g.rejectionNorm = std::ldexp(height, ea);
  // What rounding leaves of parallel vectors points nowhere.
  const bool flat = height <= 8 * kEpsilon * na;
  g.basis.row(0) = first;
  g.basis.row(1) = flat ? anyNormal(first) : Vector(rest / height);
  return g;
}

Vector pointInPlane(const Matrix& basis, double x, double y) {
  if (basis.rows() != 2) refuse<ShapeMismatch>("basis must have two rows, got ", shape_text(basis));
  Vector point(basis.cols());
  for (Index i = 0; i < point.size(); ++i) point(i) = x * basis(0, i) + y * basis(1, i);
  return point;
}

NeuronSum neuronSum(const Vector& x, const Vector& w, double bias) {
  requireSameSize(x, w, "x", "w");
  require_finite(x, "x");
  require_finite(w, "w");
  if (!std::isfinite(bias)) refuse<InvalidArgument>("bias must be finite");
  NeuronSum n{};
  n.products = w.cwiseProduct(x);
  n.sum = dot(w, x);
  n.activation = n.sum + bias;
  const double length = norm2(w);
  n.boundaryDefined = length > 0;
  n.distance = n.boundaryDefined ? n.activation / length : kNaN;
  n.levelGap = n.boundaryDefined ? 1 / length : kNaN;
  n.normal = n.boundaryDefined ? Vector(w / length) : Vector::Constant(w.size(), kNaN);
  n.origin = (-bias / length) * n.normal;
  n.foot = x - n.distance * n.normal;
  return n;
}

}  // namespace nabla
