// A typed map as the files of jacobian_*.cpp take it.
#pragma once

#include <string>
#include <vector>

#include "expression.h"

namespace nabla {

// Up to 16 outputs. Throws as parseExpressions.
std::vector<Expression> parseMap(const std::string& f, const std::string& variables);

// Throws unless there is one finite number an input.
void requirePoint(const std::vector<Expression>& f, const Vector& point);

}  // namespace nabla
