#include "jet.h"

namespace nabla {
namespace {

constexpr int K = Jet::kOrder;

double& at(Jet& x, int k) {
  return x.c[static_cast<std::size_t>(k)];
}
double at(const Jet& x, int k) {
  return x.c[static_cast<std::size_t>(k)];
}

// y with y(0) given and y' = g x'.
Jet integrated(double start, const Jet& g, const Jet& x) {
  Jet y(start);
  for (int k = 1; k <= K; ++k) {
    double sum = 0;
    for (int j = 1; j <= k; ++j) {
      if (at(x, j) != 0) sum += j * at(x, j) * at(g, k - j);
    }
    at(y, k) = sum / k;
  }
  return y;
}

// y with y' = g(y) x': each round fixes one more coefficient.
template <class Slope>
Jet solved(double start, const Jet& x, Slope g) {
  Jet y(start);
  for (int k = 0; k < K; ++k) y = integrated(start, g(y), x);
  return y;
}

Jet scaled(double a, const Jet& x) {
  Jet y;
  for (int k = 0; k <= K; ++k) at(y, k) = a * at(x, k);
  return y;
}

// (sin, cos) and (sinh, cosh): two series, each the slope of the other up to a sign.
void sincos(const Jet& x, double sine, double cosine, double sign, Jet& s, Jet& c) {
  s = Jet(sine);
  c = Jet(cosine);
  for (int k = 0; k < K; ++k) {
    const Jet old = s;
    s = integrated(sine, c, x);
    c = integrated(cosine, scaled(sign, old), x);
  }
}

}  // namespace

Jet operator-(const Jet& x) {
  return scaled(-1, x);
}
Jet operator+(const Jet& x, const Jet& y) {
  Jet out;
  for (int k = 0; k <= K; ++k) at(out, k) = at(x, k) + at(y, k);
  return out;
}
Jet operator-(const Jet& x, const Jet& y) {
  Jet out;
  for (int k = 0; k <= K; ++k) at(out, k) = at(x, k) - at(y, k);
  return out;
}
Jet operator*(const Jet& x, const Jet& y) {
  Jet out;
  for (int k = 0; k <= K; ++k) {
    double sum = at(x, 0) * at(y, k);  // not from 0, which would take the sign of -0
    for (int j = 1; j <= k; ++j) sum += at(x, j) * at(y, k - j);
    at(out, k) = sum;
  }
  return out;
}
Jet operator/(const Jet& x, const Jet& y) {
  Jet out;
  for (int k = 0; k <= K; ++k) {
    double sum = at(x, k);
    for (int j = 1; j <= k; ++j) sum -= at(y, j) * at(out, k - j);
    at(out, k) = sum / at(y, 0);
  }
  return out;
}

Jet exp(const Jet& x) {
  return solved(std::exp(x.c[0]), x, [](const Jet& y) { return y; });
}
Jet expm1(const Jet& x) {
  Jet y = exp(x);
  y.c[0] = std::expm1(x.c[0]);
  return y;
}
Jet log(const Jet& x) {
  return integrated(std::log(x.c[0]), 1.0 / x, x);
}
Jet log1p(const Jet& x) {
  return integrated(std::log1p(x.c[0]), 1.0 / (1.0 + x), x);
}
Jet log2(const Jet& x) {
  return integrated(std::log2(x.c[0]), 1.0 / scaled(kLn2, x), x);
}
Jet log10(const Jet& x) {
  return integrated(std::log10(x.c[0]), 1.0 / scaled(kLn10, x), x);
}
Jet sin(const Jet& x) {
  Jet s, c;
  sincos(x, std::sin(x.c[0]), std::cos(x.c[0]), -1, s, c);
  return s;
}
Jet cos(const Jet& x) {
  Jet s, c;
  sincos(x, std::sin(x.c[0]), std::cos(x.c[0]), -1, s, c);
  return c;
}
Jet tan(const Jet& x) {
  return solved(std::tan(x.c[0]), x, [](const Jet& y) { return 1.0 + y * y; });
}
Jet asin(const Jet& x) {
  return integrated(std::asin(x.c[0]), 1.0 / sqrt((1.0 - x) * (1.0 + x)), x);
}
Jet acos(const Jet& x) {
  return integrated(std::acos(x.c[0]), -1.0 / sqrt((1.0 - x) * (1.0 + x)), x);
}
Jet atan(const Jet& x) {
  return integrated(std::atan(x.c[0]), 1.0 / (1.0 + x * x), x);
}
Jet sinh(const Jet& x) {
  Jet s, c;
  sincos(x, std::sinh(x.c[0]), std::cosh(x.c[0]), 1, s, c);
  return s;
}
Jet cosh(const Jet& x) {
  Jet s, c;
  sincos(x, std::sinh(x.c[0]), std::cosh(x.c[0]), 1, s, c);
  return c;
}
Jet tanh(const Jet& x) {
  const Jet c = cosh(x);
  return integrated(std::tanh(x.c[0]), 1.0 / (c * c), x);
}
Jet sigmoid(const Jet& x) {
  // y' = y z x' with z = 1 - y carried beside it, which 1 - y itself would cancel.
  Jet y(sigmoid(x.c[0])), z(sigmoid(-x.c[0]));
  for (int k = 0; k < K; ++k) {
    y = integrated(y.c[0], y * z, x);
    const double start = z.c[0];
    z = -y;
    z.c[0] = start;
  }
  return y;
}
Jet softplus(const Jet& x) {
  return integrated(softplus(x.c[0]), sigmoid(x), x);
}
Jet silu(const Jet& x) {
  return x * sigmoid(x);
}
Jet erf(const Jet& x) {
  return integrated(std::erf(x.c[0]), scaled(kTwoOverSqrtPi, exp(-(x * x))), x);
}
Jet erfc(const Jet& x) {
  return integrated(std::erfc(x.c[0]), scaled(-kTwoOverSqrtPi, exp(-(x * x))), x);
}
Jet gelu(const Jet& x) {
  return scaled(0.5, x * erfc(scaled(-kSqrtHalf, x)));
}
Jet sqrt(const Jet& x) {
  return powerOf(x, 0.5);
}
Jet cbrt(const Jet& x) {
  const double root = std::cbrt(x.c[0]);
  // y = x^(1/3) from y x' = 3 x y'.
  Jet y(root);
  for (int k = 1; k <= K; ++k) {
    double sum = 0;
    for (int j = 1; j <= k; ++j) sum += (j / 3.0 - (k - j)) * at(x, j) * at(y, k - j);
    at(y, k) = sum / (k * at(x, 0));
  }
  return y;
}
Jet powerOf(const Jet& x, double exponent) {
  if (exponent == std::floor(exponent) && exponent >= 0 && exponent <= 64) {  // also right at 0
    Jet y(1);
    for (int i = static_cast<int>(exponent); i > 0; --i) y = y * x;
    y.c[0] = power(x.c[0], exponent);
    return y;
  }
  // y = x^r from y' x = r y x'.
  Jet y(power(x.c[0], exponent));
  for (int k = 1; k <= K; ++k) {
    double sum = 0;
    for (int j = 1; j <= k; ++j) {
      if (at(x, j) != 0) sum += (j * exponent - (k - j)) * at(x, j) * at(y, k - j);
    }
    at(y, k) = sum / (k * at(x, 0));
  }
  // At 0 the recurrence is 0/0; the limits are those of r (r-1) … x^(r-k).
  if (x.c[0] == 0 && exponent != 0) {
    double factor = 1;
    for (int k = 1; k <= K; ++k) {
      factor *= (exponent - k + 1) / k;
      at(y, k) = factor * std::pow(0.0, exponent - k) * std::pow(at(x, 1), k);
    }
  }
  return y;
}
Jet power(const Jet& x, const Jet& y) {
  const Jet z = exp(y * log(x));
  Jet out = z;
  const double value = power(x.c[0], y.c[0]);
  // exp of a product of logarithms loses digits where the product is large: its value is known better.
  const double ratio = z.c[0] == 0 || std::isinf(z.c[0]) ? 1 : value / z.c[0];
  for (int k = 1; k <= K; ++k) at(out, k) *= ratio;
  out.c[0] = value;
  return out;
}
Jet atan2(const Jet& y, const Jet& x) {
  const double angle = std::atan2(y.c[0], x.c[0]);
  // By whichever quotient is below 1.
  Jet out = std::abs(x.c[0]) >= std::abs(y.c[0]) ? atan(y / x) : -atan(x / y);
  out.c[0] = angle;
  if (x.c[0] == 0 && y.c[0] == 0) out = Jet(angle);
  return out;
}
Jet hypot(const Jet& x, const Jet& y) {
  const double r = std::hypot(x.c[0], y.c[0]);
  const Jet u = scaled(1 / r, x), v = scaled(1 / r, y);
  Jet out = scaled(r, sqrt(u * u + v * v));
  out.c[0] = r;
  return out;
}

Jet abs(const Jet& x) {
  return scaled(sign(x.c[0]), x);
}
Jet relu(const Jet& x) {
  return x.c[0] <= 0 ? Jet(0) : x;
}
Jet maximum(const Jet& x, const Jet& y) {
  if (x.c[0] == y.c[0]) return scaled(0.5, x + y);
  return std::isnan(x.c[0]) || x.c[0] > y.c[0] ? x : y;
}
Jet minimum(const Jet& x, const Jet& y) {
  if (x.c[0] == y.c[0]) return scaled(0.5, x + y);
  return std::isnan(x.c[0]) || x.c[0] < y.c[0] ? x : y;
}

}  // namespace nabla
