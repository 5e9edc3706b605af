// Softmax and layer norm of every row of a matrix, and attention, in vector lanes. Rows lie one after the
// other without gaps; out may be x. A row's numbers depend on that row only.
#pragma once

#include <cstddef>

namespace nabla {

// out_ij = e^(x_ij − m_i) / Σ_k e^(x_ik − m_i) with m_i the row's maximum. What lies more than 88 (709 in
// float64) below the maximum, −∞ included, is 0. A row of −∞ only, or with +∞ or NaN in it, is NaN, as in
// PyTorch. Within 6 ulp + cols/8 · ε for at most 2^20 columns (Blanchard, Higham & Higham 2021). PyTorch:
// torch.softmax(x, 1).
template <class Real>
void softmaxRows(const Real* x, Real* out, std::ptrdiff_t rows, std::ptrdiff_t cols);

// out_ij = x_ij − m_i − log Σ_k e^(x_ik − m_i). PyTorch: torch.log_softmax(x, 1).
template <class Real>
void logSoftmaxRows(const Real* x, Real* out, std::ptrdiff_t rows, std::ptrdiff_t cols);

// out_ij = (x_ij − μ_i)/√(σ²_i + eps) γ_j + β_j, σ² the mean square of x − μ, in two passes. γ and β may be
// null: 1 and 0. PyTorch: torch.nn.functional.layer_norm.
template <class Real>
void layerNormRows(const Real* x, const Real* gamma, const Real* beta, Real eps, Real* out,
                   std::ptrdiff_t rows, std::ptrdiff_t cols);

// O = softmax(scale Q Kᵀ + mask) V with Q n×d, K m×d, V m×w and O n×w, in blocks of queries, so that the
// scores never stand all in memory. mask: n×m, −∞ where a query must not see a key, or null. scale > 0. A
// query that sees nothing is NaN. PyTorch: torch.nn.functional.scaled_dot_product_attention.
template <class Real>
void attentionRows(const Real* q, const Real* k, const Real* v, const Real* mask, Real scale, Real* out,
                   std::ptrdiff_t n, std::ptrdiff_t m, std::ptrdiff_t d, std::ptrdiff_t w);

// Slopes of L = ⟨g, P V⟩ with P = softmax(scale Q Kᵀ + mask), whose rows are given: weights = g Vᵀ by P and,
// through the softmax, scores = P ∘ (weights − Σ_j P ∘ weights) by its argument, each n×m; dq = scores K,
// n×d; added to dk: scoresᵀ Q, m×d; added to dv: Pᵀ g, m×w. By Q and K the slopes are scale times dq and dk.
// A value without weight is not read: NaN is allowed there.
template <class Real>
struct AttentionSlopes {
  Real *weights, *scores, *q, *k, *v;
};
template <class Real>
void attentionSlopes(const Real* p, const Real* q, const Real* k, const Real* v, const Real* g,
                     AttentionSlopes<Real> to, std::ptrdiff_t n, std::ptrdiff_t m, std::ptrdiff_t d,
                     std::ptrdiff_t w);

// The slopes of L = ⟨g, attentionRows(…)⟩ by Q, K and V into dq, dk and dv, in the same blocks. A query that
// sees nothing has none. PyTorch: backward of scaled_dot_product_attention.
template <class Real>
void attentionRowsBackward(const Real* q, const Real* k, const Real* v, const Real* mask, Real scale,
                           const Real* g, Real* dq, Real* dk, Real* dv, std::ptrdiff_t n, std::ptrdiff_t m,
                           std::ptrdiff_t d, std::ptrdiff_t w);

}  // namespace nabla
