#include "derivatives.h"

#include <algorithm>

#include "complex_step.h"
#include "expression_apply.h"
#include "jet.h"

namespace nabla {
namespace {

constexpr int kSlopes = 4;
using Slopes = Dual<double, kSlopes>;

void requirePoint(const Expression& f, const Vector& at) {
  require_size(at, static_cast<Index>(f.variables().size()), "at");
}

void requireStep(double h) {
  if (!(h > 0) || std::isinf(h)) refuse<InvalidArgument>("h must be a positive number.");
}

// The step that is really taken: x + h is rounded, and the difference must be divided by what came of it.
double differenceAlong(const Expression& f, Vector at, Index axis, double h, Difference kind) {
  const double x = at(axis);
  if (kind == Difference::Imaginary) {
    std::vector<ComplexStep> z(at.data(), at.data() + at.size());
    z[static_cast<std::size_t>(axis)].z = {x, h};
    const ComplexStep value = evaluateAs<ComplexStep>(f, z.data());
    return std::isnan(value.real) ? value.real : value.z.imag() / h;
  }
  at(axis) = x + h;
  const double right = at(axis), above = f.evaluate(at.data());
  at(axis) = kind == Difference::Central ? x - h : x;
  return (above - f.evaluate(at.data())) / (right - at(axis));
}

// The value on the tape with the variables as leaves, one number each.
struct Recorded {
  Tape tape;
  std::vector<Var> leaves;
  Var value;
  Recorded(const Expression& f, const Vector& at) {
    for (const double x : at) leaves.push_back(tape.leaf(Tensor::scalar(x)));
    value = recordExpression(tape, f, leaves);
  }
  Vector read(const Gradients& gradients) const {
    Vector out(static_cast<Index>(leaves.size()));
    for (Index i = 0; i < out.size(); ++i) out(i) = gradients.of(leaves[static_cast<std::size_t>(i)]).data[0];
    return out;
  }
};

template <class Row>
Matrix rows(const std::vector<Expression>& f, const Vector& at, Row row) {
  Matrix out(static_cast<Index>(f.size()), at.size());
  for (Index i = 0; i < out.rows(); ++i) out.row(i) = row(f[static_cast<std::size_t>(i)]).transpose();
  return out;
}

int operationsOf(const Expression& f) {
  return static_cast<int>(std::count_if(f.nodes().begin(), f.nodes().end(),
                                        [](const ExpressionNode& n) { return !isLeaf(n.op); }));
}

using UnaryOnTape = Var (*)(Tape&, Var);
using BinaryOnTape = Var (*)(Tape&, Var, Var);

// In the order of Op, from Abs on.
constexpr UnaryOnTape kUnary[] = {abs,     acos,  asin,  atan, cbrt, ceil,     cos,   cosh, erf,  erfc,
                                  exp,     expm1, floor, gelu, log,  log10,    log1p, log2, relu, round,
                                  sigmoid, sign,  silu,  sin,  sinh, softplus, sqrt,  step, tan,  tanh};
static_assert(std::size(kUnary) ==
              static_cast<std::size_t>(Op::Tanh) - static_cast<std::size_t>(Op::Abs) + 1);

BinaryOnTape binaryOf(Op op) {
  switch (op) {
    case Op::Add:
      return add;
    case Op::Sub:
      return sub;
    case Op::Mul:
      return mul;
    case Op::Div:
      return div;
    case Op::Pow:
      return pow;
    case Op::Atan2:
      return atan2;
    case Op::Hypot:
      return hypot;
    case Op::Max:
      return maximum;
    default:
      return minimum;
  }
}

Var recordComparison(Tape& tape, Op op, const Tensor& a, const Tensor& b) {
  return tape.constant(broadcast(a, b, [op](double x, double y) { return applyOp(op, x, y); }));
}

}  // namespace

Var recordExpression(Tape& tape, const Expression& f, const std::vector<Var>& variables) {
  if (variables.size() != f.variables().size())
    refuse<ShapeMismatch>("variables: one Var a variable is needed.");
  std::vector<Var> places;
  for (const ExpressionNode& node : f.nodes()) {
    const auto of = [&](std::int32_t i) { return places[static_cast<std::size_t>(i)]; };
    const Op op = node.op;
    if (op == Op::Variable) {
      places.push_back(variables[static_cast<std::size_t>(node.a)]);
    } else if (isConstantLeaf(op)) {
      places.push_back(tape.constant(Tensor::scalar(node.number)));
    } else if (op == Op::Neg) {
      places.push_back(neg(tape, of(node.a)));
    } else if (isComparison(op)) {
      places.push_back(recordComparison(tape, op, tape.value(of(node.a)), tape.value(of(node.b))));
    } else if (op == Op::Where) {
      places.push_back(where(tape, tape.value(of(node.a)), of(node.b), of(node.c)));
    } else if (op == Op::Pow && f.nodes()[static_cast<std::size_t>(node.b)].depends == 0) {
      places.push_back(pow(tape, of(node.a), tape.value(of(node.b)).data[0]));
    } else if (operandsOf(op) == 1) {
      places.push_back(
          kUnary[static_cast<std::size_t>(op) - static_cast<std::size_t>(Op::Abs)](tape, of(node.a)));
    } else {
      places.push_back(binaryOf(op)(tape, of(node.a), of(node.b)));
    }
  }
  return places.back();
}

Vector gradientForward(const Expression& f, const Vector& at) {
  requirePoint(f, at);
  Vector out(at.size());
  for (Index first = 0; first < at.size(); first += kSlopes) {
    std::vector<Slopes> x;
    const int count = static_cast<int>(std::min<Index>(kSlopes, at.size() - first));
    for (Index i = 0; i < at.size(); ++i) {
      const auto lane = static_cast<int>(i - first);
      x.push_back(lane >= 0 && lane < count ? Slopes::variable(at(i), lane) : Slopes(at(i)));
    }
    // What does not depend on a variable has no slope along it, not 0 times an infinite one.
    const Slopes value = evaluateAs<Slopes>(f, x.data(), [&](const ExpressionNode& node, Slopes& s) {
      for (int lane = 0; lane < count; ++lane) {
        if ((node.depends >> (first + lane) & 1) == 0) s.slope[static_cast<std::size_t>(lane)] = 0;
      }
    });
    for (int lane = 0; lane < count; ++lane) out(first + lane) = value.slope[static_cast<std::size_t>(lane)];
  }
  return out;
}

Vector gradientReverse(const Expression& f, const Vector& at) {
  requirePoint(f, at);
  const Recorded recorded(f, at);
  if (!recorded.tape.requiresGrad(recorded.value)) return Vector::Zero(at.size());
  return recorded.read(recorded.tape.backward(recorded.value));
}

std::vector<Expression> gradientSymbolic(const Expression& f) {
  std::vector<Expression> out;
  for (std::size_t i = 0; i < f.variables().size(); ++i) out.push_back(f.derivative(i));
  return out;
}

Vector gradientDifference(const Expression& f, const Vector& at, double h, Difference kind) {
  requirePoint(f, at);
  requireStep(h);
  Vector out(at.size());
  for (Index i = 0; i < at.size(); ++i) out(i) = differenceAlong(f, at, i, h, kind);
  return out;
}

namespace {

Vector hvpOf(const Recorded& recorded, const Vector& v) {
  if (!recorded.tape.requiresGrad(recorded.value)) return Vector::Zero(v.size());
  std::vector<std::pair<Var, Tensor>> tangents;
  for (Index i = 0; i < v.size(); ++i) {
    // A leaf that stands still is left out: 0 times an infinite slope would be NaN.
    if (v(i) != 0) tangents.push_back({recorded.leaves[static_cast<std::size_t>(i)], Tensor::scalar(v(i))});
  }
  return recorded.read(recorded.tape.hvp(recorded.value, tangents));
}

}  // namespace

Vector hvp(const Expression& f, const Vector& at, const Vector& v) {
  requirePoint(f, at);
  require_size(v, at.size(), "v");
  return hvpOf(Recorded(f, at), v);
}

Matrix hessian(const Expression& f, const Vector& at) {
  requirePoint(f, at);
  const Recorded recorded(f, at);
  Matrix out(at.size(), at.size());
  for (Index i = 0; i < at.size(); ++i) {
    Vector axis = Vector::Zero(at.size());
    axis(i) = 1;
    out.row(i) = hvpOf(recorded, axis).transpose();
  }
  return out;
}

Matrix hessianSymbolic(const Expression& f, const Vector& at) {
  requirePoint(f, at);
  return rows(gradientSymbolic(f), at, [&](const Expression& slope) {
    Vector row(at.size());
    for (Index j = 0; j < at.size(); ++j)
      row(j) = slope.derivative(static_cast<std::size_t>(j)).evaluate(at.data());
    return row;
  });
}

Matrix hessianDifference(const Expression& f, const Vector& at, double h) {
  requirePoint(f, at);
  requireStep(h);
  Matrix out(at.size(), at.size());
  for (Index i = 0; i < at.size(); ++i) {
    Vector right = at, left = at;
    right(i) += h;
    left(i) -= h;
    out.row(i) = ((gradientReverse(f, right) - gradientReverse(f, left)) / (right(i) - left(i))).transpose();
  }
  return out;
}

Matrix jacobianForward(const std::vector<Expression>& f, const Vector& at) {
  return rows(f, at, [&](const Expression& one) { return gradientForward(one, at); });
}
Matrix jacobianReverse(const std::vector<Expression>& f, const Vector& at) {
  return rows(f, at, [&](const Expression& one) { return gradientReverse(one, at); });
}
Matrix jacobianDifference(const std::vector<Expression>& f, const Vector& at, double h, Difference kind) {
  return rows(f, at, [&](const Expression& one) { return gradientDifference(one, at, h, kind); });
}

Vector derivativesUpTo4(const Expression& f, double x) {
  if (f.variables().size() != 1)
    refuse<ShapeMismatch>("derivativesUpTo4: the function must have one variable.");
  const Jet at = Jet::variable(x);
  // What does not vary has no slope at all.
  const Jet value = evaluateAs<Jet>(f, &at, [](const ExpressionNode& node, Jet& jet) {
    if (node.depends == 0) jet = Jet(jet.c[0]);
  });
  Vector out(Jet::kOrder + 1);
  for (int k = 0; k <= Jet::kOrder; ++k) out(k) = value.derivative(k);
  return out;
}

DerivativeCosts derivativeCosts(const Expression& f) {
  const int n = static_cast<int>(f.variables().size()), value = operationsOf(f);
  int symbolic = 0;
  for (const Expression& slope : gradientSymbolic(f)) symbolic += operationsOf(slope);
  return {value, (1 + n) * value, 3 * value, symbolic, (n + 1) * value, 2 * n * value};
}

}  // namespace nabla
