#include "squashing.h"

#include <algorithm>

#include "activation.h"
#include "real_functions.h"
#include "rounding.h"

namespace nabla {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

bool isTanh(const std::string& name) {
  if (name != "tanh" && name != "sigmoid")
    refuse<InvalidArgument>("name must be tanh or sigmoid, not '", name, "'.");
  return name == "tanh";
}

// One rounding an operation.
struct Form {
  Format format;
  double r(double x) const { return roundTo(format, x); }
  double e(double x) const { return r(std::exp(x)); }

  double tanhBy(int form, double x) const {
    const double size = std::abs(x);
    if (form == 0) {
      const double up = e(x), down = e(-x);
      return r(r(up - down) / r(up + down));
    }
    if (form == 3) return r(std::tanh(x));
    const double small = form == 1 ? e(r(-2 * size)) : r(std::expm1(r(-2 * size)));
    return std::copysign(form == 1 ? r(r(1 - small) / r(1 + small)) : r(-small / r(2 + small)), x);
  }
  double sigmoidBy(int form, double x) const {
    if (form == 4) return r(std::min(x, 0.0) - r(std::log1p(e(-std::abs(x)))));
    if (form == 1 || (form == 2 && x < 0)) {
      const double up = e(x);
      return r(up / r(1 + up));
    }
    const double value = r(1 / r(1 + e(-x)));
    return form == 3 ? r(std::log(value)) : value;
  }
  double by(bool hyperbolic, int form, double x) const {
    return std::isnan(x) ? x : hyperbolic ? tanhBy(form, x) : sigmoidBy(form, x);
  }
};

// The true value of a form in float64.
double truth(bool hyperbolic, int form, double x) {
  if (hyperbolic) return std::tanh(x);
  return form < 3 ? sigmoid(x) : std::min(x, 0.0) - std::log1p(std::exp(-std::abs(x)));
}

// P(z < x) for a standard normal z, accurate in the left tail.
double below(double x) {
  return 0.5 * std::erfc(-x * kSqrtHalf);
}
// P(a < z < b), without cancelling in either tail.
double between(double a, double b) {
  return a > 0 ? below(-a) - below(-b) : below(b) - below(a);
}

}  // namespace

SquashForms squashForms(const std::string& name, double x, const std::string& format) {
  const bool hyperbolic = isTanh(name);
  const Form form{parseFormat(format)};
  const int forms = hyperbolic ? 4 : 5;
  constexpr Index n = 105;
  SquashForms out;
  out.values.resize(forms);
  out.steps.resize(n);
  out.errors.resize(forms, n);
  for (int f = 0; f < forms; ++f) {
    out.values[f] = form.by(hyperbolic, f, form.r(x));
    for (Index k = 0; k < n; ++k) {
      out.steps[k] = std::pow(10, static_cast<double>(k) / 8 - 10);
      const double at = form.r(std::copysign(out.steps[k], x)), exact = truth(hyperbolic, f, at);
      const double error = std::abs(form.by(hyperbolic, f, at) - exact);
      out.errors(f, k) =
          exact == 0 || !std::isfinite(error) ? (error == 0 ? 0 : kNone) : error / std::abs(exact);
    }
  }
  const double a = form.by(hyperbolic, hyperbolic ? 3 : 2, form.r(x));
  out.slope = hyperbolic ? form.r(1 - form.r(a * a)) : form.r(a * form.r(1 - a));
  out.exact = activationSlope(parseActivation(name, 0), x);
  return out;
}

SquashedGaussian squashGaussian(const std::string& name, double mean, double deviation, int bins) {
  const bool hyperbolic = isTanh(name);
  if (!(std::abs(mean) <= 100)) refuse<InvalidArgument>("mean must be between -100 and 100.");
  if (!(deviation > 0 && deviation <= 20))
    refuse<InvalidArgument>("deviation must be above 0 and at most 20.");
  if (bins < 2 || bins > 400) refuse<InvalidArgument>("bins must be between 2 and 400.");
  const Activation phi = parseActivation(name, 0);
  SquashedGaussian out;
  out.shares.resize(bins);
  double before = -std::numeric_limits<double>::infinity();
  for (int i = 0; i < bins; ++i) {
    // Both inverses by one logarithm: atanh y = ½ log((1 + y)/(1 − y)), logit p = log(p/(1 − p)).
    const double odds = static_cast<double>(i + 1) / (bins - 1 - i);
    const double edge = (std::log(odds) * (hyperbolic ? 0.5 : 1) - mean) / deviation;
    out.shares[i] = between(before, edge);
    before = edge;
  }
  // The trapezoid rule, which is exact to rounding for smooth functions under a Gaussian. What lies at either
  // side goes in together, so that an odd function averages to 0 and not to dust.
  constexpr int half = 2000;
  constexpr double reach = 10;
  // Steps from φ(mean), which is the median of φ(x) and so never farther from its average than one deviation,
  // by tanh a − tanh b = sinh(a − b)/(cosh a cosh b): nothing cancels, however narrow or far out.
  const double scale = hyperbolic ? 1 : 0.5;
  double total = 0, shift = 0, square = 0;
  out.slope = out.square = 0;
  for (int i = 0; i <= half; ++i) {
    const double z = reach * i / half, w = std::exp(-z * z / 2) / (i == 0 ? 2 : 1);
    const double up = mean + deviation * z, down = mean - deviation * z;
    const double rise = scale * std::sinh(scale * deviation * z) / std::cosh(scale * mean);
    const double a = rise / std::cosh(scale * up), b = -rise / std::cosh(scale * down);
    const double da = activationSlope(phi, up), db = activationSlope(phi, down);
    total += 2 * w;
    shift += w * (a + b);
    square += w * (a * a + b * b);
    out.slope += w * (da + db);
    out.square += w * (da * da + db * db);
  }
  shift /= total;
  out.mean = activationValue(phi, mean) + shift;
  out.slope /= total;
  out.square = std::sqrt(out.square / total);
  out.deviation = std::sqrt(square / total - shift * shift);
  // tanh′ = 1 − tanh² = 0.05; σ′(x) = tanh′(x/2)/4 meets its own five per cent at twice the x.
  out.limit = std::atanh(std::sqrt(0.95)) * (hyperbolic ? 1 : 2);
  out.saturated.resize(2);
  out.saturated[0] = below((-out.limit - mean) / deviation);
  out.saturated[1] = below((mean - out.limit) / deviation);
  return out;
}

Matrix squashChain(const std::string& name, double x, double gain, int depth) {
  isTanh(name);
  if (depth < 0 || depth > 200) refuse<InvalidArgument>("depth must be between 0 and 200.");
  const Activation phi = parseActivation(name, 0);
  Matrix out(depth + 1, 3);
  double a = x, slope = 1, product = 1;
  for (Index l = 0; l <= depth; ++l) {
    if (l > 0) {
      slope = gain * activationSlope(phi, gain * a);
      product *= slope;
      a = activationValue(phi, gain * a);
    }
    out(l, 0) = a;
    out(l, 1) = slope;
    out(l, 2) = product;
  }
  return out;
}

}  // namespace nabla
