// Five ways to A x = b, each in float32 and float64 from one template, against a double-double reference.
#include <cmath>
#include <cstdio>

#include "dense_solvers.h"
#include "matrix_inverse.h"
#include "scaled_inverse.h"
#include "summation.h"
#include "svd.h"

namespace nabla {
namespace {

using dense::Array;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

template <class T>
struct Problem {
  Array<T> a;
  Array<T> b;
  double tolerance;  // PyTorch's for a rank: max(m, n) ε
};

// A and b both times powers of two, which moves x by a known power and no digit: squares stay in range.
struct Scaling {
  int a = 0;
  int b = 0;
};

std::string conditionText(const char* what, double rcond, double least) {
  char text[160];
  std::snprintf(
      text, sizeof text, "%s: rcond %.3g%s", what, rcond,
      rcond < least ? " is below n * eps, so no digit can be trusted; PyTorch returns it silently" : "");
  return text;
}

template <class T>
void judge(MethodSolution& method, const char* what, double rcond, Index n) {
  const double least = static_cast<double>(n) * dense::kUnit<T>;
  const double warn = sizeof(T) == sizeof(float) ? 1e-3 : 1e-8;
  method.status = rcond < least ? "unreliable" : rcond < warn ? "ill-conditioned" : "ok";
  if (method.status != "ok") method.message = conditionText(what, rcond, least);
}

template <class T>
void keep(MethodSolution& method, const Array<T>& x) {
  method.solution = Eigen::Map<const Vector>(dense::toMatrix(x).data(), x.rows);
}

MethodSolution refused(const char* status, std::string message) {
  MethodSolution method;
  method.status = status;
  method.message = std::move(message);
  return method;
}

template <class T>
MethodSolution byInverse(const Problem<T>& p) {
  const ScaledInverse<T> f = invertScaled(p.a);
  if (f.zeroPivot != 0) return refused("singular", zeroPivotText(f.zeroPivot));
  MethodSolution method;
  judge<T>(method, "inverse", f.rcond, p.a.rows);
  keep(method, dense::product(Array<T>(f.inverse), p.b));
  return method;
}

template <class T>
MethodSolution byLu(const Problem<T>& p) {
  const auto lu = dense::luFactor(p.a);
  if (lu.zeroPivot != 0) {
    return refused("singular", "torch.linalg.solve: The solver failed because the input matrix is singular.");
  }
  MethodSolution method;
  judge<T>(method, "LU", invertScaled(p.a).rcond, p.a.rows);
  keep(method, dense::luSolve(lu, p.b));
  return method;
}

template <class T>
MethodSolution byPseudoInverse(const Problem<T>& p) {
  MethodSolution method;
  method.status = "ok";
  keep(method, dense::product(dense::pseudoInverse(p.a, p.tolerance), p.b));
  return method;
}

template <class T>
MethodSolution byLeastSquares(const Problem<T>& p) {
  if (p.a.rows >= p.a.cols) {
    const auto qr = dense::qrSolve(p.a, p.b, p.tolerance);
    if (qr.fullRank) {
      MethodSolution method;
      method.status = "ok";
      keep(method, qr.x);
      return method;
    }
  }
  MethodSolution method = byPseudoInverse(p);
  if (p.a.rows >= p.a.cols)
    method.message = "the rank is short of full: of all solutions, the one of least norm";
  return method;
}

template <class T>
MethodSolution byNormalEquations(const Problem<T>& p) {
  const Array<T> at = dense::transposed(p.a);
  MethodSolution method = byLu(Problem<T>{dense::product(at, p.a), dense::product(at, p.b), p.tolerance});
  if (method.status == "singular") method.message = "AᵀA is exactly singular. " + method.message;
  return method;
}

Vector residualOf(const Matrix& a, const Vector& x, const Vector& b) {
  Vector residual(a.rows()), row(a.cols() + 1), column(a.cols() + 1);
  column << x, -1;
  for (Index i = 0; i < a.rows(); ++i) {
    row << a.row(i).transpose(), b(i);
    residual(i) = dotExact(row, column);
  }
  return residual;
}

// A solution of the scaled problem, measured there and then put back to scale.
void measure(MethodSolution& method, const Matrix& a, const Vector& b, const Vector& reference,
             Scaling scaling) {
  method.residual = method.forwardError = kNan;
  if (method.solution.size() == 0) return;
  if (!method.solution.allFinite()) {
    method.status = "overflow";
    method.message = "the solution leaves the range of the format";
    method.solution.resize(0);
    return;
  }
  method.residual = std::ldexp(frobeniusNorm(residualOf(a, method.solution, b)), -scaling.b);
  const double size = frobeniusNorm(reference);
  method.forwardError = frobeniusNorm(method.solution - reference) / (size == 0 ? 1 : size);
  method.solution = times_power_of_two(method.solution, scaling.a - scaling.b);
}

// κ₂ from the singular values above least · σ₁: all of them for least = 0.
double condAbove(const Vector& sigma, double least) {
  double smallest = sigma(sigma.size() - 1);
  for (Index i = sigma.size() - 1; i > 0 && least > 0 && smallest <= least * sigma(0); --i)
    smallest = sigma(i - 1);
  return smallest == 0 ? std::numeric_limits<double>::infinity() : sigma(0) / smallest;
}

template <class T>
void expectErrors(MethodSolutions& all, const Matrix& a, double tolerance) {
  const Vector sigma = singularValues(a);
  const double unit = dense::kUnit<T>, cond = condAbove(sigma, 0), condOfRank = condAbove(sigma, tolerance);
  all.inv.expectedError = all.solve.expectedError = cond * unit;
  all.lstsq.expectedError = all.pinv.expectedError = condOfRank * unit;
  all.normal.expectedError = cond * cond * unit;
}

template <class T>
MethodSolutions solveAll(const Matrix& a, const Matrix& b, const Vector& reference, Scaling scaling) {
  const double tolerance = static_cast<double>(std::max(a.rows(), a.cols())) * dense::kUnit<T>;
  const Problem<T> p{Array<T>(a), Array<T>(b), tolerance};
  MethodSolutions all;
  const bool square = a.rows() == a.cols();
  all.inv = square ? byInverse(p) : refused("not-square", notSquareText("inv", a));
  all.solve = square ? byLu(p) : refused("not-square", notSquareText("solve", a));
  all.lstsq = byLeastSquares(p);
  all.pinv = byPseudoInverse(p);
  all.normal = byNormalEquations(p);
  for (MethodSolution* method : {&all.inv, &all.solve, &all.lstsq, &all.pinv, &all.normal}) {
    measure(*method, a, b, reference, scaling);
  }
  expectErrors<T>(all, a, tolerance);
  return all;
}

Vector referenceSolution(const Matrix& a, const Matrix& b, std::string& kind) {
  const Array<DoubleDouble> exactA(a), exactB(b);
  if (a.rows() == a.cols()) {
    // beyond this A counts as singular, here as in inverse: its own entries are not known well enough for a
    // solution
    const ScaledInverse<double> f = invertScaled(Array<double>(a));
    if (f.zeroPivot == 0 && f.rcond >= static_cast<double>(a.rows()) * kEpsilon) {
      kind = "exact";
      const auto lu = dense::luFactor(exactA);
      return Eigen::Map<const Vector>(dense::toMatrix(dense::luSolve(lu, exactB)).data(), a.cols());
    }
  }
  kind = "least-norm";
  const double tolerance = static_cast<double>(std::max(a.rows(), a.cols())) * kEpsilon;
  const Matrix x = dense::toMatrix(dense::product(dense::pseudoInverse(exactA, tolerance), exactB));
  return Eigen::Map<const Vector>(x.data(), a.cols());
}

}  // namespace

SolveReport solveByMethods(const Matrix& a, const Vector& b) {
  if (a.size() == 0)
    refuse<ShapeMismatch>("a must have at least one row and one column, got ", shape_text(a));
  if (b.size() != a.rows()) {
    refuse<ShapeMismatch>("linalg.solve: Incompatible shapes of A and B for the equation AX = B (",
                          shape_text(a), " and ", b.size(), "x1)");
  }
  require_finite(a, "a");
  require_finite(b, "b");
  const Scaling scaling{-binary_exponent(a), -binary_exponent(b)};
  const Matrix scaledA = times_power_of_two(a, scaling.a), scaledB = times_power_of_two(b, scaling.b);
  SolveReport report;
  const Vector reference = referenceSolution(scaledA, scaledB, report.referenceKind);
  report.reference = times_power_of_two(reference, scaling.a - scaling.b);
  report.referenceResidual = std::ldexp(frobeniusNorm(residualOf(scaledA, reference, scaledB)), -scaling.b);
  report.float64 = solveAll<double>(scaledA, scaledB, reference, scaling);
  report.float32 = solveAll<float>(scaledA, scaledB, reference, scaling);
  return report;
}

}  // namespace nabla
