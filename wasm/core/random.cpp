#include "random.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace nabla {
namespace {

constexpr Index kBlock = kNormalBlock;

Matrix sized(int rows, int cols) {
  if (rows < 0 || cols < 0 || static_cast<double>(rows) * cols > 0x1.0p24) {
    throw InvalidArgument("rows and cols must be at least 0 with at most 2^24 entries, got " +
                          std::to_string(rows) + "x" + std::to_string(cols));
  }
  return Matrix(rows, cols);
}

template <class Real>
void boxMullerBlock(Real* block) {
  for (int j = 0; j < 8; ++j) {
    const Real radius = std::sqrt(Real(-2) * std::log(Real(1) - block[j]));
    const Real theta = Real(2) * std::numbers::pi_v<Real> * block[j + 8];
    block[j] = radius * std::cos(theta);
    block[j + 8] = radius * std::sin(theta);
  }
}

template <class Real, class Draw>
std::vector<Real> normalBlocks(Index size, Draw draw) {
  std::vector<Real> out(static_cast<std::size_t>(size));
  for (Real& x : out) x = draw();
  for (Index i = 0; i + kBlock <= size; i += kBlock) boxMullerBlock(out.data() + i);
  if (size % kBlock != 0) {
    Real* tail = out.data() + size - kBlock;
    for (Index i = 0; i < kBlock; ++i) tail[i] = draw();
    boxMullerBlock(tail);
  }
  return out;
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

void normalBlock(Generator& generator, double* block) {
  for (int i = 0; i < kNormalBlock; ++i) block[i] = generator.uniform();
  boxMullerBlock(block);
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

std::uint64_t require_seed(double seed) {
  if (!(seed >= 0 && seed <= 0x1.0p53) || seed != std::floor(seed)) {
    throw InvalidArgument("seed must be an integer from 0 to 2^53, got " + std::to_string(seed));
  }
  return static_cast<std::uint64_t>(seed);
}

Matrix rand(int rows, int cols, double seed) {
  Generator generator(require_seed(seed));
  Matrix out = sized(rows, cols);
  for (Index i = 0; i < out.size(); ++i) out.data()[i] = generator.uniform();
  return out;
}

Matrix randn(int rows, int cols, double seed) {
  Generator generator(require_seed(seed));
  Matrix out = sized(rows, cols);
  if (out.size() < kBlock) {
    for (Index i = 0; i < out.size(); ++i) out.data()[i] = generator.normal();
    return out;
  }
  const auto values = normalBlocks<double>(out.size(), [&] { return generator.uniform(); });
  std::copy(values.begin(), values.end(), out.data());
  return out;
}

Matrix randnFloat32(int rows, int cols, double seed) {
  Generator generator(require_seed(seed));
  Matrix out = sized(rows, cols);
  if (out.size() < kBlock) {
    for (Index i = 0; i < out.size(); ++i) {
      out.data()[i] = static_cast<double>(static_cast<float>(generator.normal()));
    }
    return out;
  }
  const auto values = normalBlocks<float>(out.size(), [&] { return generator.uniformFloat(); });
  for (Index i = 0; i < out.size(); ++i) {
    out.data()[i] = static_cast<double>(values[static_cast<std::size_t>(i)]);
  }
  return out;
}

}  // namespace nabla
