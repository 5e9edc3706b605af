// Small dense row-major float64 arrays of any number of dimensions, with PyTorch's shape rules and its
// messages. The value type of the tape; a plain value, copied freely.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "types.h"

namespace nabla {

using Shape = std::vector<Index>;

struct Tensor {
  Shape shape;               // empty for a scalar
  std::vector<double> data;  // row-major, as many as the product of shape

  Tensor() : data(1, 0.0) {}
  explicit Tensor(Shape shapeOf, double fill = 0);
  // Throws ShapeMismatch unless the number of values fits the shape.
  Tensor(Shape shapeOf, std::vector<double> values);
  static Tensor scalar(double value) { return Tensor(Shape{}, value); }

  Index dims() const { return static_cast<Index>(shape.size()); }
  Index size() const { return static_cast<Index>(data.size()); }
};

Tensor toTensor(const Matrix& a);  // [rows, cols]
Tensor toTensor(const Vector& v);  // [size]
// Throw ShapeMismatch unless the tensor has two dimensions, or one.
Matrix toMatrix(const Tensor& t);
Vector toVector(const Tensor& t);

// "[2, 3]", as PyTorch prints sizes.
std::string shapeText(const Shape& shape);

// The product of the sizes; 1 for a scalar.
Index countOf(const Shape& shape);

// dim, counted from the end when negative, as an index below dims; throws InvalidArgument in PyTorch's words.
Index normalizedDim(Index dim, Index dims);

// The common shape by PyTorch's and NumPy's rule: aligned at the last dimension, sizes equal or 1.
// Throws ShapeMismatch "The size of tensor a (3) must match the size of tensor b (2) at non-singleton
// dimension 1".
Shape broadcastShape(const Shape& a, const Shape& b);

// f(a, b) entry by entry over the common shape.
Tensor broadcast(const Tensor& a, const Tensor& b, const std::function<double(double, double)>& f);
Tensor mapped(const Tensor& a, const std::function<double(double)>& f);

// The transpose of broadcasting: sums t over the dimensions along which `shape` was stretched.
Tensor sumToShape(const Tensor& t, const Shape& shape);

// Repeats t along its dimensions of size 1 (and new leading ones) up to shape.
Tensor expanded(const Tensor& t, const Shape& shape);

// Dimensions dim0 and dim1 exchanged, as a fresh contiguous tensor.
Tensor transposed(const Tensor& t, Index dim0, Index dim1);

// The same values in another shape; one size may be -1 and is inferred. Throws ShapeMismatch in PyTorch's
// words.
Tensor reshaped(const Tensor& t, const Shape& shape);

// Sums over dims (all of them when empty, as PyTorch); keepdim leaves them as 1.
// Throws InvalidArgument for a dimension out of range or named twice.
Tensor summed(const Tensor& t, const Shape& dims, bool keepdim);

// (…, m, k)·(…, k, n) with the leading dimensions broadcast. Both need two dimensions at least.
Tensor batchedMatmul(const Tensor& a, const Tensor& b);

}  // namespace nabla
