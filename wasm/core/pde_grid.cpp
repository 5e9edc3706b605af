#include "pde_grid.h"

#include <algorithm>
#include <cmath>

namespace nabla {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kStop = 1e6;
constexpr int kRows = 400;

}  // namespace

void requirePdeNodes(Index nodes) {
  if (nodes >= 2 && nodes <= 2000) return;
  refuse<InvalidArgument>(
      "nodes must be from 2, the two ends, to 2000: an explicit step shrinks with the square of Δx, and no "
      "screen shows "
      "more; got ",
      nodes);
}

void requirePdeSizes(const Vector& u0, double dt, int steps) {
  requirePdeNodes(u0.size());
  require_finite(u0, "u0");
  if (!(dt > 0 && dt <= 1e6)) refuse<InvalidArgument>("dt must be positive and at most 1e6");
  if (steps < 0 || static_cast<double>(steps) * static_cast<double>(u0.size()) > 4e6) {
    refuse<InvalidArgument>("steps must not be negative, and nodes times steps at most 4e6");
  }
}

PdeGrid::PdeGrid(Index nodes, const std::string& boundary, int outflow)
    : periodic(boundary == "periodic"),
      open(periodic ? 0 : outflow),
      count(nodes - (periodic || open != 0 ? 1 : 2)) {
  if (!periodic && boundary != "zero") refuse<InvalidArgument>("boundary must be zero or periodic");
}

std::vector<double> PdeGrid::unknowns(const Vector& nodes) const {
  const double* first = nodes.data() + (periodic || open < 0 ? 0 : 1);
  return std::vector<double>(first, first + count);
}

void PdeGrid::spread(const std::vector<double>& u, double* row) const {
  if (periodic) {
    std::copy(u.begin(), u.end(), row);
    row[count] = u[0];
    return;
  }
  if (open >= 0) *row++ = 0;
  row = std::copy(u.begin(), u.end(), row);
  if (open <= 0) *row = 0;
}

DiffusionSolver::DiffusionSolver(PdeGrid grid, double h) : count_(grid.count), h_(h), cyclic_(grid.periodic) {
  if (count_ == 0 || (cyclic_ && count_ <= 2)) return;
  // The corners −h are split off as a rank one matrix: −h (e₀ + e_last)(e₀ + e_last)ᵀ; the diagonal's ends
  // gain h.
  corner_ = cyclic_ ? h : 0;
  for (Index i = 0; i < count_; ++i) {
    const bool end = i == 0 || i == count_ - 1;
    const double diagonal = 1 + 2 * h + (end ? corner_ : 0);
    pivot_.push_back(i == 0 ? diagonal : diagonal + h * above_.back());
    above_.push_back(-h / pivot_.back());
  }
  if (!cyclic_) return;
  correction_.assign(static_cast<std::size_t>(count_), 0.0);
  correction_.front() = correction_.back() = 1;
  thomas(correction_);
}

void DiffusionSolver::thomas(std::vector<double>& b) const {
  b[0] /= pivot_[0];
  for (std::size_t i = 1; i < b.size(); ++i) b[i] = (b[i] + h_ * b[i - 1]) / pivot_[i];
  for (std::size_t i = b.size() - 1; i-- > 0;) b[i] -= above_[i] * b[i + 1];
}

void DiffusionSolver::operator()(std::vector<double>& b) const {
  if (count_ == 0 || (cyclic_ && count_ == 1)) return;  // nothing, or one cell that is its own neighbour
  if (cyclic_ && count_ == 2) {                         // each cell is both neighbours of the other
    const double sum = b[0] + b[1], difference = (b[0] - b[1]) / (1 + 4 * h_);
    b[0] = (sum + difference) / 2;
    b[1] = (sum - difference) / 2;
    return;
  }
  thomas(b);
  if (!cyclic_) return;
  // (T − h vvᵀ)⁻¹ b = x + q h vᵀx / (1 − h vᵀq) with T x = b, T q = v, v = e₀ + e_last.
  const double factor = h_ * (b.front() + b.back()) / (1 - h_ * (correction_.front() + correction_.back()));
  for (std::size_t i = 0; i < b.size(); ++i) b[i] += factor * correction_[i];
}

PdeRecorder::PdeRecorder(PdeGrid grid, const Vector& u0, double dt, int steps) : grid_(grid) {
  out_.stride = std::max(1, (steps + kRows - 1) / kRows);
  out_.stopped = -1;
  const Index rows = steps / out_.stride + 1;
  out_.field = Matrix::Constant(rows, u0.size(), std::numeric_limits<double>::quiet_NaN());
  out_.x.resize(u0.size());
  for (Index j = 0; j < u0.size(); ++j)
    out_.x(j) = static_cast<double>(j) / static_cast<double>(u0.size() - 1);
  out_.times.resize(rows);
  for (Index k = 0; k < rows; ++k) out_.times(k) = static_cast<double>(k * out_.stride) * dt;
  out_.peaks.resize(steps + 1);
  out_.masses.resize(steps + 1);
}

void PdeRecorder::take(int step, const std::vector<double>& u) {
  double peak = 0, sum = 0;
  for (const double x : u) {
    peak = std::isfinite(x) ? std::max(peak, std::abs(x)) : kInfinity;
    if (peak == kInfinity) break;
    sum += x;
  }
  // Zero ends add nothing to the trapezoids, equal ends one whole cell: the plain sum is right, but for an
  // open end.
  const double cells = static_cast<double>(grid_.count + (grid_.periodic || grid_.open != 0 ? 0 : 1));
  if (grid_.open != 0) sum -= (grid_.open > 0 ? u.back() : u.front()) / 2;
  out_.peaks(step) = peak;
  out_.masses(step) = peak == kInfinity || !std::isfinite(sum) ? kInfinity : sum / cells;
  const double start = out_.peaks(0) > 0 ? out_.peaks(0) : 1;
  if (out_.stopped < 0 && !(peak <= kStop * start)) out_.stopped = step;
  if (out_.stopped < 0 && step % out_.stride == 0) grid_.spread(u, out_.field.row(step / out_.stride).data());
}

}  // namespace nabla
