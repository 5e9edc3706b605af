// A map as it is drawn: a grid and where it goes, and a small square under the microscope.

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "expression_node.h"
#include "expression_reverse.h"
#include "jacobian.h"
#include "jacobian_map.h"

namespace nabla {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

using Place = std::array<double, 2>;

// F of the two inputs that are drawn, and where the point lies in their plane.
struct Plane {
  std::vector<Expression> map;
  Vector point;
  bool line;  // one input: the second is there for the picture and moves nothing
};

// The same graph with `across` for its first variable, `up` for its second, and numbers for all others.
Expression restricted(const Expression& f, const Vector& point, int across, int up) {
  ExpressionBuilder out({"across", "up"});
  std::vector<int> place;
  const auto of = [&](std::int32_t k) { return k < 0 ? -1 : place[static_cast<std::size_t>(k)]; };
  for (const ExpressionNode& node : f.nodes()) {
    if (node.op == Op::Number) {
      place.push_back(out.number(node.number));
    } else if (isLeaf(node.op) && node.op != Op::Variable) {
      place.push_back(out.make(node.op));
    } else if (node.op != Op::Variable) {
      place.push_back(out.make(node.op, of(node.a), of(node.b), of(node.c)));
    } else if (node.a == across || node.a == up) {
      place.push_back(out.variable(node.a == across ? 0 : 1));
    } else {
      place.push_back(out.number(point(node.a)));
    }
  }
  return out.finish(place.back());
}

Plane planeOf(const std::string& f, const std::string& variables, const Vector& point, int across, int up) {
  const std::vector<Expression> map = parseMap(f, variables);
  requirePoint(map, point);
  const auto isInput = [&](int i) { return i >= 0 && i < point.size(); };
  const bool line = up == -1;
  if (!isInput(across) || (!line && (!isInput(up) || up == across))) {
    refuse<InvalidArgument>("across and up must be two of the ", point.size(), " inputs, counted from 0");
  }
  Plane out{{}, Vector(2), line};
  for (const Expression& fi : map) out.map.push_back(restricted(fi, point, across, up));
  out.point(0) = point(across);
  out.point(1) = line ? 0 : point(up);
  return out;
}

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

// Straight lines, stroke by stroke, and where the map takes them.
class Strokes {
 public:
  Strokes(const std::vector<Expression>& map, int count)
      : map_(map), out_{Vector(4 * static_cast<Index>(count)), Vector(4 * static_cast<Index>(count)), {}} {}

  void run(const Place& start, const Place& end, int count) {
    Place from{}, seen{};
    for (int s = 0; s <= count; ++s) {
      const Place to{between(start[0], end[0], s, count), between(start[1], end[1], s, count)};
      const Place image = placeOf(map_, to[0], to[1]);
      if (s > 0) {
        put(out_.before, from, to);
        put(out_.after, seen, image);
        next_ += 4;
      }
      from = to;
      seen = image;
    }
  }
  Warp take() { return std::move(out_); }

 private:
  void put(Vector& list, const Place& from, const Place& to) const {
    list(next_) = from[0];
    list(next_ + 1) = from[1];
    list(next_ + 2) = to[0];
    list(next_ + 3) = to[1];
  }

  const std::vector<Expression>& map_;
  Index next_ = 0;
  Warp out_;
};

void requireWithin(int value, int least, int most, const char* name) {
  if (value < least || value > most) {
    refuse<InvalidArgument>(name, " must be from ", least, " to ", most);
  }
}

}  // namespace

Warp warpGrid(const std::string& f, const std::string& variables, const Vector& point, int across, int up,
              const Vector& window, int lines, int samples, int cells) {
  const Plane plane = planeOf(f, variables, point, across, up);
  const std::vector<Expression>& map = plane.map;
  require_size(window, 4, "window");
  require_finite(window, "window");
  requireWithin(lines, 2, 60, "lines");
  requireWithin(samples, 1, 100, "samples");
  requireWithin(cells, 2, 400, "cells");
  if (plane.line) {
    Strokes strokes(map, (lines - 1) * samples);
    strokes.run({window(0), 0}, {window(1), 0}, (lines - 1) * samples);
    return strokes.take();
  }
  Strokes strokes(map, 2 * lines * samples);
  for (const bool upright : {true, false}) {
    for (int line = 0; line < lines; ++line) {
      const double fixed = between(window(upright ? 0 : 2), window(upright ? 1 : 3), line, lines - 1);
      const auto at = [&](double runs) { return upright ? Place{fixed, runs} : Place{runs, fixed}; };
      strokes.run(at(window(upright ? 2 : 0)), at(window(upright ? 3 : 1)), samples);
    }
  }
  Warp out = strokes.take();
  Vector xs(cells), ys(cells);
  for (int i = 0; i < cells; ++i) {
    // At the middle of each cell.
    xs(i) = between(window(0), window(1), 2 * i + 1, 2 * cells);
    ys(i) = between(window(2), window(3), 2 * i + 1, 2 * cells);
  }
  out.orientation = orientationOf(map, xs, ys);
  return out;
}

Microscope microscope(const std::string& f, const std::string& variables, const Vector& point, int across,
                      int up, double half, int samples) {
  const Plane plane = planeOf(f, variables, point, across, up);
  const std::vector<Expression>& map = plane.map;
  if (!(half > 0 && half <= 1e6)) refuse<InvalidArgument>("half must be above 0 and at most 1e6");
  requireWithin(samples, 1, 200, "samples");
  const Vector& centre = plane.point;
  const Place seen = placeOf(map, centre(0), centre(1));
  Matrix slopes(static_cast<Index>(map.size()), 2);
  for (Index i = 0; i < slopes.rows(); ++i) {
    slopes.row(i) = firstOrder(map[static_cast<std::size_t>(i)], centre).gradient.transpose();
  }
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
      u[k] = k == 1 && plane.line ? 0 : corner[side][k] + t * (corner[side + 1][k] - corner[side][k]);
      out.square(i, k) = centre(k) + half * u[k];
    }
    const Place image = placeOf(map, out.square(i, 0), out.square(i, 1));
    for (int k = 0; k < 2; ++k) {
      const auto c = static_cast<std::size_t>(k);
      out.image(i, k) = image[c];
      out.bent(i, k) = (image[c] - seen[c]) / half;
      out.straight(i, k) = k < slopes.rows() ? slopes(k, 0) * u[0] + slopes(k, 1) * u[1] : 0;
      const double gap = out.bent(i, k) - out.straight(i, k);
      squared += gap * gap;
    }
    out.bend = std::isnan(squared) ? kNaN : std::max(out.bend, std::sqrt(squared));
    if (i > 0) twice += out.bent(i - 1, 0) * out.bent(i, 1) - out.bent(i, 0) * out.bent(i - 1, 1);
  }
  out.area = plane.line ? kNaN : twice / 2 / 4;  // the square ±1 has area 4
  return out;
}

}  // namespace nabla
