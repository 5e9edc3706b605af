// torch.optim, one step at a time, with the switches that take a rule apart. Every line follows PyTorch's
// single-tensor functions operation by operation, so that a thousand steps stay together.
// Source: torch/optim/{sgd,rmsprop,adam,adamw}.py, PyTorch 2.15.
#pragma once

#include "types.h"

namespace nabla {

// Where ε stands: √v̂ + ε as in PyTorch and in the paper's algorithm; √(v̂ + ε) as in a normalisation layer;
// or beside √v before its correction, which makes it ε/√(1 − β₂ᵗ) (the paper's faster form, TensorFlow).
enum class EpsilonPlace { outside, inside, uncorrected };

struct AdamSettings {
  double lr = 1e-3;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double eps = 1e-8;
  // Not PyTorch's: without its correction a moment is used as it stands. The printed formula corrects m only.
  bool correctM = true;
  bool correctV = true;
  EpsilonPlace epsilonPlace = EpsilonPlace::outside;
};

// One step of Adam: parameters and moments in place; step counts from 1. highest: what AMSGrad keeps, the
// largest v so far, or null. float for networks that train in the page, double for everything else.
template <class Real>
void adamStep(Real* parameters, Real* m, Real* v, const Real* gradient, Index count, double step,
              const AdamSettings& settings, Real* highest = nullptr);

enum class Rule { sgd, rmsprop, adam, adamw };

struct OptimiserSettings {
  Rule rule = Rule::sgd;
  double momentum = 0;  // of sgd
  double dampening = 0;
  bool nesterov = false;
  double weightDecay = 0;  // added to the gradient (L2); of adamw taken off the parameters themselves
  bool amsgrad = false;    // of adam and adamw
  AdamSettings adam;       // lr and eps of all; beta2 is also RMSProp's alpha
};

// Throws InvalidArgument as the constructors of torch.optim do: lr, momentum, weight decay ≥ 0, betas in
// [0, 1), Nesterov only with momentum and without dampening. ε must be above 0 here: with a gradient of 0
// the step would be 0/0.
void requireSettings(const OptimiserSettings& settings);

// The state of one optimiser over a few parameters.
class Optimiser {
 public:
  static constexpr int kMost = 2;  // parameters: all that a map has
  Optimiser(const OptimiserSettings& settings, int count) : settings_(settings), count_(count) {}

  // torch: optimizer.step() with this gradient in .grad.
  void step(double* parameters, const double* gradient);

  const double* m() const { return m_; }  // momentum buffer or first moment
  const double* v() const { return v_; }
  const double* highest() const { return highest_; }

 private:
  OptimiserSettings settings_;
  int count_;
  double steps_ = 0;
  double m_[kMost] = {}, v_[kMost] = {}, highest_[kMost] = {};
};

}  // namespace nabla
