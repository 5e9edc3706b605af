#include "random_cosines.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "random.h"

namespace nabla {
namespace {

// sin 10°: |cos θ| below it is an angle between 80° and 100°.
constexpr double kSin10 = 0.17364817766693034885;

Index binOf(double cosine, int bins) {
  const double place = (cosine + 1) / 2 * bins;
  return std::clamp<Index>(static_cast<Index>(std::floor(place)), 0, bins - 1);
}

// torch.randn of a size that is a multiple of 16, number after number.
class NormalStream {
 public:
  explicit NormalStream(double seed) : generator_(require_seed(seed)) {}
  double next() {
    if (at_ == kNormalBlock) {
      normalBlock(generator_, block_);
      at_ = 0;
    }
    return block_[at_++];
  }

 private:
  Generator generator_;
  double block_[kNormalBlock] = {};
  int at_ = kNormalBlock;
};

// Γ(d/2) / Γ((d−1)/2) by its recurrence r(d) r(d + 1) = (d − 1)/2, which does not amplify rounding.
double gammaRatio(int d) {
  double ratio = 1 / std::sqrt(std::numbers::pi);
  for (int k = 2; k < d; ++k) ratio = (k - 1) / 2.0 / ratio;
  return ratio;
}

}  // namespace

RandomCosines randomCosines(int pairs, int dims, int bins, double seed) {
  if (pairs < 1 || dims < 2 || bins < 1) {
    refuse<InvalidArgument>("randomCosines needs at least 1 pair, 2 dimensions and 1 bin");
  }
  const double size = static_cast<double>(pairs) * dims;
  if (size > 4e6 || (static_cast<long long>(pairs) * dims) % 8 != 0) {
    refuse<InvalidArgument>("pairs times dims must be a multiple of 8 up to 4000000");
  }
  NormalStream stream(seed);
  RandomCosines r{Matrix::Zero(dims - 1, bins), Vector::Zero(dims - 1), Vector(dims - 1),
                  Vector::Zero(dims - 1), Vector::Zero(dims - 1)};
  Vector first(dims);
  for (int pair = 0; pair < pairs; ++pair) {
    for (int k = 0; k < dims; ++k) first(k) = stream.next();
    double dot = 0, squareA = 0, squareB = 0;
    for (int k = 0; k < dims; ++k) {
      const double b = stream.next();
      dot += first(k) * b;
      squareA += first(k) * first(k);
      squareB += b * b;
      if (k == 0) continue;
      const double cosine = dot / std::sqrt(squareA * squareB);
      r.counts(k - 1, binOf(cosine, bins)) += 1;
      r.deviation(k - 1) += cosine * cosine;
      r.nearlyRight(k - 1) += std::abs(cosine) < kSin10 ? 1 : 0;
      r.largest(k - 1) = std::max(r.largest(k - 1), std::abs(cosine));
    }
  }
  for (int k = 0; k < dims - 1; ++k) {
    r.deviation(k) = std::sqrt(r.deviation(k) / pairs);
    r.expectedDeviation(k) = 1 / std::sqrt(k + 2.0);
    r.nearlyRight(k) *= 100.0 / pairs;
  }
  return r;
}

Vector expectedCosines(int dim, int bins, int pairs) {
  if (dim < 2 || bins < 1 || pairs < 0) {
    refuse<InvalidArgument>("expectedCosines needs at least 2 dimensions, 1 bin and 0 pairs");
  }
  // With t = cos φ the density is proportional to sin^(d−2) φ, smooth even where d = 2 has poles in t.
  const double scale = gammaRatio(dim) / std::sqrt(std::numbers::pi) * pairs;
  const auto density = [dim](double phi) { return dim == 2 ? 1 : std::pow(std::sin(phi), dim - 2); };
  constexpr int kSteps = 64;
  Vector expected(bins);
  for (int i = 0; i < bins; ++i) {
    const double from = std::acos(2.0 * (i + 1) / bins - 1), to = std::acos(2.0 * i / bins - 1);
    const double h = (to - from) / kSteps;
    double sum = density(from) + density(to);
    for (int k = 1; k < kSteps; ++k) sum += density(from + k * h) * (k % 2 == 1 ? 4 : 2);
    expected(i) = scale * sum * h / 3;
  }
  return expected;
}

}  // namespace nabla
