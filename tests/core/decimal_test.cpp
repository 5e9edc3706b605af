#include "decimal.h"

#include <doctest/doctest.h>

#include <bit>
#include <charconv>
#include <cstdlib>

#include "support.h"

using namespace nabla;
using namespace nabla::test;

namespace {

// The C library's own conversion, which is exact as well, in the locale of this program.
double byLibrary(const std::string& digits, int exponent) {
  return std::strtod((digits + "e" + std::to_string(exponent)).c_str(), nullptr);
}

// The C++ library's shortest decimal that reads back, the nearest of them: 5.684341886080802e-14 as
// 5684341886080802e-29.
std::string shortestByLibrary(double x) {
  char buffer[32];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, x, std::chars_format::scientific);
  const std::string text(buffer, end);
  const std::size_t mark = text.find('e');
  std::string digits = text.substr(0, mark);
  if (digits.size() > 1) digits.erase(1, 1);
  const int exponent = std::stoi(text.substr(mark + 1)) + 1 - static_cast<int>(digits.size());
  return digits + "e" + std::to_string(exponent);
}

}  // namespace

TEST_CASE("decimals read to the nearest float64, as the C library reads them") {
  Random random(11);
  for (int i = 0; i < 20000; ++i) {
    std::string digits;
    const auto length = 1 + random.bits() % 40;
    for (std::uint64_t k = 0; k < length; ++k) digits += static_cast<char>('0' + random.bits() % 10);
    const int exponent = static_cast<int>(random.bits() % 700) - 370;
    CAPTURE(digits);
    CAPTURE(exponent);
    REQUIRE(decimalValue(digits, exponent) == byLibrary(digits, exponent));
  }
  // Half-way points, with and without a digit far behind that decides, and the ends of the range.
  const std::string half = "9007199254740993";  // 2^53 + 1
  for (const std::size_t zeros : {0U, 60U, 300U}) {
    std::string tail(zeros, '0');
    if (zeros > 0) tail.push_back('1');
    const int shift = -static_cast<int>(tail.size());
    CHECK(decimalValue(half + tail, shift) == byLibrary(half + tail, shift));
  }
  CHECK(decimalValue("17976931348623158", 292) == byLibrary("17976931348623158", 292));
  CHECK(std::isinf(decimalValue("17976931348623159", 292)));
  CHECK(decimalValue("5", -324) == 5e-324);
  CHECK(decimalValue("24703282292062327", -340) == 0);
  CHECK(decimalValue("24703282292062328", -340) == 5e-324);
  CHECK(decimalValue("", 5) == 0);
}

TEST_CASE("the shortest decimal reads back as the same float64, and no shorter one does") {
  Random random(12);
  for (int i = 0; i < 5000; ++i) {
    const double x = std::abs(std::bit_cast<double>(random.bits()));
    if (!std::isfinite(x)) continue;
    const Decimal d = shortestDecimal(x);
    REQUIRE(byLibrary(d.digits, d.exponent) == x);
    if (d.digits.size() < 2) continue;
    // With one digit less, rounded down or up, another number is read.
    const std::string shorter = d.digits.substr(0, d.digits.size() - 1);
    std::string above = shorter;
    std::size_t k = above.size();
    while (k > 0 && above[k - 1] == '9') above[--k] = '0';
    if (k > 0) ++above[k - 1];
    if (k > 0) REQUIRE(byLibrary(above, d.exponent + 1) != x);
    REQUIRE(byLibrary(shorter, d.exponent + 1) != x);
  }
  // Powers of two, whose neighbours are not equally far: Python's repr has the same digits for each.
  for (int e = -1074; e <= 1023; ++e) {
    CAPTURE(e);
    const double x = std::ldexp(1.0, e);
    const Decimal d = shortestDecimal(x);
    REQUIRE(d.digits + "e" + std::to_string(d.exponent) == shortestByLibrary(x));
  }
  CHECK(decimalText(0x1p-44) == "5.684341886080802e-14");
  CHECK(decimalText(0.1) == "0.1");
  CHECK(decimalText(-0.0) == "-0");
  CHECK(decimalText(1e16) == "1e+16");
  CHECK(decimalText(1e15) == "1000000000000000");
  CHECK(decimalText(0.0001) == "0.0001");
  CHECK(decimalText(1e-5) == "1e-5");
  CHECK(decimalText(-2.5e300) == "-2.5e+300");
  CHECK(decimalText(5e-324) == "5e-324");
  CHECK(decimalText(1.7976931348623157e308) == "1.7976931348623157e+308");
}
