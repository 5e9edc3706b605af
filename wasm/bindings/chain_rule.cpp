#include "chain_rule.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(chain_rule) {
  using js::bind;

  BIND_STRUCT(ChainTrace, names, labels, inputs, outputs, values, tangents, adjoints, arrived, log10Adjoints,
              bounds, log10Bounds, from, to, slopes, pushed, pulled, forwardJacobian, reverseJacobian,
              operations, multiplications, forwardAdditions, reverseAdditions, forwardCost, reverseCost,
              numerical, ratio, passed, python, error, badNode, badEdge);

  bind<&chainTrace>("chainTrace(functions, variables, at, repeat, seedInput, seedOutput, assign, cut, edit)");
  bind<&chainAppend>("chainAppend(f, variables, tile, number, own)");
  bind<&chainRemove>("chainRemove(f, variables)");
}
