// Scaling by powers of two: exact, so a decomposition of 1e200 * A or 1e-300 * A is that of A, and no square
// in between overflows or vanishes.
#pragma once

#include <cmath>

#include "types.h"

namespace nabla {

// e with max|a_ij| in [2^(e-1), 2^e); 0 for the zero matrix. Entries must be finite.
template <class Array>
int binary_exponent(const Array& a) {
  int e = 0;
  if (a.size() > 0) std::frexp(a.cwiseAbs().maxCoeff(), &e);
  return e;
}

// a * 2^e entry by entry. std::ldexp, because 2^e itself need not be representable.
template <class Array>
Array times_power_of_two(Array a, int e) {
  for (Index i = 0; i < a.size(); ++i) a.data()[i] = std::ldexp(a.data()[i], e);
  return a;
}

// Throws InvalidArgument unless value is finite: the input is finite, its result is beyond float64.
inline double require_representable(double value, const char* what) {
  if (!std::isfinite(value)) {
    throw InvalidArgument(std::string("a is too large: ") + what + " exceeds 1.8e308");
  }
  return value;
}

}  // namespace nabla
