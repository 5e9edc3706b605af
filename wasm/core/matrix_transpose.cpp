#include "matrix_transpose.h"

#include <algorithm>
#include <cmath>

#include "gradcheck.h"
#include "tape.h"

namespace nabla {
namespace {

void requireMatVec(const Vector& v, const std::string& shape, Index wanted) {
  if (v.size() == wanted) return;
  refuse<ShapeMismatch>("size mismatch, got input (", shape.substr(0, shape.find('x')), "), mat (", shape,
                        "), vec (", v.size(), ")");
}

void requireLayer(const Matrix& w, const Vector& x, const Vector& g) {
  requireMatVec(x, shape_text(w), w.cols());
  requireMatVec(g, std::to_string(w.cols()) + "x" + std::to_string(w.rows()), w.rows());
  require_finite(w, "w");
  require_finite(x, "x");
  require_finite(g, "g");
}

// PyTorch's contiguous strides count a size of 0 as 1.
int stride(Index size) {
  return static_cast<int>(std::max<Index>(size, 1));
}

}  // namespace

Matrix matrixTranspose(const Matrix& a) {
  return a.transpose();
}

Vector matvec(const Matrix& w, const Vector& v) {
  requireMatVec(v, shape_text(w), w.cols());
  return w * v;
}

TransposeView transposeView(const Matrix& a) {
  TransposeView view;
  view.rows = static_cast<int>(a.cols());
  view.cols = static_cast<int>(a.rows());
  view.originalRowStride = view.colStride = stride(a.cols());
  view.originalColStride = view.rowStride = 1;
  view.isContiguous = a.rows() <= 1 || a.cols() <= 1;
  view.contiguousRowStride = view.isContiguous ? view.rowStride : stride(a.rows());
  view.contiguousColStride = view.isContiguous ? view.colStride : 1;
  view.storage = Eigen::Map<const Vector>(a.data(), a.size());
  view.readOrder.resize(a.size());
  view.contiguousStorage.resize(a.size());
  Index next = 0;
  for (Index i = 0; i < a.cols(); ++i) {
    for (Index j = 0; j < a.rows(); ++j, ++next) {
      const Index slot = i * view.rowStride + j * view.colStride;
      view.readOrder(next) = static_cast<double>(slot);
      view.contiguousStorage(next) = view.storage(slot);
    }
  }
  if (!view.isContiguous) {
    view.viewError =
        "view size is not compatible with input tensor's size and stride (at least one dimension spans "
        "across two "
        "contiguous subspaces). Use .reshape(...) instead.";
  }
  return view;
}

AdjointIdentity adjointIdentity(const Matrix& w, const Vector& x, const Vector& g) {
  requireLayer(w, x, g);
  AdjointIdentity identity;
  identity.forward = w * x;
  identity.backward = w.transpose() * g;
  identity.forwardDot = identity.forward.dot(g);
  identity.backwardDot = x.dot(identity.backward);
  identity.difference = std::abs(identity.forwardDot - identity.backwardDot);
  const double size = g.cwiseAbs().dot(w.cwiseAbs() * x.cwiseAbs());
  identity.bound = 2 * static_cast<double>(w.rows() + w.cols()) * kEpsilon * size;
  identity.withinBound = identity.difference <= identity.bound;
  return identity;
}

LinearBackward linearBackward(const Matrix& w, const Vector& x, const Vector& g) {
  requireLayer(w, x, g);
  Tape tape;
  const Var weights = tape.leaf(toTensor(w)), input = tape.leaf(toTensor(x));
  const Var output = matmul(tape, weights, input);
  const Gradients gradients = tape.backward(output, toTensor(g));

  LinearBackward pass;
  pass.y = toVector(tape.value(output));
  pass.gradX = toVector(gradients.of(input));
  pass.gradW = toMatrix(gradients.of(weights));

  const auto lossOfX = [&](const Vector& v) { return g.dot(w * v); };
  const auto lossOfW = [&](const Vector& v) {
    return g.dot(Eigen::Map<const Matrix>(v.data(), w.rows(), w.cols()) * x);
  };
  const GradCheck checkX = gradcheck(lossOfX, x, pass.gradX);
  const GradCheck checkW = gradcheck(lossOfW, Eigen::Map<const Vector>(w.data(), w.size()),
                                     Eigen::Map<const Vector>(pass.gradW.data(), w.size()));
  pass.numericalX = checkX.numerical;
  pass.numericalW = Eigen::Map<const Matrix>(checkW.numerical.data(), w.rows(), w.cols());
  pass.ratioX = checkX.ratio;
  pass.ratioW = checkW.ratio;
  pass.worstX = checkX.worst;
  pass.passedX = checkX.passed;
  pass.passedW = checkW.passed;

  pass.wrongDefined = w.rows() == w.cols();
  if (pass.wrongDefined) {
    pass.wrongGradX = w * g;
    pass.wrongDot = x.dot(pass.wrongGradX);
    const GradCheck wrong = gradcheck(lossOfX, x, pass.wrongGradX);
    pass.wrongRatio = wrong.ratio;
    pass.wrongWorst = wrong.worst;
    pass.wrongPassed = wrong.passed;
  }
  return pass;
}

}  // namespace nabla
