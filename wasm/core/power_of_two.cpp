#include "power_of_two.h"

#include <algorithm>
#include <cmath>

namespace nabla {

int binary_exponent(const double* x, Index n) {
  double largest = 0;
  for (Index i = 0; i < n; ++i) largest = std::max(largest, std::abs(x[i]));
  int e = 0;
  std::frexp(largest, &e);
  return e;
}

void scale_by_power_of_two(double* x, Index n, int e) {
  for (Index i = 0; i < n; ++i) x[i] = std::ldexp(x[i], e);
}

Vector times_power_of_two(Vector v, int e) {
  scale_by_power_of_two(v.data(), v.size(), e);
  return v;
}

Matrix times_power_of_two(Matrix a, int e) {
  scale_by_power_of_two(a.data(), a.size(), e);
  return a;
}

double require_representable(double value, const char* what) {
  if (!std::isfinite(value)) refuse<InvalidArgument>("a is too large: ", what, " exceeds 1.8e308");
  return value;
}

}  // namespace nabla
