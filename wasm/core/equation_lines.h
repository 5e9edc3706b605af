// A x = b with two unknowns as two lines in the plane, and the direction that A flattens.
#pragma once

#include <string>

#include "types.h"

namespace nabla {

struct EquationLines {
  Matrix first;  // 2×2, a point a row: where a₁₁x + a₁₂y = b₁ enters and leaves the square |x|, |y| ≤ extent;
                 // empty (0x0) when it misses the square or its row of A is zero
  Matrix second;         // the same for a₂₁x + a₂₂y = b₂
  std::string relation;  // crossing; parallel or same when the two directions agree to working precision
                         // (rcond of the unit rows < 2ε); missing when a row of A is zero
  double angle = 0;      // between the lines in degrees, 0 to 90; 0 when one is missing
  Vector flattest;       // the unit direction that A stretches least, by σ₂; its larger entry is positive
  Matrix sameImage;  // the line through A⁺b along flattest within the square. For a singular A every point of
                     // it lands on the same A x, the point nearest to b. Empty when it misses the square
};

// a: 2×2, b: two entries, extent > 0. Throws ShapeMismatch, InvalidArgument (not finite).
// The angle is right to a few ε relatively, however small: the cross product of the rows is taken in
// double-double. Source: the row picture of Strang, Introduction to Linear Algebra, 2.1.
EquationLines equationLines(const Matrix& a, const Vector& b, double extent);

}  // namespace nabla
