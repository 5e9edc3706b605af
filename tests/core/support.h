// What every C++ test shares: fixtures made by PyTorch and NumPy, seeded matrices of known character, and the
// measures by which results are judged. Nothing here depends on the code under test beyond the aliases of
// types.h.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "types.h"

#ifndef NABLA_FIXTURES_DIR
#error "NABLA_FIXTURES_DIR must name the folder that holds the fixtures"
#endif

// Compiled once, in support.cpp.
extern template class nlohmann::basic_json<>;

namespace nabla::test {

using Json = nlohmann::json;

// ---- fixtures
// ------------------------------------------------------------------------------------------------

// The whole of tests/fixtures/<slug>.json: {"header": {...}, "<group>": [case, ...], ...}.
Json loadFixture(const std::string& slug);

// JSON has no infinities and no NaN: fixtures.py writes them as strings.
double number(const Json& value);

std::vector<double> numbers(const Json& array);

// {"shape": [rows, cols], "data": [row-major]}; a shape with one entry reads as a column.
Matrix matrix(const Json& array);

// {"shape": [n], "data": [...]}.
Vector vector(const Json& array);

// {"shape": [rows, cols], "real": [row-major], "imag": [row-major]}.
ComplexMatrix complexMatrix(const Json& array);

Matrix fromRows(std::initializer_list<std::initializer_list<double>> rows);

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

// The larger of two, and NaN if either is: std::max(worst, NaN) is worst, and the NaN would pass. No infinity
// in its place: where a size stands in a tolerance, that would let everything pass.
template <class T>
T worse(T a, T b) {
  return a > b || std::isnan(a) ? a : b;
}

// NaN where an entry is.
template <class A>
double norm1(const A& a) {
  double worst = 0;
  for (Index j = 0; j < a.cols(); ++j) {
    double sum = 0;
    for (Index i = 0; i < a.rows(); ++i) sum += std::abs(a(i, j));
    worst = worse(worst, sum);
  }
  return worst;
}

// NaN where an entry is.
template <class A>
double largest(const A& a) {
  double worst = 0;
  for (Index i = 0; i < a.rows(); ++i) {
    for (Index j = 0; j < a.cols(); ++j) worst = worse(worst, static_cast<double>(std::abs(a(i, j))));
  }
  return worst;
}

// a · 2^e, without rounding while nothing leaves the range of the format.
Matrix powerOfTwo(const Matrix& a, int e);

// e such that the largest entry lies in [2^(e-1), 2^e).
int exponentOf(const Matrix& a);

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

Matrix randomMatrix(Random& random, Index rows, Index cols);

Vector randomVector(Random& random, Index size);

// Orthonormal columns (rows >= cols): Gram-Schmidt on a random matrix, twice, which is orthogonal to
// rounding.
Matrix randomOrthogonal(Random& random, Index rows, Index cols);

Matrix symmetricMatrix(Random& random, Index n);

// U diag(sigma) Vᵀ with random orthonormal U and V: the spectrum is known, the entries are not special.
Matrix withSingularValues(Random& random, Index rows, Index cols, const Vector& sigma);

// LAPACK's three test spectra (DLATMS modes 3, 1 and 2), largest value 1, smallest 1/cond.
Vector geometricSpectrum(Index n, double cond);
Vector clusteredSmallSpectrum(Index n, double cond);
Vector clusteredLargeSpectrum(Index n, double cond);

// Rows and columns scaled so that entries fall off by `ratio` from corner to corner.
Matrix gradedMatrix(Random& random, Index n, double ratio);

// H_ij = 1 / (i + j + 1), counted from 0: cond₂ grows like exp(3.5 n).
Matrix hilbertMatrix(Index n);

}  // namespace nabla::test
