#include "attention.h"

#include "attention_study.h"
#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(attention) {
  using js::bind;

  BIND_STRUCT(Attention, scores, scaled, masked, weights, output, entropy, trace, emptyRows);
  BIND_STRUCT(AttentionGradient, q, k, v, weights, scores, normScores);
  BIND_STRUCT(ScalingStudy, means, scores, plain, scaled);
  BIND_STRUCT(WordStudy, x, weights, output, moved, gap);

  bind<&attentionForward>("attentionForward(q, k, v, mask, causal, scale, fill, format)");
  bind<&attentionBackward>("attentionBackward(q, k, v, mask, causal, scale, g)");
  bind<&scalingStudy>("scalingStudy(dim, keys, trials, seed)");
  bind<&scalingCurve>("scalingCurve(keys, trials, seed)");
  bind<&wordStudy>("wordStudy(text, heads, gain, positions, causal, turn, seed)");
  bind<&convexHull>("convexHull(points)");
}
