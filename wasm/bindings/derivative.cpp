#include "derivative.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(derivative) {
  using js::bind;

  BIND_STRUCT(DerivativeProbe, at, value, slope, quotient, error, truncation, rounding, sides, kind, culprit,
              secant, zoom);
  BIND_STRUCT(DerivativeCurve, f, slope, range, missing, gap, culprit);
  BIND_STRUCT(DifferenceErrors, steps, errors, theory, best);
  BIND_STRUCT(DerivativeWays, ways, reference, operations, formula);

  bind<&derivativeProbe>("derivativeProbe(f, at, h, method, format, taken)");
  bind<&derivativeCurve>("derivativeCurve(f, from, to, n)");
  bind<&differenceErrors>("differenceErrors(f, at, taken)");
  bind<&derivativeWays>("derivativeWays(f, at, h, inputs)");
  bind<&derivativeAgain>("derivativeAgain(f, at, h, way, times)");
}
