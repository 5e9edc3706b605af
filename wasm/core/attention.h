// Scaled dot-product attention, softmax(QKᵀ/√d_k) V: forward with masks and formats, backward, several heads.
#pragma once

#include <string>

#include "types.h"

namespace nabla {

struct Attention {
  Matrix scores;      // (n, m): QKᵀ
  Matrix scaled;      // (n, m): scores / √d_k, or scores
  Matrix masked;      // (n, m): scaled; −∞ or scaled − 1e9 where a key may not be seen
  Matrix weights;     // (n, m): the softmax of each row
  Matrix output;      // (n, d_v): weights · V
  Vector entropy;     // (n) of each row of weights, nats
  Vector trace;       // (n) of the softmax's Jacobian, Σ p (1 − p): 0 where no gradient passes
  int emptyRows = 0;  // queries that may see nothing
};

// q: (n, d_k), k: (m, d_k), v: (m, d_v). mask: (n, m), 0 where a query may not see a key, or empty; causal
// takes out what lies behind a query as well, aligned at the upper left as is_causal.
// fill, what becomes of masked scores:
//   "safe"    they take no part; a query that may see nothing gets zeros: F.scaled_dot_product_attention
//   "inf"     −∞ goes into a plain softmax: such a query gets 0/0, NaN, as PyTorch did before 2.5
//   "finite"  −1e9 is added: such a query sees what it must not, and in float16 −1e9 is −∞ again
// format: "float64", "float32" or "float16": q, k, v, scores, weights and output are rounded to it, the sums
// between are float64. Masked entries of v are never read, so a NaN under a mask does no harm.
// Throws ShapeMismatch in PyTorch's words; InvalidArgument for names, d_k = 0, or entries that are not
// finite. Source: Vaswani et al., "Attention is all you need", 2017.
Attention attentionForward(const Matrix& q, const Matrix& k, const Matrix& v, const Matrix& mask, bool causal,
                           bool scale, const std::string& fill, const std::string& format);

struct AttentionGradient {
  Matrix q, k, v;         // slopes of L = ⟨g, output⟩, in their shapes
  Matrix weights;         // (n, m): ∂L/∂weights = g Vᵀ
  Matrix scores;          // (n, m): ∂L/∂(masked scores), through the softmax: rows add up to 0
  double normScores = 0;  // ‖∂L/∂scores‖_F
};

// g: (n, d_v), ∂L/∂output. Masks as "safe", in float64. Throws as the above.
AttentionGradient attentionBackward(const Matrix& q, const Matrix& k, const Matrix& v, const Matrix& mask,
                                    bool causal, bool scale, const Matrix& g);

struct MultiHead {
  Matrix weights;  // (h n, n): head after head
  Matrix output;   // (n, d)
};

// Self-attention of x: (n, d) in h heads of d/h features, as nn.MultiheadAttention(d, h, bias=False).
// inProjection: (3 d, d), the rows of W_Q, W_K, W_V; outProjection: (d, d). Throws ShapeMismatch;
// InvalidArgument unless h divides d.
MultiHead multiHeadAttention(const Matrix& x, const Matrix& inProjection, const Matrix& outProjection,
                             int heads, bool causal);

// The corners of the convex hull of points (m, 2), counter-clockwise; all of at most two points.
Matrix convexHull(const Matrix& points);

}  // namespace nabla
