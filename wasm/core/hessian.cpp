#include "hessian.h"

#include <algorithm>
#include <cmath>

#include "eigenvalues.h"
#include "hessian_sweep.h"

namespace nabla {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// L Lᵀ step by step; the first pivot that is not positive, counted from 1, and its value.
std::pair<int, double> failedCholesky(Matrix a) {
  for (Index k = 0; k < a.rows(); ++k) {
    const double pivot = a(k, k);
    if (!(pivot > 0)) return {static_cast<int>(k) + 1, pivot};
    for (Index i = k + 1; i < a.rows(); ++i) {
      for (Index j = k + 1; j < a.cols(); ++j) a(i, j) -= a(i, k) * a(k, j) / pivot;
    }
  }
  return {0, 0};
}

const char* label(double largest, double smallest, double zero) {
  if (std::max(std::abs(largest), std::abs(smallest)) == 0) return "zero";
  if (smallest > zero) return "positive definite";
  if (largest < -zero) return "negative definite";
  if (smallest >= -zero) return "positive semidefinite";
  return largest <= zero ? "negative semidefinite" : "indefinite";
}

// Central differences; the steps are powers of two, so that x ± h is exact unless x has more digits than fit.
Matrix finiteDifferences(const Expression& f, const Vector& at) {
  const Index n = at.size();
  Vector h(n);
  for (Index i = 0; i < n; ++i) {
    int e = 0;
    std::frexp(std::max(1.0, std::abs(at(i))), &e);
    h(i) = std::ldexp(1.0, e - 14);  // ε^¼ is 2^-13
  }
  const auto f_at = [&](Index i, double di, Index j, double dj) {
    Vector x = at;
    x(i) += di * h(i);
    x(j) += dj * h(j);
    return f.evaluate(x.data());
  };
  Matrix out(n, n);
  for (Index i = 0; i < n; ++i) {
    out(i, i) = (f_at(i, 1, i, 0) - 2 * f.evaluate(at.data()) + f_at(i, -1, i, 0)) / (h(i) * h(i));
    for (Index j = 0; j < i; ++j) {
      const double sum = f_at(i, 1, j, 1) - f_at(i, 1, j, -1) - f_at(i, -1, j, 1) + f_at(i, -1, j, -1);
      out(i, j) = out(j, i) = sum / (4 * h(i) * h(j));
    }
  }
  return out;
}

void addSymbolic(const Expression& f, const Vector& at, HessianReport& report) {
  const Index n = at.size();
  try {
    Matrix values(n, n);
    std::string text;
    for (Index i = 0; i < n; ++i) {
      const Expression slope = f.derivative(static_cast<std::size_t>(i));
      for (Index j = 0; j < n; ++j) {
        const Expression second = slope.derivative(static_cast<std::size_t>(j));
        values(i, j) = second.evaluate(at.data());
        text += second.text() + '\n';
      }
    }
    report.symbolic = values;
    report.formulas = text;
  } catch (const InvalidArgument&) {
    // Longer than anyone would read: the other two ways remain.
    report.symbolic = Matrix(0, 0);
  }
}

std::string troubleAt(const SecondOrder& s) {
  const char* what = !std::isfinite(s.value)   ? "f itself is not a finite number here"
                     : !s.gradient.allFinite() ? "f has a value here, but its slope is not finite"
                     : !s.hessian.allFinite()
                         ? "f has a slope here, but its second derivatives are not finite"
                         : "";
  return what;
}

double worstGap(const Matrix& a, const Matrix& b) {
  return a.size() == b.size() ? (a - b).cwiseAbs().maxCoeff() : kNaN;
}

void requirePoint(const Expression& f, const Vector& point) {
  require_size(point, static_cast<Index>(f.variables().size()), "point");
  require_finite(point, "point");
}

}  // namespace

Curvature curvature(const Matrix& h) {
  const SymmetricEigen eigen = eigh(h);
  const Index n = h.rows();
  Curvature out;
  out.eigenvalues = eigen.values.reverse();
  out.eigenvectors = eigen.vectors.rowwise().reverse();
  const double largest = out.eigenvalues(0), smallest = out.eigenvalues(n - 1);
  const Vector sizes = out.eigenvalues.cwiseAbs();
  const double zero = static_cast<double>(n) * kEpsilon * sizes.maxCoeff();
  out.condition = sizes.minCoeff() > zero ? sizes.maxCoeff() / sizes.minCoeff() : kInfinity;
  out.definiteness = label(largest, smallest, zero);
  std::tie(out.failedPivot, out.failedValue) = failedCholesky(h);
  out.cholesky = out.failedPivot == 0;
  out.lrMax = smallest >= -zero && largest > 0 ? 2 / largest : kNaN;
  const bool bowl = smallest > zero;
  out.lrBest = bowl ? 2 / (largest + smallest) : kNaN;
  out.rate = bowl ? (largest - smallest) / (largest + smallest) : kNaN;
  return out;
}

HessianReport hessianReport(const std::string& f, const std::string& variables, const Vector& point) {
  const Expression parsed = parseScalar(f, variables);
  requirePoint(parsed, point);
  const SecondOrder second = secondOrder(parsed, point);
  HessianReport out;
  out.value = second.value;
  out.gradient = second.gradient;
  out.automatic = second.hessian;
  out.finite = finiteDifferences(parsed, point);
  addSymbolic(parsed, point, out);
  out.symbolicGap = worstGap(out.automatic, out.symbolic);
  out.finiteGap = worstGap(out.automatic, out.finite);
  out.asymmetry = worstGap(out.automatic, out.automatic.transpose());
  out.trouble = troubleAt(second);
  out.finiteEverywhere = out.trouble.empty();
  if (out.finiteEverywhere) out.curvature = curvature((out.automatic + out.automatic.transpose()) / 2);
  return out;
}

Vector hessianVectorProduct(const std::string& f, const std::string& variables, const Vector& point,
                            const Vector& v) {
  const Expression parsed = parseScalar(f, variables);
  requirePoint(parsed, point);
  require_size(v, point.size(), "v");
  require_finite(v, "v");
  return hessianTimes(parsed, point, v);
}

}  // namespace nabla
