// softmax(z/τ): one number between the largest score and no preference at all; sampling at it, cutting at it,
// and fitting it to what really happened.
#pragma once

#include <string>

#include "types.h"

namespace nabla {

struct Tempered {
  Vector p;            // softmax(z/τ)
  double entropy = 0;  // nats
  double most = 0;     // log n
  Vector fromLogs;     // softmax(log_softmax(z)/τ): the same, for log_softmax only shifts
  Vector fromShares;   // softmax(softmax(z)/τ): the mistake of dividing probabilities
  double gap = 0;      // the largest difference between the first two
};

// τ ≥ 0. At 0 the limit: the largest share everything, ties equally. (z − max)/τ is divided after the maximum
// is subtracted, so nothing overflows however small τ is. Throws InvalidArgument (τ < 0, z empty or not
// finite).
Tempered temper(const Vector& z, double tau);

// The formula as it stands, for any τ: rows z/τ, exp(z/τ), exp(z/τ)/Σ. Infinities and NaN are values here: at
// τ = 0 the first row is 1/0 or 0/0. Throws InvalidArgument.
Matrix temperByFormula(const Vector& z, double tau);

// Rows for the given τ > 0: entropy, largest share, smallest share. Throws InvalidArgument.
Matrix temperCurve(const Vector& z, const Vector& tau);

struct Samples {
  Vector draws;         // (n) classes, the first 2^16 of them
  Vector frequency;     // (K) counts / n
  Vector error;         // (K) √(p (1 − p)/n), by which a frequency is off as a rule
  Vector at;            // (m) 1 … n, evenly on a logarithmic scale
  Matrix running;       // (m, K) frequencies after that many draws
  double distance = 0;  // ½ Σ |frequency − p|
};

// n draws from p: "multinomial" is torch.multinomial(p, n, replacement=True) after torch.manual_seed(seed), a
// search in the cumulative sum; "gumbel" is (p / torch.empty(n, K).exponential_()).argmax(1), which is
// Gumbel's argmax(log p + g) written as a race. Both number for number in float64. n in 1 … 10⁶; p:
// none negative, not all 0, up to a common factor. Throws InvalidArgument.
Samples drawSamples(const Vector& p, int n, double seed, const std::string& method);

struct Filtered {
  Vector before;  // softmax(z/τ), or softmax(z) where the filter comes first: what the filter sees
  Vector kept;    // 1 where a class survives
  Vector p;       // what is sampled from
};

// top-k, then top-p, then the shares of what is left. top-k keeps the k largest; top-p the fewest classes,
// from the largest down, that reach the share `nucleus` together. order "temperature": τ first, as
// transformers does; "filter": the cut at τ = 1, and τ on the survivors. τ > 0, k ≥ 1, nucleus in (0, 1].
// Throws InvalidArgument.
Filtered topFilter(const Vector& z, double tau, int k, double nucleus, const std::string& order);

// Logits of a classifier that is too sure of itself, (n, K + 1), the last column the true class: honest
// logits are 1.5 · randn, the label is drawn from their softmax, and what is returned is sharpness times
// them. So the best temperature is about `sharpness`. float64 draws of torch.manual_seed(seed): randn(n, K),
// then rand(n) searched in the cumulative sum. Throws InvalidArgument.
Matrix overconfidentLogits(int n, int classes, double sharpness, double seed);

struct Calibration {
  Matrix bins;  // (bins, 3) examples, mean confidence, accuracy; the last two NaN where there are none
  double accuracy = 0;    // of the largest logit, whatever τ is
  double confidence = 0;  // mean largest share
  double nll = 0;         // mean −log p of the label
  double ece = 0;         // Σ |accuracy − confidence| · share of the examples, over bins (i/b, (i + 1)/b]
  double best = 0;        // τ* that minimises the loss: 0 or infinite where it has no minimum between
  double bestNll = 0;     // at τ*
  double bestEce = 0;
  int steps = 0;  // of Newton's method in 1/τ, where the loss is convex
};

// logits (n, K), labels (n) whole numbers in [0, K). τ > 0, bins ≥ 1. Source: Guo, Pleiss, Sun and
// Weinberger, "On calibration of modern neural networks", 2017. Throws InvalidArgument, ShapeMismatch.
Calibration calibrate(const Matrix& logits, const Vector& labels, double tau, int bins);

// Rows for the given τ: NLL, ECE. Throws as calibrate.
Matrix calibrationCurve(const Matrix& logits, const Vector& labels, const Vector& tau, int bins);

}  // namespace nabla
