#include "attention_study.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "random.h"
#include "softmax.h"

namespace nabla {
namespace {

constexpr Index kWidth = 8, kMostWords = 8;
constexpr int kCurve = 11;

// The squared length of dim standard normals. From three on by Marsaglia and Tsang's rejection for
// Gamma(dim/2)
// ("A simple method for generating gamma variables", 2000).
double squaredLength(Generator& generator, int dim) {
  if (dim <= 2) {
    double sum = 0;
    for (int i = 0; i < dim; ++i) {
      const double x = generator.normal();
      sum += x * x;
    }
    return sum;
  }
  const double d = dim / 2.0 - 1 / 3.0, c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double x = generator.normal(), root = 1 + c * x;
    if (root <= 0) continue;
    const double v = root * root * root;
    if (std::log1p(-generator.uniform()) < x * x / 2 + d - d * v + d * std::log(v)) return 2 * d * v;
  }
}

struct Means {
  double square = 0;
  double of[2][3] = {};  // plain, scaled: largest weight, entropy, trace
};

Means meansAt(int dim, int keys, int trials, double seed) {
  Generator generator(require_seed(seed));
  Means out;
  std::vector<double> z(static_cast<std::size_t>(keys)), p(z.size());
  for (int t = 0; t < trials; ++t) {
    const double length = std::sqrt(squaredLength(generator, dim));
    for (double& s : z) {
      s = length * generator.normal();
      out.square += s * s / trials / keys;
    }
    for (int scaled = 0; scaled < 2; ++scaled) {
      if (scaled == 1) {
        for (double& s : z) s /= std::sqrt(static_cast<double>(dim));
      }
      // −Σ p log p with log p = z − log Σ exp z: no further logarithm.
      double most = 0, squares = 0, entropy = softmaxRow(z.data(), nullptr, keys, p.data());
      for (std::size_t j = 0; j < z.size(); ++j) {
        most = std::max(most, p[j]);
        squares += p[j] * p[j];
        entropy -= p[j] * z[j];
      }
      out.of[scaled][0] += most / trials;
      out.of[scaled][1] += entropy / trials;
      out.of[scaled][2] += (1 - squares) / trials;
    }
  }
  return out;
}

void requireCounts(int keys, int trials) {
  if (keys < 2 || keys > 64) refuse<InvalidArgument>("keys must lie between 2 and 64");
  if (trials < 1 || trials > 20000) refuse<InvalidArgument>("trials must lie between 1 and 20000");
}

std::vector<std::string> wordsOf(const std::string& text) {
  std::vector<std::string> words;
  bool inside = false;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!blank && !inside) words.emplace_back();
    if (!blank) words.back() += c;
    inside = !blank;
  }
  if (words.empty()) refuse<InvalidArgument>("text must hold at least one word");
  if (static_cast<Index>(words.size()) > kMostWords) {
    refuse<InvalidArgument>("text holds ", words.size(), " words; at most 8 fit the picture");
  }
  return words;
}

Matrix embedded(const std::vector<std::string>& words, double gain) {
  Matrix x(static_cast<Index>(words.size()), kWidth);
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::uint32_t hash = 2166136261u;  // FNV-1a
    for (const char c : words[i]) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
    Generator generator(hash);
    double* row = x.data() + static_cast<Index>(i) * kWidth;
    fillNormal(generator, row, kWidth);
    for (Index j = 0; j < kWidth; ++j) row[j] *= gain;
  }
  return x;
}

// x_i + (sin(i ω_0), cos(i ω_0), sin(i ω_1), …), ω_k = 10000^(−2k/8).
Matrix placed(Matrix x) {
  for (Index i = 0; i < x.rows(); ++i) {
    for (Index j = 0; j < kWidth; ++j) {
      const double angle = static_cast<double>(i) *
                           std::pow(10000.0, -static_cast<double>(j - j % 2) / static_cast<double>(kWidth));
      x(i, j) += j % 2 == 0 ? std::sin(angle) : std::cos(angle);
    }
  }
  return x;
}

// Row i of the result is row (i + by) of x, counted round.
Matrix turned(const Matrix& x, Index by) {
  Matrix out(x.rows(), x.cols());
  for (Index i = 0; i < x.rows(); ++i) {
    for (Index j = 0; j < x.cols(); ++j) out(i, j) = x((i + by) % x.rows(), j);
  }
  return out;
}

}  // namespace

ScalingStudy scalingStudy(int dim, int keys, int trials, double seed) {
  if (dim < 1 || dim > 4096) refuse<InvalidArgument>("dim must lie between 1 and 4096");
  requireCounts(keys, trials);
  const Means here = meansAt(dim, keys, trials, seed);
  ScalingStudy out;
  out.means = Vector(7);
  out.means(0) = here.square;
  for (int j = 0; j < 6; ++j) out.means(j + 1) = here.of[j / 3][j % 3];

  Generator generator(require_seed(seed));
  Matrix q(1, dim), k(keys, dim);
  fillNormal(generator, q.data(), q.size());
  fillNormal(generator, k.data(), k.size());
  out.scores = out.plain = out.scaled = Vector(keys);
  for (int j = 0; j < keys; ++j) {
    double sum = 0;
    for (int i = 0; i < dim; ++i) sum += q(0, i) * k(j, i);
    out.scores(j) = sum;
    out.scaled(j) = sum / std::sqrt(static_cast<double>(dim));
  }
  softmaxRow(out.scores.data(), nullptr, keys, out.plain.data());
  softmaxRow(out.scaled.data(), nullptr, keys, out.scaled.data());
  return out;
}

Matrix scalingCurve(int keys, int trials, double seed) {
  requireCounts(keys, trials);
  Matrix out(kCurve, 7);
  for (int i = 0; i < kCurve; ++i) {
    const Means m = meansAt(1 << i, keys, trials, seed);
    out(i, 0) = 1 << i;
    for (int j = 0; j < 6; ++j) out(i, j + 1) = m.of[j / 3][j % 3];
  }
  return out;
}

WordStudy wordStudy(const std::string& text, int heads, double gain, bool positions, bool causal, int turn,
                    double seed) {
  const std::vector<std::string> words = wordsOf(text);
  if (heads < 1 || kWidth % heads != 0) refuse<InvalidArgument>("heads must be 1, 2, 4 or 8");
  if (!std::isfinite(gain)) refuse<InvalidArgument>("gain must be finite");
  if (turn < 0) refuse<InvalidArgument>("turn must be 0 or more");
  // The order in which nn.MultiheadAttention draws: out_proj as a Linear, then in_proj by xavier_uniform_.
  Generator generator(require_seed(seed));
  Matrix inProjection(3 * kWidth, kWidth), outProjection(kWidth, kWidth);
  fillLinear(generator, outProjection.data(), nullptr, kWidth, kWidth);
  const double bound = uniformBound(xavierStd(1, kWidth, 3 * kWidth));
  fillUniform(generator, inProjection.data(), inProjection.size(), Format::float64, -bound, bound);

  const Matrix plain = embedded(words, gain);
  const auto run = [&](const Matrix& rows) {
    return multiHeadAttention(positions ? placed(rows) : rows, inProjection, outProjection, heads, causal);
  };
  WordStudy out;
  const MultiHead here = run(plain);
  out.x = positions ? placed(plain) : plain;
  out.weights = here.weights;
  out.output = here.output;
  const Index n = plain.rows(), by = turn % n;
  out.moved = turned(run(turned(plain, by)).output, (n - by) % n);
  for (Index i = 0; i < out.output.size(); ++i) {
    out.gap = std::max(out.gap, std::abs(out.moved.data()[i] - out.output.data()[i]));
  }
  return out;
}

}  // namespace nabla
