#include "matrix_product.h"

#include <doctest/doctest.h>

#include <type_traits>

#include "lanes.h"
#include "support.h"

using namespace nabla;
using namespace nabla::test;

namespace {

// A wider format, in which the product of two numbers loses nothing or almost nothing.
template <class Real>
using Wide = std::conditional_t<std::is_same_v<Real, float>, double, long double>;

// Whole blocks of memory of their own, so that the sanitizers see a step beyond either end.
template <class Real>
std::vector<Real> filled(std::ptrdiff_t count, std::uint32_t seed) {
  std::vector<Real> out(static_cast<std::size_t>(count));
  for (Real& x : out) {
    seed = seed * 1664525u + 1013904223u;
    x = static_cast<Real>(static_cast<double>(seed) / 2147483648.0 - 1.0);
  }
  return out;
}

// What the header promises, as three loops.
template <class Real>
std::vector<Real> loops(Strided<Real> a, Strided<Real> b, Index m, Index n, Index inner) {
  std::vector<Real> c;
  for (Index i = 0; i < m; ++i) {
    for (Index j = 0; j < n; ++j) {
      Real sum = 0;
      for (Index k = 0; k < inner; ++k) {
        const Real product = *a.at(i, k) * *b.at(k, j);
        sum += product;
      }
      c.push_back(sum);
    }
  }
  return c;
}

template <class Real>
bool within(const std::vector<Real>& c, Strided<Real> a, Strided<Real> b, Index m, Index n, Index inner) {
  const Real eps = std::numeric_limits<Real>::epsilon() / 2;
  for (Index i = 0; i < m; ++i) {
    for (Index j = 0; j < n; ++j) {
      Wide<Real> sum = 0, size = 0;
      for (Index k = 0; k < inner; ++k) {
        const Wide<Real> term = static_cast<Wide<Real>>(*a.at(i, k)) * static_cast<Wide<Real>>(*b.at(k, j));
        sum += term;
        size += std::abs(term);
      }
      // Higham 2002, (3.5): γ_n |A||B|; inner + 1 for the rounding of the reference itself.
      const Wide<Real> miss = std::abs(static_cast<Wide<Real>>(c[static_cast<std::size_t>(i * n + j)]) - sum);
      if (!(miss <= static_cast<Wide<Real>>(eps) * static_cast<Wide<Real>>(inner + 1) * size)) return false;
    }
  }
  return true;
}

// The very bits of the loops; where multiplying and adding round once, only the bound is left.
template <class Real>
bool same(const std::vector<Real>& a, const std::vector<Real>& b) {
  if (kFused) return a.size() == b.size();
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!sameNumber(static_cast<double>(a[i]), static_cast<double>(b[i]))) return false;
  }
  return a.size() == b.size();
}

template <class Real>
void checkProduct(Index m, Index n, Index inner) {
  CAPTURE(m);
  CAPTURE(n);
  CAPTURE(inner);
  const auto a = filled<Real>(m * inner, 1), b = filled<Real>(inner * n, 2);
  for (int turned = 0; turned < 4; ++turned) {
    const Strided<Real> left = turned & 1 ? Strided<Real>{a.data(), 1, m} : Strided<Real>{a.data(), inner, 1};
    const Strided<Real> right =
        turned & 2 ? Strided<Real>{b.data(), 1, inner} : Strided<Real>{b.data(), n, 1};
    std::vector<Real> c(static_cast<std::size_t>(m * n), std::numeric_limits<Real>::quiet_NaN());
    matrixProduct(left, right, c.data(), n, m, n, inner);
    CHECK(same(c, loops(left, right, m, n, inner)));
    if (turned == 0) CHECK(within(c, left, right, m, n, inner));
  }
}

}  // namespace

TEST_CASE_TEMPLATE("matrixProduct: every size from 1 to 70, either factor turned", Real, float, double) {
  for (Index n = 1; n <= 70; ++n) checkProduct<Real>(n, n, n);
  // One size long and the others short, both ways, and no terms at all.
  for (Index n : {1, 2, 3, 4, 5, 6, 7, 9, 11, 13}) {
    checkProduct<Real>(n, 65, 33);
    checkProduct<Real>(61, n, 35);
    checkProduct<Real>(37, 63, n);
    checkProduct<Real>(n, 7, 0);
  }
}

TEST_CASE_TEMPLATE("matrixProduct: sizes beyond each block", Real, float, double) {
  checkProduct<Real>(7, 9, 517);
  checkProduct<Real>(3, 1031, 20);
  checkProduct<Real>(251, 12, 19);
  checkProduct<Real>(123, 517, 259);
}

TEST_CASE_TEMPLATE("matrixProduct: wherever the arrays lie, the same bits, and nothing beside C is touched",
                   Real, float, double) {
  constexpr Index m = 23, n = 19, inner = 31, rowOfC = n + 3;
  const auto a = filled<Real>(m * inner, 3), b = filled<Real>(inner * n, 4);
  const auto expected = loops<Real>({a.data(), inner, 1}, {b.data(), n, 1}, m, n, inner);
  for (Index offset = 0; offset < 5; ++offset) {
    std::vector<Real> x(a.size() + 5), y(b.size() + 5), z(m * rowOfC + 5, Real{77});
    std::copy(a.begin(), a.end(), x.begin() + offset);
    std::copy(b.begin(), b.end(), y.begin() + 4 - offset);
    matrixProduct<Real>({x.data() + offset, inner, 1}, {y.data() + 4 - offset, n, 1}, z.data() + offset,
                        rowOfC, m, n, inner);
    std::vector<Real> c;
    for (Index i = 0; i < static_cast<Index>(z.size()); ++i) {
      const Index at = i - offset, row = at / rowOfC, column = at % rowOfC;
      if (at >= 0 && row < m && column < n) {
        c.push_back(z[static_cast<std::size_t>(i)]);
      } else {
        REQUIRE(z[static_cast<std::size_t>(i)] == Real{77});
      }
    }
    CHECK(same(c, expected));
    CHECK(within<Real>(c, {a.data(), inner, 1}, {b.data(), n, 1}, m, n, inner));
  }
}

TEST_CASE_TEMPLATE("matrixProduct: NaN and infinities reach the cells that read them, and no others", Real,
                   float, double) {
  constexpr Real inf = std::numeric_limits<Real>::infinity(), nan = std::numeric_limits<Real>::quiet_NaN();
  for (const Index n : {3, 17, 42}) {
    const auto clean = filled<Real>(n * n, 5);
    for (const Real bad : {nan, inf, -inf}) {
      auto a = clean, b = clean;
      a[static_cast<std::size_t>(2 * n + 1)] = bad;  // row 2
      b[static_cast<std::size_t>(1 * n + 0)] = 0;    // 0 · ∞ in column 0
      std::vector<Real> c(static_cast<std::size_t>(n * n));
      multiply(a.data(), b.data(), c.data(), n, n, n);
      for (Index i = 0; i < n; ++i) {
        for (Index j = 0; j < n; ++j) {
          const Real x = c[static_cast<std::size_t>(i * n + j)];
          CHECK(std::isfinite(x) == (i != 2));
          if (i == 2) CHECK(std::isnan(x) == (std::isnan(bad) || j == 0));
        }
      }
      CHECK(same(c, loops<Real>({a.data(), n, 1}, {b.data(), n, 1}, n, n, n)));
    }
  }
}
