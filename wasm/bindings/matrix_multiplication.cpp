#include "matrix_multiplication.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(matrix_multiplication) {
  using js::bind;

  BIND_STRUCT(MatmulCell, rowOfA, columnOfB, products, partialSums, value);
  BIND_STRUCT(MatmulOuterProduct, term, partialSum);
  BIND_STRUCT(MatmulColumnMix, weights, terms, partialSums, column);
  BIND_STRUCT(NonFiniteCell, found, row, col, step, value, cause, message);
  BIND_STRUCT(MatmulReport, product, flops, commutatorDefined, commutatorNorm, productFloat32,
              maxDifferenceFloat32, nonFinite);
  BIND_STRUCT(RoundedMatmul, a, b, product, exact, maxError, maxArithmeticError, wideProduct, wideMaxError,
              overflow);

  bind<&matmul>("matmul(a, b)");
  bind<&matmulCell>("matmulCell(a, b, row, col)");
  bind<&matmulOuterProduct>("matmulOuterProduct(a, b, k)");
  bind<&matmulColumnMix>("matmulColumnMix(a, b, col)");
  bind<&firstNonFiniteCell>("firstNonFiniteCell(a, b, product)");
  bind<&matmulReport>("matmulReport(a, b)");
  bind<&matmulRounded>("matmulRounded(a, b, format, order)");
  bind<&linearLayer>("linearLayer(x, w, bias)");
}
