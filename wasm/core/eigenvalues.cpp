#include "eigenvalues.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numbers>
#include <numeric>
#include <utility>
#include <vector>

#include "eigen_solver.h"
#include "householder.h"
#include "matrix_multiplication.h"
#include "power_of_two.h"
#include "sign_rule.h"
#include "svd.h"

namespace nabla {
namespace {

constexpr double kSymmetryTolerance = 1e-12;
constexpr double kSameModulus = 1e-12;
constexpr double kRepeated = 1e-7;
constexpr double kDefective = 1e8;

std::string entry(Index i, Index j) {
  return "(" + std::to_string(i) + ", " + std::to_string(j) + ")";
}

std::string scientific(double x) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g", x);
  return text;
}

void requireSymmetric(const Matrix& scaled, int e) {
  Index i = 0, j = 0;
  const double gap = (scaled - scaled.transpose()).cwiseAbs().maxCoeff(&i, &j);
  const double largest = scaled.cwiseAbs().maxCoeff();
  if (gap > kSymmetryTolerance * largest) {
    if (i > j) std::swap(i, j);
    refuse<InvalidArgument>("a must be symmetric: entries ", entry(i, j), " and ", entry(j, i), " differ by ",
                            scientific(std::ldexp(gap, e)), ", more than 1e-12 times the largest entry ",
                            scientific(std::ldexp(largest, e)));
  }
}

// Eigenvalues of a 2^-e; the caller scales them back.
SymmetricEigen symmetricOfScaled(const Matrix& a) {
  SymmetricEigen out = eigen_of_symmetric(a, true);
  for (Index j = 0; j < a.cols(); ++j) {
    if (points_backwards(out.vectors.col(j))) out.vectors.col(j) *= -1;
  }
  return out;
}

GeneralEigen generalOfScaled(const Matrix& a) {
  const Index n = a.rows();
  const RealEigen solved = eigen_of_general(a);
  GeneralEigen out{solved.values, ComplexMatrix(n, n)};
  for (Index j = 0; j < n; ++j) {
    ComplexVector v = solved.parts.col(j).cast<Complex>();
    const bool pair = out.values(j).imag() != 0;
    if (pair) v.imag() = solved.parts.col(j + 1);
    v /= v.cwiseAbs().maxCoeff();
    v.normalize();
    const Complex lead = v(leading_entry(v));
    v *= std::conj(lead) / std::abs(lead);
    out.vectors.col(j) = v;
    if (pair) out.vectors.col(++j) = v.conjugate();
  }
  return out;
}

std::vector<Index> displayOrder(const ComplexVector& values) {
  const auto at = [&](auto& order, std::size_t i) { return values(order[i]); };
  std::vector<Index> order(static_cast<std::size_t>(values.size()));
  std::iota(order.begin(), order.end(), Index{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](Index i, Index j) { return std::abs(values(i)) > std::abs(values(j)); });
  const double same = kSameModulus * std::abs(at(order, 0));
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin + 1;
    while (end < order.size() && std::abs(at(order, end - 1)) - std::abs(at(order, end)) <= same) ++end;
    std::stable_sort(order.begin() + static_cast<std::ptrdiff_t>(begin),
                     order.begin() + static_cast<std::ptrdiff_t>(end), [&](Index i, Index j) {
                       const Complex x = values(i), y = values(j);
                       return x.real() != y.real() ? x.real() > y.real() : x.imag() > y.imag();
                     });
    begin = end;
  }
  return order;
}

GeneralEigen eigOfScaled(const Matrix& a) {
  GeneralEigen raw;
  if (a == a.transpose()) {
    const SymmetricEigen real = symmetricOfScaled(a);
    raw = {real.values.cast<Complex>(), real.vectors.cast<Complex>()};
  } else {
    raw = generalOfScaled(a);
  }
  const std::vector<Index> order = displayOrder(raw.values);
  GeneralEigen out{ComplexVector(raw.values.size()), ComplexMatrix(a.rows(), a.cols())};
  for (Index i = 0; i < a.rows(); ++i) {
    const Index from = order[static_cast<std::size_t>(i)];
    out.values(i) = raw.values(from);
    out.vectors.col(i) = raw.vectors.col(from);
  }
  return out;
}

ComplexVector unscaled(ComplexVector values, int e) {
  for (Complex& x : values) {
    x = {std::ldexp(x.real(), e), std::ldexp(x.imag(), e)};
    require_representable(std::abs(x), "an eigenvalue");
  }
  return values;
}

// κ₂ of a complex matrix X + iY from the real [X −Y; Y X], which has the same singular values, each twice.
double complexCondition(const ComplexMatrix& v) {
  const Index n = v.rows();
  Matrix real(2 * n, 2 * n);
  real << v.real(), -v.imag(), v.imag(), v.real();
  const Vector s = singularValues(real);
  return s(0) / s(s.size() - 1);
}

double determinantByQr(const Matrix& a) {
  const HouseholderQr qr = householderQr(a);
  // Each reflection that is one turns space over.
  const auto reflections = (qr.tau.array() != 0).count();
  return (reflections % 2 == 0 ? 1 : -1) * qr.diagonal.prod();
}

// |A V − V Λ|, entry by entry, in real products: a complex one would bring its own kernels, several kilobytes
// of them.
ColMatrix absoluteRest(const ColMatrix& a, const GeneralEigen& eigen) {
  const Matrix re = eigen.vectors.real(), im = eigen.vectors.imag();
  const Eigen::RowVectorXd x = eigen.values.real().transpose(), y = eigen.values.imag().transpose();
  Matrix restRe = matmul(a, re), restIm = matmul(a, im);
  restRe.array() += im.array().rowwise() * y.array() - re.array().rowwise() * x.array();
  restIm.array() -= re.array().rowwise() * y.array() + im.array().rowwise() * x.array();
  return (restRe.array().square() + restIm.array().square()).sqrt();
}

double largestColumnSum(const ColMatrix& a) {
  return a.cwiseAbs().colwise().sum().maxCoeff();
}

bool anyRepeated(const ComplexVector& values) {
  for (Index i = 0; i < values.size(); ++i) {
    for (Index j = i + 1; j < values.size(); ++j) {
      if (std::abs(values(i) - values(j)) <= kRepeated * std::abs(values(0))) return true;
    }
  }
  return false;
}

void fillSpectrum(EigenReport& out, const Matrix& scaled, const GeneralEigen& eigen, int e) {
  const ColMatrix rest = absoluteRest(scaled, eigen);
  const double size = static_cast<double>(scaled.rows()) * largestColumnSum(scaled) * kEpsilon;
  out.backwardError = size == 0 ? 0 : largestColumnSum(rest) / size;
  out.residuals = times_power_of_two(Vector(rest.colwise().norm().transpose()), e);
  out.values = unscaled(eigen.values, e);
  out.vectors = eigen.vectors;
  out.moduli = out.values.cwiseAbs();
  // A real value may carry the sign of a zero: −2 − 0i is turned by 180, not by −180.
  out.turns = Vector(out.values.size());
  for (Index i = 0; i < out.turns.size(); ++i) {
    const Complex x = out.values(i);
    out.turns(i) = std::atan2(x.imag() == 0 ? 0.0 : x.imag(), x.real()) * 180 / std::numbers::pi;
  }
  out.spectralRadius = out.moduli.maxCoeff();
  out.vectorCondition = out.symmetric ? 1 : complexCondition(eigen.vectors);
  out.defective = out.vectorCondition > kDefective;
  out.repeated = anyRepeated(eigen.values);
  out.complexPairs = static_cast<int>((eigen.values.imag().array() > 0).count());
}

void fillNormality(EigenReport& out, const Matrix& scaled, const GeneralEigen& eigen, int e) {
  const Matrix transposed = scaled.transpose();
  const Matrix commutator = matmul(transposed, scaled) - matmul(scaled, transposed);
  const double square = scaled.squaredNorm();
  out.commutatorNorm = std::ldexp(commutator.norm(), 2 * e);
  out.nonNormality = square == 0 ? 0 : commutator.norm() / square;
  out.henrici =
      out.symmetric ? 0 : std::ldexp(std::sqrt(std::max(0.0, square - eigen.values.squaredNorm())), e);
}

void fillInvariants(EigenReport& out, const Matrix& a, const Matrix& scaled, const GeneralEigen& eigen,
                    int e) {
  const int n = static_cast<int>(a.rows());
  const double det = determinantByQr(scaled);
  out.trace = require_representable(std::ldexp(scaled.trace(), e), "the trace");
  out.traceGap = std::ldexp(std::abs(eigen.values.sum() - scaled.trace()), e);
  out.determinant = std::ldexp(det, n * e);
  out.determinantGap = std::ldexp(std::abs(eigen.values.prod() - det), n * e);
  out.discCentres = a.diagonal();
  // Without the diagonal from the start: subtracted at the end, it would take digits along.
  Matrix beside = a.cwiseAbs();
  beside.diagonal().setZero();
  out.discRadii = beside.rowwise().sum();
}

}  // namespace

SymmetricEigen eigh(const Matrix& a) {
  require_square(a, "a");
  require_finite(a, "a");
  const int e = binary_exponent(a);
  const Matrix scaled = times_power_of_two(a, -e);
  requireSymmetric(scaled, e);
  SymmetricEigen out = symmetricOfScaled((scaled + scaled.transpose()) / 2);
  out.values = times_power_of_two(out.values, e);
  require_representable(out.values.cwiseAbs().maxCoeff(), "an eigenvalue");
  return out;
}

GeneralEigen eig(const Matrix& a) {
  require_square(a, "a");
  require_finite(a, "a");
  const int e = binary_exponent(a);
  GeneralEigen out = eigOfScaled(times_power_of_two(a, -e));
  out.values = unscaled(out.values, e);
  return out;
}

EigenReport eigReport(const Matrix& a) {
  require_square(a, "a");
  require_finite(a, "a");
  const int e = binary_exponent(a);
  const Matrix scaled = times_power_of_two(a, -e);
  const GeneralEigen eigen = eigOfScaled(scaled);
  EigenReport out{};
  out.symmetric = a == a.transpose();
  out.asymmetry = std::ldexp((scaled - scaled.transpose()).cwiseAbs().maxCoeff(), e);
  out.spectralNorm = spectralNorm(a);
  fillSpectrum(out, scaled, eigen, e);
  fillNormality(out, scaled, eigen, e);
  fillInvariants(out, a, scaled, eigen, e);
  return out;
}

double spectralRadius(const Matrix& a) {
  return std::abs(eig(a).values(0));
}

double spectralNorm(const Matrix& a) {
  if (a.size() == 0)
    refuse<ShapeMismatch>("a must have at least one row and one column, got ", shape_text(a));
  require_finite(a, "a");
  const int e = binary_exponent(a);
  const Matrix scaled = times_power_of_two(a, -e), transposed = scaled.transpose();
  const bool wide = scaled.rows() < scaled.cols();
  const Matrix gram = wide ? matmul(scaled, transposed) : matmul(transposed, scaled);
  const double largest = eigen_of_symmetric(gram, false).values(gram.rows() - 1);
  return require_representable(std::ldexp(std::sqrt(std::max(0.0, largest)), e), "the 2-norm");
}

}  // namespace nabla
