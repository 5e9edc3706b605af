#include "columns.h"

#include <algorithm>
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

namespace {

// A few columns together: their sums do not wait for each other, and v is read once for all of them.
template <int kCount>
void reflectSome(const double* v, double tau, double* target, Index stride, Index n) {
  Lanes<double> sum[kCount] = {};
  Index i = 0;
  for (; i + 2 <= n; i += 2) {
    const Lanes<double> part = load(v + i);
    for (int k = 0; k < kCount; ++k) sum[k] = madd(part, load(target + k * stride + i), sum[k]);
  }
  double factor[kCount];
  for (int k = 0; k < kCount; ++k) {
    double* const column = target + k * stride;
    double all = sumOf<double>(sum[k]);
    if (i < n) all += v[i] * column[i];
    factor[k] = -tau * all;
    if (i < n) column[i] += factor[k] * v[i];
  }
  Lanes<double> multiple[kCount];
  for (int k = 0; k < kCount; ++k) multiple[k] = splat(factor[k]);
  for (i = 0; i + 2 <= n; i += 2) {
    const Lanes<double> part = load(v + i);
    for (int k = 0; k < kCount; ++k) {
      double* const place = target + k * stride + i;
      store<double>(place, madd(multiple[k], part, load(place)));
    }
  }
}

}  // namespace

void reflectColumns(const double* v, double tau, double* target, Index stride, Index n, Index count) {
  for (; count >= 4; count -= 4, target += 4 * stride) reflectSome<4>(v, tau, target, stride, n);
  for (; count > 0; --count, target += stride) reflectSome<1>(v, tau, target, stride, n);
}

void multiplySymmetric(const double* a, Index stride, const double* v, double* out, Index n) {
  std::fill_n(out, n, 0.0);
  Index j = 0;
  for (; j + 2 <= n; j += 2) {
    const double* const first = a + j * stride;
    const double* const second = first + stride;
    const Lanes<double> x = splat(v[j]), y = splat(v[j + 1]);
    Lanes<double> sums[2] = {};
    Index i = j + 2;
    for (; i + 2 <= n; i += 2) {
      const Lanes<double> p = load(first + i), q = load(second + i), part = load(v + i);
      sums[0] = madd(p, part, sums[0]);
      sums[1] = madd(q, part, sums[1]);
      store<double>(out + i, madd(y, q, madd(x, p, load(out + i))));
    }
    double upper = sumOf<double>(sums[0]), lower = sumOf<double>(sums[1]);
    if (i < n) {
      upper += first[i] * v[i];
      lower += second[i] * v[i];
      out[i] += v[j] * first[i] + v[j + 1] * second[i];
    }
    out[j] += first[j] * v[j] + first[j + 1] * v[j + 1] + upper;
    out[j + 1] += first[j + 1] * v[j] + second[j + 1] * v[j + 1] + lower;
  }
  if (j < n) out[j] += a[j * stride + j] * v[j];
}

void subtractProducts(const double* v, const double* w, double* a, Index stride, Index n) {
  // Two columns together, the upper triangle's one number with them.
  for (Index j = 0; j < n; j += 2) {
    const Index columns = std::min<Index>(2, n - j);
    double* const first = a + j * stride;
    double* const second = first + (columns - 1) * stride;
    const double v0 = v[j], w0 = w[j], v1 = v[j + columns - 1], w1 = w[j + columns - 1];
    Index i = j;
    for (; columns == 2 && i + 2 <= n; i += 2) {
      const Lanes<double> x = load(v + i), y = load(w + i);
      store<double>(first + i, madd(splat(-w0), x, madd(splat(-v0), y, load(first + i))));
      store<double>(second + i, madd(splat(-w1), x, madd(splat(-v1), y, load(second + i))));
    }
    for (; i < n; ++i) {
      first[i] -= v0 * w[i] + w0 * v[i];
      if (columns == 2) second[i] -= v1 * w[i] + w1 * v[i];
    }
  }
}

Rotation rotationFor(double a, double b, double& r) {
  r = a;
  if (std::abs(b) < kNegligible) return {};
  r = std::sqrt(a * a +
                b * b);  // neither overflows nor loses b to underflow: a is of order 1, b not negligible
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

namespace {

// Some rows of every column: what one rotation hands to the next stays in registers.
template <int kGroups>
void rotateRows(double* m, Index stride, const Rotation* g, Index count) {
  Lanes<double> carried[kGroups];
  for (int i = 0; i < kGroups; ++i) carried[i] = load(m + 2 * i);
  for (Index k = 0; k < count; ++k, m += stride) {
    const Lanes<double> c = splat(g[k].c), s = splat(g[k].s);
    for (int i = 0; i < kGroups; ++i) {
      const Lanes<double> next = load(m + stride + 2 * i);
      store<double>(m + 2 * i, madd(s, next, c * carried[i]));
      carried[i] = c * next - s * carried[i];
    }
  }
  for (int i = 0; i < kGroups; ++i) store<double>(m + 2 * i, carried[i]);
}

}  // namespace

void rotateNeighbours(ColMatrix& m, Index first, const Rotation* g, Index count) {
  if (m.cols() == 0) return;
  double* const from = m.data() + first * m.rows();
  Index i = 0;
  for (; i + 8 <= m.rows(); i += 8) rotateRows<4>(from + i, m.rows(), g, count);
  for (; i + 2 <= m.rows(); i += 2) rotateRows<1>(from + i, m.rows(), g, count);
  if (i == m.rows()) return;
  for (Index k = 0; k < count; ++k) {
    double* const x = from + k * m.rows() + i;
    double* const y = x + m.rows();
    const double last = *x;
    *x = g[k].c * last + g[k].s * *y;
    *y = g[k].c * *y - g[k].s * last;
  }
}

void rotateColumns(ColMatrix& m, Index i, Index j, Rotation g) {
  if (m.cols() > 0) rotate(m.data() + i * m.rows(), m.data() + j * m.rows(), m.rows(), g);
}

}  // namespace nabla
