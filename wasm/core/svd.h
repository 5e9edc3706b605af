// Any matrix as rotate, stretch, rotate; and what follows: rank, conditioning, the best matrix of lower rank.
#pragma once

#include <string>

#include "types.h"

namespace nabla {

struct Svd {
  Matrix u;  // (m, k) thin, (m, m) full; k = min(m, n)
  Vector s;  // (k), descending, ≥ 0
  Matrix v;  // (n, k) thin, (n, n) full: V itself, torch returns Vᵀ as Vh
};

struct SvdReport {
  Matrix u;
  Vector s;
  Matrix v;
  int rank;              // singular values above tolerance
  double tolerance;      // as given, or max(m, n) ε σ₁
  double effectiveRank;  // exp H(p), p = σ / Σσ, H the entropy; 0 for A = 0
  double stableRank;     // ‖A‖_F² / σ₁²; 0 for A = 0
  double cond;           // σ₁ / σ_k; infinite when σ_k = 0
  double spectralNorm;   // σ₁
  double frobeniusNorm;  // √Σσ²
  double nuclearNorm;    // Σσ
  double backwardError;  // ‖A − UΣVᵀ‖₁ / (max(m, n) ‖A‖₁ ε), LAPACK's ratio: below 20 is as good as float64
                         // gives
  bool repeated;         // two neighbours within 1e-8 σ₁: U and V may turn freely there, UΣVᵀ stays
};

struct GramBridge {
  Vector s;        // (k): σ of A
  Vector squared;  // (k): σ²
  Vector
      eigenvalues;  // (k): λ of AᵀA (AAᵀ when A is wide), descending; rounding may make small ones negative
  Vector fromEigenvalues;  // (k): √max(λ, 0)
  Vector relativeGap;      // (k): |√max(λ, 0) − σ| / σ, 0 where σ = 0: about ε (σ₁/σ)²
};

struct LowRank {
  Matrix approximation;   // A_k = Σ_{i≤k} σ_i u_i v_iᵀ
  Matrix residual;        // A − A_k
  double frobeniusError;  // ‖A − A_k‖_F, from the residual's entries
  double tail;            // √Σ_{i>k} σ_i²: Eckart and Young say equal
  double spectralError;   // ‖A − A_k‖₂, from the residual
  double nextSigma;       // σ_{k+1}: equal to it; 0 at full rank
  double energyKept;      // Σ_{i≤k} σ_i² / Σσ_i²; 1 for A = 0
  int storedNumbers;      // k (m + n + 1)
  double compression;     // m n / storedNumbers; 0 for k = 0
};

struct SvdFrame {
  Matrix map;         // (2, 2): the map at time t; the identity at 0, A at 3
  std::string stage;  // rotate (t < 1), stretch (t < 2), turn
  double angleIn;     // Vᵀ as a rotation, in [−π/2, π/2]
  double angleOut;    // U as a rotation, in (−π, π]
  double stretchX;    // σ₁
  double stretchY;    // σ₂, or −σ₂ when A turns the plane over
  bool flips;         // det A < 0
};

struct DenoisingCurve {
  Vector errors;  // (min(m, n) + 1): ‖clean − A_k‖_F for k = 0 …, with A_k of noisy
  int best;       // the k of the smallest error, the first if several agree
};

// A = U diag(s) Vᵀ, thin. a: (m, n), finite, m, n ≥ 1.
// Sign rule: the entry of each u that is largest in magnitude (the first, if some agree to 1e-8) is positive,
// and v turns with it. Throws ShapeMismatch if empty; InvalidArgument if not finite or if σ₁ exceeds float64;
// NotConverged. Backward stable; bidiagonal form, then implicit QR. Scaled by a power of two, so entries of
// 1e300 or 1e-300 do as well as 1. σ is accurate to a few ε σ₁: one far below σ₁ may have no digit. Source:
// Golub & Van Loan, 4th ed., 8.6.
Svd svd(const Matrix& a);

// The same with square orthogonal U and V. The columns beyond min(m, n) span what is left; each has its own
// sign rule.
Svd svdFull(const Matrix& a);

// U diag(s) Vᵀ. u: (m, k), s: (k), v: (n, k).
Matrix matrixFromFactors(const Matrix& u, const Vector& s, const Matrix& v);

// σ alone, descending. Domain and errors as svd.
Vector singularValues(const Matrix& a);

// svd and what one reads from it. tolerance < 0 chooses max(m, n) ε σ₁, as torch.linalg.matrix_rank does;
// else it is absolute. Throws as svd; InvalidArgument also if tolerance is not finite or the nuclear norm
// exceeds float64. Source: Roy & Vetterli 2007 (effective rank), Rudelson & Vershynin 2007 (stable rank).
SvdReport svdReport(const Matrix& a, double tolerance);

// σ² = λ(AᵀA), and where it stops being true: squaring loses every σ below √ε σ₁. Throws as svd. Squares
// leave float64's range earlier than A does: 0 or infinite there, while fromEigenvalues and relativeGap stay
// right.
GramBridge gramBridge(const Matrix& a);

// The matrix of rank k nearest to a, in the Frobenius norm and the 2-norm alike. 0 ≤ k ≤ min(m, n).
// Throws as svd; InvalidArgument for k. Not unique where σ_k = σ_{k+1}. Source: Eckart & Young 1936, Mirsky
// 1960.
LowRank lowRank(const Matrix& a, int k);

// The same from factors that svd(a) gave: no decomposition while a slider moves. u: (m, r), s: (r), v: (n,
// r), r = min(m, n).
LowRank lowRankFromSvd(const Matrix& a, const Matrix& u, const Vector& s, const Matrix& v, int k);

// One frame of rotate, stretch, turn for a 2x2 matrix: Vᵀ during t in [0, 1], Σ in [1, 2], U in [2, 3].
// U and V may contain reflections, which no rotation reaches: their second columns change sign until both are
// rotations (so they may differ from svd(a) in sign) and a remaining minus goes to σ₂, which then passes
// through zero: the plane turns over where one sees it. a: (2, 2), finite; t is clamped to [0, 3]. Throws as
// svd; InvalidArgument if t is NaN.
SvdFrame svdFilm(const Matrix& a, double t);

// A + sigma * N with N of torch.randn(m, n, dtype=float64) after torch.manual_seed(seed): same seed, same
// noise. a: (m, n), finite; sigma ≥ 0, finite; seed an integer in [0, 2^53]. Throws InvalidArgument.
Matrix addNoise(const Matrix& a, double sigma, double seed);

// Which truncation of noisy comes nearest to a matrix that one did not see: too few terms drop the picture,
// too many rebuild the noise. clean, noisy: (m, n), finite, m, n ≥ 1. Throws ShapeMismatch if the shapes
// differ; else as svd. Source: Gavish & Donoho 2014.
DenoisingCurve denoisingCurve(const Matrix& clean, const Matrix& noisy);

}  // namespace nabla
