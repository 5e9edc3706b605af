// The Hessian of a small network over its parameters: which blocks are zero, how curved the loss is, and how
// few Hessian-vector products find its steepest direction.
#pragma once

#include <string>

#include "hessian.h"

namespace nabla {

struct NetHessian {
  double value = 0;  // the loss, or the output
  Vector gradient;   // (3m + 1)
  Matrix hessian;    // (3m + 1, 3m + 1), in the order w1, b1, v1, w2, …, c
  Curvature curvature;
  int zeros = 0;     // entries that are exactly 0
  Vector alive;      // (m): at how many of the inputs act'(w x + b) is not exactly 0
  Vector fitX, fit;  // the net's output over [−2, 2]: (81) each
  Matrix ritz;  // (k, k): estimates of the eigenvalues after each Hessian-vector product, as in lanczos.h
  Vector topErrors;  // (k): |largest estimate − λ₁| after each product
  int products = 0;
};

// out(x) = c + Σ v_i act(w_i x + b_i), with act one of relu, tanh, softplus, silu and 1 ≤ m ≤ 4 units.
// parameters: (3m + 1), finite, one unit after the other (w, b, v), then c. inputs, targets: 1 to 5 values
// each. of: "loss" is the mean of (out − target)² over the inputs, "output" is out at the first input.
// Lanczos starts from torch.randn after torch.manual_seed(seed). Throws InvalidArgument, ShapeMismatch;
// InvalidExpression where numbers of many digits make netText longer than 1000 characters.
NetHessian netHessian(const Vector& parameters, const Vector& inputs, const Vector& targets,
                      const std::string& act, const std::string& of, double seed);

// The text that netHessian differentiates, as one types it: "((c + v1*relu(w1*0.5 + b1) - 1)^2 + …)/4".
std::string netText(int units, const Vector& inputs, const Vector& targets, const std::string& act,
                    const std::string& of);

}  // namespace nabla
