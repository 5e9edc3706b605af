#include "attention.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "matrix_product.h"
#include "rounding.h"
#include "rows.h"
#include "softmax.h"

namespace nabla {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kFar = -1e9;

double* rowOf(Matrix& a, Index i) {
  return a.data() + i * a.cols();
}
const double* rowOf(const Matrix& a, Index i) {
  return a.data() + i * a.cols();
}

std::string sizes(Index rows, Index cols) {
  return std::to_string(rows) + "x" + std::to_string(cols);
}

void requireProduct(Index n, Index k, Index k2, Index m) {
  if (k != k2) {
    refuse<ShapeMismatch>("mm: mat1 and mat2 shapes cannot be multiplied (", sizes(n, k), " and ",
                          sizes(k2, m), ")");
  }
}

void requireShapes(const Matrix& q, const Matrix& k, const Matrix& v, const Matrix& mask) {
  if (q.cols() < 1) refuse<InvalidArgument>("d_k must be at least 1: queries without entries have no scores");
  if (q.rows() < 1 || k.rows() < 1) refuse<InvalidArgument>("there must be a query and a key");
  requireProduct(q.rows(), q.cols(), k.cols(), k.rows());
  requireProduct(q.rows(), k.rows(), v.rows(), v.cols());
  if (mask.size() == 0) return;
  for (const bool cols : {true, false}) {
    const Index a = cols ? k.rows() : q.rows(), b = cols ? mask.cols() : mask.rows();
    if (a != b) {
      refuse<ShapeMismatch>("The size of tensor a (", a, ") must match the size of tensor b (", b,
                            ") at non-singleton dimension ", (cols ? "1" : "0"), ": the mask is ",
                            sizes(mask.rows(), mask.cols()), ", the scores are ", sizes(q.rows(), k.rows()));
    }
  }
}

// 1 where query i may see key j.
Matrix seen(Index n, Index m, const Matrix& mask, bool causal) {
  Matrix out(n, m);
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < m; ++j) {
      out(i, j) = (mask.size() == 0 || mask(i, j) != 0) && !(causal && j > i) ? 1 : 0;
    }
  }
  return out;
}

// out_ij = Σ_k a_ik b_jk.
Matrix timesTransposed(const Matrix& a, const Matrix& b) {
  Matrix out(a.rows(), b.rows());
  matrixProduct<double>({a.data(), a.cols(), 1}, {b.data(), 1, b.cols()}, out.data(), out.cols(), out.rows(),
                        out.cols(), a.cols());
  return out;
}

// out_i = Σ_j w_ij b_j over rows of b; what has no weight is not read.
Matrix mixed(const Matrix& w, const Matrix& b) {
  Matrix out = Matrix::Zero(w.rows(), b.cols());
  for (Index i = 0; i < w.rows(); ++i) {
    double* y = rowOf(out, i);
    for (Index j = 0; j < w.cols(); ++j) {
      const double p = w(i, j);
      if (p == 0) continue;
      const double* x = rowOf(b, j);
      for (Index k = 0; k < b.cols(); ++k) y[k] += p * x[k];
    }
  }
  return out;
}

void scaleBy(Matrix& a, double factor) {
  for (Index i = 0; i < a.size(); ++i) a.data()[i] *= factor;
}

double factorOf(const Matrix& q, bool scale) {
  return scale ? 1 / std::sqrt(static_cast<double>(q.cols())) : 1;
}

void roundAll(Format format, Matrix& a) {
  if (format == Format::float64) return;
  for (Index i = 0; i < a.size(); ++i) a.data()[i] = roundTo(format, a.data()[i]);
}

}  // namespace

Attention attentionForward(const Matrix& q, const Matrix& k, const Matrix& v, const Matrix& mask, bool causal,
                           bool scale, const std::string& fill, const std::string& format) {
  requireShapes(q, k, v, mask);
  if (fill != "safe" && fill != "inf" && fill != "finite") {
    refuse<InvalidArgument>("fill must be safe, inf or finite, not ", fill);
  }
  const Format as = parseFormat(format);
  require_finite(q, "q");
  require_finite(k, "k");
  Matrix a = q, b = k, c = v;
  for (Matrix* part : {&a, &b, &c}) roundAll(as, *part);
  const Matrix keep = seen(q.rows(), k.rows(), mask, causal);
  const Index n = q.rows(), m = k.rows();
  Attention out;
  out.scores = timesTransposed(a, b);
  roundAll(as, out.scores);
  out.scaled = out.scores;
  scaleBy(out.scaled, factorOf(q, scale));
  roundAll(as, out.scaled);
  out.masked = out.scaled;
  out.weights = Matrix(n, m);
  out.entropy = Vector(n);
  out.trace = Vector(n);
  for (Index i = 0; i < n; ++i) {
    double* x = rowOf(out.masked, i);
    double* p = rowOf(out.weights, i);
    bool any = false;
    for (Index j = 0; j < m; ++j) {
      if (keep(i, j) != 0) {
        any = true;
      } else {
        x[j] = fill == "finite" ? roundTo(as, x[j] + roundTo(as, kFar)) : -kInfinite;
      }
    }
    out.emptyRows += any ? 0 : 1;
    const double total = softmaxRow(x, fill == "finite" ? nullptr : rowOf(keep, i), m, p);
    // What a plain softmax makes of −∞ everywhere is −∞ − (−∞).
    if (fill != "safe" && total == -kInfinite) std::fill(p, p + m, kNaN);
    for (Index j = 0; j < m; ++j) p[j] = roundTo(as, p[j]);
    out.entropy(i) = entropyRow(p, m);
    out.trace(i) = 0;
    for (Index j = 0; j < m; ++j) out.trace(i) += p[j] * (1 - p[j]);
  }
  for (Index j = 0; j < m; ++j) {
    bool used = false;
    for (Index i = 0; i < n; ++i) used = used || out.weights(i, j) != 0;
    for (Index d = 0; used && d < c.cols(); ++d) {
      if (!std::isfinite(c(j, d)))
        refuse<InvalidArgument>("v holds a number that is not finite where it is not masked");
    }
  }
  out.output = mixed(out.weights, c);
  roundAll(as, out.output);
  return out;
}

AttentionGradient attentionBackward(const Matrix& q, const Matrix& k, const Matrix& v, const Matrix& mask,
                                    bool causal, bool scale, const Matrix& g) {
  const Attention forward = attentionForward(q, k, v, mask, causal, scale, "safe", "float64");
  require_finite(g, "g");
  if (g.rows() != q.rows() || g.cols() != v.cols()) {
    refuse<ShapeMismatch>("g is ", shape_text(g), ", but the output is ", sizes(q.rows(), v.cols()));
  }
  AttentionGradient out;
  const Index n = q.rows(), m = k.rows(), d = q.cols(), w = v.cols();
  out.weights = Matrix(n, m);
  out.scores = Matrix(n, m);
  out.q = Matrix(n, d);
  out.k = Matrix::Zero(m, d);
  out.v = Matrix::Zero(m, w);
  attentionSlopes<double>(forward.weights.data(), q.data(), k.data(), v.data(), g.data(),
                          {out.weights.data(), out.scores.data(), out.q.data(), out.k.data(), out.v.data()},
                          n, m, d, w);
  for (Index i = 0; i < out.scores.size(); ++i) out.normScores += out.scores.data()[i] * out.scores.data()[i];
  out.normScores = std::sqrt(out.normScores);
  scaleBy(out.q, factorOf(q, scale));
  scaleBy(out.k, factorOf(q, scale));
  return out;
}

MultiHead multiHeadAttention(const Matrix& x, const Matrix& inProjection, const Matrix& outProjection,
                             int heads, bool causal) {
  const Index n = x.rows(), d = x.cols();
  if (heads < 1 || d < 1 || d % heads != 0) {
    refuse<InvalidArgument>("embed_dim must be divisible by num_heads: ", d, " by ", heads);
  }
  if (inProjection.rows() != 3 * d || inProjection.cols() != d || outProjection.rows() != d ||
      outProjection.cols() != d) {
    refuse<ShapeMismatch>("the projections must be ", sizes(3 * d, d), " and ", sizes(d, d));
  }
  const Matrix all = timesTransposed(x, inProjection);
  const Index width = d / heads;
  MultiHead out;
  out.weights = Matrix(heads * n, n);
  Matrix joined(n, d);
  for (Index h = 0; h < heads; ++h) {
    Matrix part[3];
    for (Index r = 0; r < 3; ++r) {
      part[r] = Matrix(n, width);
      for (Index i = 0; i < n; ++i) {
        for (Index j = 0; j < width; ++j) part[r](i, j) = all(i, r * d + h * width + j);
      }
    }
    const Attention one =
        attentionForward(part[0], part[1], part[2], Matrix(), causal, true, "safe", "float64");
    std::copy(one.weights.data(), one.weights.data() + n * n, rowOf(out.weights, h * n));
    for (Index i = 0; i < n; ++i) {
      for (Index j = 0; j < width; ++j) joined(i, h * width + j) = one.output(i, j);
    }
  }
  out.output = timesTransposed(joined, outProjection);
  return out;
}

Matrix convexHull(const Matrix& points) {
  if (points.cols() != 2) refuse<ShapeMismatch>("points must have two coordinates");
  const Index m = points.rows();
  std::vector<Index> order(static_cast<std::size_t>(m)), hull;
  for (Index i = 0; i < m; ++i) order[static_cast<std::size_t>(i)] = i;
  const auto before = [&](Index a, Index b) {
    return points(a, 0) < points(b, 0) || (points(a, 0) == points(b, 0) && points(a, 1) < points(b, 1));
  };
  // By insertion: a few points, and std::sort is 2 kB.
  for (std::size_t i = 1; i < order.size(); ++i) {
    for (std::size_t j = i; j > 0 && before(order[j], order[j - 1]); --j) std::swap(order[j], order[j - 1]);
  }
  const auto turns = [&](Index a, Index b, Index c) {
    return (points(b, 0) - points(a, 0)) * (points(c, 1) - points(a, 1)) -
           (points(b, 1) - points(a, 1)) * (points(c, 0) - points(a, 0));
  };
  // Andrew's monotone chain: the lower edge, then the upper one.
  for (int side = 0; side < 2 && m > 0; ++side) {
    const std::size_t least = hull.size() + 2;
    for (const Index i : order) {
      while (hull.size() >= least && turns(hull[hull.size() - 2], hull.back(), i) <= 0) hull.pop_back();
      hull.push_back(i);
    }
    if (m > 1) hull.pop_back();
    std::reverse(order.begin(), order.end());
    if (m == 1) break;
  }
  Matrix out(static_cast<Index>(hull.size()), 2);
  for (std::size_t i = 0; i < hull.size(); ++i) {
    out(static_cast<Index>(i), 0) = points(hull[i], 0);
    out(static_cast<Index>(i), 1) = points(hull[i], 1);
  }
  return out;
}

}  // namespace nabla
