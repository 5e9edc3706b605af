// The sigmoid at work: as a probability behind a linear score, as the loss that fits it, as a gate, and as a
// claim about frequencies that may be wrong. σ(x) = 1/(1 + e^−x).
#pragma once

#include <string>

#include "types.h"

namespace nabla {

struct LogisticProbe {
  Vector probabilities;  // (n) σ(w · x + b)
  double loss;           // mean BCE from the logits: log(1 + e^z) − y z, by log1p
  Vector gradient;       // (3) of the loss by w₁, w₂, b: mean (p − y)(x, 1)
  Vector counts;  // (4) at the threshold: true positives, false positives, false negatives, true negatives
  Vector rates;   // (2) false and true positive rate at the threshold; NaN where a label is missing
  double accuracy;
  Matrix roc;  // (m, 3) from (0, 0) to (1, 1): false positive rate, true positive rate, the p from which on a
               // point is called positive (∞ at the start); points of one p come in together. Empty if a
               // label is missing
  double auc;  // area below it by trapezoids: the share of pairs in the right order, ties by halves; NaN if
               // empty
  double gap;  // least (2y − 1)(w · x + b): positive where the line separates the labels
};

// points: (n, 3) x₁, x₂, label 0 or 1; 1 <= n <= 200. weights: (3) w₁, w₂, b, finite. threshold: in [0, 1]; a
// point is called positive when p >= threshold. Throws ShapeMismatch, InvalidArgument, the latter also for a
// w · x + b beyond 1.8e308.
LogisticProbe logisticProbe(const Matrix& points, const Vector& weights, double threshold);

struct LogisticView {
  Matrix field;  // (n, n) σ(w · x + b) in the middle of each cell, row 0 at the bottom
  Vector line;   // (4) both ends of the line where it is the threshold; empty where the window has none
  Vector foot;   // (2) its point nearest to the origin; NaN if w = 0
  double cut;    // log-odds of the threshold: −∞ at 0, ∞ at 1
};

// The window is |x₁| <= across, |x₂| <= up, both above 0; 2 <= n <= 200; weights and threshold as above.
LogisticView logisticView(const Vector& weights, double threshold, double across, double up, int n);

// (steps + 1, 4) w₁, w₂, b and the loss: gradient descent from `weights`. lr: finite, >= 0; 0 <= steps <=
// 5000.
Matrix logisticDescent(const Matrix& points, const Vector& weights, double lr, int steps);

// (5, n) for each logit: BCE from the logit in float64, −log σ (or −log(1 − σ)) as written in the format,
// F.binary_cross_entropy in the format (each log at least −100); then the slope of the first, p − y, and that
// of the third as PyTorch's backward has it, (p − y)/max(p(1 − p), 1e-12) · p(1 − p) in the format. σ there
// is 1/(1 + e^−z) with every operation rounded, as torch.sigmoid has it. label: in [0, 1].
Matrix logisticLosses(const Vector& logits, double label, const std::string& format);

// (steps + 1, 3) of an LSTM cell whose gates stand still: cell c, output h, and dc/dc₀.
// c ← σ(f) c + σ(i) tanh(g), h = σ(o) tanh(c). gates: (4) i, f, g, o as torch.nn.LSTMCell orders them.
// 0 <= steps <= 200.
Matrix gateRun(const Vector& gates, double start, int steps);

struct Claims {
  Matrix bins;   // (10, 3) by what was claimed, from 0 to 1: mean of the claims, share that came true, count
  double error;  // expected calibration error: mean |claim − share| over bins, weighted by counts
  double loss;   // mean BCE
  double accuracy;  // at ½
};

// Logits z = 2 torch.randn(n, 1), labels torch.bernoulli(σ(z)), both float64 after one
// torch.manual_seed(seed); what is claimed is σ(scale · z + shift). scale, shift: finite; 1 <= n <= 20000.
Claims claimsOf(double scale, double shift, int n, double seed);

}  // namespace nabla
