#include "pinn.h"

#include <algorithm>

#include "mlp.h"
#include "optimisers.h"
#include "pde_law.h"

namespace nabla {
namespace {

const Layers kLayers{2, 32, 32, 1};
const Index kParameters = parameterCount(kLayers);
constexpr Index kBoundaryTimes = 32;
constexpr std::size_t kX = 0, kT = 1;  // jets in this order

struct Equation {
  enum Kind { heat, wave, advection, burgers, fisher, bistable, typed } kind;
  double alpha, c, rho;
  // Of a typed law: itself and its slopes by u, u_x, u_xx.
  std::vector<Expression> functions;

  std::vector<InputDerivative> jets() const { return {{0, kind != advection}, {1, kind == wave}}; }
};

Equation equationOf(const std::string& name, const Vector& coefficients) {
  static const char* const kNames[] = {"heat", "wave", "advection", "burgers", "fisher", "bistable"};
  require_size(coefficients, 3, "coefficients");
  require_finite(coefficients, "coefficients");
  if (isTypedLaw(name)) {
    const Expression& f = typedLaw(name);
    return {Equation::typed, 0, 0, 0, {f, f.derivative(0), f.derivative(1), f.derivative(2)}};
  }
  for (int k = 0; k < 6; ++k) {
    if (name == kNames[k]) {
      return {static_cast<Equation::Kind>(k), coefficients(0), coefficients(1), coefficients(2), {}};
    }
  }
  refuse<InvalidArgument>(
      "equation: a network is trained for heat, wave, advection, burgers, fisher or bistable, got ", name);
}

// The network's output at all points, or the adjoints of it, stream after stream. Of an equation that has no
// second derivative by one of them, that one is not looked at.
template <class Real>
struct Streams {
  Real *u, *x, *xx, *t, *tt;
};

// Residual at every point, and its slope by each stream.
template <class Real>
struct Residual {
  const Equation& equation;
  Streams<const Real> out;
  Streams<Real> adjoint;
  Index points;
  std::vector<double> columns[5], law[4];  // of a typed law: u, ux, uxx, x, t in, values and slopes out
  Real alpha = static_cast<Real>(equation.alpha);
  Real speed = static_cast<Real>(equation.kind == Equation::wave ? equation.c * equation.c : equation.c);
  Real rho = static_cast<Real>(equation.rho);

  Residual(const Equation& equation_, MlpBatch<Real>& batch) : equation(equation_), points(batch.points()) {
    const Index x = batch.first(kX), t = batch.first(kT);
    const auto of = [&](Index stream) { return batch.output(stream); };
    const auto by = [&](Index stream) { return batch.adjoint(stream); };
    out = {of(0), of(x), of(x + 1), of(t), of(t + 1)};
    adjoint = {by(0), by(x), by(x + 1), by(t), by(t + 1)};
  }

  // A typed law is evaluated for all points together, after the network. x and t of the points stand in
  // columns 3, 4.
  void prepare(int slopes) {
    if (equation.kind != Equation::typed) return;
    const Real* const streams[3] = {out.u, out.x, out.xx};
    for (int v = 0; v < 3; ++v) columns[v].assign(streams[v], streams[v] + points);
    const double* in[5] = {columns[0].data(), columns[1].data(), columns[2].data(), columns[3].data(),
                           columns[4].data()};
    for (int k = 0; k <= slopes; ++k) {
      law[k].resize(static_cast<std::size_t>(points));
      equation.functions[static_cast<std::size_t>(k)].evaluate(in, law[k].data(), points);
    }
  }

  Real at(Index p) const {
    const Real u = out.u[p];
    switch (equation.kind) {
      case Equation::heat:
        return out.t[p] - alpha * out.xx[p];
      case Equation::wave:
        return out.tt[p] - speed * out.xx[p];
      case Equation::advection:
        return out.t[p] + speed * out.x[p];
      case Equation::burgers:
        return out.t[p] + u * out.x[p] - alpha * out.xx[p];
      case Equation::fisher:
        return out.t[p] - alpha * out.xx[p] - rho * u * (1 - u);
      case Equation::bistable:
        return out.t[p] - alpha * out.xx[p] - rho * (u - u * u * u);
      case Equation::typed:
        return out.t[p] - static_cast<Real>(law[0][static_cast<std::size_t>(p)]);
    }
    return 0;
  }

  // Writes w · ∂residual/∂stream into the adjoints.
  void pull(Index p, Real w) const {
    const Real u = out.u[p];
    if (equation.kind == Equation::wave) {
      adjoint.tt[p] = w;
      adjoint.xx[p] = -speed * w;
      return;
    }
    adjoint.t[p] = w;
    if (equation.kind == Equation::typed) {
      const auto i = static_cast<std::size_t>(p);
      adjoint.u[p] = -w * static_cast<Real>(law[1][i]);
      adjoint.x[p] = -w * static_cast<Real>(law[2][i]);
      adjoint.xx[p] = -w * static_cast<Real>(law[3][i]);
      return;
    }
    if (equation.kind == Equation::advection) {
      adjoint.x[p] = speed * w;
      return;
    }
    adjoint.xx[p] = -alpha * w;
    if (equation.kind == Equation::burgers) {
      adjoint.u[p] = out.x[p] * w;
      adjoint.x[p] = u * w;
    } else if (equation.kind == Equation::fisher) {
      adjoint.u[p] = -rho * (1 - 2 * u) * w;
    } else if (equation.kind == Equation::bistable) {
      adjoint.u[p] = -rho * (1 - 3 * u * u) * w;
    }
  }
};

void requireDuration(double duration) {
  if (!(duration > 0 && duration < 1e6)) refuse<InvalidArgument>("duration must be positive and below 1e6");
}

// How many points there are.
Index requirePoints(const Matrix& points, const char* name) {
  require_finite(points, name);
  if ((points.rows() > 0 && points.cols() != 2) || points.rows() > 4096) {
    refuse<ShapeMismatch>(name, " must have two columns and at most 4096 rows");
  }
  return points.rows();
}

template <class Real>
class Training {
 public:
  Training(const Vector& state, const std::string& equation, const std::string& boundary,
           const Vector& coefficients, double duration, const Matrix& collocation,
           const Matrix& boundaryPoints, const Matrix& initial, const Vector& weights)
      : equation_(equationOf(equation, coefficients)),
        periodic_(boundary == "periodic"),
        wave_(equation_.kind == Equation::wave),
        inside_(kLayers, equation_.jets(), requirePoints(collocation, "collocation")),
        sides_(kLayers, sideJets(), requirePoints(boundaryPoints, "boundaryPoints")),
        start_(kLayers, startJets(), requirePoints(initial, "initial")),
        residual_(equation_, inside_),
        gradient_(static_cast<std::size_t>(kParameters)) {
    require_size(state, 3 * kParameters + 1, "state");
    require_finite(state, "state");
    require_size(weights, 3, "weights");
    require_finite(weights, "weights");
    if ((weights.array() < 0).any()) refuse<InvalidArgument>("weights must not be negative");
    if (!periodic_ && boundary != "zero") refuse<InvalidArgument>("boundary must be zero or periodic");
    requireDuration(duration);
    if (collocation.rows() == 0) refuse<InvalidArgument>("collocation must have at least one point");
    if (periodic_ && boundaryPoints.rows() % 2 != 0)
      refuse<InvalidArgument>("boundaryPoints must come in pairs");
    for (int k = 0; k < 3; ++k) weights_[k] = weights(k);
    const Real scale = static_cast<Real>(1 / duration);
    place(inside_, collocation, scale);
    for (Index p = 0; p < collocation.rows(); ++p) {
      residual_.columns[3].push_back(collocation(p, 0));
      residual_.columns[4].push_back(collocation(p, 1));
    }
    place(sides_, boundaryPoints, scale);
    for (Index p = 0; p < initial.rows(); ++p) {
      start_.setInput(p, 0, static_cast<Real>(initial(p, 0)));
      start_.setInput(p, 1, 0, scale);
      targets_.push_back(static_cast<Real>(initial(p, 1)));
    }
    for (Index i = 0; i < 3 * kParameters; ++i) numbers_.push_back(static_cast<Real>(state(i)));
    step_ = state(3 * kParameters);
  }

  // Losses and the gradient of their weighted sum.
  void evaluate(double* losses) {
    std::fill(gradient_.begin(), gradient_.end(), Real{0});
    losses[1] = residual();
    losses[2] = sides();
    losses[3] = start();
    losses[0] = weights_[0] * losses[1] + weights_[1] * losses[2] + weights_[2] * losses[3];
  }

  void step(const AdamSettings& settings) {
    step_ += 1;
    adamStep(numbers_.data(), numbers_.data() + kParameters, numbers_.data() + 2 * kParameters,
             gradient_.data(), kParameters, step_, settings);
  }

  Vector gradient() const { return widened(gradient_); }
  Vector state() const {
    Vector out(3 * kParameters + 1);
    out.head(3 * kParameters) = widened(numbers_);
    out(3 * kParameters) = step_;
    return out;
  }

 private:
  static Vector widened(const std::vector<Real>& values) {
    Vector out(static_cast<Index>(values.size()));
    for (Index i = 0; i < out.size(); ++i) out(i) = static_cast<double>(values[static_cast<std::size_t>(i)]);
    return out;
  }

  std::vector<InputDerivative> sideJets() const {
    return periodic_ ? std::vector<InputDerivative>{{0, false}} : std::vector<InputDerivative>{};
  }
  std::vector<InputDerivative> startJets() const {
    return wave_ ? std::vector<InputDerivative>{{1, false}} : std::vector<InputDerivative>{};
  }

  static void place(MlpBatch<Real>& batch, const Matrix& points, Real scale) {
    for (Index p = 0; p < points.rows(); ++p) {
      batch.setInput(p, 0, static_cast<Real>(points(p, 0)));
      batch.setInput(p, 1, static_cast<Real>(points(p, 1)), scale);
    }
  }

  double residual() {
    inside_.forward(numbers_.data());
    Residual<Real>& of = residual_;
    of.prepare(3);
    const Index n = inside_.points();
    const Real factor = static_cast<Real>(2 * weights_[0] / static_cast<double>(n));
    double sum = 0;
    for (Index p = 0; p < n; ++p) {
      const Real r = of.at(p);
      sum += static_cast<double>(r) * static_cast<double>(r);
      of.pull(p, factor * r);
    }
    // A weight of zero would add zeros: the pass back is left out.
    if (weights_[0] > 0) inside_.backward(numbers_.data(), gradient_.data());
    return sum / static_cast<double>(n);
  }

  double sides() {
    const Index n = periodic_ ? sides_.points() / 2 : sides_.points();
    if (n == 0) return 0;
    sides_.forward(numbers_.data());
    const Real factor = static_cast<Real>(2 * weights_[1] / static_cast<double>(n));
    double sum = 0;
    for (Index p = 0; p < n; ++p) {
      for (Index s = 0; s <= (periodic_ ? 1 : 0); ++s) {
        const Real* u = sides_.output(s);
        const Real r = periodic_ ? u[2 * p] - u[2 * p + 1] : u[p];
        sum += static_cast<double>(r) * static_cast<double>(r);
        if (periodic_) {
          sides_.adjoint(s)[2 * p] = factor * r;
          sides_.adjoint(s)[2 * p + 1] = -factor * r;
        } else {
          sides_.adjoint(s)[p] = factor * r;
        }
      }
    }
    if (weights_[1] > 0) sides_.backward(numbers_.data(), gradient_.data());
    return sum / static_cast<double>(n);
  }

  double start() {
    const Index n = start_.points();
    if (n == 0) return 0;
    start_.forward(numbers_.data());
    const Real factor = static_cast<Real>(2 * weights_[2] / static_cast<double>(n));
    double sum = 0;
    for (Index p = 0; p < n; ++p) {
      const Real miss = start_.output(0)[p] - targets_[static_cast<std::size_t>(p)];
      sum += static_cast<double>(miss) * static_cast<double>(miss);
      start_.adjoint(0)[p] = factor * miss;
      if (!wave_) continue;
      const Real speed = start_.output(1)[p];
      sum += static_cast<double>(speed) * static_cast<double>(speed);
      start_.adjoint(1)[p] = factor * speed;
    }
    if (weights_[2] > 0) start_.backward(numbers_.data(), gradient_.data());
    return sum / static_cast<double>(n);
  }

  Equation equation_;
  bool periodic_, wave_;
  MlpBatch<Real> inside_, sides_, start_;
  Residual<Real> residual_;
  std::vector<Real> targets_, numbers_, gradient_;
  double weights_[3] = {};
  double step_ = 0;
};

}  // namespace

template <class Real>
PinnStart pinnStart(double seed, const std::string& layout, int n, double duration) {
  if (n < 1 || n > 4096) refuse<InvalidArgument>("n must be from 1 to 4096");
  requireDuration(duration);
  Generator generator(require_seed(seed));
  PinnStart out;
  const std::vector<Real> parameters = initialParameters<Real>(kLayers, generator);
  out.state = Vector::Zero(3 * kParameters + 1);
  for (Index i = 0; i < kParameters; ++i)
    out.state(i) = static_cast<double>(parameters[static_cast<std::size_t>(i)]);
  out.collocation.resize(n, 2);
  const bool line = layout == "line";
  if (!line && layout != "area") refuse<InvalidArgument>("layout must be area or line");
  for (int i = 0; i < n; ++i) {
    const double x =
        line ? (n > 1 ? static_cast<double>(i) / (n - 1) : 0.0)
             : (sizeof(Real) == 4 ? static_cast<double>(generator.uniformFloat()) : generator.uniform());
    const double t =
        line ? x : (sizeof(Real) == 4 ? static_cast<double>(generator.uniformFloat()) : generator.uniform());
    out.collocation(i, 0) = x;
    out.collocation(i, 1) = t * duration;
  }
  const Index times = line ? 1 : kBoundaryTimes;
  out.boundary.resize(2 * times, 2);
  for (Index i = 0; i < 2 * times; ++i) {
    out.boundary(i, 0) = static_cast<double>(i % 2);
    out.boundary(i, 1) =
        times > 1 ? static_cast<double>(i / 2) / static_cast<double>(times - 1) * duration : 0.0;
  }
  return out;
}

template <class Real>
PinnLoss pinnLoss(const Vector& state, const std::string& equation, const std::string& boundary,
                  const Vector& coefficients, double duration, const Matrix& collocation,
                  const Matrix& boundaryPoints, const Matrix& initial, const Vector& weights) {
  Training<Real> training(state, equation, boundary, coefficients, duration, collocation, boundaryPoints,
                          initial, weights);
  double losses[4];
  training.evaluate(losses);
  return {losses[0], losses[1], losses[2], losses[3], training.gradient()};
}

template <class Real>
PinnRun pinnTrain(const Vector& state, const std::string& equation, const std::string& boundary,
                  const Vector& coefficients, double duration, const Matrix& collocation,
                  const Matrix& boundaryPoints, const Matrix& initial, const Vector& weights, double lr,
                  int steps) {
  if (steps < 0 || steps > 10000) {
    refuse<InvalidArgument>("steps must be from 0 to 10000");
  }
  if (!(lr >= 0 && lr <= 10)) refuse<InvalidArgument>("lr must be from 0 to 10");
  Training<Real> training(state, equation, boundary, coefficients, duration, collocation, boundaryPoints,
                          initial, weights);
  PinnRun out;
  out.losses.resize(steps, 4);
  for (int k = 0; k < steps; ++k) {
    training.evaluate(out.losses.row(k).data());
    training.step({.lr = lr});
  }
  out.state = training.state();
  return out;
}

template <class Real>
PinnField pinnField(const Vector& state, const std::string& equation, const Vector& coefficients,
                    double duration, int rows, int cols) {
  require_size(state, 3 * kParameters + 1, "state");
  require_finite(state, "state");
  requireDuration(duration);
  if (rows < 2 || rows > 401 || cols < 2 || cols > 401) {
    refuse<InvalidArgument>("rows and cols must be from 2 to 401");
  }
  const Equation which = equationOf(equation, coefficients);
  std::vector<Real> parameters;
  for (Index i = 0; i < kParameters; ++i) parameters.push_back(static_cast<Real>(state(i)));
  PinnField out{Matrix(rows, cols), Matrix(rows, cols)};
  MlpBatch<Real> batch(kLayers, which.jets(), cols);
  Residual<Real> residual(which, batch);
  for (auto v : {3, 4}) residual.columns[v].resize(static_cast<std::size_t>(cols));
  for (int k = 0; k < rows; ++k) {
    const double t = duration * k / (rows - 1);
    for (int j = 0; j < cols; ++j) {
      batch.setInput(j, 0, static_cast<Real>(static_cast<double>(j) / (cols - 1)));
      batch.setInput(j, 1, static_cast<Real>(t), static_cast<Real>(1 / duration));
      residual.columns[3][static_cast<std::size_t>(j)] = static_cast<double>(j) / (cols - 1);
      residual.columns[4][static_cast<std::size_t>(j)] = t;
    }
    batch.forward(parameters.data());
    residual.prepare(0);
    for (int j = 0; j < cols; ++j) {
      out.u(k, j) = static_cast<double>(batch.output(0)[j]);
      out.residual(k, j) = static_cast<double>(residual.at(j));
    }
  }
  return out;
}

#define NABLA_PINN(Real)                                                                                 \
  template PinnStart pinnStart<Real>(double, const std::string&, int, double);                           \
  template PinnLoss pinnLoss<Real>(const Vector&, const std::string&, const std::string&, const Vector&, \
                                   double, const Matrix&, const Matrix&, const Matrix&, const Vector&);  \
  template PinnRun pinnTrain<Real>(const Vector&, const std::string&, const std::string&, const Vector&, \
                                   double, const Matrix&, const Matrix&, const Matrix&, const Vector&,   \
                                   double, int);                                                         \
  template PinnField pinnField<Real>(const Vector&, const std::string&, const Vector&, double, int, int);
NABLA_PINN(float)
NABLA_PINN(double)

}  // namespace nabla
