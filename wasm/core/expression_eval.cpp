// Evaluation over numbers, arrays and grids. Arrays go through in blocks that stay in the first-level cache.
#include <algorithm>
#include <array>

#include "expression_apply.h"
#include "expression_block.h"

namespace nabla {
namespace {

constexpr Index kBlock = 128;

}  // namespace

// The graph as a list of steps on places: variables first, then constants, then temporaries, which are used
// again once nobody needs them.
struct Expression::Program {
  struct Step {
    Op op;
    std::uint16_t out, a, b, c;
  };
  std::vector<Step> steps;
  std::vector<double> constants;
  std::size_t variables = 0, places = 0;
  std::uint16_t result = 0;

  Program(std::size_t count, const std::vector<ExpressionNode>& nodes);
  std::size_t temporaries() const { return variables + constants.size(); }
  bool isConstant(std::uint16_t place) const { return place >= variables && place < temporaries(); }
};

namespace {

using Step = Expression::Program::Step;

std::array<std::int32_t, 3> operands(const ExpressionNode& node) {
  if (isLeaf(node.op)) return {-1, -1, -1};
  return {node.a, node.b, node.c};
}

// The value of every node that does not vary, so that a drawing does not compute sin(2) for each of its
// points.
std::vector<double> foldedConstants(const std::vector<ExpressionNode>& nodes) {
  std::vector<double> values(nodes.size(), 0);
  const auto of = [&](std::int32_t k) { return k < 0 ? 0.0 : values[static_cast<std::size_t>(k)]; };
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const ExpressionNode& node = nodes[i];
    if (node.depends != 0) continue;
    values[i] = isLeaf(node.op) ? node.number : applyOp(node.op, of(node.a), of(node.b), of(node.c));
  }
  return values;
}

// For each node the last one that uses it; the value itself outlives them all.
std::vector<std::size_t> lastUses(const std::vector<ExpressionNode>& nodes) {
  std::vector<std::size_t> last(nodes.size(), 0);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (nodes[i].depends == 0) continue;
    for (const std::int32_t k : operands(nodes[i])) {
      if (k >= 0) last[static_cast<std::size_t>(k)] = i;
    }
  }
  last.back() = nodes.size();
  return last;
}

}  // namespace

Expression::Program::Program(std::size_t count, const std::vector<ExpressionNode>& nodes) : variables(count) {
  const std::vector<double> folded = foldedConstants(nodes);
  std::vector<std::size_t> last = lastUses(nodes);
  std::vector<std::uint16_t> place(nodes.size(), 0);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (nodes[i].depends != 0 || last[i] == 0) continue;  // used by other constants only
    place[i] = static_cast<std::uint16_t>(temporaries());
    constants.push_back(folded[i]);
  }
  places = temporaries();
  std::vector<std::uint16_t> free;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const ExpressionNode& node = nodes[i];
    if (node.depends == 0) continue;
    if (node.op == Op::Variable) {
      place[i] = static_cast<std::uint16_t>(node.a);
      continue;
    }
    const auto of = [&](std::int32_t k) {
      return k < 0 ? std::uint16_t{0} : place[static_cast<std::size_t>(k)];
    };
    Step step{node.op, 0, of(node.a), of(node.b), of(node.c)};
    for (const std::int32_t k : operands(node)) {
      if (k < 0 || last[static_cast<std::size_t>(k)] != i || of(k) < temporaries()) continue;
      free.push_back(of(k));
      last[static_cast<std::size_t>(k)] = 0;  // freed once, also when it is both operands
    }
    if (free.empty()) {
      step.out = static_cast<std::uint16_t>(places++);
    } else {
      step.out = free.back();
      free.pop_back();
    }
    place[i] = step.out;
    steps.push_back(step);
  }
  result = place.back();
}

Expression::Expression(std::vector<std::string> variables, std::vector<ExpressionNode> nodes)
    : variables_(std::move(variables)), nodes_(std::move(nodes)) {
  program_ = std::make_shared<Program>(variables_.size(), nodes_);
}

double Expression::evaluate(const double* at) const {
  const Program& p = *program_;
  std::array<double, 96> small;
  std::vector<double> large;
  double* values = small.data();
  if (p.places > small.size()) {
    large.resize(p.places);
    values = large.data();
  }
  std::copy(at, at + p.variables, values);
  std::copy(p.constants.begin(), p.constants.end(), values + p.variables);
  for (const Step& s : p.steps) values[s.out] = applyOp(s.op, values[s.a], values[s.b], values[s.c]);
  return values[p.result];
}

double Expression::evaluate(const Vector& at) const {
  if (at.size() != static_cast<Index>(variables_.size())) {
    refuse<ShapeMismatch>("at: ", variables_.size(), " numbers are needed, one a variable, not ", at.size(),
                          ".");
  }
  return evaluate(at.data());
}

double Expression::evaluateFloat32(const double* at) const {
  const auto rounded = [](double x) { return static_cast<double>(static_cast<float>(x)); };
  std::vector<double> inputs(at, at + variables_.size());
  for (double& x : inputs) x = rounded(x);
  // The float64 result of one operation on float32 numbers, rounded, is the float32 result: exactly for + - *
  // / and sqrt (double rounding is harmless from 53 to 24 bits), and within half a unit for the rest.
  return evaluateAs<double>(*this, inputs.data(),
                            [&](const ExpressionNode&, double& value) { value = rounded(value); });
}

namespace {

// Pointers to where each place lies, and blocks for those that have no column.
class Workspace {
 public:
  explicit Workspace(const Expression::Program& p)
      : memory_((p.places - p.variables) * static_cast<std::size_t>(kBlock)), at_(p.places) {
    double* next = memory_.data();
    for (std::size_t i = p.variables; i < p.places; ++i, next += kBlock) {
      at_[i] = next;
      if (i < p.temporaries()) std::fill(next, next + kBlock, p.constants[i - p.variables]);
    }
  }
  double*& operator[](std::size_t place) { return at_[place]; }

 private:
  std::vector<double> memory_;
  std::vector<double*> at_;
};

void runStep(const Expression::Program& p, const Step& s, Workspace& at, Index n) {
  if (s.op == Op::Pow && p.isConstant(s.b)) return raiseBlock(at[s.a], *at[s.b], at[s.out], n);
  applyBlock(s.op, at[s.a], at[s.b], at[s.c], at[s.out], n);
}

void run(const Expression::Program& p, Workspace& at, const double* const* columns, double* out,
         Index count) {
  for (Index from = 0; from < count; from += kBlock) {
    const Index n = std::min(kBlock, count - from);
    // Only read: a step never writes to the place of a variable.
    for (std::size_t v = 0; v < p.variables; ++v) at[v] = const_cast<double*>(columns[v]) + from;
    for (const Step& s : p.steps) runStep(p, s, at, n);
    std::copy_n(at[p.result], n, out + from);
  }
}

}  // namespace

void Expression::evaluate(const double* const* columns, double* out, Index count) const {
  Workspace workspace(*program_);
  run(*program_, workspace, columns, out, count);
}

Vector Expression::evaluateEach(const Vector& x) const {
  if (variables_.size() != 1) refuse<ShapeMismatch>("evaluateEach: the function must have one variable.");
  Vector out(x.size());
  const double* column = x.data();
  evaluate(&column, out.data(), x.size());
  return out;
}

namespace {

constexpr std::uint32_t kAlongX = 1, kAlongY = 2;

// What of a function of x and y depends on one of them only, as columns over that one; and the rest as a
// function of those columns.
struct Separated {
  std::vector<std::vector<double>> columns;
  std::vector<std::uint32_t> along;
  std::vector<ExpressionNode> rest;
};

Separated separated(const std::vector<ExpressionNode>& nodes, const Vector& xs, const Vector& ys) {
  const std::vector<double> folded = foldedConstants(nodes);
  const std::size_t widest = static_cast<std::size_t>(std::max(xs.size(), ys.size()));
  std::vector<std::vector<double>> values(nodes.size());
  std::vector<std::int32_t> place(nodes.size(), -1);  // in rest
  Separated out;
  const auto inRest = [&](std::int32_t k) {
    const auto i = static_cast<std::size_t>(k);
    if (place[i] >= 0) return place[i];
    ExpressionNode leaf{Op::Number, -1, -1, -1, folded[i], 0};
    if (nodes[i].depends != 0) {
      leaf = {Op::Variable, static_cast<std::int32_t>(out.columns.size()), -1, -1, 0, nodes[i].depends};
      out.columns.push_back(values[i]);
      out.along.push_back(nodes[i].depends);
    }
    out.rest.push_back(leaf);
    return place[i] = static_cast<std::int32_t>(out.rest.size()) - 1;
  };
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const ExpressionNode& node = nodes[i];
    if (node.depends == (kAlongX | kAlongY)) {
      ExpressionNode copy = node;
      for (std::int32_t* k : {&copy.a, &copy.b, &copy.c}) {
        if (*k >= 0) *k = inRest(*k);
      }
      out.rest.push_back(copy);
      place[i] = static_cast<std::int32_t>(out.rest.size()) - 1;
      continue;
    }
    const Vector& points = node.depends == kAlongX ? xs : ys;
    values[i].assign(node.depends == 0 ? widest : static_cast<std::size_t>(points.size()), folded[i]);
    if (node.op == Op::Variable) std::copy_n(points.data(), points.size(), values[i].begin());
    if (node.depends == 0 || isLeaf(node.op)) continue;
    const auto of = [&](std::int32_t k) {
      return values[static_cast<std::size_t>(k < 0 ? node.a : k)].data();
    };
    applyBlock(node.op, of(node.a), of(node.b), of(node.c), values[i].data(), points.size());
  }
  inRest(static_cast<std::int32_t>(nodes.size()) - 1);
  return out;
}

}  // namespace

Matrix Expression::evaluateGrid(const Vector& xs, const Vector& ys) const {
  if (variables_.size() != 2) refuse<ShapeMismatch>("evaluateGrid: the function must have two variables.");
  const Separated parts = separated(nodes_, xs, ys);
  const Program program(parts.columns.size(), parts.rest);
  Workspace workspace(program);
  const auto width = static_cast<std::size_t>(xs.size());
  std::vector<std::vector<double>> spread(parts.columns.size());
  std::vector<const double*> columns;
  for (std::size_t k = 0; k < parts.columns.size(); ++k) {
    if (parts.along[k] == kAlongY) spread[k].resize(width);
    columns.push_back(parts.along[k] == kAlongX ? parts.columns[k].data() : spread[k].data());
  }
  Matrix out(ys.size(), xs.size());
  for (Index i = 0; i < ys.size(); ++i) {
    for (std::size_t k = 0; k < columns.size(); ++k) {
      if (!spread[k].empty())
        std::fill(spread[k].begin(), spread[k].end(), parts.columns[k][static_cast<std::size_t>(i)]);
    }
    run(program, workspace, columns.data(), out.data() + i * xs.size(), xs.size());
  }
  return out;
}

}  // namespace nabla
