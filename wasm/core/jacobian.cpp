#include "jacobian.h"

#include <algorithm>
#include <cmath>

#include "dense_solvers.h"
#include "expression_report.h"
#include "expression_reverse.h"
#include "jacobian_map.h"
#include "svd.h"

namespace nabla {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kMostOutputs = 16;

// A row a sweep.
void automatic(const std::vector<Expression>& f, const Vector& at, Vector& value, Matrix& jacobian) {
  const auto m = static_cast<Index>(f.size()), n = at.size();
  value = Vector(m);
  jacobian = Matrix(m, n);
  for (Index i = 0; i < m; ++i) {
    const FirstOrder row = firstOrder(f[static_cast<std::size_t>(i)], at);
    value(i) = row.value;
    for (Index j = 0; j < n; ++j) jacobian(i, j) = row.gradient(j);
  }
}

Matrix finiteDifferences(const std::vector<Expression>& f, const Vector& at) {
  Matrix out(static_cast<Index>(f.size()), at.size());
  for (Index j = 0; j < at.size(); ++j) {
    int e = 0;
    std::frexp(std::max(1.0, std::abs(at(j))), &e);
    const double h = std::ldexp(1.0, e - 18);  // ε^⅓ is 2^-17.3
    Vector left = at, right = at;
    left(j) -= h;
    right(j) += h;
    for (Index i = 0; i < out.rows(); ++i) {
      const Expression& fi = f[static_cast<std::size_t>(i)];
      out(i, j) = (fi.evaluate(right.data()) - fi.evaluate(left.data())) / (right(j) - left(j));
    }
  }
  return out;
}

void addSymbolic(const std::vector<Expression>& f, const Vector& at, JacobianReport& report) {
  try {
    Matrix values(static_cast<Index>(f.size()), at.size());
    std::string text;
    for (Index i = 0; i < values.rows(); ++i) {
      for (Index j = 0; j < values.cols(); ++j) {
        const Expression slope = f[static_cast<std::size_t>(i)].derivative(static_cast<std::size_t>(j));
        values(i, j) = slope.evaluate(at.data());
        text += slope.text() + '\n';
      }
    }
    report.symbolic = values;
    report.formulas = text;
  } catch (const InvalidArgument&) {
    report.symbolic = Matrix(0, 0);
  }
}

std::string troubleAt(const Vector& value, const Matrix& jacobian) {
  for (Index i = 0; i < value.size(); ++i) {
    const std::string name = "output " + std::to_string(i + 1);
    if (!std::isfinite(value(i))) return name + " is not a finite number here";
    for (Index j = 0; j < jacobian.cols(); ++j) {
      if (!std::isfinite(jacobian(i, j))) {
        return name + " has a value here, but its slope along input " + std::to_string(j + 1) +
               " is not finite";
      }
    }
  }
  return "";
}

double worstGap(const Matrix& a, const Matrix& b) {
  return a.size() == b.size() ? (a - b).cwiseAbs().maxCoeff() : kNaN;
}

double determinantOf(const Matrix& j) {
  if (j.rows() != j.cols()) return kNaN;
  const auto lu = dense::luFactor(dense::Array<double>(j));
  double product = lu.sign;
  for (Index i = 0; i < j.rows(); ++i) product *= lu.factors(i, i);
  return product;
}

}  // namespace

std::vector<Expression> parseMap(const std::string& f, const std::string& variables) {
  std::vector<Expression> all = compiledExpressions(f, variables, false);
  if (all.size() > kMostOutputs) refuse<InvalidArgument>("f has more than 16 outputs");
  return all;
}

void requirePoint(const std::vector<Expression>& f, const Vector& point) {
  require_size(point, static_cast<Index>(f.front().variables().size()), "point");
  require_finite(point, "point");
}

LinearFacts linearFacts(const Matrix& j) {
  const SvdReport f = svdReport(j, -1);
  return {f.s, f.u, f.v, f.rank, f.cond, determinantOf(j)};
}

JacobianReport jacobianReport(const std::string& f, const std::string& variables, const Vector& point) {
  const std::vector<Expression> map = parseMap(f, variables);
  requirePoint(map, point);
  JacobianReport out;
  automatic(map, point, out.value, out.automatic);
  out.finite = finiteDifferences(map, point);
  addSymbolic(map, point, out);
  out.symbolicGap = worstGap(out.automatic, out.symbolic);
  out.finiteGap = worstGap(out.automatic, out.finite);
  out.trouble = troubleAt(out.value, out.automatic);
  out.finiteEverywhere = out.trouble.empty();
  if (out.finiteEverywhere) out.facts = linearFacts(out.automatic);
  return out;
}

}  // namespace nabla
