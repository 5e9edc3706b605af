// The inverse, A A⁻¹ = A⁻¹ A = I, the ways round it, and how many digits each of them loses.
#pragma once

#include <string>

#include "types.h"

namespace nabla {

// A⁻¹ of a square A, by LU with partial pivoting.
// Throws ShapeMismatch unless square, InvalidArgument unless finite, SingularMatrix in PyTorch's words when a
// pivot is exactly zero, and SingularMatrix with the value when rcond < n ε: from there on no digit of the
// result means anything (torch.linalg.inv returns it silently). 0x0 gives 0x0. ‖I − A A⁻¹‖₁ / (n ‖A‖₁‖A⁻¹‖₁
// ε) stays below 20, LAPACK's threshold, up to both ends of float64's range: matrices with entries beyond
// 2^±400 have their rows and columns scaled by powers of two first, which is exact. PyTorch:
// torch.linalg.inv. Source: Golub & Van Loan, 3.4; Higham 2002, ch. 14.
Matrix inverse(const Matrix& a);

struct InverseReport {
  double determinant = 0;        // product of the pivots with the permutation's sign, as torch.linalg.det
  double logAbsDeterminant = 0;  // as torch.linalg.slogdet; −∞ for an exactly singular A
  double determinantSign = 0;    // 1, −1, or 0 for an exactly singular A
  double rcond = 0;              // 1 / (‖A‖₁‖A⁻¹‖₁); 0 when a pivot is exactly zero
  double cond2 = 0;              // σ₁ / σ_n, as torch.linalg.cond; infinite when σ_n = 0
  double digitsLost = 0;         // log₁₀ cond2: of the 15.95 that float64 has
  std::string status;  // ok; ill-conditioned when rcond < 1e-8; singular when rcond < n ε, a pivot is zero or
                       // numbers leave the range of the format
  std::string message;      // why, in a sentence; empty when ok
  Matrix inverse;           // empty (0x0) when singular
  double residual = 0;      // ‖A A⁻¹ − I‖_F, A⁻¹ as stored, the product in double-double; 0 when singular
  double leftResidual = 0;  // ‖A⁻¹ A − I‖_F, the same
  Matrix rawInverse;  // what torch.linalg.inv returns, however wrong; empty only for an exactly zero pivot
  Matrix inverseFloat32;  // computed in float32 from A rounded to float32; empty for an exactly zero pivot
  double residualFloat32 = 0;  // ‖A A⁻¹ − I‖_F with A as given; NaN when inverseFloat32 is empty
  std::string statusFloat32;   // as status, with the ε of float32 (2^-23), and 1e-3 for ill-conditioned
};

// Throws ShapeMismatch unless square with at least one row, InvalidArgument unless finite. Never
// SingularMatrix.
InverseReport inverseReport(const Matrix& a);

// One way to solve A x = b in one precision.
struct MethodSolution {
  std::string status;   // ok; ill-conditioned; unreliable (rcond < n ε: PyTorch returns this silently);
                        // singular or not-square (no solution, the message is PyTorch's); overflow
  std::string message;  // empty when ok
  Vector solution;      // empty when there is none
  double residual = 0;  // ‖A x − b‖₂ with A and b as given, in double-double; NaN when there is no solution
  double forwardError = 0;   // ‖x − x*‖₂ / ‖x*‖₂ (absolute when x* = 0) against the reference; NaN likewise
  double expectedError = 0;  // what A alone makes likely: κ₂ ε of the format, κ₂² ε for the normal equations.
                             // A rule of thumb for a small residual, not a bound. lstsq and pinv count only
                             // singular values above their tolerance; infinite when κ₂ is
};

struct MethodSolutions {
  MethodSolution inv;     // A⁻¹ b                            torch.linalg.inv(A) @ b
  MethodSolution solve;   // LU, no inverse formed            torch.linalg.solve
  MethodSolution lstsq;   // Householder QR with pivoting;    torch.linalg.lstsq (gelsy)
                          // least norm by the SVD when the rank is short or A is wide
  MethodSolution pinv;    // V Σ⁺ Uᵀ b                        torch.linalg.pinv(A) @ b
  MethodSolution normal;  // (AᵀA)⁻¹ (Aᵀ b) by LU: κ is squared
};

struct SolveReport {
  Vector reference;  // x*: the solution in double-double, rounded once. Square A: A x = b; else, and when
                     // rcond < n ε, the least-squares solution of least norm
  std::string referenceKind;     // exact, or least-norm
  double referenceResidual = 0;  // ‖A x* − b‖₂
  MethodSolutions float64;
  MethodSolutions float32;  // A and b rounded to float32, every step in float32
};

// A m×n, b of m entries. Every failure of a method is a status with PyTorch's message, not an exception.
// Throws ShapeMismatch (b's length, an empty A), InvalidArgument unless finite.
SolveReport solveByMethods(const Matrix& a, const Vector& b);

// The Moore-Penrose pseudo-inverse V Σ⁺ Uᵀ, n×m. Singular values up to rtol · σ₁ count as zero; a negative
// rtol means PyTorch's default, max(m, n) ε. Throws InvalidArgument unless finite; an empty A gives an empty
// or zero matrix. PyTorch: torch.linalg.pinv(a, rtol=rtol).
Matrix pinv(const Matrix& a, double rtol);

// XᵀX and its determinant, where forming the product squares the condition number.
struct NormalEquations {
  Matrix gram;                    // XᵀX in float64
  Matrix gramFloat32;             // X rounded to float32, products and sums in float32, left to right
  double determinant = 0;         // of gram, by LU in float64
  double determinantFloat32 = 0;  // of gramFloat32, by LU in float32
  double determinantExact =
      0;            // of the exact XᵀX of X as given, in double-double: never negative but for rounding
  double cond = 0;  // κ₂(X)
  double condGram =
      0;  // κ₂(XᵀX) = κ₂(X)², of the exact product; infinite for a wide X, whose XᵀX is singular
};

// X m×n with m, n >= 1. Throws ShapeMismatch if empty, InvalidArgument unless finite.
NormalEquations normalEquations(const Matrix& x);

// Where the solution of A x = b may lie when b is off by `radius` in any direction: an ellipse.
struct SolutionEllipse {
  Matrix points;         // count×2: A⁻¹ (b + radius (cos θ, sin θ)), θ = 2π i / count
  Vector center;         // A⁻¹ b
  double semiMajor = 0;  // radius / σ₂
  double semiMinor = 0;  // radius / σ₁
  Vector majorAxis;      // unit direction: the right singular vector of σ₂
  Vector minorAxis;
};

// A 2×2. Throws ShapeMismatch unless 2×2 and b of two entries; InvalidArgument unless finite, radius >= 0 and
// 1 <= count <= 100000; SingularMatrix as inverse.
SolutionEllipse solutionEllipse(const Matrix& a, const Vector& b, double radius, int count);

// H_ij = 1 / (i + j − 1), i, j from 1: the standard ill-conditioned matrix, κ₂ ≈ e^{3.5 n}. 1 <= n <= 64.
// Throws InvalidArgument otherwise.
Matrix hilbert(int n);

}  // namespace nabla
