// Level lines of a field by marching squares.
#pragma once

#include "types.h"

namespace nabla {

struct Contours {
  Vector segments;  // x0, y0, x1, y1 of every piece, level after level
  Vector counts;    // (levels): pieces of each level
};

// Lines where the field has each of the levels, by linear interpolation along the edges of the cells. grid:
// (rows, cols), row 0 at y = yMin, at least 2 x 2, NaN and infinities allowed: cells with one hold no line.
// Saddles are joined by the mean of their corners. Throws ShapeMismatch, InvalidArgument for bad ranges.
// Source: Lorensen & Cline (1987), in two dimensions.
Contours contours(const Matrix& grid, double xMin, double xMax, double yMin, double yMax,
                  const Vector& levels);

// count levels inside the range of the finite entries, evenly spread or, for range over several magnitudes,
// evenly by rank, so that flat valleys get lines as well. Empty when there is nothing finite or nothing
// varies.
Vector contourLevels(const Matrix& grid, int count, bool byRank);

}  // namespace nabla
