#include "lp_norms.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(lp_norms) {
  using js::bind;

  BIND_STRUCT(LpReport, norm, written, dualExponent, dual, detour, zeros, common, gradient, writtenGradient);
  BIND_STRUCT(BallTouch, w, loss, zeros, inside, centreNorm, lagrange, level);
  BIND_STRUCT(ClippedGradient, total, coefficient, byNorm, byValue);
  BIND_STRUCT(Wireframe, front, back);

  bind<&lpNorm>("lpNorm(x, p)");
  bind<&lpReport>("lpReport(x, p)");
  bind<&ballOutline>("ballOutline(p, n)");
  bind<&ballTouch>("ballTouch(centre, ratio, angle, radius, p)");
  bind<&clipGradient>("clipGradient(g, maxNorm, p)");
  bind<&ballWireframe>("ballWireframe(p, yaw, pitch)");
}
