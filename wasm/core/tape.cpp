#include "tape.h"

namespace nabla {

Tensor Gradients::of(Var v) const {
  if (v.index >= shapes_.size())
    refuse<InvalidArgument>("this Var is not on the tape that was differentiated");
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
  if (v.index >= nodes_.size()) refuse<InvalidArgument>("this Var is not on this tape");
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

Var Tape::record(std::string operation, Tensor value, std::vector<Var> inputs, Rules rules) {
  bool needed = false;
  for (const Var v : inputs) needed = requiresGrad(v) || needed;
  nodes_.push_back({std::move(operation), std::move(value), std::move(inputs), std::move(rules), needed});
  return {nodes_.size() - 1};
}

Gradients Tape::backward(Var output) const {
  const Tensor& y = value(output);
  if (y.size() != 1) refuse<ShapeMismatch>("grad can be implicitly created only for scalar outputs");
  return backward(output, Tensor(y.shape, 1.0));
}

void Tape::requireDifferentiable(Var output, const Tensor& seed) const {
  const Tensor& y = value(output);
  if (seed.shape != y.shape) {
    refuse<ShapeMismatch>("Mismatch in shape: grad_output[0] has a shape of torch.Size(",
                          shapeText(seed.shape), ") and output[0] has a shape of torch.Size(",
                          shapeText(y.shape), ").");
  }
  if (!requiresGrad(output)) {
    refuse<InvalidArgument>("element 0 of tensors does not require grad and does not have a grad_fn");
  }
}

namespace {

void accumulate(std::optional<Tensor>& slot, Tensor part) {
  if (!slot) {
    slot = std::move(part);
  } else {
    for (std::size_t e = 0; e < slot->data.size(); ++e) slot->data[e] += part.data[e];
  }
}

}  // namespace

Gradients Tape::backward(Var output, const Tensor& seed) const {
  requireDifferentiable(output, seed);
  Gradients gradients;
  gradients.byVar_.resize(nodes_.size());
  for (const Node& n : nodes_) gradients.shapes_.push_back(n.value.shape);
  gradients.byVar_[output.index] = seed;
  for (std::size_t i = output.index + 1; i-- > 0;) {  // inputs always stand before what is made of them
    const Node& n = nodes_[i];
    if (!n.rules.vjp || !n.requiresGrad || !gradients.byVar_[i]) continue;
    std::vector<Tensor> parts = n.rules.vjp(*gradients.byVar_[i]);
    for (std::size_t k = 0; k < n.inputs.size(); ++k) {
      if (requiresGrad(n.inputs[k])) accumulate(gradients.byVar_[n.inputs[k].index], std::move(parts[k]));
    }
  }
  return gradients;
}

std::vector<Tensor> Tape::pullback(Var v, const Tensor& gradOutput) const {
  const Node& n = node(v);
  if (!n.rules.vjp) return {};
  if (gradOutput.shape != n.value.shape) {
    refuse<ShapeMismatch>("gradOutput has the shape ", shapeText(gradOutput.shape), " and the output has ",
                          shapeText(n.value.shape));
  }
  return n.rules.vjp(gradOutput);
}

// The tangent of every node up to the output; empty where nothing moves.
std::vector<std::optional<Tensor>> Tape::pushed(Var output,
                                                const std::vector<std::pair<Var, Tensor>>& tangents) const {
  std::vector<std::optional<Tensor>> moved(nodes_.size());
  for (const auto& [leaf, tangent] : tangents) {
    if (value(leaf).shape != tangent.shape)
      refuse<ShapeMismatch>("a tangent must have the shape of its leaf");
    moved[leaf.index] = tangent;
  }
  for (std::size_t i = 0; i <= output.index; ++i) {
    const Node& n = nodes_[i];
    bool moves = false;
    for (const Var v : n.inputs) moves = moved[v.index].has_value() || moves;
    if (!moves) continue;
    if (!n.rules.jvp) refuse<InvalidArgument>(n.operation, " has no second derivatives on this tape");
    std::vector<Tensor> parts;
    for (const Var v : n.inputs) parts.push_back(moved[v.index] ? *moved[v.index] : Tensor(value(v).shape));
    moved[i] = n.rules.jvp(parts);
  }
  return moved;
}

Gradients Tape::hvp(Var output, const std::vector<std::pair<Var, Tensor>>& tangents) const {
  const Tensor& y = value(output);
  if (y.size() != 1) refuse<ShapeMismatch>("a Hessian belongs to a function with one value");
  requireDifferentiable(output, Tensor(y.shape, 1.0));
  const std::vector<std::optional<Tensor>> moved = pushed(output, tangents);
  std::vector<std::optional<Tensor>> grads(nodes_.size());
  Gradients bent;
  bent.byVar_.resize(nodes_.size());
  for (const Node& n : nodes_) bent.shapes_.push_back(n.value.shape);
  grads[output.index] = Tensor(y.shape, 1.0);
  for (std::size_t i = output.index + 1; i-- > 0;) {
    const Node& n = nodes_[i];
    if (!n.rules.vjp || !n.requiresGrad || !grads[i]) continue;
    const auto spread = [&](std::vector<Tensor> parts, std::vector<std::optional<Tensor>>& into) {
      for (std::size_t k = 0; k < n.inputs.size(); ++k) {
        if (requiresGrad(n.inputs[k])) accumulate(into[n.inputs[k].index], std::move(parts[k]));
      }
    };
    spread(n.rules.vjp(*grads[i]), grads);
    if (bent.byVar_[i]) spread(n.rules.vjp(*bent.byVar_[i]), bent.byVar_);
    if (!n.rules.bend || !moved[i]) continue;
    std::vector<Tensor> parts;
    for (const Var v : n.inputs) parts.push_back(moved[v.index] ? *moved[v.index] : Tensor(value(v).shape));
    spread(n.rules.bend(*grads[i], parts), bent.byVar_);
  }
  return bent;
}

namespace {

// An operation that is linear in its one input: its transpose, and itself on tangents.
Var recordLinear(Tape& tape, const char* name, Tensor value, Var a,
                 std::function<Tensor(const Tensor&)> transpose,
                 std::function<Tensor(const Tensor&)> forward) {
  Tape::Rules rules;
  rules.vjp = [transpose](const Tensor& grad) { return std::vector<Tensor>{transpose(grad)}; };
  rules.jvp = [forward](const std::vector<Tensor>& dx) { return forward(dx[0]); };
  return tape.record(name, std::move(value), {a}, std::move(rules));
}

Tensor mTransposed(const Tensor& a) {
  return transposed(a, -2, -1);
}

[[noreturn]] void refuseMatmul(const Tensor& a, const Tensor& b) {
  const auto size = [](Index n) { return std::to_string(n); };
  if (a.dims() == 0 || b.dims() == 0) {
    refuse<ShapeMismatch>("both arguments to matmul need to be at least 1D, but they are ", size(a.dims()),
                          "D and ", size(b.dims()), "D");
  }
  if (a.dims() == 1 && b.dims() == 1) {
    refuse<ShapeMismatch>("inconsistent tensor size, expected tensor [", size(a.shape[0]), "] and src [",
                          size(b.shape[0]), "] to have the same number of elements, but got ",
                          size(a.shape[0]), " and ", size(b.shape[0]), " elements respectively");
  }
  if (a.dims() == 2 && b.dims() == 1) {
    refuse<ShapeMismatch>("size mismatch, got input (", size(a.shape[0]), "), mat (", size(a.shape[0]), "x",
                          size(a.shape[1]), "), vec (", size(b.shape[0]), ")");
  }
  // PyTorch folds the batch of the left operand into its rows when the right one has none
  const Index cols = a.shape.back();
  const Index rows = a.dims() == 1  ? 1
                     : cols == 0    ? 0
                     : b.dims() > 2 ? a.shape[a.shape.size() - 2]
                                    : a.size() / cols;
  const std::string right = b.dims() == 1 ? size(b.shape[0]) + "x1"
                                          : size(b.shape[b.shape.size() - 2]) + "x" + size(b.shape.back());
  refuse<ShapeMismatch>("mm: mat1 and mat2 shapes cannot be multiplied (", size(rows), "x", size(cols),
                        " and ", right, ")");
}

}  // namespace

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
  const Shape flat = product.shape;
  const auto asLeft = [leftShape = left.shape](const Tensor& v) { return Tensor(leftShape, v.data); };
  const auto asRight = [rightShape = right.shape](const Tensor& v) { return Tensor(rightShape, v.data); };
  // dL/da from g and b, dL/db from a and g.
  const auto toLeft = [&x, full, leftShape = left.shape](const Tensor& g, const Tensor& r) {
    const Tensor d = sumToShape(batchedMatmul(Tensor(full, g.data), mTransposed(r)), leftShape);
    return Tensor(x.shape, d.data);
  };
  const auto toRight = [&y, full, rightShape = right.shape](const Tensor& g, const Tensor& l) {
    const Tensor d = sumToShape(batchedMatmul(mTransposed(l), Tensor(full, g.data)), rightShape);
    return Tensor(y.shape, d.data);
  };
  Tape::Rules rules;
  rules.vjp = [toLeft, toRight, left, right](const Tensor& grad) {
    return std::vector<Tensor>{toLeft(grad, right), toRight(grad, left)};
  };
  rules.jvp = [flat, asLeft, asRight, left, right](const std::vector<Tensor>& dx) {
    Tensor sum = batchedMatmul(asLeft(dx[0]), right);
    const Tensor second = batchedMatmul(left, asRight(dx[1]));
    for (std::size_t i = 0; i < sum.data.size(); ++i) sum.data[i] += second.data[i];
    return Tensor(flat, sum.data);
  };
  rules.bend = [toLeft, toRight, asLeft, asRight](const Tensor& grad, const std::vector<Tensor>& dx) {
    return std::vector<Tensor>{toLeft(grad, asRight(dx[1])), toRight(grad, asLeft(dx[0]))};
  };
  return tape.record("matmul", std::move(product), {a, b}, std::move(rules));
}

Var detach(Tape& tape, Var a) {
  return tape.constant(tape.value(a));
}

Var transpose(Tape& tape, Var a, Index dim0, Index dim1) {
  const auto swap = [dim0, dim1](const Tensor& v) { return transposed(v, dim0, dim1); };
  return recordLinear(tape, "transpose", swap(tape.value(a)), a, swap, swap);
}

Var t(Tape& tape, Var a) {
  const Index dims = tape.value(a).dims();
  if (dims > 2) {
    refuse<ShapeMismatch>("t() expects a tensor with <= 2 dimensions, but self is ", dims, "D");
  }
  return dims == 2 ? transpose(tape, a, 0, 1) : reshape(tape, a, tape.value(a).shape);
}

Var mT(Tape& tape, Var a) {
  const Index dims = tape.value(a).dims();
  if (dims < 2) {
    refuse<ShapeMismatch>("tensor.mT is only supported on matrices or batches of matrices. Got ", dims,
                          "-D tensor.");
  }
  return transpose(tape, a, -2, -1);
}

Var reshape(Tape& tape, Var a, const Shape& shape) {
  const Tensor& x = tape.value(a);
  Tensor value = reshaped(x, shape);
  const auto as = [](const Shape& wanted) {
    return [wanted](const Tensor& v) { return Tensor(wanted, v.data); };
  };
  return recordLinear(tape, "reshape", value, a, as(x.shape), as(value.shape));
}

namespace {

// Σ over dims, times scale.
Var recordSum(Tape& tape, const char* name, Var a, const Shape& dims, bool keepdim, double divisor) {
  const Tensor& x = tape.value(a);
  const Shape kept = summed(x, dims, true).shape;
  const auto forward = [dims, keepdim, divisor](const Tensor& v) {
    return mapped(summed(v, dims, keepdim), [divisor](double s) { return s / divisor; });
  };
  const auto back = [&x, kept, divisor](const Tensor& grad) {
    return expanded(mapped(Tensor(kept, grad.data), [divisor](double g) { return g / divisor; }), x.shape);
  };
  return recordLinear(tape, name, forward(x), a, back, forward);
}

}  // namespace

Var sum(Tape& tape, Var a, const Shape& dims, bool keepdim) {
  return recordSum(tape, "sum", a, dims, keepdim, 1);
}

Var mean(Tape& tape, Var a, const Shape& dims, bool keepdim) {
  const Tensor& x = tape.value(a);
  const Shape kept = summed(x, dims, true).shape;
  double count = 1;  // of the reduced sizes alone: a size of 0 elsewhere must not turn this into 0/0
  for (std::size_t d = 0; d < kept.size(); ++d) {
    if (kept[d] != x.shape[d]) count *= static_cast<double>(x.shape[d]);
  }
  return recordSum(tape, "mean", a, dims, keepdim, count);
}

}  // namespace nabla
