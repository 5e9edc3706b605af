#include "derivative.h"

#include <algorithm>
#include <vector>

#include "complex_step.h"
#include "derivatives.h"
#include "expression_apply.h"
#include "expression_report.h"
#include "rounding.h"

namespace nabla {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinite = std::numeric_limits<double>::infinity();
constexpr int kZoom = 181;  // points of the magnified curve
constexpr double kReach = 1.5;

Vector just(double x) {
  return Vector::Constant(1, x);
}
double slopeAt(const Expression& f, double x) {
  return gradientForward(f, just(x))(0);
}

void requirePoint(double at) {
  if (!std::isfinite(at)) refuse<InvalidArgument>("at must be a finite number.");
}
void requireStep(double h) {
  if (!(h > 0) || std::isinf(h)) refuse<InvalidArgument>("h must be a positive number.");
}

Difference differenceOf(const std::string& method) {
  if (method == "forward") return Difference::Forward;
  if (method == "central") return Difference::Central;
  if (method == "complex") return Difference::Imaginary;
  refuse<InvalidArgument>("method must be forward, central or complex, not '", method, "'.");
}

// f, f′, f″, f‴ by symbols. What grows beyond the limits of a formula is left out.
const std::vector<Expression>& symbolsOf(const std::string& text) {
  // Pure in effect: while a point is dragged, the formulas stay as they are.
  static std::string last;
  static std::vector<Expression> known;
  if (known.empty() || last != text) {
    known.assign(1, compiledExpression(text, "x"));
    last = text;
    try {
      while (known.size() < 4) known.push_back(known.back().derivative(0));
    } catch (const InvalidArgument&) {
      // The leading terms of theory are then not known.
    }
  }
  return known;
}

// f in one of two formats, and difference quotients that never leave it.
struct Rounded {
  const Expression& f;
  Format format;

  double round(double x) const { return roundTo(format, x); }
  double unit() const { return formatEpsilon(format) / 2; }
  double operator()(double x) const {
    return format == Format::float32 ? f.evaluateFloat32(&x) : f.evaluate(&x);
  }
  double imaginary(double x, double h) const {
    const ComplexStep at({x, h}, x);
    const ComplexStep value = evaluateAs<ComplexStep>(f, &at, [this](const ExpressionNode&, ComplexStep& c) {
      if (format == Format::float32) c = {{round(c.z.real()), round(c.z.imag())}, round(c.real)};
    });
    return std::isnan(value.real) ? value.real : round(value.z.imag() / h);
  }
  double quotient(double x, double step, Difference kind, bool taken) const {
    const double h = round(step);
    if (kind == Difference::Imaginary) return imaginary(x, h);
    const double right = round(x + h), left = kind == Difference::Central ? round(x - h) : x;
    const double run = taken ? round(right - left) : kind == Difference::Central ? 2 * h : h;
    return round(round((*this)(right) - (*this)(left)) / run);
  }
};

// What theory says of the error of a difference, to leading order.
struct Expected {
  Difference kind;
  double unit;
  double d[4];  // f, f′, f″, f‴

  Expected(const std::string& text, double x, Difference difference, double u) : kind(difference), unit(u) {
    const std::vector<Expression>& symbols = symbolsOf(text);
    for (std::size_t k = 0; k < 4; ++k) d[k] = k < symbols.size() ? symbols[k](x) : kNone;
  }

  double truncation(double h) const {
    return kind == Difference::Forward ? h * std::abs(d[2]) / 2 : h * h * std::abs(d[3]) / 6;
  }
  double rounding(double h) const {
    if (kind == Difference::Imaginary) return unit * std::abs(d[1]);
    return (kind == Difference::Forward ? 2 : 1) * unit * std::abs(d[0]) / h;
  }
  // Where the sum of the two is least.
  double best() const {
    if (kind == Difference::Imaginary) return kNone;
    const double f = unit * std::abs(d[0]);
    return kind == Difference::Forward ? 2 * std::sqrt(f / std::abs(d[2]))
                                       : std::cbrt(3 * f / std::abs(d[3]));
  }
};

// To four digits: what is printed in a sentence.
double shortened(double x) {
  const double power = std::floor(std::log10(x)) - 3, k = std::pow(10, std::abs(power));
  if (x == 0 || !std::isfinite(k)) return x;
  return power > 0 ? std::round(x / k) * k : std::round(x * k) / k;
}

std::string culpritOf(const Expression& f, double x) {
  std::vector<double> values;
  std::string text;
  evaluateAs<double>(f, &x, [&](const ExpressionNode& node, double& result) {
    values.push_back(result);
    if (std::isfinite(result) || !text.empty()) return;
    ExpressionBuilder shown({});
    const auto operand = [&](std::int32_t i) {
      if (i < 0 || isLeaf(node.op)) return -1;
      const double value = values[static_cast<std::size_t>(i)];
      const int size = shown.number(shortened(std::abs(value)));
      return value < 0 ? shown.make(Op::Neg, size) : size;
    };
    const int root = isLeaf(node.op) ? shown.number(result)
                                     : shown.make(node.op, operand(node.a), operand(node.b), operand(node.c));
    text = shown.finish(root).text() + (std::isnan(result) ? " is not a number" : " is infinite");
  });
  return text;
}

// The sides of a point and what they say about the slope there.
struct Sides {
  double left, right;
};

Sides sidesOf(const Expression& f, double x, double value, double s) {
  const double a = x - s, b = x + s;
  return {(f(a) - value) / (a - x), (f(b) - value) / (b - x)};
}

// Whether a quotient over a sixteenth of the step is more than twice as large.
bool grew(double wide, double narrow) {
  return std::abs(narrow) > 2 * std::abs(wide);
}

std::string kindOf(const Expression& f, double x, double slope, double bend, Vector& sides) {
  const double value = f(x);
  // A step that loses no more than nine digits, and a sixteenth of it: the difference of the sides shrinks
  // with it where f is smooth, stays at a kink, and grows sixteenfold at a jump.
  const double s = 1e-6 * std::max(1.0, std::abs(x));
  const Sides wide = sidesOf(f, x, value, s), narrow = sidesOf(f, x, value, s / 16);
  sides.resize(2);
  sides[0] = narrow.left;
  sides[1] = narrow.right;
  if (!std::isfinite(value)) return "none";
  if (std::isinf(slope)) return "vertical";
  const bool left = std::isfinite(narrow.left), right = std::isfinite(narrow.right);
  if (!left || !right) {
    if (!left && !right) return "edge";
    return grew(left ? wide.left : wide.right, left ? narrow.left : narrow.right) ? "vertical" : "edge";
  }
  const double noise = 64 * kEpsilon * (std::abs(value) + std::abs(x * narrow.right)) / s;
  const double steep = std::max(std::abs(narrow.left), std::abs(narrow.right));
  const double tolerance = 1e-4 * std::max(steep, std::abs(slope)) + 16 * noise;
  // Curvature that bends f within the step itself leaves nothing to be judged.
  const bool legible = !(std::abs(bend) * s > 1e-2 * std::max(steep, std::abs(slope)));
  if (legible && steep > tolerance) {
    const double growth = steep / std::max(std::abs(wide.left), std::abs(wide.right));
    if (growth > 2) return growth > 8 ? "jump" : "vertical";
    const double apart = std::abs(narrow.right - narrow.left);
    if (apart > tolerance && 2 * apart > std::abs(wide.right - wide.left)) return "kink";
  }
  if (std::isnan(slope)) return "off";
  return legible && std::abs((narrow.left + narrow.right) / 2 - slope) > tolerance ? "off" : "smooth";
}

}  // namespace

DerivativeProbe derivativeProbe(const std::string& text, double at, double h, const std::string& method,
                                const std::string& format, bool taken) {
  const Difference kind = differenceOf(method);
  requireStep(h);
  requirePoint(at);
  const Expression& f = compiledExpression(text, "x");
  const Rounded rounded{f, parseFormat(format)};
  DerivativeProbe p;
  p.at = rounded.round(at);
  p.value = rounded(p.at);
  p.slope = slopeAt(f, p.at);
  p.quotient = rounded.quotient(p.at, h, kind, taken);
  p.error = std::abs(p.quotient - p.slope);
  const Expected expected(text, p.at, kind, rounded.unit());
  p.truncation = expected.truncation(h);
  p.rounding = expected.rounding(h);
  p.kind = kindOf(f, p.at, p.slope, expected.d[2], p.sides);
  p.culprit = culpritOf(f, p.at);
  if (kind != Difference::Imaginary) {
    const double right = rounded.round(p.at + h),
                 left = kind == Difference::Central ? rounded.round(p.at - h) : p.at;
    p.secant.resize(4);
    p.secant[0] = left;
    p.secant[1] = rounded(left);
    p.secant[2] = right;
    p.secant[3] = rounded(right);
  }
  p.zoom.resize(kZoom, 2);
  for (Index i = 0; i < kZoom; ++i) {
    const double t = kReach * (2.0 * static_cast<double>(i) / (kZoom - 1) - 1);
    p.zoom(i, 0) = t;
    p.zoom(i, 1) = rounded.round(rounded.round(rounded(rounded.round(p.at + t * h)) - p.value) / h);
  }
  return p;
}

DifferenceErrors differenceErrors(const std::string& text, double at, bool taken) {
  requirePoint(at);
  const Expression& f = compiledExpression(text, "x");
  constexpr Index n = 129, reach = 3;
  DifferenceErrors e;
  e.steps.resize(n);
  for (Index k = 0; k < n; ++k) e.steps(k) = std::pow(10, -static_cast<double>(k) / 8);
  e.errors.resize(6, n);
  e.theory.resize(6, n);
  e.best.resize(6, 4);
  for (Index row = 0; row < 6; ++row) {
    const auto kind = static_cast<Difference>(row % 3);
    const Rounded rounded{f, row < 3 ? Format::float64 : Format::float32};
    const double x = rounded.round(at), slope = slopeAt(f, x);
    const Expected expected(text, x, kind, rounded.unit());
    for (Index k = 0; k < n; ++k) {
      const double h = e.steps(k);
      e.errors(row, k) = std::abs(rounded.quotient(x, h, kind, taken) - slope);
      e.theory(row, k) = expected.truncation(h) + expected.rounding(h);
    }
    Index best = 0;
    double least = kInfinite;
    for (Index k = 0; k < n; ++k) {
      double worst = 0;
      for (Index j = std::max<Index>(0, k - reach); j <= std::min(n - 1, k + reach); ++j) {
        const double error = e.errors(row, j);
        worst = std::isnan(error) ? kInfinite : std::max(worst, error);
      }
      if (worst < least) {
        least = worst;
        best = k;
      }
    }
    const double h = expected.best();
    const bool found = std::isfinite(least);
    e.best(row, 0) = h;
    e.best(row, 1) = std::isfinite(h) ? expected.truncation(h) + expected.rounding(h) : kNone;
    e.best(row, 2) = found ? e.steps(best) : kNone;
    e.best(row, 3) = found ? e.errors(row, best) : kNone;
  }
  return e;
}

DerivativeWays derivativeWays(const std::string& text, double at, double h, double inputs) {
  requirePoint(at);
  requireStep(h);
  if (!(inputs >= 1) || std::isinf(inputs)) refuse<InvalidArgument>("inputs must be a number of at least 1.");
  const Expression& f = compiledExpression(text, "x");
  const Vector x = just(at);
  DerivativeWays w;
  const Expression slope = f.derivative(0);
  const DerivativeCosts costs = derivativeCosts(f);
  w.operations = costs.value;
  w.ways.resize(6, 4);
  const Rounded rounded{f, Format::float64};
  double values[6] = {slopeAt(f, at), gradientReverse(f, x)(0), slope(at)};
  for (int k = 0; k < 3; ++k) values[3 + k] = rounded.quotient(at, h, static_cast<Difference>(k), false);
  w.reference = std::max(std::min(values[0], values[1]), std::min(std::max(values[0], values[1]), values[2]));
  const double once = costs.value;
  const double operations[] = {(1 + inputs) * once,     static_cast<double>(costs.reverse),
                               costs.symbolic * inputs, (1 + inputs) * once,
                               2 * inputs * once,       4 * inputs * once};
  for (Index i = 0; i < 6; ++i) {
    const double error = std::abs(values[i] - w.reference);
    const double size = w.reference == 0 ? 1 : std::abs(w.reference);
    const double digits = error == 0 ? 16 : std::clamp(-std::log10(error / size), 0.0, 16.0);
    w.ways(i, 0) = values[i];
    w.ways(i, 1) = error;
    w.ways(i, 2) = std::isnan(error) ? kNone : digits;
    w.ways(i, 3) = operations[i];
  }
  try {
    w.formula = slope.formula();
  } catch (const InvalidArgument&) {
    // Longer than anyone would read.
  }
  return w;
}

double derivativeAgain(const std::string& text, double at, double h, int way, int times) {
  if (way < 0 || way > 5) refuse<InvalidArgument>("way must be a whole number from 0 to 5.");
  const Expression& f = compiledExpression(text, "x");
  const Expression slope = way == 2 ? f.derivative(0) : f;  // derived once, then evaluated
  const Vector x = just(at);
  double value = 0;
  const Rounded rounded{f, Format::float64};
  for (int i = 0; i < times; ++i) {
    if (way == 0) {
      value = slopeAt(f, at);
    } else if (way == 1) {
      value = gradientReverse(f, x)(0);
    } else if (way == 2) {
      value = slope(at);
    } else {
      value = rounded.quotient(at, h, static_cast<Difference>(way - 3), false);
    }
  }
  return value;
}

namespace {

// A curve in the making. Between two samples it is joined only where it is continuous.
struct Curve {
  const Expression& f;
  bool slope;
  std::vector<double> xy;

  double operator()(double x) const {
    const double value = f(x);
    return slope && std::isfinite(value) ? slopeAt(f, x) : value;
  }
  void add(double x, double y) {
    xy.push_back(x);
    xy.push_back(y);
  }

  // Half after half, whichever holds more of the rise from a to b: a continuous rise melts away, a jump does
  // not. Leaves the two sides of the jump in a and b.
  bool jumps(double& a, double& ya, double& b, double& yb) const {
    const double rise = std::abs(yb - ya);
    for (int i = 0; i < 60; ++i) {
      const double x = a + (b - a) / 2, y = (*this)(x);
      if (x == a || x == b || !std::isfinite(y)) return true;
      const bool first = std::abs(y - ya) >= std::abs(yb - y);
      (first ? b : a) = x;
      (first ? yb : ya) = y;
      if (std::abs(yb - ya) < rise / 2) return false;
    }
    return true;
  }
  // Whether f leaves for infinity between a and b and comes back on the same side: the search for the highest
  // place in thirds does not end.
  bool hasPole(double a, double b, double height) const {
    double peak = height;
    for (int i = 0; i < 100 && (i < 24 || peak > height); ++i) {
      const double x = a + (b - a) / 3, z = b - (b - a) / 3, y = std::abs((*this)(x)),
                   w = std::abs((*this)(z));
      if (!std::isfinite(y) || !std::isfinite(w)) return true;
      peak = std::max(y, w);
      (y < w ? a : b) = y < w ? x : z;
    }
    return peak > 100 * height;
  }
  // The last x from a towards b at which there is a value.
  double edge(double a, double b) const {
    for (int i = 0; i < 60; ++i) {
      const double x = a + (b - a) / 2;
      if (x == a || x == b) break;
      (std::isfinite((*this)(x)) ? a : b) = x;
    }
    return a;
  }

  void join(double a, double ya, double b, double yb, double grain) {
    if (std::isfinite(ya) && std::isfinite(yb)) {
      double a2 = a, b2 = b;
      if (std::abs(yb - ya) <= grain || !jumps(a2, ya, b2, yb)) return;
      if (a2 != a) add(a2, ya);
      add(kNone, kNone);
      if (b2 != b) add(b2, yb);
    } else if (std::isfinite(ya)) {
      const double x = edge(a, b);
      if (x != a) add(x, (*this)(x));
      add(kNone, kNone);
    } else if (std::isfinite(yb)) {
      add(kNone, kNone);
      const double x = edge(b, a);
      if (x != b) add(x, (*this)(x));
    }
  }

  Matrix drawn(double from, double to, int n, double* range) {
    std::vector<double> xs, ys, sorted;
    for (int i = 0; i < n; ++i) {
      xs.push_back(from + (to - from) * i / (n - 1));
      ys.push_back((*this)(xs.back()));
      if (std::isfinite(ys.back())) sorted.push_back(ys.back());
    }
    std::sort(sorted.begin(), sorted.end());
    const auto at = [&](double share) {
      return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
    };
    range[0] = range[1] = kNone;
    if (!sorted.empty()) {
      // Whatever leaves the middle four fifths by more than four times their width is on its way to a pole.
      const double low = at(0.1), high = at(0.9), room = high - low;
      const bool poles = room > 0 && at(1) - at(0) > 8 * room;
      range[0] = poles ? std::max(at(0), low - 1.5 * room) : at(0);
      range[1] = poles ? std::min(at(1), high + 1.5 * room) : at(1);
    }
    const double grain = 1e-3 * (range[1] - range[0]);
    for (std::size_t i = 0; i < xs.size(); ++i) {
      if (i > 0) {
        // Higher than what lies about it: the only places where a pole can hide between two samples.
        const double height = std::max(std::abs(ys[i - 1]), std::abs(ys[i]));
        const bool top = !(i > 1 && std::abs(ys[i - 2]) >= height) &&
                         !(i + 1 < xs.size() && std::abs(ys[i + 1]) >= height);
        if (top && std::isfinite(ys[i - 1]) && std::isfinite(ys[i]) && hasPole(xs[i - 1], xs[i], height)) {
          add(kNone, kNone);
        } else {
          join(xs[i - 1], ys[i - 1], xs[i], ys[i], grain);
        }
      }
      if (std::isfinite(ys[i])) add(xs[i], ys[i]);
    }
    return Eigen::Map<const Matrix>(xy.data(), static_cast<Index>(xy.size() / 2), 2);
  }
};

}  // namespace

DerivativeCurve derivativeCurve(const std::string& text, double from, double to, int n) {
  if (!(from < to) || std::isinf(to - from)) refuse<InvalidArgument>("from must be below to.");
  if (n < 2 || n > 4096) refuse<InvalidArgument>("n must be between 2 and 4096.");
  const Expression& f = compiledExpression(text, "x");
  DerivativeCurve c;
  c.range.resize(4);
  c.f = Curve{f, false, {}}.drawn(from, to, n, c.range.data());
  c.slope = Curve{f, true, {}}.drawn(from, to, n, c.range.data() + 2);
  int missing = 0;
  c.gap = kNone;
  for (int i = 0; i < n; ++i) {
    const double x = from + (to - from) * i / (n - 1);
    if (std::isfinite(f(x))) continue;
    if (missing++ == 0) c.gap = x;
  }
  c.missing = static_cast<double>(missing) / n;
  if (missing > 0) c.culprit = culpritOf(f, c.gap);
  return c;
}

}  // namespace nabla
