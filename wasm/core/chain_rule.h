// The chain rule on a graph of scalar operations: what every operation gives, its slope along every edge, the
// derivative that forward mode carries through it and the one that reverse mode brings back to it. Values and
// gradients are those of the tape; what can go wrong on a tape can be made to go wrong here.
#pragma once

#include <string>

#include "types.h"

namespace nabla {

inline constexpr int kMaxChainNodes = 64;

struct ChainTrace {
  // Nodes in the order of evaluation, inputs first; one line a node.
  std::string names;  // "x", "h", "f": the last operation of a lone output is f, the one before it g
  std::string
      labels;  // "x", "u²", "+ 1", "sin": what the node does to what comes in; constants belong to the label
  int inputs = 0;  // the variables that occur; the first variable if none does
  Vector outputs;  // the nodes of the outputs, in order
  Vector values;
  Vector tangents;       // d node / d seeded input, by forward mode
  Vector adjoints;       // d seeded output / d node, by reverse mode; 0 where nothing arrives
  Vector arrived;        // 1 where a gradient arrives: elsewhere PyTorch's .grad is None, not 0
  Vector log10Adjoints;  // log₁₀ |adjoint|: the running product along a chain; −∞ for 0
  Vector bounds;  // |adjoint| if every slope were the largest that its operation has anywhere; ∞ if none is
  Vector log10Bounds;
  // none

  // Edges in the order of the nodes that they lead to, operands in order.
  Vector from, to;
  Vector slopes;  // ∂to/∂from
  Vector pushed;  // slope · tangent of from: the edge's share of the tangent of to
  Vector pulled;  // slope · adjoint of to: the edge's share of the adjoint of from

  // All derivatives, m outputs × n inputs, by n sweeps forward and by m sweeps back.
  Matrix forwardJacobian, reverseJacobian;
  int operations = 0;        // evaluated once, whatever the mode
  int multiplications = 0;   // of one sweep in either mode: one an edge
  int forwardAdditions = 0;  // of one sweep: where edges come together
  int reverseAdditions = 0;  // of one sweep: where a value is used more than once
  int forwardCost = 0;       // of all derivatives: n sweeps forward
  int reverseCost = 0;       // m sweeps back

  // The adjoints of the inputs against central differences, by the rule of torch.autograd.gradcheck.
  Vector numerical;
  double ratio = 0;  // worst difference over tolerance; passes up to 1
  bool passed = true;

  std::string python;  // "lambda x, y: torch.sin(x)": variables that do not occur stay unattached, as their
                       // .grad of None; several functions are stacked
  std::string error;   // what backward() raises, in PyTorch's words; then no gradient arrives anywhere
  int badNode = -1;    // first node whose value is not finite
  int badEdge = -1;    // first edge whose slope is not finite
};

// functions: one to three, separated by commas, of the comma-separated variables; at: one number a variable.
// The first variable is fed with the function's own value again, `repeat` times in all, which takes a lone
// function: f(f(x)). Equal parts are computed once. seedInput counts the inputs that occur, seedOutput the
// outputs, both from 0. Three ways to spoil the backward pass, indices from 0 and -1 for none: assign lets
// gradients that meet in a node overwrite each other, in the order of the walk, instead of adding up; cut is
// an edge whose source is detached on its way; edit is a node that is changed in place (v.add_(1)) once
// everything is computed. Throws InvalidExpression; ShapeMismatch unless at has one number a variable;
// InvalidArgument for a seed, an edge or a node that is not there, for repeated functions in company, and
// beyond kMaxChainNodes. PyTorch: torch.autograd.grad, torch.func.jvp, torch.func.vjp.
ChainTrace chainTrace(const std::string& functions, const std::string& variables, const Vector& at,
                      int repeat, int seedInput, int seedOutput, bool assign, int cut, int edit);

// The function with one more operation around it, as text. tile: "add" and "multiply" by `number`, "plus" and
// "times" the first variable, "square", "own" for the function `own` of u, or the name of a function of one
// number. Throws InvalidExpression, InvalidArgument for an unknown tile and for several functions.
std::string chainAppend(const std::string& function, const std::string& variables, const std::string& tile,
                        double number, const std::string& own);

// The function without its outermost operation; of two operands the longer one stays. A variable stays as it
// is.
std::string chainRemove(const std::string& function, const std::string& variables);

}  // namespace nabla
