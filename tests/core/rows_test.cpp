#include "rows.h"

#include <doctest/doctest.h>

#include <type_traits>

#include "support.h"

using namespace nabla;
using namespace nabla::test;

namespace {

// The references are computed as the formulas stand, in a wider format.
template <class Real>
using Wide = std::conditional_t<std::is_same_v<Real, float>, double, long double>;
template <class Real>
constexpr Wide<Real> kEps = std::numeric_limits<Real>::epsilon() / 2;

template <class Real>
std::vector<Real> filled(Index count, std::uint32_t seed, Real size) {
  std::vector<Real> out(static_cast<std::size_t>(count));
  for (Real& x : out) {
    seed = seed * 1664525u + 1013904223u;
    x = size * static_cast<Real>(static_cast<double>(seed) / 2147483648.0 - 1.0);
  }
  return out;
}

template <class Real>
struct Softmax {
  std::vector<Wide<Real>> p, logp;
};

template <class Real>
Softmax<Real> softmaxOf(const Real* x, Index n) {
  Wide<Real> most = -std::numeric_limits<Wide<Real>>::infinity(), sum = 0;
  for (Index i = 0; i < n; ++i) most = std::max(most, static_cast<Wide<Real>>(x[i]));
  for (Index i = 0; i < n; ++i) sum += std::exp(static_cast<Wide<Real>>(x[i]) - most);
  Softmax<Real> out;
  for (Index i = 0; i < n; ++i) {
    out.logp.push_back(static_cast<Wide<Real>>(x[i]) - most - std::log(sum));
    out.p.push_back(std::exp(static_cast<Wide<Real>>(x[i]) - most) / sum);
  }
  return out;
}

template <class Real>
void checkSoftmax(Index rows, Index cols, Real size) {
  CAPTURE(cols);
  CAPTURE(size);
  const auto x = filled<Real>(rows * cols, 7, size);
  std::vector<Real> p(x.size()), logp(x.size());
  softmaxRows(x.data(), p.data(), rows, cols);
  logSoftmaxRows(x.data(), logp.data(), rows, cols);
  bool good = true;
  for (Index i = 0; i < rows; ++i) {
    const Softmax<Real> exact = softmaxOf(x.data() + i * cols, cols);
    for (Index j = 0; j < cols; ++j) {
      const auto at = static_cast<std::size_t>(i * cols + j), k = static_cast<std::size_t>(j);
      // x − m is rounded, by up to 2 size ε; e^x within 2 ulp; a sum in lanes; a quotient by two roundings.
      const Wide<Real> factor = 2 * static_cast<Wide<Real>>(size) + 7 + static_cast<Wide<Real>>(cols) / 8;
      good &= std::abs(static_cast<Wide<Real>>(p[at]) - exact.p[k]) <= factor * kEps<Real> * exact.p[k];
      // Two subtractions, and the error of the sum in the logarithm.
      const Wide<Real> most = 4 * static_cast<Wide<Real>>(size) + 20 + static_cast<Wide<Real>>(cols) / 8;
      good &= std::abs(static_cast<Wide<Real>>(logp[at]) - exact.logp[k]) <= most * kEps<Real>;
    }
  }
  CHECK(good);
}

template <class Real>
void checkAttention(Index n, Index m, Index d, Index w, bool causal) {
  CAPTURE(n);
  CAPTURE(m);
  CAPTURE(causal);
  const auto q = filled<Real>(n * d, 1, 1), k = filled<Real>(m * d, 2, 1), v = filled<Real>(m * w, 3, 1);
  std::vector<Real> mask(static_cast<std::size_t>(n * m), 0), out(static_cast<std::size_t>(n * w));
  for (Index i = 0; i < n; ++i) {
    for (Index j = i + 1; j < m; ++j)
      mask[static_cast<std::size_t>(i * m + j)] = -std::numeric_limits<Real>::infinity();
  }
  const Real scale = 1 / std::sqrt(static_cast<Real>(d));
  attentionRows(q.data(), k.data(), v.data(), causal ? mask.data() : nullptr, scale, out.data(), n, m, d, w);
  Wide<Real> worst = 0;
  for (Index i = 0; i < n; ++i) {
    std::vector<Wide<Real>> e(static_cast<std::size_t>(m));
    Wide<Real> sum = 0;
    for (Index j = 0; j < (causal ? std::min(m, i + 1) : m); ++j) {
      Wide<Real> score = 0;
      for (Index c = 0; c < d; ++c) {
        score += static_cast<Wide<Real>>(q[static_cast<std::size_t>(i * d + c)]) *
                 static_cast<Wide<Real>>(k[static_cast<std::size_t>(j * d + c)]);
      }
      sum += e[static_cast<std::size_t>(j)] = std::exp(static_cast<Wide<Real>>(scale) * score);
    }
    for (Index c = 0; c < w; ++c) {
      Wide<Real> mixed = 0;
      for (Index j = 0; j < m; ++j) {
        mixed += e[static_cast<std::size_t>(j)] *
                 static_cast<Wide<Real>>(v[static_cast<std::size_t>(j * w + c)]) / sum;
      }
      worst =
          worse(worst, std::abs(mixed - static_cast<Wide<Real>>(out[static_cast<std::size_t>(i * w + c)])));
    }
  }
  // Scores up to √d in size are sums of d terms, weights mix m values up to 1.
  const Wide<Real> terms =
      static_cast<Wide<Real>>(d) * std::sqrt(static_cast<Wide<Real>>(d)) + static_cast<Wide<Real>>(m);
  CHECK(worst <= (terms + 10) * kEps<Real>);
}

template <class Real>
std::vector<Real> cast(const Matrix& a) {
  return std::vector<Real>(a.data(), a.data() + a.size());
}

// The slopes of attentionRows, row by row.
template <class Real>
struct Slopes {
  std::vector<Real> q, k, v;
};

// mask: 0 where a query may not see a key, or empty.
template <class Real>
Slopes<Real> slopesOf(const std::vector<Real>& q, const std::vector<Real>& k, const std::vector<Real>& v,
                      const Matrix& mask, bool causal, Real scale, const std::vector<Real>& g, Index n,
                      Index m, Index d, Index w) {
  std::vector<Real> hidden(static_cast<std::size_t>(n * m), 0);
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < m; ++j) {
      if ((causal && j > i) || (mask.size() > 0 && mask(i, j) == 0))
        hidden[static_cast<std::size_t>(i * m + j)] = -std::numeric_limits<Real>::infinity();
    }
  }
  Slopes<Real> out{std::vector<Real>(q.size()), std::vector<Real>(k.size()), std::vector<Real>(v.size())};
  attentionRowsBackward(q.data(), k.data(), v.data(), causal || mask.size() > 0 ? hidden.data() : nullptr,
                        scale, g.data(), out.q.data(), out.k.data(), out.v.data(), n, m, d, w);
  return out;
}

// How far off, in units of eps.
template <class Real>
double gapOf(const Slopes<Real>& got, const Json& wanted, const char* const (&names)[3]) {
  double worst = 0;
  const std::vector<Real>* const parts[3] = {&got.q, &got.k, &got.v};
  for (int i = 0; i < 3; ++i) {
    const Matrix exact = matrix(wanted.at(names[i]));
    REQUIRE(exact.size() == static_cast<Index>(parts[i]->size()));
    for (Index j = 0; j < exact.size(); ++j) {
      const double x = static_cast<double>((*parts[i])[static_cast<std::size_t>(j)]);
      const double gap = std::abs(exact.data()[j] - x);
      worst = std::max(worst, std::isnan(gap) ? 1e300 : gap);
    }
  }
  return worst / std::numeric_limits<Real>::epsilon();
}

}  // namespace

TEST_CASE_TEMPLATE("softmaxRows and logSoftmaxRows against a wider format", Real, float, double) {
  for (Index cols = 1; cols <= 35; ++cols) checkSoftmax<Real>(3, cols, Real{4});
  for (const Real size : {Real(0.01), Real{30}}) checkSoftmax<Real>(2, 257, size);
  checkSoftmax<Real>(2, 1024, Real{4});
}

TEST_CASE_TEMPLATE("softmaxRows: what is not finite, and what is far below", Real, float, double) {
  constexpr Real inf = std::numeric_limits<Real>::infinity(), nan = std::numeric_limits<Real>::quiet_NaN();
  for (const Index cols : {3, 4, 6, 9}) {
    const auto row = [&](Real first, Real others) {
      std::vector<Real> x(static_cast<std::size_t>(cols), others);
      x[0] = first;
      softmaxRows(x.data(), x.data(), 1, cols);
      return x;
    };
    for (const Real far : {-inf, Real(-100), std::numeric_limits<Real>::lowest()}) {
      const auto p = row(far * (sizeof(Real) == 8 ? 8 : 1), 0);
      CHECK(p[0] == 0);
      CHECK(std::abs(p[1] - Real{1} / static_cast<Real>(cols - 1)) <= std::numeric_limits<Real>::epsilon());
    }
    const auto one = row(0, -inf);
    CHECK(one[0] == 1);
    CHECK(one[1] == 0);
    for (const auto& bad : {row(-inf, -inf), row(inf, 0), row(nan, 0), row(0, nan)}) {
      for (const Real p : bad) CHECK(std::isnan(p));
    }
  }
}

TEST_CASE_TEMPLATE("layerNormRows against a wider format", Real, float, double) {
  for (Index cols : {1, 2, 3, 4, 5, 7, 15, 16, 17, 31, 64, 1000, 1024}) {
    CAPTURE(cols);
    constexpr Index rows = 3;
    constexpr Real eps = Real(1e-5);
    auto x = filled<Real>(rows * cols, 9, Real{2});
    for (Real& value : x) value += 3;
    const auto gamma = filled<Real>(cols, 10, Real{1}), beta = filled<Real>(cols, 11, Real{1});
    for (const bool affine : {false, true}) {
      std::vector<Real> out(x.size());
      layerNormRows(x.data(), affine ? gamma.data() : nullptr, affine ? beta.data() : nullptr, eps,
                    out.data(), rows, cols);
      Wide<Real> worst = 0;
      for (Index i = 0; i < rows; ++i) {
        const Real* row = x.data() + i * cols;
        Wide<Real> mean = 0, variance = 0;
        for (Index j = 0; j < cols; ++j)
          mean += static_cast<Wide<Real>>(row[j]) / static_cast<Wide<Real>>(cols);
        for (Index j = 0; j < cols; ++j) {
          const Wide<Real> d = static_cast<Wide<Real>>(row[j]) - mean;
          variance += d * d / static_cast<Wide<Real>>(cols);
        }
        for (Index j = 0; j < cols; ++j) {
          const auto k = static_cast<std::size_t>(j);
          const Wide<Real> hat =
              (static_cast<Wide<Real>>(row[j]) - mean) / std::sqrt(variance + static_cast<Wide<Real>>(eps));
          const Wide<Real> exact =
              affine ? hat * static_cast<Wide<Real>>(gamma[k]) + static_cast<Wide<Real>>(beta[k]) : hat;
          worst = worse(
              worst, std::abs(exact - static_cast<Wide<Real>>(out[static_cast<std::size_t>(i * cols + j)])));
        }
      }
      // One column: x − μ is the rounding of μ, and √eps divides it. Elsewhere x̂ is at most 3 or so: the
      // mean's error over the deviation, and that of the variance.
      CHECK(worst <= (cols == 1 ? 5 / std::sqrt(static_cast<Wide<Real>>(eps))
                                : 40 + static_cast<Wide<Real>>(cols) / 8) *
                         kEps<Real>);
    }
  }
}

TEST_CASE_TEMPLATE("attentionRows against a wider format, with and without a mask", Real, float, double) {
  for (const bool causal : {false, true}) {
    checkAttention<Real>(1, 1, 1, 1, causal);
    checkAttention<Real>(5, 7, 3, 2, causal);
    checkAttention<Real>(64, 64, 16, 16, causal);
    checkAttention<Real>(131, 130, 9, 11, causal);
  }
}

TEST_CASE_TEMPLATE("attentionRowsBackward: PyTorch's slopes, with masks and over several blocks", Real, float,
                   double) {
  const Json fixture = loadFixture("attention");
  for (const Json& c : fixture.at("cases")) {
    CAPTURE(c.at("name"));
    const Matrix q = matrix(c.at("q")), k = matrix(c.at("k")), v = matrix(c.at("v")), g = matrix(c.at("g"));
    const Real scale = c.at("scale") ? 1 / std::sqrt(static_cast<Real>(q.cols())) : Real{1};
    const Slopes<Real> got =
        slopesOf<Real>(cast<Real>(q), cast<Real>(k), cast<Real>(v), matrix(c.at("mask")), c.at("causal"),
                       scale, cast<Real>(g), q.rows(), k.rows(), q.cols(), v.cols());
    // A score's rounding, and that of q and k in it, is a relative error of its weight; the slopes multiply
    // it by what stands around. Where one weight is 1 and the others vanish, all slopes by scores are 0.
    const double score = std::min(100.0, largest(q) * largest(k) * static_cast<double>(q.cols()));
    const double around = (1 + largest(g)) * (1 + largest(v)) * (1 + std::min(10.0, largest(q) + largest(k)));
    CHECK(gapOf(got, c, {"qGrad", "kGrad", "vGrad"}) <=
          4 * (8 + score) * around * static_cast<double>(v.cols()));
  }
  for (const Json& c : fixture.at("backward")) {
    const Index n = c.at("n"), m = c.at("m"), d = c.at("d"), w = c.at("w");
    CAPTURE(n);
    const auto q = filled<Real>(n * d, 1, 1), k = filled<Real>(m * d, 2, 1), v = filled<Real>(m * w, 3, 1),
               g = filled<Real>(n * w, 4, 1);
    // In float64 the generator's numbers have more digits than PyTorch was given.
    const auto given = [](const std::vector<Real>& x) {
      std::vector<Real> out;
      for (const Real one : x) out.push_back(static_cast<Real>(static_cast<float>(one)));
      return out;
    };
    const Slopes<Real> got = slopesOf<Real>(given(q), given(k), given(v), Matrix(), c.at("causal"),
                                            1 / std::sqrt(static_cast<Real>(d)), given(g), n, m, d, w);
    // Sums of up to n products of numbers up to 1, whose weights have lost a few units each.
    CHECK(gapOf(got, c, {"q", "k", "v"}) <= static_cast<double>(n + 20));
  }
}

TEST_CASE_TEMPLATE("attentionRowsBackward: a value without weight is not read", Real, float, double) {
  constexpr Real nan = std::numeric_limits<Real>::quiet_NaN();
  for (const Index m : {3, 6, 9}) {
    const auto size = static_cast<std::size_t>(m);
    const std::vector<Real> q{1, 2}, k(size, 1), g{1, -1};
    std::vector<Real> v(size, 2);
    v.back() = nan;
    Matrix mask = Matrix::Ones(2, m);
    mask.col(m - 1).setZero();
    const Slopes<Real> got = slopesOf<Real>(q, k, v, mask, false, Real{1}, g, 2, m, 1, 1);
    // All values that are seen are equal: nothing else depends on the scores.
    for (const Real x : got.q) CHECK(std::abs(x) <= 4 * std::numeric_limits<Real>::epsilon());
    for (const Real x : got.k) CHECK(std::abs(x) <= 4 * std::numeric_limits<Real>::epsilon());
    CHECK(got.v.back() == 0);
    for (const Real x : got.v) CHECK(std::abs(x) <= std::numeric_limits<Real>::epsilon());
  }
}

TEST_CASE_TEMPLATE("layerNormRows: a row's numbers are its own, in place too", Real, float, double) {
  for (const Index cols : {1, 5, 16, 37, 256}) {
    const auto x = filled<Real>(5 * cols, 9, Real{2});
    std::vector<Real> all(x.size()), one(x);
    layerNormRows<Real>(x.data(), nullptr, nullptr, Real(1e-5), all.data(), 5, cols);
    for (Index i = 0; i < 5; ++i) {
      Real* const row = one.data() + i * cols;
      layerNormRows<Real>(row, nullptr, nullptr, Real(1e-5), row, 1, cols);
    }
    CHECK(all == one);
    auto place = x;
    layerNormRows<Real>(place.data(), nullptr, nullptr, Real(1e-5), place.data(), 5, cols);
    CHECK(place == one);
  }
}
