// The inverse that matrix_inverse and its solvers share, with the scaling that keeps it accurate at both ends
// of the range. Internal to the core.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "dense_solvers.h"
#include "power_of_two.h"

namespace nabla {

inline std::string notSquareText(const char* function, const Matrix& a) {
  return std::string("linalg.") + function + ": A must be batches of square matrices, but they are " +
         std::to_string(a.rows()) + " by " + std::to_string(a.cols()) + " matrices";
}

inline std::string zeroPivotText(int pivot) {
  return "linalg.inv: The diagonal element " + std::to_string(pivot) +
         " is zero, the inversion could not be completed because the input matrix is singular.";
}

template <class T>
struct ScaledInverse {
  Matrix inverse;     // empty when zeroPivot != 0
  double rcond = 0;   // 1 / (‖A‖₁‖A⁻¹‖₁)
  int zeroPivot = 0;  // as LAPACK's info
};

// Rows, then columns, brought to a largest entry in [1/2, 1): exponents to subtract. Zeros where nothing has
// to be done, so that ordinary matrices take the very steps of LAPACK.
template <class T>
void equilibrate(dense::Array<T>& a, std::vector<int>& rows, std::vector<int>& cols) {
  using std::abs;
  rows.assign(static_cast<std::size_t>(a.rows), 0);
  cols.assign(static_cast<std::size_t>(a.cols), 0);
  double largest = 0, least = std::numeric_limits<double>::infinity();
  for (const T& x : a.data) {
    const double size = std::abs(static_cast<double>(x));
    largest = std::max(largest, size);
    if (size > 0) least = std::min(least, size);
  }
  const double limit = sizeof(T) == sizeof(float) ? 0x1p50 : 0x1p400;
  if (largest < limit && least > 1 / limit) return;
  const auto exponentOf = [](double size) {
    int e = 0;
    if (size > 0) std::frexp(size, &e);
    return e;
  };
  for (Index i = 0; i < a.rows; ++i) {
    double size = 0;
    for (Index j = 0; j < a.cols; ++j) size = std::max(size, std::abs(static_cast<double>(a(i, j))));
    const int e = rows[static_cast<std::size_t>(i)] = exponentOf(size);
    for (Index j = 0; j < a.cols; ++j) a(i, j) = std::ldexp(a(i, j), -e);
  }
  for (Index j = 0; j < a.cols; ++j) {
    double size = 0;
    for (Index i = 0; i < a.rows; ++i) size = std::max(size, std::abs(static_cast<double>(a(i, j))));
    const int e = cols[static_cast<std::size_t>(j)] = exponentOf(size);
    for (Index i = 0; i < a.rows; ++i) a(i, j) = std::ldexp(a(i, j), -e);
  }
}

inline double largestColumnSum(const Matrix& a) {
  return a.cwiseAbs().colwise().sum().maxCoeff();
}

// (R A C)⁻¹ = C⁻¹ A⁻¹ R⁻¹, undone exactly by powers of two.
template <class T>
ScaledInverse<T> invertScaled(dense::Array<T> a) {
  const Matrix given = dense::toMatrix(a);
  std::vector<int> rows, cols;
  equilibrate(a, rows, cols);
  const auto lu = dense::luFactor(std::move(a));
  ScaledInverse<T> out;
  out.zeroPivot = lu.zeroPivot;
  if (lu.zeroPivot != 0) return out;
  Matrix x = dense::toMatrix(dense::luSolve(lu, dense::identity<T>(given.rows())));
  const int shift =
      binary_exponent(given);  // ‖A‖ and ‖A⁻¹‖ may each leave the range where their product does not
  Matrix shifted = x;
  for (Index i = 0; i < x.rows(); ++i) {
    for (Index j = 0; j < x.cols(); ++j) {
      const int e = cols[static_cast<std::size_t>(i)] + rows[static_cast<std::size_t>(j)];
      shifted(i, j) = std::ldexp(x(i, j), shift - e);
      x(i, j) = static_cast<double>(static_cast<T>(std::ldexp(x(i, j), -e)));
    }
  }
  out.rcond = 1 / (largestColumnSum(times_power_of_two(given, -shift)) * largestColumnSum(shifted));
  out.inverse = std::move(x);
  return out;
}

}  // namespace nabla
