#include "svd.h"

#include <algorithm>
#include <cmath>

#include "columns.h"
#include "eigenvalues.h"
#include "matrix_multiplication.h"
#include "norm.h"
#include "power_of_two.h"
#include "random.h"
#include "sign_rule.h"
#include "svd_solver.h"

namespace nabla {
namespace {

constexpr double kRepeated = 1e-8;

struct Scaled {
  Matrix a;
  int e;
};

Scaled scaledInput(const Matrix& a) {
  if (a.size() == 0)
    refuse<ShapeMismatch>("a must have at least one row and one column, got ", shape_text(a));
  require_finite(a, "a");
  const int e = binary_exponent(a);
  return {times_power_of_two(a, -e), e};
}

void fixSigns(Svd& f) {
  const Index paired = f.s.size();
  for (Index j = 0; j < f.u.cols(); ++j) {
    if (!points_backwards(f.u.col(j))) continue;
    f.u.col(j) *= -1;
    if (j < paired) f.v.col(j) *= -1;
  }
  for (Index j = paired; j < f.v.cols(); ++j) {
    if (points_backwards(f.v.col(j))) f.v.col(j) *= -1;
  }
}

// Factors of in.a; s has still to be scaled back.
Svd decomposeScaled(const Scaled& in, SvdParts parts) {
  Svd out = svd_of_scaled(in.a, parts);
  if (parts != SvdParts::kValues) fixSigns(out);
  require_representable(std::ldexp(out.s(0), in.e), "the largest singular value");
  return out;
}

Svd decompose(const Matrix& a, SvdParts parts) {
  const Scaled in = scaledInput(a);
  Svd out = decomposeScaled(in, parts);
  out.s = times_power_of_two(out.s, in.e);
  return out;
}

double effectiveRank(const Vector& s) {
  if (s(0) == 0) return 0;
  const Vector relative = s / s(0);
  const double sum = relative.sum();
  double entropy = 0;
  for (const double x : relative) {
    if (x > 0) entropy -= x / sum * std::log(x / sum);
  }
  return std::exp(entropy);
}

double norm1(const Matrix& a) {
  return a.cwiseAbs().colwise().sum().maxCoeff();
}

double backwardError(const Matrix& a, const Svd& f) {
  const double size = static_cast<double>(std::max(a.rows(), a.cols())) * norm1(a) * kEpsilon;
  return size == 0 ? 0 : norm1(a - matrixFromFactors(f.u, f.s, f.v)) / size;
}

bool anyRepeated(const Vector& s) {
  for (Index i = 1; i < s.size(); ++i) {
    if (s(i - 1) - s(i) <= kRepeated * s(0)) return true;
  }
  return false;
}

Eigen::Matrix2d rotation(double angle) {
  Eigen::Matrix2d out;
  out << std::cos(angle), -std::sin(angle), std::sin(angle), std::cos(angle);
  return out;
}

Eigen::Matrix2d blend(double time, double x, double y) {
  return Eigen::Vector2d(1 + time * (x - 1), 1 + time * (y - 1)).asDiagonal();
}

double determinant(const Matrix& a) {
  return a(0, 0) * a(1, 1) - a(0, 1) * a(1, 0);
}

SvdFrame filmParts(const Matrix& a) {
  Svd f = svd(a);
  SvdFrame out{Matrix(2, 2), "", 0, 0, f.s(0), f.s(1), false};
  if (determinant(f.v) < 0) {
    f.v.col(1) *= -1;
    out.stretchY = -out.stretchY;
  }
  if (determinant(f.u) < 0) {
    f.u.col(1) *= -1;
    out.stretchY = -out.stretchY;
  }
  if (f.v(0, 0) < 0) {
    f.v *= -1;
    f.u *= -1;
  }
  out.flips = out.stretchY < 0;
  out.angleIn = std::atan2(f.v(0, 1), f.v(0, 0));
  out.angleOut = std::atan2(f.u(1, 0), f.u(0, 0));
  return out;
}

}  // namespace

Svd svd(const Matrix& a) {
  return decompose(a, SvdParts::kThin);
}

Svd svdFull(const Matrix& a) {
  return decompose(a, SvdParts::kFull);
}

Vector singularValues(const Matrix& a) {
  return decompose(a, SvdParts::kValues).s;
}

SvdReport svdReport(const Matrix& a, double tolerance) {
  if (!std::isfinite(tolerance)) refuse<InvalidArgument>("tolerance must be finite");
  const Scaled in = scaledInput(a);
  const Svd f = decomposeScaled(in, SvdParts::kThin);
  const double largest = f.s(0);
  const double standard = static_cast<double>(std::max(a.rows(), a.cols())) * kEpsilon * largest;
  SvdReport out{};
  out.u = f.u;
  out.s = times_power_of_two(f.s, in.e);
  out.v = f.v;
  out.tolerance = tolerance < 0 ? std::ldexp(standard, in.e) : tolerance;
  out.rank = static_cast<int>(tolerance < 0 ? (f.s.array() > standard).count()
                                            : (out.s.array() > tolerance).count());
  out.effectiveRank = effectiveRank(f.s);
  out.stableRank = largest == 0 ? 0 : (f.s / largest).squaredNorm();
  out.cond = largest == 0 ? std::numeric_limits<double>::infinity() : largest / f.s(f.s.size() - 1);
  out.spectralNorm = out.s(0);
  out.frobeniusNorm = require_representable(std::ldexp(f.s.norm(), in.e), "the Frobenius norm");
  out.nuclearNorm = require_representable(std::ldexp(f.s.sum(), in.e), "the nuclear norm");
  out.backwardError = backwardError(in.a, f);
  out.repeated = anyRepeated(f.s);
  return out;
}

Matrix matrixFromFactors(const Matrix& u, const Vector& s, const Matrix& v) {
  return matmul(u * s.asDiagonal(), v.transpose());
}

GramBridge gramBridge(const Matrix& a) {
  const Scaled in = scaledInput(a);
  const Matrix transposed = in.a.transpose();
  const bool wide = a.rows() < a.cols();
  const Vector s = svd_of_scaled(in.a, SvdParts::kValues).s;
  const Vector values = eigh(wide ? matmul(in.a, transposed) : matmul(transposed, in.a)).values.reverse();
  const Vector roots = values.cwiseMax(0.0).cwiseSqrt();
  GramBridge out;
  out.s = times_power_of_two(s, in.e);
  out.squared = times_power_of_two(Vector(s.cwiseAbs2()), 2 * in.e);
  out.eigenvalues = times_power_of_two(values, 2 * in.e);
  out.fromEigenvalues = times_power_of_two(roots, in.e);
  out.relativeGap = Vector::Zero(s.size());
  for (Index i = 0; i < s.size(); ++i) {
    if (s(i) > 0) out.relativeGap(i) = std::abs(roots(i) - s(i)) / s(i);
  }
  require_representable(out.s(0), "the largest singular value");
  return out;
}

LowRank lowRankFromSvd(const Matrix& a, const Matrix& u, const Vector& s, const Matrix& v, int k) {
  const Scaled in = scaledInput(a);
  const Index full = std::min(a.rows(), a.cols());
  if (u.rows() != a.rows() || v.rows() != a.cols() || u.cols() != full || v.cols() != full) {
    refuse<ShapeMismatch>("u, v must be ", a.rows(), "x", full, " and ", a.cols(), "x", full, ", got ",
                          shape_text(u), " and ", shape_text(v));
  }
  require_size(s, full, "s");
  require_finite(u, "u");
  require_finite(s, "s");
  require_finite(v, "v");
  if (k < 0 || k > full) {
    refuse<InvalidArgument>("k must be from 0 to ", full, ", got ", k);
  }
  const Vector scaled = times_power_of_two(s, -in.e);
  const Matrix kept = matrixFromFactors(u.leftCols(k), scaled.head(k), v.leftCols(k));
  const Matrix rest = in.a - kept;
  const double energy = scaled.squaredNorm();
  LowRank out{};
  out.approximation = times_power_of_two(kept, in.e);
  out.residual = times_power_of_two(rest, in.e);
  out.frobeniusError = std::ldexp(frobenius_norm(rest), in.e);
  out.tail = std::ldexp(norm2(scaled.data() + k, full - k), in.e);
  out.spectralError = spectralNorm(out.residual);
  out.nextSigma = k < full ? s(k) : 0;
  out.energyKept = energy == 0 ? 1 : scaled.head(k).squaredNorm() / energy;
  out.storedNumbers = static_cast<int>(k * (a.rows() + a.cols() + 1));
  out.compression = k == 0 ? 0 : static_cast<double>(a.size()) / out.storedNumbers;
  return out;
}

LowRank lowRank(const Matrix& a, int k) {
  const Svd f = svd(a);
  return lowRankFromSvd(a, f.u, f.s, f.v, k);
}

SvdFrame svdFilm(const Matrix& a, double t) {
  if (a.rows() != 2 || a.cols() != 2) refuse<ShapeMismatch>("a must be 2x2, got ", shape_text(a));
  if (std::isnan(t)) refuse<InvalidArgument>("t must be a number from 0 to 3");
  SvdFrame out = filmParts(a);
  const auto part = [t](double from) { return std::clamp(t - from, 0.0, 1.0); };
  out.stage = t < 1 ? "rotate" : t < 2 ? "stretch" : "turn";
  out.map = rotation(part(2) * out.angleOut) * blend(part(1), out.stretchX, out.stretchY) *
            rotation(part(0) * out.angleIn);
  return out;
}

Matrix addNoise(const Matrix& a, double sigma, double seed) {
  require_finite(a, "a");
  if (!(sigma >= 0) || !std::isfinite(sigma)) refuse<InvalidArgument>("sigma must be finite and at least 0");
  const Matrix out = a + sigma * randn(static_cast<int>(a.rows()), static_cast<int>(a.cols()), seed);
  if (!out.allFinite()) refuse<InvalidArgument>("sigma is too large: a noisy entry exceeds 1.8e308");
  return out;
}

DenoisingCurve denoisingCurve(const Matrix& clean, const Matrix& noisy) {
  if (clean.rows() != noisy.rows() || clean.cols() != noisy.cols()) {
    refuse<ShapeMismatch>("clean and noisy must have one shape, got ", shape_text(clean), " and ",
                          shape_text(noisy));
  }
  require_finite(clean, "clean");
  const Svd f = svd(noisy);
  DenoisingCurve out{Vector(f.s.size() + 1), 0};
  Matrix rest = clean;
  const Index rows = rest.rows(), cols = rest.cols();
  const Matrix across = f.v.transpose();
  out.errors(0) = frobenius_norm(rest);
  for (Index k = 0; k < f.s.size(); ++k) {
    for (Index i = 0; i < rows; ++i) {
      addMultiple(-f.s(k) * f.u(i, k), across.data() + k * cols, rest.data() + i * cols, cols);
    }
    out.errors(k + 1) = frobenius_norm(rest);
  }
  out.errors.minCoeff(&out.best);
  return out;
}

}  // namespace nabla
