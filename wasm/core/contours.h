// Level lines of a function that is known on a rectangular grid of points, and the levels that are worth a
// line.
#pragma once

#include "types.h"

namespace nabla {

// Level lines as separate strokes x0, y0, x1, y1, …: (4 · strokes).
// grid: (rows, cols), both at least 2; entry (i, j) belongs to x = x(0) + j (x(1) − x(0)) / (cols − 1) and
// y = y(0) + i (y(1) − y(0)) / (rows − 1). x, y: (2), finite. levels: finite, any number of them, in any
// order. Marching squares: where a line crosses an edge is found by linear interpolation, and of the two ways
// to join four crossings in a cell, the mean of its corners decides. A point that lies on a level counts as
// above it. A cell with a corner that is not finite has no strokes. Throws ShapeMismatch, InvalidArgument.
Vector contours(const Matrix& grid, const Vector& x, const Vector& y, const Vector& levels);

// About `wanted` round levels inside the range of the finite values, rising: multiples of 1, 2 or 5 times a
// power of ten. The outermost 2 % of the values on either side do not count, so that a pole does not use up
// all levels. Where half of what is above the lowest value crowds in the lowest tenth of a range above zero,
// as round the minimum of a steep valley, the levels are 1, 2 and 5 times powers of ten instead. Empty if the
// values are all alike or none is finite. wanted: 1 to 100. Throws InvalidArgument.
Vector contourLevels(const Matrix& grid, int wanted);

// Where each value lies among rising levels: 0 at `low`, 1 at `high`, in equal parts from one level to the
// next and linear between them, cut off at the ends. NaN where a value is not finite. For colours that keep
// step with the lines.
Matrix shadesBetween(const Matrix& grid, double low, const Vector& levels, double high);

// The lowest and highest finite value but for the outermost `share` of them on either side: (2), or empty if
// there are none. share: from 0 to below ½. Throws InvalidArgument.
Vector valueRange(const Matrix& grid, double share);

}  // namespace nabla
