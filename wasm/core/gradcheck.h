// A gradient against central differences, by the rule of torch.autograd.gradcheck and with its constants.
#pragma once

#include <functional>

#include "types.h"

namespace nabla {

struct GradCheck {
  Vector numerical;          // (f(x + eps e_i) − f(x − eps e_i)) / 2 eps
  double maxDifference = 0;  // max |analytical − numerical|
  double ratio =
      0;          // max |analytical − numerical| / (atol + rtol |numerical|); infinite if one is not finite
  int worst = 0;  // the entry where the ratio is reached
  bool passed = true;  // ratio <= 1
};

// Checks a claimed gradient of f at x. Throws ShapeMismatch unless both have one length.
// Truncation adds f‴ eps²/6 and rounding about ε|f|/eps ≈ 2e-10 |f|: values of f beyond 1e4 or so fail for
// that reason.
GradCheck gradcheck(const std::function<double(const Vector&)>& f, const Vector& x, const Vector& analytical,
                    double eps = 1e-6, double atol = 1e-5, double rtol = 1e-3);

}  // namespace nabla
