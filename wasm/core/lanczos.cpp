#include "lanczos.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "eigenvalues.h"
#include "norm.h"

namespace nabla {
namespace {

Matrix tridiagonal(const std::vector<double>& alpha, const std::vector<double>& beta) {
  const auto n = static_cast<Index>(alpha.size());
  Matrix t = Matrix::Zero(n, n);
  for (Index i = 0; i < n; ++i) {
    t(i, i) = alpha[static_cast<std::size_t>(i)];
    if (i + 1 < n) t(i, i + 1) = t(i + 1, i) = beta[static_cast<std::size_t>(i)];
  }
  return t;
}

Vector vectorOf(const std::vector<double>& v, Index n) {
  return Eigen::Map<const Vector>(v.data(), n);
}

}  // namespace

Lanczos lanczos(const std::function<Vector(const Vector&)>& times, const Vector& start, int k) {
  require_finite(start, "start");
  if (k < 1 || k > 64) refuse<InvalidArgument>("k must be from 1 to 64");
  const double size = norm2(start);
  if (!(size > 0)) refuse<InvalidArgument>("start must not be zero");
  const Index most = std::min<Index>(k, start.size());
  std::vector<Vector> q{start / size};
  std::vector<double> alpha, beta;
  Lanczos out;
  out.ritz = Matrix::Constant(most, most, std::numeric_limits<double>::quiet_NaN());
  double scale = 0;
  for (Index step = 0; step < most; ++step) {
    Vector next = times(q.back());
    require_finite(next, "H v");
    ++out.products;
    alpha.push_back(q.back().dot(next));
    scale = std::max(scale, next.norm());
    for (int pass = 0; pass < 2; ++pass) {
      for (const Vector& before : q) next -= before.dot(next) * before;
    }
    const Vector values = eigh(tridiagonal(alpha, beta)).values;
    for (Index i = 0; i <= step; ++i) out.ritz(step, i) = values(step - i);
    const double rest = next.norm();
    // What is left is rounding: the vectors so far span a space that H keeps.
    if (!(rest > 1e-13 * scale)) break;
    beta.push_back(rest);
    q.push_back(next / rest);
  }
  out.alpha = vectorOf(alpha, out.products);
  out.beta = vectorOf(beta, std::min<Index>(out.products - 1, static_cast<Index>(beta.size())));
  return out;
}

}  // namespace nabla
