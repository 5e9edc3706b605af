// The kernels as the benchmark's page calls them: C functions on arrays that lie in the module's memory
// already. Built twice, for plain and for relaxed SIMD.
#include <cmath>
#include <cstdlib>

#include "eigen_solver.h"
#include "exponential.h"
#include "lanes.h"
#include "matrix_product.h"
#include "pinn.h"
#include "rows.h"
#include "svd_solver.h"

using namespace nabla;

#define EXPORT(name) extern "C" __attribute__((export_name(#name)))

namespace {

// Products and sums in registers alone, in as many chains as keep every unit busy: nothing here can be
// faster.
template <class Real, int Chains>
Real peak(int rounds) {
  Lanes<Real> sum[Chains];
  const Lanes<Real> factor = splat(Real(0.999)), term = splat(static_cast<Real>(rounds) * Real(1e-9));
  for (int i = 0; i < Chains; ++i) sum[i] = splat(static_cast<Real>(i));
  for (int k = 0; k < rounds; ++k) {
    for (int i = 0; i < Chains; ++i) sum[i] = madd(sum[i], factor, term);
  }
  Real total = 0;
  for (int i = 0; i < Chains; ++i) total += sumOf<Real>(sum[i]);
  return total;
}

Matrix squareOf(const double* a, int n) {
  return Eigen::Map<const Matrix>(a, n, n);
}

}  // namespace

EXPORT(reserve) void* reserve(int bytes) {
  return std::aligned_alloc(64, static_cast<std::size_t>(bytes + 63) / 64 * 64);
}

EXPORT(peak_f32) double peakF32(int rounds) {
  return static_cast<double>(peak<float, 12>(rounds));
}
EXPORT(peak_f64) double peakF64(int rounds) {
  return peak<double, 12>(rounds);
}

EXPORT(matmul_f32) void matmulF32(const float* a, const float* b, float* c, int n) {
  multiply<float>(a, b, c, n, n, n);
}
EXPORT(matmul_f64) void matmulF64(const double* a, const double* b, double* c, int n) {
  multiply<double>(a, b, c, n, n, n);
}

EXPORT(exp) void expF32(const float* x, float* out, int n) {
  expEach<float>(x, out, n);
}
EXPORT(tanh) void tanhF32(const float* x, float* out, int n) {
  tanhEach<float>(x, out, n);
}
EXPORT(sigmoid) void sigmoidF32(const float* x, float* out, int n) {
  sigmoidEach<float>(x, out, n);
}

EXPORT(softmax) void softmaxF32(const float* x, float* out, int rows, int cols) {
  softmaxRows<float>(x, out, rows, cols);
}
EXPORT(layer_norm)
void layerNormF32(const float* x, const float* gamma, const float* beta, float* out, int rows, int cols) {
  layerNormRows<float>(x, gamma, beta, 1e-5f, out, rows, cols);
}
EXPORT(attention)
void attentionF32(const float* q, const float* k, const float* v, float* out, int n, int d) {
  attentionRows<float>(q, k, v, nullptr, 1 / std::sqrt(static_cast<float>(d)), out, n, n, d, d);
}

EXPORT(svd) double svdF64(const double* a, int n) {
  return svd_of_scaled(squareOf(a, n), SvdParts::kThin).s(0);
}
EXPORT(eigh) double eighF64(const double* a, int n) {
  return eigen_of_symmetric(squareOf(a, n), true).values(n - 1);
}
EXPORT(eig) double eigF64(const double* a, int n) {
  return std::abs(eigen_of_general(squareOf(a, n)).values(0));
}

// Ten steps of Adam for u_tt = u_xx at n points inside, from parameters followed by zeros for the moments;
// answers the loss before the first.
EXPORT(pinn) double pinnF32(const double* state, int size, const double* points, int n) {
  const Vector coefficients = Vector::Ones(3), weights = Vector::Ones(3);
  const Matrix none(0, 2);
  return pinnTrain<float>(Eigen::Map<const Vector>(state, size), "wave", "zero", coefficients, 1,
                          Eigen::Map<const Matrix>(points, n, 2), none, none, weights, 1e-3, 10)
      .losses(0, 0);
}
