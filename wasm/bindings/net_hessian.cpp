#include "net_hessian.h"

#include "bind.h"

using namespace nabla;

// With hessian, which binds Curvature.
EMSCRIPTEN_BINDINGS(net_hessian) {
  BIND_STRUCT(NetHessian, value, gradient, hessian, curvature, zeros, alive, fitX, fit, ritz, topErrors,
              products);
  js::bind<&netHessian>("netHessian(parameters, inputs, targets, act, of, seed)");
}
