// Scaling by powers of two: exact, so a decomposition of 1e200 * A or 1e-300 * A is that of A, and no square
// in between overflows or vanishes.
#pragma once

#include "types.h"

namespace nabla {

// e with the largest magnitude in [2^(e-1), 2^e); 0 for zeros alone. Entries must be finite.
int binary_exponent(const double* x, Index n);
inline int binary_exponent(const Vector& v) {
  return binary_exponent(v.data(), v.size());
}
inline int binary_exponent(const Matrix& a) {
  return binary_exponent(a.data(), a.size());
}

// Each times 2^e. std::ldexp, because 2^e itself need not be representable.
void scale_by_power_of_two(double* x, Index n, int e);
Vector times_power_of_two(Vector v, int e);
Matrix times_power_of_two(Matrix a, int e);

// Throws InvalidArgument unless value is finite: the input is finite, its result is beyond float64.
double require_representable(double value, const char* what);

}  // namespace nabla
