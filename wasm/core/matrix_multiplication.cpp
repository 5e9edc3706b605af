#include "matrix_multiplication.h"

#include <cmath>
#include <cstdio>

#include "matrix_product.h"
#include "rounding.h"
#include "summation.h"

namespace nabla {
namespace {

void requireProduct(const Matrix& a, const Matrix& b, const char* function = "mm") {
  if (a.cols() != b.rows()) {
    refuse<ShapeMismatch>(function, ": mat1 and mat2 shapes cannot be multiplied (", shape_text(a), " and ",
                          shape_text(b), ")");
  }
}

void requireIndex(int index, Index size, const char* name) {
  if (index < 0 || index >= size) {
    refuse<InvalidArgument>(name, " must be an index below ", size, ", got ", index);
  }
}

std::string text(double x) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.6g", x);
  return buffer;
}

double difference(double a, double b) {
  if (a == b || (std::isnan(a) && std::isnan(b))) return 0;
  const double d = std::abs(a - b);
  return std::isnan(d) ? std::numeric_limits<double>::infinity() : d;
}

double maxDifference(const Matrix& a, const Matrix& b) {
  double worst = 0;
  for (Index i = 0; i < a.size(); ++i) worst = std::max(worst, difference(a.data()[i], b.data()[i]));
  return worst;
}

Matrix multiplyInFormat(const Matrix& a, const Matrix& b, Format format, SumOrder order) {
  Matrix product(a.rows(), b.cols());
  Vector terms(a.cols());
  for (Index i = 0; i < product.rows(); ++i) {
    for (Index j = 0; j < product.cols(); ++j) {
      for (Index k = 0; k < a.cols(); ++k) terms(k) = roundTo(format, a(i, k) * b(k, j));
      product(i, j) = sumInOrder(terms, order, format);
    }
  }
  return product;
}

Matrix multiplyInFloat32(const Matrix& a, const Matrix& b) {
  using MatrixFloat = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const MatrixFloat x = a.cast<float>(), y = b.cast<float>();
  MatrixFloat product(a.rows(), b.cols());
  multiply(x.data(), y.data(), product.data(), a.rows(), b.cols(), a.cols());
  return product.cast<double>();
}

void explain(NonFiniteCell& cell, const char* cause, int step, const std::string& operation) {
  cell.cause = cause;
  cell.step = step;
  cell.message = "C[" + std::to_string(cell.row) + ", " + std::to_string(cell.col) + "] is " +
                 text(cell.value) + ": at k = " + std::to_string(step) + ", " + operation;
}

// Follows one cell in the given arithmetic, left to right, to the first operation whose result is not finite.
void traceCell(NonFiniteCell& cell, const Matrix& a, const Matrix& b, Format format) {
  double sum = 0;
  for (int k = 0; k < static_cast<int>(a.cols()); ++k) {
    const double x = a(cell.row, k), y = b(k, cell.col);
    const double product = roundTo(format, x * y);
    const std::string factors = text(x) + " * " + text(y);
    if (std::isnan(x) || std::isnan(y)) return explain(cell, "nan-input", k, "an input is NaN");
    if (std::isnan(product)) return explain(cell, "zero-times-infinity", k, factors + " has no value");
    const double next = roundTo(format, sum + product);
    const std::string terms = text(sum) + " + " + text(product);
    if (std::isnan(next)) return explain(cell, "infinity-minus-infinity", k, terms + " has no value");
    if (std::isinf(next) && std::isnan(cell.value)) {  // an infinity on the way to the NaN, not yet its cause
      sum = next;
      continue;
    }
    if (std::isinf(x) || std::isinf(y))
      return explain(cell, "infinite-input", k, factors + ": an input is infinite");
    if (std::isinf(product)) return explain(cell, "product-overflow", k, factors + " is too large");
    if (std::isinf(next)) return explain(cell, "sum-overflow", k, terms + " is too large");
    sum = next;
  }
  explain(cell, "sum-overflow", static_cast<int>(a.cols()) - 1,
          "a partial sum is too large in the order in which the kernel adds");
}

NonFiniteCell findNonFinite(const Matrix& a, const Matrix& b, const Matrix& product, Format format) {
  NonFiniteCell cell;
  for (Index i = 0; i < product.rows(); ++i) {
    for (Index j = 0; j < product.cols(); ++j) {
      if (std::isfinite(product(i, j))) continue;
      cell.found = true;
      cell.row = static_cast<int>(i);
      cell.col = static_cast<int>(j);
      cell.value = product(i, j);
      traceCell(cell, a, b, format);
      return cell;
    }
  }
  return cell;
}

}  // namespace

Matrix matmul(const Matrix& a, const Matrix& b) {
  requireProduct(a, b);
  Matrix product(a.rows(), b.cols());
  multiply(a.data(), b.data(), product.data(), a.rows(), b.cols(), a.cols());
  return product;
}

MatmulCell matmulCell(const Matrix& a, const Matrix& b, int row, int col) {
  requireProduct(a, b);
  requireIndex(row, a.rows(), "row");
  requireIndex(col, b.cols(), "col");
  MatmulCell cell;
  cell.rowOfA = a.row(row);
  cell.columnOfB = b.col(col);
  cell.products = cell.rowOfA.cwiseProduct(cell.columnOfB);
  cell.partialSums.resize(a.cols());
  for (Index k = 0; k < a.cols(); ++k) {
    cell.value = k == 0 ? cell.products(0) : cell.value + cell.products(k);
    cell.partialSums(k) = cell.value;
  }
  return cell;
}

MatmulOuterProduct matmulOuterProduct(const Matrix& a, const Matrix& b, int k) {
  requireProduct(a, b);
  requireIndex(k, a.cols(), "k");
  MatmulOuterProduct layer;
  layer.partialSum = Matrix::Zero(a.rows(), b.cols());
  for (int l = 0; l <= k; ++l) {
    layer.term.noalias() = a.col(l).lazyProduct(b.row(l));
    layer.partialSum += layer.term;
  }
  return layer;
}

MatmulColumnMix matmulColumnMix(const Matrix& a, const Matrix& b, int col) {
  requireProduct(a, b);
  requireIndex(col, b.cols(), "col");
  MatmulColumnMix mix;
  mix.weights = b.col(col);
  mix.terms.resize(a.rows(), a.cols());
  mix.partialSums.resize(a.rows(), a.cols());
  mix.column = Vector::Zero(a.rows());
  for (Index k = 0; k < a.cols(); ++k) {
    mix.terms.col(k) = mix.weights(k) * a.col(k);
    mix.column += mix.terms.col(k);
    mix.partialSums.col(k) = mix.column;
  }
  return mix;
}

NonFiniteCell firstNonFiniteCell(const Matrix& a, const Matrix& b, const Matrix& product) {
  requireProduct(a, b);
  if (product.rows() != a.rows() || product.cols() != b.cols()) {
    refuse<ShapeMismatch>("product must be ", a.rows(), "x", b.cols(), ", got ", shape_text(product));
  }
  return findNonFinite(a, b, product, Format::float64);
}

MatmulReport matmulReport(const Matrix& a, const Matrix& b) {
  MatmulReport report;
  report.product = matmul(a, b);
  report.flops =
      2.0 * static_cast<double>(a.rows()) * static_cast<double>(a.cols()) * static_cast<double>(b.cols());
  report.commutatorDefined = a.rows() == a.cols() && b.rows() == b.cols();
  if (report.commutatorDefined) report.commutatorNorm = frobeniusNorm(report.product - matmul(b, a));
  report.productFloat32 = multiplyInFloat32(a, b);
  report.maxDifferenceFloat32 = maxDifference(report.productFloat32, report.product);
  report.nonFinite = findNonFinite(a, b, report.product, Format::float64);
  return report;
}

RoundedMatmul matmulRounded(const Matrix& a, const Matrix& b, const std::string& format,
                            const std::string& order) {
  requireProduct(a, b);
  const Format narrow = parseFormat(format);
  const Format wide = narrow == Format::float64 ? Format::float64 : Format::float32;
  const SumOrder sumOrder = parseSumOrder(order);
  RoundedMatmul result;
  result.a = roundTo(narrow, a);
  result.b = roundTo(narrow, b);
  result.product = multiplyInFormat(result.a, result.b, narrow, sumOrder);
  result.exact = matmulExact(a, b);
  result.maxError = maxDifference(result.product, result.exact);
  result.maxArithmeticError = maxDifference(result.product, matmulExact(result.a, result.b));
  result.wideProduct = roundTo(narrow, multiplyInFormat(result.a, result.b, wide, sumOrder));
  result.wideMaxError = maxDifference(result.wideProduct, result.exact);
  if (result.exact.allFinite()) result.overflow = findNonFinite(result.a, result.b, result.product, narrow);
  return result;
}

Matrix linearLayer(const Matrix& x, const Matrix& w, const Vector& bias) {
  const Matrix wT = w.transpose();
  requireProduct(x, wT, bias.size() == 0 ? "mm" : "addmm");
  if (bias.size() != 0 && bias.size() != w.rows()) {
    refuse<ShapeMismatch>("The expanded size of the tensor (", w.rows(), ") must match the existing size (",
                          bias.size(), ") at non-singleton dimension 1.  Target sizes: [", x.rows(), ", ",
                          w.rows(), "].  Tensor sizes: [", bias.size(), "]");
  }
  Matrix y = matmul(x, wT);
  if (bias.size() != 0) y.rowwise() += bias.transpose();
  return y;
}

}  // namespace nabla
