// A law that a visitor typed, "typed:0.1 uxx - u ux", as the PDE and PINN files share it. Internal.
#pragma once

#include <string>

#include "expression_report.h"
#include "pde.h"

namespace nabla {

inline bool isTypedLaw(const std::string& equation) {
  return equation.starts_with("typed:");
}

// Throws InvalidExpression.
inline const Expression& typedLaw(const std::string& equation) {
  return compiledExpression(equation.substr(6), "u,ux,uxx,x,t");
}

PdeSolution solveTyped(const std::string& law, const std::string& boundary, const Vector& u0, double dt,
                       int steps);
PdeStability stabilityTyped(const std::string& law, const std::string& boundary, const Vector& u0, double dt,
                            int steps);

}  // namespace nabla
