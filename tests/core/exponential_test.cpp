#include "exponential.h"

#include <doctest/doctest.h>

#include <cstring>
#include <type_traits>

#include "support.h"

using namespace nabla;
using namespace nabla::test;

namespace {

template <class Real>
using Wide = std::conditional_t<std::is_same_v<Real, float>, double, long double>;

// The references: for float32 the standard library's float64. For float64 its long double will not do, which
// is as narrow as float64 in WebAssembly's C library: Taylor's series, in at least 64 digits.
double exactExp(double x) {
  return std::exp(x);
}
double exactTanh(double x) {
  return std::tanh(x);
}

// Σ x^k/k! over k = first, first + 2, …: cosh from 0 on, sinh from 1 on.
long double series(long double x, int first) {
  long double term = first == 0 ? 1 : x, sum = term;
  for (int k = first + 2; k < 40; k += 2) sum += term *= x * x / static_cast<long double>(k * (k - 1));
  return sum;
}
// e^x = 2^n e^r. The first part of ln 2 has 42 digits, so that n times it is exact.
long double exactExp(long double x) {
  if (std::abs(x) > 1e5L) return x > 0 ? std::numeric_limits<long double>::infinity() : 0;
  constexpr long double first = 0x1.62e42fefa38p-1L, second = 0x1.ef35793c7673007e5ed5e81e69p-45L;
  const int n = static_cast<int>(std::lround(static_cast<double>(x) * 1.4426950408889634));
  const long double r = x - static_cast<long double>(n) * first - static_cast<long double>(n) * second;
  return std::ldexp(series(r, 0) + series(r, 1), n);
}
long double exactTanh(long double x) {
  if (std::abs(x) < 1) return series(x, 1) / series(x, 0);
  const long double e = exactExp(-2 * std::abs(x));
  return std::copysign((1 - e) / (1 + e), x);
}
template <class Number>
Number exactSigmoid(Number x) {
  // 1/(2 − 2^-113) is 1 by the quadruple division of clang 19's runtime for WebAssembly.
  if (std::abs(x) < Number{1e-25f}) return 0.5;
  return x < 0 ? exactExp(x) / (1 + exactExp(x)) : 1 / (1 + exactExp(-x));
}

// |value − exact| in units of the last place that `exact` has in the format, denormal ones included.
template <class Real>
double ulps(Real value, Wide<Real> exact) {
  using Limits = std::numeric_limits<Real>;
  if (static_cast<Real>(exact) == value) return 0;  // infinite when it should be, too
  int exponent = 0;
  std::frexp(exact, &exponent);
  const Wide<Real> unit =
      std::ldexp(Wide<Real>{1}, std::max(exponent, Limits::min_exponent) - Limits::digits);
  const double miss = static_cast<double>(std::abs(static_cast<Wide<Real>>(value) - exact) / unit);
  return std::isnan(miss) ? std::numeric_limits<double>::infinity() : miss;
}

template <class Real>
using Each = void (*)(const Real*, Real*, std::ptrdiff_t);

template <class Real>
double worst(Each<Real> each, Wide<Real> (*exact)(Wide<Real>), const std::vector<Real>& x) {
  std::vector<Real> y(x.size());
  each(x.data(), y.data(), static_cast<std::ptrdiff_t>(x.size()));
  double most = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    most = std::max(most, ulps(y[i], exact(static_cast<Wide<Real>>(x[i]))));
  return most;
}

// Numbers of every exponent, evenly over the bit patterns; then evenly over where the functions live.
template <class Real>
std::vector<Real> sweep() {
  using Word = typename LanesOf<Real>::Word;
  std::vector<Real> x;
  constexpr Word count = sizeof(Real) == 4 ? 300007 : 20011;
  for (Word bits = 0, step = ~Word{0} / count; bits < ~Word{0} - step; bits += step) {
    Real value;
    std::memcpy(&value, &bits, sizeof value);
    if (std::isfinite(value)) x.push_back(value);
  }
  const Real reach = sizeof(Real) == 4 ? 110 : 760;
  for (int i = -static_cast<int>(count); i <= static_cast<int>(count); ++i) {
    const Real part = static_cast<Real>(i) / static_cast<Real>(count);
    x.push_back(part * reach);
    x.push_back(part * Real{3});
  }
  return x;
}

template <class Real>
Real one(Each<Real> each, Real x) {
  each(&x, &x, 1);
  return x;
}

bool same(double a, double b) {
  return sameNumber(a, b);
}

}  // namespace

TEST_CASE_TEMPLATE("exp within 2, tanh and the sigmoid within 3 units of the last place", Real, float,
                   double) {
  const std::vector<Real> x = sweep<Real>();
  const double e = worst<Real>(expEach, exactExp, x), t = worst<Real>(tanhEach, exactTanh, x),
               s = worst<Real>(sigmoidEach, exactSigmoid<Wide<Real>>, x);
  MESSAGE("exp " << e << ", tanh " << t << ", sigmoid " << s);
  CHECK(e <= 2);
  CHECK(t <= 3);
  CHECK(s <= 3);
}

TEST_CASE_TEMPLATE("exp, tanh and the sigmoid of special values", Real, float, double) {
  using Limits = std::numeric_limits<Real>;
  constexpr Real inf = Limits::infinity(), tiny = Limits::denorm_min();
  CHECK(same(one<Real>(expEach, inf), inf));
  CHECK(same(one<Real>(expEach, -inf), 0));
  CHECK(one<Real>(expEach, 0) == 1);
  CHECK(one<Real>(expEach, -Real{0}) == 1);
  CHECK(one<Real>(expEach, tiny) == 1);
  CHECK(one<Real>(expEach, Limits::max()) == inf);
  CHECK(one<Real>(expEach, Limits::lowest()) == 0);
  // The last results: the smallest denormal number and the greatest finite one.
  const Real last = std::log(tiny), greatest = std::nextafter(std::log(Limits::max()), Real{0});
  CHECK(one<Real>(expEach, std::nextafter(last, Real{0})) == tiny);
  CHECK(std::isfinite(one<Real>(expEach, greatest)));
  CHECK(one<Real>(expEach, greatest + Real{1}) == inf);
  CHECK(same(one<Real>(tanhEach, inf), 1));
  CHECK(same(one<Real>(tanhEach, -inf), -1));
  CHECK(same(one<Real>(tanhEach, 0), 0));
  CHECK(same(one<Real>(tanhEach, -Real{0}), -0.0));
  CHECK(same(one<Real>(tanhEach, tiny), tiny));
  CHECK(same(one<Real>(tanhEach, -tiny), -tiny));
  CHECK(same(one<Real>(sigmoidEach, inf), 1));
  CHECK(same(one<Real>(sigmoidEach, -inf), 0));
  CHECK(one<Real>(sigmoidEach, 0) == Real{0.5});
  for (const Real nan : {Limits::quiet_NaN(), -Limits::quiet_NaN()}) {
    for (const Each<Real> each : {Each<Real>(expEach), Each<Real>(tanhEach), Each<Real>(sigmoidEach)}) {
      CHECK(std::isnan(one<Real>(each, nan)));
    }
  }
}

TEST_CASE_TEMPLATE("exp, tanh and the sigmoid: the same bits in every place of an array", Real, float,
                   double) {
  for (const Each<Real> each : {Each<Real>(expEach), Each<Real>(tanhEach), Each<Real>(sigmoidEach)}) {
    for (std::size_t count = 0; count < 12; ++count) {
      std::vector<Real> x(count);
      for (std::size_t i = 0; i < count; ++i) x[i] = static_cast<Real>(0.37 * static_cast<double>(i) - 1.3);
      std::vector<Real> y(count);
      each(x.data(), y.data(), static_cast<std::ptrdiff_t>(count));
      for (std::size_t i = 0; i < count; ++i) CHECK(same(y[i], one<Real>(each, x[i])));
      each(x.data(), x.data(), static_cast<std::ptrdiff_t>(count));
      CHECK(x == y);
    }
  }
}
