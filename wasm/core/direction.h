// One direction and what a square matrix does to it, in any number of dimensions.
#pragma once

#include "types.h"

namespace nabla {

struct DirectionProbe {
  Vector v;        // (n): the given direction with ‖v‖₂ = 1
  Vector image;    // (n): A v
  double stretch;  // ‖Av‖₂
  double turn;  // degrees from v to Av: signed in (−180, 180] for n = 2, otherwise in [0, 180]; 0 when Av = 0
  double tilt;  // degrees between the lines through v and Av, in [0, 90]: 0 on an eigenvector of either sign
  double rayleigh;  // vᵀAv, the eigenvalue when v is an eigenvector
  double residual;  // ‖Av − (vᵀAv) v‖₂
};

// a: (n, n), direction: (n) and not zero, both finite, n ≥ 1. Only the direction counts, not its length.
// Throws ShapeMismatch, InvalidArgument (also when Av exceeds float64).
// Angles by atan2 of rejection and projection, sharp near 0 where an arc cosine of the dot product is not.
DirectionProbe probeDirection(const Matrix& a, const Vector& direction);

}  // namespace nabla
