#include "decimal.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "double_double.h"

namespace nabla {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// A whole number in base 10^9, least significant limb first.
using Limbs = std::vector<std::uint32_t>;

void multiply(Limbs& n, std::uint32_t by) {
  std::uint64_t carry = 0;
  for (std::uint32_t& limb : n) {
    carry += static_cast<std::uint64_t>(limb) * by;
    limb = static_cast<std::uint32_t>(carry % 1000000000u);
    carry /= 1000000000u;
  }
  if (carry != 0) n.push_back(static_cast<std::uint32_t>(carry));
}

std::string digitsOf(const Limbs& n) {
  std::string out;
  for (std::size_t i = n.size(); i-- > 0;) {
    std::string limb = std::to_string(n[i]);
    if (!out.empty()) limb.insert(0, 9 - limb.size(), '0');
    out += limb;
  }
  return out;
}

Decimal trimmed(std::string digits, int exponent) {
  const std::size_t first = digits.find_first_not_of('0');
  if (first == std::string::npos) return {"0", 0};
  const std::size_t last = digits.find_last_not_of('0');
  return {digits.substr(first, last - first + 1), exponent + static_cast<int>(digits.size() - 1 - last)};
}

// The digits of the next whole number.
std::string increased(std::string digits) {
  digits.insert(0, 1, '0');
  std::size_t i = digits.size() - 1;
  while (digits[i] == '9') digits[i--] = '0';
  ++digits[i];
  return digits;
}

// mantissa · 2^exponent, with every digit: m 2^-k = m 5^k 10^-k.
Decimal exactDecimal(std::uint64_t mantissa, int exponent) {
  Limbs n{static_cast<std::uint32_t>(mantissa % 1000000000u),
          static_cast<std::uint32_t>(mantissa / 1000000000u % 1000000000u),
          static_cast<std::uint32_t>(mantissa / 1000000000000000000u)};
  while (n.size() > 1 && n.back() == 0) n.pop_back();
  const std::uint32_t base = exponent < 0 ? 5 : 2;
  const int step = exponent < 0 ? 12 : 29;  // 5^12 and 2^29 are below 10^9
  for (int left = std::abs(exponent); left > 0; left -= step) {
    std::uint32_t factor = 1;
    for (int i = std::min(left, step); i > 0; --i) factor *= base;
    multiply(n, factor);
  }
  return trimmed(digitsOf(n), std::min(exponent, 0));
}

// -1, 0 or 1 as a is below, equal to or above b; both trimmed.
int compare(const Decimal& a, const Decimal& b) {
  if (a.digits == "0" || b.digits == "0") return (b.digits == "0") - (a.digits == "0");
  const auto top = [](const Decimal& d) { return static_cast<int>(d.digits.size()) + d.exponent; };
  if (top(a) != top(b)) return top(a) < top(b) ? -1 : 1;
  const int order =
      a.digits.compare(b.digits);  // most significant first; a shorter prefix is the smaller one
  return (order > 0) - (order < 0);
}

struct Binary {
  std::uint64_t mantissa;
  int exponent;
};

Binary binaryOf(double x) {
  const auto bits = std::bit_cast<std::uint64_t>(x);
  const int biased = static_cast<int>(bits >> 52 & 0x7ff);
  const std::uint64_t fraction = bits & ((std::uint64_t{1} << 52) - 1);
  if (biased == 0) return {fraction, -1074};
  return {fraction | std::uint64_t{1} << 52, biased - 1075};
}

// The point half-way from x >= 0 to the next float64 above it.
Decimal midpointAbove(double x) {
  const Binary b = binaryOf(x);
  return exactDecimal(2 * b.mantissa + 1, b.exponent - 1);
}

bool isEven(double x) {
  return (std::bit_cast<std::uint64_t>(x) & 1) == 0;
}

DoubleDouble tenTo(int n) {
  DoubleDouble out = 1, square = 10;
  for (; n != 0; n >>= 1) {
    if (n % 2 == 1) out = out * square;
    if (n > 1) square = square * square;
  }
  return out;
}

// The nearest float64 by arithmetic with 32 digits, where its error of less than 1e-27 leaves no doubt; NaN
// where it does, and for results that are not normal numbers.
double byDoubleDouble(const Decimal& d, int size) {
  if (size + d.exponent > 308 || size + d.exponent < -306) return std::nan("");
  const auto chunk = [&](int from, int count) {
    double value = 0;
    for (int i = from; i < from + count; ++i)
      value = value * 10 + (d.digits[static_cast<std::size_t>(i)] - '0');
    return value;
  };
  const int first = std::min(size, 15), second = std::min(size - first, 15);
  const int power = d.exponent + size - first - second;
  // Away from both ends of the range by a power of two, which is exact, and back at the end.
  const int shift = power < 0 ? 600 : -600, half = std::abs(power) / 2;
  DoubleDouble x =
      DoubleDouble(chunk(0, first)) * DoubleDouble(std::pow(10.0, second)) + chunk(first, second);
  x = x * DoubleDouble(std::ldexp(1.0, shift));
  for (const DoubleDouble& scale : {tenTo(half), tenTo(std::abs(power) - half)})
    x = power < 0 ? x / scale : x * scale;
  const double gap = std::nextafter(x.high, kInfinity) - x.high;
  const double below = x.high - std::nextafter(x.high, 0.0);
  const double distance = std::abs(std::abs(x.low) - (x.low < 0 ? below : gap) / 2);
  return distance > 1e-26 * x.high ? std::ldexp(x.high, -shift) : std::nan("");
}

double scaled(double x, int power) {
  // Two factors: one alone overflows where the product need not.
  const int half = power / 2;
  return x * std::pow(10.0, half) * std::pow(10.0, power - half);
}

}  // namespace

double decimalValue(std::string_view text, int exponent) {
  const Decimal d = trimmed(std::string(text), exponent);
  if (d.digits == "0") return 0;
  const int size = static_cast<int>(d.digits.size());
  if (size + d.exponent > 310) return kInfinity;
  if (size + d.exponent < -330) return 0;
  const int kept = std::min(size, 18);
  std::uint64_t leading = 0;
  for (int i = 0; i < kept; ++i)
    leading = leading * 10 + static_cast<std::uint64_t>(d.digits[static_cast<std::size_t>(i)] - '0');
  const int power = d.exponent + size - kept;
  // Whole numbers and powers of ten that float64 holds exactly: one operation, rounded once.
  if (size <= 15 && std::abs(power) <= 22) {
    static constexpr double kPowers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                         1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                         1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    const auto value = static_cast<double>(leading);
    return power < 0 ? value / kPowers[-power] : value * kPowers[power];
  }
  if (const double quick = byDoubleDouble(d, size); !std::isnan(quick)) return quick;
  // A guess good to a few units in the last place, then steps to where the decimal lies between two
  // midpoints.
  double x = scaled(static_cast<double>(leading), power);
  constexpr double kLargest = std::numeric_limits<double>::max();
  if (x > kLargest) x = kLargest;
  for (;;) {
    const int above = compare(d, midpointAbove(x));
    if (above > 0 || (above == 0 && !isEven(x))) {
      if (x == kLargest) return kInfinity;
      x = std::nextafter(x, kInfinity);
      if (above == 0) return x;
      continue;
    }
    if (x == 0) return 0;
    const double lower = std::nextafter(x, 0.0);
    const int below = compare(d, midpointAbove(lower));
    if (below > 0 || (below == 0 && isEven(x))) return x;
    x = lower;
  }
}

Decimal shortestDecimal(double value) {
  const double x = std::abs(value);
  const Binary b = binaryOf(x);
  const Decimal exact = exactDecimal(b.mantissa, b.exponent);
  // What reads back with fewer than 15 digits reads back with 15 as well, zeros at its end. Not so for
  // subnormals.
  const std::size_t first = x < 1e-290 ? 1 : 15;
  // Seventeen always do.
  for (std::size_t precision = first; precision < exact.digits.size(); ++precision) {
    const std::string head = exact.digits.substr(0, precision);
    const char next = exact.digits[precision];
    const bool tie = next == '5' && precision + 1 == exact.digits.size();
    const bool up = tie ? (head.back() - '0') % 2 == 1 : next >= '5';
    const int exponent = exact.exponent + static_cast<int>(exact.digits.size() - precision);
    if (!up && decimalValue(head, exponent) == x) return trimmed(head, exponent);
    // Below a power of two numbers lie twice as close as above it: where the nearest decimal, below it,
    // belongs to another number, the next one above may still read back.
    if (!up && b.mantissa != std::uint64_t{1} << 52) continue;
    const std::string above = increased(head);
    if (decimalValue(above, exponent) == x) return trimmed(above, exponent);
  }
  return exact;
}

std::string decimalText(double x) {
  if (std::isnan(x)) return "nan";
  const std::string sign = std::signbit(x) ? "-" : "";
  if (std::isinf(x)) return sign + "inf";
  const Decimal d = shortestDecimal(x);
  const int size = static_cast<int>(d.digits.size());
  const int top = size + d.exponent;  // the value is 0.digits · 10^top
  if (top > 16 || top < -3) {
    std::string text = sign + d.digits.substr(0, 1);
    if (size > 1) text += "." + d.digits.substr(1);
    return text + (top > 0 ? "e+" : "e-") + std::to_string(std::abs(top - 1));
  }
  if (d.exponent >= 0) return sign + d.digits + std::string(static_cast<std::size_t>(d.exponent), '0');
  if (top <= 0) return sign + "0." + std::string(static_cast<std::size_t>(-top), '0') + d.digits;
  return sign + d.digits.substr(0, static_cast<std::size_t>(top)) + "." +
         d.digits.substr(static_cast<std::size_t>(top));
}

}  // namespace nabla
