#include "neural_ode.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

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

  void operator()(const double* y, double* slope) const {
    const double *b1 = bias1(), *w2 = weight2(), *b2 = bias2();
    for (int d = 0; d < kDim; ++d) slope[d] = b2[d];
    for (Index i = 0; i < hidden_; ++i) {
      const double h = std::tanh(b1[i] + weight1(i, 0) * y[0] + weight1(i, 1) * y[1]);
      for (int d = 0; d < kDim; ++d) slope[d] += w2[d * hidden_ + i] * h;
    }
  }

  // gy = aᵀ ∂f/∂y; gtheta += scale · aᵀ ∂f/∂θ.
  void pullBack(const double* y, const double* a, double* gy, double* gtheta, double scale) const {
    const double *b1 = bias1(), *w2 = weight2();
    double *gw1 = gtheta, *gb1 = gtheta + kDim * hidden_, *gw2 = gb1 + hidden_, *gb2 = gw2 + kDim * hidden_;
    gy[0] = gy[1] = 0;
    for (int d = 0; d < kDim; ++d) gb2[d] += scale * a[d];
    for (Index i = 0; i < hidden_; ++i) {
      const double h = std::tanh(b1[i] + weight1(i, 0) * y[0] + weight1(i, 1) * y[1]);
      const double g = (a[0] * w2[i] + a[1] * w2[hidden_ + i]) * (1 - h * h);
      for (int d = 0; d < kDim; ++d) {
        gw2[d * hidden_ + i] += scale * a[d] * h;
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

OdeRun solve(const OdeFunction& f, const Task& task, double from, double to, const Vector& y0) {
  OdeOptions options;
  options.step = std::abs(task.time) / task.steps;
  OdeRun run = odeSolve({f}, task.method, from, to, y0, options);
  if (run.outcome != OdeOutcome::Reached) {
    refuse<InvalidArgument>(
        "theta sends a point beyond what float64 holds; smaller weights or a shorter time help");
  }
  return run;
}

Matrix forward(const Net& net, const Task& task, Index point) {
  const OdeFunction f = [&](double, const Vector& y, Vector& slope) { net(y.data(), slope.data()); };
  return solve(f, task, 0, task.time, ode::copied(task.starts.data() + kDim * point, kDim)).y;
}

// ∂L/∂(end) of the mean over all entries; adds the point's share to the loss.
std::array<double, kDim> lossAt(const Task& task, Index point, const double* end, double& loss) {
  const auto entries = static_cast<double>(task.starts.size());
  std::array<double, kDim> gradient{};
  for (int d = 0; d < kDim; ++d) {
    const double miss = end[d] - task.targets(point, d);
    loss += miss * miss / entries;
    gradient[static_cast<std::size_t>(d)] = 2 * miss / entries;
  }
  return gradient;
}

// Reverse mode through one explicit step: the stages are computed again, then walked back.
void stepBack(const Net& net, const Tableau& table, double h, const double* y, double* a, double* gtheta) {
  std::array<std::array<double, kDim>, 7> at{}, k{}, pulled{};
  const auto stages = static_cast<std::size_t>(table.stages);
  for (std::size_t i = 0; i < stages; ++i) {
    for (std::size_t d = 0; d < kDim; ++d) {
      at[i][d] = y[d];
      for (std::size_t j = 0; j < i; ++j) at[i][d] += h * table.a[i][j] * k[j][d];
    }
    net(at[i].data(), k[i].data());
  }
  const std::array<double, kDim> arriving{a[0], a[1]};
  for (std::size_t i = stages; i-- > 0;) {
    std::array<double, kDim> seed{};
    for (std::size_t d = 0; d < kDim; ++d) {
      seed[d] = h * table.b[i] * arriving[d];
      for (std::size_t j = i + 1; j < stages; ++j) seed[d] += h * table.a[j][i] * pulled[j][d];
    }
    net.pullBack(at[i].data(), seed.data(), pulled[i].data(), gtheta, 1);
    for (std::size_t d = 0; d < kDim; ++d) a[d] += pulled[i][d];
  }
}

double backprop(const Net& net, const Task& task, Vector& gradient) {
  const Tableau& table = explicitTableau(task.method);
  double loss = 0;
  std::fill_n(gradient.data(), gradient.size(), 0.0);
  for (Index p = 0; p < task.starts.rows(); ++p) {
    const Matrix path = forward(net, task, p);
    const Index steps = path.rows() - 1;
    std::array<double, kDim> a = lossAt(task, p, path.data() + kDim * steps, loss);
    for (Index k = steps; k-- > 0;) {
      stepBack(net, table, task.time / static_cast<double>(steps), path.data() + kDim * k, a.data(),
               gradient.data());
    }
  }
  return loss;
}

// (y, a, ∂L/∂θ) together, from the end to the start: a' = −aᵀ∂f/∂y, g' = −aᵀ∂f/∂θ.
Matrix adjointRun(const Net& net, const Task& task, const double* end, const std::array<double, kDim>& a,
                  Index count) {
  Vector state = ode::filled(2 * kDim + count, 0);
  for (int d = 0; d < kDim; ++d) {
    state[d] = end[d];
    state[kDim + d] = a[static_cast<std::size_t>(d)];
  }
  const OdeFunction f = [&](double, const Vector& s, Vector& slope) {
    net(s.data(), slope.data());
    double* rest = slope.data() + kDim;
    std::fill(rest, rest + kDim + count, 0.0);
    net.pullBack(s.data(), s.data() + kDim, rest, rest + kDim, -1);
    for (int d = 0; d < kDim; ++d) rest[d] = -rest[d];
  };
  return solve(f, task, task.time, 0, state).y;
}

// What the adjoint leaves behind besides the gradient, for the picture.
struct Trails {
  Matrix paths, rebuilt, adjoints;
  double drift = 0;
};

double adjoint(const Net& net, const Task& task, Vector& gradient, Trails* trails) {
  double loss = 0;
  std::fill_n(gradient.data(), gradient.size(), 0.0);
  const Index length = task.steps + 1;
  for (Index p = 0; p < task.starts.rows(); ++p) {
    const Matrix path = forward(net, task, p);
    const double* end = path.data() + kDim * (length - 1);
    const Matrix back = adjointRun(net, task, end, lossAt(task, p, end, loss), gradient.size());
    for (Index i = 0; i < gradient.size(); ++i) gradient[i] += back(length - 1, 2 * kDim + i);
    if (!trails) continue;
    double miss = 0;
    for (int d = 0; d < kDim; ++d) {
      miss = std::hypot(miss, back(length - 1, d) - path(0, d));
      for (Index k = 0; k < length; ++k) {
        trails->paths(p * length + k, d) = path(k, d);
        trails->rebuilt(p * length + k, d) = back(length - 1 - k, d);
        trails->adjoints(p * length + k, d) = back(length - 1 - k, kDim + d);
      }
    }
    trails->drift = std::max(trails->drift, miss);
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
  out.loss = backprop(net, task, out.backprop);
  adjoint(net, task, out.adjoint, &trails);
  backprop(net, {starts, targets, time, OdeMethod::Rk4, std::max(8 * steps, 256)}, out.limit);
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
  for (int k = 0; k <= iterations; ++k) {
    const Net net(now);
    double loss = 0;
    try {
      loss = useAdjoint ? adjoint(net, task, gradient, nullptr) : backprop(net, task, gradient);
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
  for (Index p = 0; p < starts.rows(); ++p) {
    const Matrix path = forward(net, task, p);
    for (int d = 0; d < kDim; ++d) ends(p, d) = path(path.rows() - 1, d);
  }
  return ends;
}

}  // namespace nabla
