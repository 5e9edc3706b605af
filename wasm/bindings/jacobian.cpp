#include "jacobian.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(jacobian) {
  using js::bind;

  BIND_STRUCT(LinearFacts, s, u, v, rank, condition, determinant);
  BIND_STRUCT(JacobianReport, value, automatic, symbolic, finite, symbolicGap, finiteGap, formulas,
              finiteEverywhere, trouble, facts);
  BIND_STRUCT(Warp, before, after, orientation);
  BIND_STRUCT(Microscope, square, image, bent, straight, bend, area);

  bind<&jacobianReport>("jacobianReport(f, variables, point)");
  bind<&warpGrid>("warpGrid(f, variables, point, across, up, window, lines, samples, cells)");
  bind<&microscope>("microscope(f, variables, point, across, up, half, samples)");
}
