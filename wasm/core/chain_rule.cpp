#include "chain_rule.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "chain_graph.h"
#include "gradcheck.h"

namespace nabla {
namespace {

void requireAt(bool there, const char* name, int index, std::size_t count) {
  if (!there) {
    refuse<InvalidArgument>(name, " is ", index, ", but there are ", count, ".");
  }
}

std::size_t index(int i) {
  return static_cast<std::size_t>(i);
}

// Slopes times tangents, along the evaluation; pushed: the share of each edge.
Vector forwardFrom(const ChainGraph& g, int seed, int cut, Vector& pushed) {
  Vector tangents = Vector::Zero(static_cast<Index>(g.nodes.size()));
  pushed = Vector::Zero(static_cast<Index>(g.edges.size()));
  // 0 · ∞ of an input that was not moved is no movement; of one that was it is no number
  Vector reached = tangents;
  tangents(seed) = reached(seed) = 1;
  for (std::size_t e = 0; e < g.edges.size(); ++e) {
    const ChainEdge& edge = g.edges[e];
    if (static_cast<int>(e) == cut || !edge.carries || reached(edge.from) == 0) continue;
    const double share = edge.slope * tangents(edge.from);
    reached(edge.to) = 1;
    pushed(static_cast<Index>(e)) = share;
    tangents(edge.to) += share;
  }
  return tangents;
}

// What loss.backward() leaves in every node.
Vector backwardFrom(const ChainGraph& g, int output) {
  Vector adjoints = Vector::Zero(static_cast<Index>(g.nodes.size()));
  const Gradients gradients = g.tape.backward(g.varOf(output));
  for (std::size_t i = 0; i < g.nodes.size(); ++i)
    adjoints(static_cast<Index>(i)) = gradients.of(g.nodes[i].var).data[0];
  return adjoints;
}

// The same walk with a fault: each share replaces what was there.
Vector assignedFrom(const ChainGraph& g, int output, const Vector& arrived, int cut) {
  Vector adjoints = Vector::Zero(static_cast<Index>(g.nodes.size()));
  adjoints(output) = 1;
  for (int v = output; v >= 0; --v) {
    if (arrived(v) == 0) continue;
    for (std::size_t e = 0; e < g.edges.size(); ++e) {
      const ChainEdge& edge = g.edges[e];
      if (edge.to == v && static_cast<int>(e) != cut) adjoints(edge.from) = adjoints(v) * edge.slope;
    }
  }
  return adjoints;
}

// The nodes that the walk back from the output comes to.
Vector arrivedFrom(const ChainGraph& g, int output, int cut) {
  Vector arrived = Vector::Zero(static_cast<Index>(g.nodes.size()));
  arrived(output) = g.tape.requiresGrad(g.varOf(output)) ? 1 : 0;
  for (std::size_t e = g.edges.size(); e-- > 0;) {
    const ChainEdge& edge = g.edges[e];
    const bool open = static_cast<int>(e) != cut && g.tape.requiresGrad(g.varOf(edge.from));
    if (open && arrived(edge.to) != 0) arrived(edge.from) = 1;
  }
  return arrived;
}

// What backward() raises after node `edit` was changed: the last operation that kept its value finds out
// first.
std::string complaint(const ChainGraph& g, int edit, const Vector& arrived) {
  if (edit < static_cast<int>(g.inputs.size())) {
    return "a leaf Variable that requires grad is being used in an in-place operation.";
  }
  for (int v = static_cast<int>(g.nodes.size()) - 1; v >= 0; --v) {
    if (arrived(v) == 0) continue;
    const ChainNode& node = g.nodes[index(v)];
    const char* name = v == edit ? node.saved.result : nullptr;
    for (std::size_t k = 0; k < node.operands.size(); ++k) {
      if (node.operands[k] == edit && node.saved.operands[k]) name = "Add";  // what v.add_ has made it
    }
    if (!name) continue;
    return "one of the variables needed for gradient computation has been modified by an inplace operation: "
           "[torch.DoubleTensor []], which is output 0 of " +
           std::string(name) + ", is at version 1; expected version 0 instead.";
  }
  return "";
}

// The names of the operations, from the output back: f(g(h(x))).
std::string namesOf(const ChainGraph& g) {
  static const char* const kLetters[] = {"f", "g", "h", "k", "p", "q", "r", "s"};
  static const char* const kBelow[] = {"₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉"};
  const auto numbered = [](const char* letter, std::size_t n) {
    std::string out = letter;
    for (const char c : std::to_string(n)) out += kBelow[c - '0'];
    return out;
  };
  const std::size_t first = g.inputs.size(), count = g.nodes.size() - first;
  const bool lettered = g.outputs.size() == 1 && count <= std::size(kLetters);
  std::string names;
  for (std::size_t i = 0; i < g.nodes.size(); ++i) {
    std::string name = g.nodes[i].label;
    if (i >= first) {
      const auto output = std::find(g.outputs.begin(), g.outputs.end(), static_cast<int>(i));
      name = lettered                    ? kLetters[g.nodes.size() - 1 - i]
             : output == g.outputs.end() ? numbered("v", i - first + 1)
             : g.outputs.size() == 1
                 ? "f"
                 : numbered("f", static_cast<std::size_t>(output - g.outputs.begin()) + 1);
    }
    names += (i == 0 ? "" : "\n") + name;
  }
  return names;
}

std::string labelsOf(const ChainGraph& g) {
  std::string labels;
  for (std::size_t i = 0; i < g.nodes.size(); ++i) labels += (i == 0 ? "" : "\n") + g.nodes[i].label;
  return labels;
}

Vector log10Of(const Vector& v) {
  return v.unaryExpr([](double x) { return std::log10(std::abs(x)); });
}

// The adjoints if every slope were as large as it can ever be.
Vector boundsFrom(const ChainGraph& g, int output, int cut) {
  Vector bounds = Vector::Zero(static_cast<Index>(g.nodes.size()));
  bounds(output) = 1;
  for (int v = output; v >= 0; --v) {
    for (std::size_t e = 0; e < g.edges.size(); ++e) {
      const ChainEdge& edge = g.edges[e];
      const bool open = edge.to == v && static_cast<int>(e) != cut && edge.largest != 0 && bounds(v) != 0;
      if (open) bounds(edge.from) += bounds(v) * edge.largest;
    }
  }
  return bounds;
}

std::string pythonOf(const std::vector<Expression>& functions) {
  std::string names, bodies;
  for (const std::string& name : functions[0].variables()) names += (names.empty() ? "" : ", ") + name;
  for (const Expression& f : functions) bodies += (bodies.empty() ? "" : ", ") + f.python();
  if (functions.size() > 1) bodies = "torch.stack([" + bodies + "])";
  return "lambda " + names + ": " + bodies;
}

void checkGradient(ChainTrace& trace, const std::vector<Expression>& functions, const ChainGraph& g,
                   const Vector& at, int repeat, int output) {
  const Expression& f = functions[index(output)];
  const auto count = static_cast<Index>(g.inputs.size());
  Vector x(count);
  for (Index i = 0; i < count; ++i) x(i) = at(g.inputs[index(static_cast<int>(i))]);
  const auto repeated = [&](const Vector& inputs) {
    Vector all = at;
    for (Index i = 0; i < count; ++i) all(g.inputs[index(static_cast<int>(i))]) = inputs(i);
    for (int time = 1; time < repeat; ++time) all(0) = f.evaluate(all);
    return f.evaluate(all);
  };
  const GradCheck check = gradcheck(repeated, x, trace.adjoints.head(count));
  trace.numerical = check.numerical;
  trace.ratio = check.ratio;
  trace.passed = check.passed;
}

void countOperations(ChainTrace& trace, const ChainGraph& g) {
  std::vector<int> in(g.nodes.size()), out(g.nodes.size());
  for (const ChainEdge& edge : g.edges) {
    ++in[index(edge.to)];
    ++out[index(edge.from)];
  }
  for (const int output : g.outputs)
    ++out[index(output)];  // its seed is one of the shares that come together
  trace.operations = static_cast<int>(g.nodes.size() - g.inputs.size());
  trace.multiplications = static_cast<int>(g.edges.size());
  for (std::size_t i = 0; i < g.nodes.size(); ++i) {
    trace.forwardAdditions += std::max(0, in[i] - 1);
    trace.reverseAdditions += std::max(0, out[i] - 1);
  }
  const int inputs = static_cast<int>(g.inputs.size()), outputs = static_cast<int>(g.outputs.size());
  trace.forwardCost = inputs * (trace.multiplications + trace.forwardAdditions);
  trace.reverseCost = outputs * (trace.multiplications + trace.reverseAdditions);
}

void fillEdges(ChainTrace& trace, const ChainGraph& g, int cut) {
  const auto count = static_cast<Index>(g.edges.size());
  for (Vector* v : {&trace.from, &trace.to, &trace.slopes, &trace.pulled}) *v = Vector::Zero(count);
  for (Index e = 0; e < count; ++e) {
    const ChainEdge& edge = g.edges[static_cast<std::size_t>(e)];
    trace.from(e) = edge.from;
    trace.to(e) = edge.to;
    trace.slopes(e) = edge.slope;
    if (trace.badEdge < 0 && !std::isfinite(edge.slope)) trace.badEdge = static_cast<int>(e);
    if (e == cut) continue;
    if (trace.arrived(edge.to) != 0) trace.pulled(e) = edge.slope * trace.adjoints(edge.to);
  }
}

Matrix jacobianForward(const ChainGraph& g, int cut) {
  Matrix j(static_cast<Index>(g.outputs.size()), static_cast<Index>(g.inputs.size()));
  Vector pushed;
  for (Index i = 0; i < j.cols(); ++i) {
    const Vector tangents = forwardFrom(g, static_cast<int>(i), cut, pushed);
    for (Index o = 0; o < j.rows(); ++o) j(o, i) = tangents(g.outputs[static_cast<std::size_t>(o)]);
  }
  return j;
}

Matrix jacobianReverse(const ChainGraph& g) {
  Matrix j = Matrix::Zero(static_cast<Index>(g.outputs.size()), static_cast<Index>(g.inputs.size()));
  for (Index o = 0; o < j.rows(); ++o) {
    const int output = g.outputs[static_cast<std::size_t>(o)];
    if (g.tape.requiresGrad(g.varOf(output))) j.row(o) = backwardFrom(g, output).head(j.cols()).transpose();
  }
  return j;
}

void runBackward(ChainTrace& trace, const ChainGraph& g, int output, bool assign, int cut, int edit) {
  const auto count = static_cast<Index>(g.nodes.size());
  trace.adjoints = Vector::Zero(count);
  trace.arrived = arrivedFrom(g, output, cut);
  if (edit >= 0) trace.error = complaint(g, edit, trace.arrived);
  if (trace.error.empty()) {
    try {
      trace.adjoints = backwardFrom(g, output);
      if (assign) trace.adjoints = assignedFrom(g, output, trace.arrived, cut);
    } catch (const InvalidArgument& refused) {
      trace.error = refused.what();
    }
  }
  if (!trace.error.empty()) trace.arrived = Vector::Zero(count);
  trace.log10Adjoints = log10Of(trace.adjoints);
  trace.bounds = boundsFrom(g, output, cut);
  trace.log10Bounds = log10Of(trace.bounds);
}

}  // namespace

ChainTrace chainTrace(const std::string& functions, const std::string& variables, const Vector& at,
                      int repeat, int seedInput, int seedOutput, bool assign, int cut, int edit) {
  const std::vector<std::string> names = splitNames(variables);
  const std::vector<Expression> parsed = parseExpressions(functions, names);
  require_size(at, static_cast<Index>(names.size()), "at");
  require_finite(at, "at");
  if (parsed.size() > 3) refuse<InvalidArgument>("The graph takes up to three functions.");
  // Each time adds a node, unless the function is a variable: then only the limit ends it.
  if (repeat < 1 || repeat > kMaxChainNodes) {
    refuse<InvalidArgument>("repeat must be from 1 to ", kMaxChainNodes,
                            ": the graph has no room for more nodes.");
  }
  if (repeat > 1 && parsed.size() > 1) {
    refuse<InvalidArgument>("Several functions cannot be repeated: which of them would be fed back?");
  }
  const ChainGraph g(parsed, at, repeat, cut);
  requireAt(seedInput >= 0 && index(seedInput) < g.inputs.size(), "seedInput", seedInput, g.inputs.size());
  requireAt(seedOutput >= 0 && index(seedOutput) < g.outputs.size(), "seedOutput", seedOutput,
            g.outputs.size());
  requireAt(cut >= -1 && cut < static_cast<int>(g.edges.size()), "cut", cut, g.edges.size());
  requireAt(edit >= -1 && edit < static_cast<int>(g.nodes.size()), "edit", edit, g.nodes.size());

  ChainTrace trace;
  trace.names = namesOf(g);
  trace.labels = labelsOf(g);
  trace.python = pythonOf(parsed);
  trace.inputs = static_cast<int>(g.inputs.size());
  trace.values.resize(static_cast<Index>(g.nodes.size()));
  for (std::size_t i = 0; i < g.nodes.size(); ++i) {
    const double value = g.value(static_cast<int>(i));
    trace.values(static_cast<Index>(i)) = value;
    if (trace.badNode < 0 && !std::isfinite(value)) trace.badNode = static_cast<int>(i);
  }
  trace.outputs.resize(static_cast<Index>(g.outputs.size()));
  for (std::size_t o = 0; o < g.outputs.size(); ++o) trace.outputs(static_cast<Index>(o)) = g.outputs[o];
  trace.tangents = forwardFrom(g, seedInput, cut, trace.pushed);
  runBackward(trace, g, g.outputs[index(seedOutput)], assign, cut, edit);
  fillEdges(trace, g, cut);
  trace.forwardJacobian = jacobianForward(g, cut);
  trace.reverseJacobian = jacobianReverse(g);
  countOperations(trace, g);
  checkGradient(trace, parsed, g, at, repeat, seedOutput);
  return trace;
}

}  // namespace nabla
