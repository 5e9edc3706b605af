// The same sum in different orders: in floating point they are different numbers.
#pragma once

#include <string>

#include "rounding.h"
#include "types.h"

namespace nabla {

//   naive      ((t0 + t1) + t2) + …                     error grows like n ε
//   reversed   the same from the last term to the first
//   pairwise   halves, halves of halves, down to one    error grows like log2(n) ε
//   kahan      naive, carrying the lost low part along  error about 2 ε, whatever n is
enum class SumOrder { naive, reversed, pairwise, kahan };

// One of "naive", "reversed", "pairwise", "kahan"; throws InvalidArgument for anything else.
SumOrder parseSumOrder(const std::string& name);

// Σ terms with every addition rounded to the format; terms are taken as they are. An empty sum is 0.
// Kahan drops its correction once the sum is not finite, so that an overflow stays an infinity and is not
// made a NaN. Source: Higham, "The accuracy of floating point summation", 1993.
double sumInOrder(const Vector& terms, SumOrder order, Format format);

// Σ x_i y_i with products and sums carried in double-double, rounded once: exact for showing an error
// against. Values that are not finite, or too large to be split (2^996), fall back to the plain sum.
double dotExact(const Vector& x, const Vector& y);

// A·B by dotExact; shapes must already fit.
Matrix matmulExact(const Matrix& a, const Matrix& b);

// sqrt(Σ a_ij²), scaled by the largest entry so that 1e200 does not overflow; 0 for an empty matrix, NaN if
// any is.
double frobeniusNorm(const Matrix& a);

}  // namespace nabla
