// One operation of a graph on any kind of number: float64, dual numbers, jets, complex numbers. Which
// functions a kind needs is read off here.
#pragma once

#include "dual.h"
#include "expression_node.h"
#include "real_functions.h"

namespace nabla {

// Operands that the operation does not have are ignored. `fixed`: the second operand does not vary, which
// decides how a power is differentiated.
template <class T>
T applyAs(Op op, const T& a, const T& b, const T& c, bool fixed) {
  switch (op) {
    case Op::Neg:
      return -a;
    case Op::Add:
      return a + b;
    case Op::Sub:
      return a - b;
    case Op::Mul:
      return a * b;
    case Op::Div:
      return a / b;
    case Op::Pow:
      return fixed ? powerOf(a, primal(b)) : power(a, b);
    case Op::Less:
      return T(primal(a) < primal(b) ? 1.0 : 0.0);
    case Op::LessEqual:
      return T(primal(a) <= primal(b) ? 1.0 : 0.0);
    case Op::Greater:
      return T(primal(a) > primal(b) ? 1.0 : 0.0);
    case Op::GreaterEqual:
      return T(primal(a) >= primal(b) ? 1.0 : 0.0);
    case Op::Equal:
      return T(primal(a) == primal(b) ? 1.0 : 0.0);
    case Op::NotEqual:
      return T(primal(a) != primal(b) ? 1.0 : 0.0);
    case Op::Abs:
      return abs(a);
    case Op::Acos:
      return acos(a);
    case Op::Asin:
      return asin(a);
    case Op::Atan:
      return atan(a);
    case Op::Cbrt:
      return cbrt(a);
    case Op::Ceil:
      return ceil(a);
    case Op::Cos:
      return cos(a);
    case Op::Cosh:
      return cosh(a);
    case Op::Erf:
      return erf(a);
    case Op::Erfc:
      return erfc(a);
    case Op::Exp:
      return exp(a);
    case Op::Expm1:
      return expm1(a);
    case Op::Floor:
      return floor(a);
    case Op::Gelu:
      return gelu(a);
    case Op::Log:
      return log(a);
    case Op::Log10:
      return log10(a);
    case Op::Log1p:
      return log1p(a);
    case Op::Log2:
      return log2(a);
    case Op::Relu:
      return relu(a);
    case Op::Round:
      return roundEven(a);
    case Op::Sigmoid:
      return sigmoid(a);
    case Op::Sign:
      return sign(a);
    case Op::Silu:
      return silu(a);
    case Op::Sin:
      return sin(a);
    case Op::Sinh:
      return sinh(a);
    case Op::Softplus:
      return softplus(a);
    case Op::Sqrt:
      return sqrt(a);
    case Op::Step:
      return step(a);
    case Op::Tan:
      return tan(a);
    case Op::Tanh:
      return tanh(a);
    case Op::Atan2:
      return atan2(a, b);
    case Op::Hypot:
      return hypot(a, b);
    case Op::Max:
      return maximum(a, b);
    case Op::Min:
      return minimum(a, b);
    case Op::Where:
      return primal(a) != 0 ? b : c;
    default:
      return T(0.0);  // leaves: handled by whoever walks the graph
  }
}

// The value at `at` (one T a variable) with every node seen by `each(node, value&)` once it is computed.
template <class T, class Each>
T evaluateAs(const Expression& f, const T* at, Each each) {
  const std::vector<ExpressionNode>& nodes = f.nodes();
  std::vector<T> values;
  values.reserve(nodes.size());
  const T none(0.0);
  const auto operand = [&](std::int32_t i) -> const T& {
    return i < 0 ? none : values[static_cast<std::size_t>(i)];
  };
  for (const ExpressionNode& node : nodes) {
    T value = none;
    if (node.op == Op::Variable) {
      value = at[node.a];
    } else if (isConstantLeaf(node.op)) {
      value = T(node.number);
    } else {
      const bool fixed = node.b >= 0 && nodes[static_cast<std::size_t>(node.b)].depends == 0;
      value = applyAs<T>(node.op, operand(node.a), operand(node.b), operand(node.c), fixed);
    }
    each(node, value);
    values.push_back(value);
  }
  return values.back();
}
template <class T>
T evaluateAs(const Expression& f, const T* at) {
  return evaluateAs<T>(f, at, [](const ExpressionNode&, T&) {});
}

}  // namespace nabla
