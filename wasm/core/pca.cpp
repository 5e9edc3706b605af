#include "pca.h"

#include <algorithm>

#include "eigenvalues.h"
#include "matrix_multiplication.h"
#include "power_of_two.h"
#include "svd.h"

namespace nabla {
namespace {

// Two passes: the second takes away what rounding left of the first mean.
Vector meanOf(const Matrix& data) {
  const Vector first = data.colwise().mean().transpose();
  return first + Vector((data.rowwise() - first.transpose()).colwise().mean().transpose());
}

Matrix covarianceOf(const Matrix& centred) {
  const Matrix product = matmul(centred.transpose(), centred) / static_cast<double>(centred.rows() - 1);
  return (product + product.transpose()) / 2;
}

}  // namespace

Pca pca(const Matrix& data) {
  if (data.rows() < 2 || data.cols() < 1) {
    refuse<ShapeMismatch>("data must have at least two rows and one column, got ", shape_text(data));
  }
  require_finite(data, "data");
  const int outer = binary_exponent(data);
  const Matrix scaled = times_power_of_two(data, -outer);
  const Vector mean = meanOf(scaled);
  const Matrix raw = scaled.rowwise() - mean.transpose();
  const int inner = binary_exponent(raw);
  const Matrix centred = times_power_of_two(raw, -inner);
  const int e = outer + inner;

  const Matrix covariance = covarianceOf(centred);
  const SymmetricEigen eigen = eigh(covariance);
  const Vector variance = eigen.values.reverse().cwiseMax(0.0);
  const Vector s = singularValues(centred);
  Vector other = Vector::Zero(data.cols());
  other.head(s.size()) = s.cwiseAbs2() / static_cast<double>(data.rows() - 1);

  Pca out;
  out.mean = times_power_of_two(mean, outer);
  out.covariance = times_power_of_two(covariance, 2 * e);
  if (!out.covariance.allFinite()) refuse<InvalidArgument>("data is too large: a variance exceeds 1.8e308");
  out.components = eigen.vectors.rowwise().reverse();
  out.explainedVariance = times_power_of_two(variance, 2 * e);
  require_representable(out.explainedVariance(0), "a variance");
  out.axes = times_power_of_two(Matrix(out.components * variance.cwiseSqrt().asDiagonal()), e);
  out.explainedRatio =
      variance(0) == 0 ? Vector(Vector::Zero(data.cols())) : Vector(variance / variance.sum());
  out.scores = times_power_of_two(matmul(centred, out.components), e);
  out.singularVariance = times_power_of_two(other, 2 * e);
  out.varianceGap = variance(0) == 0 ? 0 : (variance - other).cwiseAbs().maxCoeff() / variance(0);
  return out;
}

}  // namespace nabla
