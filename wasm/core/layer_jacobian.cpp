#include "layer_jacobian.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "dual.h"
#include "matrix_multiplication.h"
#include "normalization.h"

namespace nabla {
namespace {

constexpr int kLanes = 4;
constexpr double kEps = 1e-5;
constexpr Index kMostInputs = 16, kMostBatch = 64, kMostLayers = 6;
using Number = Dual<double, kLanes>;

// (rows, cols), row-major: one sample a row.
struct Batch {
  Index rows = 0, cols = 0;
  std::vector<Number> data;
  Number& operator()(Index i, Index j) { return data[static_cast<std::size_t>(i * cols + j)]; }
  const Number& operator()(Index i, Index j) const { return data[static_cast<std::size_t>(i * cols + j)]; }
};

Batch linear(const Batch& x, const Matrix& w) {
  if (x.cols != w.cols()) {
    refuse<ShapeMismatch>("mat1 and mat2 shapes cannot be multiplied (", x.rows, "x", x.cols, " and ",
                          w.cols(), "x", w.rows(), "): W takes ", w.cols(), " numbers and gets ", x.cols);
  }
  if (w.rows() == 0) refuse<ShapeMismatch>("W must have at least one row");
  Batch y{x.rows, w.rows(), std::vector<Number>(static_cast<std::size_t>(x.rows * w.rows()))};
  for (Index b = 0; b < x.rows; ++b) {
    for (Index i = 0; i < w.rows(); ++i) {
      for (Index j = 0; j < w.cols(); ++j) y(b, i) += w(i, j) * x(b, j);
    }
  }
  return y;
}

void softmax(const Run<Number>& x) {
  double most = x[0].value;
  for (Index i = 1; i < x.count; ++i) most = std::max(most, x[i].value);
  Number sum;
  for (Index i = 0; i < x.count; ++i) {
    x[i] = exp(x[i] - most);
    sum += x[i];
  }
  for (Index i = 0; i < x.count; ++i) x[i] = x[i] / sum;
}

void layerNorm(const Run<Number>& x) {
  normalizeRun(x, true, {0, kEps, 0});
}

void alongSamples(Batch& x, void (*layer)(const Run<Number>&)) {
  for (Index b = 0; b < x.rows; ++b) layer({&x(b, 0), x.cols, 1});
}

void applyLayer(Batch& x, const Matrix& w, double code) {
  if (code == 1) {
    x = linear(x, w);
  } else if (code == 2) {
    for (Number& v : x.data) v = relu(v);
  } else if (code == 3) {
    alongSamples(x, softmax);
  } else if (code == 4) {
    alongSamples(x, layerNorm);
  } else if (code == 5) {
    for (Number& v : x.data) v = tanh(v);
  } else if (code == 6) {
    if (x.rows < 2) {
      refuse<InvalidArgument>(
          "Expected more than 1 value per channel when training: batch norm needs a batch");
    }
    for (Index j = 0; j < x.cols; ++j) layerNorm({&x(0, j), x.rows, x.cols});
  } else {
    refuse<InvalidArgument>("stack must hold codes from 1 to 6, one a layer");
  }
}

// Values of the output and its slopes along four inputs, numbered row by row, from `first` on.
Batch run(const Matrix& x, const Matrix& w, const Vector& stack, Index first) {
  Batch batch{x.rows(), x.cols(), std::vector<Number>(x.data(), x.data() + x.size())};
  for (Index k = 0; k < kLanes && first + k < x.size(); ++k) {
    batch.data[static_cast<std::size_t>(first + k)].slope[static_cast<std::size_t>(k)] = 1;
  }
  for (Index i = 0; i < stack.size(); ++i) applyLayer(batch, w, stack(i));
  return batch;
}

Matrix valuesOf(const Batch& y) {
  Matrix out(y.rows, y.cols);
  for (std::size_t i = 0; i < y.data.size(); ++i) out.data()[i] = y.data[i].value;
  return out;
}

struct Full {
  Matrix output, jacobian;
};

Full fullJacobian(const Matrix& x, const Matrix& w, const Vector& stack) {
  if (stack.size() < 1 || stack.size() > kMostLayers)
    refuse<InvalidArgument>("stack must hold 1 to 6 layers");
  require_finite(x, "x");
  require_finite(w, "W");
  Full out;
  for (Index first = 0; first < x.size(); first += kLanes) {
    const Batch y = run(x, w, stack, first);
    if (first == 0) {
      out.output = valuesOf(y);
      out.jacobian = Matrix(out.output.size(), x.size());
    }
    for (Index i = 0; i < out.jacobian.rows(); ++i) {
      for (Index k = 0; k < kLanes && first + k < x.size(); ++k) {
        out.jacobian(i, first + k) = y.data[static_cast<std::size_t>(i)].slope[static_cast<std::size_t>(k)];
      }
    }
  }
  require_finite(out.jacobian, "the Jacobian");
  return out;
}

// The chain rule with the layers' own Jacobians.
Matrix productOf(Matrix x, const Matrix& w, const Vector& stack) {
  Matrix product = Matrix::Identity(x.size(), x.size());
  for (Index i = 0; i < stack.size(); ++i) {
    const Full layer = fullJacobian(x, w, stack.segment(i, 1));
    product = matmul(layer.jacobian, product);
    x = layer.output;
  }
  return product;
}

}  // namespace

LayerJacobian layerJacobian(const Vector& x, const Matrix& w, const Vector& stack) {
  if (x.size() < 1 || x.size() > kMostInputs) refuse<InvalidArgument>("x must hold 1 to 16 numbers");
  const Matrix row = x.transpose();
  const Full full = fullJacobian(row, w, stack);
  LayerJacobian out;
  out.output = full.output.row(0).transpose();
  out.automatic = full.jacobian;
  out.finite = Matrix(full.jacobian.rows(), x.size());
  for (Index j = 0; j < x.size(); ++j) {
    int e = 0;
    std::frexp(std::max(1.0, std::abs(x(j))), &e);
    const double h = std::ldexp(1.0, e - 18);  // ε^⅓ is 2^-17.3
    Matrix left = row, right = row;
    left(0, j) -= h;
    right(0, j) += h;
    const Matrix up = valuesOf(run(right, w, stack, 0)), down = valuesOf(run(left, w, stack, 0));
    for (Index i = 0; i < out.finite.rows(); ++i) out.finite(i, j) = (up(0, i) - down(0, i)) / (2 * h);
  }
  out.finiteGap = (out.automatic - out.finite).cwiseAbs().maxCoeff();
  out.chainGap = (out.automatic - productOf(row, w, stack)).cwiseAbs().maxCoeff();
  out.facts = linearFacts(out.automatic);
  return out;
}

BatchJacobian batchJacobian(const Matrix& x, const Matrix& w, const Vector& stack) {
  if (x.size() < 1 || x.size() > kMostBatch) refuse<InvalidArgument>("x must hold 1 to 64 numbers");
  const Full full = fullJacobian(x, w, stack);
  BatchJacobian out;
  out.output = full.output;
  out.full = full.jacobian;
  const Index m = full.output.cols(), n = x.cols();
  out.required = static_cast<int>(x.rows() * m * n);
  for (Index i = 0; i < out.full.rows(); ++i) {
    for (Index j = 0; j < out.full.cols(); ++j) {
      const double entry = out.full(i, j);
      out.zeros += entry == 0;
      if (i / m != j / n) out.acrossSamples = std::max(out.acrossSamples, std::abs(entry));
    }
  }
  return out;
}

}  // namespace nabla
