// What every C++ test shares: fixtures made by PyTorch and NumPy, seeded matrices of known character, and the
// measures by which results are judged. Nothing here depends on the code under test beyond the aliases of
// types.h.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "types.h"

#ifndef NABLA_FIXTURES_DIR
#error "NABLA_FIXTURES_DIR must name the folder that holds the fixtures"
#endif

namespace nabla::test {

using Json = nlohmann::json;

// ---- fixtures
// ------------------------------------------------------------------------------------------------

// The whole of tests/fixtures/<slug>.json: {"header": {...}, "<group>": [case, ...], ...}.
inline Json loadFixture(const std::string& slug) {
  const std::string path = std::string(NABLA_FIXTURES_DIR) + "/" + slug + ".json";
  std::ifstream file(path);
  if (!file) throw std::runtime_error("fixture not found: " + path);
  return Json::parse(file);
}

// JSON has no infinities and no NaN: fixtures.py writes them as strings.
inline double number(const Json& value) {
  if (!value.is_string()) return value.get<double>();
  const auto& text = value.get_ref<const std::string&>();
  if (text == "inf") return std::numeric_limits<double>::infinity();
  if (text == "-inf") return -std::numeric_limits<double>::infinity();
  if (text == "nan") return std::numeric_limits<double>::quiet_NaN();
  throw std::runtime_error("not a number in a fixture: " + text);
}

inline std::vector<double> numbers(const Json& array) {
  std::vector<double> out;
  out.reserve(array.size());
  for (const Json& value : array) out.push_back(number(value));
  return out;
}

// {"shape": [rows, cols], "data": [row-major]}; a shape with one entry reads as a column.
inline Matrix matrix(const Json& array) {
  const auto& shape = array.at("shape");
  const Index rows = shape.at(0).get<Index>();
  const Index cols = shape.size() > 1 ? shape.at(1).get<Index>() : 1;
  const std::vector<double> data = numbers(array.at("data"));
  if (shape.size() > 2 || static_cast<Index>(data.size()) != rows * cols) {
    throw std::runtime_error("fixture array has the wrong length for a matrix");
  }
  Matrix out(rows, cols);
  for (std::size_t i = 0; i < data.size(); ++i) out.data()[i] = data[i];
  return out;
}

// {"shape": [n], "data": [...]}.
inline Vector vector(const Json& array) {
  const std::vector<double> data = numbers(array.at("data"));
  return Eigen::Map<const Vector>(data.data(), static_cast<Index>(data.size()));
}

// {"shape": [rows, cols], "real": [row-major], "imag": [row-major]}.
inline ComplexMatrix complexMatrix(const Json& array) {
  const Json real{{"shape", array.at("shape")}, {"data", array.at("real")}};
  const Json imag{{"shape", array.at("shape")}, {"data", array.at("imag")}};
  const Matrix re = matrix(real), im = matrix(imag);
  ComplexMatrix out(re.rows(), re.cols());
  for (Index i = 0; i < out.size(); ++i) out.data()[i] = Complex(re.data()[i], im.data()[i]);
  return out;
}

inline Matrix fromRows(std::initializer_list<std::initializer_list<double>> rows) {
  const auto height = static_cast<Index>(rows.size());
  Matrix out(height, height == 0 ? 0 : static_cast<Index>(rows.begin()->size()));
  Index i = 0;
  for (const auto& row : rows) {
    Index j = 0;
    for (const double value : row) out(i, j++) = value;
    ++i;
  }
  return out;
}

// ---- measures
// ------------------------------------------------------------------------------------------------

// Equal as IEEE values, NaN equal to NaN, and zeros told apart by sign.
inline bool sameNumber(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  return a == b && std::signbit(a) == std::signbit(b);
}

template <class A, class B>
bool sameNumbers(const A& a, const B& b) {
  if (a.rows() != b.rows() || a.cols() != b.cols()) return false;
  for (Index i = 0; i < a.rows(); ++i) {
    for (Index j = 0; j < a.cols(); ++j) {
      if (!sameNumber(static_cast<double>(a(i, j)), static_cast<double>(b(i, j)))) return false;
    }
  }
  return true;
}

// max |a - b|; infinite when shapes differ, when exactly one side is NaN, or when infinities differ. A NaN in
// the difference can therefore never pass a "less than" check unnoticed.
inline double gap(double a, double b) {
  if (std::isnan(a) && std::isnan(b)) return 0;
  if (a == b) return 0;
  const double d = std::abs(a - b);
  return std::isnan(d) ? std::numeric_limits<double>::infinity() : d;
}

template <class A, class B>
double maxGap(const A& a, const B& b) {
  if (a.rows() != b.rows() || a.cols() != b.cols()) return std::numeric_limits<double>::infinity();
  double worst = 0;
  for (Index i = 0; i < a.rows(); ++i) {
    for (Index j = 0; j < a.cols(); ++j) worst = std::max(worst, gap(a(i, j), b(i, j)));
  }
  return worst;
}

// |a - b| / |b|, with 0/0 read as 0.
inline double relativeGap(double a, double b) {
  const double d = gap(a, b);
  return d == 0 ? 0 : d / std::abs(b);
}

template <class A>
double norm1(const A& a) {
  double worst = 0;
  for (Index j = 0; j < a.cols(); ++j) {
    double sum = 0;
    for (Index i = 0; i < a.rows(); ++i) sum += std::abs(a(i, j));
    worst = std::max(worst, sum);
  }
  return worst;
}

template <class A>
double largest(const A& a) {
  double worst = 0;
  for (Index i = 0; i < a.rows(); ++i) {
    for (Index j = 0; j < a.cols(); ++j) worst = std::max(worst, static_cast<double>(std::abs(a(i, j))));
  }
  return worst;
}

// a · 2^e, without rounding while nothing leaves the range of the format.
inline Matrix powerOfTwo(const Matrix& a, int e) {
  return a.unaryExpr([e](double x) { return std::ldexp(x, e); });
}

// e such that the largest entry lies in [2^(e-1), 2^e).
inline int exponentOf(const Matrix& a) {
  int e = 0;
  std::frexp(largest(a), &e);
  return e;
}

// ---- seeded matrices
// -----------------------------------------------------------------------------------------

// SplitMix64: the same numbers on every platform, which the standard library's distributions do not promise.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t bits() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }
  // In [0, 1), 53 bits.
  double unit() { return static_cast<double>(bits() >> 11) * 0x1.0p-53; }
  double uniform(double low, double high) { return low + (high - low) * unit(); }
  Index integer(Index low, Index high) {  // both ends included
    return low + static_cast<Index>(bits() % static_cast<std::uint64_t>(high - low + 1));
  }
  // Standard normal by Box and Muller.
  double normal() {
    const double radius = std::sqrt(-2 * std::log1p(-unit()));
    return radius * std::cos(6.283185307179586 * unit());
  }

 private:
  std::uint64_t state_;
};

inline Matrix randomMatrix(Random& random, Index rows, Index cols) {
  Matrix out(rows, cols);
  for (Index i = 0; i < out.size(); ++i) out.data()[i] = random.normal();
  return out;
}

inline Vector randomVector(Random& random, Index size) {
  Vector out(size);
  for (Index i = 0; i < size; ++i) out(i) = random.normal();
  return out;
}

// Orthonormal columns (rows >= cols): Gram-Schmidt on a random matrix, twice, which is orthogonal to
// rounding.
inline Matrix randomOrthogonal(Random& random, Index rows, Index cols) {
  Matrix q = randomMatrix(random, rows, cols);
  for (int pass = 0; pass < 2; ++pass) {
    for (Index j = 0; j < cols; ++j) {
      for (Index k = 0; k < j; ++k) q.col(j) -= q.col(k).dot(q.col(j)) * q.col(k);
      q.col(j) /= q.col(j).norm();
    }
  }
  return q;
}

inline Matrix symmetricMatrix(Random& random, Index n) {
  const Matrix a = randomMatrix(random, n, n);
  return (a + a.transpose()) / 2;
}

// U diag(sigma) Vᵀ with random orthonormal U and V: the spectrum is known, the entries are not special.
inline Matrix withSingularValues(Random& random, Index rows, Index cols, const Vector& sigma) {
  const Matrix u = randomOrthogonal(random, rows, sigma.size());
  const Matrix v = randomOrthogonal(random, cols, sigma.size());
  return u * sigma.asDiagonal() * v.transpose();
}

// LAPACK's three test spectra (DLATMS modes 3, 1 and 2), largest value 1, smallest 1/cond.
inline Vector geometricSpectrum(Index n, double cond) {
  Vector s(n);
  for (Index i = 0; i < n; ++i) {
    s(i) = n == 1 ? 1 : std::pow(cond, -static_cast<double>(i) / static_cast<double>(n - 1));
  }
  return s;
}
inline Vector clusteredSmallSpectrum(Index n, double cond) {
  Vector s = Vector::Constant(n, 1 / cond);
  s(0) = 1;
  return s;
}
inline Vector clusteredLargeSpectrum(Index n, double cond) {
  Vector s = Vector::Ones(n);
  if (n > 1) s(n - 1) = 1 / cond;
  return s;
}

// Rows and columns scaled so that entries fall off by `ratio` from corner to corner.
inline Matrix gradedMatrix(Random& random, Index n, double ratio) {
  Matrix a = randomMatrix(random, n, n);
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < n; ++j) {
      if (n > 1) a(i, j) *= std::pow(ratio, -static_cast<double>(i + j) / static_cast<double>(2 * (n - 1)));
    }
  }
  return a;
}

// H_ij = 1 / (i + j + 1), counted from 0: cond₂ grows like exp(3.5 n).
inline Matrix hilbertMatrix(Index n) {
  Matrix h(n, n);
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < n; ++j) h(i, j) = 1.0 / static_cast<double>(i + j + 1);
  }
  return h;
}

}  // namespace nabla::test
