#include "jacobian.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "dense_solvers.h"
#include "expression_report.h"
#include "expression_reverse.h"
#include "svd.h"

namespace nabla {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kMostOutputs = 16;

std::vector<Expression> parseMap(const std::string& f, const std::string& variables) {
  std::vector<Expression> all = compiledExpressions(f, variables, false);
  if (all.size() > kMostOutputs) refuse<InvalidArgument>("f has more than 16 outputs");
  return all;
}

void requirePoint(const std::vector<Expression>& f, const Vector& point) {
  require_size(point, static_cast<Index>(f.front().variables().size()), "point");
  require_finite(point, "point");
}

// A row a sweep.
void automatic(const std::vector<Expression>& f, const Vector& at, Vector& value, Matrix& jacobian) {
  const auto m = static_cast<Index>(f.size()), n = at.size();
  value = Vector(m);
  jacobian = Matrix(m, n);
  for (Index i = 0; i < m; ++i) {
    const FirstOrder row = firstOrder(f[static_cast<std::size_t>(i)], at);
    value(i) = row.value;
    for (Index j = 0; j < n; ++j) jacobian(i, j) = row.gradient(j);
  }
}

Matrix finiteDifferences(const std::vector<Expression>& f, const Vector& at) {
  Matrix out(static_cast<Index>(f.size()), at.size());
  for (Index j = 0; j < at.size(); ++j) {
    int e = 0;
    std::frexp(std::max(1.0, std::abs(at(j))), &e);
    const double h = std::ldexp(1.0, e - 18);  // ε^⅓ is 2^-17.3
    Vector left = at, right = at;
    left(j) -= h;
    right(j) += h;
    for (Index i = 0; i < out.rows(); ++i) {
      const Expression& fi = f[static_cast<std::size_t>(i)];
      out(i, j) = (fi.evaluate(right.data()) - fi.evaluate(left.data())) / (right(j) - left(j));
    }
  }
  return out;
}

void addSymbolic(const std::vector<Expression>& f, const Vector& at, JacobianReport& report) {
  try {
    Matrix values(static_cast<Index>(f.size()), at.size());
    std::string text;
    for (Index i = 0; i < values.rows(); ++i) {
      for (Index j = 0; j < values.cols(); ++j) {
        const Expression slope = f[static_cast<std::size_t>(i)].derivative(static_cast<std::size_t>(j));
        values(i, j) = slope.evaluate(at.data());
        text += slope.text() + '\n';
      }
    }
    report.symbolic = values;
    report.formulas = text;
  } catch (const InvalidArgument&) {
    report.symbolic = Matrix(0, 0);
  }
}

std::string troubleAt(const Vector& value, const Matrix& jacobian) {
  for (Index i = 0; i < value.size(); ++i) {
    const std::string name = "output " + std::to_string(i + 1);
    if (!std::isfinite(value(i))) return name + " is not a finite number here";
    for (Index j = 0; j < jacobian.cols(); ++j) {
      if (!std::isfinite(jacobian(i, j))) {
        return name + " has a value here, but its slope along input " + std::to_string(j + 1) +
               " is not finite";
      }
    }
  }
  return "";
}

double worstGap(const Matrix& a, const Matrix& b) {
  return a.size() == b.size() ? (a - b).cwiseAbs().maxCoeff() : kNaN;
}

double determinantOf(const Matrix& j) {
  if (j.rows() != j.cols()) return kNaN;
  const auto lu = dense::luFactor(dense::Array<double>(j));
  double product = lu.sign;
  for (Index i = 0; i < j.rows(); ++i) product *= lu.factors(i, i);
  return product;
}

}  // namespace

LinearFacts linearFacts(const Matrix& j) {
  const SvdReport f = svdReport(j, -1);
  return {f.s, f.u, f.v, f.rank, f.cond, determinantOf(j)};
}

JacobianReport jacobianReport(const std::string& f, const std::string& variables, const Vector& point) {
  const std::vector<Expression> map = parseMap(f, variables);
  requirePoint(map, point);
  JacobianReport out;
  automatic(map, point, out.value, out.automatic);
  out.finite = finiteDifferences(map, point);
  addSymbolic(map, point, out);
  out.symbolicGap = worstGap(out.automatic, out.symbolic);
  out.finiteGap = worstGap(out.automatic, out.finite);
  out.trouble = troubleAt(out.value, out.automatic);
  out.finiteEverywhere = out.trouble.empty();
  if (out.finiteEverywhere) out.facts = linearFacts(out.automatic);
  return out;
}

namespace {

using Place = std::array<double, 2>;

// (f₁, f₂); NaN both when one is not finite, so that no stroke is drawn.
Place placeOf(const std::vector<Expression>& f, double x, double y) {
  const double u = f[0](x, y), v = f.size() > 1 ? f[1](x, y) : 0;
  if (!std::isfinite(u) || !std::isfinite(v)) return {kNaN, kNaN};
  return {u, v};
}

Matrix orientationOf(const std::vector<Expression>& f, const Vector& xs, const Vector& ys) {
  if (f.size() < 2) return Matrix(0, 0);
  try {
    const Matrix a = f[0].derivative(0).evaluateGrid(xs, ys), b = f[0].derivative(1).evaluateGrid(xs, ys);
    const Matrix c = f[1].derivative(0).evaluateGrid(xs, ys), d = f[1].derivative(1).evaluateGrid(xs, ys);
    Matrix out(ys.size(), xs.size());
    for (Index i = 0; i < out.size(); ++i) {
      const double det = a.data()[i] * d.data()[i] - b.data()[i] * c.data()[i];
      out.data()[i] = std::isfinite(det) ? static_cast<double>((det > 0) - (det < 0)) : kNaN;
    }
    return out;
  } catch (const InvalidArgument&) {
    return Matrix(0, 0);  // formulas beyond reading
  }
}

double between(double from, double to, int i, int count) {
  return from + (to - from) * static_cast<double>(i) / static_cast<double>(count);
}

void requireWithin(int value, int least, int most, const char* name) {
  if (value < least || value > most) {
    refuse<InvalidArgument>(name, " must be from ", least, " to ", most);
  }
}

}  // namespace

Warp warpGrid(const std::string& f, const Vector& window, int lines, int samples, int cells) {
  const std::vector<Expression> map = parseMap(f, "x,y");
  require_size(window, 4, "window");
  require_finite(window, "window");
  requireWithin(lines, 2, 60, "lines");
  requireWithin(samples, 1, 100, "samples");
  requireWithin(cells, 2, 400, "cells");
  Warp out;
  const Index strokes = 2 * static_cast<Index>(lines) * samples;
  out.before = Vector(4 * strokes);
  out.after = Vector(4 * strokes);
  Index next = 0;
  for (const bool upright : {true, false}) {
    for (int line = 0; line < lines; ++line) {
      const double fixed = between(window(upright ? 0 : 2), window(upright ? 1 : 3), line, lines - 1);
      Place from{}, seen{};
      for (int s = 0; s <= samples; ++s) {
        const double runs = between(window(upright ? 2 : 0), window(upright ? 3 : 1), s, samples);
        const Place to = upright ? Place{fixed, runs} : Place{runs, fixed};
        const Place image = placeOf(map, to[0], to[1]);
        if (s > 0) {
          for (const double value : {from[0], from[1], to[0], to[1]}) out.before(next++) = value;
          next -= 4;
          for (const double value : {seen[0], seen[1], image[0], image[1]}) out.after(next++) = value;
        }
        from = to;
        seen = image;
      }
    }
  }
  Vector xs(cells), ys(cells);
  for (int i = 0; i < cells; ++i) {
    // At the middle of each cell.
    xs(i) = between(window(0), window(1), 2 * i + 1, 2 * cells);
    ys(i) = between(window(2), window(3), 2 * i + 1, 2 * cells);
  }
  out.orientation = orientationOf(map, xs, ys);
  return out;
}

Microscope microscope(const std::string& f, const Vector& point, double half, int samples) {
  const std::vector<Expression> map = parseMap(f, "x,y");
  requirePoint(map, point);
  if (!(half > 0 && half <= 1e6)) refuse<InvalidArgument>("half must be above 0 and at most 1e6");
  requireWithin(samples, 1, 200, "samples");
  Vector value;
  Matrix jacobian;
  automatic(map, point, value, jacobian);
  const Place centre = placeOf(map, point(0), point(1));
  constexpr double corner[5][2] = {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}, {-1, -1}};
  const Index count = 4 * static_cast<Index>(samples) + 1;
  Microscope out{Matrix(count, 2), Matrix(count, 2), Matrix(count, 2), Matrix(count, 2)};
  double twice = 0;
  for (Index i = 0; i < count; ++i) {
    const auto side = static_cast<std::size_t>(std::min<Index>(3, i / samples));
    const double t = static_cast<double>(i - static_cast<Index>(side) * samples) / samples;
    double squared = 0;
    double u[2];
    for (int k = 0; k < 2; ++k) {
      u[k] = corner[side][k] + t * (corner[side + 1][k] - corner[side][k]);
      out.square(i, k) = point(k) + half * u[k];
    }
    const Place image = placeOf(map, out.square(i, 0), out.square(i, 1));
    for (int k = 0; k < 2; ++k) {
      const auto c = static_cast<std::size_t>(k);
      out.image(i, k) = image[c];
      out.bent(i, k) = (image[c] - centre[c]) / half;
      out.straight(i, k) = k < jacobian.rows() ? jacobian(k, 0) * u[0] + jacobian(k, 1) * u[1] : 0;
      const double gap = out.bent(i, k) - out.straight(i, k);
      squared += gap * gap;
    }
    out.bend = std::isnan(squared) ? kNaN : std::max(out.bend, std::sqrt(squared));
    if (i > 0) twice += out.bent(i - 1, 0) * out.bent(i, 1) - out.bent(i, 0) * out.bent(i - 1, 1);
  }
  out.area = twice / 2 / 4;  // the square ±1 has area 4
  return out;
}

}  // namespace nabla
