// A function of two variables as a surface in perspective, with the two slices through a point and their
// tangents.
#pragma once

#include <string>

#include "contour_map.h"
#include "types.h"

namespace nabla {

// Everything as strokes u0, v0, u1, v1, … in a picture that lies within −1.5 to 1.5 both ways.
struct Surface {
  Vector mesh;
  Vector sliceX;    // y = y₀
  Vector sliceY;    // x = x₀
  Vector tangentX;  // one stroke, or none
  Vector tangentY;
  Vector base;   // the rim of the floor
  Vector point;  // (2) where f(point) stands; empty if it is not finite
};

// azimuth: degrees that the box is turned about the vertical. lines: of the mesh each way, 2 to 64. Heights
// are cut off at the range of f over the window but for its outermost 2 %. Gaps where f is not finite. Throws
// InvalidExpression, ShapeMismatch, InvalidArgument.
Surface surface(const std::string& f, const Vector& at, const Vector& x, const Vector& y, double azimuth,
                int lines);

// Where points of the plane stand on that surface, for the same f, window and azimuth: points and result are
// (k, 2 · n), pairs side by side. NaN for what lies outside the window, or where f is not finite.
Matrix surfacePaths(const std::string& f, const Matrix& points, const Vector& x, const Vector& y,
                    double azimuth);

}  // namespace nabla
