#include "columns.h"

#include <cmath>

#include "householder.h"
#include "lanes.h"

namespace nabla {

// Two pairs of sums, so that an addition need not wait for the one before it.
double innerProduct(const double* x, const double* y, Index n) {
  Lanes<double> even{}, odd{};
  Index i = 0;
  for (; i + 4 <= n; i += 4) {
    even += load(x + i) * load(y + i);
    odd += load(x + i + 2) * load(y + i + 2);
  }
  double sum = sumOf<double>(even + odd);
  for (; i < n; ++i) sum += x[i] * y[i];
  return sum;
}

void addMultiple(double factor, const double* x, double* y, Index n) {
  Index i = 0;
  for (; i + 2 <= n; i += 2) store<double>(y + i, load(y + i) + factor * load(x + i));
  if (i < n) y[i] += factor * x[i];
}

Rotation rotationFor(double a, double b, double& r) {
  r = a;
  if (std::abs(b) < kNegligible) return {};
  r = std::hypot(a, b);
  return {a / r, b / r};
}

void rotate(double* x, double* y, Index n, Rotation g) {
  Index i = 0;
  for (; i + 2 <= n; i += 2) {
    const Lanes<double> xi = load(x + i), yi = load(y + i);
    store<double>(x + i, g.c * xi + g.s * yi);
    store<double>(y + i, g.c * yi - g.s * xi);
  }
  if (i == n) return;
  const double last = x[i];
  x[i] = g.c * last + g.s * y[i];
  y[i] = g.c * y[i] - g.s * last;
}

void rotateColumns(ColMatrix& m, Index i, Index j, Rotation g) {
  if (m.cols() > 0) rotate(m.data() + i * m.rows(), m.data() + j * m.rows(), m.rows(), g);
}

}  // namespace nabla
