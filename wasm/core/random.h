// PyTorch's CPU generator and its sampling rules: after the same seed, the same draws in the same order give
// the numbers of torch.manual_seed(seed). float32 numbers are returned widened.
//
// Source of every rule: PyTorch 2.15, ATen/core/{MT19937RNGEngine, CPUGeneratorImpl, DistributionsHelper,
// TransformationHelper}.h, ATen/native/cpu/{DistributionTemplates, avx_mathfun}.h, MultinomialKernel.cpp,
// Distributions.cpp, TensorFactories.cpp. Equal to the bit on an x86 processor with AVX2, where PyTorch was
// asked; the last bits of float64 normals are those of the C library's log, sin and cos. Without AVX2 (old
// x86, ARM) PyTorch's float32 normals in blocks come from that library as well: a few units in the last place
// of float32 away from these, while everything else stays.
#pragma once

#include <cstdint>
#include <random>

#include "rounding.h"
#include "types.h"

namespace nabla {

// MT19937 seeded as torch.Generator: only the low 32 bits of the seed reach the state.
class Generator {
 public:
  explicit Generator(std::uint64_t seed) : engine_(static_cast<std::uint32_t>(seed)) {}

  std::uint32_t bits32() { return static_cast<std::uint32_t>(engine_()); }
  std::uint64_t bits64();  // first draw in the high half

  double uniform();      // [0, 1), the low 53 bits of bits64()
  float uniformFloat();  // [0, 1), the low 24 bits of bits32()
  // Tensor.uniform_(low, high), one number: scaled and shifted with a single rounding.
  double uniformIn(double low, double high);
  float uniformIn(float low, float high);

  // One standard normal by Box and Muller in float64; the second of each pair is kept for the next call.
  double normal();

  // Tensor.exponential_(): -log1p(-u) of a float64 uniform, whatever the dtype.
  double exponential();

  // Tensor.bernoulli_(p): a float64 uniform below p, whatever the dtype. Dropout with probability p keeps
  // what bernoulli(1 - p) keeps and scales it by 1/(1 - p).
  bool bernoulli(double p) { return uniform() < p; }

  // One of 0 … range - 1 as torch.randint draws it: bits modulo range, 64 of them from a range of 2^28 on.
  std::uint64_t below(std::uint64_t range);

 private:
  std::mt19937 engine_;
  double next_normal_ = 0;
  bool has_next_normal_ = false;
};

// torch.randn draws sizes from 16 on in blocks of 16: these are the next 16 numbers of that stream.
inline constexpr int kNormalBlock = 16;
void normalBlock(Generator& generator, double* block);

// seed as a generator wants it. Throws InvalidArgument unless it is an integer in [0, 2^53].
std::uint64_t require_seed(double seed);

// A tensor of count numbers, drawn at once. format is float64 or float32.

// Tensor.uniform_(low, high).
void fillUniform(Generator& generator, double* out, Index count, Format format = Format::float64,
                 double low = 0, double high = 1);

// Tensor.normal_(mean, std). PyTorch has two streams: below 16 entries one pair after another in float64,
// r = sqrt(-2 log1p(-u2)), (r cos 2πu1, r sin 2πu1); from 16 on, all uniforms first, then blocks of 16 in
// which entry j and entry j + 8 are a pair, the last 16 redrawn when the count is no multiple of 16. The
// second number of a pair that nobody asked for waits in the generator.
void fillNormal(Generator& generator, double* out, Index count, Format format = Format::float64,
                double mean = 0, double std = 1);

// torch.randint(low, high, (count,)). low < high, both integers within ±2^53.
void fillIntegers(Generator& generator, double* out, Index count, double low, double high);

// torch.randperm(count).
void fillPermutation(Generator& generator, double* out, Index count);

// torch.multinomial(weights, samples, replacement) on one row of count weights: indices. With replacement and
// more than one sample, the cumulative sum is searched for one float64 uniform a sample; otherwise the
// weights race against exponentials, q = w / e, and the largest q win in order. Throws InvalidArgument for a
// negative or non-finite weight, a sum of 0, samples < 1, and more samples than weights without replacement.
void multinomial(Generator& generator, const double* weights, Index count, double* out, Index samples,
                 bool replacement, Format format = Format::float64);

// Scales of torch.nn.init, as Python rounds them: kaiming_normal_ and xavier_normal_ draw normal_(0, std),
// kaiming_uniform_ and xavier_uniform_ draw uniform_(-bound, bound) with bound = √3 · std.
double kaimingStd(double gain, double fan);
double xavierStd(double gain, double fan_in, double fan_out);
double uniformBound(double std);

// torch.nn.Linear(in, out): weight (out, in) row-major by kaiming_uniform_(a = √5), then bias (out) uniform
// on ±1/√in. bias may be null, as for bias=False.
void fillLinear(Generator& generator, double* weight, double* bias, Index in, Index out,
                Format format = Format::float64);

// torch.manual_seed(seed); torch.rand(rows, cols, dtype): uniform on [0, 1).
// rows, cols >= 0, at most 2^24 entries. Throws InvalidArgument.
Matrix rand(int rows, int cols, double seed, Format format = Format::float64);

// torch.manual_seed(seed); torch.randn(rows, cols, dtype): standard normal entries. Sizes as for rand.
Matrix randn(int rows, int cols, double seed, Format format = Format::float64);

}  // namespace nabla
