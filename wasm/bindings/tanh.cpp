#include "tanh.h"

#include "bind.h"
#include "squashing.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(tanh) {
  using js::bind;

  BIND_STRUCT(SquashForms, values, steps, errors, slope, exact);
  BIND_STRUCT(SquashedGaussian, shares, mean, deviation, slope, square, saturated, limit);
  BIND_STRUCT(ZigZag, inputs, path, alike, length, distance, condition, stopped);

  bind<&squashForms>("squashForms(name, x, format)");
  bind<&squashGaussian>("squashGaussian(name, mean, deviation, bins)");
  bind<&squashChain>("squashChain(name, x, gain, depth)");
  bind<&zigZag>("zigZag(kind, lr, steps, seed)");
}
