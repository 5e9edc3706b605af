// The operations that act on each entry by itself. A row of the tables is an operation: its value, slopes and
// curvatures, from which gradients and Hessian-vector products follow in one place.
#include <array>

#include "real_functions.h"
#include "tape.h"

namespace nabla {
namespace {

// x: the entry, y: f(x), p: what the operation was given besides.
using One = double (*)(double x, double y, double p);
struct Unary {
  const char* name;
  One value, slope, curvature;  // value is called with y = 0
};

// a, b: the entries, y: f(a, b).
using Two = double (*)(double a, double b, double y);
struct Binary {
  const char* name;
  Two value, da, db;
  Two daa, dab, dbb;
};

double none(double, double, double) {
  return 0;
}
double one(double, double, double) {
  return 1;
}
double minusOne(double, double, double) {
  return -1;
}

Tensor times(const Tensor& a, const Tensor& b) {
  return broadcast(a, b, [](double x, double y) { return x * y; });
}
Tensor plus(const Tensor& a, const Tensor& b) {
  return broadcast(a, b, [](double x, double y) { return x + y; });
}

Tensor each(const Tensor& x, const Tensor& y, double p, One f) {
  Tensor out = x;
  for (std::size_t i = 0; i < out.data.size(); ++i) out.data[i] = f(x.data[i], y.data[i], p);
  return out;
}

Var record(Tape& tape, const Unary& op, Var a, double p = 0) {
  const Tensor& x = tape.value(a);
  Tensor zero = x;
  zero.data.assign(zero.data.size(), 0);
  const Tensor y = each(x, zero, p, op.value);
  const Unary* f = &op;  // the tables outlive every tape
  Tape::Rules rules;
  rules.vjp = [&x, y, p, f](const Tensor& grad) {
    return std::vector<Tensor>{times(grad, each(x, y, p, f->slope))};
  };
  rules.jvp = [&x, y, p, f](const std::vector<Tensor>& dx) { return times(dx[0], each(x, y, p, f->slope)); };
  rules.bend = [&x, y, p, f](const Tensor& grad, const std::vector<Tensor>& dx) {
    return std::vector<Tensor>{times(times(grad, dx[0]), each(x, y, p, f->curvature))};
  };
  return tape.record(op.name, y, {a}, std::move(rules));
}

// f(a, b, y) over the shape of y.
Tensor each(const Tensor& a, const Tensor& b, const Tensor& y, Two f) {
  Tensor out = y;
  for (std::size_t i = 0; i < out.data.size(); ++i) out.data[i] = f(a.data[i], b.data[i], y.data[i]);
  return out;
}

Var record(Tape& tape, const Binary& op, Var left, Var right) {
  const Tensor &a = tape.value(left), &b = tape.value(right);
  const Shape shape = broadcastShape(a.shape, b.shape);
  const Binary* f = &op;
  const Tensor y = each(expanded(a, shape), expanded(b, shape), Tensor(shape), f->value);
  const auto slope = [&a, &b, y](Two g) { return each(expanded(a, y.shape), expanded(b, y.shape), y, g); };
  Tape::Rules rules;
  rules.vjp = [&a, &b, slope, f](const Tensor& grad) {
    return std::vector<Tensor>{sumToShape(times(grad, slope(f->da)), a.shape),
                               sumToShape(times(grad, slope(f->db)), b.shape)};
  };
  rules.jvp = [slope, f](const std::vector<Tensor>& dx) {
    return plus(times(slope(f->da), dx[0]), times(slope(f->db), dx[1]));
  };
  rules.bend = [&a, &b, slope, f](const Tensor& grad, const std::vector<Tensor>& dx) {
    const Tensor cross = slope(f->dab);
    const Tensor alongA = plus(times(slope(f->daa), dx[0]), times(cross, dx[1]));
    const Tensor alongB = plus(times(cross, dx[0]), times(slope(f->dbb), dx[1]));
    return std::vector<Tensor>{sumToShape(times(grad, alongA), a.shape),
                               sumToShape(times(grad, alongB), b.shape)};
  };
  return tape.record(op.name, y, {left, right}, std::move(rules));
}

double bell(double x) {
  return kTwoOverSqrtPi * std::exp(-x * x);
}
double density(double x) {
  return 0.5 * kTwoOverSqrtPi * kSqrtHalf * std::exp(-0.5 * x * x);
}

}  // namespace

// NABLA_EACH(name, torch's name, value, slope, curvature), in x, y and p.
#define NABLA_EACH(function, name, v, s, c)                                               \
  Var function(Tape& tape, Var a) {                                                       \
    static constexpr Unary op{name, [](double x, double, double) -> double { return v; }, \
                              [](double x, double y, double) -> double {                  \
                                (void)x, (void)y;                                         \
                                return s;                                                 \
                              },                                                          \
                              [](double x, double y, double) -> double {                  \
                                (void)x, (void)y;                                         \
                                return c;                                                 \
                              }};                                                         \
    return record(tape, op, a);                                                           \
  }
NABLA_EACH(neg, "neg", -x, -1, 0)
NABLA_EACH(exp, "exp", std::exp(x), y, y)
NABLA_EACH(expm1, "expm1", std::expm1(x), std::exp(x), std::exp(x))
NABLA_EACH(log, "log", std::log(x), 1 / x, -1 / (x * x))
NABLA_EACH(log1p, "log1p", std::log1p(x), 1 / (1 + x), -1 / ((1 + x) * (1 + x)))
NABLA_EACH(log2, "log2", std::log2(x), 1 / (x * kLn2), -1 / (x * x * kLn2))
NABLA_EACH(log10, "log10", std::log10(x), 1 / (x * kLn10), -1 / (x * x * kLn10))
NABLA_EACH(sin, "sin", std::sin(x), std::cos(x), -y)
NABLA_EACH(cos, "cos", std::cos(x), -std::sin(x), -y)
NABLA_EACH(tan, "tan", std::tan(x), 1 + y * y, 2 * y * (1 + y * y))
NABLA_EACH(asin, "asin", std::asin(x), 1 / std::sqrt((1 - x) * (1 + x)),
           x / ((1 - x) * (1 + x) * std::sqrt((1 - x) * (1 + x))))
NABLA_EACH(acos, "acos", std::acos(x), -1 / std::sqrt((1 - x) * (1 + x)),
           -x / ((1 - x) * (1 + x) * std::sqrt((1 - x) * (1 + x))))
NABLA_EACH(atan, "atan", std::atan(x), 1 / (1 + x * x), -2 * x / ((1 + x * x) * (1 + x * x)))
NABLA_EACH(sinh, "sinh", std::sinh(x), std::cosh(x), y)
NABLA_EACH(cosh, "cosh", std::cosh(x), std::sinh(x), y)
// 1 - y² cancels where tanh saturates.
NABLA_EACH(tanh, "tanh", std::tanh(x), 1 / (std::cosh(x) * std::cosh(x)),
           -2 * y / (std::cosh(x) * std::cosh(x)))
NABLA_EACH(sigmoid, "sigmoid", sigmoid(x), y* sigmoid(-x), y* sigmoid(-x) * (sigmoid(-x) - y))
NABLA_EACH(softplus, "softplus", softplus(x), sigmoid(x), sigmoid(x) * sigmoid(-x))
NABLA_EACH(silu, "silu", silu(x), sigmoid(x) * (1 + x * sigmoid(-x)),
           sigmoid(x) * sigmoid(-x) * (2 + x * (sigmoid(-x) - sigmoid(x))))
NABLA_EACH(gelu, "gelu", gelu(x), 0.5 * std::erfc(-x * kSqrtHalf) + x * density(x), (2 - x * x) * density(x))
NABLA_EACH(erf, "erf", std::erf(x), bell(x), -2 * x * bell(x))
NABLA_EACH(erfc, "erfc", std::erfc(x), -bell(x), 2 * x * bell(x))
NABLA_EACH(abs, "abs", std::abs(x), sign(x), 0)
NABLA_EACH(sqrt, "sqrt", std::sqrt(x), 0.5 / y, -0.25 / (x * y))
NABLA_EACH(cbrt, "cbrt", std::cbrt(x), 1 / (3 * y * y), -2 / (9 * x * y * y))
NABLA_EACH(relu, "relu", relu(x), y <= 0 ? 0 : 1, 0)
NABLA_EACH(step, "step", step(x), 0, 0)
NABLA_EACH(sign, "sign", sign(x), 0, 0)
NABLA_EACH(floor, "floor", std::floor(x), 0, 0)
NABLA_EACH(ceil, "ceil", std::ceil(x), 0, 0)
NABLA_EACH(round, "round", roundEven(x), 0, 0)
#undef NABLA_EACH

Var pow(Tape& tape, Var a, double exponent) {
  static constexpr Unary op{
      "pow", [](double x, double, double p) { return power(x, p); },
      [](double x, double, double p) { return p == 0 ? 0 : p * power(x, p - 1); },
      [](double x, double, double p) { return p == 0 || p == 1 ? 0 : p * (p - 1) * power(x, p - 2); }};
  return record(tape, op, a, exponent);
}

Var add(Tape& tape, Var a, Var b) {
  static constexpr Binary op{"add", [](double p, double q, double) { return p + q; }, one, one, none, none,
                             none};
  return record(tape, op, a, b);
}
Var sub(Tape& tape, Var a, Var b) {
  static constexpr Binary op{
      "sub", [](double p, double q, double) { return p - q; }, one, minusOne, none, none, none};
  return record(tape, op, a, b);
}
Var mul(Tape& tape, Var a, Var b) {
  static constexpr Binary op{"mul",
                             [](double p, double q, double) { return p * q; },
                             [](double, double q, double) { return q; },
                             [](double p, double, double) { return p; },
                             none,
                             one,
                             none};
  return record(tape, op, a, b);
}
Var div(Tape& tape, Var a, Var b) {
  static constexpr Binary op{"div",
                             [](double p, double q, double) { return p / q; },
                             [](double, double q, double) { return 1 / q; },
                             [](double, double q, double y) { return -y / q; },
                             none,
                             [](double, double q, double) { return -1 / (q * q); },
                             [](double, double q, double y) { return 2 * y / (q * q); }};
  return record(tape, op, a, b);
}
Var pow(Tape& tape, Var base, Var exponent) {
  static constexpr Binary op{
      "pow",
      [](double x, double p, double) { return power(x, p); },
      [](double x, double p, double) { return p == 0 ? 0 : p * power(x, p - 1); },
      [](double x, double p, double y) { return x == 0 && p >= 0 ? 0 : y * std::log(x); },
      [](double x, double p, double) { return p == 0 || p == 1 ? 0 : p * (p - 1) * power(x, p - 2); },
      [](double x, double p, double) { return power(x, p - 1) * (1 + p * std::log(x)); },
      [](double x, double p, double y) { return x == 0 && p >= 0 ? 0 : y * std::log(x) * std::log(x); }};
  return record(tape, op, base, exponent);
}
Var atan2(Tape& tape, Var a, Var b) {  // (y, x)
  static constexpr Binary op{
      "atan2",
      [](double y, double x, double) { return std::atan2(y, x); },
      [](double y, double x, double) {
        return x == 0 && y == 0 ? 0 : x / std::hypot(x, y) / std::hypot(x, y);
      },
      [](double y, double x, double) {
        return x == 0 && y == 0 ? 0 : -y / std::hypot(x, y) / std::hypot(x, y);
      },
      [](double y, double x, double) { return -2 * x * y / (x * x + y * y) / (x * x + y * y); },
      [](double y, double x, double) { return (y - x) * (y + x) / (x * x + y * y) / (x * x + y * y); },
      [](double y, double x, double) { return 2 * x * y / (x * x + y * y) / (x * x + y * y); }};
  return record(tape, op, a, b);
}
Var hypot(Tape& tape, Var a, Var b) {
  static constexpr Binary op{"hypot",
                             [](double x, double y, double) { return std::hypot(x, y); },
                             [](double x, double, double r) { return x / r; },
                             [](double, double y, double r) { return y / r; },
                             [](double, double y, double r) { return y / r * (y / r) / r; },
                             [](double x, double y, double r) { return -(x / r) * (y / r) / r; },
                             [](double x, double, double r) { return x / r * (x / r) / r; }};
  return record(tape, op, a, b);
}
// Ties are shared by halves.
Var maximum(Tape& tape, Var a, Var b) {
  static constexpr Binary op{"maximum",
                             [](double x, double y, double) { return maximum(x, y); },
                             [](double x, double y, double) { return x == y  ? 0.5
                                                                     : x < y ? 0
                                                                             : 1; },
                             [](double x, double y, double) { return x == y  ? 0.5
                                                                     : y < x ? 0
                                                                             : 1; },
                             none,
                             none,
                             none};
  return record(tape, op, a, b);
}
Var minimum(Tape& tape, Var a, Var b) {
  static constexpr Binary op{"minimum",
                             [](double x, double y, double) { return minimum(x, y); },
                             [](double x, double y, double) { return x == y  ? 0.5
                                                                     : x > y ? 0
                                                                             : 1; },
                             [](double x, double y, double) { return x == y  ? 0.5
                                                                     : y > x ? 0
                                                                             : 1; },
                             none,
                             none,
                             none};
  return record(tape, op, a, b);
}

// As torch.where: what is not chosen gets a gradient of 0, which times an infinite slope is NaN.
Var where(Tape& tape, const Tensor& condition, Var a, Var b) {
  const Tensor &x = tape.value(a), &y = tape.value(b);
  const Shape shape = broadcastShape(condition.shape, broadcastShape(x.shape, y.shape));
  const Tensor chosen = mapped(expanded(condition, shape), [](double c) { return c != 0 ? 1.0 : 0.0; });
  const auto pick = [chosen, shape](const Tensor& p, const Tensor& q) {
    const Tensor left = expanded(p, shape), right = expanded(q, shape);
    Tensor out = chosen;
    for (std::size_t i = 0; i < out.data.size(); ++i)
      out.data[i] = (chosen.data[i] != 0 ? left : right).data[i];
    return out;
  };
  Tape::Rules rules;
  rules.vjp = [&x, &y, pick](const Tensor& grad) {
    const Tensor zero(grad.shape);
    return std::vector<Tensor>{sumToShape(pick(grad, zero), x.shape), sumToShape(pick(zero, grad), y.shape)};
  };
  rules.jvp = [pick](const std::vector<Tensor>& dx) { return pick(dx[0], dx[1]); };
  return tape.record("where", pick(x, y), {a, b}, std::move(rules));
}

}  // namespace nabla
