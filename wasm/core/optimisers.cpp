#include "optimisers.h"

#include <algorithm>
#include <cmath>

#include "lanes.h"

namespace nabla {

template <class Real>
void adamStep(Real* parameters, Real* m, Real* v, const Real* gradient, Index count, double step,
              const AdamSettings& settings, Real* highest) {
  const double correction1 = settings.correctM ? 1 - std::pow(settings.beta1, step) : 1;
  const Real correction2 =
      static_cast<Real>(settings.correctV ? std::sqrt(1 - std::pow(settings.beta2, step)) : 1.0);
  const Real size = static_cast<Real>(settings.lr / correction1);
  const Real keep = static_cast<Real>(settings.beta2);
  const Real take1 = static_cast<Real>(1 - settings.beta1);
  const Real keep1 = Real{1} - take1;
  const Real take2 = static_cast<Real>(1 - settings.beta2);
  const bool inside = settings.epsilonPlace == EpsilonPlace::inside;
  Real eps = static_cast<Real>(settings.eps);
  if (settings.epsilonPlace == EpsilonPlace::uncorrected) eps /= correction2;
  // Of one number or of a lane group.
  const auto moments = [&](auto& first, auto& second, auto g) {
    // torch.lerp goes from the nearer end.
    first = take1 < Real{0.5} ? first + take1 * (g - first) : g - (g - first) * keep1;
    second = keep * second + take2 * g * g;
  };
  const auto moved = [&](auto x, auto first, auto square) {
    const auto root =
        inside ? rootOf(square / (correction2 * correction2) + eps) : rootOf(square) / correction2 + eps;
    return x - size * first / root;
  };
  constexpr Index n = LanesOf<Real>::count;
  Index i = 0;
  for (; highest == nullptr && i + n <= count; i += n) {
    Lanes<Real> first = load(m + i), second = load(v + i);
    moments(first, second, load(gradient + i));
    store(m + i, first);
    store(v + i, second);
    store(parameters + i, moved(load(parameters + i), first, second));
  }
  for (; i < count; ++i) {
    moments(m[i], v[i], gradient[i]);
    if (highest != nullptr) highest[i] = std::max(highest[i], v[i]);
    parameters[i] = moved(parameters[i], m[i], highest != nullptr ? highest[i] : v[i]);
  }
}

template void adamStep(float*, float*, float*, const float*, Index, double, const AdamSettings&, float*);
template void adamStep(double*, double*, double*, const double*, Index, double, const AdamSettings&, double*);

void requireSettings(const OptimiserSettings& s) {
  const auto require = [](bool valid, const char* name, const char* what, double value) {
    if (!valid) refuse<InvalidArgument>(std::string(name), " must be ", what, ", got ", value);
  };
  const auto least = [](double x) { return x >= 0 && std::isfinite(x); };
  require(least(s.adam.lr), "lr", "at least 0 and finite", s.adam.lr);
  require(least(s.momentum), "momentum", "at least 0 and finite", s.momentum);
  require(std::isfinite(s.dampening), "dampening", "finite", s.dampening);
  require(least(s.weightDecay), "weight decay", "at least 0 and finite", s.weightDecay);
  require(s.adam.beta1 >= 0 && s.adam.beta1 < 1, "beta1", "at least 0 and below 1", s.adam.beta1);
  require(s.adam.beta2 >= 0 && s.adam.beta2 < 1, "beta2", "at least 0 and below 1", s.adam.beta2);
  require(s.adam.eps > 0 && std::isfinite(s.adam.eps), "eps", "above 0 and finite", s.adam.eps);
  if (s.nesterov && !(s.momentum > 0 && s.dampening == 0)) {
    refuse<InvalidArgument>("nesterov requires a momentum above 0 and no dampening");
  }
}

void Optimiser::step(double* parameters, const double* gradient) {
  const OptimiserSettings& s = settings_;
  const double lr = s.adam.lr;
  steps_ += 1;
  double g[kMost] = {};
  for (int i = 0; i < count_; ++i) {
    if (s.rule == Rule::adamw) {
      parameters[i] *= 1 - lr * s.weightDecay;
      g[i] = gradient[i];
    } else {
      g[i] = s.weightDecay == 0 ? gradient[i] : gradient[i] + s.weightDecay * parameters[i];
    }
  }
  if (s.rule == Rule::adam || s.rule == Rule::adamw) {
    adamStep(parameters, m_, v_, g, count_, steps_, s.adam, s.amsgrad ? highest_ : nullptr);
    return;
  }
  for (int i = 0; i < count_; ++i) {
    if (s.rule == Rule::rmsprop) {
      v_[i] = s.adam.beta2 * v_[i] + (1 - s.adam.beta2) * g[i] * g[i];
      parameters[i] -= lr * (g[i] / (std::sqrt(v_[i]) + s.adam.eps));
      continue;
    }
    if (s.momentum != 0) {
      // The first buffer is the gradient itself, whatever the dampening.
      m_[i] = steps_ == 1 ? g[i] : s.momentum * m_[i] + (1 - s.dampening) * g[i];
      g[i] = s.nesterov ? g[i] + s.momentum * m_[i] : m_[i];
    }
    parameters[i] -= lr * g[i];
  }
}

}  // namespace nabla
