#include "ode_run.h"

#include <algorithm>
#include <utility>

namespace nabla::ode {

bool allFinite(const Vector& v) {
  for (Index i = 0; i < v.size(); ++i) {
    if (!std::isfinite(v[i])) return false;
  }
  return true;
}

double largest(const Vector& v) {
  double out = 0;
  for (Index i = 0; i < v.size(); ++i) out = std::max(out, std::abs(v[i]));
  return out;
}

void combine(const Vector& y, double h, const double* weights, int count, const std::array<Vector, 7>& k,
             Vector& out) {
  for (Index i = 0; i < y.size(); ++i) {
    double sum = 0;
    for (int j = 0; j < count; ++j) sum += weights[j] * k[static_cast<std::size_t>(j)][i];
    out[i] = y[i] + h * sum;
  }
}

double weightedNorm(const Vector& error, const Vector& y0, const Vector& y1, const OdeOptions& options) {
  double sum = 0;
  for (Index i = 0; i < error.size(); ++i) {
    const double scale = options.atol + options.rtol * std::max(std::abs(y0[i]), std::abs(y1[i]));
    const double share = error[i] / scale;
    // 0/0 where atol is 0 and a component rests at 0: no error.
    if (error[i] != 0) sum += share * share;
  }
  return std::sqrt(sum / static_cast<double>(error.size()));
}

Vector filled(Index size, double value) {
  Vector out(size);
  std::fill_n(out.data(), size, value);
  return out;
}

Matrix filled(Index rows, Index cols, double value) {
  Matrix out(rows, cols);
  std::fill_n(out.data(), rows * cols, value);
  return out;
}

Vector copied(const double* data, Index size) {
  Vector out(size);
  std::copy_n(data, size, out.data());
  return out;
}

Matrix copied(const std::vector<double>& data, Index cols) {
  Matrix out(static_cast<Index>(data.size()) / cols, cols);
  std::copy(data.begin(), data.end(), out.data());
  return out;
}

Run::Run(const OdeSystem& system, double t0, double t1, const Vector& y0, const OdeOptions& options)
    : system_(system), options_(options), t0_(t0), t1_(t1), n_(y0.size()), work_(y0.size()) {
  times_.push_back(t0);
  states_.assign(y0.data(), y0.data() + n_);
  const Vector& wanted = options.samples;
  while (nextSample_ < wanted.size() && wanted[nextSample_] == t0) {
    samples_.insert(samples_.end(), y0.data(), y0.data() + n_);
    ++nextSample_;
  }
}

bool Run::evaluate(double t, const Vector& y, Vector& slope) {
  ++out_.evaluations;
  system_.f(t, y, slope);
  return allFinite(slope);
}

void Run::jacobian(double t, const Vector& y, Matrix& j) {
  ++out_.jacobians;
  if (system_.jacobian) {
    system_.jacobian(t, y, j);
    return;
  }
  differenceJacobian(system_.f, t, y, j);
  out_.evaluations += static_cast<int>(n_) + 1;
}

void Run::sample(double from, double to, const Extension& extension) {
  const Vector& wanted = options_.samples;
  for (; nextSample_ < wanted.size() && (wanted[nextSample_] - to) * sign() <= 0; ++nextSample_) {
    extension((wanted[nextSample_] - from) / (to - from), work_);
    samples_.insert(samples_.end(), work_.data(), work_.data() + n_);
  }
}

bool Run::accept(double to, const Vector& y, const Extension& extension) {
  if (nextSample_ < options_.samples.size()) sample(t(), to, extension);
  times_.push_back(to);
  states_.insert(states_.end(), y.data(), y.data() + n_);
  if (to == t1_) return stop(OdeOutcome::Reached);
  if (static_cast<int>(times_.size()) > options_.maxSteps || (out_.stiff && options_.stopWhenStiff))
    return stop(OdeOutcome::StepLimit);
  return true;
}

bool Run::mostlyRejected() const {
  const auto accepted = static_cast<int>(times_.size()) - 1;
  return accepted + out_.rejected > 20 && out_.rejected > accepted;
}

OdeRun Run::finish() {
  out_.t = copied(times_);
  out_.y = copied(states_, n_);
  out_.sampled = copied(samples_, n_);
  return std::move(out_);
}

bool DenseLu::factor(const Matrix& a) {
  lu_ = a;
  const Index n = a.rows();
  pivots_.resize(static_cast<std::size_t>(n));
  for (Index k = 0; k < n; ++k) {
    Index best = k;
    for (Index i = k + 1; i < n; ++i) {
      if (std::abs(lu_(i, k)) > std::abs(lu_(best, k))) best = i;
    }
    pivots_[static_cast<std::size_t>(k)] = best;
    const double pivot = lu_(best, k);
    if (pivot == 0 || !std::isfinite(pivot)) return false;
    for (Index j = 0; best != k && j < n; ++j) std::swap(lu_(k, j), lu_(best, j));
    for (Index i = k + 1; i < n; ++i) {
      const double factor = lu_(i, k) /= pivot;
      for (Index j = k + 1; j < n; ++j) lu_(i, j) -= factor * lu_(k, j);
    }
  }
  return true;
}

void DenseLu::solve(Vector& b) const {
  const Index n = lu_.rows();
  // Whole rows were exchanged, multipliers too: all exchanges come first.
  for (Index k = 0; k < n; ++k) std::swap(b[k], b[pivots_[static_cast<std::size_t>(k)]]);
  for (Index i = 1; i < n; ++i) {
    for (Index k = 0; k < i; ++k) b[i] -= lu_(i, k) * b[k];
  }
  for (Index i = n - 1; i >= 0; --i) {
    for (Index k = i + 1; k < n; ++k) b[i] -= lu_(i, k) * b[k];
    b[i] /= lu_(i, i);
  }
}

}  // namespace nabla::ode
