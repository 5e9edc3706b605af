#include "contour_map.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(contour_map) {
  BIND_STRUCT(ContourMap, shades, x, y, levels, contours, low, high, gaps);

  js::bind<&contourMap>("contourMap(f, x, y, n)");
}
