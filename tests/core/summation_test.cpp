#include "summation.h"

#include <doctest/doctest.h>

#include "double_double.h"
#include "support.h"

using namespace nabla;
using namespace nabla::test;

TEST_CASE("orders of summation on sums known in closed form") {
  const Vector tenths = Vector::Constant(10, 0.1);
  CHECK(sumInOrder(tenths, SumOrder::naive, Format::float64) ==
        0.9999999999999999);  // as Python's sum before 3.12
  CHECK(sumInOrder(tenths, SumOrder::kahan, Format::float64) == 1.0);
  Vector mixed(4);
  mixed << 1, 1e100, 1, -1e100;
  CHECK(sumInOrder(mixed, SumOrder::naive, Format::float64) == 0);
  CHECK(sumInOrder(mixed, SumOrder::reversed, Format::float64) == 1);
  CHECK(sumInOrder(Vector(), SumOrder::pairwise, Format::float64) == 0);
  CHECK(sumInOrder(Vector(), SumOrder::naive, Format::float16) == 0);
  CHECK(sumInOrder(Vector::Constant(1, -0.0), SumOrder::naive, Format::float16) == 0);
  Vector huge(3);
  huge << 1e308, 1e308, 1;
  CHECK(sumInOrder(huge, SumOrder::kahan, Format::float64) == std::numeric_limits<double>::infinity());
  CHECK_THROWS_AS(parseSumOrder("neumaier"), InvalidArgument);
}

TEST_CASE("error grows as the theory says: n, log n, constant") {
  const Index n = 100000;
  const Vector ones = Vector::Constant(n, static_cast<double>(0.1F));
  const double exact = static_cast<double>(0.1F) * static_cast<double>(n);  // one rounding
  const double unit = exact * 0x1p-24;
  const auto error = [&](SumOrder order) {
    return std::abs(sumInOrder(ones, order, Format::float32) - exact);
  };
  CHECK(error(SumOrder::naive) > 100 * unit);  // far beyond log2(n) = 17
  CHECK(error(SumOrder::pairwise) <= 17 * unit);
  CHECK(error(SumOrder::kahan) <= 2 * unit);
}

TEST_CASE("dotExact loses nothing where plain sums lose all") {
  Vector x(3), y(3);
  x << 1e16, 1, -1e16;
  y << 1, 1, 1;
  CHECK(dotExact(x, y) == 1);
  // (1 + 2^-30)(1 - 2^-30) - 1 = -2^-60
  Vector a(2), b(2);
  a << 1 + 0x1p-30, -1;
  b << 1 - 0x1p-30, 1;
  CHECK(dotExact(a, b) == -0x1p-60);
  CHECK(dotExact(Vector(), Vector()) == 0);
  x << 1e308, 1e308, 0;
  CHECK(dotExact(x, Vector::Ones(3)) == std::numeric_limits<double>::infinity());
  CHECK(frobeniusNorm(fromRows({{3e200, 4e200}})) == doctest::Approx(5e200));
  CHECK(frobeniusNorm(fromRows({{3e-200, 4e-200}})) == doctest::Approx(5e-200));
  CHECK(std::isnan(frobeniusNorm(fromRows({{1, std::nan("")}}))));
  CHECK(frobeniusNorm(Matrix(0, 3)) == 0);
}

TEST_CASE("double-double arithmetic: identities in 100 bits") {
  Random random(9);
  for (int i = 0; i < 2000; ++i) {
    // Renormalized: beside a small high part, a low part of 2^-60 would overlap it, and the bounds are for
    // pairs that do not.
    const DoubleDouble a = renormalized(random.normal(), random.normal() * 0x1p-60);
    const DoubleDouble b = renormalized(random.normal(), random.normal() * 0x1p-60);
    const auto size = [](const DoubleDouble& x) { return std::abs(static_cast<double>(x)); };
    // 2^-104 for one operation, a few of them here; sums are measured against their terms
    CHECK(size((a / b) * b - a) <= 0x1p-100 * size(a));
    CHECK(size((a + b) - b - a) <= 0x1p-102 * (size(a) + size(b)));
    const DoubleDouble root = sqrt(abs(a));
    CHECK(size(root * root - abs(a)) <= 0x1p-100 * size(a));
    CHECK((a < b) == (b > a));
  }
  const DoubleDouble p = twoProduct(1 + 0x1p-30, 1 + 0x1p-30);
  CHECK(p.high == 1 + 0x1p-29);
  CHECK(p.low == 0x1p-60);
}
