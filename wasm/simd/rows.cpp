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

// Two rows at a time: one's sums need not wait for the other's, nor its mean and its root, and γ and β are
// read once for both. A last row without another goes with itself.
template <class Real>
void layerNormRows(const Real* x, const Real* gamma, const Real* beta, Real eps, Real* out, Size rows,
                   Size cols) {
  constexpr Size lanes = kLanes<Real>, chains = 4, turn = chains * lanes;
  const Size whole = cols / lanes * lanes;
  Real ones[turn], zeros[turn];
  std::fill_n(ones, turn, Real{1});
  std::fill_n(zeros, turn, -Real{0});
  for (Size i = 0; i < rows; i += 2) {
    const Real* const row[2] = {x + i * cols, x + std::min(i + 1, rows - 1) * cols};
    Real* const to[2] = {out + i * cols, out + (row[1] - x)};
    // The mean of what `with` adds for each number of both rows.
    const auto mean = [&](const auto& with, Real* answer) {
      Lanes<Real> sum[2][chains] = {};
      Size j = 0;
      for (; j + turn <= cols; j += turn) {
        for (int r = 0; r < 2; ++r) {
          for (Size g = 0; g < chains; ++g) sum[r][g] = with(r, sum[r][g], load(row[r] + j + g * lanes));
        }
      }
      for (int r = 0; r < 2; ++r) {
        for (Size k = j; k < whole; k += lanes) sum[r][0] = with(r, sum[r][0], load(row[r] + k));
        Real all = sumOf<Real>((sum[r][0] + sum[r][1]) + (sum[r][2] + sum[r][3]));
        for (Size k = whole; k < cols; ++k) all += with(r, Lanes<Real>{}, splat(row[r][k]))[0];
        answer[r] = all / static_cast<Real>(cols);
      }
    };
    Real middle[2], factor[2];
    mean([](int, Lanes<Real> sum, Lanes<Real> v) { return sum + v; }, middle);
    const Lanes<Real> m[2] = {splat(middle[0]), splat(middle[1])};
    const auto square = [m](int r, Lanes<Real> sum, Lanes<Real> v) { return madd(v - m[r], v - m[r], sum); };
    mean(square, factor);
    for (Real& f : factor) f = 1 / std::sqrt(f + eps);
    const Lanes<Real> slope[2] = {splat(factor[0]), splat(factor[1])};
    const Real* by = gamma ? gamma : ones;
    const Real* plus = beta ? beta : zeros;
    const auto write = [&](Size j, Size g) {
      const Lanes<Real> hat[2] = {(load(row[0] + j + g) - m[0]) * slope[0],
                                  (load(row[1] + j + g) - m[1]) * slope[1]};
      const Lanes<Real> scale = load(by + g), shift = load(plus + g);  // before what is written
      for (int r = 0; r < 2; ++r) store(to[r] + j + g, madd(hat[r], scale, shift));
    };
    Size j = 0;
    for (; j + turn <= cols; j += turn, by += gamma ? turn : 0, plus += beta ? turn : 0) {
      for (Size g = 0; g < turn; g += lanes) write(j, g);
    }
    for (; j < whole; j += lanes, by += gamma ? lanes : 0, plus += beta ? lanes : 0) write(j, 0);
    for (; j < cols; ++j) {
      const Real hat[2] = {(row[0][j] - middle[0]) * factor[0], (row[1][j] - middle[1]) * factor[1]};
      for (int r = 0; r < 2; ++r) {
        const Real scaled = gamma ? hat[r] * gamma[j] : hat[r];
        to[r][j] = beta ? scaled + beta[j] : scaled;
      }
    }
  }
}

namespace {

// A query's products with all keys become e^(score − the largest score), scores = scale products + hidden;
// answers their sum.
template <class Real>
Real expOfScores(const Exponential<Real>& exponential, Real* row, const Real* hidden, Real scale, Size count,
                 Real& most) {
  for (Size j = 0; hidden && j < count; ++j) row[j] = scale * row[j] + hidden[j];
  most = maximum(row, count);
  const Lanes<Real> factor = splat(hidden ? Real{1} : scale), top = splat(most);
  return expOfRow(exponential, row, row, count, [factor, top](Lanes<Real> x) { return factor * (x - top); });
}

// out = p (s − Σ p s) for one row; s is not read where p = 0.
template <class Real>
void softmaxSlopes(const Real* p, const Real* s, Real* out, Size count) {
  constexpr Size lanes = kLanes<Real>;
  const Size whole = count / lanes * lanes;
  Lanes<Real> sums{};
  for (Size j = 0; j < whole; j += lanes) {
    const Lanes<Real> weight = load(p + j);
    sums += both((Lanes<Real>)(weight != Lanes<Real>{}), weight * load(s + j));
  }
  Real sum = sumOf<Real>(sums);
  for (Size j = whole; j < count; ++j) sum += p[j] == 0 ? 0 : p[j] * s[j];
  const Lanes<Real> middle = splat(sum);
  for (Size j = 0; j < whole; j += lanes) {
    const Lanes<Real> weight = load(p + j);
    store(out + j, both((Lanes<Real>)(weight != Lanes<Real>{}), weight * (load(s + j) - middle)));
  }
  for (Size j = whole; j < count; ++j) out[j] = p[j] == 0 ? 0 : p[j] * (s[j] - sum);
}

}  // namespace

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
      Real most;
      const Real* const hidden = mask ? mask + (from + i) * m : nullptr;
      sums[i] = expOfScores(exponential, scores.get() + i * m, hidden, scale, m, most);
    }
    matrixProduct<Real>({scores.get(), m, 1}, {v, w, 1}, out, w, block, w, m);
    // After the product: w numbers a query instead of m.
    for (Size i = 0; i < block; ++i) multiplyRow(out + i * w, w, 1 / sums[i]);
  }
}

template <class Real>
void attentionSlopes(const Real* p, const Real* q, const Real* k, const Real* v, const Real* g,
                     AttentionSlopes<Real> to, Size n, Size m, Size d, Size w) {
  matrixProduct<Real>({g, w, 1}, {v, 1, w}, to.weights, m, n, m, w);
  for (Size i = 0; i < n; ++i) softmaxSlopes(p + i * m, to.weights + i * m, to.scores + i * m, m);
  matrixProduct<Real>({to.scores, m, 1}, {k, d, 1}, to.q, d, n, d, m);
  addProduct<Real>({to.scores, 1, m}, {q, d, 1}, to.k, d, m, d, n);
  addProduct<Real>({p, 1, m}, {g, w, 1}, to.v, w, m, w, n);
}

template <class Real>
void attentionRowsBackward(const Real* q, const Real* k, const Real* v, const Real* mask, Real scale,
                           const Real* g, Real* dq, Real* dk, Real* dv, Size n, Size m, Size d, Size w) {
  const Exponential<Real> exponential;
  const Size most = std::min(n, kQueries) * m;
  const auto work = std::make_unique_for_overwrite<Real[]>(static_cast<std::size_t>(3 * most));
  Real* const weights = work.get();
  std::fill_n(dk, m * d, Real{0});
  std::fill_n(dv, m * w, Real{0});
  for (Size from = 0; from < n; from += kQueries) {
    const Size block = std::min(kQueries, n - from);
    matrixProduct<Real>({q + from * d, d, 1}, {k, 1, d}, weights, m, block, m, d);
    for (Size i = 0; i < block; ++i) {
      Real* const row = weights + i * m;
      Real top;
      const Real sum = expOfScores(exponential, row, mask ? mask + (from + i) * m : nullptr, scale, m, top);
      if (top == -kInfinity<Real>) {
        std::fill_n(row, m, Real{0});
      } else {
        multiplyRow(row, m, 1 / sum);
      }
    }
    attentionSlopes<Real>(weights, q + from * d, k, v, g + from * w,
                          {weights + most, weights + 2 * most, dq + from * d, dk, dv}, block, m, d, w);
  }
  multiplyRow(dq, n * d, scale);
  multiplyRow(dk, m * d, scale);
}

#define NABLA_ROWS(Real)                                                                                     \
  template void softmaxRows(const Real*, Real*, Size, Size);                                                 \
  template void logSoftmaxRows(const Real*, Real*, Size, Size);                                              \
  template void layerNormRows(const Real*, const Real*, const Real*, Real, Real*, Size, Size);               \
  template void attentionRows(const Real*, const Real*, const Real*, const Real*, Real, Real*, Size, Size,   \
                              Size, Size);                                                                   \
  template void attentionSlopes(const Real*, const Real*, const Real*, const Real*, const Real*,             \
                                AttentionSlopes<Real>, Size, Size, Size, Size);                              \
  template void attentionRowsBackward(const Real*, const Real*, const Real*, const Real*, Real, const Real*, \
                                      Real*, Real*, Real*, Size, Size, Size, Size);
NABLA_ROWS(float)
NABLA_ROWS(double)

}  // namespace nabla
