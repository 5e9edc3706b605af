// Layers as functions of several numbers: their Jacobians, alone, stacked and over a batch.
#pragma once

#include <string>

#include "jacobian.h"

namespace nabla {

struct LayerJacobian {
  Vector output;         // (m)
  Matrix automatic;      // (m, n): vectorised dual numbers through the whole stack
  Matrix finite;         // (m, n): central differences
  double finiteGap = 0;  // max |automatic − finite|
  double chainGap = 0;   // max |automatic − product of the layers' own Jacobians, the last one on the left|
  LinearFacts facts;     // of automatic
};

struct BatchJacobian {
  Matrix output;  // (B, m)
  Matrix full;    // (B m, B n): entry (b m + i, a n + j) is ∂out_bi / ∂x_aj, PyTorch's (B, m, B, n) laid flat
  int zeros = 0;  // entries that are exactly 0
  int required = 0;  // B m n: what vmap computes, one (m, n) block a sample
  double acrossSamples =
      0;  // the largest |entry| outside the diagonal blocks: 0 unless samples see each other
};

// The stack out = l_k(… l_1(x)) at x. stack: one code a layer, 1 to 6 of them, in this order:
//   1 linear      W x                                       torch.nn.functional.linear(x, W)
//   2 ReLU        max(0, x), slope 0 at 0                    relu
//   3 softmax     exp(x_i − max x) / Σ                       softmax(x, -1)
//   4 layer norm  (x − mean) / √(var + 1e-5), var biased      layer_norm(x, x.shape[-1:])
//   5 tanh
//   6 batch norm  as 4, but over the samples of a batch       batch_norm(X, None, None, training=True)
// Every linear layer has the same w: (m, n), so two of them need a square one. x: (n), 1 to 16 numbers.
// Throws ShapeMismatch in PyTorch's words when w does not fit; InvalidArgument for an unknown code, for batch
// norm with one sample (as PyTorch), or when a value is not finite.
LayerJacobian layerJacobian(const Vector& x, const Matrix& w, const Vector& stack);

// The same over a batch, without assuming that samples are independent. x: (B, n), B n ≤ 64.
BatchJacobian batchJacobian(const Matrix& x, const Matrix& w, const Vector& stack);

}  // namespace nabla
