#include "chain_graph.h"

#include <algorithm>

#include "chain_rule.h"

namespace nabla {

std::vector<std::string> splitNames(const std::string& list) {
  std::vector<std::string> names;
  std::string name;
  for (const char c : list + ",") {
    if (c == ' ') continue;
    if (c != ',') {
      name += c;
    } else if (!name.empty()) {
      names.push_back(std::move(name));
      name.clear();
    }
  }
  return names;
}

ChainGraph::ChainGraph(const std::vector<Expression>& functions, const Vector& at, int repeat, int cut)
    : builder_(functions[0].variables()), cut_(cut) {
  std::vector<int> roots;
  std::uint32_t used = 0;
  for (const Expression& f : functions) {
    roots.push_back(builder_.import(f));
    used |= builder_.at(roots.back()).depends;
  }
  if (used == 0) used = 1;
  const std::vector<std::string>& names = functions[0].variables();
  variables_.assign(names.size(), -1);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if ((used >> i & 1) == 0) continue;
    variables_[i] = static_cast<int>(nodes.size());
    inputs.push_back(static_cast<int>(i));
    nodes.push_back({tape.leaf(Tensor::scalar(at(static_cast<Index>(i)))), names[i]});
  }
  for (int time = 0; time < repeat; ++time) {
    const std::vector<Value> reached = run(*std::max_element(roots.begin(), roots.end()));
    const Value& first = reached[static_cast<std::size_t>(roots[0])];
    if (time + 1 < repeat && first.node >= 0) {
      variables_[0] = first.node;
      continue;
    }
    for (const int root : roots) outputs.push_back(place(reached[static_cast<std::size_t>(root)]));
    break;
  }
}

std::vector<ChainGraph::Value> ChainGraph::run(int last) {
  std::vector<Value> reached;
  for (int i = 0; i <= last; ++i) {
    const ExpressionNode& e = builder_.at(i);
    const bool known = static_cast<std::size_t>(i) < reached_.size() && (e.depends & 1) == 0;
    if (known) {  // what was fed back does not change it
      reached.push_back(reached_[static_cast<std::size_t>(i)]);
    } else if (e.op == Op::Variable) {
      reached.push_back({variables_[static_cast<std::size_t>(e.a)]});
    } else if (isLeaf(e.op)) {
      reached.push_back({-1, e.number});
    } else {
      const Value none;
      const auto operand = [&](int k) { return k < 0 ? none : reached[static_cast<std::size_t>(k)]; };
      reached.push_back(operation(e.op, {operand(e.a), operand(e.b), operand(e.c)}));
    }
  }
  reached_ = reached;
  return reached;
}

ChainGraph::Value ChainGraph::operation(Op op, const std::array<Value, 3>& values) {
  ChainOperands x;
  for (std::size_t k = 0; k < 3; ++k) {
    const bool varies = values[k].node >= 0;
    x[k] = {varies, varies ? value(values[k].node) : values[k].number};
  }
  const double y = valueOf(op, x);
  if (!x[0].varies && !x[1].varies && !x[2].varies) return {-1, y};
  std::vector<Var> from;
  std::vector<double> slopes;
  ChainNode made{{}, labelOf(op, x), savedBy(op, x), {values[0].node, values[1].node}};
  for (std::size_t k = 0; k < 3; ++k) {
    if (!x[k].varies) continue;
    const Var operand = varOf(values[k].node);
    from.push_back(static_cast<int>(edges.size()) == cut_ ? detach(tape, operand) : operand);
    const double slope = slopeOf(op, x, k), largest = largestSlope(op, x, k);
    const bool chooses = op == Op::Where || op == Op::Relu;
    slopes.push_back(slope);
    edges.push_back({values[k].node, static_cast<int>(nodes.size()), slope, largest,
                     largest != 0 && !(chooses && slope == 0)});
  }
  Tape::Rules rules;
  rules.vjp = [slopes](const Tensor& grad) {
    std::vector<Tensor> shares;
    for (const double slope : slopes) shares.push_back(Tensor::scalar(grad.data[0] * slope));
    return shares;
  };
  made.var = tape.record(infoOf(op).name, Tensor::scalar(y), from, std::move(rules));
  return add(std::move(made));
}

ChainGraph::Value ChainGraph::add(ChainNode made) {
  if (nodes.size() >= kMaxChainNodes) {
    refuse<InvalidArgument>("The graph has more than ", kMaxChainNodes,
                            " nodes: repeat less, or shorten the function.");
  }
  nodes.push_back(std::move(made));
  return {static_cast<int>(nodes.size()) - 1};
}

// An output that is a number becomes a node that nothing leads to.
int ChainGraph::place(const Value& v) {
  return v.node >= 0 ? v.node : add({tape.constant(Tensor::scalar(v.number)), "constant"}).node;
}

}  // namespace nabla
