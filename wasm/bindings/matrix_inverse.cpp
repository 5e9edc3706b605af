#include "matrix_inverse.h"

#include "bind.h"
#include "equation_lines.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(matrix_inverse) {
  using js::bind;

  BIND_STRUCT(InverseReport, determinant, logAbsDeterminant, determinantSign, rcond, cond2, digitsLost,
              status, message, inverse, residual, leftResidual, rawInverse, inverseFloat32, residualFloat32,
              statusFloat32);
  BIND_STRUCT(MethodSolution, status, message, solution, residual, forwardError, expectedError);
  BIND_STRUCT(MethodSolutions, inv, solve, lstsq, pinv, normal);
  BIND_STRUCT(SolveReport, reference, referenceKind, referenceResidual, float64, float32);
  BIND_STRUCT(NormalEquations, gram, gramFloat32, determinant, determinantFloat32, determinantExact, cond,
              condGram);
  BIND_STRUCT(SolutionEllipse, points, center, semiMajor, semiMinor, majorAxis, minorAxis);
  BIND_STRUCT(EquationLines, first, second, relation, angle, flattest, sameImage);

  bind<&inverse>("inverse(a)");
  bind<&inverseReport>("inverseReport(a)");
  bind<&solveByMethods>("solveByMethods(a, b)");
  bind<&pinv>("pinv(a, rtol)");
  bind<&normalEquations>("normalEquations(x)");
  bind<&solutionEllipse>("solutionEllipse(a, b, radius, count)");
  bind<&hilbert>("hilbert(n)");
  bind<&equationLines>("equationLines(a, b, extent)");
}
