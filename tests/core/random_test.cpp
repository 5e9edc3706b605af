#include "random.h"

#include <doctest/doctest.h>

#include <bit>

#include "support.h"

using namespace nabla;
using namespace nabla::test;

namespace {

const Json& cases(const char* group) {
  static const Json json = loadFixture("random_numbers");
  return json.at(group);
}

const Format kFormats[] = {Format::float32, Format::float64};
const char* nameOf(Format format) {
  return format == Format::float32 ? "float32" : "float64";
}

Generator seeded(const Json& c) {
  return Generator(c.at("seed").get<std::uint64_t>());
}

// As tests/parity/random_numbers.py sums the bits: 48 of them.
std::uint64_t checksum(const std::vector<double>& values, Format format) {
  std::uint64_t sum = 0, place = 0;
  for (const double x : values) {
    const std::uint64_t word = format == Format::float32 ? std::bit_cast<std::uint32_t>(static_cast<float>(x))
                                                         : std::bit_cast<std::uint64_t>(x);
    sum += word * ++place;
  }
  return sum & ((1ULL << 48) - 1);
}

// float32 to the bit. float64: log, sin and cos of two C libraries, each within a unit in the last place of
// values up to 8.6: 8 units of 8.
bool same(double a, double b, Format format) {
  return format == Format::float32 ? sameNumber(a, b) : gap(a, b) <= 64 * kEpsilon;
}
bool same(const std::vector<double>& a, const Json& expected, Format format) {
  const Vector b = vector(expected);
  if (static_cast<Index>(a.size()) != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!same(a[i], b(static_cast<Index>(i)), format)) return false;
  }
  return true;
}

template <class Fill>
std::vector<double> drawn(Index count, Fill fill) {
  std::vector<double> out(static_cast<std::size_t>(count));
  fill(out.data());
  return out;
}

}  // namespace

TEST_CASE("rand and randn after a seed are PyTorch's, on both sides of the switch at 16") {
  for (const Json& c : cases("sequences")) {
    CAPTURE(c.dump().substr(0, 40));
    const Index size = c.at("size").get<Index>();
    for (const Format format : kFormats) {
      const Json& expected = c.at(nameOf(format));
      Generator uniforms = seeded(c);
      CHECK(checksum(drawn(size, [&](double* x) { fillUniform(uniforms, x, size, format); }), format) ==
            expected.at("rand").get<std::uint64_t>());

      Generator generator = seeded(c);
      const auto normals = drawn(size, [&](double* x) { fillNormal(generator, x, size, format); });
      if (format == Format::float32) CHECK(checksum(normals, format) == expected.at("randn"));
      if (expected.contains("all")) CHECK(same(normals, expected.at("all"), format));
      const auto tail = normals.end() - std::min<Index>(size, 3);
      CHECK(same(std::vector<double>(tail, normals.end()), expected.at("tail"), format));
      // What comes next shows that neither more nor less was drawn.
      CHECK(same(drawn(2, [&](double* x) { fillUniform(generator, x, 2, format); }), expected.at("after"),
                 Format::float32));
    }
  }
}

TEST_CASE("uniform_, normal_ and exponential_ with parameters, one after another from one generator") {
  for (const Json& c : cases("shifted")) {
    CAPTURE(c.dump().substr(0, 60));
    const Index size = c.at("size").get<Index>();
    const double low = c.at("low"), high = c.at("high"), mean = c.at("mean"), std = c.at("std");
    for (const Format format : kFormats) {
      const Json& expected = c.at(nameOf(format));
      Generator generator = seeded(c);
      CHECK(checksum(drawn(size, [&](double* x) { fillUniform(generator, x, size, format, low, high); }),
                     format) == expected.at("uniform").get<std::uint64_t>());
      const auto normals = drawn(size, [&](double* x) { fillNormal(generator, x, size, format, mean, std); });
      CHECK(same(std::vector<double>(normals.end() - 3, normals.end()), expected.at("normal"), format));
      const auto exponentials = drawn(3, [&](double* x) {
        *x++ = roundTo(format, generator.exponential()), *x++ = roundTo(format, generator.exponential()),
        *x = roundTo(format, generator.exponential());
      });
      CHECK(same(exponentials, expected.at("exponential"), format));
    }
  }
}

TEST_CASE("randint and randperm are PyTorch's") {
  for (const Json& c : cases("integers")) {
    Generator generator = seeded(c);
    CHECK(same(drawn(12, [&](double* x) { fillIntegers(generator, x, 12, c.at("low"), c.at("high")); }),
               c.at("values"), Format::float32));
  }
  for (const Json& c : cases("permutations")) {
    Generator generator = seeded(c);
    const auto size = static_cast<Index>(c.at("values").at("data").size());
    CHECK(same(drawn(size, [&](double* x) { fillPermutation(generator, x, size); }), c.at("values"),
               Format::float32));
  }
}

TEST_CASE("bernoulli and dropout keep what PyTorch keeps") {
  for (const Json& c : cases("bernoulli")) {
    const double p = c.at("p");
    const Vector values = vector(c.at("values")), dropout = vector(c.at("dropout"));
    Generator one = seeded(c), other = seeded(c);
    for (Index i = 0; i < values.size(); ++i) {
      CHECK(one.bernoulli(p) == (values(i) == 1));
      const bool kept = other.bernoulli(1 - p);
      CHECK(kept == (dropout(i) != 0));
      if (kept) CHECK(dropout(i) == roundTo(Format::float32, 1 / (1 - p)));
    }
  }
}

TEST_CASE("multinomial draws what PyTorch draws, with and without replacement") {
  for (const Json& c : cases("multinomials")) {
    CAPTURE(c.dump().substr(0, 80));
    Generator generator = seeded(c);
    const Vector weights = vector(c.at("weights"));
    const auto samples = static_cast<Index>(c.at("values").at("data").size());
    const Format format = parseFormat(c.at("dtype").get<std::string>());
    CHECK(same(drawn(samples,
                     [&](double* x) {
                       multinomial(generator, weights.data(), weights.size(), x, samples,
                                   c.at("replacement").get<bool>(), format);
                     }),
               c.at("values"), Format::float32));
  }
}

TEST_CASE("multinomial refuses what PyTorch refuses") {
  for (const Json& c : cases("refused")) {
    CAPTURE(c.dump());
    Generator generator(0);
    const Vector weights = vector(c.at("weights"));
    double out[8];
    CHECK_THROWS_AS(multinomial(generator, weights.data(), weights.size(), out, c.at("samples").get<Index>(),
                                c.at("replacement").get<bool>()),
                    InvalidArgument);
  }
}

TEST_CASE("nn.Linear, kaiming and xavier start from PyTorch's numbers") {
  for (const Json& c : cases("initialisations")) {
    CAPTURE(c.dump().substr(0, 60));
    const Index in = c.at("in"), out = c.at("out");
    for (const Format format : kFormats) {
      const Json& expected = c.at(nameOf(format));
      Generator generator = seeded(c);
      std::vector<double> weight(static_cast<std::size_t>(in * out)), bias(static_cast<std::size_t>(out));
      fillLinear(generator, weight.data(), bias.data(), in, out, format);
      CHECK(checksum(weight, format) == expected.at("weight").get<std::uint64_t>());
      CHECK(same(bias, expected.at("bias"), Format::float32));

      for (const char* name : {"kaimingUniform", "kaimingNormal", "xavierUniform", "xavierNormal"}) {
        CAPTURE(name);
        const Json& kind = expected.at(name);
        const std::string text = name;
        const double gain = kind.at("gain"), fan_in = static_cast<double>(in);
        const double std = text.starts_with("kaiming") ? kaimingStd(gain, fan_in)
                                                       : xavierStd(gain, fan_in, static_cast<double>(out));
        Generator fresh = seeded(c);
        if (text.ends_with("Uniform")) {
          const double bound = uniformBound(std);
          fillUniform(fresh, weight.data(), in * out, format, -bound, bound);
        } else {
          fillNormal(fresh, weight.data(), in * out, format, 0, std);
        }
        const Vector values = Eigen::Map<const Vector>(matrix(kind.at("values")).data(), in * out);
        for (Index i = 0; i < values.size(); ++i) {
          CHECK(same(weight[static_cast<std::size_t>(i)], values(i), format));
        }
      }
    }
  }
}

TEST_CASE("random: bounds of integers") {
  Generator generator(1);
  double x = 0;
  CHECK_THROWS_AS(fillIntegers(generator, &x, 1, 3, 3), InvalidArgument);
  CHECK_THROWS_AS(fillIntegers(generator, &x, 1, 0.5, 3), InvalidArgument);
  CHECK_THROWS_AS(fillIntegers(generator, &x, 1, 0, 0x1.0p54), InvalidArgument);
  CHECK_THROWS_AS(fillIntegers(generator, &x, 1, std::nan(""), 3), InvalidArgument);
}
