#include "matrix_powers.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "eigenvalues.h"
#include "matrix_multiplication.h"
#include "orthogonal.h"
#include "power_of_two.h"
#include "svd.h"

namespace nabla {
namespace {

constexpr int kMaxSteps = 10000;
constexpr double kMaxTraceEntries = 0x1.0p22;
constexpr double kConverged = 1e-12;
constexpr double kSameModulus = 1e-10;
constexpr double kSplit = 1e-15;
const double kLog10Two = std::log10(2.0);

Matrix times(const Matrix& a, const Matrix& b) {
  return matmul(a, b);
}
Vector times(const Matrix& a, const Vector& v) {
  return a * v;
}

// value * 2^exponent with the largest entry of value in [1/2, 1): a product that cannot leave range.
template <class Array>
struct Floating {
  Array value;
  int exponent = 0;

  explicit Floating(const Array& a) : value(a) { normalise(); }

  void normalise() {
    const int e = binary_exponent(value);
    value = times_power_of_two(value, -e);
    exponent += e;
  }
  void multiplyBy(const Floating<Matrix>& a) {
    value = times(a.value, value);
    exponent += a.exponent;
    normalise();
  }
  Array plain() const { return times_power_of_two(value, exponent); }
  double log10Of(double norm) const { return std::log10(norm) + exponent * kLog10Two; }
};

void requireSteps(int steps, const char* name) {
  if (steps < 0 || steps > kMaxSteps) {
    refuse<InvalidArgument>(name, " must be from 0 to 10000, got ", steps);
  }
}

void requireMap(const Matrix& a, const Vector& v, const char* matrix, const char* vector) {
  require_square(a, matrix);
  require_finite(a, matrix);
  require_size(v, a.rows(), vector);
  require_finite(v, vector);
}

// step * log10(rate), where zero steps are zero even for rate 0.
double power10(int step, double rate) {
  return step == 0 ? 0 : step * std::log10(rate);
}

// Orthonormal basis of the real and imaginary parts of the first count eigenvectors.
Matrix realBasis(const ComplexMatrix& vectors, Index count) {
  Matrix basis(vectors.rows(), 0);
  for (Index i = 0; i < 2 * count; ++i) {
    Vector part = i % 2 == 0 ? Vector(vectors.col(i / 2).real()) : Vector(vectors.col(i / 2).imag());
    for (int pass = 0; pass < 2; ++pass) part -= basis * (basis.transpose() * part);
    const double length = part.norm();
    // Parts that are dependent on paper differ by rounding, defective pairs by √ε.
    if (length < 1e-6) continue;
    basis.conservativeResize(Eigen::NoChange, basis.cols() + 1);
    basis.col(basis.cols() - 1) = part / length;
  }
  return basis;
}

double angleTo(const Matrix& basis, const Vector& v) {
  const Vector inside = basis.transpose() * v;
  return std::atan2((v - basis * inside).norm(), inside.norm());
}

struct Dominance {
  Index count;
  bool oneValue;
  double ratio;
};

Dominance dominanceOf(const ComplexVector& values) {
  const double top = std::abs(values(0));
  Dominance out{0, true, 0};
  while (out.count < values.size() && std::abs(values(out.count)) >= top * (1 - kSameModulus)) {
    // A defective value splits by √ε; a true pair is farther apart.
    if (std::abs(values(out.count) - values(0)) > 1e-7 * top) out.oneValue = false;
    ++out.count;
  }
  if (std::abs(values(0).imag()) > 1e-7 * top) out.oneValue = false;
  if (out.count < values.size()) out.ratio = std::abs(values(out.count)) / top;
  return out;
}

const char* outcomeOf(const Dominance& dominance, double residual, double angle, double norm) {
  if (residual <= kConverged * norm) return angle > 1e-3 ? "trapped" : "converged";
  return dominance.oneValue ? "running" : "oscillates";
}

double belowDiagonal(const Matrix& a) {
  return Matrix(a.triangularView<Eigen::StrictlyLower>()).norm();
}

ComplexVector blockValues(const Eigen::Matrix2d& b) {
  const double middle = (b(0, 0) + b(1, 1)) / 2;
  const double half = (b(0, 0) - b(1, 1)) / 2;
  const double square = half * half + b(0, 1) * b(1, 0);
  const double root = std::sqrt(std::abs(square));
  ComplexVector out(2);
  if (square >= 0) {
    out << Complex(middle + root, 0), Complex(middle - root, 0);
  } else {
    out << Complex(middle, root), Complex(middle, -root);
  }
  return out;
}

double shiftFor(const Matrix& a, Index active, const std::string& rule) {
  if (rule == "none" || active < 2) return 0;
  const double corner = a(active - 1, active - 1);
  if (rule == "rayleigh") return corner;
  const ComplexVector pair = blockValues(a.block(active - 2, active - 2, 2, 2));
  return std::abs(pair(0) - corner) <= std::abs(pair(1) - corner) ? pair(0).real() : pair(1).real();
}

// Splits off trailing rows whose part to the left has become negligible; a 2x2 only with a complex pair.
Index deflated(const Matrix& a, Index active, double norm) {
  while (active > 1) {
    if (a.row(active - 1).head(active - 1).norm() <= kSplit * norm) {
      --active;
      continue;
    }
    const Eigen::Matrix2d corner = a.block(active - 2, active - 2, 2, 2);
    const bool split = active == 2 || a.block(active - 2, 0, 2, active - 2).norm() <= kSplit * norm;
    if (!split || blockValues(corner)(0).imag() == 0) break;
    active -= 2;
  }
  return std::max<Index>(active, 1);
}

// A ← QᵀAQ with A − μI = QR on the leading block; returns Q padded by the identity.
Matrix qrStep(Matrix& a, Index active, double shift) {
  const Matrix block = a.topLeftCorner(active, active);
  Matrix q = Matrix::Identity(a.rows(), a.cols());
  q.topLeftCorner(active, active) = qr(block - shift * Matrix::Identity(active, active)).q;
  a = matmul(matmul(q.transpose(), a), q);
  return q;
}

ComplexVector diagonalEstimates(const Matrix& a) {
  const Index n = a.rows();
  ComplexVector out(n);
  for (Index i = 0; i < n; ++i) {
    // A block belongs together if its lower entry is not small beside its own diagonal.
    const bool pair =
        i + 1 < n && std::abs(a(i + 1, i)) > 1e-8 * (std::abs(a(i, i)) + std::abs(a(i + 1, i + 1)));
    if (!pair) {
      out(i) = a(i, i);
      continue;
    }
    out.segment(i, 2) = blockValues(a.block(i, i, 2, 2));
    ++i;
  }
  return out;
}

}  // namespace

PowerOrbit powerOrbit(const Matrix& a, const Vector& v0, int steps) {
  requireMap(a, v0, "a", "v0");
  requireSteps(steps, "steps");
  const Floating<Matrix> map(a);
  Floating<Vector> point(v0);
  Floating<Matrix> power(Matrix::Identity(a.rows(), a.cols()));
  PowerOrbit out{};
  out.spectralRadius = spectralRadius(a);
  out.spectralNorm = spectralNorm(a);
  out.overflowStep = -1;
  out.points = Matrix(steps + 1, a.rows());
  for (Vector* v : {&out.norms, &out.log10Norms, &out.log10PowerNorms, &out.log10SpectralRate,
                    &out.log10NormBound, &out.powerNorms, &out.spectralRates, &out.normBounds}) {
    v->resize(steps + 1);
  }
  for (int k = 0; k <= steps; ++k) {
    if (k > 0) {
      point.multiplyBy(map);
      power.multiplyBy(map);
    }
    const double norm = point.value.norm();
    out.log10Norms(k) = point.log10Of(norm);
    const double powerNorm = spectralNorm(power.value);
    out.log10PowerNorms(k) = power.log10Of(powerNorm);
    out.log10SpectralRate(k) = power10(k, out.spectralRadius);
    out.log10NormBound(k) = power10(k, out.spectralNorm);
    out.norms(k) = std::ldexp(norm, point.exponent);
    out.powerNorms(k) = std::ldexp(powerNorm, power.exponent);
    out.spectralRates(k) = std::pow(out.spectralRadius, k);
    out.normBounds(k) = std::pow(out.spectralNorm, k);
    out.points.row(k) = point.plain().transpose();
    if (out.overflowStep < 0 && !std::isfinite(out.norms(k))) out.overflowStep = k;
  }
  const Index kept = out.overflowStep < 0 ? steps + 1 : out.overflowStep;
  out.points.conservativeResize(kept, Eigen::NoChange);
  out.norms.conservativeResize(kept);
  if (kept > 0) out.peakNorm = out.norms.maxCoeff(&out.peakStep);
  return out;
}

PowerIteration powerIteration(const Matrix& a, const Vector& v0, int steps) {
  requireMap(a, v0, "a", "v0");
  requireSteps(steps, "steps");
  if (v0.isZero(0)) refuse<InvalidArgument>("v0 must not be the zero vector: it has no direction");
  const int e = binary_exponent(a);
  const Matrix map = times_power_of_two(a, -e);
  const GeneralEigen eigen = eig(map);
  const double norm = spectralNorm(map);
  Dominance dominance = dominanceOf(eigen.values);
  const Matrix basis = realBasis(eigen.vectors, dominance.count);
  if (basis.cols() < dominance.count && eigen.values(0) != 0.0) dominance.ratio = 1;

  PowerIteration out{Matrix(steps + 1, a.rows()),
                     Vector(steps + 1),
                     Vector(steps + 1),
                     Vector(steps + 1),
                     dominance.ratio,
                     static_cast<int>(dominance.count),
                     "running"};
  Vector v = Floating<Vector>(v0).value;
  v /= v.norm();
  Index kept = 0;
  bool annihilated = false;
  while (kept <= steps && !annihilated) {
    const Vector image = map * v;
    out.iterates.row(kept) = v.transpose();
    out.rayleigh(kept) = v.dot(image);
    out.residuals(kept) = (image - out.rayleigh(kept) * v).norm();
    out.angles(kept) = angleTo(basis, v);
    ++kept;
    annihilated = image.isZero(0);
    v = Floating<Vector>(image).value;
    if (!annihilated) v /= v.norm();
  }
  for (Vector* trace : {&out.rayleigh, &out.residuals, &out.angles}) trace->conservativeResize(kept);
  out.iterates.conservativeResize(kept, Eigen::NoChange);
  out.outcome =
      annihilated ? "annihilated" : outcomeOf(dominance, out.residuals(kept - 1), out.angles(kept - 1), norm);
  out.rayleigh = times_power_of_two(out.rayleigh, e);
  out.residuals = times_power_of_two(out.residuals, e);
  return out;
}

QrIteration qrIteration(const Matrix& a, int steps, const std::string& shift) {
  require_square(a, "a");
  require_finite(a, "a");
  requireSteps(steps, "steps");
  const Index n = a.rows();
  if ((steps + 1.0) * static_cast<double>(a.size()) > kMaxTraceEntries) {
    refuse<InvalidArgument>("steps is too large for a ", shape_text(a), " matrix: ", steps);
  }
  if (shift != "none" && shift != "rayleigh" && shift != "wilkinson") {
    refuse<InvalidArgument>("shift must be none, rayleigh or wilkinson, got ", shift);
  }
  const int e = binary_exponent(a);
  const Matrix start = times_power_of_two(a, -e);
  const double norm = start.norm();
  Matrix now = start;
  Matrix turned = Matrix::Identity(n, n);
  Index active = shift == "none" ? n : deflated(now, n, norm);
  QrIteration out{Matrix((steps + 1) * n, n),
                  Matrix(steps + 1, n),
                  Vector(steps + 1),
                  Vector(steps),
                  Vector(steps + 1),
                  {},
                  0};
  for (int k = 0; k <= steps; ++k) {
    out.iterates.middleRows(k * n, n) = times_power_of_two(now, e);
    out.diagonals.row(k) = times_power_of_two(Vector(now.diagonal()), e).transpose();
    out.subdiagonal(k) = std::ldexp(belowDiagonal(now), e);
    out.active(k) = static_cast<double>(active);
    if (k == steps) break;
    const double mu = shiftFor(now, active, shift);
    out.shifts(k) = std::ldexp(mu, e);
    if (shift == "none" || active > 1) turned = matmul(turned, qrStep(now, active, mu));
    if (shift != "none") active = deflated(now, active, norm);
  }
  out.estimates = diagonalEstimates(now);
  for (Complex& x : out.estimates) x = {std::ldexp(x.real(), e), std::ldexp(x.imag(), e)};
  out.similarityError =
      norm == 0 ? 0 : (matmul(matmul(turned, now), turned.transpose()) - start).norm() / norm;
  return out;
}

DeepLinearGradient deepLinearGradient(const Matrix& w, const Vector& gradient, int depth) {
  requireMap(w, gradient, "w", "gradient");
  requireSteps(depth, "depth");
  const Floating<Matrix> back(Matrix(w.transpose()));
  Floating<Vector> g(gradient);
  DeepLinearGradient out{};
  const Vector s = singularValues(w);
  out.spectralNorm = s(0);
  out.smallestSingular = s(s.size() - 1);
  out.spectralRadius = spectralRadius(w);
  for (Vector* v :
       {&out.norms, &out.log10Norms, &out.log10UpperBound, &out.log10LowerBound, &out.log10SpectralRate}) {
    v->resize(depth + 1);
  }
  for (int l = 0; l <= depth; ++l) {
    if (l > 0) g.multiplyBy(back);
    const double norm = g.value.norm();
    out.norms(l) = std::ldexp(norm, g.exponent);
    out.log10Norms(l) = g.log10Of(norm);
    out.log10UpperBound(l) = out.log10Norms(0) + power10(l, out.spectralNorm);
    out.log10LowerBound(l) = out.log10Norms(0) + power10(l, out.smallestSingular);
    out.log10SpectralRate(l) = out.log10Norms(0) + power10(l, out.spectralRadius);
    if (std::isfinite(out.norms(l)) && (l == 0 || out.norms(l) > out.peakNorm)) {
      out.peakNorm = out.norms(l);
      out.peakLayer = l;
    }
  }
  return out;
}

}  // namespace nabla
