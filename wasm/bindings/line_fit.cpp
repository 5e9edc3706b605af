#include "line_fit.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(line_fit) {
  using js::bind;

  BIND_STRUCT(LineFit, slope, intercept, residuals, mse, mae, squaredShare, absoluteShare);

  bind<&leastSquaresLine>("leastSquaresLine(x, y)");
  bind<&leastAbsoluteLine>("leastAbsoluteLine(x, y)");
}
