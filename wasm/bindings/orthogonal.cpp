#include "orthogonal.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(orthogonal) {
  using js::bind;

  BIND_STRUCT(QrFactors, q, r);
  BIND_STRUCT(Orthogonality, columnsError, rowsError);
  BIND_STRUCT(GramSchmidt, q, orthogonalityLoss, overlaps, cond);
  BIND_STRUCT(OrthogonalityLosses, householder, classical, modified, twice);

  bind<&qr>("qr(a)");
  bind<&orthogonalHouseholder>("orthogonalHouseholder(a)");
  bind<&orthogonalInit>("orthogonalInit(rows, cols, gain, seed)");
  bind<&orthogonalGramSchmidt>("orthogonalGramSchmidt(a, variant)");
  bind<&orthogonalityLosses>("orthogonalityLosses(a)");
  bind<&columnOverlaps>("columnOverlaps(q)");
  bind<&orthogonality>("orthogonality(q)");
}
