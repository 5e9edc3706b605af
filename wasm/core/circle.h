// The unit circle and its image under a 2x2 matrix: what eigenvectors and singular vectors look like.
#pragma once

#include "types.h"

namespace nabla {

struct CircleProbe {
  Vector v;          // (2): (cos θ, sin θ)
  Vector image;      // (2): A v
  double stretch;    // ‖Av‖₂
  double alignment;  // signed angle from v to Av in (−π, π]; 0 when Av = 0
  double rayleigh;   // vᵀAv, the eigenvalue when v is an eigenvector
  double residual;   // ‖Av − (vᵀAv) v‖₂: zero exactly on an eigenvector, whichever the sign of λ
};

// One probe vector at an angle in radians. a: (2, 2), angle: finite. Throws ShapeMismatch, InvalidArgument
// (also when Av exceeds float64).
CircleProbe probe(const Matrix& a, double angle);

// A (cos θ, sin θ) for count angles 2πi/count, one a row: (count, 2). The first point is not repeated at the
// end. a: (2, 2), finite; 1 ≤ count ≤ 10000. Throws ShapeMismatch, InvalidArgument.
Matrix circleImage(const Matrix& a, int count);

}  // namespace nabla
