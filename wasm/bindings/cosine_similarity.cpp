#include "cosine_similarity.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(cosine_similarity) {
  using js::bind;

  BIND_STRUCT(CosineReport, x, y, normX, normY, unitX, unitY, defined, raw, cosine, angle, dot, distance,
              function, moduleFormula, normalized);
  BIND_STRUCT(SimilarityReport, units, norms, cosines, dots, distances, zeroRow);
  BIND_STRUCT(Ranking, byCosine, cosines, byDot, dots, byDistance, distances);
  BIND_STRUCT(AttentionScores, scores, weights, winner);

  bind<&cosineReport>("cosineReport(a, b, scaleA, scaleB, eps)");
  bind<&normalizeRows>("normalizeRows(x, eps)");
  bind<&similarityReport>("similarityReport(x)");
  bind<&rankRows>("rankRows(x, query, k)");
  bind<&attentionScores>("attentionScores(q, keys, method)");
}
