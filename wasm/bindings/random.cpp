#include "random.h"

#include "bind.h"

EMSCRIPTEN_BINDINGS(random) {
  using nabla::js::bind;

  bind<&nabla::rand>("rand(rows, cols, seed)");
  bind<&nabla::randn>("randn(rows, cols, seed)");
  bind<&nabla::randnFloat32>("randnFloat32(rows, cols, seed)");
}
