#include "svd_freedom.h"

#include <algorithm>
#include <cmath>

#include "norm.h"
#include "svd.h"

namespace nabla {
namespace {

// By atan2: acos of a cosine near 1 would see nothing below 1e-8.
double largestTurn(const Matrix& before, const Matrix& after) {
  double out = 0;
  for (Index i = 0; i < before.cols(); ++i) {
    const double cosine = before.col(i).dot(after.col(i));
    const double sine = (after.col(i) - cosine * before.col(i)).norm();
    out = std::max(out, std::atan2(sine, std::abs(cosine)));
  }
  return out;
}

}  // namespace

SignFlip flipSigns(const Matrix& a, int index, const std::string& side) {
  if (side != "none" && side != "both" && side != "u") {
    refuse<InvalidArgument>("side must be none, both or u, got ", side);
  }
  Svd f = svd(a);
  if (index < 0 || index >= f.s.size()) {
    refuse<InvalidArgument>("index must be from 0 to ", f.s.size() - 1, ", got ", index);
  }
  if (side != "none") f.u.col(index) *= -1;
  if (side == "both") f.v.col(index) *= -1;
  const Matrix product = matrixFromFactors(f.u, f.s, f.v);
  return {f.u, f.v, product, frobenius_norm(a - product)};
}

SvdNudge svdNudge(const Matrix& a, double size) {
  if (!std::isfinite(size)) refuse<InvalidArgument>("size must be finite");
  const Svd before = svd(a);
  Matrix nudged = a;
  nudged(0, a.cols() - 1) += size;
  const Svd after = svd(nudged);
  return {nudged,
          after.u,
          after.s,
          after.v,
          largestTurn(before.u, after.u),
          largestTurn(before.v, after.v),
          (before.s - after.s).cwiseAbs().maxCoeff(),
          frobenius_norm(matrixFromFactors(before.u, before.s, before.v) -
                         matrixFromFactors(after.u, after.s, after.v))};
}

}  // namespace nabla
