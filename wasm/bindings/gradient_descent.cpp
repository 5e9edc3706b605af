#include "gradient_descent.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(gradient_descent) {
  using js::bind;

  BIND_STRUCT(DescentTheory, minimum, least, eigenvalues, eigenvectors, quadratic, edge, tuned, products,
              factors, needed, errors, excess, predicted, measured, taken);

  bind<&descentTheory>("descentTheory(f, lanes, points, last)");
  bind<&lineLossText>("lineLossText(data)");
}
