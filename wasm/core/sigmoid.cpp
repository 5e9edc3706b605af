#include "sigmoid.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "random.h"
#include "real_functions.h"
#include "rounding.h"

namespace nabla {
namespace {

// BCE of one logit, which neither overflows nor takes the logarithm of 0.
double lossAt(double z, double y) {
  return std::max(z, 0.0) - z * y + std::log1p(std::exp(-std::abs(z)));
}

void check(const Vector& weights, double threshold) {
  require_size(weights, 3, "weights");
  require_finite(weights, "weights");
  if (!(threshold >= 0 && threshold <= 1)) refuse<InvalidArgument>("threshold must be between 0 and 1.");
}

void check(const Matrix& points) {
  if (points.cols() != 3) refuse<ShapeMismatch>("points must have the columns x1, x2 and label.");
  if (points.rows() < 1 || points.rows() > 200) refuse<InvalidArgument>("points must have 1 to 200 rows.");
  require_finite(points, "points");
  for (Index i = 0; i < points.rows(); ++i) {
    const double y = points(i, 2);
    if (y != 0 && y != 1) refuse<InvalidArgument>("points: the label in row ", i + 1, " must be 0 or 1.");
  }
}

double logitOf(const Matrix& points, Index i, const double* w) {
  return w[0] * points(i, 0) + w[1] * points(i, 1) + w[2];
}

// Mean loss; its gradient is written.
double lossOver(const Matrix& points, const double* w, double* gradient) {
  const double n = static_cast<double>(points.rows());
  double loss = 0;
  gradient[0] = gradient[1] = gradient[2] = 0;
  for (Index i = 0; i < points.rows(); ++i) {
    const double z = logitOf(points, i, w), y = points(i, 2), pull = (sigmoid(z) - y) / n;
    loss += lossAt(z, y) / n;
    gradient[0] += pull * points(i, 0);
    gradient[1] += pull * points(i, 1);
    gradient[2] += pull;
  }
  return loss;
}

void rocOf(const Matrix& points, LogisticProbe& out) {
  const Index n = points.rows();
  std::vector<Index> order(static_cast<std::size_t>(n));
  std::iota(order.begin(), order.end(), Index{0});
  std::sort(order.begin(), order.end(),
            [&](Index a, Index b) { return out.probabilities[a] > out.probabilities[b]; });
  const double positives = points.col(2).sum(), negatives = static_cast<double>(n) - positives;
  out.auc = std::numeric_limits<double>::quiet_NaN();
  if (positives == 0 || negatives == 0) return;
  out.roc.resize(n + 1, 3);
  out.auc = 0;
  double hits = 0, alarms = 0;
  Index row = 0;
  const auto add = [&](double from) {
    out.roc(row, 0) = alarms / negatives;
    out.roc(row, 1) = hits / positives;
    out.roc(row, 2) = from;
    if (row > 0)
      out.auc += (out.roc(row, 0) - out.roc(row - 1, 0)) * (out.roc(row, 1) + out.roc(row - 1, 1)) / 2;
    ++row;
  };
  add(std::numeric_limits<double>::infinity());
  for (std::size_t k = 0; k < order.size(); ++k) {
    const double p = out.probabilities[order[k]];
    (points(order[k], 2) == 1 ? hits : alarms) += 1;
    if (k + 1 == order.size() || out.probabilities[order[k + 1]] != p) add(p);
  }
  out.roc.conservativeResize(row, 3);
}

}  // namespace

LogisticProbe logisticProbe(const Matrix& points, const Vector& weights, double threshold) {
  check(points);
  check(weights, threshold);
  LogisticProbe out;
  out.gradient.resize(3);
  out.loss = lossOver(points, weights.data(), out.gradient.data());
  out.probabilities.resize(points.rows());
  out.counts = Vector::Zero(4);
  out.gap = std::numeric_limits<double>::infinity();
  for (Index i = 0; i < points.rows(); ++i) {
    const double z = logitOf(points, i, weights.data()), p = sigmoid(z);
    if (!std::isfinite(z)) refuse<InvalidArgument>("points: the logit of row ", i + 1, " exceeds 1.8e308.");
    const bool truth = points(i, 2) == 1, claim = p >= threshold;
    out.probabilities[i] = p;
    out.counts[truth ? (claim ? 0 : 2) : (claim ? 1 : 3)] += 1;
    out.gap = std::min(out.gap, truth ? z : -z);
  }
  out.accuracy = (out.counts[0] + out.counts[3]) / static_cast<double>(points.rows());
  out.rates.resize(2);
  out.rates << out.counts[1] / (out.counts[1] + out.counts[3]),
      out.counts[0] / (out.counts[0] + out.counts[2]);
  rocOf(points, out);
  return out;
}

LogisticView logisticView(const Vector& weights, double threshold, double across, double up, int n) {
  check(weights, threshold);
  if (!(across > 0 && up > 0) || std::isinf(across + up))
    refuse<InvalidArgument>("across and up must be above 0.");
  if (n < 2 || n > 200) refuse<InvalidArgument>("n must be between 2 and 200.");
  LogisticView out;
  out.cut = std::log(threshold) - std::log1p(-threshold);
  out.field.resize(n, n);
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j)
      out.field(i, j) = sigmoid(weights[0] * across * (2.0 * j + 1 - n) / n +
                                weights[1] * up * (2.0 * i + 1 - n) / n + weights[2]);
  const double size = std::hypot(weights[0], weights[1]), away = (out.cut - weights[2]) / size;
  const double normal[2] = {weights[0] / size, weights[1] / size};
  out.foot.resize(2);
  out.foot << away * normal[0], away * normal[1];
  // Along the line, p = foot + t (−n₂, n₁): each pair of walls leaves an interval of t.
  double from = -std::numeric_limits<double>::infinity(), to = -from;
  for (Index k = 0; k < 2; ++k) {
    const double along = k == 0 ? -normal[1] : normal[0], wall = k == 0 ? across : up, at = out.foot[k];
    if (along == 0) {
      if (!(std::abs(at) <= wall)) to = -std::numeric_limits<double>::infinity();
      continue;
    }
    const double a = (-wall - at) / along, b = (wall - at) / along;
    from = std::max(from, std::min(a, b));
    to = std::min(to, std::max(a, b));
  }
  if (!(from < to) || !std::isfinite(away)) return out;
  out.line.resize(4);
  out.line << out.foot[0] - from * normal[1], out.foot[1] + from * normal[0], out.foot[0] - to * normal[1],
      out.foot[1] + to * normal[0];
  return out;
}

Matrix logisticDescent(const Matrix& points, const Vector& weights, double lr, int steps) {
  check(points);
  check(weights, 0);
  if (!(lr >= 0) || std::isinf(lr)) refuse<InvalidArgument>("lr must be a number of at least 0.");
  if (steps < 0 || steps > 5000) refuse<InvalidArgument>("steps must be between 0 and 5000.");
  Matrix out(steps + 1, 4);
  double w[3] = {weights[0], weights[1], weights[2]}, gradient[3];
  for (Index k = 0; k <= steps; ++k) {
    out(k, 3) = lossOver(points, w, gradient);
    for (Index j = 0; j < 3; ++j) {
      out(k, j) = w[j];
      w[j] -= lr * gradient[j];
    }
  }
  return out;
}

Matrix logisticLosses(const Vector& logits, double label, const std::string& format) {
  if (!(label >= 0 && label <= 1)) refuse<InvalidArgument>("label must be between 0 and 1.");
  const Format f = parseFormat(format);
  const auto r = [f](double x) { return roundTo(f, x); };
  Matrix out(5, logits.size());
  for (Index i = 0; i < logits.size(); ++i) {
    const double z = r(logits[i]), p = r(1 / r(1 + r(std::exp(-z)))), rest = r(1 - p);
    const double yes = r(std::log(p)), no = r(std::log(rest));
    // What has no part counts nothing: 0 · log 0 = 0.
    out(0, i) = lossAt(z, label);
    out(1, i) = r((label == 0 ? 0 : r(-label * yes)) + (label == 1 ? 0 : r((label - 1) * no)));
    out(2, i) = r(r(-label * std::max(yes, -100.0)) + r((label - 1) * std::max(no, -100.0)));
    out(3, i) = sigmoid(z) - label;
    const double spread = r(p * rest);
    out(4, i) = r(r(r(p - label) / std::max(spread, r(1e-12))) * spread);
  }
  return out;
}

Matrix gateRun(const Vector& gates, double start, int steps) {
  require_size(gates, 4, "gates");
  require_finite(gates, "gates");
  if (!std::isfinite(start)) refuse<InvalidArgument>("start must be a finite number.");
  if (steps < 0 || steps > 200) refuse<InvalidArgument>("steps must be between 0 and 200.");
  const double keep = sigmoid(gates[1]), take = sigmoid(gates[0]) * std::tanh(gates[2]),
               show = sigmoid(gates[3]);
  Matrix out(steps + 1, 3);
  double c = start, slope = 1;
  for (Index t = 0; t <= steps; ++t) {
    out(t, 0) = c;
    out(t, 1) = show * std::tanh(c);
    out(t, 2) = slope;
    c = keep * c + take;
    slope *= keep;
  }
  return out;
}

Claims claimsOf(double scale, double shift, int n, double seed) {
  if (!std::isfinite(scale)) refuse<InvalidArgument>("scale must be a finite number.");
  if (!std::isfinite(shift)) refuse<InvalidArgument>("shift must be a finite number.");
  if (n < 1 || n > 20000) refuse<InvalidArgument>("n must be between 1 and 20000.");
  Generator generator(require_seed(seed));
  std::vector<double> logits(static_cast<std::size_t>(n));
  fillNormal(generator, logits.data(), n);
  constexpr Index bins = 10;
  Claims out;
  out.bins = Matrix::Zero(bins, 3);
  out.loss = out.accuracy = out.error = 0;
  for (const double draw : logits) {
    const double z = 2 * draw, claimed = scale * z + shift, p = sigmoid(claimed);
    const double y = generator.bernoulli(sigmoid(z)) ? 1 : 0;
    const Index bin = std::min<Index>(bins - 1, static_cast<Index>(p * bins));
    out.bins(bin, 0) += p;
    out.bins(bin, 1) += y;
    out.bins(bin, 2) += 1;
    out.loss += lossAt(claimed, y) / n;
    out.accuracy += (p >= 0.5) == (y == 1) ? 1.0 / n : 0;
  }
  for (Index b = 0; b < bins; ++b) {
    const double count = out.bins(b, 2);
    if (count == 0) continue;
    out.bins(b, 0) /= count;
    out.bins(b, 1) /= count;
    out.error += std::abs(out.bins(b, 0) - out.bins(b, 1)) * count / n;
  }
  return out;
}

}  // namespace nabla
