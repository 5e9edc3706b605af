#include "pde.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(pde) {
  using js::bind;

  BIND_STRUCT(PdeStability, dx, r, cfl, amplification, growth, wavelength, largestStep, stable);
  BIND_STRUCT(PdeSolution, field, x, times, peaks, masses, stride, stopped);
  BIND_STRUCT(PdeFourier, values, amplitudes);
  BIND_STRUCT(PdeError, largest, meanSquare, rms, node, misses);

  bind<&pdeInitial>("pdeInitial(shape, profile, boundary, nodes, zigzag)");
  bind<&pdeStability>("pdeStability(equation, scheme, boundary, u0, coefficients, dt, steps)");
  bind<&pdeSolve>("pdeSolve(equation, scheme, boundary, u0, coefficients, dt, steps)");
  bind<&pdeExact>("pdeExact(equation, boundary, shape, profile, coefficients, nodes, t)");
  bind<&pdeFourier>("pdeFourier(boundary, shape, profile, alpha, nodes, t, terms)");
  bind<&pdeError>("pdeError(u, exact)");
}
