#include "descents.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "expression_apply.h"
#include "expression_report.h"
#include "random.h"

namespace nabla {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kFar = 1e6;
constexpr int kMostSteps = 10000;
constexpr Index kMostLanes = 32;

using Slope = Dual<double, 2>;

// f and its gradient, ten thousands of times: the numbers of the graph's nodes stay where they are.
class Loss {
 public:
  explicit Loss(const Expression& f) : f_(f), values_(f.nodes().size()) {
    const std::vector<ExpressionNode>& nodes = f_.nodes();
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      if (isConstantLeaf(nodes[i].op)) values_[i] = Slope(nodes[i].number);
    }
  }

  double evaluate(const double* at, double* gradient) {
    const std::vector<ExpressionNode>& nodes = f_.nodes();
    const Slope none;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      const ExpressionNode& node = nodes[i];
      if (isConstantLeaf(node.op)) continue;
      Slope& out = values_[i];
      if (node.op == Op::Variable) {
        out = Slope::variable(at[node.a], node.a);
        continue;
      }
      const Slope& a = node.a < 0 ? none : values_[static_cast<std::size_t>(node.a)];
      const Slope& b = node.b < 0 ? none : values_[static_cast<std::size_t>(node.b)];
      // What most losses are made of, without the way through all functions.
      switch (node.op) {
        case Op::Add:
          out = a + b;
          break;
        case Op::Sub:
          out = a - b;
          break;
        case Op::Mul:
          out = a * b;
          break;
        case Op::Pow:
          if (nodes[static_cast<std::size_t>(node.b)].depends == 0 && b.value == 2) {
            out = Slope::chained(a.value * a.value, a, 2 * a.value);
            break;
          }
          [[fallthrough]];
        default: {
          const Slope& c = node.c < 0 ? none : values_[static_cast<std::size_t>(node.c)];
          const bool fixed = node.b >= 0 && nodes[static_cast<std::size_t>(node.b)].depends == 0;
          out = applyAs<Slope>(node.op, a, b, c, fixed);
        }
      }
      // A slope along a variable that a part does not depend on is 0 and not 0 · inf.
      for (std::size_t k = 0; k < 2; ++k) {
        if ((node.depends >> k & 1) == 0) out.slope[k] = 0;
      }
    }
    const Slope& y = values_.back();
    gradient[0] = y.slope[0];
    gradient[1] = y.slope[1];
    return y.value;
  }

 private:
  const Expression& f_;
  std::vector<Slope> values_;
};

struct Lane {
  OptimiserSettings settings;
  bool forgets = false, noisy = false;
};

Lane laneOf(const Matrix& lanes, Index row) {
  const double* n = lanes.data() + row * kLaneNumbers;
  Lane lane;
  OptimiserSettings& s = lane.settings;
  const auto choice = [&](Index i, int most) {
    if (n[i] != std::floor(n[i]) || n[i] < 0 || n[i] > most) {
      refuse<InvalidArgument>("lanes: number ", i, " must be a whole number from 0 to ", most);
    }
    return static_cast<int>(n[i]);
  };
  s.rule = static_cast<Rule>(choice(0, 3));
  s.adam.lr = n[1];
  s.momentum = n[2];
  s.dampening = n[3];
  s.nesterov = choice(4, 1) != 0;
  s.weightDecay = n[5];
  s.adam.beta1 = n[6];
  s.adam.beta2 = n[7];
  s.adam.eps = n[8];
  s.amsgrad = choice(9, 1) != 0;
  s.adam.correctM = choice(10, 1) != 0;
  s.adam.correctV = choice(11, 1) != 0;
  s.adam.epsilonPlace = static_cast<EpsilonPlace>(choice(12, 2));
  lane.forgets = choice(13, 1) != 0;
  lane.noisy = choice(14, 1) != 0;
  requireSettings(s);
  return lane;
}

std::vector<Lane> lanesOf(const Matrix& lanes) {
  if (lanes.cols() != kLaneNumbers || lanes.rows() < 1 || lanes.rows() > kMostLanes) {
    refuse<ShapeMismatch>("lanes is ", shape_text(lanes), "; it must have 15 columns and 1 to 32 rows");
  }
  require_finite(lanes, "lanes");
  std::vector<Lane> out;
  for (Index i = 0; i < lanes.rows(); ++i) out.push_back(laneOf(lanes, i));
  return out;
}

// The gradient that a lane with noise sees.
class Noise {
 public:
  Noise(const Matrix& data, const Vector& noise)
      : data_(data), order_(static_cast<std::size_t>(data.rows())) {
    require_size(noise, 3, "noise");
    require_finite(noise, "noise");
    if (data.size() > 0) {
      if (data.cols() != 2) refuse<ShapeMismatch>("data is ", shape_text(data), "; it must have two columns");
      require_finite(data, "data");
      if (!(noise(1) >= 1 && noise(1) <= static_cast<double>(data.rows())) ||
          noise(1) != std::floor(noise(1))) {
        refuse<InvalidArgument>("batch must be a whole number from 1 to the number of rows");
      }
      batch_ = static_cast<Index>(noise(1));
    }
    if (noise(0) < 0) refuse<InvalidArgument>("sigma must be at least 0");
    sigma_ = noise(0);
    seed_ = require_seed(noise(2));
  }

  std::uint64_t seed() const { return seed_; }

  void disturb(Generator& generator, const double* at, double* gradient) {
    if (data_.size() == 0) {
      for (int k = 0; k < 2; ++k) gradient[k] += sigma_ * generator.normal();
      return;
    }
    fillPermutation(generator, order_.data(), data_.rows());
    gradient[0] = gradient[1] = 0;
    for (Index i = 0; i < batch_; ++i) {
      const auto row = static_cast<Index>(order_[static_cast<std::size_t>(i)]);
      const double r = at[0] * data_(row, 0) + at[1] - data_(row, 1);
      gradient[0] += 2 * r * data_(row, 0);
      gradient[1] += 2 * r;
    }
    for (int k = 0; k < 2; ++k) gradient[k] /= static_cast<double>(batch_);
  }

 private:
  const Matrix& data_;
  std::vector<double> order_;
  double sigma_ = 0;
  Index batch_ = 0;
  std::uint64_t seed_ = 0;
};

struct Ended {
  int last = 0, status = 0;
  double loss = kNaN;  // at the last step
};

bool isFinite(const double* pair) {
  return std::isfinite(pair[0]) && std::isfinite(pair[1]);
}

// One lane; written to column `index` of `out` if there is one.
Ended run(Loss& loss, Noise& noise, const Lane& lane, const Vector& start, int steps, Descents* out,
          Index index) {
  Optimiser optimiser(lane.settings, 2);
  Generator generator(noise.seed());
  double at[2] = {start(0), start(1)}, sum[2] = {0, 0};
  Ended ended;
  for (int k = 0;; ++k) {
    double g[2];
    ended.loss = loss.evaluate(at, g);
    ended.last = k;
    if (out != nullptr) {
      out->losses(k, index) = ended.loss;
      for (Index c = 0; c < 2; ++c) {
        out->points(k, 2 * index + c) = at[c];
        out->gradients(k, 2 * index + c) = g[c];
      }
    }
    if (!std::isfinite(ended.loss) || !isFinite(g)) {
      ended.status = 2;
      return ended;
    }
    if (k == steps) return ended;
    if (lane.noisy) noise.disturb(generator, at, g);
    for (int c = 0; c < 2; ++c) sum[c] = lane.forgets ? sum[c] + g[c] : g[c];
    double next[2] = {at[0], at[1]};
    optimiser.step(next, sum);
    if (!(std::abs(next[0]) <= kFar && std::abs(next[1]) <= kFar)) {
      ended.status = 1;
      return ended;
    }
    at[0] = next[0];
    at[1] = next[1];
  }
}

void requireRun(const Vector& start, int steps) {
  require_size(start, 2, "start");
  require_finite(start, "start");
  if (steps < 0 || steps > kMostSteps) refuse<InvalidArgument>("steps must be from 0 to 10000");
}

}  // namespace

Descents descents(const std::string& f, const Matrix& data, const Vector& noise, const Vector& start,
                  const Matrix& lanes, int steps) {
  requireRun(start, steps);
  const std::vector<Lane> all = lanesOf(lanes);
  Loss loss(compiledExpression(f, "x,y"));
  Noise disturbance(data, noise);
  const Index n = lanes.rows();
  Descents out{Matrix::Constant(steps + 1, 2 * n, kNaN), Matrix::Constant(steps + 1, 2 * n, kNaN),
               Matrix::Constant(steps + 1, n, kNaN), Vector(n), Vector(n)};
  for (Index i = 0; i < n; ++i) {
    const Ended ended = run(loss, disturbance, all[static_cast<std::size_t>(i)], start, steps, &out, i);
    out.last(i) = ended.last;
    for (Index k = ended.last + 1; k <= steps; ++k) {
      for (Index c = 2 * i; c < 2 * i + 2; ++c) out.points(k, c) = out.points(ended.last, c);
    }
    out.status(i) = ended.status;
  }
  return out;
}

Matrix finalLosses(const std::string& f, const Matrix& data, const Vector& noise, const Vector& start,
                   const Matrix& lanes, const Vector& rates, int steps) {
  requireRun(start, steps);
  std::vector<Lane> all = lanesOf(lanes);
  require_finite(rates, "rates");
  if (rates.size() > 0 && rates.minCoeff() < 0) refuse<InvalidArgument>("rates must be at least 0");
  Loss loss(compiledExpression(f, "x,y"));
  Noise disturbance(data, noise);
  Matrix out(rates.size(), lanes.rows());
  for (Index i = 0; i < out.rows(); ++i) {
    for (Index j = 0; j < out.cols(); ++j) {
      Lane& lane = all[static_cast<std::size_t>(j)];
      lane.settings.adam.lr = rates(i);
      const Ended ended = run(loss, disturbance, lane, start, steps, nullptr, 0);
      out(i, j) = ended.status == 0 ? ended.loss : kNaN;
    }
  }
  return out;
}

OptimiserSettings settingsOf(const Matrix& lanes, Index row) {
  return lanesOf(lanes)[static_cast<std::size_t>(row)].settings;
}

}  // namespace nabla
