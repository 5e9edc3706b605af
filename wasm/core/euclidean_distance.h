// How far apart two points are, and the losses that are made of it.
#pragma once

#include <string>

#include "types.h"

namespace nabla {

struct EuclideanDistance {
  Vector difference;        // a − b
  Vector squares;           // (a_i − b_i)², infinite beyond 1e154
  double distance;          // ‖a − b‖₂, scaled: infinite only where the distance itself exceeds float64
  double written;           // √Σ(a_i − b_i)² as the formula reads: infinite above 1e154, 0 below 1e-162
  double squared;           // Σ(a_i − b_i)²
  double mse;               // Σ(a_i − b_i)² / n; NaN for n = 0, as torch
  double mae;               // Σ|a_i − b_i| / n; NaN for n = 0
  Vector mseGradient;       // ∂mse/∂a = 2 (a − b) / n
  Vector maeGradient;       // ∂mae/∂a = sign(a − b) / n
  Vector distanceGradient;  // ∂d/∂a = (a − b) / d; 0 at a = b, as (a - b).norm() in torch
  Vector writtenGradient;   // of sqrt(sum((a - b)**2)) by the chain rule: 0 · ∞ = NaN at a = b, as in torch
};

struct BatchLoss {
  Matrix squares;      // (N, D): (prediction − target)²
  Vector rowSquared;   // (N): ‖row of the difference‖²
  double meanRow;      // mean of rowSquared: divides by N
  double mse;          // mean of squares: divides by N D
  double mae;          // mean of |prediction − target|
  double sum;          // sum of squares
  double ratio;        // meanRow / mse: D to rounding; NaN where mse is 0
  Matrix mseGradient;  // 2 (prediction − target) / (N D)
};

struct PairwiseDistances {
  Matrix exact;            // (m, n): float64, scaled, of the inputs before they are rounded to the format
  Matrix direct;           // √Σ(a − b)², every operation rounded to the format
  Matrix expandedSquared;  // (‖a‖² − 2 a·b) + ‖b‖², every operation rounded: may be negative; NaN or ±∞ where
                           // a term leaves the format
  Matrix expanded;         // its square root: NaN where it is negative
  Matrix clamped;          // √max(0, expandedSquared), as torch.cdist does with use_mm_for_euclid_dist
  int negative;            // how many of expandedSquared are below 0
  double directError;      // max |direct − exact|; NaN if one is
  double clampedError;     // max |clamped − exact|; NaN if one is
};

// d(a, b) = √Σ(a_i − b_i)², and what training makes of it. a, b: same length, finite; empty: distance 0.
// Throws ShapeMismatch if the lengths differ, InvalidArgument if not finite. The scaled form divides by the
// largest difference, so 1e200 and 1e-200 do as well as 1. Source: Blue 1978 (the scaling).
EuclideanDistance euclideanDistance(const Vector& a, const Vector& b);

// F.mse_loss beside the mean over rows of ‖·‖², which some take for it: the second is D times as large.
// prediction, target: (N, D), finite, N, D ≥ 1. Throws ShapeMismatch, InvalidArgument.
BatchLoss batchLoss(const Matrix& prediction, const Matrix& target);

// All distances between rows of a (m, D) and rows of b (n, D), by differences and by the expanded square, in
// a format of rounding.h. The expanded form is one matrix product, and cancels: its error is about ε ‖a‖²,
// whatever the distance. Sums run from the first coordinate to the last. Throws ShapeMismatch,
// InvalidArgument.
PairwiseDistances pairwiseDistances(const Matrix& a, const Matrix& b, const std::string& format);

}  // namespace nabla
