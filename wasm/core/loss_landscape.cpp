#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "initialisation.h"
#include "lanes.h"
#include "losses.h"
#include "mlp_kernels.h"
#include "norm.h"
#include "optimisers.h"
#include "recent.h"
#include "residual.h"

namespace nabla {
namespace {

constexpr Index kUnits = 8, kPoints = 16;

int requireBlocks(int blocks) {
  if (blocks < 1 || blocks > 30) refuse<InvalidArgument>("blocks must be from 1 to 30");
  return blocks;
}

// next = skip · h + w relu(h) for one block, w (8, 8). Four rows of four points are as many sums as the
// sixteen registers hold beside what they are made of.
[[gnu::noinline]] void blockForward(double* next, const double* w, const double* h, double skip) {
  constexpr Index n = LanesOf<double>::count, kRows = 4;
  const Lanes<double> zero = splat(0.0), keep = splat(skip);
  for (Index c = 0; c < kPoints; c += 2 * n) {
    for (Index top = 0; top < kUnits; top += kRows) {
      Lanes<double> sum[kRows][2] = {};
      for (Index k = 0; k < kUnits; ++k) {
        const Lanes<double> x0 = greater(zero, load(h + k * kPoints + c));
        const Lanes<double> x1 = greater(zero, load(h + k * kPoints + c + n));
        for (Index i = 0; i < kRows; ++i) {
          const Lanes<double> weight = splat(w[(top + i) * kUnits + k]);
          sum[i][0] = madd(weight, x0, sum[i][0]);
          sum[i][1] = madd(weight, x1, sum[i][1]);
        }
      }
      for (Index i = 0; i < kRows; ++i) {
        const Index at = (top + i) * kPoints + c;
        store(next + at, keep * load(h + at) + sum[i][0]);
        store(next + at + n, keep * load(h + at + n) + sum[i][1]);
      }
    }
  }
}

// Parameters in order: W (8, 2), b (8), W_1 … W_blocks (8, 8), v (8), c.
class BlockNet {
 public:
  BlockNet(int blocks, bool skip)
      : blocks_(requireBlocks(blocks)),
        skip_(skip ? 1 : 0),
        stream_(static_cast<std::size_t>((blocks_ + 1) * kSize)),
        active_(static_cast<std::size_t>(kSize)),
        gradient_(active_.size()),
        scratch_(gradient_.size()) {
    // A ring of ten, label 0, and six in its middle, label 1.
    for (Index p = 0; p < kPoints; ++p) {
      const bool inner = p < 6;
      const double angle = 2 * std::numbers::pi * static_cast<double>(inner ? p : p - 6) / (inner ? 6 : 10);
      input_[static_cast<std::size_t>(p)] = (inner ? 0.6 : 1.7) * std::cos(angle);
      input_[static_cast<std::size_t>(kPoints + p)] = (inner ? 0.6 : 1.7) * std::sin(angle);
      target_[static_cast<std::size_t>(p)] = inner ? 1 : 0;
    }
  }

  Index count() const { return 3 * kUnits + blocks_ * kUnits * kUnits + kUnits + 1; }

  double loss(const double* p) {
    double* h = stream_.data();
    product(h, p, Index{2}, Index{1}, input_.data(), kUnits, Index{2}, kPoints);
    p += 2 * kUnits;
    for (Index k = 0; k < kSize; ++k) h[k] += p[k / kPoints];
    p += kUnits;
    for (int l = 0; l < blocks_; ++l, h += kSize, p += kUnits * kUnits) blockForward(h + kSize, p, h, skip_);
    product(out_.data(), p, kUnits, Index{1}, h, Index{1}, kUnits, kPoints);
    for (double& z : out_) z += p[kUnits];
    return lossOf(Loss::bce, out_.data(), target_.data(), adjoint_.data(), 1, kPoints, kPoints);
  }

  // After loss at the same parameters. Written, not added.
  void gradient(const double* parameters, double* to) {
    std::fill_n(to, count(), 0.0);
    const double* p = parameters + 3 * kUnits + blocks_ * kUnits * kUnits;
    double* out = to + (p - parameters);
    double* h = stream_.data() + blocks_ * kSize;
    outer(out, adjoint_.data(), h, Index{1}, kUnits, kPoints);
    for (const double g : adjoint_) out[kUnits] += g;
    double* g = gradient_.data();
    product(g, p, Index{1}, kUnits, adjoint_.data(), kUnits, Index{1}, kPoints);
    for (int l = blocks_ - 1; l >= 0; --l) {
      p -= kUnits * kUnits;
      out -= kUnits * kUnits;
      h -= kSize;
      for (Index k = 0; k < kSize; ++k) active_[static_cast<std::size_t>(k)] = h[k] > 0 ? h[k] : 0.0;
      outer(out, g, active_.data(), kUnits, kUnits, kPoints);
      product(scratch_.data(), p, Index{1}, kUnits, g, kUnits, kUnits, kPoints);
      for (Index k = 0; k < kSize; ++k) {
        g[k] = skip_ * g[k] + (h[k] > 0 ? scratch_[static_cast<std::size_t>(k)] : 0.0);
      }
    }
    outer(to, g, input_.data(), kUnits, Index{2}, kPoints);
    for (Index k = 0; k < kSize; ++k) to[2 * kUnits + k / kPoints] += g[k];
  }

  // nn.Linear, the blocks by He times branch, nn.Linear.
  std::vector<double> start(Generator& generator, double branch) const {
    std::vector<double> out(static_cast<std::size_t>(count()));
    double* p = out.data();
    fillLinear(generator, p, p + 2 * kUnits, 2, kUnits);
    p += 3 * kUnits;
    for (int l = 0; l < blocks_; ++l, p += kUnits * kUnits) {
      drawWeight({Init::kaiming_normal, branch}, {Nonlinearity::relu}, generator, p, kUnits, kUnits);
    }
    fillLinear(generator, p, p + kUnits, kUnits, 1);
    return out;
  }

  // One torch.randn a parameter; rows as long as those of θ, biases 0.
  std::vector<double> direction(Generator& generator, const Vector& theta, double reach) const {
    std::vector<double> out(static_cast<std::size_t>(count()));
    Index at = 0;
    const auto matrix = [&](Index rows, Index cols) {
      fillNormal(generator, out.data() + at, rows * cols);
      for (Index r = 0; r < rows; ++r, at += cols) {
        const double have = norm2(Eigen::Map<const Vector>(out.data() + at, cols));
        const double want = norm2(Eigen::Map<const Vector>(theta.data() + at, cols));
        for (Index k = 0; k < cols; ++k) out[static_cast<std::size_t>(at + k)] *= reach * want / have;
      }
    };
    const auto bias = [&](Index size) {
      fillNormal(generator, out.data() + at, size);
      std::fill_n(out.data() + at, size, 0.0);
      at += size;
    };
    matrix(kUnits, 2);
    bias(kUnits);
    for (int l = 0; l < blocks_; ++l) matrix(kUnits, kUnits);
    matrix(1, kUnits);
    bias(1);
    return out;
  }

 private:
  static constexpr Index kSize = kUnits * kPoints;
  int blocks_;
  double skip_;
  std::vector<double> stream_, active_, gradient_, scratch_;
  std::array<double, 2 * kPoints> input_{};
  std::array<double, kPoints> target_{}, out_{}, adjoint_{};
};

int minimaOf(const Matrix& loss) {
  int count = 0;
  for (Index r = 1; r + 1 < loss.rows(); ++r) {
    for (Index c = 1; c + 1 < loss.cols(); ++c) {
      bool lowest = true;
      for (Index k = 0; k < 9 && lowest; ++k)
        lowest = k == 4 || loss(r, c) < loss(r - 1 + k / 3, c - 1 + k % 3);
      count += lowest;
    }
  }
  return count;
}

}  // namespace

BlockTraining blockTraining(int blocks, bool skip, double branch, int steps, double seed) {
  if (steps < 0 || steps > 200) refuse<InvalidArgument>("steps must be from 0 to 200");
  if (!(std::isfinite(branch) && branch >= 0)) refuse<InvalidArgument>("branch must be a number from 0 on");
  BlockNet net(blocks, skip);
  Generator generator(require_seed(seed));
  std::vector<double> theta = net.start(generator, branch), gradient(theta.size());
  std::vector<double> m(theta.size()), v(theta.size());
  BlockTraining out;
  out.theta = Matrix(steps + 1, net.count());
  out.course = Matrix(steps + 1, 2);
  AdamSettings adam;
  adam.lr = 0.01;
  for (int step = 0;; ++step) {
    std::copy(theta.begin(), theta.end(), out.theta.data() + step * net.count());
    out.course(step, 0) = net.loss(theta.data());
    net.gradient(theta.data(), gradient.data());
    out.course(step, 1) = norm2(Eigen::Map<const Vector>(gradient.data(), 2 * kUnits));
    if (step == steps) return out;
    adamStep(theta.data(), m.data(), v.data(), gradient.data(), net.count(), step + 1, adam);
  }
}

LossSlice lossSlice(const Vector& theta, int blocks, bool skip, double reach, int n, double seed) {
  if (n < 3 || n > 61 || n % 2 == 0) refuse<InvalidArgument>("n must be odd, from 3 to 61");
  if (!(std::isfinite(reach) && reach > 0)) refuse<InvalidArgument>("reach must be a number above 0");
  BlockNet net(blocks, skip);
  require_size(theta, net.count(), "theta");
  require_finite(theta, "theta");
  Generator generator(require_seed(seed));
  net.start(generator, 1);
  const std::vector<double> first = net.direction(generator, theta, reach);
  const std::vector<double> second = net.direction(generator, theta, reach);
  LossSlice out;
  out.loss = Matrix(n, n);
  const Eigen::Map<const Eigen::ArrayXd> across(first.data(), net.count()), down(second.data(), net.count());
  Eigen::ArrayXd start(net.count()), at(net.count());
  for (Index c = 0; c < n; ++c) {
    start = theta.array() + (2 * static_cast<double>(c) / (n - 1) - 1) * across;
    for (Index r = 0; r < n; ++r) {
      at = start + (2 * static_cast<double>(r) / (n - 1) - 1) * down;
      out.loss(r, c) = net.loss(at.data());
    }
  }
  out.least = out.loss.minCoeff();
  out.most = out.loss.maxCoeff();
  out.minima = minimaOf(out.loss);
  Vector window(2);
  window << -1, 1;
  out.map = contourMapOf(out.loss, window, window);
  return out;
}

namespace {

// Both sides that are compared, for what is shown and for what comes next; up to 3 MB each.
constexpr std::size_t kTrainings = 4;

struct Trained {
  int blocks;
  bool skip;
  double branch;
  int steps;
  double seed;
  BlockTraining training;
};

const BlockTraining& trained(int blocks, bool skip, double branch, int steps, double seed) {
  static std::vector<Trained> recent;
  const auto fits = [&](const Trained& t) {
    return t.blocks == blocks && t.skip == skip && t.branch == branch && t.steps == steps && t.seed == seed;
  };
  const auto make = [&] {
    return Trained{blocks, skip, branch, steps, seed, blockTraining(blocks, skip, branch, steps, seed)};
  };
  return broughtForward(recent, kTrainings, fits, make).training;
}

}  // namespace

Matrix trainingCourse(int blocks, bool skip, double branch, int steps, double seed) {
  return trained(blocks, skip, branch, steps, seed).course;
}

LossSlice trainedSlice(int blocks, bool skip, double branch, int steps, int step, double reach, int n,
                       double seed) {
  if (step < 0 || step > steps) refuse<InvalidArgument>("step must be from 0 to ", steps);
  const BlockTraining& training = trained(blocks, skip, branch, steps, seed);
  return lossSlice(training.theta.row(step).transpose(), blocks, skip, reach, n, seed);
}

}  // namespace nabla
