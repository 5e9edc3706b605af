// Principal components: the eigenvectors of a covariance, which are the right singular vectors of the centred
// data.
#pragma once

#include "types.h"

namespace nabla {

struct Pca {
  Vector mean;               // (d)
  Matrix covariance;         // (d, d): XᵀX / (n − 1) of the centred X
  Matrix components;         // (d, d): orthonormal columns, largest variance first
  Vector explainedVariance;  // (d): eigenvalues of the covariance, descending, never below 0
  Matrix axes;  // (d, d): column i is √variance_i times component i, one standard deviation along it
  Vector explainedRatio;    // (d): shares of the total; zeros when all points coincide
  Matrix scores;            // (n, d): centred data in the components' coordinates
  Vector singularVariance;  // (d): σ_i² / (n − 1) of the centred data (0 beyond min(n, d)), the other road
  double varianceGap;  // max |explainedVariance − singularVariance| / largest; 0 when all points coincide
};

// mean x̄, covariance C = Σ (x − x̄)(x − x̄)ᵀ / (n − 1), C = V Λ Vᵀ.
// data: (n, d), one point a row, n ≥ 2, d ≥ 1, finite. Throws ShapeMismatch; InvalidArgument if not finite or
// if a variance exceeds float64; NotConverged. Two-pass, so a common offset of 1e7 costs no digits of the
// spread. Signs as in eigh. The divisor n − 1 is that of torch.cov. Source: Jolliffe, Principal Component
// Analysis, 3.5.
Pca pca(const Matrix& data);

}  // namespace nabla
