// A number carried as the unevaluated sum of two float64: about 32 decimal digits, the exponent range of
// float64. It is the yardstick against which float64 and float32 results are measured. Dekker 1971; Hida, Li,
// Bailey 2001. Compile with -ffp-contract=off: the error terms below are exact only when each operation
// rounds on its own.
#pragma once

#include <cmath>

namespace nabla {

struct DoubleDouble {
  double high = 0;
  double low = 0;

  DoubleDouble() = default;
  DoubleDouble(double value) : high(value) {}  // NOLINT: a float64 is a DoubleDouble
  DoubleDouble(double h, double l) : high(h), low(l) {}
  explicit operator double() const { return high + low; }
};

// a + b = high + low exactly, any order of magnitudes (Knuth).
inline DoubleDouble twoSum(double a, double b) {
  const double s = a + b;
  const double t = s - a;
  return {s, (a - (s - t)) + (b - t)};
}

// a b = high + low exactly while |a|, |b| < 2^996 and nothing underflows (Veltkamp, Dekker). Not std::fma:
// WebAssembly has no such instruction and its emulation is twenty times slower than this.
inline DoubleDouble twoProduct(double a, double b) {
  constexpr double kSplit = 134217729.0;  // 2^27 + 1
  const double p = a * b;
  const double ta = kSplit * a, tb = kSplit * b;
  const double ah = ta - (ta - a), bh = tb - (tb - b);
  const double al = a - ah, bl = b - bh;
  return {p, ((ah * bh - p) + ah * bl + al * bh) + al * bl};
}

inline DoubleDouble renormalized(double high, double low) {
  const double s = high + low;
  return {s, low - (s - high)};
}

inline DoubleDouble operator-(const DoubleDouble& a) {
  return {-a.high, -a.low};
}

inline DoubleDouble operator+(const DoubleDouble& a, const DoubleDouble& b) {
  const DoubleDouble s = twoSum(a.high, b.high);
  const DoubleDouble t = twoSum(a.low, b.low);
  const DoubleDouble u = renormalized(s.high, s.low + t.high);
  return renormalized(u.high, u.low + t.low);
}
inline DoubleDouble operator-(const DoubleDouble& a, const DoubleDouble& b) {
  return a + -b;
}

inline DoubleDouble operator*(const DoubleDouble& a, const DoubleDouble& b) {
  const DoubleDouble p = twoProduct(a.high, b.high);
  return renormalized(p.high, p.low + (a.high * b.low + a.low * b.high));
}

inline DoubleDouble operator/(const DoubleDouble& a, const DoubleDouble& b) {
  const double q1 = a.high / b.high;
  const DoubleDouble r1 = a - b * DoubleDouble(q1);
  const double q2 = r1.high / b.high;
  const DoubleDouble r2 = r1 - b * DoubleDouble(q2);
  return renormalized(q1, q2) + DoubleDouble(r2.high / b.high);
}

inline DoubleDouble& operator+=(DoubleDouble& a, const DoubleDouble& b) {
  return a = a + b;
}
inline DoubleDouble& operator-=(DoubleDouble& a, const DoubleDouble& b) {
  return a = a - b;
}

inline bool operator<(const DoubleDouble& a, const DoubleDouble& b) {
  return a.high < b.high || (a.high == b.high && a.low < b.low);
}
inline bool operator>(const DoubleDouble& a, const DoubleDouble& b) {
  return b < a;
}
inline bool operator==(const DoubleDouble& a, const DoubleDouble& b) {
  return a.high == b.high && a.low == b.low;
}

inline DoubleDouble abs(const DoubleDouble& a) {
  return a.high < 0 ? -a : a;
}

inline DoubleDouble sqrt(const DoubleDouble& a) {
  if (!(a.high > 0)) return {std::sqrt(a.high), 0};
  const double root = std::sqrt(a.high);
  const DoubleDouble rest = a - DoubleDouble(root) * DoubleDouble(root);
  return DoubleDouble(root) + DoubleDouble(rest.high / (2 * root));
}

}  // namespace nabla
