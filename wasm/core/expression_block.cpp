#include "expression_block.h"

namespace nabla {
namespace {

template <class F>
void each(const double* a, double* out, Index n, F f) {
  for (Index i = 0; i < n; ++i) out[i] = f(a[i]);
}
template <class F>
void each(const double* a, const double* b, double* out, Index n, F f) {
  for (Index i = 0; i < n; ++i) out[i] = f(a[i], b[i]);
}

}  // namespace

void raiseBlock(const double* a, double k, double* out, Index n) {
  if (k == 2) return each(a, out, n, [](double x) { return x * x; });
  if (k == 3) return each(a, out, n, [](double x) { return x * x * x; });
  each(a, out, n, [k](double x) { return power(x, k); });
}

void applyBlock(Op op, const double* a, const double* b, const double* c, double* out, Index n) {
  switch (op) {
    case Op::Neg:
      return each(a, out, n, [](double x) { return -x; });
    case Op::Add:
      return each(a, b, out, n, [](double x, double y) { return x + y; });
    case Op::Sub:
      return each(a, b, out, n, [](double x, double y) { return x - y; });
    case Op::Mul:
      return each(a, b, out, n, [](double x, double y) { return x * y; });
    case Op::Div:
      return each(a, b, out, n, [](double x, double y) { return x / y; });
    case Op::Sqrt:
      return each(a, out, n, [](double x) { return std::sqrt(x); });
    case Op::Abs:
      return each(a, out, n, [](double x) { return std::abs(x); });
    case Op::Relu:
      return each(a, out, n, [](double x) { return relu(x); });
    case Op::Sin:
      return each(a, out, n, [](double x) { return std::sin(x); });
    case Op::Cos:
      return each(a, out, n, [](double x) { return std::cos(x); });
    case Op::Exp:
      return each(a, out, n, [](double x) { return std::exp(x); });
    default:
      for (Index i = 0; i < n; ++i) out[i] = applyOp(op, a[i], b[i], c[i]);
  }
}

}  // namespace nabla
