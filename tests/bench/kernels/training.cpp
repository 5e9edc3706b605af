// What the benchmark measures besides the kernels: it carries the typed laws with it, and they the compiler
// of expressions, which is more than a page is to fetch for it.
#include <cmath>

#include "pinn.h"
#include "rows.h"

using namespace nabla;

// g: the slope of the output; out: those of q, k and v one after the other. The forward pass is computed with
// them.
extern "C" __attribute__((export_name("attention_backward"))) void attentionBackwardF32(
    const float* q, const float* k, const float* v, const float* g, float* out, int n, int d) {
  float* const dk = out + n * d;
  attentionRowsBackward<float>(q, k, v, nullptr, 1 / std::sqrt(static_cast<float>(d)), g, out, dk, dk + n * d,
                               n, n, d, d);
}

// Ten steps of Adam for u_tt = u_xx at n points inside, from parameters followed by zeros for the moments;
// answers the loss before the first.
extern "C" __attribute__((export_name("pinn"))) double pinnF32(const double* state, int size,
                                                               const double* points, int n) {
  const Vector coefficients = Vector::Ones(3), weights = Vector::Ones(3);
  const Matrix none(0, 2);
  return pinnTrain<float>(Eigen::Map<const Vector>(state, size), "wave", "zero", coefficients, 1,
                          Eigen::Map<const Matrix>(points, n, 2), none, none, weights, 1e-3, 10)
      .losses(0, 0);
}
