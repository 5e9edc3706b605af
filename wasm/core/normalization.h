// Normalization: numbers that belong together, shifted and scaled to mean 0 and variance 1. Which numbers
// belong together is what tells layer, RMS and batch norm apart.
#pragma once

#include <cmath>
#include <string>

#include "types.h"

namespace nabla {

// `count` numbers, `stride` apart: a row, a column, a whole matrix.
template <class T>
struct Run {
  T* first;
  Index count, stride;
  T& operator[](Index i) const { return first[i * stride]; }
};

// What a run is divided by: √(Σ(x − μ)² / (count − fewer) + inside) + outside.
struct Divisor {
  double fewer = 0, inside = 0, outside = 0;
};

template <class T>
struct RunMoments {
  T mean{};      // what was subtracted: 0 unless centred
  T squares{};   // Σ (x − mean)²
  T variance{};  // squares / (count − fewer)
  T divisor{};
};

// Subtracts the mean (if centred) and divides, in place. Over double, or over dual numbers for its slopes.
// The mean is corrected by the mean of what is left, so that equal numbers come out as exactly 0.
template <class T>
RunMoments<T> normalizeRun(const Run<T>& x, bool centred, const Divisor& by) {
  using std::sqrt;
  const double n = static_cast<double>(x.count);
  RunMoments<T> out;
  for (int pass = 0; centred && pass < 2; ++pass) {
    T sum{};
    for (Index i = 0; i < x.count; ++i) sum += x[i];
    const T share = sum / n;
    for (Index i = 0; i < x.count; ++i) x[i] -= share;
    out.mean += share;
  }
  for (Index i = 0; i < x.count; ++i) out.squares += x[i] * x[i];
  out.variance = out.squares / (n - by.fewer);
  out.divisor = sqrt(out.variance + by.inside) + by.outside;
  for (Index i = 0; i < x.count; ++i) x[i] = x[i] / out.divisor;
  return out;
}

// Throws InvalidArgument unless a sum of squares is finite.
void requireVariance(double squares);

struct Normalized {
  Matrix output;  // (B, d): γ x̂ + β
  Matrix hat;     // (B, d): x̂
  // (groups, 8): what is subtracted; the mean; the variance with n and with n − 1; the divisor; mean and
  // variance (with n) of x̂; what stands under the root beside eps.
  Matrix groups;
  double gap = 0;  // ‖output − PyTorch's‖_F: 0 where the divisor is PyTorch's
};

struct NormalizedGradient {
  Matrix input;        // (B, d): ∂L/∂x for L = ⟨g, output⟩
  Vector gamma, beta;  // (d) each; beta is 0 for RMS norm, which has none
  Matrix groups;       // (groups, 4): Σ ∂L/∂x; ⟨∂L/∂x, x̂⟩; ‖∂L/∂x‖; ‖γ g‖
  Matrix jacobian;     // (B d, B d): entry (b d + i, a d + j) is ∂out_bi/∂x_aj
  double across = 0;   // the largest |entry| of it between two rows: 0 unless rows see each other
};

// x: (B, d), one sample a row, finite.
// method, which numbers belong together:
//   "layer"  each row                                        F.layer_norm(x, (d,), γ, β, eps)
//   "rms"    each row, without subtracting the mean, no β     F.rms_norm(x, (d,), γ, eps)
//   "batch"  each column                                     F.batch_norm(x, None, None, γ, β, training=True)
//   "whole"  all                                             F.layer_norm(x, (B, d), eps=eps) * γ + β
// divisor, by what they are divided; s² is the variance with n, u² that with n − 1:
//   "torch" √(s² + eps)   "written" s, as the formula reads   "unbiased" u   "outside" u + eps
// With "written" and "unbiased" equal numbers are 0/0: NaN. gamma, beta: d numbers, or one for all.
// Throws InvalidArgument for eps < 0, for eps = 0 where "torch" would divide 0 by 0, where a variance is
// beyond float64 and, as PyTorch, for batch norm of one row; ShapeMismatch in PyTorch's words. Source: Ba,
// Kiros, Hinton, "Layer normalization", 2016; Zhang, Sennrich, "Root mean square layer normalization", 2019;
// Ioffe, Szegedy, "Batch normalization", 2015.
Normalized normalizeForward(const Matrix& x, const Vector& gamma, const Vector& beta, double eps,
                            const std::string& method, const std::string& divisor);

// g: (B, d), ∂L/∂output. With x − μ = c, D the divisor and r = √(s² + inside), m the mean over the group:
// ∂L/∂x = (γg − m(γg)) / D − c ⟨γg, c⟩ / (D² r (n − fewer)); for RMS norm without m. Throws as the above.
NormalizedGradient normalizeBackward(const Matrix& x, const Vector& gamma, const Matrix& g, double eps,
                                     const std::string& method, const std::string& divisor);

}  // namespace nabla
