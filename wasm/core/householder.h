// Householder reflections, for the factorizations that are built from them. Columns are contiguous. Entries
// are expected to be of order 1: callers scale by a power of two first.
#pragma once

#include "columns.h"

namespace nabla {

// Below this a number of order-1 data changes nothing, but its square, or a quotient of two such, has lost
// its digits to underflow, and a reflector made of them would not be orthogonal.
inline constexpr double kNegligible = 1e-140;

// I − τ v vᵀ, which takes some x to β e₀.
struct Reflection {
  double beta;
  double tau;
};

// Turns x into its reflector v, v_0 = 1. Golub & Van Loan, 4th ed., 5.1.
Reflection reflector(double* x, Index n);

// The first `columns` columns of the product of the reflectors in m, of which number k acts from row k +
// offset on.
ColMatrix accumulated(const ColMatrix& m, const Vector& tau, Index count, Index offset, Index columns);

// A = Q R. packed: reflectors from the diagonal down, R above it; diagonal: that of R, whose signs are as
// they fall.
struct HouseholderQr {
  ColMatrix packed;
  Vector tau;
  Vector diagonal;
};

HouseholderQr householderQr(ColMatrix a);

}  // namespace nabla
