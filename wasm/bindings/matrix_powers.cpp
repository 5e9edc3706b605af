#include "matrix_powers.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(matrix_powers) {
  using js::bind;

  BIND_STRUCT(PowerOrbit, points, norms, log10Norms, log10PowerNorms, log10SpectralRate, log10NormBound,
              powerNorms, spectralRates, normBounds, peakNorm, peakStep, overflowStep, spectralRadius,
              spectralNorm);
  BIND_STRUCT(PowerIteration, iterates, rayleigh, residuals, angles, ratio, dominant, outcome);
  BIND_STRUCT(QrIteration, iterates, diagonals, subdiagonal, shifts, active, estimates, similarityError);
  BIND_STRUCT(DeepLinearGradient, norms, log10Norms, log10UpperBound, log10LowerBound, log10SpectralRate,
              spectralNorm, smallestSingular, spectralRadius, peakNorm, peakLayer);

  bind<&powerOrbit>("powerOrbit(a, v0, steps)");
  bind<&powerIteration>("powerIteration(a, v0, steps)");
  bind<&qrIteration>("qrIteration(a, steps, shift)");
  bind<&deepLinearGradient>("deepLinearGradient(w, gradient, depth)");
}
