#include "matrix_multiplication.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(matrix_multiplication) {
  using js::bind;

  BIND_STRUCT(MatmulCell, rowOfA, columnOfB, products, partialSums, value);
  BIND_STRUCT(MatmulOuterProduct, term, partialSum);
  BIND_STRUCT(MatmulColumnMix, weights, terms, partialSums, column);
  BIND_STRUCT(NonFiniteCell, found, row, col, step, value, cause, message);
  BIND_STRUCT(MatmulReport, product, flops, commutatorDefined, commutatorNorm, productFloat32, maxDifferenceFloat32, nonFinite);
  BIND_STRUCT(RoundedMatmul, a, b, product, exact, maxError, maxArithmeticError, wideProduct, wideMaxError, overflow);

  bind("matmul(a, b)", &matmul);
  bind("matmulCell(a, b, row, col)", &matmulCell);
  bind("matmulOuterProduct(a, b, k)", &matmulOuterProduct);
  bind("matmulColumnMix(a, b, col)", &matmulColumnMix);
  bind("firstNonFiniteCell(a, b, product)", &firstNonFiniteCell);
  bind("matmulReport(a, b)", &matmulReport);
  bind("matmulRounded(a, b, format, order)", &matmulRounded);
  bind("linearLayer(x, w, bias)", &linearLayer);
}
