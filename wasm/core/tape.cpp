#include "tape.h"

#include <cmath>

namespace nabla {

Tensor Gradients::of(Var v) const {
  if (v.index >= shapes_.size()) throw InvalidArgument("this Var is not on the tape that was differentiated");
  const auto& gradient = byVar_[v.index];
  return gradient ? *gradient : Tensor(shapes_[v.index]);
}

Var Tape::leaf(Tensor value) {
  nodes_.push_back({"leaf", std::move(value), {}, {}, true});
  return {nodes_.size() - 1};
}

Var Tape::constant(Tensor value) {
  nodes_.push_back({"constant", std::move(value), {}, {}, false});
  return {nodes_.size() - 1};
}

const Tape::Node& Tape::node(Var v) const {
  if (v.index >= nodes_.size()) throw InvalidArgument("this Var is not on this tape");
  return nodes_[v.index];
}

const Tensor& Tape::value(Var v) const {
  return node(v).value;
}
bool Tape::requiresGrad(Var v) const {
  return node(v).requiresGrad;
}
const std::string& Tape::operation(Var v) const {
  return node(v).operation;
}
const std::vector<Var>& Tape::inputs(Var v) const {
  return node(v).inputs;
}

Var Tape::record(std::string operation, Tensor value, std::vector<Var> inputs, Vjp vjp) {
  bool needed = false;
  for (const Var v : inputs) needed = requiresGrad(v) || needed;
  nodes_.push_back({std::move(operation), std::move(value), std::move(inputs), std::move(vjp), needed});
  return {nodes_.size() - 1};
}

Gradients Tape::backward(Var output) const {
  const Tensor& y = value(output);
  if (y.size() != 1) throw ShapeMismatch("grad can be implicitly created only for scalar outputs");
  return backward(output, Tensor(y.shape, 1.0));
}

Gradients Tape::backward(Var output, const Tensor& seed) const {
  const Tensor& y = value(output);
  if (seed.shape != y.shape) {
    throw ShapeMismatch("Mismatch in shape: grad_output[0] has a shape of torch.Size(" +
                        shapeText(seed.shape) + ") and output[0] has a shape of torch.Size(" +
                        shapeText(y.shape) + ").");
  }
  if (!requiresGrad(output)) {
    throw InvalidArgument("element 0 of tensors does not require grad and does not have a grad_fn");
  }
  Gradients gradients;
  gradients.byVar_.resize(nodes_.size());
  for (const Node& n : nodes_) gradients.shapes_.push_back(n.value.shape);
  gradients.byVar_[output.index] = seed;
  for (std::size_t i = output.index + 1; i-- > 0;) {  // inputs always stand before what is made of them
    const Node& n = nodes_[i];
    if (!n.vjp || !n.requiresGrad || !gradients.byVar_[i]) continue;
    std::vector<Tensor> parts = n.vjp(*gradients.byVar_[i]);
    for (std::size_t k = 0; k < n.inputs.size(); ++k) {
      if (!requiresGrad(n.inputs[k])) continue;
      auto& slot = gradients.byVar_[n.inputs[k].index];
      if (!slot) {
        slot = std::move(parts[k]);
      } else {
        for (std::size_t e = 0; e < slot->data.size(); ++e) slot->data[e] += parts[k].data[e];
      }
    }
  }
  return gradients;
}

std::vector<Tensor> Tape::pullback(Var v, const Tensor& gradOutput) const {
  const Node& n = node(v);
  if (!n.vjp) return {};
  if (gradOutput.shape != n.value.shape) {
    throw ShapeMismatch("gradOutput has the shape " + shapeText(gradOutput.shape) + " and the output has " +
                        shapeText(n.value.shape));
  }
  return n.vjp(gradOutput);
}

namespace {

using Scalar2 = double (*)(double, double);

Tensor times(const Tensor& a, const Tensor& b) {
  return broadcast(a, b, [](double x, double y) { return x * y; });
}

// An operation on each entry: its value and its derivative as a function of x and y = f(x).
Var recordEach(Tape& tape, const char* name, Var a, const std::function<double(double)>& f,
               const std::function<double(double grad, double x, double y)>& vjp) {
  const Tensor& x = tape.value(a);
  Tensor y = mapped(x, f);
  return tape.record(name, y, {a}, [&x, y, vjp](const Tensor& grad) {
    Tensor out = grad;
    for (std::size_t i = 0; i < out.data.size(); ++i) out.data[i] = vjp(grad.data[i], x.data[i], y.data[i]);
    return std::vector<Tensor>{out};
  });
}

Tensor mTransposed(const Tensor& a) {
  return transposed(a, -2, -1);
}

[[noreturn]] void refuseMatmul(const Tensor& a, const Tensor& b) {
  const auto size = [](Index n) { return std::to_string(n); };
  if (a.dims() == 0 || b.dims() == 0) {
    throw ShapeMismatch("both arguments to matmul need to be at least 1D, but they are " + size(a.dims()) +
                        "D and " + size(b.dims()) + "D");
  }
  if (a.dims() == 1 && b.dims() == 1) {
    throw ShapeMismatch("inconsistent tensor size, expected tensor [" + size(a.shape[0]) + "] and src [" +
                        size(b.shape[0]) + "] to have the same number of elements, but got " +
                        size(a.shape[0]) + " and " + size(b.shape[0]) + " elements respectively");
  }
  if (a.dims() == 2 && b.dims() == 1) {
    throw ShapeMismatch("size mismatch, got input (" + size(a.shape[0]) + "), mat (" + size(a.shape[0]) +
                        "x" + size(a.shape[1]) + "), vec (" + size(b.shape[0]) + ")");
  }
  // PyTorch folds the batch of the left operand into its rows when the right one has none
  const Index cols = a.shape.back();
  const Index rows = a.dims() == 1  ? 1
                     : cols == 0    ? 0
                     : b.dims() > 2 ? a.shape[a.shape.size() - 2]
                                    : a.size() / cols;
  const std::string right = b.dims() == 1 ? size(b.shape[0]) + "x1"
                                          : size(b.shape[b.shape.size() - 2]) + "x" + size(b.shape.back());
  throw ShapeMismatch("mm: mat1 and mat2 shapes cannot be multiplied (" + size(rows) + "x" + size(cols) +
                      " and " + right + ")");
}

}  // namespace

Var add(Tape& tape, Var a, Var b) {
  const Tensor &x = tape.value(a), &y = tape.value(b);
  return tape.record("add", broadcast(x, y, [](double p, double q) { return p + q; }), {a, b},
                     [&x, &y](const Tensor& grad) {
                       return std::vector<Tensor>{sumToShape(grad, x.shape), sumToShape(grad, y.shape)};
                     });
}

Var sub(Tape& tape, Var a, Var b) {
  const Tensor &x = tape.value(a), &y = tape.value(b);
  return tape.record("sub", broadcast(x, y, [](double p, double q) { return p - q; }), {a, b},
                     [&x, &y](const Tensor& grad) {
                       const Tensor minus = mapped(grad, [](double g) { return -g; });
                       return std::vector<Tensor>{sumToShape(grad, x.shape), sumToShape(minus, y.shape)};
                     });
}

Var mul(Tape& tape, Var a, Var b) {
  const Tensor &x = tape.value(a), &y = tape.value(b);
  return tape.record("mul", times(x, y), {a, b}, [&x, &y](const Tensor& grad) {
    return std::vector<Tensor>{sumToShape(times(grad, y), x.shape), sumToShape(times(grad, x), y.shape)};
  });
}

Var div(Tape& tape, Var a, Var b) {
  const Tensor &x = tape.value(a), &y = tape.value(b);
  const Scalar2 quotient = [](double p, double q) { return p / q; };
  return tape.record("div", broadcast(x, y, quotient), {a, b}, [&x, &y, quotient](const Tensor& grad) {
    const Tensor slope = broadcast(broadcast(x, y, quotient), y, [](double p, double q) { return -p / q; });
    return std::vector<Tensor>{sumToShape(broadcast(grad, y, quotient), x.shape),
                               sumToShape(times(grad, slope), y.shape)};
  });
}

Var neg(Tape& tape, Var a) {
  return recordEach(
      tape, "neg", a, [](double x) { return -x; }, [](double grad, double, double) { return -grad; });
}

Var matmul(Tape& tape, Var a, Var b) {
  const Tensor &x = tape.value(a), &y = tape.value(b);
  if (x.dims() == 0 || y.dims() == 0) refuseMatmul(x, y);
  const Tensor left = x.dims() == 1 ? reshaped(x, {1, x.size()}) : x;
  const Tensor right = y.dims() == 1 ? reshaped(y, {y.size(), 1}) : y;
  if (left.shape.back() != right.shape[right.shape.size() - 2]) refuseMatmul(x, y);
  Tensor product = batchedMatmul(left, right);
  const Shape full = product.shape;
  if (y.dims() == 1) product.shape.pop_back();
  if (x.dims() == 1) product.shape.erase(product.shape.end() - (y.dims() == 1 ? 1 : 2));
  return tape.record("matmul", product, {a, b}, [&x, &y, left, right, full](const Tensor& gradOutput) {
    const Tensor grad(full, gradOutput.data);
    const Tensor dLeft = sumToShape(batchedMatmul(grad, mTransposed(right)), left.shape);
    const Tensor dRight = sumToShape(batchedMatmul(mTransposed(left), grad), right.shape);
    return std::vector<Tensor>{Tensor(x.shape, dLeft.data), Tensor(y.shape, dRight.data)};
  });
}

Var detach(Tape& tape, Var a) {
  return tape.constant(tape.value(a));
}

Var transpose(Tape& tape, Var a, Index dim0, Index dim1) {
  return tape.record(
      "transpose", transposed(tape.value(a), dim0, dim1), {a},
      [dim0, dim1](const Tensor& grad) { return std::vector<Tensor>{transposed(grad, dim0, dim1)}; });
}

Var t(Tape& tape, Var a) {
  const Index dims = tape.value(a).dims();
  if (dims > 2) {
    throw ShapeMismatch("t() expects a tensor with <= 2 dimensions, but self is " + std::to_string(dims) +
                        "D");
  }
  return dims == 2 ? transpose(tape, a, 0, 1) : reshape(tape, a, tape.value(a).shape);
}

Var mT(Tape& tape, Var a) {
  const Index dims = tape.value(a).dims();
  if (dims < 2) {
    throw ShapeMismatch("tensor.mT is only supported on matrices or batches of matrices. Got " +
                        std::to_string(dims) + "-D tensor.");
  }
  return transpose(tape, a, -2, -1);
}

Var reshape(Tape& tape, Var a, const Shape& shape) {
  const Tensor& x = tape.value(a);
  return tape.record("reshape", reshaped(x, shape), {a},
                     [&x](const Tensor& grad) { return std::vector<Tensor>{Tensor(x.shape, grad.data)}; });
}

Var sum(Tape& tape, Var a, const Shape& dims, bool keepdim) {
  const Tensor& x = tape.value(a);
  const Shape kept = summed(x, dims, true).shape;
  return tape.record("sum", summed(x, dims, keepdim), {a}, [&x, kept](const Tensor& grad) {
    return std::vector<Tensor>{expanded(Tensor(kept, grad.data), x.shape)};
  });
}

Var mean(Tape& tape, Var a, const Shape& dims, bool keepdim) {
  const Tensor& x = tape.value(a);
  Tensor total = summed(x, dims, keepdim);
  const Shape kept = summed(x, dims, true).shape;
  double count = 1;  // of the reduced sizes alone: a size of 0 elsewhere must not turn this into 0/0
  for (std::size_t d = 0; d < kept.size(); ++d) {
    if (kept[d] != x.shape[d]) count *= static_cast<double>(x.shape[d]);
  }
  for (double& value : total.data) value /= count;
  return tape.record("mean", total, {a}, [&x, kept, count](const Tensor& grad) {
    const Tensor share = mapped(grad, [count](double g) { return g / count; });
    return std::vector<Tensor>{expanded(Tensor(kept, share.data), x.shape)};
  });
}

Var exp(Tape& tape, Var a) {
  return recordEach(
      tape, "exp", a, [](double x) { return std::exp(x); },
      [](double grad, double, double y) { return grad * y; });
}

Var log(Tape& tape, Var a) {
  return recordEach(
      tape, "log", a, [](double x) { return std::log(x); },
      [](double grad, double x, double) { return grad / x; });
}

Var tanh(Tape& tape, Var a) {
  return recordEach(
      tape, "tanh", a, [](double x) { return std::tanh(x); },
      [](double grad, double, double y) { return grad * (1 - y * y); });
}

Var relu(Tape& tape, Var a) {
  return recordEach(
      tape, "relu", a, [](double x) { return x <= 0 ? 0.0 : x; },
      [](double grad, double, double y) { return y <= 0 ? 0.0 : grad; });
}

Var pow(Tape& tape, Var a, double exponent) {
  return recordEach(
      tape, "pow", a, [exponent](double x) { return std::pow(x, exponent); },
      [exponent](double grad, double x, double) {
        return exponent == 0 ? 0.0 : grad * (exponent * std::pow(x, exponent - 1));
      });
}

}  // namespace nabla
