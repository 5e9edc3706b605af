#include "cosine_similarity.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "dot_product.h"
#include "norm.h"

namespace nabla {
namespace {

constexpr double kTorchEps = 1e-8;
constexpr double kNormalizeEps = 1e-12;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

void requireEps(double eps) {
  if (!(eps >= 0) || std::isinf(eps)) refuse<InvalidArgument>("eps must be a finite number, not negative");
}

// v over max(‖v‖, eps); 0/0 is NaN.
Vector normalized(const Vector& v, double eps) {
  const double length = std::max(norm2(v), eps);
  Vector out(v.size());
  for (Index i = 0; i < v.size(); ++i) out(i) = v(i) / length;
  return out;
}

Vector scaled(const Vector& v, double scale, const char* name) {
  Vector out(v.size());
  for (Index i = 0; i < v.size(); ++i) out(i) = scale * v(i);
  require_finite(out, name);
  return out;
}

double clampedCosine(const Vector& a, const Vector& b) {
  return std::clamp(dotGeometry(a, b, "clamped").cosine, -1.0, 1.0);
}

// Indices of the k largest (or, for `nearest`, smallest) scores without `query`.
Vector best(const Vector& scores, int query, Index k, bool nearest) {
  std::vector<Index> order;
  for (Index i = 0; i < scores.size(); ++i) {
    if (i != query) order.push_back(i);
  }
  const auto key = [&](Index i) { return nearest ? -scores(i) : scores(i); };
  std::stable_sort(order.begin(), order.end(), [&](Index i, Index j) {
    const double a = key(i), b = key(j);
    return std::isnan(b) ? !std::isnan(a) : a > b;
  });
  Vector out(k);
  for (Index i = 0; i < k; ++i) out(i) = static_cast<double>(order[static_cast<std::size_t>(i)]);
  return out;
}

Vector picked(const Vector& scores, const Vector& rows) {
  Vector out(rows.size());
  for (Index i = 0; i < rows.size(); ++i) out(i) = scores(static_cast<Index>(rows(i)));
  return out;
}

}  // namespace

CosineReport cosineReport(const Vector& a, const Vector& b, double scaleA, double scaleB, double eps) {
  requireEps(eps);
  CosineReport r{};
  r.x = scaled(a, scaleA, "a");
  r.y = scaled(b, scaleB, "b");
  const DotGeometry g = dotGeometry(r.x, r.y, "clamped");
  r.normX = g.normA;
  r.normY = g.normB;
  r.defined = g.angleDefined;
  r.raw = g.cosine;
  r.cosine = r.defined ? std::clamp(g.cosine, -1.0, 1.0) : kNaN;
  r.angle = g.angle;
  r.dot = g.value;
  r.distance = norm2(r.x - r.y);
  r.unitX = normalized(r.x, 0);
  r.unitY = normalized(r.y, 0);
  r.function = dot(normalized(r.x, eps), normalized(r.y, eps));
  r.moduleFormula = g.value / std::max(g.normA * g.normB, eps);
  r.normalized = dot(normalized(r.x, kNormalizeEps), normalized(r.y, kNormalizeEps));
  return r;
}

Matrix normalizeRows(const Matrix& x, double eps) {
  requireEps(eps);
  require_finite(x, "x");
  Matrix out(x.rows(), x.cols());
  for (Index i = 0; i < x.rows(); ++i) out.row(i) = normalized(x.row(i), eps);
  return out;
}

SimilarityReport similarityReport(const Matrix& x) {
  if (x.cols() == 0) refuse<InvalidArgument>("x needs at least one column");
  const Index m = x.rows();
  SimilarityReport r{normalizeRows(x, 0), Vector(m), Matrix(m, m), Matrix(m, m), Matrix(m, m), -1};
  for (Index i = 0; i < m; ++i) {
    const Vector a = x.row(i);
    r.norms(i) = norm2(a);
    if (r.zeroRow < 0 && r.norms(i) == 0) r.zeroRow = static_cast<int>(i);
    for (Index j = 0; j <= i; ++j) {
      const Vector b = x.row(j);
      r.cosines(i, j) = r.cosines(j, i) = clampedCosine(a, b);
      r.dots(i, j) = r.dots(j, i) = dot(a, b);
      r.distances(i, j) = r.distances(j, i) = norm2(a - b);
    }
  }
  return r;
}

Ranking rankRows(const Matrix& x, int query, int k) {
  if (query < 0 || query >= x.rows()) refuse<InvalidArgument>("query must be a row of x");
  if (k < 0) refuse<InvalidArgument>("k must not be negative");
  require_finite(x, "x");
  const Index m = x.rows(), count = std::min<Index>(k, m - 1);
  const Vector q = x.row(query);
  Vector cosines(m), dots(m), distances(m);
  for (Index i = 0; i < m; ++i) {
    const Vector row = x.row(i);
    cosines(i) = clampedCosine(row, q);
    dots(i) = dot(row, q);
    distances(i) = norm2(row - q);
  }
  Ranking r;
  r.byCosine = best(cosines, query, count, false);
  r.byDot = best(dots, query, count, false);
  r.byDistance = best(distances, query, count, true);
  r.cosines = picked(cosines, r.byCosine);
  r.dots = picked(dots, r.byDot);
  r.distances = picked(distances, r.byDistance);
  return r;
}

AttentionScores attentionScores(const Vector& q, const Matrix& keys, const std::string& method) {
  if (keys.rows() == 0 || keys.cols() == 0) refuse<InvalidArgument>("keys must hold at least one number");
  if (keys.cols() != q.size()) {
    refuse<ShapeMismatch>("q has ", q.size(), " entries and each key ", keys.cols(), "; they must agree");
  }
  if (method != "scaled" && method != "cosine") {
    refuse<InvalidArgument>("method must be scaled or cosine, got \"", method, "\"");
  }
  require_finite(q, "q");
  require_finite(keys, "keys");
  const Index m = keys.rows();
  AttentionScores a{Vector(m), Vector(m), 0};
  for (Index i = 0; i < m; ++i) {
    const Vector key = keys.row(i);
    a.scores(i) = method == "cosine" ? dot(normalized(q, kTorchEps), normalized(key, kTorchEps))
                                     : dot(q, key) / std::sqrt(static_cast<double>(q.size()));
    if (!std::isfinite(a.scores(i)))
      refuse<InvalidArgument>("keys and q are too large: a score exceeds 1.8e308");
    if (a.scores(i) > a.scores(a.winner)) a.winner = static_cast<int>(i);
  }
  double sum = 0;
  for (Index i = 0; i < m; ++i) sum += a.weights(i) = std::exp(a.scores(i) - a.scores(a.winner));
  for (Index i = 0; i < m; ++i) a.weights(i) /= sum;
  return a;
}

}  // namespace nabla
