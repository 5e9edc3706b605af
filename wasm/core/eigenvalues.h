// Directions that a linear map only stretches: decompositions, and everything one asks of them.
#pragma once

#include "types.h"

namespace nabla {

struct SymmetricEigen {
  Vector values;   // (n), ascending
  Matrix vectors;  // (n, n), orthonormal columns
};

struct GeneralEigen {
  ComplexVector values;   // (n), in the order told at eig
  ComplexMatrix vectors;  // (n, n), column i belongs to values(i); ‖v‖₂ = 1
};

struct EigenReport {
  ComplexVector values;
  ComplexMatrix vectors;
  Vector moduli;         // (n): |λ_i|, what one step multiplies by
  Vector turns;          // (n): arg λ_i in degrees, in (−180, 180]: how far one step turns; 0 for λ_i = 0
  Vector residuals;      // (n): ‖A v_i − λ_i v_i‖₂
  double backwardError;  // ‖A V − V Λ‖₁ / (n ‖A‖₁ ε), LAPACK's ratio: below 20 is as good as float64 gives; 0
                         // for A = 0
  double spectralRadius;  // ρ(A) = max |λ_i|
  double spectralNorm;    // σ₁ = ‖A‖₂
  double
      vectorCondition;  // κ(V) = ‖V‖₂ ‖V⁻¹‖₂; 1 for a symmetric A, infinite when V has no inverse in float64
  bool symmetric;       // a_ij and a_ji equal in every bit
  bool defective;       // κ(V) > 1e8: fewer than n independent eigenvectors, as far as float64 can tell
  bool repeated;        // two eigenvalues within 1e-7 ρ(A): a double one of a defective A splits by about √ε
  int complexPairs;     // pairs a ± bi with b ≠ 0
  double asymmetry;     // max |a_ij − a_ji|
  double commutatorNorm;  // ‖AᵀA − AAᵀ‖_F; infinite when beyond float64
  double nonNormality;    // ‖AᵀA − AAᵀ‖_F / ‖A‖_F², without unit; 0 for A = 0
  double henrici;         // √(‖A‖_F² − Σ|λ_i|²), Henrici's departure from normality
  double trace;           // tr A
  double traceGap;        // |Σλ_i − tr A|
  double determinant;     // det A by Householder QR, without the eigenvalues; may leave float64's range
  double determinantGap;  // |Πλ_i − det A|
  Vector discCentres;     // (n): a_ii
  Vector discRadii;       // (n): Σ_{j≠i} |a_ij|; every eigenvalue lies in one of Gershgorin's discs
};

// A = V Λ Vᵀ for a symmetric a: the eigenvalues ascending, as torch.linalg.eigh gives them.
// a: (n, n), n ≥ 1, finite. The entry of each vector that is largest in magnitude (the first, if some agree
// to 1e-8) is positive: the sign is free, and a fixed one keeps pictures still. Throws ShapeMismatch unless
// square; InvalidArgument if not finite, or if |a_ij − a_ji| > 1e-12 max|a| (torch reads one triangle in
// silence) saying which entries and how far off; NotConverged. Backward stable: ‖A − VΛVᵀ‖ and ‖VᵀV − I‖ are
// a small multiple of n ε. Scaled by a power of two, so entries of 1e300 or 1e-300 do as well as 1. Source:
// Golub & Van Loan, Matrix Computations, 8.3.
SymmetricEigen eigh(const Matrix& a);

// A V = V Λ for a general a; complex, as torch.linalg.eig gives it, but ordered.
// a: (n, n), n ≥ 1, finite. Order: |λ| descending; values whose moduli agree to 1e-12 of the largest by real
// part descending, then imaginary part descending, so a + bi stands before a − bi. (torch leaves the order
// open.) Each v has ‖v‖₂ = 1, its largest entry (the first, if some agree to 1e-8) real and positive. A
// symmetric a goes through eigh, so its vectors are orthonormal even where values repeat. Throws
// ShapeMismatch unless square; InvalidArgument if not finite; NotConverged. Backward stable in the values; a
// vector is as sharp as its eigenvalue is separate. Where A is defective, V is singular to working precision
// and A = VΛV⁻¹ does not hold: ask eigReport for κ(V). Source: Golub & Van Loan, 7.5.
GeneralEigen eig(const Matrix& a);

// Everything eig says about a, and how far to trust it. Domain and errors as eig; InvalidArgument also when a
// norm exceeds float64. Source of the discs: Gershgorin 1931; of the departure: Henrici 1962.
EigenReport eigReport(const Matrix& a);

// ρ(A) = max |λ_i|. Domain and errors as eig.
double spectralRadius(const Matrix& a);

// ‖A‖₂ = σ₁ = √λ_max(AᵀA), the longest image of a unit vector; sharp to a few n ε relative.
// a: (m, n), finite, m, n ≥ 1. Throws ShapeMismatch, InvalidArgument, NotConverged.
// The square root costs nothing here: only small singular values suffer when AᵀA is formed.
double spectralNorm(const Matrix& a);

}  // namespace nabla
