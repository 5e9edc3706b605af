// What a page asks about typed functions: how they read, their values over arrays and grids, their
// derivatives as formulas. Texts in, values out; the last few texts stay compiled.
#pragma once

#include <string>

#include "expression.h"

namespace nabla {

// The functions of a text that was compiled before, or are compiled now. variables: names separated by
// commas. Throws as parseExpressions does, and InvalidExpression when there is not exactly one function where
// `single`. The reference is good until the next call.
const std::vector<Expression>& compiledExpressions(const std::string& text, const std::string& variables,
                                                   bool single);
inline const Expression& compiledExpression(const std::string& text, const std::string& variables) {
  return compiledExpressions(text, variables, true)[0];
}

struct ExpressionReport {
  std::string text;     // canonical; several functions separated by commas
  std::string latex;    // several stand in a column
  std::string python;   // "lambda x: torch.sin(x)"
  std::string formula;  // the tree of kit/formula.ts as JSON; several in a column
  int count;            // of functions
  int operations;       // nodes of the graphs that are not numbers or variables
};

// How one function reads, or several (separated by commas, semicolons or line ends). Throws
// InvalidExpression.
ExpressionReport expressionReport(const std::string& text, const std::string& variables);
ExpressionReport expressionsReport(const std::string& text, const std::string& variables);

// ∂f/∂variable as a formula, simplified. Throws InvalidExpression; InvalidArgument for an unknown variable
// and a formula beyond the limits of length.
ExpressionReport expressionDerivative(const std::string& text, const std::string& variables,
                                      const std::string& variable);

// f at every x, for a function of one variable. Infinities and NaN are values.
Vector expressionValues(const std::string& text, const std::string& variable, const Vector& x);

// (y.size(), x.size()): f(x_j, y_i), for a function of two variables.
Matrix expressionGrid(const std::string& text, const std::string& variables, const Vector& x,
                      const Vector& y);

}  // namespace nabla
