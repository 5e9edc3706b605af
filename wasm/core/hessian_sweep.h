// Forward over reverse for the files that need second derivatives; the page calls hessian.h.
#pragma once

#include <string>
#include <vector>

#include "expression_reverse.h"

namespace nabla {

struct SecondOrder {
  double value = 0;
  Vector gradient;
  Matrix hessian;  // column j from the sweep along direction j
};

// One function of these variables. Throws InvalidArgument when the text holds several.
Expression parseScalar(const std::string& f, const std::string& variables);

SecondOrder secondOrder(const Expression& f, const Vector& at);
Vector hessianTimes(const Expression& f, const Vector& at, const Vector& v);

// x with h x = rhs by LU; empty when a pivot is exactly zero or the solution is not finite.
Vector solvedOrEmpty(const Matrix& h, const Vector& rhs);

}  // namespace nabla
