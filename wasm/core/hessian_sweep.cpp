#include "hessian_sweep.h"

#include "dense_solvers.h"
#include "expression_report.h"

namespace nabla {
namespace {

std::vector<Tangent> constants(const Vector& at) {
  return {at.data(), at.data() + at.size()};
}

}  // namespace

Expression parseScalar(const std::string& f, const std::string& variables) {
  const std::vector<Expression>& all = compiledExpressions(f, variables, false);
  if (all.size() == 1) return all.front();
  refuse<InvalidArgument>("f must give one number, and this gives ", all.size(),
                          ": several outputs have a Jacobian; a Hessian belongs to one");
}

SecondOrder secondOrder(const Expression& f, const Vector& at) {
  const Index n = at.size();
  SecondOrder out{0, Vector(n), Matrix(n, n)};
  std::vector<Tangent> x = constants(at);
  for (Index j = 0; j < n; ++j) {
    Tangent& along = x[static_cast<std::size_t>(j)];
    along.slope[0] = 1;
    const Reversed swept = reversed(f, x.data());
    along.slope[0] = 0;
    out.value = swept.value.value;
    for (Index i = 0; i < n; ++i) {
      out.gradient(i) = swept.gradient[static_cast<std::size_t>(i)].value;
      out.hessian(i, j) = swept.gradient[static_cast<std::size_t>(i)].slope[0];
    }
  }
  return out;
}

Vector hessianTimes(const Expression& f, const Vector& at, const Vector& v) {
  std::vector<Tangent> x = constants(at);
  for (std::size_t i = 0; i < x.size(); ++i) x[i].slope[0] = v(static_cast<Index>(i));
  const Reversed swept = reversed(f, x.data());
  Vector out(at.size());
  for (Index i = 0; i < out.size(); ++i) out(i) = swept.gradient[static_cast<std::size_t>(i)].slope[0];
  return out;
}

Vector solvedOrEmpty(const Matrix& h, const Vector& rhs) {
  const auto lu = dense::luFactor(dense::Array<double>(h));
  if (lu.zeroPivot != 0) return {};
  const Matrix column = rhs;
  const Vector x = dense::toMatrix(dense::luSolve(lu, dense::Array<double>(column))).col(0);
  return x.allFinite() ? x : Vector{};
}

}  // namespace nabla
