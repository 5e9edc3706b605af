#include "mlp_kernels.h"

#include "lanes.h"

namespace nabla {
namespace {

// Rows by two lane groups, whose sums stay in registers.
template <class Real, Index Rows>
[[gnu::noinline]] void productTile(Real* out, const Real* w, Index down, Index right, const Real* in,
                                   Index inner, Index width) {
  constexpr Index n = LanesOf<Real>::count;
  Lanes<Real> sum[Rows][2] = {};
  for (; inner > 0; --inner, w += right, in += width) {
    const Lanes<Real> x0 = load(in), x1 = load(in + n);
    for (Index i = 0; i < Rows; ++i) {
      const Lanes<Real> weight = splat(w[i * down]);
      sum[i][0] = madd(weight, x0, sum[i][0]);
      sum[i][1] = madd(weight, x1, sum[i][1]);
    }
  }
  for (Index i = 0; i < Rows; ++i) {
    store(out + i * width, sum[i][0]);
    store(out + i * width + n, sum[i][1]);
  }
}

template <class Real, Index Rows, Index Cols>
[[gnu::noinline]] void outerTile(Real* gradient, const Real* g, const Real* in, Index inner, Index width) {
  Lanes<Real> sum[Rows][Cols] = {};
  for (Index c = 0; c < width; c += LanesOf<Real>::count) {
    Lanes<Real> x[Cols];
    for (Index k = 0; k < Cols; ++k) x[k] = load(in + k * width + c);
    for (Index i = 0; i < Rows; ++i) {
      const Lanes<Real> y = load(g + i * width + c);
      for (Index k = 0; k < Cols; ++k) sum[i][k] = madd(y, x[k], sum[i][k]);
    }
  }
  for (Index i = 0; i < Rows; ++i) {
    for (Index k = 0; k < Cols; ++k) gradient[i * inner + k] += sumOf<Real>(sum[i][k]);
  }
}

}  // namespace

template <class Real>
void product(Real* out, const Real* w, Index down, Index right, const Real* in, Index rows, Index inner,
             Index width) {
  // Column after column: what all rows read of `in` stays in the first cache.
  for (Index c = 0; c < width; c += 2 * LanesOf<Real>::count) {
    Index i = 0;
    for (; i + 4 <= rows; i += 4) {
      productTile<Real, 4>(out + i * width + c, w + i * down, down, right, in + c, inner, width);
    }
    for (; i < rows; ++i) {
      productTile<Real, 1>(out + i * width + c, w + i * down, down, right, in + c, inner, width);
    }
  }
}

template <class Real>
void outer(Real* gradient, const Real* g, const Real* in, Index rows, Index inner, Index width) {
  Index i = 0;
  for (; i + 4 <= rows; i += 4) {
    Index k = 0;
    for (; k + 2 <= inner; k += 2) {
      outerTile<Real, 4, 2>(gradient + i * inner + k, g + i * width, in + k * width, inner, width);
    }
    for (; k < inner; ++k) {
      outerTile<Real, 4, 1>(gradient + i * inner + k, g + i * width, in + k * width, inner, width);
    }
  }
  for (; i < rows; ++i) {
    for (Index k = 0; k < inner; ++k) {
      outerTile<Real, 1, 1>(gradient + i * inner + k, g + i * width, in + k * width, inner, width);
    }
  }
}

template void product(float*, const float*, Index, Index, const float*, Index, Index, Index);
template void product(double*, const double*, Index, Index, const double*, Index, Index, Index);
template void outer(float*, const float*, const float*, Index, Index, Index);
template void outer(double*, const double*, const double*, Index, Index, Index);

}  // namespace nabla
