// Dot product: a·b = Σ a_i b_i = ‖a‖ ‖b‖ cos θ, the geometry behind it, and the neuron that is made of it.
#pragma once

#include <string>

#include "types.h"

namespace nabla {

// Σ a_i b_i from first to last; 0 for no entries. a, b: (n). Throws ShapeMismatch.
double dot(const Vector& a, const Vector& b);

struct DotGeometry {
  Vector products;          // (n): a_i b_i
  double value;             // a·b, as dot gives it: infinite or NaN where float64 ends
  double normA;             // ‖a‖₂
  double normB;             // ‖b‖₂
  bool angleDefined;        // false when a or b is zero: cosine, angle and, for b = 0, the projection are NaN
  double cosine;            // a·b / (‖a‖ ‖b‖), not clamped: rounding may carry it past ±1
  double angle;             // degrees in [0, 180], by the method asked for
  double scalarProjection;  // a·b / ‖b‖: length of the shadow of a on b, negative when it falls behind
  double coefficient;       // a·b / ‖b‖²: the shadow in units of b
  double rejectionNorm;     // ‖a − projection‖
  Vector projection;        // (n): the shadow
  Matrix basis;             // (2, n), orthonormal rows, first along b: the plane in which a and b lie
  int firstBad;             // first i at which the products or their running sum stop being finite, else −1
};

// method: "clamped"  acos(clamp(cosine, −1, 1)), what PyTorch code writes; blind below about 1.5e-8 rad
//         "raw"      acos(cosine), NaN once rounding has carried the cosine past 1
//         "atan2"    2 atan2(‖u − v‖, ‖u + v‖) of the unit vectors, sharp at both ends (Kahan 2006)
// a, b: (n), finite. Angles and projections come from scaled copies and survive where a·b overflows.
// basis: rows are zero where there is no such direction (n = 1; both vectors zero). Throws ShapeMismatch,
// InvalidArgument.
DotGeometry dotGeometry(const Vector& a, const Vector& b, const std::string& method);

// (n): x times the first row of basis plus y times the second. basis: (2, n).
Vector pointInPlane(const Matrix& basis, double x, double y);

struct NeuronSum {
  Vector products;       // (n): w_i x_i
  double sum;            // w·x
  double activation;     // w·x + bias
  bool boundaryDefined;  // false when w = 0: then there is no boundary and the vectors below are NaN
  double distance;       // (w·x + bias) / ‖w‖: from x to the boundary, negative on the silent side
  Vector normal;         // (n): w / ‖w‖
  Vector origin;         // (n): the point of the boundary w·x + bias = 0 nearest to 0
  Vector foot;           // (n): the point of the boundary nearest to x
  double levelGap;       // 1 / ‖w‖: how far the boundary of activation 1 is from that of 0
};

// x, w: (n), finite. Throws ShapeMismatch, InvalidArgument.
NeuronSum neuronSum(const Vector& x, const Vector& w, double bias);

}  // namespace nabla
