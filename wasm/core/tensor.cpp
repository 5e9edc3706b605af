#include "tensor.h"

#include <algorithm>

#include "matrix_product.h"

namespace nabla {
namespace {

// Row-major strides of `from` when read over the dimensions of `to`: 0 along stretched ones.
std::vector<Index> broadcastStrides(const Shape& from, const Shape& to) {
  std::vector<Index> strides(to.size(), 0);
  Index stride = 1;
  for (std::size_t back = 1; back <= from.size(); ++back) {
    const Index size = from[from.size() - back];
    strides[to.size() - back] = size == 1 ? 0 : stride;
    stride *= size;
  }
  return strides;
}

// Calls visit(offset into x, offset into y) for every entry of shape, in row-major order.
template <class Visit>
void walk(const Shape& shape, const std::vector<Index>& xs, const std::vector<Index>& ys, Visit visit) {
  const Index count = countOf(shape);
  std::vector<Index> at(shape.size(), 0);
  Index x = 0, y = 0;
  for (Index step = 0; step < count; ++step) {
    visit(static_cast<std::size_t>(x), static_cast<std::size_t>(y));
    for (std::size_t d = shape.size(); d-- > 0;) {
      x += xs[d];
      y += ys[d];
      if (++at[d] < shape[d]) break;
      x -= xs[d] * shape[d];
      y -= ys[d] * shape[d];
      at[d] = 0;
    }
  }
}

Shape leading(const Shape& shape) {
  return Shape(shape.begin(), shape.end() - 2);
}

}  // namespace

Tensor::Tensor(Shape shapeOf, double fill)
    : shape(std::move(shapeOf)), data(static_cast<std::size_t>(countOf(shape)), fill) {}

Tensor::Tensor(Shape shapeOf, std::vector<double> values)
    : shape(std::move(shapeOf)), data(std::move(values)) {
  if (countOf(shape) != size()) {
    refuse<ShapeMismatch>("shape '", shapeText(shape), "' is invalid for input of size ", size());
  }
}

Tensor toTensor(const Matrix& a) {
  return Tensor({a.rows(), a.cols()}, std::vector<double>(a.data(), a.data() + a.size()));
}
Tensor toTensor(const Vector& v) {
  return Tensor({v.size()}, std::vector<double>(v.data(), v.data() + v.size()));
}

Matrix toMatrix(const Tensor& t) {
  if (t.dims() != 2) refuse<ShapeMismatch>("expected two dimensions, got ", shapeText(t.shape));
  return Eigen::Map<const Matrix>(t.data.data(), t.shape[0], t.shape[1]);
}
Vector toVector(const Tensor& t) {
  if (t.dims() != 1) refuse<ShapeMismatch>("expected one dimension, got ", shapeText(t.shape));
  return Eigen::Map<const Vector>(t.data.data(), t.shape[0]);
}

std::string shapeText(const Shape& shape) {
  std::string text = "[";
  for (std::size_t d = 0; d < shape.size(); ++d) text += (d == 0 ? "" : ", ") + std::to_string(shape[d]);
  return text + "]";
}

Index countOf(const Shape& shape) {
  Index count = 1;
  for (const Index size : shape) {
    if (size < 0) refuse<ShapeMismatch>("sizes must not be negative, got ", shapeText(shape));
    count *= size;
  }
  return count;
}

Index normalizedDim(Index dim, Index dims) {
  const Index range = std::max<Index>(dims, 1);  // a scalar accepts dim 0 and -1
  if (dim < -range || dim >= range) {
    refuse<InvalidArgument>("Dimension out of range (expected to be in range of [", -range, ", ", range - 1,
                            "], but got ", dim, ")");
  }
  return dim < 0 ? dim + range : dim;
}

Shape broadcastShape(const Shape& a, const Shape& b) {
  Shape out(std::max(a.size(), b.size()), 1);
  for (std::size_t back = 1; back <= out.size(); ++back) {
    const Index x = back <= a.size() ? a[a.size() - back] : 1;
    const Index y = back <= b.size() ? b[b.size() - back] : 1;
    if (x != y && x != 1 && y != 1) {
      refuse<ShapeMismatch>("The size of tensor a (", x, ") must match the size of tensor b (", y,
                            ") at non-singleton dimension ", out.size() - back);
    }
    out[out.size() - back] = x == 1 ? y : x;
  }
  return out;
}

Tensor broadcast(const Tensor& a, const Tensor& b, const std::function<double(double, double)>& f) {
  Tensor out(broadcastShape(a.shape, b.shape));
  std::size_t next = 0;
  walk(out.shape, broadcastStrides(a.shape, out.shape), broadcastStrides(b.shape, out.shape),
       [&](std::size_t x, std::size_t y) { out.data[next++] = f(a.data[x], b.data[y]); });
  return out;
}

Tensor mapped(const Tensor& a, const std::function<double(double)>& f) {
  Tensor out = a;
  for (double& x : out.data) x = f(x);
  return out;
}

Tensor sumToShape(const Tensor& t, const Shape& shape) {
  if (t.shape == shape) return t;
  Tensor out(shape);
  const std::vector<Index> from = broadcastStrides(t.shape, t.shape);
  walk(t.shape, from, broadcastStrides(shape, t.shape),
       [&](std::size_t x, std::size_t y) { out.data[y] += t.data[x]; });
  return out;
}

Tensor expanded(const Tensor& t, const Shape& shape) {
  return broadcast(t, Tensor(shape), [](double x, double) { return x; });
}

Tensor transposed(const Tensor& t, Index dim0, Index dim1) {
  const Index a = normalizedDim(dim0, t.dims()), b = normalizedDim(dim1, t.dims());
  if (t.dims() == 0) return t;
  Shape shape = t.shape;
  std::vector<Index> strides(shape.size(), 1);
  for (std::size_t d = shape.size(); d-- > 1;) strides[d - 1] = strides[d] * shape[d];
  std::swap(shape[static_cast<std::size_t>(a)], shape[static_cast<std::size_t>(b)]);
  std::swap(strides[static_cast<std::size_t>(a)], strides[static_cast<std::size_t>(b)]);
  Tensor out(shape);
  std::size_t next = 0;
  walk(shape, strides, strides, [&](std::size_t x, std::size_t) { out.data[next++] = t.data[x]; });
  return out;
}

Tensor reshaped(const Tensor& t, const Shape& shape) {
  Shape full = shape;
  Index known = 1, inferred = -1;
  for (std::size_t d = 0; d < shape.size(); ++d) {
    if (shape[d] == -1) {
      if (inferred >= 0) refuse<ShapeMismatch>("only one dimension can be inferred");
      inferred = static_cast<Index>(d);
    } else if (shape[d] < 0) {
      refuse<ShapeMismatch>("invalid shape dimension ", shape[d], " at index ", d, " of shape ",
                            shapeText(shape));
    } else {
      known *= shape[d];
    }
  }
  const bool fits = inferred < 0 ? known == t.size() : known != 0 && t.size() % known == 0;
  if (!fits) {
    refuse<ShapeMismatch>("shape '", shapeText(shape), "' is invalid for input of size ", t.size());
  }
  if (inferred >= 0) full[static_cast<std::size_t>(inferred)] = t.size() / known;
  return Tensor(full, t.data);
}

Tensor summed(const Tensor& t, const Shape& dims, bool keepdim) {
  std::vector<bool> reduced(t.shape.size(), dims.empty());
  for (const Index dim : dims) {
    const Index d = normalizedDim(dim, t.dims());
    if (t.dims() == 0) continue;
    if (reduced[static_cast<std::size_t>(d)]) {
      refuse<InvalidArgument>("dim ", d, " appears multiple times in the list of dims");
    }
    reduced[static_cast<std::size_t>(d)] = true;
  }
  Shape kept = t.shape, dropped;
  for (std::size_t d = 0; d < reduced.size(); ++d) {
    if (reduced[d]) kept[d] = 1;
    if (!reduced[d]) dropped.push_back(t.shape[d]);
  }
  Tensor sum = sumToShape(t, kept);
  if (!keepdim) sum.shape = dropped;
  return sum;
}

Tensor batchedMatmul(const Tensor& a, const Tensor& b) {
  const Index m = a.shape[a.shape.size() - 2], k = a.shape.back(), n = b.shape.back();
  Shape shape = broadcastShape(leading(a.shape), leading(b.shape));
  const std::vector<Index> as = broadcastStrides(leading(a.shape), shape);
  const std::vector<Index> bs = broadcastStrides(leading(b.shape), shape);
  const Shape batch = shape;
  shape.push_back(m);
  shape.push_back(n);
  Tensor out(shape);
  double* next = out.data.data();
  walk(batch, as, bs, [&](std::size_t x, std::size_t y) {
    multiply(a.data.data() + static_cast<Index>(x) * m * k, b.data.data() + static_cast<Index>(y) * k * n,
             next, m, n, k);
    next += m * n;
  });
  return out;
}

}  // namespace nabla
