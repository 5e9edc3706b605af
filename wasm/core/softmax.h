// Scores into probabilities: p_i = exp(x_i) / Σ_j exp(x_j), along one dim, written out three ways that differ
// only where arithmetic gives in.
#pragma once

#include <string>

#include "rounding.h"
#include "types.h"

namespace nabla {

// ---- one row in float64, for whoever needs a softmax inside
// --------------------------------------------------

// p ← softmax(x) over n entries, shifted by the maximum; returns log Σ exp(x_j). p may be x. Entries whose
// `keep` is 0 take no part: they are never read (a NaN there poisons nothing) and get p = 0. keep may be
// null. When nothing takes part, or all that does is −∞, every p is 0 and −∞ is returned: attention's
// answer (PyTorch, _safe_softmax); torch.softmax makes 0/0 of it. NaN and +∞ give NaN, as there.
double softmaxRow(const double* x, const double* keep, Index n, double* p);

// dx ← Jᵀ dp = p ⊙ (dp − Σ p dp), J = diag(p) − ppᵀ. dx may be dp. Entries with p = 0 get 0 whatever dp is.
void softmaxRowBackward(const double* p, const double* dp, Index n, double* dx);

// H = −Σ p log p in nats with 0 log 0 = 0; NaN if any p is NaN.
double entropyRow(const double* p, Index n);

// ---- the same, watched, in a format
// --------------------------------------------------------------------------

//   naive     e_i = exp(x_i)                                  overflows above log(largest number)
//   shifted   e_i = exp(x_i − max x)                          every e_i ≤ 1, one of them is 1
//   online    max and sum in one pass, the sum rescaled by exp(m_old − m_new) whenever the maximum grows
// Source of the third: Milakov and Gimelshein, "Online normalizer calculation for softmax", 2018.
enum class SoftmaxMethod { naive, shifted, online };

// One of "naive", "shifted", "online"; throws InvalidArgument for anything else.
SoftmaxMethod parseSoftmaxMethod(const std::string& name);

// The first operation that made a number which is not finite, or lost what it needed.
enum class SoftmaxFailure {
  none,
  input,     // scale · x + shift is beyond the largest number of the format; below, if all that take part are
  exponent,  // exp overflows
  sum,       // every exp is finite, their sum is not
  underflow,  // every exp is 0 and so is the sum: 0/0
  masked      // nothing takes part: −∞ − (−∞), or 0/0
};

struct SoftmaxFilm {
  Matrix x;            // scale · logits + shift in the format; −∞ where masked
  Matrix exponents;    // what goes into exp: x, or x − max
  Matrix exps;         // exp of that
  Matrix p;            // softmax
  Matrix logp;         // log p: x − max − log Σ, or log(p) when naive
  Vector subtracted;   // a line along dim: the maximum; 0 when naive
  Vector sums;         // Σ of exps
  Vector logsumexp;    // max + log Σ
  Vector entropy;      // of p, nats, in float64
  Vector most;         // what it is at most: log of the number of entries that take part
  Vector rowTotals;    // Σ of p over each row, in float64: 1 where dim is 1
  Vector colTotals;    // and over each column
  double limit = 0;    // log of the largest number of the format: above it exp overflows
  int failure = 0;     // SoftmaxFailure as a number
  int failureRow = 0;  // where: the entry, or the first entry of the line
  int failureCol = 0;
};

// Softmax of scale · logits + shift along dim (0: each column, 1: each row) with every operation rounded to
// the format; exp and log are rounded once from float64. mask: a number an entry, 0 takes it out
// (masked_fill with −∞); an empty mask keeps all. Throws InvalidArgument (not finite, names, dim),
// ShapeMismatch (empty logits, a mask of another shape).
SoftmaxFilm softmaxFilm(const Matrix& logits, const Matrix& mask, int dim, const std::string& method,
                        const std::string& format, double scale, double shift);

struct OnlineSoftmax {
  Vector maximum;  // (n) running maximum after entry i
  Vector factor;   // (n) exp(m_old − m_new), by which the sum so far was multiplied; 0 at the first
  Vector sum;      // (n) running Σ exp(x_j − maximum)
};

// The one pass of the online method over a row, in the format. Throws as softmaxFilm.
OnlineSoftmax onlineSoftmax(const Vector& x, const std::string& format);

struct SoftmaxSlopes {
  Matrix jacobian;   // (n, n) ∂p_i/∂x_j = p_i (δ_ij − p_j)
  Vector rowTotals;  // (n) Σ_j ∂p_i/∂x_j: 0 but for rounding
  double trace = 0;  // 1 − Σ p², Σ p_i (1 − p_i)
};

// At logits x in float64. Throws InvalidArgument.
SoftmaxSlopes softmaxSlopes(const Vector& x);

// Rows softmax(x / τ) for the given temperatures τ > 0, in float64; scaled after the maximum is subtracted,
// so that x / τ never overflows. Throws InvalidArgument.
Matrix softmaxPath(const Vector& x, const Vector& temperatures);

// Logits with mean 0 whose softmax is p: log p − mean log p. p > 0 up to a common factor. Throws
// InvalidArgument.
Vector softmaxInverse(const Vector& p);

// p with p_i = value and the others scaled so that the sum is 1; where the others are all 0 they share
// equally. value is cut to [0, 1]; with one entry it is 1. p: ≥ 0, finite, with some sum above 0. Throws
// InvalidArgument.
Vector shareMoved(const Vector& p, int i, double value);

// Entropy over the triangle of three classes, a raster of n × n over its bounding box: row 0 at the bottom,
// corners (0, 0), (1, 0), (½, 1) of the box for classes 0, 1, 2. NaN outside. n ≥ 2. Throws InvalidArgument.
Matrix simplexEntropy(int n);

}  // namespace nabla
