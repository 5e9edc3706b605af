// Sixteen bytes of numbers at once, by the vector extension that g++ and clang++ share: one source for SSE,
// NEON and WebAssembly, so that the native tests under the sanitizers run what ships. Four float32 or two
// float64 a lane group. What the extension cannot say is written below once for each target.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#if defined(__wasm_simd128__)
#include <wasm_simd128.h>
#elif defined(__FMA__)
#include <immintrin.h>
#endif

namespace nabla {

// Multiplies and adds with one rounding instead of two: faster where a machine has one instruction for it,
// and another last digit. Never in the plain build, whose numbers are the same everywhere.
#if defined(__wasm_relaxed_simd__) || defined(__FMA__)
inline constexpr bool kFused = true;
#else
inline constexpr bool kFused = false;
#endif

template <class Real>
struct LanesOf;
template <>
struct LanesOf<float> {
  typedef float Type __attribute__((vector_size(16)));
  typedef std::int32_t Bits __attribute__((vector_size(16)));
  typedef std::uint32_t Word;
  static constexpr std::ptrdiff_t count = 4;
  static constexpr int mantissa = 23, bias = 127;
};
template <>
struct LanesOf<double> {
  typedef double Type __attribute__((vector_size(16)));
  typedef std::int64_t Bits __attribute__((vector_size(16)));
  typedef std::uint64_t Word;
  static constexpr std::ptrdiff_t count = 2;
  static constexpr int mantissa = 52, bias = 1023;
};
template <class Real>
using Lanes = typename LanesOf<Real>::Type;
// The same bytes as whole numbers: what a comparison gives, all ones where it holds.
template <class Real>
using Bits = typename LanesOf<Real>::Bits;

template <class Real>
inline Lanes<Real> load(const Real* p) {
  Lanes<Real> v;
  __builtin_memcpy(&v, p, 16);
  return v;
}
template <class Real>
inline void store(Real* p, Lanes<Real> v) {
  __builtin_memcpy(p, &v, 16);
}
template <class Real>
inline Real sumOf(Lanes<Real> v) {
  Real sum = v[0];
  for (std::ptrdiff_t i = 1; i < LanesOf<Real>::count; ++i) sum += v[i];
  return sum;
}
inline Lanes<float> splat(float x) {
  return Lanes<float>{x, x, x, x};
}
inline Lanes<double> splat(double x) {
  return Lanes<double>{x, x};
}

// a b + c.
inline Lanes<float> madd(Lanes<float> a, Lanes<float> b, Lanes<float> c) {
#if defined(__wasm_relaxed_simd__)
  return (Lanes<float>)wasm_f32x4_relaxed_madd((v128_t)a, (v128_t)b, (v128_t)c);
#elif defined(__FMA__)
  return (Lanes<float>)_mm_fmadd_ps((__m128)a, (__m128)b, (__m128)c);
#else
  return a * b + c;
#endif
}
inline Lanes<double> madd(Lanes<double> a, Lanes<double> b, Lanes<double> c) {
#if defined(__wasm_relaxed_simd__)
  return (Lanes<double>)wasm_f64x2_relaxed_madd((v128_t)a, (v128_t)b, (v128_t)c);
#elif defined(__FMA__)
  return (Lanes<double>)_mm_fmadd_pd((__m128d)a, (__m128d)b, (__m128d)c);
#else
  return a * b + c;
#endif
}

// x, but the bound where x lies beyond it; NaN stays NaN. One instruction each in WebAssembly.
inline Lanes<float> lesser(Lanes<float> bound, Lanes<float> x) {
#if defined(__wasm_simd128__)
  return (Lanes<float>)wasm_f32x4_pmin((v128_t)x, (v128_t)bound);
#else
  return bound < x ? bound : x;
#endif
}
inline Lanes<double> lesser(Lanes<double> bound, Lanes<double> x) {
#if defined(__wasm_simd128__)
  return (Lanes<double>)wasm_f64x2_pmin((v128_t)x, (v128_t)bound);
#else
  return bound < x ? bound : x;
#endif
}
inline Lanes<float> greater(Lanes<float> bound, Lanes<float> x) {
#if defined(__wasm_simd128__)
  return (Lanes<float>)wasm_f32x4_pmax((v128_t)x, (v128_t)bound);
#else
  return x < bound ? bound : x;
#endif
}
inline Lanes<double> greater(Lanes<double> bound, Lanes<double> x) {
#if defined(__wasm_simd128__)
  return (Lanes<double>)wasm_f64x2_pmax((v128_t)x, (v128_t)bound);
#else
  return x < bound ? bound : x;
#endif
}

// Correctly rounded, of one number or of each.
inline float rootOf(float x) {
  return std::sqrt(x);
}
inline double rootOf(double x) {
  return std::sqrt(x);
}
inline Lanes<float> rootOf(Lanes<float> x) {
#if defined(__wasm_simd128__)
  return (Lanes<float>)wasm_f32x4_sqrt((v128_t)x);
#else
  return Lanes<float>{std::sqrt(x[0]), std::sqrt(x[1]), std::sqrt(x[2]), std::sqrt(x[3])};
#endif
}
inline Lanes<double> rootOf(Lanes<double> x) {
#if defined(__wasm_simd128__)
  return (Lanes<double>)wasm_f64x2_sqrt((v128_t)x);
#else
  return Lanes<double>{std::sqrt(x[0]), std::sqrt(x[1])};
#endif
}

// The bits of x: those that stand in mask too, those that do not, and those of both together.
template <class Vector>
inline Vector both(Vector mask, Vector x) {
  using Integer = decltype(x < x);
  return (Vector)((Integer)mask & (Integer)x);
}
template <class Vector>
inline Vector without(Vector mask, Vector x) {
  using Integer = decltype(x < x);
  return (Vector)(~(Integer)mask & (Integer)x);
}
template <class Vector>
inline Vector either(Vector a, Vector b) {
  using Integer = decltype(a < b);
  return (Vector)((Integer)a | (Integer)b);
}

// Whether a comparison holds in some lane.
template <class Integer>
inline bool anyOf(Integer mask) {
#if defined(__wasm_simd128__)
  return wasm_v128_any_true((v128_t)mask);
#else
  typedef std::int64_t Halves __attribute__((vector_size(16)));
  const Halves halves = (Halves)mask;
  return (halves[0] | halves[1]) != 0;
#endif
}

}  // namespace nabla
