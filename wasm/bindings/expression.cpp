#include "bind.h"
#include "expression_report.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(expression) {
  using js::bind;

  BIND_STRUCT(ExpressionReport, text, latex, python, formula, count, operations);

  bind<&expressionReport>("expressionReport(text, variables)");
  bind<&expressionsReport>("expressionsReport(text, variables)");
  bind<&expressionDerivative>("expressionDerivative(text, variables, variable)");
  bind<&expressionValues>("expressionValues(text, variable, x)");
  bind<&expressionGrid>("expressionGrid(text, variables, x, y)");
}
