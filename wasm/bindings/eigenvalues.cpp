#include "eigenvalues.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(eigenvalues) {
  using js::bind;

  BIND_STRUCT(SymmetricEigen, values, vectors);
  BIND_STRUCT(GeneralEigen, values, vectors);
  BIND_STRUCT(EigenReport, values, vectors, moduli, turns, residuals, backwardError, spectralRadius,
              spectralNorm, vectorCondition, symmetric, defective, repeated, complexPairs, asymmetry,
              commutatorNorm, nonNormality, henrici, trace, traceGap, determinant, determinantGap,
              discCentres, discRadii);

  bind<&eigh>("eigh(a)");
  bind<&eig>("eig(a)");
  bind<&eigReport>("eigReport(a)");
  bind<&spectralRadius>("spectralRadius(a)");
  bind<&spectralNorm>("spectralNorm(a)");
}
