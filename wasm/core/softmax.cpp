#include "softmax.h"

#include <cmath>

namespace nabla {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// The larger of the two, NaN if one is.
double larger(double a, double b) {
  return std::isnan(a) || a > b ? a : b;
}

double largestOf(Format format) {
  switch (format) {
    case Format::float32:
      return std::numeric_limits<float>::max();
    case Format::float16:
      return 65504;
    case Format::bfloat16:
      return 0x1.fep127;
    case Format::float64:
      break;
  }
  return std::numeric_limits<double>::max();
}

// One line of a film: entry k of every matrix lies at first + k · stride.
struct Line {
  SoftmaxFilm& film;
  const Matrix& mask;
  Format format;
  Index first, stride, n;

  double at(const Matrix& m, Index k) const { return m.data()[first + k * stride]; }
  double& to(Matrix& m, Index k) const { return m.data()[first + k * stride]; }
  double rounded(double x) const { return roundTo(format, x); }

  void fail(SoftmaxFailure what, Index k) const {
    if (film.failure != 0) return;
    const Index cols = film.x.cols(), place = first + k * stride;
    film.failure = static_cast<int>(what);
    film.failureRow = static_cast<int>(place / cols);
    film.failureCol = static_cast<int>(place % cols);
  }

  double maximum() const {
    double m = -kInfinity;
    for (Index k = 0; k < n; ++k) m = larger(at(film.x, k), m);
    return m;
  }

  double sum() const {
    double s = 0;
    for (Index k = 0; k < n; ++k) s = rounded(s + at(film.exps, k));
    return s;
  }

  // What went wrong first on the way to this sum.
  void judge(double total) const {
    bool any = false;
    Index in = n;  // the first that takes part
    for (Index k = 0; k < n; ++k) {
      const double x = at(film.x, k);
      if (in == n && (mask.size() == 0 || at(mask, k) != 0)) in = k;
      any |= x != -kInfinity;
      if (x == kInfinity) return fail(SoftmaxFailure::input, k);
    }
    if (in == n) return fail(SoftmaxFailure::masked, 0);
    if (!any) return fail(SoftmaxFailure::input, in);
    for (Index k = 0; k < n; ++k) {
      if (at(film.exps, k) == kInfinity) return fail(SoftmaxFailure::exponent, k);
    }
    if (total == kInfinity) return fail(SoftmaxFailure::sum, 0);
    if (total == 0) fail(SoftmaxFailure::underflow, 0);
  }
};

// The running maximum and the running sum after one more entry; the factor for the sum so far.
double onlineStep(double x, Format format, double& m, double& sum) {
  const double next = larger(x, m);
  if (next == -kInfinity) return 0;  // nothing yet, and −∞ − (−∞) is no number
  const double factor = m == -kInfinity ? 0 : roundTo(format, std::exp(roundTo(format, m - next)));
  const double term = roundTo(format, std::exp(roundTo(format, x - next)));
  sum = roundTo(format, roundTo(format, sum * factor) + term);
  m = next;
  return factor;
}

void require_rows(const Matrix& logits) {
  if (logits.size() == 0)
    refuse<ShapeMismatch>("logits must have at least one entry, got ", shape_text(logits));
  require_finite(logits, "logits");
}

void fillLine(const Line& line, SoftmaxMethod method, Index index) {
  SoftmaxFilm& f = line.film;
  double m = 0, total = 0;
  if (method == SoftmaxMethod::shifted) m = line.maximum();
  if (method == SoftmaxMethod::online) {
    m = -kInfinity;
    for (Index k = 0; k < line.n; ++k) onlineStep(line.at(f.x, k), line.format, m, total);
  }
  for (Index k = 0; k < line.n; ++k) {
    const double exponent = line.rounded(line.at(f.x, k) - m);
    line.to(f.exponents, k) = exponent;
    line.to(f.exps, k) = line.rounded(std::exp(exponent));
  }
  if (method != SoftmaxMethod::online) total = line.sum();
  line.judge(total);
  const double logTotal = line.rounded(std::log(total));
  Vector p(line.n);
  for (Index k = 0; k < line.n; ++k) {
    p(k) = line.to(f.p, k) = line.rounded(line.at(f.exps, k) / total);
    line.to(f.logp, k) =
        line.rounded(method == SoftmaxMethod::naive ? std::log(p(k)) : line.at(f.exponents, k) - logTotal);
  }
  f.subtracted(index) = m;
  f.sums(index) = total;
  f.logsumexp(index) = line.rounded(m + logTotal);
  f.entropy(index) = entropyRow(p.data(), line.n);
  double parts = 0;
  for (Index k = 0; k < line.n; ++k) parts += line.at(f.x, k) != -kInfinity;
  f.most(index) = std::log(parts);
}

}  // namespace

double softmaxRow(const double* x, const double* keep, Index n, double* p) {
  double m = -kInfinity, sum = 0;
  for (Index i = 0; i < n; ++i) {
    if (!keep || keep[i] != 0) m = larger(x[i], m);
  }
  for (Index i = 0; i < n; ++i) {
    const bool in = (!keep || keep[i] != 0) && m != -kInfinity;
    p[i] = in ? std::exp(x[i] - m) : 0;
    sum += p[i];
  }
  if (m == -kInfinity) return m;
  for (Index i = 0; i < n; ++i) {
    if (!keep || keep[i] != 0) p[i] /= sum;
  }
  return m + std::log(sum);
}

void softmaxRowBackward(const double* p, const double* dp, Index n, double* dx) {
  double mean = 0;
  for (Index i = 0; i < n; ++i) {
    if (p[i] != 0) mean += p[i] * dp[i];
  }
  for (Index i = 0; i < n; ++i) dx[i] = p[i] == 0 ? 0 : p[i] * (dp[i] - mean);
}

double entropyRow(const double* p, Index n) {
  double h = 0;
  for (Index i = 0; i < n; ++i) {
    if (p[i] != 0 && p[i] != 1) h -= p[i] * std::log(p[i]);
  }
  return h;
}

SoftmaxMethod parseSoftmaxMethod(const std::string& name) {
  if (name == "naive") return SoftmaxMethod::naive;
  if (name == "shifted") return SoftmaxMethod::shifted;
  if (name == "online") return SoftmaxMethod::online;
  refuse<InvalidArgument>("method must be naive, shifted or online, got \"", name, "\"");
}

SoftmaxFilm softmaxFilm(const Matrix& logits, const Matrix& mask, int dim, const std::string& method,
                        const std::string& format, double scale, double shift) {
  require_rows(logits);
  const Index rows = logits.rows(), cols = logits.cols();
  if (mask.size() != 0 && (mask.rows() != rows || mask.cols() != cols)) {
    refuse<ShapeMismatch>("mask must be as large as logits, ", shape_text(logits), ", got ",
                          shape_text(mask));
  }
  if (dim != 0 && dim != 1) refuse<InvalidArgument>("dim must be 0 or 1, got ", dim);
  if (!std::isfinite(scale) || !std::isfinite(shift))
    refuse<InvalidArgument>("scale and shift must be finite");
  const SoftmaxMethod how = parseSoftmaxMethod(method);
  const Format in = parseFormat(format);

  SoftmaxFilm film;
  film.x = film.exponents = film.exps = film.p = film.logp = Matrix(rows, cols);
  for (Index i = 0; i < logits.size(); ++i) {
    const double x =
        roundTo(in, roundTo(in, roundTo(in, scale) * roundTo(in, logits.data()[i])) + roundTo(in, shift));
    film.x.data()[i] = mask.size() != 0 && mask.data()[i] == 0 ? -kInfinity : x;
  }
  const Index lines = dim == 1 ? rows : cols;
  film.subtracted = film.sums = film.logsumexp = film.entropy = film.most = Vector(lines);
  film.limit = std::log(largestOf(in));
  for (Index i = 0; i < lines; ++i) {
    const Line line{film, mask, in, dim == 1 ? i * cols : i, dim == 1 ? 1 : cols, dim == 1 ? cols : rows};
    fillLine(line, how, i);
  }
  film.rowTotals = Vector::Zero(rows);
  film.colTotals = Vector::Zero(cols);
  for (Index r = 0; r < rows; ++r) {
    for (Index c = 0; c < cols; ++c) {
      film.rowTotals(r) += film.p(r, c);
      film.colTotals(c) += film.p(r, c);
    }
  }
  return film;
}

OnlineSoftmax onlineSoftmax(const Vector& x, const std::string& format) {
  require_finite(x, "logits");
  const Format in = parseFormat(format);
  OnlineSoftmax run{Vector(x.size()), Vector(x.size()), Vector(x.size())};
  double m = -kInfinity, sum = 0;
  for (Index i = 0; i < x.size(); ++i) {
    run.factor(i) = onlineStep(roundTo(in, x(i)), in, m, sum);
    run.maximum(i) = m;
    run.sum(i) = sum;
  }
  return run;
}

SoftmaxSlopes softmaxSlopes(const Vector& x) {
  require_finite(x, "logits");
  const Index n = x.size();
  Vector p(n);
  softmaxRow(x.data(), nullptr, n, p.data());
  SoftmaxSlopes s{Matrix(n, n), Vector(n), 0};
  for (Index i = 0; i < n; ++i) {
    double rest = 0, total = 0;  // rest: 1 − p_i without cancellation
    for (Index j = 0; j < n; ++j) {
      if (j != i) rest += p(j);
      s.jacobian(i, j) = -p(i) * p(j);
    }
    s.jacobian(i, i) = p(i) * rest;
    s.trace += s.jacobian(i, i);
    for (Index j = 0; j < n; ++j) total += s.jacobian(i, j);
    s.rowTotals(i) = total;
  }
  return s;
}

Matrix softmaxPath(const Vector& x, const Vector& temperatures) {
  require_finite(x, "logits");
  require_finite(temperatures, "temperatures");
  const Index n = x.size();
  Matrix path(temperatures.size(), n);
  double m = -kInfinity;
  for (Index i = 0; i < n; ++i) m = larger(x(i), m);
  for (Index t = 0; t < path.rows(); ++t) {
    if (!(temperatures(t) > 0)) {
      refuse<InvalidArgument>("temperatures must be above 0, got ", temperatures(t));
    }
    double* row = path.data() + t * n;
    for (Index i = 0; i < n; ++i) row[i] = (x(i) - m) / temperatures(t);
    softmaxRow(row, nullptr, n, row);
  }
  return path;
}

Vector softmaxInverse(const Vector& p) {
  require_finite(p, "p");
  Vector x(p.size());
  double mean = 0;
  for (Index i = 0; i < p.size(); ++i) {
    if (!(p(i) > 0)) refuse<InvalidArgument>("p must be above 0, entry ", i, " is not");
    x(i) = std::log(p(i));
    mean += x(i) / static_cast<double>(p.size());
  }
  for (Index i = 0; i < x.size(); ++i) x(i) -= mean;
  return x;
}

Vector shareMoved(const Vector& p, int i, double value) {
  require_finite(p, "p");
  const Index n = p.size();
  if (i < 0 || i >= n || !std::isfinite(value))
    refuse<InvalidArgument>("i must name an entry of p, value be finite");
  const double share = n == 1 ? 1 : value < 0 ? 0 : value > 1 ? 1 : value;
  double others = 0;
  for (Index j = 0; j < n; ++j) {
    if (p(j) < 0) refuse<InvalidArgument>("p must not be negative, entry ", j, " is");
    if (j != i) others += p(j);
  }
  Vector moved(n);
  for (Index j = 0; j < n; ++j) {
    const double part = others > 0 ? p(j) / others : 1.0 / static_cast<double>(n - 1);
    moved(j) = j == i ? share : part * (1 - share);
  }
  return moved;
}

Matrix simplexEntropy(int n) {
  if (n < 2) refuse<InvalidArgument>("n must be at least 2, got ", n);
  Matrix h(n, n);
  for (int r = 0; r < n; ++r) {
    for (int c = 0; c < n; ++c) {
      const double p[] = {1 - (c + 0.5) / n - (r + 0.5) / (2.0 * n), (c + 0.5) / n - (r + 0.5) / (2.0 * n),
                          (r + 0.5) / n};
      const bool inside = p[0] >= 0 && p[1] >= 0;
      h(r, c) = inside ? entropyRow(p, 3) : std::numeric_limits<double>::quiet_NaN();
    }
  }
  return h;
}

}  // namespace nabla
