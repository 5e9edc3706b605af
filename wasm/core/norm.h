// The length of a vector, right wherever the length itself is a float64.
#pragma once

#include "types.h"

namespace nabla {

// sqrt(Σ v_i²). The plain sum while its squares are safe; otherwise entries are scaled by a power of two,
// which is exact, so that 1e200 does not overflow and 1e-200 does not vanish. 0 for no entries, NaN if any
// is.
double norm2(const double* v, Index n);
inline double norm2(const Vector& v) {
  return norm2(v.data(), v.size());
}
// Of all entries together.
inline double frobenius_norm(const Matrix& a) {
  return norm2(a.data(), a.size());
}

}  // namespace nabla
