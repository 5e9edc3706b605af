#include "cross_entropy.h"

#include <cmath>

#include "decimal.h"
#include "rounding.h"
#include "softmax.h"

namespace nabla {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kIgnored = -100;

void require_smoothing(double smoothing) {
  if (!(smoothing >= 0 && smoothing <= 1)) {
    refuse<InvalidArgument>("label_smoothing must be between 0.0 and 1.0. Got: ", smoothing);
  }
}

void require_shares(const Vector& p, const char* name) {
  require_finite(p, name);
  if (p.size() == 0) refuse<ShapeMismatch>(std::string(name), " must have at least one entry");
  for (Index i = 0; i < p.size(); ++i) {
    if (p(i) < 0) {
      refuse<InvalidArgument>(std::string(name), " must not be negative, entry ", i, " is ", p(i));
    }
  }
}

double sumOf(const Vector& v) {
  double s = 0;
  for (Index i = 0; i < v.size(); ++i) s += v(i);
  return s;
}

// p and log p of the scores.
void predict(const Vector& scores, const std::string& from, CrossEntropy& c) {
  const Index n = scores.size();
  c.p = c.logp = Vector(n);
  if (from == "logits") {
    require_finite(scores, "logits");
    softmaxRow(scores.data(), nullptr, n, c.p.data());
    // Not x − lse: a large common part of the logits would round away the small logarithm.
    const double m = scores.maxCoeff();
    double sum = 0;
    for (Index i = 0; i < n; ++i) sum += std::exp(scores(i) - m);
    for (Index i = 0; i < n; ++i) c.logp(i) = (scores(i) - m) - std::log(sum);
    return;
  }
  if (from != "probabilities")
    refuse<InvalidArgument>("from must be logits or probabilities, got \"", from, "\"");
  require_shares(scores, "probabilities");
  const double total = sumOf(scores);
  if (std::abs(total - 1) > 1e-9) {
    refuse<InvalidArgument>("probabilities must sum to 1, these sum to ", total);
  }
  for (Index i = 0; i < n; ++i) {
    c.p(i) = scores(i);
    c.logp(i) = std::log(scores(i));
  }
}

}  // namespace

CrossEntropy crossEntropy(const Vector& scores, const Vector& target, double smoothing,
                          const std::string& from) {
  const Index n = scores.size();
  require_shares(target, "target");
  require_size(target, n, "target");
  require_smoothing(smoothing);
  CrossEntropy c;
  predict(scores, from, c);
  c.target = c.terms = c.gradient = c.slopes = Vector(n);
  for (Index i = 0; i < n; ++i) {
    c.target(i) = (1 - smoothing) * target(i) + smoothing / static_cast<double>(n);
    c.total += c.target(i);
  }
  for (Index i = 0; i < n; ++i) {
    const double y = c.target(i);
    const bool counts = y != 0;
    c.terms(i) = counts ? -y * c.logp(i) : 0;
    c.slopes(i) = counts ? -y / c.p(i) : 0;
    c.gradient(i) = c.p(i) * c.total - y;
    c.loss += c.terms(i);
    if (counts) {
      c.entropy -= y * std::log(y);
      c.divergence += y * (std::log(y) - c.logp(i));
      if (c.infinite < 0 && c.logp(i) == -kInfinity) c.infinite = static_cast<int>(i);
    }
  }
  c.bits = c.loss / std::log(2.0);
  c.perplexity = std::exp(c.loss);
  return c;
}

Matrix lossByGap(const Vector& gaps, const std::string& format) {
  require_finite(gaps, "gaps");
  const Format in = parseFormat(format);
  const auto rounded = [in](double x) { return roundTo(in, x); };
  Matrix losses(gaps.size(), 3);
  for (Index i = 0; i < gaps.size(); ++i) {
    const double z[] = {0, rounded(-gaps(i))};
    const double m = z[1] > 0 ? z[1] : 0;
    const double e[] = {rounded(std::exp(rounded(z[0] - m))), rounded(std::exp(rounded(z[1] - m)))};
    const double sum = rounded(e[0] + e[1]);
    const double log = rounded(std::log(rounded(e[1] / sum)));
    losses(i, 0) = 0 - log;  // not −log: a loss of 0 has no sign
    losses(i, 1) = 0 - (log < -100 ? -100 : log);
    losses(i, 2) = 0 - rounded(rounded(z[1] - m) - rounded(std::log(sum)));
  }
  return losses;
}

DoubleSoftmax doubleSoftmax(const Vector& margins, int classes) {
  require_finite(margins, "margins");
  if (classes < 2) refuse<InvalidArgument>("classes must be at least 2, got ", classes);
  DoubleSoftmax d{Vector(margins.size()), Vector(margins.size()), std::log(std::exp(1.0) + classes - 1) - 1};
  Vector z(classes), p(classes);
  for (Index i = 0; i < margins.size(); ++i) {
    z.setZero();
    z(0) = margins(i);
    const double lse = softmaxRow(z.data(), nullptr, classes, p.data());
    // lse − margin cancels where the loss is small.
    d.once(i) = z(0) > 0 ? std::log1p((classes - 1) * std::exp(-z(0))) : lse - z(0);
    d.twice(i) = softmaxRow(p.data(), nullptr, classes, z.data()) - p(0);
  }
  return d;
}

BatchCrossEntropy batchCrossEntropy(const Matrix& logits, const Vector& targets, double smoothing) {
  require_finite(logits, "logits");
  require_size(targets, logits.rows(), "targets");
  require_smoothing(smoothing);
  const Index n = logits.rows(), classes = logits.cols();
  if (classes == 0) refuse<ShapeMismatch>("logits must have at least one class, got ", shape_text(logits));
  BatchCrossEntropy b;
  b.p = b.gradient = Matrix(n, classes);
  b.losses = b.correct = Vector::Zero(n);
  for (Index r = 0; r < n; ++r) {
    const double t = targets(r);
    if (t != kIgnored && !(t == std::floor(t) && t >= 0 && t < static_cast<double>(classes))) {
      refuse<InvalidArgument>("Target ", decimalText(t), " is out of bounds.");
    }
    const Vector row = logits.row(r);
    Vector target = Vector::Zero(classes);
    if (t != kIgnored) target(static_cast<Index>(t)) = 1;
    const CrossEntropy c = crossEntropy(row, target, smoothing, "logits");
    Index best = 0;
    for (Index k = 0; k < classes; ++k) {
      b.p(r, k) = c.p(k);
      b.gradient(r, k) = t == kIgnored ? 0 : c.gradient(k);
      if (row(k) > row(best)) best = k;
    }
    if (t == kIgnored) continue;
    b.losses(r) = c.loss;
    b.correct(r) = best == static_cast<Index>(t);
    b.sum += c.loss;
    ++b.counted;
  }
  b.mean = b.counted == 0 ? std::numeric_limits<double>::quiet_NaN() : b.sum / b.counted;
  b.perplexity = std::exp(b.mean);
  for (Index i = 0; b.counted > 0 && i < b.gradient.size(); ++i) b.gradient.data()[i] /= b.counted;
  return b;
}

}  // namespace nabla
