// Layer normalization: what it forgets (size, shift) and what it does to three features in space.
#pragma once

#include <string>

#include "normalization.h"

namespace nabla {

struct NormScale {
  Vector scaled;      // factor · x + shift
  Vector plain, hat;  // LN of x, and of scaled
  double change = 0;  // max |hat − plain|
  Matrix sweep;       // (121, 2): factor from 1e-6 to 1e6, and the deviation of LN(factor · x) with this eps
};

// LN(c x + s) against LN(x), by √(s² + eps). x: (n), c > 0 and s finite. Throws as normalizeForward.
NormScale normScale(const Vector& x, double factor, double shift, double eps);

struct NormSpace {
  Vector shadow;    // (3): x − μ; x itself for RMS norm
  Vector hat;       // (3): x̂
  Vector gradient;  // (3): ∂L/∂x for an upstream gradient g
  Matrix seen;  // (6, 3): x, shadow, x̂, a unit step from x̂ along the gradient (NaN where it is 0), x̂ as it
                // were without eps (NaN where that is 0/0), (1, 1, 1); across, up, towards the eye
  Matrix ring;  // (n, 2): where all x̂ of layer norm lie without eps: ⟂ 1 at distance √3
};

// Three features seen from azimuth and elevation in degrees, as viewBasis. method: "layer" or "rms".
// Throws ShapeMismatch unless x and g have three entries, and as normalizeForward.
NormSpace normSpace(const Vector& x, const Vector& g, double eps, const std::string& method, double azimuth,
                    double elevation);

}  // namespace nabla
