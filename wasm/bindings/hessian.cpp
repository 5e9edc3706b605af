#include "hessian.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(hessian) {
  using js::bind;

  BIND_STRUCT(Curvature, eigenvalues, eigenvectors, condition, definiteness, cholesky, failedPivot,
              failedValue, lrMax, lrBest, rate);
  BIND_STRUCT(HessianReport, value, gradient, automatic, symbolic, finite, symbolicGap, finiteGap, asymmetry,
              formulas, finiteEverywhere, trouble, curvature);
  BIND_STRUCT(DescentPath, points, values, gradientNorms, status, stoppedAt, ending);
  BIND_STRUCT(StabilityBand, factors, rates, end, now1, now2);

  bind<&hessianReport>("hessianReport(f, variables, point)");
  bind<&hessianVectorProduct>("hessianVectorProduct(f, variables, point, v)");
  bind<&descentPath>("descentPath(f, variables, start, method, lr, damping, steps)");
  bind<&bowlText>("bowlText(l1, l2, degrees)");
  bind<&quadraticLines>("quadraticLines(f, point, x, y, n, levels)");
  bind<&stabilityBand>("stabilityBand(l1, l2, lr)");
}
