// A typed function of two variables over a window: what its picture is made of, and its slopes at a point.
#pragma once

#include <string>

#include "expression.h"
#include "types.h"

namespace nabla {

struct ContourMap {
  // (n, n) row 0 at the smallest y: 0 to 1 in step with the levels, for colours. NaN where f is not finite.
  Matrix shades;
  Vector x, y;      // (2) each: the outer edges of the shades' cells, half a cell beyond the window
  Vector levels;    // rising
  Vector contours;  // strokes x0, y0, x1, y1, …
  double low = 0,
         high = 0;  // the range of the finite values but for their outermost 2 %; NaN if there are none
  int gaps = 0;     // points of the grid where f is not finite
};

// f over the window x × y (both (2), finite, rising), sampled at n × n points with the window's corners among
// them. n: 3 to 401, odd: every second point carries the contours. Throws InvalidExpression, InvalidArgument,
// ShapeMismatch.
ContourMap contourMap(const std::string& f, const Vector& x, const Vector& y, int n);

// The same for values that are known already: grid (n, n) over the window.
ContourMap contourMapOf(const Matrix& grid, const Vector& x, const Vector& y);

// n equally spaced numbers from the first entry of an interval to the second. n ≥ 2.
Vector spaced(const Vector& interval, int n);

// Throws unless interval holds two finite numbers, the second the larger one.
void require_interval(const Vector& interval, const char* name);

struct Slopes {
  double value = 0;
  Vector gradient;  // (variables): by reverse mode, with PyTorch's conventions at kinks
};

// f and its partial derivatives at a point. NaN and infinities are values. Throws ShapeMismatch unless `at`
// has one number a variable, at most two.
Slopes slopesAt(const Expression& f, const Vector& at);

}  // namespace nabla
