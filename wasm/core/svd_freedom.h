// What a singular value decomposition leaves open: signs of its pairs, and all directions where singular
// values repeat.
#pragma once

#include <string>

#include "types.h"

namespace nabla {

struct SignFlip {
  Matrix u;        // (m, k)
  Matrix v;        // (n, k)
  Matrix product;  // U diag(s) Vᵀ with these signs
  double error;    // ‖A − product‖_F: 0 to rounding if both of a pair turned, 2σ_i if one did
};

struct SvdNudge {
  Matrix nudged;  // A with size added to the last entry of its first row
  Matrix u;       // thin svd of nudged, signs by svd's rule
  Vector s;
  Matrix v;
  double leftTurn;       // largest angle between a u_i and the same one of nudged, signs aside, in [0, π/2]
  double rightTurn;      // the same of the v_i
  double sigmaChange;    // max |σ_i − σ_i′|, at most size (Weyl)
  double productChange;  // ‖UΣVᵀ − U′Σ′V′ᵀ‖_F: size, to rounding
};

// svd(a) with the sign of pair `index`, from 0, turned on "both" sides, on "u" alone, or on neither ("none").
// a: (m, n), finite, m, n ≥ 1. Throws as svd; InvalidArgument for index or side.
SignFlip flipSigns(const Matrix& a, int index, const std::string& side);

// svd before and after one entry moves by size. Angles are bounded by about size / gap between neighbouring
// σ, which says nothing once the gap is gone. a: (m, n), finite, m, n ≥ 1; size finite. Throws as svd;
// InvalidArgument. Source: Wedin 1972; Stewart & Sun 1990, V.4.
SvdNudge svdNudge(const Matrix& a, double size);

}  // namespace nabla
