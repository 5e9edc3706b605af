// Orthonormal columns: how to make them, how to lose them, and on which side to test.
#pragma once

#include <string>

#include "types.h"

namespace nabla {

struct QrFactors {
  Matrix q;  // (m, k), k = min(m, n): orthonormal columns
  Matrix r;  // (k, n): upper triangular, diagonal ≥ 0
};

struct Orthogonality {
  double columnsError;  // ‖QᵀQ − I‖_F: the test of a tall Q
  double rowsError;     // ‖QQᵀ − I‖_F: at least √(m − n) for a tall Q, however perfect its columns
};

struct GramSchmidt {
  Matrix q;                  // (m, n), unit columns
  double orthogonalityLoss;  // ‖QᵀQ − I‖_F
  Vector overlaps;           // (n): largest |q_iᵀ q_j| over i < j, the loss as it grows; 0 for the first
  double cond;               // κ₂(A): the loss is about ε κ² (classical), ε κ (modified), ε (twice)
};

struct OrthogonalityLosses {
  double householder;  // ‖QᵀQ − I‖_F of the Q that each method makes of the same columns
  double classical;
  double modified;
  double twice;
};

// A = QR by Householder reflections. a: (m, n), finite, m, n ≥ 1. ‖QᵀQ − I‖ is a small multiple of ε whatever
// A. Throws ShapeMismatch, InvalidArgument. Source: Golub & Van Loan, 5.2.
QrFactors qr(const Matrix& a);

// The nearest-looking orthogonal matrix of the shape of a, as torch.nn.init.orthogonal_ makes it from a
// Gaussian one: Q of a (of aᵀ, transposed back, when a is wide) with each column multiplied by the sign of
// r_jj. Without that sign the result is not uniform over the orthogonal matrices. A zero r_jj counts as
// positive; torch's sign(0) = 0 would zero the column. a, errors: as qr. Source: Mezzadri 2007; Saxe et al.
// 2014.
Matrix orthogonalHouseholder(const Matrix& a);

// gain * orthogonalHouseholder(randn(rows, cols)): torch.manual_seed(seed); nn.init.orthogonal_(w, gain) in
// float64. rows, cols ≥ 1, at most 2^24 entries; gain finite; seed an integer in [0, 2^53]. Throws
// InvalidArgument.
Matrix orthogonalInit(int rows, int cols, double gain, double seed);

// q_j = a_j − Σ_{i<j} (q_iᵀ ·) q_i, normalised, with · the original a_j ("classical"), what is left of it
// ("modified"), or the first run twice over ("twice"). a: (m, n), m ≥ n ≥ 1, finite. Throws ShapeMismatch;
// InvalidArgument for another variant, or when nothing at all is left of a column. Source: Björck 1967;
// Giraud, Langou & Rozložník 2005.
GramSchmidt orthogonalGramSchmidt(const Matrix& a, const std::string& variant);

// All four methods on the same a, without what else orthogonalGramSchmidt tells. a, errors: as
// orthogonalGramSchmidt.
OrthogonalityLosses orthogonalityLosses(const Matrix& a);

// (n): largest |q_iᵀ q_j| over i < j for each column j; 0 for the first. q: (m, n), finite, m, n ≥ 1.
// Throws ShapeMismatch, InvalidArgument.
Vector columnOverlaps(const Matrix& q);

// Both products against the identity. q: (m, n), finite, m, n ≥ 1. Throws ShapeMismatch, InvalidArgument.
Orthogonality orthogonality(const Matrix& q);

}  // namespace nabla
