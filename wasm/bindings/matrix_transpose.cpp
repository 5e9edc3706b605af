#include "matrix_transpose.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(matrix_transpose) {
  using js::bind;

  BIND_STRUCT(TransposeView, rows, cols, originalRowStride, originalColStride, rowStride, colStride,
              storageOffset, contiguousRowStride, contiguousColStride, isContiguous, storage,
              contiguousStorage, readOrder, viewError);
  BIND_STRUCT(AdjointIdentity, forward, backward, forwardDot, backwardDot, difference, bound, withinBound);
  BIND_STRUCT(LinearBackward, y, gradX, gradW, numericalX, numericalW, ratioX, ratioW, worstX, passedX,
              passedW, wrongDefined, wrongGradX, wrongDot, wrongRatio, wrongWorst, wrongPassed);

  bind<&matrixTranspose>("matrixTranspose(a)");
  bind<&matvec>("matvec(w, v)");
  bind<&transposeView>("transposeView(a)");
  bind<&adjointIdentity>("adjointIdentity(w, x, g)");
  bind<&linearBackward>("linearBackward(w, x, g)");
}
