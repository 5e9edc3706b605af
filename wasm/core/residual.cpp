#include "residual.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "columns.h"
#include "deep_network.h"
#include "mlp_kernels.h"
#include "norm.h"
#include "normalization.h"
#include "svd_solver.h"

namespace nabla {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr int kWidth = 32, kBatch = 4, kMostDepth = 100, kFiner = 16;
constexpr double kNormEps = 1e-5;

DeepNetwork networkOf(int depth, const std::string& activation, double gain, bool skip, double branch,
                      const std::string& norm, bool zero, bool tied, double seed) {
  if (depth < 1 || depth > kMostDepth) refuse<InvalidArgument>("depth must be from 1 to 100");
  if (!std::isfinite(gain)) refuse<InvalidArgument>("gain must be a finite number");
  DeepNetwork n;
  n.depth = depth;
  n.width = kWidth;
  n.batch = kBatch;
  n.activation = parseActivation(activation, 0.01);
  n.init = {Init::orthogonal, zero ? 0 : gain};
  n.seed = seed;
  n.residual = true;
  n.skip = skip ? 1 : 0;
  n.branch = branch;
  n.tied = tied;
  if (norm == "pre") {
    n.norm = StreamNorm::pre;
  } else if (norm == "post") {
    n.norm = StreamNorm::post;
  } else if (norm != "none") {
    refuse<InvalidArgument>("norm must be none, pre or post, not ", norm);
  }
  return n;
}

// Vectors side by side, entry i of vector c at [i · cols + c]; cols is a multiple of four.
struct Bundle {
  Index cols;
  std::vector<double> data;
  explicit Bundle(Index cols_) : cols(cols_), data(static_cast<std::size_t>(kWidth * cols_)) {}
  double* row(Index i) { return data.data() + i * cols; }
};

// One input on its way through the blocks, with the slopes that it meets.
class Line {
 public:
  explicit Line(const DeepNetwork& net)
      : net_(net),
        noise_(deepNoise(net)),
        factor_(net.branch * noiseScale(net.init, net.activation, kWidth, kWidth)),
        h_(noise_.input, noise_.input + kWidth) {}

  // Through block l. Kept for what follows it: ∂F, and the norms on either side.
  void step(int l) {
    Passed passed;
    if (net_.norm == StreamNorm::pre) {
      Vector u = Eigen::Map<const Vector>(h_.data(), kWidth);
      passed.before = normalised(u);
      active_ = u;
    } else {
      active_ = Eigen::Map<const Vector>(h_.data(), kWidth);
    }
    passed.slope = Vector(kWidth);
    for (Index i = 0; i < kWidth; ++i) passed.slope(i) = activationSlope(net_.activation, active_(i));
    add(l);
    if (net_.norm == StreamNorm::post) {
      Vector y = Eigen::Map<const Vector>(h_.data(), kWidth);
      passed.behind = normalised(y);
      std::copy_n(y.data(), kWidth, h_.data());
    }
    passed_.push_back(std::move(passed));
  }

  // Through block l, where nothing follows that needs the way, and no norm stands behind it.
  void pass(int l) {
    active_ = Eigen::Map<const Vector>(h_.data(), kWidth);
    if (net_.norm == StreamNorm::pre) normalised(active_);
    add(l);
  }

  // What the branch of block l makes of tangents (forward) or of gradients (backward), into `out`.
  void branch(int l, Bundle& in, bool backward, Bundle& out) const {
    const Passed& p = passed_[static_cast<std::size_t>(l)];
    if (!backward) {
      if (p.before.over != 0) slopeOfNorm(p.before, in);
      scaleRows(p.slope, in);
    }
    product(out.data.data(), noise_.weights(l), backward ? Index{1} : Index{kWidth},
            backward ? Index{kWidth} : Index{1}, in.data.data(), Index{kWidth}, Index{kWidth}, in.cols);
    for (double& x : out.data) x *= factor_;
    if (backward) {
      scaleRows(p.slope, out);
      if (p.before.over != 0) slopeOfNorm(p.before, out);
    }
  }
  // Through the norm behind block l, either way: its Jacobian is symmetric.
  void behind(int l, Bundle& b) const {
    const Norm& norm = passed_[static_cast<std::size_t>(l)].behind;
    if (norm.over != 0) slopeOfNorm(norm, b);
  }

  const std::vector<double>& h() const { return h_; }
  const double* direction() const { return noise_.direction; }

 private:
  struct Norm {
    Vector y;
    double over = 0;  // 1/σ; 0 where there is no norm
  };
  struct Passed {
    Norm before, behind;
    Vector slope;
  };

  // h ← skip · h + factor · W φ(u), with u in active_.
  void add(int l) {
    const double* w = noise_.weights(l);
    for (double& u : active_) u = activationValue(net_.activation, u);
    for (Index i = 0; i < kWidth; ++i) {
      double& h = h_[static_cast<std::size_t>(i)];
      h = net_.skip * h + factor_ * innerProduct(w + i * kWidth, active_.data(), kWidth);
    }
  }

  static Norm normalised(Vector& x) {
    const auto moments = normalizeRun(Run<double>{x.data(), kWidth, 1}, true, {0, kNormEps, 0});
    return {x, 1 / moments.divisor};
  }
  static void scaleRows(const Vector& by, Bundle& b) {
    for (Index i = 0; i < kWidth; ++i) {
      for (Index c = 0; c < b.cols; ++c) b.row(i)[c] *= by(i);
    }
  }
  static void slopeOfNorm(const Norm& norm, Bundle& b) {
    for (Index c = 0; c < b.cols; ++c) {
      double mean = 0, along = 0;
      for (Index i = 0; i < kWidth; ++i) {
        mean += b.row(i)[c] / kWidth;
        along += b.row(i)[c] * norm.y(i) / kWidth;
      }
      for (Index i = 0; i < kWidth; ++i) b.row(i)[c] = (b.row(i)[c] - mean - norm.y(i) * along) * norm.over;
    }
  }

  const DeepNetwork& net_;
  DeepNoise noise_;
  double factor_;
  std::vector<double> h_;
  Vector active_;
  std::vector<Passed> passed_;
};

// Singular values of ∂h_L/∂h₀: the identity carried through all blocks. NaN where an entry left the range of
// float64.
Vector singularValues(const DeepNetwork& net) {
  Line line(net);
  Bundle jacobian(kWidth), in(kWidth), out(kWidth);
  for (Index i = 0; i < kWidth; ++i) jacobian.row(i)[i] = 1;
  for (int l = 0; l < net.depth; ++l) {
    line.step(l);
    in.data = jacobian.data;
    line.branch(l, in, false, out);
    for (std::size_t k = 0; k < jacobian.data.size(); ++k) {
      jacobian.data[k] = net.skip * jacobian.data[k] + out.data[k];
    }
    line.behind(l, jacobian);
  }
  Matrix j = Eigen::Map<const Matrix>(jacobian.data.data(), kWidth, kWidth);
  const double largest = j.cwiseAbs().maxCoeff();
  if (!j.allFinite()) return Vector::Constant(kWidth, kNaN);
  if (largest == 0) return Vector::Zero(kWidth);
  Vector values = svd_of_scaled(j / largest, SvdParts::kValues).s.cwiseAbs() * largest;
  std::sort(values.data(), values.data() + kWidth, [](double a, double b) { return a > b; });
  return values;
}

double eulerGap(const DeepNetwork& net) {
  if (!net.tied || net.norm == StreamNorm::post || net.skip == 0) return kNaN;
  DeepNetwork finer = net;
  finer.branch /= kFiner;
  Line coarse(net), fine(finer);
  for (int l = 0; l < net.depth; ++l) coarse.pass(0);
  for (int l = 0; l < net.depth * kFiner; ++l) fine.pass(0);
  const Eigen::Map<const Vector> a(coarse.h().data(), kWidth), b(fine.h().data(), kWidth);
  return norm2(Vector(a - b)) / norm2(Vector(b));
}

std::string tupleText(const Matrix& a) {
  return "(" + std::to_string(a.rows()) + ", " + std::to_string(a.cols()) + ")";
}

// What PyTorch makes of a sum of two shapes that differ.
std::string broadcastText(const Matrix& h, const Matrix& f) {
  const Index sizes[2][2] = {{h.rows(), f.rows()}, {h.cols(), f.cols()}};
  for (int dim = 1; dim >= 0; --dim) {  // the last dimension is compared first
    const auto [a, b] = sizes[dim];
    if (a != b && a != 1 && b != 1) {
      return "PyTorch: The size of tensor a (" + std::to_string(a) + ") must match the size of tensor b (" +
             std::to_string(b) + ") at non-singleton dimension " + std::to_string(dim);
    }
  }
  return "PyTorch would not complain: it repeats what has size 1 and answers with shape (" +
         std::to_string(std::max(h.rows(), f.rows())) + ", " + std::to_string(std::max(h.cols(), f.cols())) +
         ")";
}

}  // namespace

ResidualStream residualStream(int depth, const std::string& activation, double gain, bool skip, double branch,
                              const std::string& norm, bool zero, bool tied, double seed) {
  const DeepNetwork net = networkOf(depth, activation, gain, skip, branch, norm, zero, tied, seed);
  DeepNetwork plain = net;
  plain.skip = 0;
  plain.branch = 1;
  plain.norm = StreamNorm::none;
  ResidualStream out;
  out.layers = runDeep(net, 0, 1).layers;
  out.plain = runDeep(plain, 0, 1).layers;
  out.singular = singularValues(net);
  out.plainSingular = singularValues(plain);
  out.eulerGap = eulerGap(net);
  return out;
}

ResidualPaths residualPaths(int depth, const std::string& activation, double gain, double branch,
                            const std::string& norm, bool zero, bool tied, double seed) {
  const DeepNetwork net = networkOf(depth, activation, gain, true, branch, norm, zero, tied, seed);
  Line line(net);
  for (int l = 0; l < depth; ++l) line.step(l);
  // Vector k: what has passed k branches so far.
  Bundle paths((depth + 4) / 4 * 4), in(paths.cols), out(paths.cols);
  const double length = norm2(Vector(Eigen::Map<const Vector>(line.direction(), kWidth)));
  for (Index i = 0; i < kWidth; ++i) paths.row(i)[0] = line.direction()[i] / length;
  for (int l = depth - 1; l >= 0; --l) {
    line.behind(l, paths);
    in.data = paths.data;
    line.branch(l, in, true, out);
    for (Index i = 0; i < kWidth; ++i) {
      for (Index k = depth; k > 0; --k) paths.row(i)[k] += out.row(i)[k - 1];
    }
  }
  ResidualPaths result;
  result.lengths = Matrix(depth + 1, 3);
  Vector total = Vector::Zero(kWidth);
  double count = 1, sum = 0;
  for (int k = 0; k <= depth; ++k) {
    Vector part(kWidth);
    for (Index i = 0; i < kWidth; ++i) part(i) = paths.row(i)[k];
    total += part;
    const double share = norm2(part);
    result.lengths.row(k) << count, std::ldexp(count, -depth), share;
    result.meanShare += k * share;
    sum += share;
    count = std::round(count * (depth - k) / (k + 1));
  }
  result.meanShare /= sum;
  result.meanCount = 0.5 * depth;
  result.gradient = norm2(total);
  return result;
}

ResidualSum residualSum(const Matrix& h, const Matrix& f, bool project, double seed) {
  if (h.size() == 0 || f.size() == 0) refuse<ShapeMismatch>("h and f must have at least one entry");
  require_finite(h, "h");
  require_finite(f, "f");
  ResidualSum out;
  Matrix carried = h;
  if (project) {
    Generator generator(require_seed(seed));
    out.projection = Matrix(f.cols(), h.cols());
    fillLinear(generator, out.projection.data(), nullptr, h.cols(), f.cols());
    carried = Matrix::Zero(h.rows(), f.cols());
    for (Index r = 0; r < h.rows(); ++r) {
      for (Index i = 0; i < f.cols(); ++i) {
        for (Index k = 0; k < h.cols(); ++k) carried(r, i) += h(r, k) * out.projection(i, k);
      }
    }
  }
  if (carried.rows() != f.rows() || carried.cols() != f.cols()) {
    refuse<ShapeMismatch>((project ? "The projected h" : "h"), " has shape ", tupleText(carried),
                          " and F(h) has ", tupleText(f), ": only equal shapes are added here. ",
                          broadcastText(carried, f));
  }
  out.sum = carried + f;
  return out;
}

}  // namespace nabla
