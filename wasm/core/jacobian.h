// First derivatives of functions with several outputs, J_ij = ∂f_i / ∂x_j: one row an output, one column an
// input. The best linear map near a point, and what layers do to small changes.
//
// Functions come as text (expression.h), outputs separated by commas or semicolons: "x*y, x^2 + y".
#pragma once

#include <string>

#include "types.h"

namespace nabla {

// What a linear map does to lengths, areas and directions.
struct LinearFacts {
  Vector s;                // (k): singular values, descending; k = min(m, n)
  Matrix u;                // (m, k) and
  Matrix v;                // (n, k): J = U diag(s) Vᵀ, signs as in svd.h
  int rank = 0;            // singular values above max(m, n) ε σ₁
  double condition = 0;    // σ₁ / σ_k; infinite when σ_k = 0
  double determinant = 0;  // by LU; NaN unless square
};

struct JacobianReport {
  Vector value;      // (m): F at the point
  Matrix automatic;  // (m, n): by reverse mode, a row a sweep
  Matrix symbolic;   // (m, n): the formulas of the derivatives at the point; 0x0 when they are too long
  Matrix finite;     // (m, n): central differences with steps of ε^⅓ max(1, |x_j|) to the next power of two
  double symbolicGap = 0;         // max |automatic − symbolic|; NaN where one is missing
  double finiteGap = 0;           // max |automatic − finite|
  std::string formulas;           // of the derivatives, one a line, row by row; empty when they are too long
  bool finiteEverywhere = false;  // values and automatic; without it there are no facts
  std::string trouble;            // which output is not finite, and how; empty if all are
  LinearFacts facts;              // of automatic
};

// Singular values, rank, determinant. j: (m, n), finite, m, n ≥ 1. Throws as svd.
LinearFacts linearFacts(const Matrix& j);

// J of F at a point, three ways. variables: names separated by commas; point: one number a variable, at most
// 16 inputs, at most 16 outputs. Throws InvalidExpression, InvalidArgument, ShapeMismatch. Reverse mode is
// accurate to rounding: 1e-12 relative to the largest entry against 50 digits on the fixtures. PyTorch:
// torch.func.jacfwd, torch.func.jacrev, torch.autograd.functional.jacobian.
JacobianReport jacobianReport(const std::string& f, const std::string& variables, const Vector& point);

// Pictures are of a plane of inputs through the point: input `across` runs to the right and `up` upwards,
// both counted from 0, and all other inputs stay where they are. up = -1: a line, all that one input has.

struct Warp {
  Vector before;       // grid lines of the window: strokes x0, y0, x1, y1, …
  Vector after;        // where F takes each of them, (f₁, f₂); NaN where not finite
  Matrix orientation;  // (cells, cells): sign of ∂(f₁, f₂)/∂(across, up), row 0 at the bottom; NaN where not
                       // finite; 0x0 with one output, on a line, or when the formulas are too long
};

// What F does to the window [x0, x1] × [y0, y1] of that plane. lines: 2 to 60 each way, each of `samples`
// strokes, 1 to 100; cells: 2 to 400. On a line: (lines − 1)·samples strokes from x0 to x1, every samples-th
// of which ends where a grid line would cross. With one output f₂ is 0; a third and fourth output are not
// drawn. Throws as jacobianReport; InvalidArgument unless across and up are two inputs.
Warp warpGrid(const std::string& f, const std::string& variables, const Vector& point, int across, int up,
              const Vector& window, int lines, int samples, int cells);

struct Microscope {
  Matrix square;  // (4k + 1, 2): the outline of the square point ± half; on a line there and back
  Matrix image;   // (4k + 1, 2): where F takes it
  Matrix bent;  // (4k + 1, 2): (F(p + half·u) − F(p)) / half for u round the square ±1: the image, magnified
  Matrix straight;  // (4k + 1, 2): J u, where the linear map takes it
  double bend = 0;  // max ‖bent − straight‖: what is not linear, falling in step with half
  double area = 0;  // of the image of the square, over the area of the square; its limit is the determinant
                    // of ∂(f₁, f₂)/∂(across, up); NaN on a line
};

// A small square about the point in that plane, seen through F and through J. half in (0, 1e6]; k = samples
// of a side, 1 to 200. Entries may be NaN where F is not finite. Throws as warpGrid.
Microscope microscope(const std::string& f, const std::string& variables, const Vector& point, int across,
                      int up, double half, int samples);

}  // namespace nabla
