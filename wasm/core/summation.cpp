#include "summation.h"

#include <cmath>

#include "double_double.h"

namespace nabla {
namespace {

double sumNaive(const Vector& terms, Format format) {
  double sum = 0;
  for (Index i = 0; i < terms.size(); ++i) sum = i == 0 ? terms(0) : roundTo(format, sum + terms(i));
  return sum;
}

double sumPairwise(const Vector& terms, Index first, Index count, Format format) {
  if (count == 0) return 0;
  if (count == 1) return terms(first);
  const Index half = count / 2;
  return roundTo(format, sumPairwise(terms, first, half, format) +
                             sumPairwise(terms, first + half, count - half, format));
}

double sumKahan(const Vector& terms, Format format) {
  double sum = 0, lost = 0;
  for (Index i = 0; i < terms.size(); ++i) {
    const double term = roundTo(format, terms(i) - lost);
    const double next = roundTo(format, sum + term);
    lost = roundTo(format, roundTo(format, next - sum) - term);
    if (!std::isfinite(next)) lost = 0;
    sum = next;
  }
  return sum;
}

bool splittable(const Vector& x) {
  for (Index i = 0; i < x.size(); ++i) {
    if (!(std::abs(x(i)) < 0x1p990)) return false;
  }
  return true;
}

}  // namespace

SumOrder parseSumOrder(const std::string& name) {
  if (name == "naive") return SumOrder::naive;
  if (name == "reversed") return SumOrder::reversed;
  if (name == "pairwise") return SumOrder::pairwise;
  if (name == "kahan") return SumOrder::kahan;
  refuse<InvalidArgument>("order must be naive, reversed, pairwise or kahan, got \"", name, "\"");
}

double sumInOrder(const Vector& terms, SumOrder order, Format format) {
  switch (order) {
    case SumOrder::reversed:
      return sumNaive(terms.reverse(), format);
    case SumOrder::pairwise:
      return sumPairwise(terms, 0, terms.size(), format);
    case SumOrder::kahan:
      return sumKahan(terms, format);
    case SumOrder::naive:
      break;
  }
  return sumNaive(terms, format);
}

double dotExact(const Vector& x, const Vector& y) {
  DoubleDouble sum;
  if (splittable(x) && splittable(y)) {
    for (Index i = 0; i < x.size(); ++i) sum += twoProduct(x(i), y(i));
    if (std::isfinite(sum.high) && std::isfinite(sum.low)) return static_cast<double>(sum);
  }
  double plain = 0;
  for (Index i = 0; i < x.size(); ++i) plain += x(i) * y(i);
  return plain;
}

Matrix matmulExact(const Matrix& a, const Matrix& b) {
  Matrix product(a.rows(), b.cols());
  for (Index j = 0; j < b.cols(); ++j) {
    const Vector column = b.col(j);
    for (Index i = 0; i < a.rows(); ++i) product(i, j) = dotExact(a.row(i), column);
  }
  return product;
}

double frobeniusNorm(const Matrix& a) {
  double scale = 0;
  for (Index i = 0; i < a.size(); ++i) {
    const double size = std::abs(a.data()[i]);
    if (std::isnan(size)) return size;
    scale = std::max(scale, size);
  }
  if (scale == 0 || std::isinf(scale)) return scale;
  int exponent = 0;
  std::frexp(scale, &exponent);  // a power of two scales exactly
  double sum = 0;
  for (Index i = 0; i < a.size(); ++i) {
    const double x = std::ldexp(a.data()[i], -exponent);
    sum += x * x;
  }
  return std::ldexp(std::sqrt(sum), exponent);
}

}  // namespace nabla
