#include "rounding.h"

#include <algorithm>
#include <cmath>

namespace nabla {
namespace {

double roundToBits(double x, int precision, int lowestExponent, double largest) {
  if (x == 0 || !std::isfinite(x)) return x;
  int exponent = 0;
  std::frexp(x, &exponent);  // |x| in [2^(exponent - 1), 2^exponent)
  const int unit = std::max(exponent - 1, lowestExponent) - (precision - 1);
  // nearbyint rounds ties to even; both scalings are exact
  const double rounded = std::ldexp(std::nearbyint(std::ldexp(x, -unit)), unit);
  if (std::abs(rounded) > largest) return std::copysign(std::numeric_limits<double>::infinity(), x);
  return rounded;
}

}  // namespace

Format parseFormat(const std::string& name) {
  if (name == "float64") return Format::float64;
  if (name == "float32") return Format::float32;
  if (name == "float16") return Format::float16;
  if (name == "bfloat16") return Format::bfloat16;
  refuse<InvalidArgument>("format must be float64, float32, float16 or bfloat16, got \"", name, "\"");
}

double roundTo(Format format, double x) {
  switch (format) {
    case Format::float32:
      return static_cast<double>(static_cast<float>(x));  // IEC 559: overflow is infinite
    case Format::float16:
      return roundToBits(x, 11, -14, 65504);
    case Format::bfloat16:
      return roundToBits(x, 8, -126, 0x1.fep127);
    case Format::float64:
      break;
  }
  return x;
}

Matrix roundTo(Format format, const Matrix& a) {
  return a.unaryExpr([format](double x) { return roundTo(format, x); });
}

double formatEpsilon(Format format) {
  switch (format) {
    case Format::float32:
      return 0x1p-23;
    case Format::float16:
      return 0x1p-10;
    case Format::bfloat16:
      return 0x1p-7;
    case Format::float64:
      break;
  }
  return 0x1p-52;
}

}  // namespace nabla
