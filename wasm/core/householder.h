// Householder reflections, for the factorizations that are built from them. Columns are contiguous. Entries
// are expected to be of order 1: callers scale by a power of two first.
#pragma once

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "types.h"

namespace nabla {

using ColMatrix = Eigen::MatrixXd;

// Below this a number of order-1 data changes nothing, but its square, or a quotient of two such, has lost
// its digits to underflow, and a reflector made of them would not be orthogonal.
inline constexpr double kNegligible = 1e-140;

// Turns x into its reflector v, v_0 = 1, with (I − τ v vᵀ) x = β e₀; answers {β, τ}. Golub & Van Loan, 4th
// ed., 5.1.
template <class Vec>
std::pair<double, double> reflector(Vec&& x) {
  const double lead = std::exchange(x(0), 1);
  auto rest = x.tail(x.size() - 1);
  if (rest.size() == 0 || rest.cwiseAbs().maxCoeff() < kNegligible) {
    rest.setZero();
    return {lead, 0};
  }
  const double tail = rest.norm();
  // β has the other sign than the lead, so that lead − β cancels nothing.
  const double beta = -std::copysign(std::hypot(lead, tail), lead);
  rest /= lead - beta;
  return {beta, (beta - lead) / beta};
}

// The first `columns` columns of the product of the reflectors in m, of which number k acts from row k +
// offset on.
inline ColMatrix accumulated(const ColMatrix& m, const Eigen::VectorXd& tau, Index count, Index offset,
                             Index columns) {
  ColMatrix q = ColMatrix::Identity(m.rows(), columns);
  for (Index k = count; k-- > 0;) {
    const Index size = m.rows() - k - offset;
    const auto v = m.col(k).tail(size);
    for (Index j = 0; j < columns; ++j) {
      auto target = q.col(j).tail(size);
      target -= (tau(k) * v.dot(target)) * v;
    }
  }
  return q;
}

// A = Q R. packed: reflectors from the diagonal down, R above it; diagonal: that of R, whose signs are as
// they fall.
struct HouseholderQr {
  ColMatrix packed;
  Eigen::VectorXd tau;
  Eigen::VectorXd diagonal;
};

inline HouseholderQr householderQr(ColMatrix a) {
  const Index n = std::min(a.rows(), a.cols());
  HouseholderQr out{std::move(a), Eigen::VectorXd(n), Eigen::VectorXd(n)};
  ColMatrix& m = out.packed;
  for (Index k = 0; k < n; ++k) {
    auto v = m.col(k).tail(m.rows() - k);
    std::tie(out.diagonal(k), out.tau(k)) = reflector(v);
    for (Index j = k + 1; j < m.cols(); ++j) {
      auto target = m.col(j).tail(m.rows() - k);
      target -= (out.tau(k) * v.dot(target)) * v;
    }
  }
  return out;
}

}  // namespace nabla
