// One reverse-mode tape: operations are recorded as they are computed, and the gradient is one walk back over
// them.
//
//   Tape tape;
//   const Var w = tape.leaf(W), x = tape.constant(X);
//   const Var loss = sum(tape, tanh(tape, matmul(tape, w, x)));
//   const Tensor dW = tape.backward(loss).of(w);
//
// Names, shapes, broadcasting and values at the kinks are PyTorch's. To add an operation, write one free
// function that computes the value and passes its vector-Jacobian product to Tape::record: nothing else has
// to know.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tensor.h"

namespace nabla {

// A place on a tape. Only an index: it stays valid while the tape grows and means nothing on another tape.
struct Var {
  std::size_t index = 0;
};

// What backward returns: dL/dv for every v that the output depends on.
class Gradients {
 public:
  // Zeros of v's shape when the output does not depend on v.
  Tensor of(Var v) const;

 private:
  friend class Tape;
  std::vector<std::optional<Tensor>> byVar_;
  std::vector<Shape> shapes_;
};

class Tape {
 public:
  // Given dL/d(output), returns dL/d(input) for each input, in order, each in its input's shape. Entries of
  // inputs that need no gradient are ignored and may be left as they are.
  using Vjp = std::function<std::vector<Tensor>(const Tensor& gradOutput)>;
  // Given the tangent of each input, the tangent of the output.
  using Jvp = std::function<Tensor(const std::vector<Tensor>& tangents)>;
  // How dL/d(input) changes along the inputs' tangents while dL/d(output) stays. Absent where vjp does not
  // depend on the inputs' values.
  using Bend =
      std::function<std::vector<Tensor>(const Tensor& gradOutput, const std::vector<Tensor>& tangents)>;
  struct Rules {
    Vjp vjp;
    Jvp jvp;  // without it the operation has no second derivatives
    Bend bend;
  };

  Var leaf(Tensor value);      // requires_grad=True
  Var constant(Tensor value);  // requires_grad=False

  // The value stays where it is while the tape lives and grows. Throws InvalidArgument for a Var beyond the
  // tape.
  const Tensor& value(Var v) const;
  bool requiresGrad(Var v) const;
  const std::string& operation(Var v) const;  // "matmul", "add", …; "leaf" and "constant" for inputs
  const std::vector<Var>& inputs(Var v) const;
  std::size_t size() const { return nodes_.size(); }

  Var record(std::string operation, Tensor value, std::vector<Var> inputs, Rules rules);

  // dL/dv for L = ⟨seed, output⟩. Without a seed the output must hold one value, as in PyTorch.
  // Nothing is accumulated on the tape: calling twice gives the same gradients twice.
  // Throws ShapeMismatch when the seed does not have the output's shape, or is missing where it is needed.
  Gradients backward(Var output) const;
  Gradients backward(Var output, const Tensor& seed) const;

  // The step of backward that one operation makes: what it hands to each of its inputs, in order, given
  // dL/d(its output). Nothing is added up and nothing left out; with a seed of 1, a scalar operation answers
  // with its local slopes. Empty for leaves and constants. Throws ShapeMismatch unless the seed has the
  // output's shape.
  std::vector<Tensor> pullback(Var v, const Tensor& gradOutput) const;

  // Hessian-vector products by forward over reverse: d/dt of the gradient at t = 0 where each leaf moves by t
  // times its tangent; leaves that are not named stand still. About three times the cost of backward,
  // whatever the size of the Hessian. Throws as backward does, and InvalidArgument for an operation without
  // second derivatives. Source: Pearlmutter, Fast exact multiplication by the Hessian (1994).
  Gradients hvp(Var output, const std::vector<std::pair<Var, Tensor>>& tangents) const;

 private:
  struct Node {
    std::string operation;
    Tensor value;
    std::vector<Var> inputs;
    Rules rules;
    bool requiresGrad = false;
  };
  const Node& node(Var v) const;
  void requireDifferentiable(Var output, const Tensor& seed) const;
  std::vector<std::optional<Tensor>> pushed(Var output,
                                            const std::vector<std::pair<Var, Tensor>>& tangents) const;
  std::deque<Node> nodes_;  // a deque never moves what it holds
};

// ---- operations, named and shaped as in torch
// ------------------------------------------------------------------

Var add(Tape& tape, Var a, Var b);  // broadcasting, as sub, mul and div
Var sub(Tape& tape, Var a, Var b);
Var mul(Tape& tape, Var a, Var b);
Var div(Tape& tape, Var a, Var b);

// torch.matmul: 1-d by 1-d is a dot product, a 1-d operand stands for a row (left) or a column (right), more
// than two dimensions are batches and broadcast. Throws ShapeMismatch in PyTorch's words.
Var matmul(Tape& tape, Var a, Var b);

// The same value with no way back: a constant.
Var detach(Tape& tape, Var a);

Var transpose(Tape& tape, Var a, Index dim0, Index dim1);
Var t(Tape& tape, Var a);   // at most two dimensions
Var mT(Tape& tape, Var a);  // the last two dimensions
Var reshape(Tape& tape, Var a, const Shape& shape);

// No dims: over all of them.
Var sum(Tape& tape, Var a, const Shape& dims = {}, bool keepdim = false);
Var mean(Tape& tape, Var a, const Shape& dims = {}, bool keepdim = false);

// Entry by entry. Values and slopes at kinks and ends of the domain are torch's, but for softplus, which has
// no threshold, and cbrt and step (1 above 0), which torch does not have.
Var neg(Tape& tape, Var a);
Var exp(Tape& tape, Var a);
Var expm1(Tape& tape, Var a);
Var log(Tape& tape, Var a);  // derivative 1/x: infinite at 0
Var log1p(Tape& tape, Var a);
Var log2(Tape& tape, Var a);
Var log10(Tape& tape, Var a);
Var sin(Tape& tape, Var a);
Var cos(Tape& tape, Var a);
Var tan(Tape& tape, Var a);
Var asin(Tape& tape, Var a);
Var acos(Tape& tape, Var a);
Var atan(Tape& tape, Var a);
Var sinh(Tape& tape, Var a);
Var cosh(Tape& tape, Var a);
Var tanh(Tape& tape, Var a);
Var sigmoid(Tape& tape, Var a);
Var softplus(Tape& tape, Var a);
Var silu(Tape& tape, Var a);
Var gelu(Tape& tape, Var a);
Var erf(Tape& tape, Var a);
Var erfc(Tape& tape, Var a);
Var abs(Tape& tape, Var a);   // derivative 0 at 0
Var sqrt(Tape& tape, Var a);  // derivative infinite at 0
Var cbrt(Tape& tape, Var a);
Var relu(Tape& tape, Var a);  // derivative 0 at 0
Var step(Tape& tape, Var a);  // derivative 0 everywhere, as the next four
Var sign(Tape& tape, Var a);
Var floor(Tape& tape, Var a);
Var ceil(Tape& tape, Var a);
Var round(Tape& tape, Var a);                 // halves to even
Var pow(Tape& tape, Var a, double exponent);  // exponent 0: derivative 0 everywhere, at 0 as well
Var pow(Tape& tape, Var base, Var exponent);  // broadcasting, as the rest
Var atan2(Tape& tape, Var y, Var x);          // slope 0 at the origin
Var hypot(Tape& tape, Var a, Var b);          // slope NaN at the origin
Var maximum(Tape& tape, Var a, Var b);        // a tie is shared by halves
Var minimum(Tape& tape, Var a, Var b);
// condition != 0 ? a : b, entry by entry; no gradient reaches the condition.
Var where(Tape& tape, const Tensor& condition, Var a, Var b);

}  // namespace nabla
