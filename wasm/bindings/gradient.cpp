#include "gradient.h"

#include "bind.h"

using namespace nabla;

// With contour_map, which binds ContourMap.
EMSCRIPTEN_BINDINGS(gradient) {
  using js::bind;

  BIND_STRUCT(GradientProbe, value, gradient, norm, heading, direction, directional, turn, crossings,
              contourAngle, chord, end, predicted, actual, rise, fall, measured, slopes);
  BIND_STRUCT(MetricProbe, value, gradient, natural, swing, steepest, slope, plainSlope, stretchedAt,
              stretchedGradient, stretchedPlain, stretchedAngle, ball);
  BIND_STRUCT(ClippingTurn, norm, coefficient, byNorm, byValue, turnByNorm, turnByValue);
  BIND_STRUCT(SampledGradient, values, exact, estimate, unitSpacing, corner, cornerExact);
  BIND_STRUCT(LossProbe, loss, gradient, norm, residuals, best, bestLoss, astray);

  bind<&gradientProbe>("gradientProbe(f, at, angle, step, scale)");
  bind<&metricProbe>("metricProbe(f, at, stretch)");
  bind<&stretchedMap>("stretchedMap(f, x, y, stretch, n)");
  bind<&clippingAt>("clippingAt(f, at, limit)");
  bind<&sampledGradient>("sampledGradient(f, at, spacing)");
  bind<&lossProbe>("lossProbe(data, at)");
  bind<&lossMap>("lossMap(data, w, b, n)");
}
