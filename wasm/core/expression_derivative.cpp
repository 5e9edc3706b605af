// Derivatives by rule. Every node gets one derivative node, so nested functions cost no more than they are
// long.
#include "expression_simplify.h"

namespace nabla {
namespace {

class Differentiator {
 public:
  explicit Differentiator(ExpressionBuilder& builder) : b_(builder), s_(builder) {}

  // The node of every node of f, simplified.
  std::vector<int> simplify(const Expression& f) {
    std::vector<int> out;
    const auto of = [&](std::int32_t k) { return k < 0 ? -1 : out[static_cast<std::size_t>(k)]; };
    for (const ExpressionNode& node : f.nodes()) {
      if (node.op == Op::Number) {
        out.push_back(b_.number(node.number));
      } else if (node.op == Op::Variable) {
        out.push_back(b_.variable(static_cast<std::size_t>(node.a)));
      } else if (isLeaf(node.op)) {
        out.push_back(b_.make(node.op));
      } else {
        out.push_back(s_.call(node.op, of(node.a), of(node.b), of(node.c)));
      }
    }
    return out;
  }

  int derivative(const Expression& f, std::size_t variable) {
    const std::vector<int> own = simplify(f);
    const int zero = s_.number(0);
    std::vector<int> slopes;
    const auto of = [&](std::int32_t k) { return k < 0 ? -1 : own[static_cast<std::size_t>(k)]; };
    const auto slopeOf = [&](std::int32_t k) { return k < 0 ? zero : slopes[static_cast<std::size_t>(k)]; };
    for (std::size_t i = 0; i < own.size(); ++i) {
      const ExpressionNode& node = f.nodes()[i];
      if ((node.depends >> variable & 1) == 0) {
        slopes.push_back(zero);
      } else if (node.op == Op::Variable) {
        slopes.push_back(s_.number(1));
      } else if (operandsOf(node.op) == 1) {
        slopes.push_back(s_.product(outer(node.op, of(node.a), own[i]), slopeOf(node.a)));
      } else {
        const bool fixed = node.b >= 0 && f.nodes()[static_cast<std::size_t>(node.b)].depends == 0;
        slopes.push_back(several(node.op, own[i], {of(node.a), of(node.b), of(node.c)},
                                 {slopeOf(node.a), slopeOf(node.b), slopeOf(node.c)}, fixed));
      }
    }
    return slopes.back();
  }

 private:
  int number(double x) { return s_.number(x); }
  int half(int x) { return s_.quotient(x, number(2)); }
  int square(int x) { return s_.power(x, number(2)); }
  int one(Op op, int x) { return s_.call(op, x); }
  int inverse(int x) { return s_.quotient(number(1), x); }
  int minus(int x) { return s_.negated(x); }
  // e^(-x²) times 2/√π
  int bell(int x) {
    return s_.product(s_.quotient(number(2), one(Op::Sqrt, b_.make(Op::Pi))), one(Op::Exp, minus(square(x))));
  }

  // f'(x), given x and y = f(x).
  int outer(Op op, int x, int y) {
    switch (op) {
      case Op::Neg:
        return number(-1);
      case Op::Abs:
        return one(Op::Sign, x);
      case Op::Acos:
        return minus(inverse(one(Op::Sqrt, s_.difference(number(1), square(x)))));
      case Op::Asin:
        return inverse(one(Op::Sqrt, s_.difference(number(1), square(x))));
      case Op::Atan:
        return inverse(s_.sum(square(x), number(1)));
      case Op::Cbrt:
        return inverse(s_.product(number(3), square(y)));
      case Op::Cos:
        return minus(one(Op::Sin, x));
      case Op::Cosh:
        return one(Op::Sinh, x);
      case Op::Erf:
        return bell(x);
      case Op::Erfc:
        return minus(bell(x));
      case Op::Exp:
        return y;
      case Op::Expm1:
        return one(Op::Exp, x);
      case Op::Gelu: {  // Φ(x) + x φ(x)
        const int root = one(Op::Sqrt, number(2));
        const int below = half(one(Op::Erfc, minus(s_.quotient(x, root))));
        const int density = s_.quotient(one(Op::Exp, minus(half(square(x)))),
                                        one(Op::Sqrt, s_.product(number(2), b_.make(Op::Pi))));
        return s_.sum(below, s_.product(x, density));
      }
      case Op::Log:
        return inverse(x);
      case Op::Log10:
        return inverse(s_.product(x, one(Op::Log, number(10))));
      case Op::Log1p:
        return inverse(s_.sum(x, number(1)));
      case Op::Log2:
        return inverse(s_.product(x, one(Op::Log, number(2))));
      case Op::Relu:
        return one(Op::Step, x);
      case Op::Sigmoid:  // y (1 - y), without the cancellation
        return s_.product(y, one(Op::Sigmoid, minus(x)));
      case Op::Silu: {
        const int gate = one(Op::Sigmoid, x);
        return s_.sum(gate, s_.product(s_.product(x, gate), one(Op::Sigmoid, minus(x))));
      }
      case Op::Sin:
        return one(Op::Cos, x);
      case Op::Sinh:
        return one(Op::Cosh, x);
      case Op::Softplus:
        return one(Op::Sigmoid, x);
      case Op::Sqrt:
        return inverse(s_.product(number(2), y));
      case Op::Tan:
        return s_.sum(square(y), number(1));
      case Op::Tanh:  // 1 - y², without the cancellation
        return inverse(square(one(Op::Cosh, x)));
      default:
        return number(0);  // flat between its jumps
    }
  }

  struct Three {
    int a, b, c;
  };

  int several(Op op, int y, const Three& x, const Three& dx, bool fixed) {
    switch (op) {
      case Op::Add:
        return s_.sum(dx.a, dx.b);
      case Op::Sub:
        return s_.difference(dx.a, dx.b);
      case Op::Mul:
        return s_.sum(s_.product(dx.a, x.b), s_.product(x.a, dx.b));
      case Op::Div:
        return s_.difference(s_.quotient(dx.a, x.b), s_.quotient(s_.product(x.a, dx.b), square(x.b)));
      case Op::Pow: {
        if (fixed || s_.isNumber(dx.b, 0)) {
          return s_.product(s_.product(x.b, s_.power(x.a, s_.difference(x.b, number(1)))), dx.a);
        }
        const int inside = s_.product(dx.b, one(Op::Log, x.a));
        return s_.product(y, s_.sum(inside, s_.quotient(s_.product(x.b, dx.a), x.a)));
      }
      case Op::Atan2:
        return s_.quotient(s_.difference(s_.product(x.b, dx.a), s_.product(x.a, dx.b)),
                           s_.sum(square(x.a), square(x.b)));
      case Op::Hypot:
        return s_.quotient(s_.sum(s_.product(x.a, dx.a), s_.product(x.b, dx.b)), y);
      case Op::Max:
        return choice(Op::Greater, Op::Less, x, dx);
      case Op::Min:
        return choice(Op::Less, Op::Greater, x, dx);
      case Op::Where:
        return s_.call(Op::Where, x.a, dx.b, dx.c);
      default:
        return number(0);  // comparisons
    }
  }

  // The slope of the one that is chosen; of both by halves where they are equal.
  int choice(Op first, Op second, const Three& x, const Three& dx) {
    const int tie = half(s_.sum(dx.a, dx.b));
    const int otherwise = s_.call(Op::Where, s_.call(second, x.a, x.b), dx.b, tie);
    return s_.call(Op::Where, s_.call(first, x.a, x.b), dx.a, otherwise);
  }

  ExpressionBuilder& b_;
  Simplifier s_;
};

}  // namespace

Expression Expression::simplified() const {
  ExpressionBuilder builder(variables_);
  return builder.finish(Differentiator(builder).simplify(*this).back());
}

Expression Expression::derivative(std::size_t variable) const {
  if (variable >= variables_.size()) refuse<InvalidArgument>("variable: there is no such variable.");
  ExpressionBuilder builder(variables_);
  return builder.finish(Differentiator(builder).derivative(*this, variable));
}

}  // namespace nabla
