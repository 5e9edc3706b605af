#include "landscape.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(landscape) {
  BIND_STRUCT(Landscape, shades, x, y, levels, contours, low, high, gaps);

  js::bind<&landscape>("landscape(f, x, y, n)");
}
