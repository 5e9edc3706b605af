#include "random.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>
#include <vector>

namespace nabla {
namespace {

constexpr Index kBlock = kNormalBlock;

Matrix sized(int rows, int cols) {
  if (rows < 0 || cols < 0 || static_cast<double>(rows) * cols > 0x1.0p24) {
    refuse<InvalidArgument>("rows and cols must be at least 0 with at most 2^24 entries, got ", rows, "x",
                            cols);
  }
  return Matrix(rows, cols);
}

// The next two are the single precision functions of the Cephes library (Moshier) as PyTorch's AVX2 code
// evaluates them, with the multiplications and additions fused that its compiler fuses: the last bit depends
// on it.

// log of x in (0, 1]: x = 2^e · (1 + m) with 1 + m in [√½, √2).
float cephesLog(float x) {
  constexpr float coefficients[] = {7.0376836292e-2f,  -1.1514610310e-1f, 1.1676998740e-1f,
                                    -1.2420140846e-1f, 1.4249322787e-1f,  -1.6668057665e-1f,
                                    2.0000714765e-1f,  -2.4999993993e-1f, 3.3333331174e-1f};
  const auto bits = std::bit_cast<std::uint32_t>(x);
  float e = static_cast<float>(static_cast<int>(bits >> 23) - 126);
  float m = std::bit_cast<float>((bits & 0x007FFFFFU) | 0x3F000000U);
  if (m < std::numbers::sqrt2_v<float> / 2) {
    e -= 1;
    m = (m - 1) + m;
  } else {
    m = m - 1;
  }
  const float square = m * m;
  float y = 0;
  for (const float c : coefficients) y = std::fma(y, m, c);
  y = std::fma(y * m, square, e * -2.12194440e-4f);  // log 2 in two parts
  y = std::fma(square, -0.5f, y);
  return std::fma(e, 0.693359375f, m + y);
}

// sin and cos of x in [0, 2π): x less j · π/4 in three parts, j even, then one polynomial each.
void cephesSinCos(float x, float& sine, float& cosine) {
  const int j = (static_cast<int>(x * 1.27323954473516f) + 1) & ~1;
  const auto y = static_cast<float>(j);
  x = std::fma(y, -0.78515625f, x);
  x = std::fma(y, -2.4187564849853515625e-4f, x);
  x = std::fma(y, -3.77489497744594108e-8f, x);
  const float z = x * x;
  float even = std::fma(2.443315711809948e-5f, z, -1.388731625493765e-3f);
  even = std::fma(even, z, 4.166664568298827e-2f);
  even = std::fma(even * z, z, z * -0.5f) + 1;
  float odd = std::fma(-1.9515295891e-4f, z, 8.3321608736e-3f);
  odd = std::fma(odd, z, -1.6666654611e-1f);
  odd = std::fma(odd * z, x, x);
  sine = (j & 2) != 0 ? even : odd;
  cosine = (j & 2) != 0 ? odd : even;
  if ((j & 4) != 0) sine = -sine;
  if (((j - 2) & 4) == 0) cosine = -cosine;
}

// Entries hold float32 uniforms.
void floatBlock(double* block, float mean, float std) {
  for (int j = 0; j < 8; ++j) {
    const float radius = std::sqrt(-2 * cephesLog(1 - static_cast<float>(block[j])));
    float sine = 0, cosine = 0;
    cephesSinCos(2 * std::numbers::pi_v<float> * static_cast<float>(block[j + 8]), sine, cosine);
    block[j] = static_cast<double>(std::fma(radius * cosine, std, mean));
    block[j + 8] = static_cast<double>(std::fma(radius * sine, std, mean));
  }
}

// x · factor + shift, rounded once, for x far from the ends of float64. Where the factor is a power of two
// the product is exact, so that adding rounds once as well: without an instruction for it fma takes 30 ns,
// longer than all else about a uniform number.
class Affine {
 public:
  Affine(double factor, double shift) : factor_(factor), shift_(shift) {
    int exponent = 0;
    exact_ = std::abs(std::frexp(factor, &exponent)) == 0.5 && std::abs(exponent) < 500;
  }
  double operator()(double x) const { return exact_ ? x * factor_ + shift_ : std::fma(x, factor_, shift_); }

 private:
  double factor_, shift_;
  bool exact_;
};

void doubleBlock(double* block, const Affine& place) {
  for (int j = 0; j < 8; ++j) {
    const double radius = std::sqrt(-2 * std::log(1 - block[j]));
    const double theta = 2 * std::numbers::pi * block[j + 8];
    block[j] = place(radius * std::cos(theta));
    block[j + 8] = place(radius * std::sin(theta));
  }
}

}  // namespace

std::uint64_t Generator::bits64() {
  const std::uint64_t high = bits32();
  return (high << 32) | bits32();
}

double Generator::uniform() {
  return static_cast<double>(bits64() & ((1ULL << 53) - 1)) * 0x1.0p-53;
}

float Generator::uniformFloat() {
  return static_cast<float>(bits32() & ((1U << 24) - 1)) * 0x1.0p-24F;
}

double Generator::uniformIn(double low, double high) {
  const double x = Affine(high - low, low)(uniform());
  return x == high ? low : x;
}

float Generator::uniformIn(float low, float high) {
  const float x = std::fma(uniformFloat(), high - low, low);
  return x == high ? low : x;
}

double Generator::normal() {
  if (has_next_normal_) {
    has_next_normal_ = false;
    return next_normal_;
  }
  const double u1 = uniform();
  const double u2 = uniform();
  const double radius = std::sqrt(-2 * std::log1p(-u2));
  const double theta = 2 * std::numbers::pi * u1;
  next_normal_ = radius * std::sin(theta);
  has_next_normal_ = true;
  return radius * std::cos(theta);
}

double Generator::exponential() {
  return -std::log1p(-uniform());
}

std::uint64_t Generator::below(std::uint64_t range) {
  return (range >= 1ULL << 28 ? bits64() : bits32()) % range;
}

void normalBlock(Generator& generator, double* block) {
  for (int i = 0; i < kNormalBlock; ++i) block[i] = generator.uniform();
  doubleBlock(block, Affine(1, 0));
}

std::uint64_t require_seed(double seed) {
  if (!(seed >= 0 && seed <= 0x1.0p53) || seed != std::floor(seed)) {
    refuse<InvalidArgument>("seed must be an integer from 0 to 2^53, got ", seed);
  }
  return static_cast<std::uint64_t>(seed);
}

void fillUniform(Generator& generator, double* out, Index count, Format format, double low, double high) {
  if (format != Format::float64) {
    const auto from = static_cast<float>(low), to = static_cast<float>(high);
    for (Index i = 0; i < count; ++i) out[i] = static_cast<double>(generator.uniformIn(from, to));
    return;
  }
  const Affine place(high - low, low);
  for (Index i = 0; i < count; ++i) {
    const double x = place(generator.uniform());
    out[i] = x == high ? low : x;
  }
}

void fillNormal(Generator& generator, double* out, Index count, Format format, double mean, double std) {
  if (count < kBlock) {
    for (Index i = 0; i < count; ++i) out[i] = roundTo(format, std::fma(generator.normal(), std, mean));
    return;
  }
  const Affine place(std, mean);
  const auto block = [&](Index at) {
    if (format == Format::float64) return doubleBlock(out + at, place);
    floatBlock(out + at, static_cast<float>(mean), static_cast<float>(std));
  };
  fillUniform(generator, out, count, format);
  for (Index i = 0; i + kBlock <= count; i += kBlock) block(i);
  if (count % kBlock == 0) return;
  fillUniform(generator, out + count - kBlock, kBlock, format);
  block(count - kBlock);
}

void fillIntegers(Generator& generator, double* out, Index count, double low, double high) {
  if (!(low < high && low >= -0x1.0p53 && high <= 0x1.0p53) || low != std::floor(low) ||
      high != std::floor(high)) {
    refuse<InvalidArgument>("low and high must be integers within ±2^53 with low < high, got ", low, " and ",
                            high);
  }
  const auto range = static_cast<std::uint64_t>(high - low);
  const auto first = static_cast<std::int64_t>(low);
  for (Index i = 0; i < count; ++i) {
    out[i] = static_cast<double>(first + static_cast<std::int64_t>(generator.below(range)));
  }
}

void fillPermutation(Generator& generator, double* out, Index count) {
  for (Index i = 0; i < count; ++i) out[i] = static_cast<double>(i);
  for (Index i = 0; i + 1 < count; ++i) {
    std::swap(out[i],
              out[i + static_cast<Index>(generator.bits32() % static_cast<std::uint64_t>(count - i))]);
  }
}

void multinomial(Generator& generator, const double* weights, Index count, double* out, Index samples,
                 bool replacement, Format format) {
  if (samples < 1) refuse<InvalidArgument>("samples must be at least 1, got ", samples);
  if (!replacement && samples > count) {
    refuse<InvalidArgument>("samples must be at most the number of weights without replacement, got ",
                            samples, " of ", count);
  }
  std::vector<double> work(static_cast<std::size_t>(count));
  double sum = 0;
  for (Index i = 0; i < count; ++i) {
    if (!(weights[i] >= 0) || std::isinf(weights[i])) {
      refuse<InvalidArgument>("weights must be finite and at least 0, got ", weights[i], " at ", i);
    }
    work[static_cast<std::size_t>(i)] = roundTo(format, weights[i]);
    sum = roundTo(format, sum + work[static_cast<std::size_t>(i)]);
  }
  if (!(sum > 0)) refuse<InvalidArgument>("weights must have a sum above 0");

  if (!replacement || samples == 1) {
    for (double& w : work) w = roundTo(format, w / roundTo(format, generator.exponential()));
    for (Index k = 0; k < samples; ++k) {
      const auto best = std::max_element(work.begin(), work.end());
      out[k] = static_cast<double>(best - work.begin());
      *best = -1;
    }
    return;
  }
  double total = 0;
  for (double& w : work) {
    total = roundTo(format, total + w);
    w = roundTo(format, total / sum);
  }
  work.back() = 1;
  for (Index k = 0; k < samples; ++k) {
    out[k] =
        static_cast<double>(std::lower_bound(work.begin(), work.end(), generator.uniform()) - work.begin());
  }
}

double kaimingStd(double gain, double fan) {
  return gain / std::sqrt(fan);
}
double xavierStd(double gain, double fan_in, double fan_out) {
  return gain * std::sqrt(2 / (fan_in + fan_out));
}
double uniformBound(double std) {
  return std::sqrt(3.0) * std;
}

void fillLinear(Generator& generator, double* weight, double* bias, Index in, Index out, Format format) {
  const auto fan = static_cast<double>(in);
  const double bound = uniformBound(kaimingStd(std::sqrt(2.0 / 6.0), fan));  // leaky ReLU of slope √5
  fillUniform(generator, weight, in * out, format, -bound, bound);
  if (bias == nullptr) return;
  const double narrow = 1 / std::sqrt(fan);
  fillUniform(generator, bias, out, format, -narrow, narrow);
}

Matrix rand(int rows, int cols, double seed, Format format) {
  Generator generator(require_seed(seed));
  Matrix out = sized(rows, cols);
  fillUniform(generator, out.data(), out.size(), format);
  return out;
}

Matrix randn(int rows, int cols, double seed, Format format) {
  Generator generator(require_seed(seed));
  Matrix out = sized(rows, cols);
  fillNormal(generator, out.data(), out.size(), format);
  return out;
}

}  // namespace nabla
