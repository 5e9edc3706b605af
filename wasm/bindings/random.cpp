#include "random.h"

#include "bind.h"

namespace {

// JavaScript draws in float64, the default dtype of every example.
nabla::Matrix rand64(int rows, int cols, double seed) {
  return nabla::rand(rows, cols, seed);
}
nabla::Matrix randn64(int rows, int cols, double seed) {
  return nabla::randn(rows, cols, seed);
}

}  // namespace

EMSCRIPTEN_BINDINGS(random) {
  using nabla::js::bind;

  bind<&rand64>("rand(rows, cols, seed)");
  bind<&randn64>("randn(rows, cols, seed)");
}
