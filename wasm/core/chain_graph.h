// Typed functions as one graph of scalar operations, evaluated onto a tape.
#pragma once

#include <vector>

#include "chain_operations.h"
#include "tape.h"

namespace nabla {

struct ChainEdge {
  int from, to;
  double slope = 0;     // here
  double largest = 0;   // anywhere
  bool carries = true;  // not where a choice drops the tangent: a branch not taken, a unit that is off
};

struct ChainNode {
  Var var;
  std::string label;
  SavedTensors saved = {};
  std::vector<int> operands = {};  // nodes, for the operands that `saved` speaks of; -1 for constants
};

class ChainGraph {
 public:
  // The first variable is replaced by the (lone) function's value `repeat` - 1 times; the edge `cut` is
  // detached. Throws InvalidArgument beyond kMaxChainNodes.
  ChainGraph(const std::vector<Expression>& functions, const Vector& at, int repeat, int cut);

  double value(int node) const { return tape.value(varOf(node)).data[0]; }
  Var varOf(int node) const { return nodes[static_cast<std::size_t>(node)].var; }

  Tape tape;
  std::vector<ChainNode> nodes;  // inputs first, then in the order of evaluation
  std::vector<ChainEdge> edges;  // in the order of the nodes that they lead to
  std::vector<int> inputs;       // which variables occur; the first if none does
  std::vector<int> outputs;      // nodes

 private:
  // What an expression's node has become: a node of the graph, or a number.
  struct Value {
    int node = -1;
    double number = 0;
  };

  std::vector<Value> run(int last);
  Value operation(Op op, const std::array<Value, 3>& values);
  Value add(ChainNode made);
  int place(const Value& v);

  ExpressionBuilder builder_;
  std::vector<Value> reached_;  // of the last repetition
  std::vector<int> variables_;  // the node that stands for each variable now
  int cut_;
};

// "x, y" as names.
std::vector<std::string> splitNames(const std::string& list);

}  // namespace nabla
