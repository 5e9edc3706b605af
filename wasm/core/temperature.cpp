#include "temperature.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "random.h"
#include "softmax.h"

namespace nabla {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

void require_logits(const Vector& z) {
  if (z.size() == 0) refuse<InvalidArgument>("z must have at least one entry");
  require_finite(z, "z");
}

void require_positive(double tau) {
  if (!(tau > 0)) refuse<InvalidArgument>("temperature must be above 0, got ", tau);
}

// softmax(x/τ) of one row, τ ≥ 0; returns log Σ exp((x − max)/τ).
double temperRow(const double* x, Index n, double tau, double* p) {
  double m = x[0];
  for (Index i = 1; i < n; ++i) m = x[i] > m ? x[i] : m;
  // At τ = ±0 what equals the maximum stays at 0 and all else goes to −∞: the limit, ties shared.
  for (Index i = 0; i < n; ++i) p[i] = x[i] == m ? 0 : tau == 0 ? -kInfinity : (x[i] - m) / tau;
  return softmaxRow(p, nullptr, n, p);
}

void require_batch(const Matrix& logits, const Vector& labels) {
  if (logits.size() == 0)
    refuse<ShapeMismatch>("logits must have at least one row, got ", shape_text(logits));
  require_finite(logits, "logits");
  require_size(labels, logits.rows(), "labels");
  for (Index r = 0; r < labels.size(); ++r) {
    const double t = labels(r);
    if (!(t == std::floor(t) && t >= 0 && t < static_cast<double>(logits.cols()))) {
      refuse<InvalidArgument>("label ", t, " in row ", r, " is no class from 0 to ", logits.cols() - 1);
    }
  }
}

// Mean loss and its two derivatives by β = 1/τ: E_p[z] − z_label and Var_p[z].
struct Slope {
  double loss = 0, first = 0, second = 0;
};

Slope slopeAt(const Matrix& logits, const Vector& labels, double beta) {
  const Index n = logits.rows(), classes = logits.cols();
  Vector p(classes);
  Slope s;
  for (Index r = 0; r < n; ++r) {
    const double* z = logits.data() + r * classes;
    const double own = z[static_cast<Index>(labels(r))];
    for (Index k = 0; k < classes; ++k) p(k) = beta * (z[k] - own);
    s.loss += softmaxRow(p.data(), nullptr, classes, p.data());
    double mean = 0, square = 0;
    for (Index k = 0; k < classes; ++k) mean += p(k) * (z[k] - own);
    for (Index k = 0; k < classes; ++k) square += p(k) * (z[k] - own - mean) * (z[k] - own - mean);
    s.first += mean;
    s.second += square;
  }
  const double count = static_cast<double>(n);
  return {s.loss / count, s.first / count, s.second / count};
}

// Where the convex loss is smallest over β ≥ 0: Newton's method inside a bracket, a halving where it leaves
// it.
double bestBeta(const Matrix& logits, const Vector& labels, int& steps) {
  if (slopeAt(logits, labels, 0).first >= 0) return 0;
  bool allRight = true;
  for (Index r = 0; r < logits.rows(); ++r) {
    allRight &= logits(r, static_cast<Index>(labels(r))) == logits.row(r).maxCoeff();
  }
  if (allRight) return kInfinity;  // the surer the better, without end
  double low = 0, high = 1;
  while (slopeAt(logits, labels, high).first < 0) low = high, high *= 4;
  double beta = (low + high) / 2;
  for (steps = 1; steps < 100; ++steps) {
    const Slope s = slopeAt(logits, labels, beta);
    (s.first < 0 ? low : high) = beta;
    double next = beta - s.first / s.second;
    const bool still = std::abs(next - beta) <= 1e-12 * beta;  // quadratic: the next step would be 1e-24
    if (!still && !(next > low && next < high)) next = (low + high) / 2;
    beta = next;
    if (still) break;
  }
  return beta;
}

double expectedError(const Matrix& bins, Index n) {
  double ece = 0;
  for (Index b = 0; b < bins.rows(); ++b) {
    if (bins(b, 0) > 0) ece += std::abs(bins(b, 2) - bins(b, 1)) * bins(b, 0) / static_cast<double>(n);
  }
  return ece;
}

// Accuracy, confidence, loss and error at one τ ≥ 0.
Calibration judge(const Matrix& logits, const Vector& labels, double tau, int bins) {
  const Index n = logits.rows(), classes = logits.cols();
  Calibration c;
  c.bins = Matrix::Zero(bins, 3);
  Vector p(classes);
  for (Index r = 0; r < n; ++r) {
    const double* z = logits.data() + r * classes;
    const Index label = static_cast<Index>(labels(r));
    Index top = 0;
    for (Index k = 1; k < classes; ++k) top = z[k] > z[top] ? k : top;
    const double lse = temperRow(z, classes, tau, p.data());
    const double lead = z[top] - z[label];
    c.nll += lead == 0 ? lse : lead / tau + lse;
    const double right = top == label ? 1 : 0;
    const Index bin =
        std::clamp<Index>(static_cast<Index>(std::ceil(p(top) * bins)) - 1, 0, static_cast<Index>(bins) - 1);
    c.bins(bin, 0) += 1;
    c.bins(bin, 1) += p(top);
    c.bins(bin, 2) += right;
    c.confidence += p(top);
    c.accuracy += right;
  }
  const double count = static_cast<double>(n);
  c.accuracy /= count;
  c.confidence /= count;
  c.nll /= count;
  for (Index b = 0; b < c.bins.rows(); ++b) {
    const double inside = c.bins(b, 0);
    c.bins(b, 1) = inside > 0 ? c.bins(b, 1) / inside : kNaN;
    c.bins(b, 2) = inside > 0 ? c.bins(b, 2) / inside : kNaN;
  }
  c.ece = expectedError(c.bins, n);
  return c;
}

void require_bins(int bins) {
  if (bins < 1) refuse<InvalidArgument>("bins must be at least 1, got ", bins);
}

}  // namespace

Tempered temper(const Vector& z, double tau) {
  require_logits(z);
  if (!(tau >= 0) || std::isinf(tau)) {
    refuse<InvalidArgument>("temperature must not be negative, got ", tau);
  }
  const Index n = z.size();
  Tempered t{Vector(n), 0, std::log(static_cast<double>(n)), Vector(n), Vector(n), 0};
  temperRow(z.data(), n, tau, t.p.data());
  t.entropy = entropyRow(t.p.data(), n);
  Vector shares(n), logs(n);
  const double lse = softmaxRow(z.data(), nullptr, n, shares.data());
  for (Index i = 0; i < n; ++i) logs(i) = z(i) - lse;
  temperRow(logs.data(), n, tau, t.fromLogs.data());
  temperRow(shares.data(), n, tau, t.fromShares.data());
  for (Index i = 0; i < n; ++i) t.gap = std::max(t.gap, std::abs(t.p(i) - t.fromLogs(i)));
  return t;
}

Matrix temperByFormula(const Vector& z, double tau) {
  require_logits(z);
  const Index n = z.size();
  Matrix m(3, n);
  double sum = 0;
  for (Index i = 0; i < n; ++i) {
    m(0, i) = z(i) / tau;
    m(1, i) = std::exp(m(0, i));
    sum += m(1, i);
  }
  for (Index i = 0; i < n; ++i) m(2, i) = m(1, i) / sum;
  return m;
}

Matrix temperCurve(const Vector& z, const Vector& tau) {
  require_logits(z);
  const Matrix path = softmaxPath(z, tau);
  Matrix curve(path.rows(), 3);
  for (Index t = 0; t < path.rows(); ++t) {
    double most = 0, least = 1;
    for (Index i = 0; i < path.cols(); ++i) {
      most = std::max(most, path(t, i));
      least = std::min(least, path(t, i));
    }
    curve(t, 0) = entropyRow(path.data() + t * path.cols(), path.cols());
    curve(t, 1) = most;
    curve(t, 2) = least;
  }
  return curve;
}

Samples drawSamples(const Vector& p, int n, double seed, const std::string& method) {
  require_finite(p, "p");
  if (n < 1 || n > 1000000) refuse<InvalidArgument>("n must be from 1 to 1000000, got ", n);
  if (method != "multinomial" && method != "gumbel") {
    refuse<InvalidArgument>("method must be multinomial or gumbel, got \"", method, "\"");
  }
  constexpr Index kShown = 1 << 16, kPoints = 60;
  const Index classes = p.size();
  double total = 0;
  for (Index k = 0; k < classes; ++k) {
    if (p(k) < 0) refuse<InvalidArgument>("p must not be negative, entry ", k, " is");
    total += p(k);
  }
  if (!(total > 0) || std::isinf(total)) refuse<InvalidArgument>("p must have a finite sum above 0");
  Generator generator(require_seed(seed));
  std::vector<double> draws(static_cast<std::size_t>(n));
  if (method == "multinomial") {
    multinomial(generator, p.data(), classes, draws.data(), n, true);
  } else {
    for (double& draw : draws) {
      double best = -1;
      for (Index k = 0; k < classes; ++k) {
        const double race = p(k) / generator.exponential();
        if (race > best) best = race, draw = static_cast<double>(k);
      }
    }
  }
  Samples s;
  s.draws = Eigen::Map<const Vector>(draws.data(), std::min<Index>(n, kShown));
  const Index points = std::min<Index>(n, kPoints);
  s.at = Vector(points);
  s.running = Matrix(points, classes);
  Vector counts = Vector::Zero(classes);
  Index done = 0;
  for (Index i = 0; i < points; ++i) {
    const double share = points == 1 ? 1 : static_cast<double>(i) / static_cast<double>(points - 1);
    const Index until = std::clamp<Index>(static_cast<Index>(std::lround(std::pow(n, share))), i + 1, n);
    for (; done < until; ++done) counts(static_cast<Index>(draws[static_cast<std::size_t>(done)])) += 1;
    s.at(i) = static_cast<double>(done);
    for (Index k = 0; k < classes; ++k) s.running(i, k) = counts(k) / static_cast<double>(done);
  }
  s.frequency = counts / n;
  s.error = Vector(classes);
  for (Index k = 0; k < classes; ++k) {
    const double share = p(k) / total;
    s.error(k) = std::sqrt(share * (1 - share) / n);
    s.distance += std::abs(s.frequency(k) - share) / 2;
  }
  return s;
}

Filtered topFilter(const Vector& z, double tau, int k, double nucleus, const std::string& order) {
  require_logits(z);
  require_positive(tau);
  if (k < 1) refuse<InvalidArgument>("k must be at least 1, got ", k);
  if (!(nucleus > 0 && nucleus <= 1)) {
    refuse<InvalidArgument>("top-p must be above 0 and at most 1, got ", nucleus);
  }
  if (order != "temperature" && order != "filter") {
    refuse<InvalidArgument>("order must be temperature or filter, got \"", order, "\"");
  }
  const Index n = z.size();
  Filtered f{Vector(n), Vector::Zero(n), Vector(n)};
  temperRow(z.data(), n, order == "temperature" ? tau : 1, f.before.data());
  // Largest first, equal ones in their order; K is small.
  std::vector<Index> sorted;
  for (Index i = 0; i < n; ++i) {
    auto at = sorted.end();
    while (at != sorted.begin() && z(*(at - 1)) < z(i)) --at;
    sorted.insert(at, i);
  }
  const Index most = std::min<Index>(k, n);
  double left = 0, sum = 0;  // top-p counts shares of what top-k has left
  for (Index i = 0; i < most; ++i) left += f.before(sorted[static_cast<std::size_t>(i)]);
  for (Index i = 0; i < most; ++i) {
    const Index at = sorted[static_cast<std::size_t>(i)];
    if (i > 0 && sum >= nucleus * left) break;
    f.kept(at) = 1;
    sum += f.before(at);
  }
  double m = z(sorted[0]);
  for (Index i = 0; i < n; ++i) f.p(i) = (z(i) - m) / tau;
  softmaxRow(f.p.data(), f.kept.data(), n, f.p.data());
  return f;
}

Matrix overconfidentLogits(int n, int classes, double sharpness, double seed) {
  if (n < 1 || n > 100000 || classes < 2 || classes > 100) {
    refuse<InvalidArgument>("n must be from 1 to 100000 and classes from 2 to 100");
  }
  if (!std::isfinite(sharpness)) refuse<InvalidArgument>("sharpness must be finite");
  Generator generator(require_seed(seed));
  std::vector<double> honest(static_cast<std::size_t>(n) * static_cast<std::size_t>(classes));
  fillNormal(generator, honest.data(), static_cast<Index>(honest.size()));
  Matrix data(n, classes + 1);
  Vector p(classes);
  for (Index r = 0; r < n; ++r) {
    for (Index k = 0; k < classes; ++k) {
      p(k) = 1.5 * honest[static_cast<std::size_t>(r * classes + k)];
      data(r, k) = sharpness * p(k);
    }
    softmaxRow(p.data(), nullptr, classes, p.data());
    const double u = generator.uniform();
    Index label = 0;
    double sum = p(0);
    while (label + 1 < classes && u >= sum) sum += p(++label);
    data(r, classes) = static_cast<double>(label);
  }
  return data;
}

Calibration calibrate(const Matrix& logits, const Vector& labels, double tau, int bins) {
  require_batch(logits, labels);
  require_positive(tau);
  require_bins(bins);
  Calibration c = judge(logits, labels, tau, bins);
  const double beta = bestBeta(logits, labels, c.steps);
  c.best = 1 / beta;
  if (std::isinf(beta)) {
    c.best = 0;
  } else if (beta > 0) {
    const Calibration best = judge(logits, labels, c.best, bins);
    c.bestNll = best.nll;
    c.bestEce = best.ece;
    return c;
  }
  const Calibration limit =
      judge(beta > 0 ? logits : Matrix::Zero(logits.rows(), logits.cols()), labels, beta > 0 ? 0 : 1, bins);
  c.bestNll = limit.nll;
  c.bestEce = limit.ece;
  return c;
}

Matrix calibrationCurve(const Matrix& logits, const Vector& labels, const Vector& tau, int bins) {
  require_batch(logits, labels);
  require_bins(bins);
  Matrix curve(tau.size(), 2);
  for (Index i = 0; i < tau.size(); ++i) {
    require_positive(tau(i));
    const Calibration c = judge(logits, labels, tau(i), bins);
    curve(i, 0) = c.nll;
    curve(i, 1) = c.ece;
  }
  return curve;
}

}  // namespace nabla
