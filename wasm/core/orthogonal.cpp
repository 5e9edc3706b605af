#include "orthogonal.h"

#include <algorithm>

#include "householder.h"
#include "matrix_multiplication.h"
#include "norm.h"
#include "power_of_two.h"
#include "random.h"
#include "svd.h"

namespace nabla {
namespace {

void requireMatrix(const Matrix& a, const char* name) {
  if (a.size() == 0) {
    refuse<ShapeMismatch>(name, " must have at least one row and one column, got ", shape_text(a));
  }
  require_finite(a, name);
}

double distanceFromIdentity(const Matrix& gram) {
  return (gram - Matrix::Identity(gram.rows(), gram.cols())).norm();
}

// By columns, which are what the loops run over.
using Columns = Eigen::MatrixXd;

void subtractEarlier(const Columns& q, Index j, const Vector& column, bool modified, Vector& rest) {
  const Index n = q.rows();
  for (Index i = 0; i < j; ++i) {
    const double* const earlier = q.data() + i * n;
    addMultiple(-innerProduct(earlier, modified ? rest.data() : column.data(), n), earlier, rest.data(), n);
  }
}

Columns gramSchmidtColumns(const Columns& a, const std::string& variant) {
  const bool twice = variant == "twice";
  if (!twice && variant != "classical" && variant != "modified") {
    refuse<InvalidArgument>("variant must be classical, modified or twice, got ", variant);
  }
  Columns q(a.rows(), a.cols());
  for (Index j = 0; j < a.cols(); ++j) {
    const Vector column = a.col(j);
    Vector rest = column;
    subtractEarlier(q, j, column, variant == "modified", rest);
    if (twice) subtractEarlier(q, j, Vector(rest), false, rest);
    const double length = norm2(rest);
    if (length == 0) {
      refuse<InvalidArgument>("a has dependent columns: nothing is left of column ", j);
    }
    q.col(j) = rest / length;
  }
  return q;
}

void requireTall(const Matrix& a) {
  requireMatrix(a, "a");
  if (a.rows() < a.cols()) {
    refuse<ShapeMismatch>("a must have at least as many rows as columns, got ", shape_text(a));
  }
}

Vector overlapsOf(const Matrix& q) {
  const Columns by = q;
  Vector out = Vector::Zero(q.cols());
  for (Index j = 1; j < q.cols(); ++j) {
    for (Index i = 0; i < j; ++i) {
      out(j) = std::max(
          out(j), std::abs(innerProduct(by.data() + i * by.rows(), by.data() + j * by.rows(), by.rows())));
    }
  }
  return out;
}

}  // namespace

QrFactors qr(const Matrix& a) {
  requireMatrix(a, "a");
  const int e = binary_exponent(a);
  const Index k = std::min(a.rows(), a.cols());
  const HouseholderQr solved = householderQr(times_power_of_two(a, -e));
  QrFactors out{accumulated(solved.packed, solved.tau, k, 0, k), Matrix::Zero(k, a.cols())};
  for (Index i = 0; i < k; ++i) {
    const double sign = solved.diagonal(i) < 0 ? -1 : 1;
    out.q.col(i) *= sign;
    out.r(i, i) = sign * solved.diagonal(i);
    const Index right = a.cols() - i - 1;
    out.r.row(i).tail(right) = sign * solved.packed.row(i).tail(right);
  }
  out.r = times_power_of_two(out.r, e);
  require_representable(out.r.cwiseAbs().maxCoeff(), "an entry of R");
  return out;
}

Matrix orthogonalHouseholder(const Matrix& a) {
  if (a.rows() >= a.cols()) return qr(a).q;
  return qr(a.transpose()).q.transpose();
}

Matrix orthogonalInit(int rows, int cols, double gain, double seed) {
  if (rows < 1 || cols < 1) refuse<InvalidArgument>("rows and cols must be at least 1");
  if (!std::isfinite(gain)) refuse<InvalidArgument>("gain must be finite");
  return gain * orthogonalHouseholder(randn(rows, cols, seed));
}

GramSchmidt orthogonalGramSchmidt(const Matrix& a, const std::string& variant) {
  requireTall(a);
  const Matrix scaled = times_power_of_two(a, -binary_exponent(a));
  GramSchmidt out{gramSchmidtColumns(scaled, variant), 0, {}, 0};
  const Vector s = singularValues(scaled);
  out.cond = s(0) / s(s.size() - 1);
  out.orthogonalityLoss = orthogonality(out.q).columnsError;
  out.overlaps = overlapsOf(out.q);
  return out;
}

OrthogonalityLosses orthogonalityLosses(const Matrix& a) {
  requireTall(a);
  const Columns scaled = times_power_of_two(a, -binary_exponent(a));
  const auto loss = [&scaled](const char* variant) {
    const Columns q = gramSchmidtColumns(scaled, variant);
    return distanceFromIdentity(matmul(q.transpose(), q));
  };
  return {orthogonality(orthogonalHouseholder(a)).columnsError, loss("classical"), loss("modified"),
          loss("twice")};
}

Vector columnOverlaps(const Matrix& q) {
  requireMatrix(q, "q");
  return overlapsOf(q);
}

Orthogonality orthogonality(const Matrix& q) {
  requireMatrix(q, "q");
  return {distanceFromIdentity(matmul(q.transpose(), q)), distanceFromIdentity(matmul(q, q.transpose()))};
}

}  // namespace nabla
