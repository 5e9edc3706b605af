#include "neural_ode.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "exponential.h"
#include "ode_run.h"
#include "ode_tableau.h"
#include "random.h"

namespace nabla {
namespace {

constexpr int kDim = 2;

// The layers as views into θ.
class Net {
 public:
  explicit Net(const Vector& theta) : theta_(theta), hidden_((theta.size() - kDim) / (2 * kDim + 1)) {}

  Index hidden() const { return hidden_; }

  // Leaves the activations in h (hidden), which the way back needs.
  void operator()(const double* y, double* slope, double* h) const {
    const double *b1 = bias1(), *w2 = weight2(), *b2 = bias2();
    for (Index i = 0; i < hidden_; ++i) h[i] = b1[i] + weight1(i, 0) * y[0] + weight1(i, 1) * y[1];
    tanhEach(h, h, hidden_);
    for (int d = 0; d < kDim; ++d) slope[d] = b2[d];
    for (Index i = 0; i < hidden_; ++i) {
      for (int d = 0; d < kDim; ++d) slope[d] += w2[d * hidden_ + i] * h[i];
    }
  }

  // gy = aᵀ ∂f/∂y; gtheta += scale · aᵀ ∂f/∂θ.
  void pullBack(const double* y, const double* h, const double* a, double* gy, double* gtheta,
                double scale) const {
    const double* w2 = weight2();
    double *gw1 = gtheta, *gb1 = gtheta + kDim * hidden_, *gw2 = gb1 + hidden_, *gb2 = gw2 + kDim * hidden_;
    gy[0] = gy[1] = 0;
    for (int d = 0; d < kDim; ++d) gb2[d] += scale * a[d];
    for (Index i = 0; i < hidden_; ++i) {
      const double g = (a[0] * w2[i] + a[1] * w2[hidden_ + i]) * (1 - h[i] * h[i]);
      for (int d = 0; d < kDim; ++d) {
        gw2[d * hidden_ + i] += scale * a[d] * h[i];
        gw1[i * kDim + d] += scale * g * y[d];
        gy[d] += g * weight1(i, d);
      }
      gb1[i] += scale * g;
    }
  }

 private:
  double weight1(Index i, int d) const { return theta_.data()[i * kDim + d]; }
  const double* bias1() const { return theta_.data() + kDim * hidden_; }
  const double* weight2() const { return bias1() + hidden_; }
  const double* bias2() const { return weight2() + kDim * hidden_; }

  const Vector& theta_;
  Index hidden_;
};

struct Task {
  const Matrix& starts;
  const Matrix& targets;
  double time;
  OdeMethod method;
  int steps;
};

using Pair = std::array<double, kDim>;

// y + h Σ_j weights[j] k_j
Pair along(const Pair& y, double h, const double* weights, const Pair* k, std::size_t count) {
  Pair out = y;
  for (std::size_t j = 0; j < count; ++j) {
    for (std::size_t d = 0; d < kDim; ++d) out[d] += h * weights[j] * k[j][d];
  }
  return out;
}

void requireFinite(const Pair& y) {
  if (std::isfinite(y[0]) && std::isfinite(y[1])) return;
  refuse<InvalidArgument>(
      "theta sends a point beyond what float64 holds; smaller weights or a shorter time help");
}

// Equal explicit steps with one start after another. What backpropagation keeps stands here: every stage of
// every step, with its activations.
class Sweep {
 public:
  Sweep(const Task& task, const Net& net)
      : task_(task),
        table_(explicitTableau(task.method)),
        stages_(static_cast<std::size_t>(table_.stages)),
        steps_(static_cast<std::size_t>(task.steps)),
        hidden_(static_cast<std::size_t>(net.hidden())),
        h_(task.time / task.steps),
        path_(steps_ + 1),
        rebuilt_(steps_ + 1),
        adjoints_(steps_ + 1),
        at_(steps_ * stages_),
        active_(steps_ * stages_ * hidden_) {}

  // path[k]: the point after k steps.
  const std::vector<Pair>& path() const { return path_; }
  // As the adjoint finds them on its way back.
  const std::vector<Pair>& rebuilt() const { return rebuilt_; }
  const std::vector<Pair>& adjoints() const { return adjoints_; }

  void forward(const Net& net, Index point) {
    path_[0] = {task_.starts(point, 0), task_.starts(point, 1)};
    std::array<Pair, 7> k{};
    for (std::size_t n = 0; n < steps_; ++n) {
      for (std::size_t i = 0; i < stages_; ++i) {
        Pair& at = at_[n * stages_ + i];
        at = along(path_[n], h_, table_.a[i].data(), k.data(), i);
        net(at.data(), k[i].data(), active(n, i));
      }
      path_[n + 1] = along(path_[n], h_, table_.b.data(), k.data(), stages_);
      requireFinite(path_[n + 1]);
    }
  }

  // Reverse mode through the steps that forward took. a: ∂L/∂(end); gtheta += ∂L/∂θ.
  void backprop(const Net& net, Pair a, double* gtheta) {
    std::array<Pair, 7> pulled{};
    for (std::size_t n = steps_; n-- > 0;) {
      const Pair arriving = a;
      for (std::size_t i = stages_; i-- > 0;) {
        Pair seed{};
        for (std::size_t d = 0; d < kDim; ++d) {
          seed[d] = h_ * table_.b[i] * arriving[d];
          for (std::size_t j = i + 1; j < stages_; ++j) seed[d] += h_ * table_.a[j][i] * pulled[j][d];
        }
        net.pullBack(at_[n * stages_ + i].data(), active(n, i), seed.data(), pulled[i].data(), gtheta, 1);
        for (std::size_t d = 0; d < kDim; ++d) a[d] += pulled[i][d];
      }
    }
  }

  // (y, a, ∂L/∂θ) together, from the end to the start: a' = −aᵀ∂f/∂y, g' = −aᵀ∂f/∂θ. Nothing follows from g,
  // so that its stages are added as they come.
  void adjoint(const Net& net, const Pair& end, double* gtheta) {
    std::array<Pair, 7> ky{}, ka{};
    Pair y = path_[steps_], a = end;
    rebuilt_[steps_] = y;
    adjoints_[steps_] = a;
    for (std::size_t n = steps_; n-- > 0;) {
      for (std::size_t i = 0; i < stages_; ++i) {
        const Pair yi = along(y, -h_, table_.a[i].data(), ky.data(), i);
        const Pair ai = along(a, -h_, table_.a[i].data(), ka.data(), i);
        net(yi.data(), ky[i].data(), active(0, 0));
        net.pullBack(yi.data(), active(0, 0), ai.data(), ka[i].data(), gtheta, h_ * table_.b[i]);
        for (double& slope : ka[i]) slope = -slope;
      }
      y = along(y, -h_, table_.b.data(), ky.data(), stages_);
      a = along(a, -h_, table_.b.data(), ka.data(), stages_);
      requireFinite(y);
      requireFinite(a);
      rebuilt_[n] = y;
      adjoints_[n] = a;
    }
  }

  // ∂L/∂(end) of the mean over all entries; adds the point's share to the loss.
  Pair lossAt(Index point, double& loss) const {
    const auto entries = static_cast<double>(task_.starts.size());
    Pair gradient{};
    for (int d = 0; d < kDim; ++d) {
      const auto i = static_cast<std::size_t>(d);
      const double miss = path_[steps_][i] - task_.targets(point, d);
      loss += miss * miss / entries;
      gradient[i] = 2 * miss / entries;
    }
    return gradient;
  }

 private:
  double* active(std::size_t step, std::size_t stage) {
    return active_.data() + (step * stages_ + stage) * hidden_;
  }

  const Task& task_;
  const Tableau& table_;
  std::size_t stages_, steps_, hidden_;
  double h_;
  std::vector<Pair> path_, rebuilt_, adjoints_, at_;
  std::vector<double> active_;
};

double backprop(const Net& net, const Task& task, Sweep& sweep, Vector& gradient) {
  double loss = 0;
  std::fill_n(gradient.data(), gradient.size(), 0.0);
  for (Index p = 0; p < task.starts.rows(); ++p) {
    sweep.forward(net, p);
    sweep.backprop(net, sweep.lossAt(p, loss), gradient.data());
  }
  return loss;
}

// What the adjoint leaves behind besides the gradient, for the picture.
struct Trails {
  Matrix paths, rebuilt, adjoints;
  double drift = 0;
};

double adjoint(const Net& net, const Task& task, Sweep& sweep, Vector& gradient, Trails* trails) {
  double loss = 0;
  std::fill_n(gradient.data(), gradient.size(), 0.0);
  const Index length = task.steps + 1;
  for (Index p = 0; p < task.starts.rows(); ++p) {
    sweep.forward(net, p);
    sweep.adjoint(net, sweep.lossAt(p, loss), gradient.data());
    if (!trails) continue;
    const Pair &from = sweep.path()[0], &back = sweep.rebuilt()[0];
    trails->drift = std::max(trails->drift, std::hypot(back[0] - from[0], back[1] - from[1]));
    for (Index k = 0; k < length; ++k) {
      for (int d = 0; d < kDim; ++d) {
        const auto at = static_cast<std::size_t>(k), i = static_cast<std::size_t>(d);
        trails->paths(p * length + k, d) = sweep.path()[at][i];
        trails->rebuilt(p * length + k, d) = sweep.rebuilt()[at][i];
        trails->adjoints(p * length + k, d) = sweep.adjoints()[at][i];
      }
    }
  }
  return loss;
}

double distance(const Vector& a, const Vector& b) {
  double sum = 0, size = 0;
  for (Index i = 0; i < a.size(); ++i) {
    sum = std::hypot(sum, a[i] - b[i]);
    size = std::hypot(size, b[i]);
  }
  return sum == 0 ? 0 : sum / size;
}

Task checked(const Vector& theta, const Matrix& starts, const Matrix& targets, double time,
             const std::string& method, int steps) {
  require_finite(theta, "theta");
  require_finite(starts, "starts");
  require_finite(targets, "targets");
  if (theta.size() < 7 || (theta.size() - kDim) % (2 * kDim + 1) != 0) {
    refuse<ShapeMismatch>("theta must hold 5 hidden + 2 numbers, got ", theta.size());
  }
  if (starts.cols() != kDim || starts.rows() < 1 || starts.rows() > 64) {
    refuse<ShapeMismatch>("starts must be 1 to 64 rows of 2, got ", shape_text(starts));
  }
  if (targets.rows() != starts.rows() || targets.cols() != kDim) {
    refuse<ShapeMismatch>("targets must be ", shape_text(starts), " as starts, got ", shape_text(targets));
  }
  if (!std::isfinite(time) || time == 0) refuse<InvalidArgument>("time must be finite and not 0");
  if (steps < 1 || steps > 4096) refuse<InvalidArgument>("steps must be from 1 to 4096, got ", steps);
  const OdeMethod kind = odeMethod(method);
  explicitTableau(kind);
  return {starts, targets, time, kind, steps};
}

}  // namespace

Vector neuralOdeWeights(int hidden, double gain, double seed) {
  if (hidden < 1 || hidden > 64) refuse<InvalidArgument>("hidden must be from 1 to 64, got ", hidden);
  if (!std::isfinite(gain)) refuse<InvalidArgument>("gain must be finite");
  const Matrix z = randn(1, 5 * hidden, seed);
  Vector theta = ode::filled(5 * hidden + kDim, 0);
  for (Index i = 0; i < 5 * hidden; ++i) {
    const double scale = i < 2 * hidden ? gain : i < 3 * hidden ? 1 : gain / std::sqrt(hidden);
    theta[i] = scale * z(0, i);
  }
  return theta;
}

NeuralOdeGradient neuralOdeGradient(const Vector& theta, const Matrix& starts, const Matrix& targets,
                                    double time, const std::string& method, int steps) {
  const Task task = checked(theta, starts, targets, time, method, steps);
  const Net net(theta);
  const Index rows = starts.rows() * (steps + 1), count = theta.size();
  NeuralOdeGradient out{};
  out.backprop = out.adjoint = out.limit = ode::filled(count, 0);
  Trails trails{Matrix(rows, kDim), Matrix(rows, kDim), Matrix(rows, kDim)};
  Sweep sweep(task, net);
  out.loss = backprop(net, task, sweep, out.backprop);
  adjoint(net, task, sweep, out.adjoint, &trails);
  const Task finer{starts, targets, time, OdeMethod::Rk4, std::max(8 * steps, 256)};
  Sweep fine(finer, net);
  backprop(net, finer, fine, out.limit);
  out.paths = std::move(trails.paths);
  out.rebuilt = std::move(trails.rebuilt);
  out.adjoints = std::move(trails.adjoints);
  out.drift = trails.drift;
  for (const double g : out.backprop) out.norm = std::hypot(out.norm, g);
  out.gap = distance(out.adjoint, out.backprop);
  out.backpropError = distance(out.backprop, out.limit);
  out.adjointError = distance(out.adjoint, out.limit);
  const int stages = explicitTableau(task.method).stages;
  // The seventh stage of Dormand–Prince is the next step's first.
  out.backpropStates = steps * std::min(stages, 6);
  out.adjointStates = 1;
  return out;
}

NeuralOdeTraining neuralOdeTrain(const Vector& theta, const Matrix& starts, const Matrix& targets,
                                 double time, const std::string& method, int steps, double lr, int iterations,
                                 bool useAdjoint) {
  const Task task = checked(theta, starts, targets, time, method, steps);
  if (iterations < 0 || iterations > 2000) refuse<InvalidArgument>("iterations must be from 0 to 2000");
  if (!(lr >= 0) || !std::isfinite(lr)) refuse<InvalidArgument>("lr must be 0 or more");
  const Index count = theta.size();
  Vector now = theta, gradient(count), m = ode::filled(count, 0), v = ode::filled(count, 0);
  std::vector<double> thetas, losses;
  double decay1 = 1, decay2 = 1;
  const Net net(now);
  Sweep sweep(task, net);
  for (int k = 0; k <= iterations; ++k) {
    double loss = 0;
    try {
      loss = useAdjoint ? adjoint(net, task, sweep, gradient, nullptr) : backprop(net, task, sweep, gradient);
    } catch (const InvalidArgument&) {
      if (k == 0) throw;
      break;
    }
    if (!std::isfinite(loss)) break;
    losses.push_back(loss);
    thetas.insert(thetas.end(), now.data(), now.data() + count);
    decay1 *= 0.9;
    decay2 *= 0.999;
    for (Index i = 0; i < count; ++i) {
      m[i] += 0.1 * (gradient[i] - m[i]);
      v[i] = 0.999 * v[i] + 0.001 * gradient[i] * gradient[i];
      now[i] -= lr / (1 - decay1) * m[i] / (std::sqrt(v[i]) / std::sqrt(1 - decay2) + 1e-8);
    }
  }
  return {ode::copied(thetas, count), ode::copied(losses)};
}

Matrix neuralOdeFlow(const Vector& theta, const Matrix& starts, double time, const std::string& method,
                     int steps) {
  Matrix ends(starts.rows(), kDim);
  const Task task = checked(theta, starts, starts, time, method, steps);
  const Net net(theta);
  Sweep sweep(task, net);
  for (Index p = 0; p < starts.rows(); ++p) {
    sweep.forward(net, p);
    for (int d = 0; d < kDim; ++d) ends(p, d) = sweep.path().back()[static_cast<std::size_t>(d)];
  }
  return ends;
}

}  // namespace nabla
