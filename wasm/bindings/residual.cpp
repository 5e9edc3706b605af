#include "residual.h"

#include "bind.h"

using namespace nabla;

// With contour_map, which binds ContourMap.
EMSCRIPTEN_BINDINGS(residual) {
  using js::bind;

  BIND_STRUCT(ResidualStream, layers, plain, singular, plainSingular, eulerGap);
  BIND_STRUCT(ResidualPaths, lengths, gradient, meanCount, meanShare);
  BIND_STRUCT(ResidualSum, sum, projection);
  BIND_STRUCT(LossSlice, loss, map, least, most, minima);

  bind<&residualStream>("residualStream(depth, activation, gain, skip, branch, norm, zero, tied, seed)");
  bind<&residualPaths>("residualPaths(depth, activation, gain, branch, norm, zero, tied, seed)");
  bind<&residualSum>("residualSum(h, f, project, seed)");
  bind<&trainingCourse>("trainingCourse(blocks, skip, branch, steps, seed)");
  bind<&trainedSlice>("trainedSlice(blocks, skip, branch, steps, step, reach, n, seed)");
}
