// Exact solutions of pde.h.

#include <cmath>
#include <numbers>

#include "pde_grid.h"
#include "pde_start.h"

namespace nabla {
namespace {

using std::numbers::pi;
constexpr int kMaxTerms = 4000;
constexpr double kLeastViscosity = 1e-5;

// sin and cos of πk/(n − 1) for whole k: every wave that a grid of n nodes meets, without rounding that
// grows.
class GridWaves {
 public:
  explicit GridWaves(int nodes) : turns_(2 * (nodes - 1)), table_(static_cast<std::size_t>(turns_)) {
    for (int k = 0; k < turns_; ++k) table_[static_cast<std::size_t>(k)] = std::sin(pi * k / (nodes - 1));
  }
  double sine(long long k) const { return table_[static_cast<std::size_t>(k % turns_)]; }
  double cosine(long long k) const {
    // cos πk/(n − 1) = sin π(k + (n − 1)/2)/(n − 1), on the table only for odd n.
    return turns_ % 4 == 0 ? sine(k + turns_ / 4)
                           : std::cos(2 * pi * static_cast<double>(k % turns_) / turns_);
  }

 private:
  int turns_;
  std::vector<double> table_;
};

// u = ∫ (x − y)/t e^(−H/2α) dy / ∫ e^(−H/2α) dy with H = ∫₀ʸu₀ + (x − y)²/2t, scaled by the largest
// exponential.
double coleHopf(const PdeStart& start, double alpha, double x, double t) {
  const double width = std::sqrt(2 * alpha * t);
  const double reach = t * start.largest() + 9 * width;
  const int count = std::min(8000, std::max(120, static_cast<int>(std::ceil(12 * reach / width))));
  const double step = 2 * reach / count;
  double top = -1e308, weight = 0, moment = 0;
  for (int k = 0; k <= count; ++k) {
    const double away = -reach + k * step;  // y − x
    const double exponent = -(start.integral(x + away) + away * away / (2 * t)) / (2 * alpha);
    if (exponent > top) {
      const double shrink = std::exp(top - exponent);
      weight *= shrink;
      moment *= shrink;
      top = exponent;
    }
    const double w = std::exp(exponent - top);
    weight += w;
    moment -= w * away / t;
  }
  return moment / weight;
}

}  // namespace

PdeFourier pdeFourier(const std::string& boundary, const std::string& shape, const Vector& profile,
                      double alpha, int nodes, double t, int terms) {
  requirePdeNodes(nodes);
  if (!(alpha >= 0 && alpha <= 1e6)) refuse<InvalidArgument>("alpha must be from 0 to 1e6");
  if (!(t >= 0 && t <= 1e6)) refuse<InvalidArgument>("t must be from 0 to 1e6");
  if (terms < 1 || terms > kMaxTerms) refuse<InvalidArgument>("terms must be from 1 to 4000");
  const PdeStart start(shape, profile, boundary);
  const GridWaves waves(nodes);
  PdeFourier out{Vector::Zero(nodes), Vector::Zero(terms)};
  for (int i = 0; i < terms; ++i) {
    const int n = start.periodic() ? i : i + 1;
    const int halves = start.periodic() ? 2 * n : n;
    const double decay = std::exp(-alpha * t * std::pow(halves * pi, 2));
    if (decay < 1e-19) break;
    const double b = n == 0 ? 0 : decay * start.sine(n);
    const double a = start.periodic() ? decay * start.cosine(n) : 0;
    out.amplitudes(i) = std::hypot(a, b);
    if (out.amplitudes(i) == 0) continue;
    for (int j = 0; j < nodes; ++j) {
      const long long k = static_cast<long long>(halves) * j;
      out.values(j) += b * waves.sine(k) + (a == 0 ? 0 : a * waves.cosine(k));
    }
  }
  return out;
}

Vector pdeExact(const std::string& equation, const std::string& boundary, const std::string& shape,
                const Vector& profile, const Vector& coefficients, int nodes, double t) {
  requirePdeNodes(nodes);
  require_size(coefficients, 3, "coefficients");
  require_finite(coefficients, "coefficients");
  if (!(t >= 0 && t <= 1e6)) refuse<InvalidArgument>("t must be from 0 to 1e6");
  const double alpha = coefficients(0), c = coefficients(1);
  const bool heat = equation == "heat", wave = equation == "wave", advection = equation == "advection";
  if (!heat && !wave && !advection && equation != "burgers") return Vector();
  if (equation == "burgers" && alpha < kLeastViscosity && t > 0) return Vector();
  if (heat && t > 0 && alpha > 0)
    return pdeFourier(boundary, shape, profile, alpha, nodes, t, kMaxTerms).values;
  const PdeStart start(shape, profile, boundary);
  Vector out(nodes);
  for (int j = 0; j < nodes; ++j) {
    const double x = static_cast<double>(j) / (nodes - 1);
    if (t == 0 || heat) {
      out(j) = start.at(x);
    } else if (wave) {
      out(j) = (start.extended(x - c * t) + start.extended(x + c * t)) / 2;
    } else if (advection) {
      const double from = x - c * t;
      out(j) = start.periodic() ? start.extended(from) : from >= 0 && from <= 1 ? start.at(from) : 0;
    } else {
      out(j) = coleHopf(start, alpha, x, t);
    }
  }
  return out;
}

PdeError pdeError(const Vector& u, const Vector& exact) {
  require_size(exact, u.size(), "exact");
  if (u.size() == 0) refuse<InvalidArgument>("u must have at least one entry");
  PdeError out{0, 0, 0, 0, u - exact};
  double sum = 0;
  for (Index j = 0; j < u.size(); ++j) {
    double miss = std::abs(u(j) - exact(j));
    if (!std::isfinite(miss)) miss = std::numeric_limits<double>::infinity();
    if (miss > out.largest) {
      out.largest = miss;
      out.node = static_cast<int>(j);
    }
    sum += miss * miss;
  }
  out.meanSquare = sum / static_cast<double>(u.size());
  out.rms = std::sqrt(out.meanSquare);
  return out;
}

}  // namespace nabla
