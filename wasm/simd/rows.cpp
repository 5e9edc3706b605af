#include "rows.h"

#include <cmath>
#include <limits>
#include <memory>

#include "exponential.h"
#include "matrix_product.h"

namespace nabla {
namespace {

using Size = std::ptrdiff_t;
// Queries that attention takes together: their scores stay in the second cache.
constexpr Size kQueries = 60;

template <class Real>
constexpr Size kLanes = LanesOf<Real>::count;
template <class Real>
constexpr Real kInfinity = std::numeric_limits<Real>::infinity();

// out = f(in) by lane groups; the last numbers, if they do not fill one, in a group of their own with `pad`
// behind them.
template <class Real, class Function>
void eachGroup(const Real* in, Real* out, Size count, Real pad, const Function& f) {
  constexpr Size lanes = kLanes<Real>;
  Size i = 0;
  for (; i + lanes <= count; i += lanes) store(out + i, f(load(in + i)));
  if (i == count) return;
  Real rest[lanes];
  for (Size j = 0; j < lanes; ++j) rest[j] = i + j < count ? in[i + j] : pad;
  store(rest, f(load(rest)));
  std::copy(rest, rest + (count - i), out + i);
}

template <class Real>
Real largestOf(Lanes<Real> v) {
  Real most = v[0];
  for (Size i = 1; i < kLanes<Real>; ++i) most = std::max(most, v[i]);
  return most;
}

// NaN is passed over: it comes back by way of its own e^x.
template <class Real>
Real maximum(const Real* x, Size count) {
  constexpr Size lanes = kLanes<Real>, chains = 4;
  Lanes<Real> most[chains];
  for (Lanes<Real>& part : most) part = splat(-kInfinity<Real>);
  Size i = 0;
  for (; i + chains * lanes <= count; i += chains * lanes) {
    for (Size g = 0; g < chains; ++g) most[g] = greater(load(x + i + g * lanes), most[g]);
  }
  Real all = largestOf<Real>(greater(greater(most[0], most[1]), greater(most[2], most[3])));
  for (; i < count; ++i) all = x[i] > all ? x[i] : all;
  return all;
}

// out = e^argument(x) for arguments up to 0; answers its sum.
template <class Real, class Argument>
Real expOfRow(const Exponential<Real>& constants, const Real* x, Real* out, Size count,
              const Argument& argument) {
  // Copies, which stay in registers: what lies in memory would be read again after every number that is
  // written.
  const Exponential<Real> exponential = constants;
  const Lanes<Real> vanishing = splat(expConstants<Real>().vanishing);
  Lanes<Real> sum{};
  eachGroup(x, out, count, -kInfinity<Real>, [&sum, exponential, argument, vanishing](Lanes<Real> v) {
    const Lanes<Real> e = exponential.usual(greater(vanishing, argument(v)));
    sum += e;
    return e;
  });
  return sumOf<Real>(sum);
}

template <class Real>
void multiplyRow(Real* row, Size count, Real factor) {
  const Lanes<Real> f = splat(factor);
  eachGroup(row, row, count, Real{0}, [f](Lanes<Real> v) { return f * v; });
}

}  // namespace

template <class Real>
void softmaxRows(const Real* x, Real* out, Size rows, Size cols) {
  const Exponential<Real> exponential;
  for (Size i = 0; i < rows; ++i, x += cols, out += cols) {
    const Lanes<Real> most = splat(maximum(x, cols));
    const Real sum = expOfRow(exponential, x, out, cols, [most](Lanes<Real> v) { return v - most; });
    multiplyRow(out, cols, 1 / sum);
  }
}

template <class Real>
void logSoftmaxRows(const Real* x, Real* out, Size rows, Size cols) {
  const Exponential<Real> exponential;
  const auto work = std::make_unique_for_overwrite<Real[]>(static_cast<std::size_t>(cols));
  for (Size i = 0; i < rows; ++i, x += cols, out += cols) {
    const Lanes<Real> most = splat(maximum(x, cols));
    const Lanes<Real> rest = splat(
        std::log(expOfRow(exponential, x, work.get(), cols, [most](Lanes<Real> v) { return v - most; })));
    eachGroup(x, out, cols, Real{0}, [most, rest](Lanes<Real> v) { return v - most - rest; });
  }
}

template <class Real>
void layerNormRows(const Real* x, const Real* gamma, const Real* beta, Real eps, Real* out, Size rows,
                   Size cols) {
  constexpr Size lanes = kLanes<Real>;
  const Real count = static_cast<Real>(cols);
  const Size whole = cols / lanes * lanes;
  // Eight sums, so that an addition need not wait for the one before it.
  const auto total = [&](const auto& with) {
    constexpr Size sums = 8;
    Lanes<Real> sum[sums] = {};
    Size j = 0;
    for (; j + sums * lanes <= cols; j += sums * lanes) {
      for (Size g = 0; g < sums; ++g) sum[g] = with(sum[g], load(x + j + g * lanes));
    }
    for (; j < whole; j += lanes) sum[0] = with(sum[0], load(x + j));
    for (Size half = sums / 2; half > 0; half /= 2) {
      for (Size g = 0; g < half; ++g) sum[g] += sum[g + half];
    }
    Real all = sumOf<Real>(sum[0]);
    for (; j < cols; ++j) all += with(Lanes<Real>{}, splat(x[j]))[0];
    return all;
  };
  for (Size i = 0; i < rows; ++i, x += cols, out += cols) {
    const Real mean = total([](Lanes<Real> sum, Lanes<Real> v) { return sum + v; }) / count;
    const Lanes<Real> middle = splat(mean);
    const auto square = [middle](Lanes<Real> sum, Lanes<Real> v) {
      return madd(v - middle, v - middle, sum);
    };
    const Real variance = total(square) / count;
    const Real factor = 1 / std::sqrt(variance + eps);
    const Lanes<Real> slope = splat(factor);
    for (Size j = 0; j < whole; j += lanes) {
      const Lanes<Real> hat = (load(x + j) - middle) * slope;
      const Lanes<Real> end = beta ? load(beta + j) : splat(-Real{0});
      store(out + j, gamma ? madd(hat, load(gamma + j), end) : hat + end);
    }
    for (Size j = whole; j < cols; ++j) {
      const Real hat = (x[j] - mean) * factor;
      const Real scaled = gamma ? hat * gamma[j] : hat;
      out[j] = beta ? scaled + beta[j] : scaled;
    }
  }
}

template <class Real>
void attentionRows(const Real* q, const Real* k, const Real* v, const Real* mask, Real scale, Real* out,
                   Size n, Size m, Size d, Size w) {
  const Exponential<Real> exponential;
  const auto scores =
      std::make_unique_for_overwrite<Real[]>(static_cast<std::size_t>(std::min(n, kQueries) * m));
  for (Size from = 0; from < n; from += kQueries, q += kQueries * d, out += kQueries * w) {
    const Size block = std::min(kQueries, n - from);
    matrixProduct<Real>({q, d, 1}, {k, 1, d}, scores.get(), m, block, m, d);
    Real sums[kQueries];
    for (Size i = 0; i < block; ++i) {
      Real* const row = scores.get() + i * m;
      const Real* const hidden = mask ? mask + (from + i) * m : nullptr;
      for (Size j = 0; hidden && j < m; ++j) row[j] = scale * row[j] + hidden[j];
      const Lanes<Real> factor = splat(hidden ? Real{1} : scale), most = splat(maximum(row, m));
      sums[i] =
          expOfRow(exponential, row, row, m, [factor, most](Lanes<Real> x) { return factor * (x - most); });
    }
    matrixProduct<Real>({scores.get(), m, 1}, {v, w, 1}, out, w, block, w, m);
    // After the product: w numbers a query instead of m.
    for (Size i = 0; i < block; ++i) multiplyRow(out + i * w, w, 1 / sums[i]);
  }
}

#define NABLA_ROWS(Real)                                                                                   \
  template void softmaxRows(const Real*, Real*, Size, Size);                                               \
  template void logSoftmaxRows(const Real*, Real*, Size, Size);                                            \
  template void layerNormRows(const Real*, const Real*, const Real*, Real, Real*, Size, Size);             \
  template void attentionRows(const Real*, const Real*, const Real*, const Real*, Real, Real*, Size, Size, \
                              Size, Size);
NABLA_ROWS(float)
NABLA_ROWS(double)

}  // namespace nabla
