#include "expression_reverse.h"

#include "expression_apply.h"

namespace nabla {
namespace {

// The local slopes come from dual numbers as well, so every rule of differentiation is written once, in
// dual.h, and compiled once, here.
using Local = Dual<Tangent, 3>;  // a value, and slopes towards the three operands

[[gnu::noinline]] Local localOf(Op op, const Local (&operands)[3], bool fixed) {
  return applyAs<Local>(op, operands[0], operands[1], operands[2], fixed);
}

}  // namespace

Reversed reversed(const Expression& f, const Tangent* at, bool branchesTaken) {
  const std::vector<ExpressionNode>& nodes = f.nodes();
  std::vector<Local> local(nodes.size());
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const ExpressionNode& node = nodes[i];
    if (node.op == Op::Variable) {
      local[i].value = at[node.a];
    } else if (isConstantLeaf(node.op)) {
      local[i].value = Tangent(node.number);
    } else {
      const auto operand = [&](std::int32_t index, int which) {
        return index < 0 ? Local() : Local::variable(local[static_cast<std::size_t>(index)].value, which);
      };
      const bool fixed = node.b >= 0 && nodes[static_cast<std::size_t>(node.b)].depends == 0;
      local[i] = localOf(node.op, {operand(node.a, 0), operand(node.b, 1), operand(node.c, 2)}, fixed);
    }
  }
  Reversed out{local.back().value, std::vector<Tangent>(f.variables().size())};
  std::vector<Tangent> adjoint(nodes.size());
  adjoint.back() = Tangent(1.0);
  for (std::size_t i = nodes.size(); i-- > 0;) {
    const ExpressionNode& node = nodes[i];
    if (node.depends == 0 || isComparison(node.op)) continue;
    if (branchesTaken && adjoint[i].value == 0 && adjoint[i].slope[0] == 0) continue;
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

FirstOrder firstOrder(const Expression& f, const Vector& at) {
  const std::vector<Tangent> x(at.data(), at.data() + at.size());
  const Reversed swept = reversed(f, x.data(), true);
  FirstOrder out{swept.value.value, Vector(at.size())};
  for (Index i = 0; i < at.size(); ++i) out.gradient(i) = swept.gradient[static_cast<std::size_t>(i)].value;
  return out;
}

double localSlope(Op op, const std::array<double, 3>& operands, std::size_t towards, bool fixed) {
  Local x[3];
  for (std::size_t i = 0; i < 3; ++i) x[i].value = Tangent(operands[i]);
  x[towards].slope[0] = Tangent(1.0);
  return localOf(op, x, fixed).slope[0].value;
}

}  // namespace nabla
