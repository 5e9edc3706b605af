#include "mixed_partials.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(mixed_partials) {
  BIND_STRUCT(MixedPartials, xThenY, yThenX, gap, lasting, quotient, automaticXY, automaticYX, curve);
  js::bind<&mixedPartials>("mixedPartials(f, point, h, k, count)");
}
