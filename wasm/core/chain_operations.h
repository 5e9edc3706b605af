// What the chain rule's graph has to know about single operations of an expression.
#pragma once

#include <array>
#include <string>

#include "expression_node.h"

namespace nabla {

// Something that an operation takes: a number, or what varies.
struct ChainOperand {
  bool varies = false;
  double number = 0;  // of a constant; of what varies, its value here
};
using ChainOperands = std::array<ChainOperand, 3>;

double valueOf(Op op, const ChainOperands& operands);

// ∂op/∂operand, by dual numbers.
double slopeOf(Op op, const ChainOperands& operands, std::size_t operand);

// sup |∂op/∂operand| over all values of what varies; infinite where there is no bound, or none is known here.
double largestSlope(Op op, const ChainOperands& operands, std::size_t operand);

// "+ 1", "sin", "u²": constants are part of what is done.
std::string labelOf(Op op, const ChainOperands& operands);

// What PyTorch's backward of the operation keeps: its operands, or its result under the name that errors give
// it.
struct SavedTensors {
  std::array<bool, 2> operands{};
  const char* result = nullptr;
};
SavedTensors savedBy(Op op, const ChainOperands& operands);

}  // namespace nabla
