// The two solvers behind eigenvalues.h, in plain loops: Eigen's weigh five times as much.
#pragma once

#include "columns.h"
#include "eigenvalues.h"

namespace nabla {

// Eigenvalues ascending and orthonormal vectors, signs as they fall, of a symmetric matrix whose entries are
// finite and of order 1; only the lower triangle is read. Without `vectors` they stay empty. Throws
// NotConverged. Source: Golub & Van Loan, 4th ed., 8.3.
SymmetricEigen eigen_of_symmetric(ColMatrix a, bool vectors);

// Eigenvalues, in no order but a + bi before a − bi, of a matrix whose entries are finite and of order 1.
// parts: a real value's vector as its column; a pair's real and imaginary part as its two columns. Throws
// NotConverged. Source: Golub & Van Loan, 7.5 and 7.6.
struct RealEigen {
  ComplexVector values;
  ColMatrix parts;
};
RealEigen eigen_of_general(ColMatrix a);

}  // namespace nabla
