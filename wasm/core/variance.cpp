#include "variance.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "deep_network.h"
#include "rounding.h"

namespace nabla {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr int kBatch = 4;

void requirePoints(const Vector& points) {
  if (points.size() == 0) refuse<InvalidArgument>("points must hold at least one number");
  require_finite(points, "points");
}

void requireRange(const char* name, int value, int low, int high) {
  if (value < low || value > high) {
    refuse<InvalidArgument>(std::string(name), " must be from ", low, " to ", high);
  }
}

// About the first point, where the differences of close numbers are exact; then corrected for what the mean
// is off.
double varianceAbout(const Vector& x) {
  const double n = static_cast<double>(x.size());
  double shift = 0, sum = 0, square = 0;
  for (const double v : x) shift += v - x(0);
  shift /= n;
  for (const double v : x) {
    const double d = v - x(0) - shift;
    sum += d;
    square += d * d;
  }
  return (square - sum * sum / n) / n;
}

struct InFormat {
  Format format;
  double operator()(double x) const { return roundTo(format, x); }
  double mean(const Vector& x) const {
    double sum = 0;
    for (const double v : x) sum = (*this)(sum + v);
    return (*this)(sum / static_cast<double>(x.size()));
  }
};

double twoPasses(const Vector& x, const InFormat& r) {
  const double mean = r.mean(x);
  Vector squares(x.size());
  for (Index i = 0; i < x.size(); ++i) {
    const double d = r(x(i) - mean);
    squares(i) = r(d * d);
  }
  return r.mean(squares);
}

double welford(const Vector& x, const InFormat& r) {
  double mean = 0, m2 = 0;
  for (Index i = 0; i < x.size(); ++i) {
    const double d = r(x(i) - mean);
    mean = r(mean + r(d / static_cast<double>(i + 1)));
    m2 = r(m2 + r(d * r(x(i) - mean)));
  }
  return r(m2 / static_cast<double>(x.size()));
}

Vector stored(const Vector& points, double offset, const InFormat& r) {
  Vector x(points.size());
  for (Index i = 0; i < x.size(); ++i) x(i) = r(points(i) + offset);
  return x;
}

// The three values, and the two that one pass subtracts.
std::array<double, 5> byThreeWays(const Vector& x, const InFormat& r) {
  Vector squares(x.size());
  for (Index i = 0; i < x.size(); ++i) squares(i) = r(x(i) * x(i));
  const double mean = r.mean(x), ofSquares = r.mean(squares), ofMean = r(mean * mean);
  return {r(ofSquares - ofMean), twoPasses(x, r), welford(x, r), ofSquares, ofMean};
}

double relativeError(double value, double truth) {
  return truth == 0 ? kNaN : std::abs(value / truth - 1);
}

// ∫ f(z) dN(z) by the trapezoidal rule, which is exact to rounding for smooth f.
template <class F>
double gaussianMean(F f) {
  constexpr double kStep = 0.0625, kReach = 10;
  double sum = 0;
  for (double z = -kReach; z <= kReach; z += kStep) sum += f(z) * std::exp(-0.5 * z * z);
  return sum * kStep * 0.39894228040143267794;
}

// E[φ(√q z)²].
double squareBehind(const Activation& activation, double q) {
  if (activation.of == Nonlinearity::identity) return q;
  if (activation.of == Nonlinearity::relu) return q / 2;
  if (activation.of == Nonlinearity::leaky_relu) {
    return q * (1 + activation.slope * activation.slope) / 2;
  }
  const double root = std::sqrt(q);
  return gaussianMean([&](double z) {
    const double y = activationValue(activation, root * z);
    return y * y;
  });
}

// E[x²] layer by layer in the limit of infinite width, for weights whose variance is `weights`.
Vector predictedSizes(const Activation& activation, double width, double weights, int depth) {
  Vector sizes(depth + 1);
  sizes(0) = 1;
  for (int l = 1; l <= depth; ++l) sizes(l) = squareBehind(activation, width * weights * sizes(l - 1));
  return sizes;
}

double noiseVariance(Noise noise, double width) {
  return noise == Noise::normal ? 1 : noise == Noise::uniform ? 1.0 / 3 : 1 / width;
}

double geometricMean(double from, double to, int steps) {
  const double ratio = to / from;
  return ratio > 0 && std::isfinite(ratio) ? std::pow(ratio, 1.0 / steps) : kNaN;
}

}  // namespace

VarianceProbe varianceProbe(const Vector& points) {
  requirePoints(points);
  const Index n = points.size();
  VarianceProbe out;
  out.deviations = Vector(n);
  out.squares = Vector(n);
  // Sums of halves, so that what fits into a float64 does not overflow on the way to its mean.
  double shift = 0;
  for (const double x : points) shift += x / static_cast<double>(n);
  for (const double x : points) out.mean += (x - shift) / static_cast<double>(n);
  out.mean += shift;
  for (Index i = 0; i < n; ++i) {
    out.deviations(i) = points(i) - out.mean;
    out.squares(i) = out.deviations(i) * out.deviations(i);
    out.sum += out.squares(i);
  }
  out.population = out.sum / static_cast<double>(n);
  out.sample = n == 1 ? kNaN : out.sum / static_cast<double>(n - 1);
  out.populationDeviation = std::sqrt(out.population);
  out.sampleDeviation = std::sqrt(out.sample);
  return out;
}

BesselStudy besselStudy(const Vector& points, int n, int trials, int bins, double seed) {
  requirePoints(points);
  requireRange("n", n, 2, 50);
  requireRange("trials", trials, 8, 20000);
  requireRange("bins", bins, 1, 100);
  Generator generator(require_seed(seed));
  BesselStudy out;
  out.truth = varianceProbe(points).population;
  out.samples = Matrix(8, n);
  const auto m = static_cast<std::uint64_t>(points.size());
  const double ratio = static_cast<double>(n) / (n - 1);
  Vector found(trials), sample(n);
  for (int t = 0; t < trials; ++t) {
    for (double& x : sample) x = points(static_cast<Index>(generator.below(m)));
    if (t < 8) out.samples.row(t) = sample.transpose();
    found(t) = varianceAbout(sample);
  }
  const VarianceProbe spread = varianceProbe(found);
  const double error = spread.sampleDeviation / std::sqrt(static_cast<double>(trials));
  const auto both = [](double a, double b) {
    Vector v(2);
    v << a, b;
    return v;
  };
  out.average = both(spread.mean, ratio * spread.mean);
  out.error = both(error, ratio * error);
  out.expected = both(out.truth / ratio, out.truth);
  out.below = both(0, 0);
  out.histogram = Matrix::Zero(bins, 3);
  double top = ratio * found.maxCoeff();
  if (top == 0) top = 1;
  for (int b = 0; b < bins; ++b) out.histogram(b, 0) = top * (b + 0.5) / bins;
  for (const double v : found) {
    for (int c = 0; c < 2; ++c) {
      const double value = c == 0 ? v : ratio * v;
      const auto bin = std::min<Index>(bins - 1, static_cast<Index>(value / top * bins));
      out.histogram(bin, c + 1) += 1.0 / trials;
      // A sample that hits the truth but for rounding does not fall short of it.
      out.below(c) += value < out.truth * (1 - 1e-12) ? 1.0 / trials : 0;
    }
  }
  return out;
}

VarianceDigits varianceDigits(const Vector& points, double offset, const std::string& format) {
  requirePoints(points);
  if (!std::isfinite(offset)) refuse<InvalidArgument>("offset must be a finite number");
  const InFormat r{parseFormat(format)};
  VarianceDigits out;
  out.stored = stored(points, offset, r);
  out.asTyped = varianceAbout(points);
  out.asStored = varianceAbout(out.stored);
  const auto found = byThreeWays(out.stored, r);
  out.values = Vector(3);
  out.errors = Vector(3);
  for (int k = 0; k < 3; ++k) {
    out.values(k) = found[static_cast<std::size_t>(k)];
    out.errors(k) = relativeError(out.values(k), out.asStored);
  }
  out.meanOfSquares = found[3];
  out.squareOfMean = found[4];
  int exponent = 0;
  std::frexp(out.meanOfSquares, &exponent);
  out.spacing = std::isfinite(out.meanOfSquares) ? std::ldexp(formatEpsilon(r.format), exponent - 1) : kNaN;

  constexpr int kEach = 5, kDecades = 9;
  out.curve = Matrix(kEach * kDecades + 1, 4);
  for (Index k = 0; k < out.curve.rows(); ++k) {
    out.curve(k, 0) = std::pow(10, static_cast<double>(k) / kEach);
    const Vector x = stored(points, out.curve(k, 0), r);
    const double truth = varianceAbout(x);
    const auto values = byThreeWays(x, r);
    for (int way = 0; way < 3; ++way) {
      out.curve(k, way + 1) = relativeError(values[static_cast<std::size_t>(way)], truth);
    }
  }
  return out;
}

VarianceLayers varianceLayers(int depth, int width, const std::string& activation, const std::string& init,
                              double scale, double seed) {
  DeepNetwork network;
  network.depth = depth;
  network.width = width;
  network.batch = kBatch;
  network.activation = parseActivation(activation, 0.01);
  network.init = parseInitialisation(init, scale);
  network.seed = seed;
  const DeepRun run = runDeep(network, 0, 1);
  const double unit = noiseScale(network.init, network.activation, width, width);
  VarianceLayers out;
  out.weightVariance = unit * unit * noiseVariance(noiseOf(network.init.of), width);
  out.layers = Matrix(depth + 1, 6);
  const Vector predicted = predictedSizes(network.activation, width, out.weightVariance, depth);
  for (int l = 0; l <= depth; ++l) {
    const double size = run.layers(l, kDeepMeanSquare);
    out.layers.row(l) << size, predicted(l), l == 0 ? kNaN : size / out.layers(l - 1, 0),
        run.layers(l, kDeepVariance), run.layers(l, kDeepQuiet), run.layers(l, kDeepGradient);
  }
  const double others[] = {0.0001, 1.0 / width, 2.0 / width, 0.01};
  out.others = Matrix(depth + 1, 4);
  for (int k = 0; k < 4; ++k) {
    out.others.col(k) = predictedSizes(network.activation, width, others[k], depth);
  }
  out.gain = geometricMean(out.layers(0, 0), out.layers(depth, 0), depth);
  out.predictedGain = geometricMean(1, predicted(depth), depth);
  return out;
}

}  // namespace nabla
