// The kernels as the page "Your machine" and the benchmark call them: C functions on arrays that lie in the
// module's memory already. Built twice, for plain and for relaxed SIMD.
#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "eigen_solver.h"
#include "exponential.h"
#include "lanes.h"
#include "matrix_product.h"
#include "rows.h"
#include "svd_solver.h"

using namespace nabla;

#define EXPORT(name) extern "C" __attribute__((export_name(#name)))

namespace {

// Products and sums in registers alone: nothing here can be faster. How many chains keep every unit busy
// depends on how many a machine has, and how long each takes; too many no longer fit in the registers.
template <class Real, int Chains>
Real peak(int rounds) {
  Lanes<Real> sum[Chains];
  // Neither is a literal, which the compiler would leave in the loop for a browser to load each time.
  const Real small = static_cast<Real>(rounds) * Real(1e-9);
  const Lanes<Real> factor = splat(1 - small), term = splat(small);
  for (int i = 0; i < Chains; ++i) sum[i] = splat(static_cast<Real>(i));
#pragma clang loop unroll_count(4)  // a browser looks at each turn whether it is to stop
  for (int k = 0; k < rounds; ++k) {
    // Fused, browsers put the sum into the register of the addend: any other place costs a move each time.
    // Not fused, a product of two constants would leave the loop.
    for (int i = 0; i < Chains; ++i) {
      sum[i] = kFused ? madd(factor, term, sum[i]) : madd(sum[i], factor, term);
    }
  }
  Real total = 0;
  for (int i = 0; i < Chains; ++i) total += sumOf<Real>(sum[i]);
  return total;
}

template <class Real>
Real peakOf(int rounds, int chains) {
  if (chains == 8) return peak<Real, 8>(rounds);
  return chains == 12 ? peak<Real, 12>(rounds) : peak<Real, 16>(rounds);
}

// All numbers, row by row; answers the place behind them.
template <class Array>
double* put(const Array& from, double* to) {
  return std::copy_n(from.data(), from.size(), to);
}

Matrix squareOf(const double* a, int n) {
  return Eigen::Map<const Matrix>(a, n, n);
}

}  // namespace

EXPORT(reserve) void* reserve(int bytes) {
  return std::aligned_alloc(64, static_cast<std::size_t>(bytes + 63) / 64 * 64);
}

// chains: 8, 12 or 16.
EXPORT(peak_f32) double peakF32(int rounds, int chains) {
  return static_cast<double>(peakOf<float>(rounds, chains));
}
EXPORT(peak_f64) double peakF64(int rounds, int chains) {
  return peakOf<double>(rounds, chains);
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

// out: s, then U and V.
EXPORT(svd) void svdF64(const double* a, double* out, int n) {
  const Svd svd = svd_of_scaled(squareOf(a, n), SvdParts::kThin);
  put(svd.v, put(svd.u, put(svd.s, out)));
}
// out: the values, ascending, then the vectors as columns.
EXPORT(eigh) void eighF64(const double* a, double* out, int n) {
  const SymmetricEigen eigen = eigen_of_symmetric(Eigen::Map<const ColMatrix>(a, n, n), true);
  put(eigen.vectors, put(eigen.values, out));
}
EXPORT(eig) double eigF64(const double* a, int n) {
  return std::abs(eigen_of_general(squareOf(a, n)).values(0));
}
