// Sixteen bytes of numbers at once, by the vector extension that g++ and clang++ share: one source for SSE,
// NEON and WebAssembly. Four float32 or two float64 a lane group.
#pragma once

#include <algorithm>
#include <cstddef>

namespace nabla {

template <class Real>
struct LanesOf {
  typedef Real Type __attribute__((vector_size(16)));
  static constexpr std::ptrdiff_t count = 16 / sizeof(Real);
};
template <class Real>
using Lanes = typename LanesOf<Real>::Type;

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

}  // namespace nabla
