#include "normalization.h"

#include <algorithm>
#include <array>

namespace nabla {
namespace {

struct Plan {
  bool centred;
  Index groups, count, stride, step;  // group k starts k · step behind the first number
  Divisor by;
  bool guarded;  // PyTorch's divisor: 0/0 is refused
};

std::string one(Index n) {
  return "[" + std::to_string(n) + "]";
}

Divisor divisorOf(const std::string& name, double eps) {
  if (name == "torch") return {0, eps, 0};
  if (name == "written") return {};
  if (name == "unbiased") return {1, 0, 0};
  if (name == "outside") return {1, 0, eps};
  refuse<InvalidArgument>("divisor must be torch, written, unbiased or outside, not ", name);
}

Plan planOf(const Matrix& x, double eps, const std::string& method, const std::string& divisor) {
  if (x.size() < 1) refuse<InvalidArgument>("x must hold at least one number");
  if (!(eps >= 0) || !std::isfinite(eps)) refuse<InvalidArgument>("eps must be 0 or more");
  require_finite(x, "x");
  const Index rows = x.rows(), cols = x.cols();
  Plan plan{method != "rms", rows, cols, 1, cols, divisorOf(divisor, eps), divisor == "torch"};
  if (method == "batch") {
    if (rows < 2) {
      refuse<InvalidArgument>(
          "Expected more than 1 value per channel when training, got input size torch.Size([1, ", cols,
          "]): batch norm needs a batch");
    }
    plan.groups = cols;
    plan.count = rows;
    plan.stride = cols;
    plan.step = 1;
  } else if (method == "whole") {
    plan.groups = 1;
    plan.count = x.size();
  } else if (method != "layer" && method != "rms") {
    refuse<InvalidArgument>("method must be layer, rms, batch or whole, not ", method);
  }
  return plan;
}

Vector spread(const Vector& v, Index d, const char* name) {
  require_finite(v, name);
  if (v.size() == 1) return Vector::Constant(d, v(0));
  if (v.size() != d) {
    refuse<ShapeMismatch>("Expected ", name, " to be of same shape as normalized_shape, but got ", name,
                          " of shape ", one(v.size()), " and normalized_shape = ", one(d));
  }
  return v;
}

// One row a group: what is subtracted, the variance, the divisor. x becomes x̂.
Matrix normalizeAll(Matrix& x, const Plan& plan) {
  Matrix out(plan.groups, 3);
  for (Index k = 0; k < plan.groups; ++k) {
    const auto m =
        normalizeRun(Run<double>{x.data() + k * plan.step, plan.count, plan.stride}, plan.centred, plan.by);
    requireVariance(m.squares);
    if (plan.guarded && m.divisor == 0) {
      refuse<InvalidArgument>(
          "eps is 0, and so is the deviation of numbers that are all equal: 0/0. Take an eps above 0.");
    }
    out(k, 0) = m.mean;
    out(k, 1) = m.variance;
    out(k, 2) = m.divisor;
  }
  return out;
}

Matrix scaled(const Matrix& hat, const Vector& gamma, const Vector& beta, bool shifted) {
  Matrix out = hat;
  for (Index i = 0; i < out.rows(); ++i) {
    for (Index j = 0; j < out.cols(); ++j) out(i, j) = gamma(j) * out(i, j) + (shifted ? beta(j) : 0.0);
  }
  return out;
}

// ∂L/∂x of every group for h = γ g. hat: x̂; facts: as normalizeAll returns them.
Matrix pulledBack(const Matrix& h, const Matrix& hat, const Matrix& facts, const Plan& plan) {
  Matrix out(h.rows(), h.cols());
  for (Index k = 0; k < plan.groups; ++k) {
    const auto at = [&](Index i) { return k * plan.step + i * plan.stride; };
    const double divisor = facts(k, 2), n = static_cast<double>(plan.count);
    const double root = divisor - plan.by.outside;
    double mean = 0, along = 0;
    for (Index i = 0; i < plan.count; ++i) {
      mean += h.data()[at(i)];
      along += h.data()[at(i)] * hat.data()[at(i)];
    }
    mean = plan.centred ? mean / n : 0;
    // c = D x̂: one D of D² r cancels against c, the other against that in ⟨h, c⟩.
    const double pull = along / (root * (n - plan.by.fewer));
    for (Index i = 0; i < plan.count; ++i) {
      out.data()[at(i)] = (h.data()[at(i)] - mean) / divisor - hat.data()[at(i)] * pull;
    }
  }
  return out;
}

}  // namespace

void requireVariance(double squares) {
  // NaN where the sum of x overflowed already.
  if (!std::isfinite(squares)) {
    refuse<InvalidArgument>("x is too large: its sum or its variance exceeds 1.8e308");
  }
}

Normalized normalizeForward(const Matrix& x, const Vector& gamma, const Vector& beta, double eps,
                            const std::string& method, const std::string& divisor) {
  const Plan plan = planOf(x, eps, method, divisor);
  const Vector weight = spread(gamma, x.cols(), "weight"), bias = spread(beta, x.cols(), "bias");
  Normalized out;
  out.hat = x;
  const Matrix facts = normalizeAll(out.hat, plan);
  out.output = scaled(out.hat, weight, bias, plan.centred);
  out.groups = Matrix(plan.groups, 8);
  Matrix centred = x;
  for (Index k = 0; k < plan.groups; ++k) {
    const Run<double> run{centred.data() + k * plan.step, plan.count, plan.stride};
    const auto plain = normalizeRun(run, true, Divisor{});
    const Run<double> hat{out.hat.data() + k * plan.step, plan.count, plan.stride};
    const double n = static_cast<double>(plan.count);
    double mean = 0, square = 0;
    for (Index i = 0; i < plan.count; ++i) mean += hat[i] / n;
    for (Index i = 0; i < plan.count; ++i) square += (hat[i] - mean) * (hat[i] - mean) / n;
    const std::array<double, 8> row{
        facts(k, 0), plain.mean, plain.squares / n, plain.squares / (n - 1), facts(k, 2),
        mean,        square,     facts(k, 1)};
    std::copy(row.begin(), row.end(), out.groups.data() + 8 * k);
  }
  if (!plan.guarded) {
    // Where PyTorch itself divides 0 by 0 the gap is that of two NaN: nothing to compare.
    Plan torch = plan;
    torch.by = Divisor{0, eps, 0};
    Matrix hat = x;
    normalizeAll(hat, torch);
    const Matrix wanted = scaled(hat, weight, bias, plan.centred);
    for (Index i = 0; i < x.size(); ++i) {
      const double d = out.output.data()[i] - wanted.data()[i];
      out.gap += d * d;
    }
    out.gap = std::sqrt(out.gap);
  }
  return out;
}

NormalizedGradient normalizeBackward(const Matrix& x, const Vector& gamma, const Matrix& g, double eps,
                                     const std::string& method, const std::string& divisor) {
  const Plan plan = planOf(x, eps, method, divisor);
  const Vector weight = spread(gamma, x.cols(), "weight");
  require_finite(g, "g");
  if (g.rows() != x.rows() || g.cols() != x.cols()) {
    refuse<ShapeMismatch>("g is ", shape_text(g), ", but x is ", shape_text(x), ": one slope a number");
  }
  Matrix hat = x;
  const Matrix facts = normalizeAll(hat, plan);
  NormalizedGradient out;
  out.gamma = Vector::Zero(x.cols());
  out.beta = Vector::Zero(x.cols());
  Matrix h = g;
  for (Index i = 0; i < x.rows(); ++i) {
    for (Index j = 0; j < x.cols(); ++j) {
      h(i, j) *= weight(j);
      out.gamma(j) += g(i, j) * hat(i, j);
      if (plan.centred) out.beta(j) += g(i, j);
    }
  }
  out.input = pulledBack(h, hat, facts, plan);
  out.groups = Matrix::Zero(plan.groups, 4);
  for (Index k = 0; k < plan.groups; ++k) {
    for (Index i = 0; i < plan.count; ++i) {
      const Index at = k * plan.step + i * plan.stride;
      const double dx = out.input.data()[at];
      out.groups(k, 0) += dx;
      out.groups(k, 1) += dx * hat.data()[at];
      out.groups(k, 2) += dx * dx;
      out.groups(k, 3) += h.data()[at] * h.data()[at];
    }
    out.groups(k, 2) = std::sqrt(out.groups(k, 2));
    out.groups(k, 3) = std::sqrt(out.groups(k, 3));
  }
  out.jacobian = Matrix(x.size(), x.size());
  for (Index i = 0; i < x.size(); ++i) {
    Matrix unit = Matrix::Zero(x.rows(), x.cols());
    unit.data()[i] = weight(i % x.cols());
    const Matrix row = pulledBack(unit, hat, facts, plan);
    for (Index j = 0; j < x.size(); ++j) {
      out.jacobian(i, j) = row.data()[j];
      if (i / x.cols() != j / x.cols()) out.across = std::max(out.across, std::abs(row.data()[j]));
    }
  }
  return out;
}

}  // namespace nabla
