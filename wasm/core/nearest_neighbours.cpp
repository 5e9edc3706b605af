#include "nearest_neighbours.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "lp_norms.h"
#include "random.h"

namespace nabla {
namespace {

constexpr int kClasses = 3;

void requirePoints(const Matrix& points, const Vector& scale) {
  if (points.cols() != 2 || points.rows() < 1) {
    refuse<ShapeMismatch>("points must be n rows of two coordinates, got ", shape_text(points));
  }
  require_finite(points, "points");
  require_size(scale, 2, "scale");
  require_finite(scale, "scale");
  if (!(scale.minCoeff() > 0)) refuse<InvalidArgument>("scale must be above 0");
}

void requireLabels(const Vector& labels, Index n, int k) {
  require_size(labels, n, "labels");
  for (const double c : labels) {
    if (!(c >= 0 && c < kClasses && c == std::floor(c))) {
      refuse<InvalidArgument>("labels must be whole numbers from 0 to 2");
    }
  }
  if (k < 1 || k > n) {
    refuse<InvalidArgument>("k must be from 1 to the number of points, ", n, ", got ", k);
  }
}

void requireWindow(const Vector& window) {
  require_size(window, 4, "window");
  require_finite(window, "window");
  if (!(window(0) < window(1) && window(2) < window(3))) {
    refuse<InvalidArgument>("window must be x0 < x1, y0 < y1");
  }
}

struct Vote {
  std::array<int, kClasses> count{};
  int label = 0;
  bool tied = false;
};

// order: at least k entries, nearest first.
Vote vote(const std::vector<int>& order, const Vector& labels, int k) {
  Vote out;
  for (int i = 0; i < k; ++i)
    ++out.count[static_cast<std::size_t>(labels(order[static_cast<std::size_t>(i)]))];
  const int most = *std::max_element(out.count.begin(), out.count.end());
  out.tied = std::count(out.count.begin(), out.count.end(), most) > 1;
  for (int i = 0; i < k; ++i) {
    out.label = static_cast<int>(labels(order[static_cast<std::size_t>(i)]));
    if (out.count[static_cast<std::size_t>(out.label)] == most) break;
  }
  return out;
}

// The k nearest by insertion: k is small, and a field asks 10,000 times.
void nearest(const Matrix& scaled, double x, double y, int k, std::vector<int>& order,
             std::vector<double>& squared) {
  int held = 0;
  for (int i = 0; i < static_cast<int>(scaled.rows()); ++i) {
    const double dx = scaled(i, 0) - x, dy = scaled(i, 1) - y;
    const double d = dx * dx + dy * dy;
    if (held == k && d >= squared[static_cast<std::size_t>(k - 1)]) continue;
    int at = held < k ? held++ : k - 1;
    for (; at > 0 && squared[static_cast<std::size_t>(at - 1)] > d; --at) {
      squared[static_cast<std::size_t>(at)] = squared[static_cast<std::size_t>(at - 1)];
      order[static_cast<std::size_t>(at)] = order[static_cast<std::size_t>(at - 1)];
    }
    squared[static_cast<std::size_t>(at)] = d;
    order[static_cast<std::size_t>(at)] = i;
  }
}

Matrix scaledBy(const Matrix& points, const Vector& scale) {
  Matrix out = points;
  for (Index i = 0; i < out.rows(); ++i) {
    for (Index c = 0; c < 2; ++c) out(i, c) *= scale(c);
  }
  return out;
}

struct Corner {
  double x, y;
  int neighbour;  // whose bisector the edge from here to the next corner lies on; -1 for the window
};

// The part of a convex polygon that is nearer to p than to q, whose number is j.
std::vector<Corner> cutAt(const std::vector<Corner>& polygon, double px, double py, double qx, double qy,
                          int j) {
  const double nx = qx - px, ny = qy - py;
  const double middle = nx * (px + qx) / 2 + ny * (py + qy) / 2;
  const auto side = [&](const Corner& c) { return nx * c.x + ny * c.y - middle; };
  std::vector<Corner> out;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const Corner &from = polygon[i], &to = polygon[(i + 1) % polygon.size()];
    const double s = side(from), t = side(to);
    if (s <= 0) out.push_back(from);
    if ((s < 0 && t > 0) || (s > 0 && t < 0)) {
      const double u = s / (s - t);
      // Leaving, the next edge runs along the bisector; coming back, along the edge that was there.
      out.push_back({from.x + u * (to.x - from.x), from.y + u * (to.y - from.y), s < 0 ? j : from.neighbour});
    } else if (s == 0 && t > 0) {
      out.back().neighbour = j;
    }
  }
  return out;
}

Vector distancesIn(int points, int dim, double seed) {
  // Row after row, as torch.rand fills them: all of them at once may be more than a matrix of random.h holds.
  Generator generator(require_seed(seed));
  Vector query(dim), x(dim), out(points);
  fillUniform(generator, query.data(), dim);
  for (Index i = 0; i < points; ++i) {
    fillUniform(generator, x.data(), dim);
    double total = 0;
    for (Index c = 0; c < dim; ++c) {
      const double d = x(c) - query(c);
      total += d * d;
    }
    out(i) = std::sqrt(total);  // coordinates are at most 1 apart: no scaling needed
  }
  return out;
}

void requireCloud(int points, int dim) {
  if (points < 2 || points > 4096) refuse<InvalidArgument>("points must be from 2 to 4096");
  if (dim < 1 || dim > 4096) refuse<InvalidArgument>("dim must be from 1 to 4096");
}

}  // namespace

Neighbours nearestNeighbours(const Matrix& points, const Vector& labels, const Vector& query, int k,
                             const Vector& scale) {
  requirePoints(points, scale);
  requireLabels(labels, points.rows(), k);
  require_size(query, 2, "query");
  require_finite(query, "query");
  const Index n = points.rows();
  Neighbours out;
  out.distances = Vector(n);
  for (Index i = 0; i < n; ++i) {
    const Vector difference = scale.cwiseProduct(points.row(i).transpose() - query);
    out.distances(i) = lpNorm(difference, 2);
  }
  std::vector<int> order;
  for (int i = 0; i < n; ++i) {
    auto at = order.end();
    while (at != order.begin() && out.distances(*(at - 1)) > out.distances(i)) --at;
    order.insert(at, i);
  }
  const Vote result = vote(order, labels, k);
  out.order = Vector(n);
  std::copy(order.begin(), order.end(), out.order.begin());
  out.votes = Vector(static_cast<Index>(labels.maxCoeff()) + 1);
  for (Index c = 0; c < out.votes.size(); ++c) out.votes(c) = result.count[static_cast<std::size_t>(c)];
  out.label = result.label;
  out.tied = result.tied;
  return out;
}

Matrix neighbourRegions(const Matrix& points, const Vector& labels, int k, const Vector& scale,
                        const Vector& window, int rows, int cols) {
  requirePoints(points, scale);
  requireLabels(labels, points.rows(), k);
  requireWindow(window);
  if (rows < 1 || cols < 1 || rows > 1024 || cols > 1024) {
    refuse<InvalidArgument>("rows and cols must be from 1 to 1024");
  }
  const Matrix scaled = scaledBy(points, scale);
  const double dx = (window(1) - window(0)) / cols, dy = (window(3) - window(2)) / rows;
  std::vector<int> order(static_cast<std::size_t>(k));
  std::vector<double> squared(static_cast<std::size_t>(k));
  Matrix out(rows, cols);
  for (Index r = 0; r < rows; ++r) {
    const double y = scale(1) * (window(2) + (static_cast<double>(r) + 0.5) * dy);
    for (Index c = 0; c < cols; ++c) {
      nearest(scaled, scale(0) * (window(0) + (static_cast<double>(c) + 0.5) * dx), y, k, order, squared);
      out(r, c) = k == 1 ? labels(order[0]) : vote(order, labels, k).label;
    }
  }
  return out;
}

Matrix voronoiEdges(const Matrix& points, const Vector& scale, const Vector& window) {
  requirePoints(points, scale);
  requireWindow(window);
  const Matrix p = scaledBy(points, scale);
  const double x0 = window(0) * scale(0), x1 = window(1) * scale(0);
  const double y0 = window(2) * scale(1), y1 = window(3) * scale(1);
  std::vector<double> edges;
  for (int i = 0; i < static_cast<int>(p.rows()); ++i) {
    std::vector<Corner> cell{{x0, y0, -1}, {x1, y0, -1}, {x1, y1, -1}, {x0, y1, -1}};
    for (int j = 0; j < static_cast<int>(p.rows()) && !cell.empty(); ++j) {
      if (p.row(i) != p.row(j)) cell = cutAt(cell, p(i, 0), p(i, 1), p(j, 0), p(j, 1), j);
    }
    for (std::size_t c = 0; c < cell.size(); ++c) {
      const Corner &from = cell[c], &to = cell[(c + 1) % cell.size()];
      if (from.neighbour <= i) continue;  // an edge has two sides; one of them draws it
      for (const double v : {from.x / scale(0), from.y / scale(1), to.x / scale(0), to.y / scale(1)}) {
        edges.push_back(v);
      }
    }
  }
  return Eigen::Map<const Matrix>(edges.data(), static_cast<Index>(edges.size() / 4), 4);
}

DistanceCloud distanceCloud(int points, int dim, double seed, int bins) {
  requireCloud(points, dim);
  if (bins < 1 || bins > 512) refuse<InvalidArgument>("bins must be from 1 to 512");
  DistanceCloud out;
  out.distances = distancesIn(points, dim, seed);
  out.nearest = out.distances.minCoeff();
  out.farthest = out.distances.maxCoeff();
  out.ratio = out.farthest / out.nearest;
  out.mean = out.distances.sum() / points;
  out.centres = Vector(bins);
  for (Index i = 0; i < bins; ++i) out.centres(i) = (static_cast<double>(i) + 0.5) / bins;
  out.fraction = Vector::Zero(bins);
  const double longest = std::sqrt(static_cast<double>(dim));  // the diagonal of the cube
  for (const double d : out.distances) {
    const int bin = std::min(bins - 1, static_cast<int>(d / longest * bins));
    out.fraction(bin) += 1.0 / points;
  }
  return out;
}

Vector farNearRatios(int points, const Vector& dims, double seed) {
  Vector out(dims.size());
  for (Index i = 0; i < dims.size(); ++i) {
    const double dim = dims(i);
    if (!(dim >= 1 && dim <= 4096 && dim == std::floor(dim))) {
      refuse<InvalidArgument>("dims must be whole numbers from 1 to 4096");
    }
    requireCloud(points, static_cast<int>(dim));
    const Vector distances = distancesIn(points, static_cast<int>(dim), seed);
    out(i) = distances.maxCoeff() / distances.minCoeff();
  }
  return out;
}

}  // namespace nabla
