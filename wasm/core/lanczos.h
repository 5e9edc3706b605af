// The largest eigenvalues of a matrix that is known only by what it does to vectors.
#pragma once

#include <functional>

#include "types.h"

namespace nabla {

struct Lanczos {
  Vector alpha;  // (k): diagonal of the tridiagonal T = Qᵀ H Q
  Vector beta;   // (k − 1): what stands beside it
  Matrix ritz;  // (k, k): row i holds the i + 1 eigenvalues of T after i + 1 products, descending; NaN beyond
  int products = 0;  // vectors that were multiplied: k, or fewer when an invariant subspace was found
};

// k steps of Lanczos's iteration from start, orthogonalised twice against all before it. The outermost
// eigenvalues come first, by far fewer products than there are dimensions. n = start.size() ≥ 1; 1 ≤ k ≤ 64
// (never more than n are done); start finite and not zero. Throws InvalidArgument. Source: Golub & Van
// Loan, 10.1 and 10.3.
Lanczos lanczos(const std::function<Vector(const Vector&)>& times, const Vector& start, int k);

}  // namespace nabla
