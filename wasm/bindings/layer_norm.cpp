#include "layer_norm.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(layer_norm) {
  using js::bind;

  BIND_STRUCT(Normalized, output, hat, groups, gap);
  BIND_STRUCT(NormalizedGradient, input, gamma, beta, groups, jacobian, across);
  BIND_STRUCT(NormScale, scaled, plain, hat, change, sweep);
  BIND_STRUCT(NormSpace, shadow, hat, gradient, seen, ring);

  bind<&normalizeForward>("normalizeForward(x, gamma, beta, eps, method, divisor)");
  bind<&normalizeBackward>("normalizeBackward(x, gamma, g, eps, method, divisor)");
  bind<&normScale>("normScale(x, factor, shift, eps)");
  bind<&normSpace>("normSpace(x, g, eps, method, azimuth, elevation)");
}
