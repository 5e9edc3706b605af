#include <algorithm>
#include <bit>

#include "expression_apply.h"

namespace nabla {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr double kE = 2.71828182845904523536;

}  // namespace

double applyOp(Op op, double a, double b, double c) {
  return applyAs<double>(op, a, b, c, false);
}

int ExpressionBuilder::make(Op op, int a, int b, int c) {
  ExpressionNode node{op, a, b, c, 0, 0};
  if (op == Op::Pi) node.number = kPi;
  if (op == Op::Tau) node.number = 2 * kPi;
  if (op == Op::Euler) node.number = kE;
  for (const int operand : {a, b, c}) {
    if (operand >= 0) node.depends |= at(operand).depends;
  }
  return add(node);
}

int ExpressionBuilder::add(const ExpressionNode& node) {
  const Key key{node.op, node.a, node.b, node.c, std::bit_cast<std::uint64_t>(node.number)};
  const auto known = known_.find(key);
  if (known != known_.end()) return known->second;
  // Room for what simplification leaves behind; the result itself is counted in finish.
  if (nodes_.size() >= 8 * static_cast<std::size_t>(kMaxExpressionNodes)) {
    refuse<InvalidArgument>("The formula grows too long: it has more than ", kMaxExpressionNodes,
                            " operations.");
  }
  const int index = static_cast<int>(nodes_.size());
  nodes_.push_back(node);
  known_.emplace(key, index);
  return index;
}

Expression ExpressionBuilder::finish(int root) const {
  std::vector<std::int32_t> place(static_cast<std::size_t>(root) + 1, -1);
  place.back() = 0;
  for (std::size_t i = place.size(); i-- > 0;) {  // what the root needs, from the root down
    if (place[i] < 0) continue;
    const ExpressionNode& node = nodes_[i];
    if (isLeaf(node.op)) continue;
    for (const std::int32_t operand : {node.a, node.b, node.c}) {
      if (operand >= 0) place[static_cast<std::size_t>(operand)] = 0;
    }
  }
  std::vector<ExpressionNode> kept;
  for (std::size_t i = 0; i < place.size(); ++i) {
    if (place[i] < 0) continue;
    place[i] = static_cast<std::int32_t>(kept.size());
    ExpressionNode node = nodes_[i];
    if (!isLeaf(node.op)) {
      for (std::int32_t* operand : {&node.a, &node.b, &node.c}) {
        if (*operand >= 0) *operand = place[static_cast<std::size_t>(*operand)];
      }
    }
    kept.push_back(node);
  }
  if (kept.size() > static_cast<std::size_t>(kMaxExpressionNodes)) {
    refuse<InvalidArgument>("The formula grows too long: it has more than ", kMaxExpressionNodes,
                            " operations.");
  }
  return Expression(variables_, std::move(kept));
}

int ExpressionBuilder::import(const Expression& expression) {
  std::vector<int> place;
  for (const ExpressionNode& node : expression.nodes()) {
    ExpressionNode copy = node;
    if (!isLeaf(node.op)) {
      for (std::int32_t* operand : {&copy.a, &copy.b, &copy.c}) {
        if (*operand >= 0) *operand = place[static_cast<std::size_t>(*operand)];
      }
    }
    place.push_back(add(copy));
  }
  return place.back();
}

}  // namespace nabla
