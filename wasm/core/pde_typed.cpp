// The typed laws of pde.h.

#include <algorithm>
#include <cmath>
#include <numbers>

#include "pde_grid.h"
#include "pde_law.h"

namespace nabla {
namespace {

using std::numbers::pi;

// u, its central differences, x and t at every unknown: the columns that an expression reads.
class Columns {
 public:
  explicit Columns(PdeGrid grid, Index nodes) : grid_(grid), dx_(1 / static_cast<double>(nodes - 1)) {
    for (auto& column : values_) column.resize(static_cast<std::size_t>(grid.count));
    for (Index i = 0; i < grid.count; ++i) {
      values_[3][static_cast<std::size_t>(i)] = static_cast<double>(i + (grid.periodic ? 0 : 1)) * dx_;
    }
    for (int v = 0; v < 5; ++v) pointers_[v] = values_[v].data();
  }

  void fill(const std::vector<double>& u, double t) {
    for (Index i = 0; i < grid_.count; ++i) {
      const auto at = static_cast<std::size_t>(i);
      const double left = grid_.at(u, i - 1), right = grid_.at(u, i + 1);
      values_[0][at] = u[at];
      values_[1][at] = (right - left) / (2 * dx_);
      values_[2][at] = (left - 2 * u[at] + right) / (dx_ * dx_);
      values_[4][at] = t;
    }
  }

  std::vector<double> evaluate(const Expression& f) const {
    std::vector<double> out(values_[0].size());
    f.evaluate(pointers_, out.data(), grid_.count);
    return out;
  }

  double dx() const { return dx_; }

 private:
  PdeGrid grid_;
  double dx_;
  std::vector<double> values_[5];
  const double* pointers_[5];
};

}  // namespace

PdeSolution solveTyped(const std::string& law, const std::string& boundary, const Vector& u0, double dt,
                       int steps) {
  const Expression f = typedLaw(law);
  requirePdeSizes(u0, dt, steps);
  const PdeGrid grid(u0.size(), boundary);
  Columns columns(grid, u0.size());
  PdeRecorder record(grid, u0, dt, steps);
  std::vector<double> u = grid.unknowns(u0);
  record.take(0, u);
  for (int k = 1; k <= steps; ++k) {
    columns.fill(u, (k - 1) * dt);
    const std::vector<double> slope = columns.evaluate(f);
    for (std::size_t i = 0; i < u.size(); ++i) u[i] += dt * slope[i];
    record.take(k, u);
  }
  return record.done();
}

PdeStability stabilityTyped(const std::string& law, const std::string& boundary, const Vector& u0, double dt,
                            int steps) {
  const Expression f = typedLaw(law);
  requirePdeSizes(u0, dt, steps);
  const PdeGrid grid(u0.size(), boundary);
  Columns columns(grid, u0.size());
  columns.fill(grid.unknowns(u0), 0);
  const double dx = columns.dx();
  const std::vector<double> growth = columns.evaluate(f.derivative(0)),
                            speed = columns.evaluate(f.derivative(1)),
                            spread = columns.evaluate(f.derivative(2));
  PdeStability out{};
  out.dx = dx;
  out.largestStep = std::numeric_limits<double>::infinity();
  out.amplification = grid.count == 0 ? 0 : 1;
  const Index cells = u0.size() - 1;
  for (std::size_t i = 0; i < growth.size(); ++i) {
    // Growth that is not a number counts as none: the others still bound the step.
    const double d = spread[i] / (dx * dx), c = speed[i] / dx, a = growth[i] < 0 ? growth[i] : 0;
    // One of the others that is not a number here says nothing about the scheme.
    if (!std::isfinite(d) || !std::isfinite(c) || !std::isfinite(a)) continue;
    out.r = std::max(out.r, std::abs(d) * dt);
    out.cfl = std::max(out.cfl, std::abs(c) * dt);
    // A wave that turns by θ has g = 1 − Δt p + i Δt q with s = sin²(θ/2), p = 4d s − a, q = c sin θ:
    // |g| ≤ 1 up to Δt = 2p / (p² + q²), and never where it grows by itself.
    const auto bear = [&](double s) {
      const double p = 4 * d * s - a, q = 2 * c * std::sqrt(s * (1 - s)), square = p * p + q * q;
      if (square > 0) out.largestStep = std::min(out.largestStep, 2 * std::max(0.0, p) / square);
      return std::hypot(1 - dt * p, dt * q);
    };
    bear(1);  // the zigzag, whether it fits this grid or only a finer one
    for (Index n = 1; n <= (grid.periodic ? cells / 2 : cells - 1); ++n) {
      const double theta = (grid.periodic ? 2 : 1) * pi * static_cast<double>(n) / static_cast<double>(cells);
      const double size = bear(std::pow(std::sin(theta / 2), 2));
      if (size > out.amplification) {
        out.amplification = size;
        out.wavelength = 2 * pi / theta;
      }
    }
  }
  out.growth = std::pow(out.amplification, steps);
  out.stable = out.amplification <= 1 + 1e-12;
  return out;
}

}  // namespace nabla
