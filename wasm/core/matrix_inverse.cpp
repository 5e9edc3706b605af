#include "matrix_inverse.h"

#include <cmath>
#include <cstdio>

#include "dense_solvers.h"
#include "scaled_inverse.h"
#include "summation.h"
#include "svd.h"

namespace nabla {
namespace {

using dense::Array;

constexpr double kIllConditioned64 = 1e-8;
constexpr double kIllConditioned32 = 1e-3;

// Why there is no inverse; empty if there is one.
std::string refusalOf(const ScaledInverse<double>& f, Index n) {
  if (f.zeroPivot != 0) return zeroPivotText(f.zeroPivot);
  const double least = static_cast<double>(n) * kEpsilon;
  if (!(f.rcond < least)) return f.inverse.allFinite() ? "" : "the inverse has entries beyond 1.8e308";
  char text[200];
  std::snprintf(
      text, sizeof text,
      "the matrix is singular to working precision: rcond %.3g is below n * eps = %.3g, so no digit of the "
      "inverse can be trusted",
      f.rcond, least);
  return text;
}

std::string lostText(double rcond) {
  char text[120];
  std::snprintf(text, sizeof text, "ill-conditioned: rcond %.3g, about %.1f digits are lost", rcond,
                -std::log10(rcond));
  return text;
}

void require2x2(const Matrix& a) {
  if (a.rows() != 2 || a.cols() != 2) refuse<ShapeMismatch>("a must be 2x2, got ", shape_text(a));
}

void requireNotEmpty(const Matrix& a, const char* name) {
  if (a.size() == 0) {
    refuse<ShapeMismatch>(name, " must have at least one row and one column, got ", shape_text(a));
  }
}

double cond2(const Matrix& a) {
  const Vector s = singularValues(a);
  const double least = s(s.size() - 1);
  return least == 0 ? std::numeric_limits<double>::infinity() : s(0) / least;
}

double distanceFromIdentity(const Matrix& a, const Matrix& b) {
  // b's columns carry the scale that undoes a's, so the exact products stay near 1 even for entries of 1e±300
  const int shift = binary_exponent(a);
  Matrix difference = matmulExact(times_power_of_two(a, -shift), times_power_of_two(b, shift));
  difference.diagonal().array() -= 1;
  return frobeniusNorm(difference);
}

// Overflows and vanishes exactly where torch.linalg.det does; the logarithm does neither.
template <class T>
void determinantOf(const dense::Lu<T>& lu, T& determinant, double& sign, double& logAbs) {
  determinant = T(1);
  sign = lu.sign;
  logAbs = 0;
  for (Index k = 0; k < lu.factors.rows; ++k) {
    const T pivot = lu.factors(k, k);
    determinant = determinant * pivot;
    if (pivot < T(0)) sign = -sign;
    logAbs += std::log(std::abs(static_cast<double>(pivot)));
  }
  if (lu.sign < 0) determinant = -determinant;
  if (lu.zeroPivot != 0) sign = 0;
}

// rcond is NaN where entries left the range of T.
template <class T>
std::string statusFor(const ScaledInverse<T>& f, Index n, double warn) {
  if (!(f.rcond >= static_cast<double>(n) * dense::kUnit<T>) || !f.inverse.allFinite()) return "singular";
  return f.rcond < warn ? "ill-conditioned" : "ok";
}

void reportFloat32(const Matrix& a, InverseReport& report) {
  const ScaledInverse<float> f = invertScaled(Array<float>(a));
  report.statusFloat32 = statusFor(f, a.rows(), kIllConditioned32);
  report.residualFloat32 = std::numeric_limits<double>::quiet_NaN();
  if (f.zeroPivot != 0) return;
  report.inverseFloat32 = f.inverse;
  report.residualFloat32 = distanceFromIdentity(a, f.inverse);
}

}  // namespace

Matrix inverse(const Matrix& a) {
  if (a.rows() != a.cols()) refuse<ShapeMismatch>(notSquareText("inv", a));
  require_finite(a, "a");
  if (a.size() == 0) return a;
  const ScaledInverse<double> f = invertScaled(Array<double>(a));
  const std::string refusal = refusalOf(f, a.rows());
  if (!refusal.empty()) refuse<SingularMatrix>(refusal);
  return f.inverse;
}

InverseReport inverseReport(const Matrix& a) {
  if (a.rows() != a.cols()) refuse<ShapeMismatch>(notSquareText("inv", a));
  requireNotEmpty(a, "a");
  require_finite(a, "a");
  InverseReport report;
  determinantOf(dense::luFactor(Array<double>(a)), report.determinant, report.determinantSign,
                report.logAbsDeterminant);
  const ScaledInverse<double> f = invertScaled(Array<double>(a));
  report.rcond = f.rcond;
  report.cond2 = cond2(a);
  report.digitsLost = std::log10(report.cond2);
  report.status = statusFor(f, a.rows(), kIllConditioned64);
  if (f.zeroPivot == 0) report.rawInverse = f.inverse;
  if (report.status == "singular") {
    report.message = refusalOf(f, a.rows());
  } else {
    if (report.status != "ok") report.message = lostText(f.rcond);
    report.inverse = f.inverse;
    report.residual = distanceFromIdentity(a, f.inverse);
    report.leftResidual = distanceFromIdentity(f.inverse, a);
  }
  reportFloat32(a, report);
  return report;
}

Matrix pinv(const Matrix& a, double rtol) {
  require_finite(a, "a");
  if (a.size() == 0) return Matrix::Zero(a.cols(), a.rows());
  const double tolerance = rtol < 0 ? static_cast<double>(std::max(a.rows(), a.cols())) * kEpsilon : rtol;
  if (std::isnan(tolerance)) refuse<InvalidArgument>("rtol must be a number, got nan");
  const int shift = binary_exponent(a);  // squares of the entries must neither overflow nor vanish
  return times_power_of_two(
      dense::toMatrix(dense::pseudoInverse(Array<double>(times_power_of_two(a, -shift)), tolerance)), -shift);
}

NormalEquations normalEquations(const Matrix& x) {
  requireNotEmpty(x, "x");
  require_finite(x, "x");
  const auto gramOf = [](const auto& array) { return dense::product(dense::transposed(array), array); };
  const auto gram64 = gramOf(Array<double>(x));
  const auto gram32 = gramOf(Array<float>(x));
  NormalEquations result;
  result.gram = dense::toMatrix(gram64);
  result.gramFloat32 = dense::toMatrix(gram32);
  float determinant32 = 0;
  DoubleDouble exact;
  double sign = 0, logAbs = 0;
  determinantOf(dense::luFactor(gram64), result.determinant, sign, logAbs);
  determinantOf(dense::luFactor(gram32), determinant32, sign, logAbs);
  determinantOf(dense::luFactor(gramOf(Array<DoubleDouble>(x))), exact, sign, logAbs);
  result.determinantFloat32 = static_cast<double>(determinant32);
  result.determinantExact = static_cast<double>(exact);
  result.cond = cond2(x);
  // Not from gram: rounding ends what it can say at 1/ε.
  result.condGram = x.rows() < x.cols() ? std::numeric_limits<double>::infinity() : result.cond * result.cond;
  return result;
}

SolutionEllipse solutionEllipse(const Matrix& a, const Vector& b, double radius, int count) {
  require2x2(a);
  require_size(b, 2, "b");
  require_finite(b, "b");
  if (!(radius >= 0) || std::isinf(radius)) refuse<InvalidArgument>("radius must be finite and not negative");
  if (count < 1 || count > 100000) {
    refuse<InvalidArgument>("count must be between 1 and 100000, got ", count);
  }
  const Matrix back = inverse(a);
  SolutionEllipse ellipse;
  ellipse.center = back * b;
  ellipse.points.resize(count, 2);
  for (int i = 0; i < count; ++i) {
    const double angle = 6.283185307179586 * i / count;
    const Vector jitter = radius * Vector{{std::cos(angle), std::sin(angle)}};
    ellipse.points.row(i) = ellipse.center + back * jitter;
  }
  const Svd f = svd(a);
  ellipse.semiMajor = radius / f.s(1);
  ellipse.semiMinor = radius / f.s(0);
  ellipse.majorAxis = f.v.col(1);
  ellipse.minorAxis = f.v.col(0);
  return ellipse;
}

Matrix hilbert(int n) {
  if (n < 1 || n > 64) refuse<InvalidArgument>("n must be between 1 and 64, got ", n);
  Matrix h(n, n);
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j) h(i, j) = 1.0 / (i + j + 1);
  }
  return h;
}

}  // namespace nabla
