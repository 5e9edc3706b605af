#include "rounding.h"

#include <doctest/doctest.h>

#include <map>

#include "support.h"

using namespace nabla;
using namespace nabla::test;

namespace {

// The value of a 16-bit pattern with the given number of mantissa bits, by the definition of IEEE 754.
double decode(unsigned pattern, int mantissaBits) {
  const int exponentBits = 15 - mantissaBits;
  const int bias = (1 << (exponentBits - 1)) - 1;
  const int exponent = static_cast<int>((pattern & 0x7FFFU) >> mantissaBits);
  const double mantissa = static_cast<double>(pattern & ((1U << mantissaBits) - 1));
  const double sign = (pattern >> 15) != 0 ? -1 : 1;
  if (exponent == (1 << exponentBits) - 1) {
    return mantissa == 0 ? sign * std::numeric_limits<double>::infinity()
                         : std::numeric_limits<double>::quiet_NaN();
  }
  const double whole = exponent == 0 ? mantissa : mantissa + std::ldexp(1.0, mantissaBits);
  return sign * std::ldexp(whole, std::max(exponent, 1) - bias - mantissaBits);
}

float neighbour(double x, float toward) {
  return std::nextafter(static_cast<float>(x), toward);
}

struct Sweep {
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  long count = 0;
  long strays = 0;  // results that are no number of the format
};

Sweep sweep(Format format, int mantissaBits, unsigned largest) {
  std::map<double, unsigned> patternOf;  // +0 and -0 compare equal: the sign is put back below
  for (unsigned p = 0; p < 65536; ++p) {
    const double value = decode(p, mantissaBits);
    if (!std::isnan(value)) patternOf.emplace(value, p & (value == 0 ? 0U : 0xFFFFU));
  }
  Sweep result;
  const auto probe = [&](double x) {
    const double rounded = roundTo(format, x);
    const auto found = patternOf.find(rounded);
    if (found == patternOf.end()) ++result.strays;
    const unsigned pattern = (found == patternOf.end() ? 0U : found->second) |
                             (rounded == 0 && std::signbit(rounded) ? 0x8000U : 0U);
    for (const unsigned byte : {pattern & 255U, pattern >> 8})
      result.hash = (result.hash ^ byte) * 0x100000001B3ULL;
    ++result.count;
  };
  const float inf = std::numeric_limits<float>::infinity();
  for (unsigned p = 0; p < 65536; ++p) {
    const double value = decode(p, mantissaBits);
    if (std::isnan(value)) continue;
    probe(value);
    if ((p & 0x7FFFU) > largest) continue;
    double next = std::ldexp((p >> 15) != 0 ? -1.0 : 1.0, format == Format::float16 ? 16 : 128);
    if ((p & 0x7FFFU) < largest) next = decode(p + 1, mantissaBits);
    const double middle = (value + next) / 2;
    probe(middle);
    probe(static_cast<double>(neighbour(middle, inf)));
    probe(static_cast<double>(neighbour(middle, -inf)));
  }
  return result;
}

}  // namespace

TEST_CASE("every pattern, every tie and its neighbours round as torch rounds them") {
  const Json fixture = loadFixture("matrix_multiplication");
  for (const Json& c : fixture.at("sweeps")) {
    const auto name = c.at("format").get<std::string>();
    CAPTURE(name);
    const Sweep result =
        sweep(parseFormat(name), c.at("mantissa").get<int>(), c.at("largest").get<unsigned>());
    CHECK(result.strays == 0);
    CHECK(result.count == c.at("count").get<long>());
    CHECK(std::to_string(result.hash) == c.at("fnv").get<std::string>());
  }
  CHECK(fixture.at("sweeps").size() == 2);
}

TEST_CASE("single values in every format as torch converts them") {
  const Json c = loadFixture("matrix_multiplication").at("rounding").at(0);
  const Vector values = vector(c.at("value"));
  for (const char* name : {"float64", "float32", "float16", "bfloat16"}) {
    const Vector expected = vector(c.at(name));
    for (Index i = 0; i < values.size(); ++i) {
      CAPTURE(name);
      CAPTURE(values(i));
      CHECK(sameNumber(roundTo(parseFormat(name), values(i)), expected(i)));
    }
  }
}

TEST_CASE("one rounding, not two") {
  // just above the tie between 1 and 1 + 2^-10: float32 in between would lose the last bit and land on the
  // tie
  const double x = 1 + 0x1p-11 + 0x1p-40;
  CHECK(roundTo(Format::float16, x) == 1 + 0x1p-10);
  CHECK(roundTo(Format::float16, static_cast<double>(static_cast<float>(x))) == 1);
  CHECK(roundTo(Format::float16, 65519.999) == 65504);
  CHECK(roundTo(Format::float16, 65520) == std::numeric_limits<double>::infinity());
  CHECK(roundTo(Format::float16, 5e-324) == 0);
  CHECK(std::signbit(roundTo(Format::bfloat16, -1e-300)));
  CHECK(formatEpsilon(Format::float16) == decode(0x3C01, 10) - 1);
  CHECK(formatEpsilon(Format::bfloat16) == decode(0x3F81, 7) - 1);
  CHECK(formatEpsilon(Format::float32) == static_cast<double>(std::numeric_limits<float>::epsilon()));
  CHECK(formatEpsilon(Format::float64) == std::numeric_limits<double>::epsilon());
  CHECK_THROWS_AS(parseFormat("half"), InvalidArgument);
}
