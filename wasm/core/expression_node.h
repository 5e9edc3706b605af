// What the files of the expression compiler share: the operations, their names, and the builder of graphs.
#pragma once

#include <map>
#include <string_view>
#include <tuple>

#include "expression.h"

namespace nabla {

// In the order of the table in expression_names.cpp.
enum class Op : std::uint8_t {
  // leaves
  Number,
  Pi,
  Tau,
  Euler,
  Variable,
  // signs and operators
  Neg,
  Add,
  Sub,
  Mul,
  Div,
  Pow,
  Less,
  LessEqual,
  Greater,
  GreaterEqual,
  Equal,
  NotEqual,
  // functions of one number
  Abs,
  Acos,
  Asin,
  Atan,
  Cbrt,
  Ceil,
  Cos,
  Cosh,
  Erf,
  Erfc,
  Exp,
  Expm1,
  Floor,
  Gelu,
  Log,
  Log10,
  Log1p,
  Log2,
  Relu,
  Round,
  Sigmoid,
  Sign,
  Silu,
  Sin,
  Sinh,
  Softplus,
  Sqrt,
  Step,
  Tan,
  Tanh,
  // of two
  Atan2,
  Hypot,
  Max,
  Min,
  // of three
  Where,
};

struct OpInfo {
  const char* name;   // as it is typed
  const char* torch;  // as PyTorch calls it; nullptr where it takes more than a name
  const char* latex;  // as it is set
  std::uint8_t arity;
};
const OpInfo& infoOf(Op op);

inline bool isLeaf(Op op) {
  return op <= Op::Variable;
}
inline bool isConstantLeaf(Op op) {
  return op <= Op::Euler;
}
inline bool isComparison(Op op) {
  return op >= Op::Less && op <= Op::NotEqual;
}
inline bool isFunction(Op op) {
  return op >= Op::Abs;
}
// How many of a, b, c are operands.
inline int operandsOf(Op op) {
  return infoOf(op).arity;
}

// What a typed name stands for. Aliases and functions that are made of others: ln, heaviside, leaky_relu, …
struct Callable {
  std::string_view name;
  Op op;
  int least, most;  // arguments
  enum class Kind : std::uint8_t { Plain, LeakyRelu, Elu, LogSigmoid, Mish } kind = Kind::Plain;
};
const Callable* findCallable(std::string_view name);

// The known name nearest to a mistyped one, with what to write: "sin", "x*y", "sin(x)"; empty when none is
// near.
std::string nearestName(std::string_view name, const std::vector<std::string>& variables);

// A graph in the making. Equal nodes are one node, so a derivative stays small however long it would print.
class ExpressionBuilder {
 public:
  explicit ExpressionBuilder(std::vector<std::string> variables) : variables_(std::move(variables)) {}

  int number(double value) { return add({Op::Number, -1, -1, -1, value, 0}); }
  int variable(std::size_t i) {
    return add({Op::Variable, static_cast<std::int32_t>(i), -1, -1, 0, std::uint32_t{1} << i});
  }
  int make(Op op, int a = -1, int b = -1, int c = -1);  // Op as it is, nothing simplified

  const ExpressionNode& at(int i) const { return nodes_[static_cast<std::size_t>(i)]; }
  // The graph below root alone. Throws InvalidArgument beyond kMaxExpressionNodes.
  Expression finish(int root) const;
  // Copies the graph of an expression in; answers the node that stands for its value.
  int import(const Expression& expression);

 private:
  int add(const ExpressionNode& node);
  using Key = std::tuple<Op, std::int32_t, std::int32_t, std::int32_t, std::uint64_t>;
  std::vector<std::string> variables_;
  std::vector<ExpressionNode> nodes_;
  std::map<Key, int> known_;
};

// f(numbers) of one operation in float64: what constants are folded with, and what blocks are tested against.
double applyOp(Op op, double a, double b = 0, double c = 0);

}  // namespace nabla
