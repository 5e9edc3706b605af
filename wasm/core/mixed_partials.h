// Two second derivatives that need not agree: first along x and then along y, or the other way round.
#pragma once

#include <string>

#include "types.h"

namespace nabla {

struct MixedPartials {
  double xThenY = 0;  // (f_x(a, b + k) − f_x(a, b − k)) / 2k: the inner derivative exact, the outer over ±k
  double yThenX = 0;  // (f_y(a + h, b) − f_y(a − h, b)) / 2h
  double gap = 0;     // |xThenY − yThenX|
  bool lasting =
      false;  // steps a hundredth as large leave more than half of the gap: it is no error of the steps
  double quotient = 0;  // (f(a+h, b+k) − f(a+h, b) − f(a, b+k) + f(a, b)) / (h k): both limits at once
  double automaticXY = 0, automaticYX = 0;  // H_xy and H_yx by forward over reverse at (a, b) itself
  Matrix curve;  // (count, 2): log₁₀(h/k) from −3 to 3 and the quotient there, with h k as given
};

// f of x and y at point (a, b), with steps h, k > 0. f must have a value at the point: write one with
// where(x^2 + y^2 == 0, 0, …) at a hole. 2 ≤ count ≤ 1000. Where f is C² near the point all agree as h, k → 0
// (Schwarz); where not, the quotient depends on how h and k go to 0. Throws InvalidExpression,
// InvalidArgument, ShapeMismatch.
MixedPartials mixedPartials(const std::string& f, const Vector& point, double h, double k, int count);

}  // namespace nabla
