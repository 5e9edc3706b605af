// PyTorch's CPU generator and its sampling rules: the same seed gives the numbers of torch.manual_seed(seed).
#pragma once

#include <cstdint>
#include <random>

#include "types.h"

namespace nabla {

// MT19937 seeded as torch.Generator: only the low 32 bits of the seed reach the state.
// Source: PyTorch, ATen/core/MT19937RNGEngine.h, CPUGeneratorImpl.cpp, TransformationHelper.h.
class Generator {
 public:
  explicit Generator(std::uint64_t seed) : engine_(static_cast<std::uint32_t>(seed)) {}

  std::uint32_t bits32() { return static_cast<std::uint32_t>(engine_()); }
  std::uint64_t bits64();  // first draw in the high half

  double uniform();      // [0, 1), the low 53 bits of bits64()
  float uniformFloat();  // [0, 1), the low 24 bits of bits32()

  // One standard normal by Box and Muller in float64; the second of each pair is kept for the next call.
  double normal();

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

// torch.manual_seed(seed); torch.rand(rows, cols, dtype=torch.float64): uniform on [0, 1).
// rows, cols >= 0, at most 2^24 entries. Throws InvalidArgument. Equal to PyTorch bit for bit.
Matrix rand(int rows, int cols, double seed);

// torch.manual_seed(seed); torch.randn(rows, cols, dtype=torch.float64): standard normal entries.
// PyTorch has two streams: below 16 entries one pair after another, r = sqrt(-2 log1p(-u2)), (r cos 2πu1, r
// sin 2πu1); from 16 on, all uniforms first, then blocks of 16 in which entry j and entry j + 8 are a pair,
// the last 16 redrawn when the size is no multiple of 16. Both are followed; entries equal PyTorch's to the
// last bits of log, sin and cos. rows, cols >= 0, at most 2^24 entries. Throws InvalidArgument.
Matrix randn(int rows, int cols, double seed);

// The same for PyTorch's default dtype float32, returned widened. PyTorch's vectorised log, sin and cos
// differ with the processor by a few units in the last place of float32; these are the rounded float32
// functions.
Matrix randnFloat32(int rows, int cols, double seed);

}  // namespace nabla
