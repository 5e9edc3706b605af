// Reverse mode over the graph of a typed function, in any kind of number: doubles give the gradient, dual
// numbers the gradient and its slopes, which is the Hessian times their directions (forward over reverse).
#pragma once

#include <array>
#include <vector>

#include "expression_apply.h"

namespace nabla {

template <class T>
struct Reversed {
  T value;
  std::vector<T> gradient;  // one a variable
};

// The local slopes come from dual numbers as well, so every rule of differentiation is written once, in
// dual.h. Comparisons cut the graph, as in PyTorch. at: one T a variable.
template <class T>
Reversed<T> reversed(const Expression& f, const T* at) {
  using Local = Dual<T, 3>;
  const std::vector<ExpressionNode>& nodes = f.nodes();
  std::vector<Local> local(nodes.size());  // value, and slopes towards the three operands
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const ExpressionNode& node = nodes[i];
    if (node.op == Op::Variable) {
      local[i].value = at[node.a];
    } else if (isConstantLeaf(node.op)) {
      local[i].value = T(node.number);
    } else {
      const auto operand = [&](std::int32_t index, int which) {
        return index < 0 ? Local() : Local::variable(local[static_cast<std::size_t>(index)].value, which);
      };
      const bool fixed = node.b >= 0 && nodes[static_cast<std::size_t>(node.b)].depends == 0;
      local[i] = applyAs<Local>(node.op, operand(node.a, 0), operand(node.b, 1), operand(node.c, 2), fixed);
    }
  }
  Reversed<T> out{local.back().value, std::vector<T>(f.variables().size())};
  std::vector<T> adjoint(nodes.size());
  adjoint.back() = T(1.0);
  for (std::size_t i = nodes.size(); i-- > 0;) {
    const ExpressionNode& node = nodes[i];
    if (node.depends == 0 || isComparison(node.op)) continue;
    if (node.op == Op::Variable) {
      out.gradient[static_cast<std::size_t>(node.a)] += adjoint[i];
      continue;
    }
    const std::int32_t operands[] = {node.op == Op::Where ? -1 : node.a, node.b, node.c};
    for (std::size_t k = 0; k < 3; ++k) {
      const auto j = static_cast<std::size_t>(operands[k]);
      if (operands[k] < 0 || nodes[j].depends == 0) continue;
      adjoint[j] += adjoint[i] * local[i].slope[k];
    }
  }
  return out;
}

}  // namespace nabla
