#include "equation_lines.h"

#include <algorithm>
#include <cmath>

#include "matrix_inverse.h"
#include "power_of_two.h"
#include "scaled_inverse.h"
#include "summation.h"
#include "svd.h"

namespace nabla {
namespace {

constexpr double kDegrees = 57.29577951308232;

// n · x = offset with n of length one.
struct Line {
  bool exists = false;
  Vector normal = Vector::Zero(2);
  double offset = 0;
};

Line lineOf(const Matrix& row, double right) {
  const int shift = binary_exponent(row);
  const Vector scaled = times_power_of_two(row, -shift).row(0).transpose();
  const double length = frobeniusNorm(scaled);
  if (length == 0) return {};
  return {true, scaled / length, std::ldexp(right, -shift) / length};
}

// Liang and Barsky: the part of p + t d inside the square.
Matrix withinSquare(const Vector& p, const Vector& d, double extent) {
  double from = -std::numeric_limits<double>::infinity(), to = -from;
  for (Index i = 0; i < 2; ++i) {
    if (d(i) == 0) {
      if (!(std::abs(p(i)) <= extent)) return {};
      continue;
    }
    const double t0 = (-extent - p(i)) / d(i), t1 = (extent - p(i)) / d(i);
    from = std::max(from, std::min(t0, t1));
    to = std::min(to, std::max(t0, t1));
  }
  if (!(from < to) || std::isinf(from) || std::isinf(to)) return {};
  Matrix ends(2, 2);
  ends.row(0) = (p + from * d).transpose();
  ends.row(1) = (p + to * d).transpose();
  return ends;
}

Matrix drawn(const Line& line, double extent) {
  if (!line.exists) return {};
  return withinSquare(line.offset * line.normal, Vector{{-line.normal(1), line.normal(0)}}, extent);
}

double angleBetween(const Matrix& a) {
  const auto scaled = [](Vector row) { return times_power_of_two(row, -binary_exponent(row)); };
  const Vector r0 = scaled(a.row(0).transpose()), r1 = scaled(a.row(1).transpose());
  const double cross = dotExact(Vector{{r0(0), r0(1)}}, Vector{{r1(1), -r1(0)}});
  const double dot = dotExact(Vector{{r0(0), r0(1)}}, Vector{{r1(0), r1(1)}});
  return kDegrees * std::atan2(std::abs(cross), std::abs(dot));
}

std::string relationOf(const Line& first, const Line& second) {
  if (!first.exists || !second.exists) return "missing";
  // of the unit normals, not of A: rows of very different size make A ill-conditioned, but not its lines
  // parallel
  dense::Array<double> normals(2, 2);
  for (Index i = 0; i < 2; ++i) {
    normals(0, i) = first.normal(i);
    normals(1, i) = second.normal(i);
  }
  if (invertScaled(normals).rcond >= 2 * kEpsilon) return "crossing";
  const double turned = first.normal.dot(second.normal) < 0 ? -second.offset : second.offset;
  const double size = std::max(std::abs(first.offset), std::abs(turned));
  return std::abs(first.offset - turned) <= 8 * kEpsilon * size ? "same" : "parallel";
}

}  // namespace

EquationLines equationLines(const Matrix& a, const Vector& b, double extent) {
  if (a.rows() != 2 || a.cols() != 2) refuse<ShapeMismatch>("a must be 2x2, got ", shape_text(a));
  require_size(b, 2, "b");
  require_finite(a, "a");
  require_finite(b, "b");
  if (!(extent > 0) || std::isinf(extent))
    refuse<InvalidArgument>("extent must be finite and greater than 0");
  const Line first = lineOf(a.row(0), b(0)), second = lineOf(a.row(1), b(1));
  EquationLines lines;
  lines.first = drawn(first, extent);
  lines.second = drawn(second, extent);
  lines.relation = relationOf(first, second);
  lines.angle = first.exists && second.exists ? angleBetween(a) : 0;
  lines.flattest = svd(a).v.col(1);
  if (lines.flattest.cwiseAbs().maxCoeff() != lines.flattest.maxCoeff()) lines.flattest = -lines.flattest;
  lines.sameImage = withinSquare(pinv(a, -1) * b, lines.flattest, extent);
  return lines;
}

}  // namespace nabla
