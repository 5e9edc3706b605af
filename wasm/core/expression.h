// Functions that a visitor types. The text is compiled once into a small graph that evaluates over numbers,
// arrays and grids, differentiates itself, and prints itself as text, LaTeX and PyTorch.
//
// Grammar, from loosest to tightest:
//
//   comparison   a < b, <=, >, >=, ==, !=        1 or 0; not chained
//   sum          a + b, a - b                     left to right
//   product      a * b, a / b, a b                left to right, all three of one rank: 1/2x is (1/2)*x
//   sign         -a, +a                           -x^2 is -(x^2)
//   power        a ^ b, a ** b                    right to left: 2^3^2 is 2^(3^2); 2^-x is allowed
//   primary      number, name, function(a, …), (a), √a
//
// Two things side by side are multiplied (2x, x y, 2(x+1), (x+1)(x-1), x sin(x)); a number may not come
// second (x 2, 2 3). A name is the longest run of letters, digits and _: xy is one name. √ takes the one
// primary after it. A name followed by ( is a call if it is a function and a product if it is a variable. In
// 2e3 the e belongs to the number; in 2e and 2e^x it is the constant. Also read: − · × ÷ π τ ≤ ≥ ≠,
// superscript digits, and spaces of every width. Constants: pi, tau, e, unless a variable has that name.
// Functions: see expression_names.cpp, or functionNames().
//
// Values and derivatives at kinks, poles and domain edges are PyTorch's (0^0 = 1, (-8)^(1/3) is NaN, relu'(0)
// = abs'(0) = 0, sqrt'(0) = inf, a tie in max or min is shared by halves), with three differences: softplus
// has no threshold, gelu keeps its relative accuracy far to the left, and a NaN stays one in sign and step.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "types.h"

namespace nabla {

inline constexpr int kMaxExpressionLength = 1000;  // characters
inline constexpr int kMaxExpressionDepth = 100;    // parentheses, calls, signs and powers inside one another
inline constexpr int kMaxExpressionNodes = 20000;  // of a derivative: beyond it InvalidArgument is thrown
inline constexpr int kMaxExpressionPrint = 20000;  // bytes printed: beyond it likewise

enum class Op : std::uint8_t;

// One operation of the graph; operands always stand before what is made of them.
struct ExpressionNode {
  Op op;
  std::int32_t a = -1, b = -1, c = -1;  // operands; of a variable, a is its index
  double number = 0;                    // of a number or constant
  std::uint32_t depends = 0;            // bit i: depends on variable i
  bool operator==(const ExpressionNode&) const = default;
};

class Expression {
 public:
  // text: UTF-8. variables: up to 16 names. Throws InvalidExpression; InvalidArgument for bad variable names.
  static Expression parse(const std::string& text, const std::vector<std::string>& variables);

  const std::vector<std::string>& variables() const { return variables_; }
  const std::vector<ExpressionNode>& nodes() const { return nodes_; }  // the last one is the value
  bool dependsOn(std::size_t variable) const { return (nodes_.back().depends >> variable & 1) != 0; }
  bool isConstant() const { return nodes_.back().depends == 0; }

  // ---- values. NaN and infinities are values, not errors. at: one number a variable, in order.
  double operator()(double x) const { return evaluate(&x); }
  double operator()(double x, double y) const {
    const double at[] = {x, y};
    return evaluate(at);
  }
  double evaluate(const double* at) const;
  double evaluate(const Vector& at) const;  // throws ShapeMismatch unless one number a variable
  // Every operation rounded to float32, as PyTorch does by default; inputs and result as well.
  double evaluateFloat32(const double* at) const;

  // out[i] = f(columns[0][i], columns[1][i], …) for i < count.
  void evaluate(const double* const* columns, double* out, Index count) const;
  Vector evaluateEach(const Vector& x) const;  // the first variable runs; for functions of one variable
  // (ys.size(), xs.size()): entry (i, j) is f(xs(j), ys(i)). Whatever depends on one of them only is computed
  // once.
  Matrix evaluateGrid(const Vector& xs, const Vector& ys) const;

  // ---- symbols
  Expression derivative(std::size_t variable) const;  // simplified; by rules, not by limits
  Expression simplified() const;  // like terms and powers collected; x/x becomes 1, so holes may be filled

  std::string text() const;     // "2*x + sin(x)^2": reads back as the same function
  std::string latex() const;    // "2x+\sin(x)^{2}"
  std::string python() const;   // "2*x + torch.sin(x)**2", with `import torch` and tensors for variables
  std::string formula() const;  // the tree of kit/formula.ts as JSON

  // ---- for the files of expression_*.cpp
  struct Program;
  Expression(std::vector<std::string> variables, std::vector<ExpressionNode> nodes);

 private:
  std::vector<std::string> variables_;
  std::vector<ExpressionNode> nodes_;
  std::shared_ptr<const Program> program_;  // never changed once made: copies share it
};

// Several functions separated by commas, semicolons or line ends: "x^2 - y, sin(x y)". Positions count from
// the start of the whole text, and the limit of length is on the whole.
std::vector<Expression> parseExpressions(const std::string& text, const std::vector<std::string>& variables);

// "lambda x, y: torch.sin(x)*y": one expression, or a stack of several. Constants stay attached to the
// inputs, so that autograd finds a path (of slope 0).
std::string pythonLambda(const std::vector<Expression>& functions);

// "abs, acos, …": every name that may be called, in order.
std::vector<std::string> functionNames();

}  // namespace nabla
