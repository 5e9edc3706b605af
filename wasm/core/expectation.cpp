#include "expectation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "expression_report.h"
#include "random.h"
#include "rounding.h"
#include "softmax.h"

namespace nabla {
namespace {

constexpr Index kMostValues = 64, kMostFeatures = 12, kMostDraws = 12;
constexpr int kMostCount = 20000, kPowers = 31;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

void requireCount(int count, int most, const char* name) {
  if (count < 1 || count > most) {
    refuse<InvalidArgument>(std::string(name), " must lie between 1 and ", most);
  }
}

double totalOf(const Vector& weights) {
  if (weights.size() < 1 || weights.size() > kMostValues)
    refuse<InvalidArgument>("p must hold 1 to 64 numbers");
  require_finite(weights, "p");
  double total = 0;
  for (const double w : weights) {
    if (w < 0)
      refuse<InvalidArgument>("p holds a negative number: no outcome is less likely than impossible");
    total += w;
  }
  if (total == 0) refuse<InvalidArgument>("p is 0 everywhere: something must be possible");
  if (!std::isfinite(total)) refuse<InvalidArgument>("p adds up to more than 1.8e308");
  return total;
}

// Welford's updates: mean and Σ (x − mean)² of what has come so far.
struct Running {
  double n = 0, mean = 0, squares = 0;
  void add(double x) {
    n += 1;
    const double d = x - mean;
    mean += d / n;
    squares += d * (x - mean);
  }
};

// 1, 2, 3 … then in steps of about five percent, and the last one.
std::vector<int> stations(int count) {
  std::vector<int> out;
  for (int n = 1; n < count; n = std::max(n + 1, static_cast<int>(n * 1.05))) out.push_back(n);
  out.push_back(count);
  return out;
}

}  // namespace

PmfReport pmfReport(const Vector& values, const Vector& weights) {
  PmfReport out;
  out.total = totalOf(weights);
  require_finite(values, "x");
  require_size(values, weights.size(), "x");
  out.p = weights;
  for (double& w : out.p) w /= out.total;
  for (Index i = 0; i < values.size(); ++i) out.mean += values(i) * out.p(i);
  for (Index i = 0; i < values.size(); ++i) {
    const double d = values(i) - out.mean;
    out.variance += d * d * out.p(i);
  }
  return out;
}

Vector movedShare(const Vector& weights, int index, double share) {
  totalOf(weights);
  if (index < 0 || index >= weights.size()) refuse<InvalidArgument>("index must name one of the values");
  if (!(share >= 0 && share <= 1)) refuse<InvalidArgument>("share must lie between 0 and 1");
  return shareMoved(weights, index, share);
}

PayoffReport payoffReport(const Vector& values, const Vector& weights, const std::string& g) {
  const PmfReport pmf = pmfReport(values, weights);
  const Expression& f = compiledExpression(g, "x");
  PayoffReport out;
  out.mean = pmf.mean;
  out.g = f.evaluateEach(values);
  for (Index i = 0; i < values.size(); ++i) {
    if (pmf.p(i) == 0) continue;
    if (!std::isfinite(out.g(i)) && out.bad < 0) out.bad = static_cast<int>(i);
    out.expected += out.g(i) * pmf.p(i);
  }
  if (out.bad >= 0) out.expected = kNaN;
  out.atMean = f(pmf.mean);
  return out;
}

AliasTable aliasTable(const Vector& weights) {
  const double total = totalOf(weights);
  const Index m = weights.size();
  AliasTable out{Vector::Ones(m), Vector(m)};
  std::vector<double> share(static_cast<std::size_t>(m));
  std::vector<Index> small, large;
  for (Index i = 0; i < m; ++i) {
    out.other(i) = static_cast<double>(i);
    share[static_cast<std::size_t>(i)] = weights(i) / total * static_cast<double>(m);
    (share[static_cast<std::size_t>(i)] < 1 ? small : large).push_back(i);
  }
  while (!small.empty() && !large.empty()) {
    const Index s = small.back(), l = large.back();
    small.pop_back();
    double& rest = share[static_cast<std::size_t>(l)];
    out.keep(s) = share[static_cast<std::size_t>(s)];
    out.other(s) = static_cast<double>(l);
    rest = (rest + out.keep(s)) - 1;
    if (rest < 1) {
      large.pop_back();
      small.push_back(l);
    }
  }
  return out;  // what is left in either list is a full column but for rounding
}

RunningMeans runningMeans(const Vector& values, const Vector& weights, const std::string& law,
                          const std::string& sampler, int count, int lanes, double seed) {
  const PmfReport pmf = pmfReport(values, weights);
  if (law != "pmf" && law != "cauchy") refuse<InvalidArgument>("law must be pmf or cauchy, not ", law);
  if (sampler != "search" && sampler != "alias") {
    refuse<InvalidArgument>("sampler must be search or alias, not ", sampler);
  }
  requireCount(count, kMostCount, "n");
  requireCount(lanes, 8, "lanes");
  const std::vector<int> rows = stations(count);
  RunningMeans out;
  out.means = Matrix(static_cast<Index>(rows.size()), 2 + lanes);
  out.last = Vector(3);
  out.draws = Vector(std::min<Index>(count, kMostDraws));
  const AliasTable table = sampler == "alias" ? aliasTable(weights) : AliasTable{};
  std::vector<double> drawn(static_cast<std::size_t>(count));
  for (int lane = 0; lane < lanes; ++lane) {
    Generator generator(require_seed(seed) + static_cast<std::uint64_t>(lane));
    if (law == "cauchy") {
      for (double& x : drawn) x = std::tan(std::numbers::pi * (generator.uniform() - 0.5));
    } else if (sampler == "alias") {
      for (double& x : drawn) {
        const double u = generator.uniform() * static_cast<double>(weights.size());
        const auto column = static_cast<Index>(u);
        x = u - static_cast<double>(column) < table.keep(column) ? static_cast<double>(column)
                                                                 : table.other(column);
      }
    } else {
      multinomial(generator, weights.data(), weights.size(), drawn.data(), count, true);
    }
    Running so;
    Index row = 0;
    for (int n = 1; n <= count; ++n) {
      const double x = drawn[static_cast<std::size_t>(n - 1)];
      if (lane == 0 && n <= kMostDraws) out.draws(n - 1) = x;
      so.add(law == "cauchy" ? x : values(static_cast<Index>(x)));
      if (n != rows[static_cast<std::size_t>(row)]) continue;
      out.means(row, 0) = n;
      out.means(row, 1) = law == "cauchy" ? kNaN : std::sqrt(pmf.variance / n);
      out.means(row, 2 + lane) = so.mean;
      ++row;
    }
    if (lane > 0) continue;
    out.last(0) = so.mean;
    out.last(1) = count > 1 ? std::sqrt(so.squares / (so.n - 1)) : kNaN;
    out.last(2) = out.last(1) / std::sqrt(so.n);
  }
  return out;
}

BatchStudy batchStudy(const Vector& losses, int size, int epochs, bool shuffle, double seed) {
  if (losses.size() < 1 || losses.size() > kMostValues)
    refuse<InvalidArgument>("losses must hold 1 to 64 numbers");
  require_finite(losses, "losses");
  requireCount(size, static_cast<int>(kMostValues), "the batch size");
  requireCount(epochs, 200, "epochs");
  const Index count = losses.size(), most = std::min<Index>(size, count);
  const Index each = (count + most - 1) / most;
  Generator generator(require_seed(seed));
  BatchStudy out;
  out.batches = Matrix(each * epochs, 4);
  std::vector<double> order(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<double>(i);
  for (int epoch = 0; epoch < epochs; ++epoch) {
    if (shuffle) fillPermutation(generator, order.data(), count);
    double ofMeans = 0, weighted = 0;
    for (Index b = 0; b < each; ++b) {
      const Index from = b * most, to = std::min(count, from + most);
      double mean = 0;
      for (Index i = from; i < to; ++i)
        mean += losses(static_cast<Index>(order[static_cast<std::size_t>(i)]));
      const double n = static_cast<double>(to - from);
      mean /= n;
      double* row = out.batches.data() + 4 * (epoch * each + b);
      row[0] = epoch + 1;
      row[1] = static_cast<double>(b + 1);
      row[2] = n;
      row[3] = mean;
      ofMeans += mean / static_cast<double>(each);
      weighted += mean * n / static_cast<double>(count);
    }
    if (epoch == 0) {
      out.ofMeans = ofMeans;
      out.weighted = weighted;
    }
    out.average += ofMeans / epochs;
  }
  const PmfReport all = pmfReport(losses, Vector::Ones(count));
  out.mean = all.mean;
  const double n = static_cast<double>(count), b = static_cast<double>(most);
  out.spread = count > 1 ? std::sqrt(all.variance / b * (n - b) / (n - 1)) : 0;
  return out;
}

DropoutStudy dropoutStudy(const Vector& x, const Vector& w, double rate, int count, double seed) {
  if (x.size() < 1 || x.size() > kMostFeatures) refuse<InvalidArgument>("x must hold 1 to 12 numbers");
  require_finite(x, "x");
  require_finite(w, "w");
  require_size(w, x.size(), "w");
  if (!(rate >= 0 && rate < 1)) refuse<InvalidArgument>("the dropout rate must be at least 0 and below 1");
  requireCount(count, kMostCount, "n");
  Generator generator(require_seed(seed));
  const std::vector<int> rows = stations(count);
  DropoutStudy out;
  out.outputs = Vector(count);
  out.means = Matrix(static_cast<Index>(rows.size()), 2);
  out.mask = Vector(x.size());
  Running so;
  Index row = 0;
  for (int n = 1; n <= count; ++n) {
    double y = 0;
    for (Index i = 0; i < x.size(); ++i) {
      // Without dropout PyTorch draws nothing.
      out.mask(i) = rate == 0 || generator.bernoulli(1 - rate) ? 1 : 0;
      y += w(i) * (x(i) * (out.mask(i) / (1 - rate)));
    }
    out.outputs(n - 1) = y;
    so.add(y);
    out.reluMean += std::max(0.0, y) / count;
    if (n != rows[static_cast<std::size_t>(row)]) continue;
    out.means(row, 0) = n;
    out.means(row, 1) = so.mean;
    ++row;
  }
  for (Index i = 0; i < x.size(); ++i) {
    out.exact += w(i) * x(i);
    out.variance += w(i) * x(i) * w(i) * x(i) * rate / (1 - rate);
  }
  out.reluAtMean = std::max(0.0, out.exact);
  const int masks = 1 << x.size();
  for (int m = 0; m < masks; ++m) {
    double y = 0, chance = 1;
    for (Index i = 0; i < x.size(); ++i) {
      const bool kept = (m >> i & 1) != 0;
      chance *= kept ? 1 - rate : rate;
      if (kept) y += w(i) * x(i) / (1 - rate);
    }
    out.reluExact += chance * std::max(0.0, y);
  }
  return out;
}

OnesStudy onesStudy(const std::string& format) {
  const Format as = parseFormat(format);
  if (as == Format::float64) refuse<InvalidArgument>("format must be float16, bfloat16 or float32");
  OnesStudy out;
  out.sums = Matrix(kPowers, 5);
  double sum = 0, halves = 1;
  Index row = 0;
  for (long n = 1; row < kPowers; ++n) {
    // float32 is the machine's own: sixteen million additions must not take a second.
    const double next =
        as == Format::float32 ? static_cast<double>(static_cast<float>(sum) + 1.0f) : roundTo(as, sum + 1);
    const bool stuck = next == sum;
    if (stuck) out.stuck = sum;
    sum = next;
    if (stuck) break;
    if (n != 1L << row) continue;
    out.sums(row++, 1) = sum;
  }
  for (; row < kPowers; ++row) out.sums(row, 1) = sum;
  for (Index k = 0; k < kPowers; ++k) {
    out.sums(k, 0) = std::ldexp(1.0, static_cast<int>(k));
    out.sums(k, 2) = halves;
    out.sums(k, 3) = out.sums(k, 1) / out.sums(k, 0);
    out.sums(k, 4) = halves / out.sums(k, 0);
    halves = roundTo(as, halves + halves);
  }
  return out;
}

}  // namespace nabla
