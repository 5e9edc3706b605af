// What a matrix does when it is applied again and again: orbits, the power method, QR iteration, and the
// gradient that walks back through a deep linear network. States are kept as mantissa and exponent, so
// logarithms of norms are right long after the numbers themselves have left float64.
#pragma once

#include <string>

#include "types.h"

namespace nabla {

struct PowerOrbit {
  Matrix points;             // (p, n): row k is A^k v₀; p = steps + 1, less where a point left float64
  Vector norms;              // (p): ‖A^k v₀‖₂
  Vector log10Norms;         // (steps + 1): log₁₀ ‖A^k v₀‖₂, −∞ once the point is exactly zero
  Vector log10PowerNorms;    // (steps + 1): log₁₀ ‖A^k‖₂
  Vector log10SpectralRate;  // (steps + 1): k log₁₀ ρ(A), what the eigenvalues alone foretell
  Vector log10NormBound;     // (steps + 1): k log₁₀ σ₁, which no power exceeds
  Vector powerNorms;         // (steps + 1): ‖A^k‖₂; 0 or infinite once beyond float64, as the next two
  Vector spectralRates;      // (steps + 1): ρ(A)^k
  Vector normBounds;         // (steps + 1): σ₁^k
  double peakNorm;           // the largest of norms
  int peakStep;              // where
  int overflowStep;          // first k whose point is beyond float64; −1 if none
  double spectralRadius;     // ρ(A)
  double spectralNorm;       // σ₁
};

struct PowerIteration {
  Matrix iterates;   // (p, n): row k is the unit vector after k steps
  Vector rayleigh;   // (p): vᵀAv
  Vector residuals;  // (p): ‖Av − (vᵀAv) v‖₂
  Vector angles;     // (p): radians between v and the span of the eigenvectors of largest |λ|, in [0, π/2]
  double ratio;  // |λ_next / λ_1|, the factor by which the angle shrinks each step; 0 if there is no next; 1
                 // where λ_1 has too few eigenvectors: the angle then falls as slowly as 1/k
  int dominant;  // how many eigenvalues share the largest |λ|
  std::string outcome;  // converged, running, oscillates, trapped, annihilated
};

struct QrIteration {
  Matrix iterates;          // ((steps + 1) n, n): A_0 = A, A_1, … one below the other
  Matrix diagonals;         // (steps + 1, n): the diagonal of each
  Vector subdiagonal;       // (steps + 1): Frobenius norm of what stands below the diagonal
  Vector shifts;            // (steps)
  Vector active;            // (steps + 1): rows not yet split off; always n without a shift
  ComplexVector estimates;  // (n): eigenvalues of the 1x1 and 2x2 diagonal blocks of the last iterate
  double similarityError;   // ‖Q A_k Qᵀ − A‖_F / ‖A‖_F with Q the product of all rotations
};

struct DeepLinearGradient {
  Vector norms;              // (depth + 1): ‖(Wᵀ)^l g‖₂; 0 or infinite once beyond float64
  Vector log10Norms;         // (depth + 1): right at any depth; −∞ only for an exact zero
  Vector log10UpperBound;    // (depth + 1): log₁₀ σ₁^l ‖g‖
  Vector log10LowerBound;    // (depth + 1): log₁₀ σ_n^l ‖g‖
  Vector log10SpectralRate;  // (depth + 1): log₁₀ ρ^l ‖g‖: not a bound, the claim that "eigenvalues decide"
  double spectralNorm;       // σ₁
  double smallestSingular;   // σ_n
  double spectralRadius;     // ρ(W)
  double peakNorm;           // largest norm that float64 holds
  int peakLayer;             // where
};

// A^k v₀ for k = 0 … steps, beside ‖A^k‖₂ and ρ(A)^k: eigenvalues rule the far end, singular values the first
// step. a: (n, n), v0: (n), both finite; 0 ≤ steps ≤ 10000. Throws ShapeMismatch, InvalidArgument,
// NotConverged. Scaling is by powers of two, so points are those of the plain product. Source: Trefethen &
// Embree, Spectra and Pseudospectra, ch. 14 (transient growth).
PowerOrbit powerOrbit(const Matrix& a, const Vector& v0, int steps);

// The power method v ← Av / ‖Av‖, traced. a: (n, n), v0: (n) and not zero, both finite; 0 ≤ steps ≤ 10000.
// outcome: converged (‖Av − ρv‖ ≤ 1e-12 σ₁ on the leading eigenvector); oscillates (the leading eigenvalues
// differ: a complex pair or ±λ, no limit exists); trapped (an eigenvector, but not of the largest |λ|: v0 has
// no part along that); annihilated (Av = 0, the trace ends there); running (give it more steps). Throws
// ShapeMismatch, InvalidArgument, NotConverged. Source: Golub & Van Loan, 7.3.1.
PowerIteration powerIteration(const Matrix& a, const Vector& v0, int steps);

// A_k − μI = QR, A_{k+1} = RQ + μI, traced: every iterate is similar to A, and what is below the diagonal
// dies out. a: (n, n), finite; 0 ≤ steps ≤ 10000 and (steps + 1) n² ≤ 2^22. shift: "none" (textbook; entry
// (i, j) below the diagonal fades like |λ_i/λ_j|^k, complex pairs stay 2x2 blocks), "rayleigh" (μ is the last
// entry of the active block) or "wilkinson" (the eigenvalue of its trailing 2x2 nearest to that entry, the
// real part of a complex pair). With a shift, rows that have split off are left alone. R has a diagonal ≥ 0,
// so iterates converge in sign too. Orthogonal similarity: backward stable. Throws ShapeMismatch,
// InvalidArgument. Source: Golub & Van Loan, 7.3.3, 7.5.
QrIteration qrIteration(const Matrix& a, int steps, const std::string& shift);

// The gradient that arrives l layers back in y = W W … W x: ‖(Wᵀ)^l g‖ between σ_n^l ‖g‖ and σ₁^l ‖g‖.
// w: (n, n), gradient: (n) at the output, both finite; 0 ≤ depth ≤ 10000. Throws ShapeMismatch,
// InvalidArgument, NotConverged. Source: Saxe, McClelland & Ganguli 2014; Pascanu, Mikolov & Bengio 2013.
DeepLinearGradient deepLinearGradient(const Matrix& w, const Vector& gradient, int depth);

}  // namespace nabla
