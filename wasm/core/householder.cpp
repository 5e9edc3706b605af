#include "householder.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace nabla {

Reflection reflector(double* x, Index n) {
  const double lead = std::exchange(x[0], 1);
  double largest = 0;
  for (Index i = 1; i < n; ++i) largest = std::max(largest, std::abs(x[i]));
  if (largest < kNegligible) {
    std::fill(x + 1, x + n, 0.0);
    return {lead, 0};
  }
  const double tail = std::sqrt(innerProduct(x + 1, x + 1, n - 1));
  // β has the other sign than the lead, so that lead − β cancels nothing.
  const double beta = -std::copysign(std::sqrt(lead * lead + tail * tail), lead);
  for (Index i = 1; i < n; ++i) x[i] /= lead - beta;
  return {beta, (beta - lead) / beta};
}

ColMatrix accumulated(const ColMatrix& m, const Vector& tau, Index count, Index offset, Index columns) {
  const Index rows = m.rows();
  ColMatrix q(rows, columns);
  for (Index i = 0; i < q.size(); ++i) q.data()[i] = 0;
  for (Index i = 0; i < std::min(rows, columns); ++i) q(i, i) = 1;
  for (Index k = count; k-- > 0;) {
    const Index top = k + offset;
    // Columns further left are those of the identity still, and zero where v is not.
    if (top >= columns) continue;
    reflectColumns(m.data() + k * rows + top, tau(k), q.data() + top * rows + top, rows, rows - top,
                   columns - top);
  }
  return q;
}

HouseholderQr householderQr(ColMatrix a) {
  const Index rows = a.rows(), n = std::min(rows, a.cols());
  HouseholderQr out{std::move(a), Vector(n), Vector(n)};
  double* const m = out.packed.data();
  for (Index k = 0; k < n; ++k) {
    double* const v = m + k * rows + k;
    const Reflection r = reflector(v, rows - k);
    out.diagonal(k) = r.beta;
    out.tau(k) = r.tau;
    const Index right = out.packed.cols() - k - 1;
    if (right > 0) reflectColumns(v, r.tau, v + rows, rows, rows - k, right);
  }
  return out;
}

}  // namespace nabla
