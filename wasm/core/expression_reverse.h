// Slopes of a typed function by one walk over its graph and one back. Values are dual numbers, so that the
// walk back gives the gradient and also its slopes along one direction: the Hessian times it (forward over
// reverse).
#pragma once

#include <array>
#include <vector>

#include "dual.h"
#include "expression_node.h"
#include "types.h"

namespace nabla {

// One direction a sweep: more would save little, since the sweep itself is short, and cost code.
using Tangent = Dual<double, 1>;

struct Reversed {
  Tangent value;
  std::vector<Tangent> gradient;  // one a variable
};

// Comparisons cut the graph, as in PyTorch. at: one number a variable, its slope the direction's entry.
// branchesTaken: a branch that where() does not take has slope 0 even where its own is no number, as the
// function has it; without, zero times that is no number, as PyTorch has it.
Reversed reversed(const Expression& f, const Tangent* at, bool branchesTaken = false);

struct FirstOrder {
  double value = 0;
  Vector gradient;  // of the branches taken; 0 along a variable that f does not depend on
};
// at: one number a variable.
FirstOrder firstOrder(const Expression& f, const Vector& at);

// The slope of one operation towards one of its operands. `fixed`: the second operand does not vary.
double localSlope(Op op, const std::array<double, 3>& operands, std::size_t towards, bool fixed);

}  // namespace nabla
