// How badly predicted probabilities p do on a target y: CE(y, p) = −Σ y_i log p_i = H(y) + KL(y‖p), in nats.
#pragma once

#include <string>

#include "types.h"

namespace nabla {

struct CrossEntropy {
  Vector target;          // y after smoothing: (1 − ε) y + ε/K
  Vector p;               // what is compared with it
  Vector logp;            // from logits by log-sum-exp, so finite even where p rounds to 0
  Vector terms;           // −y_i log p_i, with 0 log 0 = 0
  double loss = 0;        // Σ of these; infinite if some p_i is 0 where y_i is not
  double bits = 0;        // loss / log 2
  double perplexity = 0;  // exp(loss)
  double entropy = 0;     // H(y): what no prediction can avoid
  double divergence = 0;  // KL(y‖p) = Σ y_i log(y_i / p_i): the rest, 0 only for p = y
  double total = 0;       // Σ y_i; where it is not 1 the two parts no longer add up to anything
  Vector gradient;        // ∂loss/∂logits: p Σy − y
  Vector slopes;          // ∂loss/∂p with every p_i free: −y_i / p_i
  int infinite = -1;      // the first i with p_i = 0 and y_i > 0; −1 if there is none
};

// scores: logits, or probabilities if from is "probabilities": ≥ 0, sum 1 to 1e-9. target: ≥ 0, any sum, as
// PyTorch takes it. smoothing: 0 … 1. Source: F.cross_entropy(logits, soft target, label_smoothing), and
// −Σ y log p written out. Throws ShapeMismatch, InvalidArgument.
CrossEntropy crossEntropy(const Vector& scores, const Vector& target, double smoothing,
                          const std::string& from);

// Three ways to the loss of two logits 0 and −gap, when the label is the second: a row a gap, columns
//   0  −log(softmax), every operation rounded     sticks, then is infinite
//   1  the same cut off at 100, as BCELoss does    sticks, then lies
//   2  −log_softmax, rounded                       gap + log(1 + e^−gap)
// gaps: finite. format: float64, float32 or float16. Throws InvalidArgument.
Matrix lossByGap(const Vector& gaps, const std::string& format);

struct DoubleSoftmax {
  Vector once;       // loss of K logits (margin, 0, …, 0) with the first as the label
  Vector twice;      // the same when softmax(logits) is handed to a loss that takes logits
  double floor = 0;  // what the second can never go below: log(e + K − 1) − 1
};

// classes ≥ 2. Throws InvalidArgument.
DoubleSoftmax doubleSoftmax(const Vector& margins, int classes);

struct BatchCrossEntropy {
  Matrix p;         // (n, K) softmax of each row
  Vector losses;    // (n) a loss a row; 0 where the target is ignored
  Matrix gradient;  // (n, K) of the mean
  Vector correct;   // (n) 1 where the largest logit is the target's
  double sum = 0;
  double mean = 0;  // over the rows that count; NaN when none does, as in PyTorch
  double perplexity = 0;
  int counted = 0;
};

// F.cross_entropy on class indices, from logits (n, K). targets: (n) whole numbers in [0, K), or −100: that
// row is ignored. Throws InvalidArgument in PyTorch's words ("Target 3 is out of bounds."), ShapeMismatch.
BatchCrossEntropy batchCrossEntropy(const Matrix& logits, const Vector& targets, double smoothing);

}  // namespace nabla
