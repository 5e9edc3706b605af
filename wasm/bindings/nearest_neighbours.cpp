#include "nearest_neighbours.h"

#include "bind.h"

using namespace nabla;

EMSCRIPTEN_BINDINGS(nearest_neighbours) {
  using js::bind;

  BIND_STRUCT(Neighbours, order, distances, votes, label, tied);
  BIND_STRUCT(DistanceCloud, distances, nearest, farthest, ratio, mean, centres, fraction);

  bind<&nearestNeighbours>("nearestNeighbours(points, labels, query, k, scale)");
  bind<&neighbourRegions>("neighbourRegions(points, labels, k, scale, window, rows, cols)");
  bind<&voronoiEdges>("voronoiEdges(points, scale, window)");
  bind<&distanceCloud>("distanceCloud(points, dim, seed, bins)");
  bind<&farNearRatios>("farNearRatios(points, dims, seed)");
}
