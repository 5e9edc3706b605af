// Who is near: k nearest neighbours, the regions they decide, and what many dimensions do to nearness.
#pragma once

#include "types.h"

namespace nabla {

struct Neighbours {
  Vector order;      // (n): indices of the points, nearest first; equal distances keep the order of the rows
  Vector distances;  // (n): of each point, in the order of the rows
  Vector votes;      // (classes): of the k nearest
  int label;         // the class with most votes; of several, the one whose nearest point is nearest
  bool tied;         // whether that last rule was needed
};

struct DistanceCloud {
  Vector distances;  // (points): from the query
  double nearest;
  double farthest;
  double ratio;     // farthest / nearest
  double mean;      // of the distances
  Vector centres;   // (bins): of d / √dim over [0, 1]
  Vector fraction;  // (bins): share of the points in each
};

// The k nearest of points (n, 2) to query (2) with √Σ(scale_i (x_i − q_i))². labels (n): whole numbers from 0
// to 2. scale (2): above 0. 1 ≤ k ≤ n. Throws ShapeMismatch, InvalidArgument. torch.cdist(...).topk(k,
// largest=False) leaves the order of equal distances open; here it is fixed.
Neighbours nearestNeighbours(const Matrix& points, const Vector& labels, const Vector& query, int k,
                             const Vector& scale);

// The label that nearestNeighbours gives at the centre of each cell of a grid over window = (x0, x1, y0, y1);
// row 0 is at y0. rows, cols from 1 to 1024. Throws as nearestNeighbours; InvalidArgument.
Matrix neighbourRegions(const Matrix& points, const Vector& labels, int k, const Vector& scale,
                        const Vector& window, int rows, int cols);

// Borders of the Voronoi cells inside window, one (x, y, x′, y′) a row: where two points are equally near and
// no other is nearer. Each cell is the window cut by the bisectors: O(n³), for tens of points. Points that
// coincide share a cell. Throws as neighbourRegions.
Matrix voronoiEdges(const Matrix& points, const Vector& scale, const Vector& window);

// Distances from one random point to others, all uniform in the unit cube of `dim` dimensions. The numbers
// are those of torch.manual_seed(seed); x = torch.rand(points + 1, dim); row 0 is the query. points from 2 to
// 4096, dim from 1 to 4096, bins from 1 to 512. Throws InvalidArgument. Source: Beyer et al. 1999.
DistanceCloud distanceCloud(int points, int dim, double seed, int bins);

// farthest / nearest of distanceCloud for each of dims.
Vector farNearRatios(int points, const Vector& dims, double seed);

}  // namespace nabla
