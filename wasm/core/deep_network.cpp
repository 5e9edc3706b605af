#include "deep_network.h"

#include <algorithm>
#include <cmath>

#include "mlp_kernels.h"
#include "norm.h"
#include "normalization.h"
#include "recent.h"

namespace nabla {
namespace {

constexpr double kNormEps = 1e-5;
constexpr double kQuietShare = 0.05;
constexpr Index kMostNumbers = 1 << 22;  // of all layers: 32 MB

void requireRange(const char* name, double value, double low, double high) {
  if (!(value >= low && value <= high)) {
    refuse<InvalidArgument>(std::string(name), " must be from ", static_cast<int>(low), " to ",
                            static_cast<int>(high));
  }
}

void check(const DeepNetwork& n) {
  requireRange("depth", n.depth, 1, 200);
  requireRange("width", n.width, 1, 512);
  requireRange("batch", n.batch, 1, 64);
  if (static_cast<double>(n.width) * n.width * (n.tied ? 1 : n.depth) > kMostNumbers) {
    refuse<InvalidArgument>("width² · depth must be at most 4194304; take fewer or narrower layers");
  }
  if (!std::isfinite(n.skip) || !std::isfinite(n.branch)) {
    refuse<InvalidArgument>("branch must be a finite number");
  }
}

// What was drawn, for what, and where the generator stood behind each layer: another depth of the same
// network draws only what it lacks.
struct Drawn {
  int width = 0, batch = 0;
  Noise noise = Noise::normal;
  double seed = -1;
  Vector input, direction;
  std::vector<Vector> weights;
  std::vector<Generator> after;
  Index goal;
};
// Numbers that a call draws ahead of what it needs, until twice the layers of the first call are there:
// whoever drags a depth asks for a little more each time, and a matrix of 256 rows takes two milliseconds.
constexpr Index kAhead = 1 << 17;
// What is shown, and what was tried beside it.
constexpr std::size_t kNoises = 2;
// As many as the page compares side by side.
constexpr std::size_t kWalks = 4;

// A batch on its way: neuron i of sample s at [i · stride + s]; the samples beyond the batch are 0. What was
// gone up once is kept, for depths of the same network differ only in how far it is gone.
class Walk {
 public:
  Walk(const DeepNetwork& network, int bins, double reach)
      : net_(network),
        scale_(noiseScale(network.init, network.activation, network.width, network.width)),
        stride_((network.batch + 3) / 4 * 4),
        size_(network.width * stride_),
        bins_(bins),
        reach_(reach) {
    scratch_.resize(static_cast<std::size_t>(size_));
  }

  bool isFor(DeepNetwork network, int bins, double reach) const {
    network.depth = net_.depth;
    return network == net_ && bins == bins_ && reach == reach_;
  }

  DeepRun run(int depth) {
    net_.depth = depth;
    noise_ = deepNoise(net_);
    climb();
    run_.layers = Matrix::Zero(depth + 1, kDeepColumns);
    run_.histograms = Matrix::Zero(depth + 1, bins_);
    for (int l = 0; l <= depth; ++l) describe(l);
    std::vector<double> g(static_cast<std::size_t>(size_));
    place(noise_.direction, g.data());
    unitColumns(g.data());
    setGradient(depth, g.data());
    for (int l = depth - 1; l >= 0; --l) {
      net_.residual ? residualBackward(l, g.data()) : plainBackward(l, g.data());
      setGradient(l, g.data());
    }
    return std::move(run_);
  }

 private:
  // From the highest layer that was reached before to the last.
  void climb() {
    const int depth = net_.depth;
    if (reached_ < depth) {
      const auto all = static_cast<std::size_t>((depth + 1) * size_);
      stream_.resize(all);
      sums_.resize(all);
      if (net_.residual) seen_.resize(all);
      deviations_.resize(static_cast<std::size_t>((depth + 1) * stride_));
    }
    if (reached_ < 0) {
      place(noise_.input, at(stream_, 0));
      reached_ = 0;
    }
    for (; reached_ < depth; ++reached_) net_.residual ? residualForward(reached_) : plainForward(reached_);
  }

  double* at(std::vector<double>& all, int l) { return all.data() + l * size_; }
  double& cell(int l, DeepColumn column) { return run_.layers(l, column); }

  void place(const double* rows, double* out) {
    for (Index s = 0; s < net_.batch; ++s) {
      for (Index i = 0; i < net_.width; ++i) out[i * stride_ + s] = rows[s * net_.width + i];
    }
  }

  void unitColumns(double* g) {
    for (Index s = 0; s < net_.batch; ++s) {
      double sum = 0;
      for (Index i = 0; i < net_.width; ++i) sum += g[i * stride_ + s] * g[i * stride_ + s];
      for (Index i = 0; i < net_.width; ++i) g[i * stride_ + s] /= std::sqrt(sum);
    }
  }

  // out = factor · scale · N in, or with Nᵀ.
  void multiply(int l, bool transposed, const double* in, double factor, double* out) {
    const Index n = net_.width;
    product(out, noise_.weights(l), transposed ? Index{1} : n, transposed ? n : Index{1}, in, n, n, stride_);
    for (Index i = 0; i < size_; ++i) out[i] *= factor * scale_;
  }

  void plainForward(int l) {
    multiply(l, false, at(stream_, l), 1, at(sums_, l + 1));
    activate(net_.activation, at(sums_, l + 1), at(stream_, l + 1), size_);
  }
  void plainBackward(int l, double* g) {
    activateBackward(net_.activation, at(sums_, l + 1), g, size_);
    cell(l + 1, kDeepWeightGradient) = outerNorm(g, at(stream_, l));
    std::copy_n(g, size_, scratch_.data());
    multiply(l, true, scratch_.data(), 1, g);
  }

  void residualForward(int l) {
    double* h = at(stream_, l);
    double* sum = at(sums_, l);
    std::copy_n(h, size_, sum);
    if (net_.norm == StreamNorm::pre) normalise(l, sum);
    activate(net_.activation, sum, at(seen_, l), size_);
    double* next = at(stream_, l + 1);
    multiply(l, false, at(seen_, l), net_.branch, next);
    for (Index i = 0; i < size_; ++i) next[i] += net_.skip * h[i];
    if (net_.norm == StreamNorm::post) normalise(l + 1, next);
  }
  void residualBackward(int l, double* g) {
    if (net_.norm == StreamNorm::post) normaliseBackward(l + 1, at(stream_, l + 1), g);
    cell(l + 1, kDeepWeightGradient) = std::abs(net_.branch) * outerNorm(g, at(seen_, l));
    double* back = scratch_.data();
    multiply(l, true, g, net_.branch, back);
    activateBackward(net_.activation, at(sums_, l), back, size_);
    if (net_.norm == StreamNorm::pre) normaliseBackward(l, at(sums_, l), back);
    for (Index i = 0; i < size_; ++i) g[i] = net_.skip * g[i] + back[i];
  }

  // Columns to mean 0 and variance 1; 1/σ is kept for the way back.
  void normalise(int l, double* x) {
    for (Index s = 0; s < net_.batch; ++s) {
      const auto moments = normalizeRun(Run<double>{x + s, net_.width, stride_}, true, {0, kNormEps, 0});
      deviations_[static_cast<std::size_t>(l * stride_ + s)] = 1 / moments.divisor;
    }
  }
  // y: what normalise made. g = (g − mean g − y · mean(g y)) / σ.
  void normaliseBackward(int l, const double* y, double* g) {
    const double n = net_.width;
    for (Index s = 0; s < net_.batch; ++s) {
      double mean = 0, along = 0;
      for (Index i = 0; i < net_.width; ++i) {
        mean += g[i * stride_ + s];
        along += g[i * stride_ + s] * y[i * stride_ + s];
      }
      const double over = deviations_[static_cast<std::size_t>(l * stride_ + s)];
      for (Index i = 0; i < net_.width; ++i) {
        double& v = g[i * stride_ + s];
        v = (v - mean / n - y[i * stride_ + s] * along / n) * over;
      }
    }
  }

  // ‖g xᵀ‖_F without the product: its square is Σ over pairs of samples of (g_s · g_t)(x_s · x_t).
  double outerNorm(const double* g, const double* x) {
    double sum = 0;
    for (Index s = 0; s < net_.batch; ++s) {
      for (Index t = 0; t <= s; ++t) {
        double gg = 0, xx = 0;
        for (Index i = 0; i < size_; i += stride_) {
          gg += g[i + s] * g[i + t];
          xx += x[i + s] * x[i + t];
        }
        sum += (s == t ? 1 : 2) * gg * xx;
      }
    }
    return std::sqrt(std::max(sum, 0.0));
  }

  void describe(int l) {
    const double* x = at(stream_, l);
    const double count = static_cast<double>(net_.width) * net_.batch;
    double sum = 0, square = 0, about = 0;
    each([&](Index k) {
      sum += x[k];
      square += x[k] * x[k];
    });
    const double mean = sum / count;
    each([&](Index k) { about += (x[k] - mean) * (x[k] - mean); });
    cell(l, kDeepMean) = mean;
    cell(l, kDeepMeanSquare) = square / count;
    cell(l, kDeepVariance) = about / count;
    if (bins_ > 0) fill(l, x, count);
    if (net_.residual ? l < net_.depth : l > 0) answer(l, count);
  }

  // The places of the batch's values, without the samples that only fill up the lanes.
  template <class Visit>
  void each(Visit visit) const {
    for (Index i = 0; i < size_; i += stride_) {
      for (Index k = i; k < i + net_.batch; ++k) visit(k);
    }
  }

  void fill(int l, const double* x, double count) {
    each([&](Index k) {
      const double place = (x[k] / reach_ + 1) / 2 * bins_;
      // The right end belongs to the last bin.
      const double bin = place == bins_ ? bins_ - 1 : std::floor(place);
      if (bin >= 0 && bin < bins_) run_.histograms(l, static_cast<Index>(bin)) += 1 / count;
    });
  }

  // How many units hardly answer, or not at all: in a residual net, those of the branch that starts at l.
  void answer(int l, double count) {
    const double small = kQuietShare * steepestSlope(net_.activation);
    double quiet = 0, dead = 0;
    const double* z = at(sums_, l);
    for (Index i = 0; i < net_.width; ++i) {
      bool alive = false;
      for (Index s = 0; s < net_.batch; ++s) {
        const double slope = std::abs(activationSlope(net_.activation, z[i * stride_ + s]));
        quiet += slope < small;
        alive = alive || slope != 0;
      }
      dead += !alive;
    }
    cell(l, kDeepQuiet) = quiet / count;
    cell(l, kDeepDead) = dead / net_.width;
  }

  void setGradient(int l, const double* g) {
    Vector all(net_.width * net_.batch);
    Index next = 0;
    each([&](Index k) { all(next++) = g[k]; });
    cell(l, kDeepGradient) = norm2(all) / std::sqrt(static_cast<double>(net_.batch));
  }

  DeepNetwork net_;
  DeepNoise noise_{};
  int reached_ = -1;
  double scale_;
  Index stride_, size_;
  int bins_;
  double reach_;
  // What runs through; what goes into φ (in row l of a plain net, that of x_l; of a residual one, that of the
  // branch at h_l); what comes out of it in the branch; 1/σ of each sample at each norm.
  std::vector<double> stream_, sums_, seen_, deviations_, scratch_;
  DeepRun run_;
};

}  // namespace

DeepNoise deepNoise(const DeepNetwork& n) {
  check(n);
  // Pure in effect: the same numbers whether or not they are remembered. They take far longer to draw than to
  // use.
  static std::vector<Drawn> drawn;
  const Noise noise = noiseOf(n.init.of);
  Drawn& last = broughtForward(
      drawn, kNoises,
      [&](const Drawn& d) {
        return d.width == n.width && d.batch == n.batch && d.noise == noise && d.seed == n.seed;
      },
      [&] {
        Drawn d{n.width,
                n.batch,
                noise,
                n.seed,
                Vector(n.batch * n.width),
                Vector(n.batch * n.width),
                {},
                {},
                n.tied ? 1 : std::min<Index>(2 * n.depth, kMostNumbers / (n.width * n.width))};
        Generator generator(require_seed(n.seed));
        fillNormal(generator, d.input.data(), d.input.size());
        d.after.push_back(generator);
        return d;
      });
  const Index square = n.width * n.width;
  // A layer counts once its noise is drawn: drawing may run out of memory.
  const Index have = static_cast<Index>(last.after.size()) - 1, needed = n.tied ? 1 : n.depth;
  last.weights.resize(static_cast<std::size_t>(have));
  const Index ahead = std::min(last.goal, have + kAhead / square);
  for (Index l = have; l < std::max(needed, ahead); ++l) {
    Generator generator = last.after.back();
    last.weights.emplace_back(square);
    drawNoise(noise, generator, last.weights.back().data(), n.width, n.width);
    last.after.push_back(generator);
  }
  Generator generator = last.after[static_cast<std::size_t>(needed)];
  fillNormal(generator, last.direction.data(), last.direction.size());
  return {last.input.data(), last.direction.data(), &last.weights, n.tied};
}

DeepRun runDeep(const DeepNetwork& network, int bins, double reach) {
  requireRange("bins", bins, 0, 200);
  if (!(std::isfinite(reach) && reach > 0)) refuse<InvalidArgument>("reach must be a number above 0");
  check(network);
  static std::vector<Walk> walks;  // pure in effect, as the noise is
  return broughtForward(
             walks, kWalks, [&](const Walk& w) { return w.isFor(network, bins, reach); },
             [&] { return Walk(network, bins, reach); })
      .run(network.depth);
}

DeepRun deepPropagation(int depth, int width, int batch, const std::string& activation, double slope,
                        const std::string& init, double scale, double seed, int bins, double reach) {
  DeepNetwork network;
  network.depth = depth;
  network.width = width;
  network.batch = batch;
  network.activation = parseActivation(activation, slope);
  network.init = parseInitialisation(init, scale);
  network.seed = seed;
  return runDeep(network, bins, reach);
}

}  // namespace nabla
