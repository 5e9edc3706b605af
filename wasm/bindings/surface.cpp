#include "surface.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(surface) {
  BIND_STRUCT(Surface, mesh, sliceX, sliceY, tangentX, tangentY, base, point);

  js::bind<&surface>("surface(f, at, x, y, azimuth, lines)");
  js::bind<&surfacePaths>("surfacePaths(f, points, x, y, azimuth)");
}
