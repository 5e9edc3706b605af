#include "dot_product.h"

#include "bind.h"
#include "dot_rounding.h"
#include "random_cosines.h"
#include "view3d.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(dot_product) {
  using js::bind;

  BIND_STRUCT(DotGeometry, products, value, normA, normB, angleDefined, cosine, angle, scalarProjection,
              coefficient, rejectionNorm, projection, basis, firstBad);
  BIND_STRUCT(NeuronSum, products, sum, activation, boundaryDefined, distance, normal, origin, foot,
              levelGap);
  BIND_STRUCT(RoundedDot, products, running, lost, firstLost, firstInfinite, naive, reversed, pairwise, kahan,
              exact);
  BIND_STRUCT(RandomCosines, counts, deviation, expectedDeviation, nearlyRight, largest);

  bind<&dot>("dot(a, b)");
  bind<&dotGeometry>("dotGeometry(a, b, method)");
  bind<&pointInPlane>("pointInPlane(basis, x, y)");
  bind<&neuronSum>("neuronSum(x, w, bias)");
  bind<&dotRounded>("dotRounded(a, b, format)");
  bind<&randomCosines>("randomCosines(pairs, dims, bins, seed)");
  bind<&expectedCosines>("expectedCosines(dim, bins, pairs)");
  bind<&viewBasis>("viewBasis(azimuth, elevation)");
}
