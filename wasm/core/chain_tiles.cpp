// Functions built from tiles: one more operation around what is there, or one less.
#include <algorithm>

#include "chain_graph.h"
#include "chain_rule.h"

namespace nabla {
namespace {

Expression loneFunction(const std::string& function, const std::vector<std::string>& names) {
  const std::vector<Expression> parsed = parseExpressions(function, names);
  if (parsed.size() != 1) refuse<InvalidArgument>("Tiles build one function; these are several.");
  return parsed[0];
}

// The nodes of `outer`, a function of one variable, with that variable replaced.
int compose(ExpressionBuilder& builder, const Expression& outer, int inner) {
  std::vector<int> place;
  const auto of = [&](std::int32_t i) { return i < 0 ? -1 : place[static_cast<std::size_t>(i)]; };
  for (const ExpressionNode& node : outer.nodes()) {
    place.push_back(node.op == Op::Variable ? inner
                    : node.op == Op::Number ? builder.number(node.number)
                    : isLeaf(node.op)       ? builder.make(node.op)
                                            : builder.make(node.op, of(node.a), of(node.b), of(node.c)));
  }
  return place.back();
}

}  // namespace

std::string chainAppend(const std::string& function, const std::string& variables, const std::string& tile,
                        double number, const std::string& own) {
  const std::vector<std::string> names = splitNames(variables);
  ExpressionBuilder builder(names);
  const int f = builder.import(loneFunction(function, names));
  if (tile == "own") return builder.finish(compose(builder, loneFunction(own, {"u"}), f)).text();
  if (tile == "add") return builder.finish(builder.make(Op::Add, f, builder.number(number))).text();
  if (tile == "multiply") return builder.finish(builder.make(Op::Mul, builder.number(number), f)).text();
  if (tile == "plus") return builder.finish(builder.make(Op::Add, f, builder.variable(0))).text();
  if (tile == "times") return builder.finish(builder.make(Op::Mul, f, builder.variable(0))).text();
  if (tile == "square") return builder.finish(builder.make(Op::Pow, f, builder.number(2))).text();
  const Callable* named = findCallable(tile);
  if (!named || named->least != 1 || named->kind != Callable::Kind::Plain) {
    refuse<InvalidArgument>("There is no tile called ", tile, ".");
  }
  return builder.finish(builder.make(named->op, f)).text();
}

std::string chainRemove(const std::string& function, const std::string& variables) {
  const std::vector<std::string> names = splitNames(variables);
  ExpressionBuilder builder(names);
  const int f = builder.import(loneFunction(function, names));
  const ExpressionNode root = builder.at(f);
  int longest = -1;
  if (!isLeaf(root.op)) {
    for (const std::int32_t operand : {root.a, root.b, root.c}) {
      // what is built later is built of more
      if (operand >= 0 && builder.at(operand).depends != 0) longest = std::max(longest, operand);
    }
  }
  if (isLeaf(root.op) && root.op == Op::Variable) longest = f;
  return builder.finish(longest >= 0 ? longest : builder.variable(0)).text();
}

}  // namespace nabla
