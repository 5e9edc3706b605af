#include "svd.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(svd) {
  using js::bind;

  BIND_STRUCT(Svd, u, s, v);
  BIND_STRUCT(SvdReport, u, s, v, rank, tolerance, effectiveRank, stableRank, cond, spectralNorm,
              frobeniusNorm, nuclearNorm, backwardError, repeated);
  BIND_STRUCT(GramBridge, s, squared, eigenvalues, fromEigenvalues, relativeGap);
  BIND_STRUCT(LowRank, approximation, residual, frobeniusError, tail, spectralError, nextSigma, energyKept,
              storedNumbers, compression);
  BIND_STRUCT(SvdFrame, map, stage, angleIn, angleOut, stretchX, stretchY, flips);
  BIND_STRUCT(DenoisingCurve, errors, best);

  bind<&svd>("svd(a)");
  bind<&svdFull>("svdFull(a)");
  bind<&singularValues>("singularValues(a)");
  bind<&svdReport>("svdReport(a, tolerance)");
  bind<&gramBridge>("gramBridge(a)");
  bind<&lowRank>("lowRank(a, k)");
  bind<&lowRankFromSvd>("lowRankFromSvd(a, u, s, v, k)");
  bind<&svdFilm>("svdFilm(a, t)");
  bind<&addNoise>("addNoise(a, sigma, seed)");
  bind<&denoisingCurve>("denoisingCurve(clean, noisy)");
}
