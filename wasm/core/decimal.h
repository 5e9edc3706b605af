// Decimal text and float64, both ways, exactly: the C library's own conversions follow the locale, and bring
// 128-bit arithmetic into a WASM module.
#pragma once

#include <string>
#include <string_view>

namespace nabla {

// The float64 nearest to digits · 10^exponent, ties to even: infinite beyond the largest, 0 below half of the
// smallest subnormal. digits: '0' to '9' only, as many as you like; none reads as 0.
double decimalValue(std::string_view digits, int exponent);

struct Decimal {
  std::string digits;  // no zeros at either end; "0" for zero
  int exponent = 0;    // value = digits · 10^exponent
};

// The shortest decimal that reads back as |x|, for finite x.
Decimal shortestDecimal(double x);

// "0.1", "-12", "1e-7", "1.5e+300": as Python prints floats, but whole numbers below 1e16 without a point.
// "inf", "-inf", "nan".
std::string decimalText(double x);

}  // namespace nabla
