// Why it matters that tanh is centred on zero: one linear neuron behind two squashed inputs, trained sample
// by sample.
#pragma once

#include <string>

#include "types.h"

namespace nabla {

struct ZigZag {
  Matrix inputs;    // (32, 2) h = φ(z) with z = 1.5 torch.randn(32, 2) after torch.manual_seed(seed), float64
  Matrix path;      // (steps + 1, 2) the weights, from (−1, 1)
  double alike;     // share of the steps in which both weights move the same way
  double length;    // of the path, over the distance of its ends
  double distance;  // from the last weights to the best ones, (1, −1)
  double condition;  // κ of the mean of h hᵀ, which decides the rate
  int stopped;       // steps taken; below `steps` when the weights left the circle of radius 1e6
};

// SGD on ½(w · h − w* · h)², w* = (1, −1), over the samples in order, again and again:
// w ← w − lr (w · h − w* · h) h. kind: "tanh", "sigmoid", "raised" for 1 + tanh, the same curve off its
// centre, or "centred" for 1 + tanh minus its mean over the samples. lr: finite, ≥ 0; 0 <= steps <= 5000.
// Throws InvalidArgument.
ZigZag zigZag(const std::string& kind, double lr, int steps, double seed);

}  // namespace nabla
