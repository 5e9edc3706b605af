#include "expression_report.h"

#include <algorithm>
#include <deque>

#include "expression_node.h"

namespace nabla {
namespace {

std::vector<std::string> namesOf(const std::string& list) {
  std::vector<std::string> names;
  std::string name;
  for (const char c : list + ",") {
    if (c == ',') {
      names.push_back(name);
      name.clear();
    } else if (c != ' ') {
      name += c;
    }
  }
  return names;
}

struct Compiled {
  std::string text, variables;
  bool single;
  std::vector<Expression> functions;
};

ExpressionReport reportOf(const std::vector<Expression>& functions) {
  ExpressionReport report{"", "", pythonLambda(functions), "", static_cast<int>(functions.size()), 0};
  for (const Expression& f : functions) {
    const bool first = report.text.empty();
    report.text += (first ? "" : ", ") + f.text();
    report.latex += (first ? "" : " \\\\ ") + f.latex();
    report.formula += (first ? "[" : ",[") + f.formula() + "]";
    report.operations += static_cast<int>(std::count_if(
        f.nodes().begin(), f.nodes().end(), [](const ExpressionNode& n) { return !isLeaf(n.op); }));
  }
  if (functions.size() == 1) {
    report.formula = functions[0].formula();
  } else {
    report.latex = "\\begin{bmatrix}" + report.latex + "\\end{bmatrix}";
    report.formula = "{\"type\":\"matrix\",\"rows\":[" + report.formula + "]}";
  }
  return report;
}

}  // namespace

const std::vector<Expression>& compiledExpressions(const std::string& text, const std::string& variables,
                                                   bool single) {
  // Pure in effect: a text means the same functions whether or not they are remembered.
  static std::deque<Compiled> recent;
  const auto known = std::find_if(recent.begin(), recent.end(), [&](const Compiled& c) {
    return c.single == single && c.text == text && c.variables == variables;
  });
  if (known != recent.end()) return known->functions;
  const std::vector<std::string> names = namesOf(variables);
  Compiled fresh{text, variables, single, {}};
  if (single) {
    fresh.functions.push_back(Expression::parse(text, names));
  } else {
    fresh.functions = parseExpressions(text, names);
  }
  recent.push_front(std::move(fresh));
  if (recent.size() > 8) recent.pop_back();
  return recent.front().functions;
}

ExpressionReport expressionReport(const std::string& text, const std::string& variables) {
  return reportOf(compiledExpressions(text, variables, true));
}
ExpressionReport expressionsReport(const std::string& text, const std::string& variables) {
  return reportOf(compiledExpressions(text, variables, false));
}

ExpressionReport expressionDerivative(const std::string& text, const std::string& variables,
                                      const std::string& variable) {
  const Expression& f = compiledExpression(text, variables);
  const auto at = std::find(f.variables().begin(), f.variables().end(), variable);
  if (at == f.variables().end())
    refuse<InvalidArgument>("variable: “", variable, "” is none of ", variables, ".");
  return reportOf({f.derivative(static_cast<std::size_t>(at - f.variables().begin()))});
}

Vector expressionValues(const std::string& text, const std::string& variable, const Vector& x) {
  return compiledExpression(text, variable).evaluateEach(x);
}

Matrix expressionGrid(const std::string& text, const std::string& variables, const Vector& x,
                      const Vector& y) {
  return compiledExpression(text, variables).evaluateGrid(x, y);
}

}  // namespace nabla
