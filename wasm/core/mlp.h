// A multilayer perceptron over a batch, as kernels: Linear and an activation, forward and backward by hand.
// Parameters are one flat array in the order of torch's parameters(): weight (out, in) row-major, then bias,
// layer after layer.
//
// Derivatives with respect to the inputs may travel with the values ("jets"): for each chosen input its
// first, and if wanted its second derivative. A batch without jets is an ordinary network. float is for
// speed, double for proof. Source of the jets: Taylor-mode differentiation, Griewank & Walther, Evaluating
// Derivatives, ch. 13.
#pragma once

#include <cmath>
#include <vector>

#include "activation.h"
#include "lanes.h"
#include "random.h"

namespace nabla {

using Layers = std::vector<Index>;  // widths: 2, 32, 32, 1

inline Index parameterCount(const Layers& layers) {
  Index count = 0;
  for (std::size_t l = 1; l < layers.size(); ++l) count += layers[l] * (layers[l - 1] + 1);
  return count;
}

// torch.nn.Linear's reset_parameters, layer after layer: weight and bias uniform on ±1/√fan_in, drawn in
// Real. Equal to PyTorch's numbers bit for bit.
template <class Real>
std::vector<Real> initialParameters(const Layers& layers, Generator& generator);

// Which input a derivative is taken by, and whether its second one is wanted as well.
struct InputDerivative {
  Index input = 0;
  bool second = false;
};

// Points stand side by side in memory: row i of a layer holds neuron i for all points, stream after stream.
// Stream 0 is the value; then for each jet its first derivative, followed by the second if there is one.
template <class Real>
class MlpBatch {
 public:
  // The activation stands between layers, not behind the last. Jets and float know tanh alone; throws
  // InvalidArgument for another one.
  MlpBatch(Layers layers, std::vector<InputDerivative> jets, Index points, Activation activation = {});

  // scale: what the network sees is scale · value; derivatives are by the value itself.
  void setInput(Index point, Index input, Real value, Real scale = 1);

  void forward(const Real* parameters);
  // Reads what was written to adjoint() and adds to gradient. The adjoints are used up.
  void backward(const Real* parameters, Real* gradient);

  Index points() const { return points_; }
  Index first(std::size_t jet) const { return first_[jet]; }       // its stream
  Index second(std::size_t jet) const { return first_[jet] + 1; }  // only where InputDerivative::second
  // The last layer.
  const Real* output(Index stream, Index neuron = 0) const {
    return of(kValues, layers_.size() - 1) + neuron * width_ + stream * padded_;
  }
  Real* adjoint(Index stream, Index neuron = 0) {
    return of(kAdjoints, layers_.size() - 1) + neuron * width_ + stream * padded_;
  }

  // What layer l (from 1) made of the points: the sums before its activation, the values behind it (the last
  // layer has values alone), and after backward dL/d(sums). Neuron i of point p stands at [i · stride() + p].
  const Real* sums(std::size_t layer) const {
    return of(layer + 1 == layers_.size() ? kValues : kSums, layer);
  }
  const Real* values(std::size_t layer) const { return of(kValues, layer); }
  const Real* sumAdjoints(std::size_t layer) const { return of(kAdjoints, layer); }
  Index stride() const { return width_; }

 private:
  // Before tanh, after it (of the input and the last layer: the only ones), and the adjoints of both in turn.
  enum Part { kSums, kValues, kAdjoints };
  Real* of(Part part, std::size_t layer) { return &memory_[start(part, layer)]; }
  const Real* of(Part part, std::size_t layer) const { return &memory_[start(part, layer)]; }
  std::size_t start(Part part, std::size_t layer) const {
    return starts_[static_cast<std::size_t>(part) * layers_.size() + layer];
  }

  void activate(const Real* z, Real* a, Index neurons);
  void activateBackward(const Real* z, const Real* a, Real* g, Index neurons);

  Layers layers_;
  std::vector<InputDerivative> jets_;
  Activation activation_;
  std::vector<Index> first_;
  Index points_;
  Index padded_;  // points, and some more up to a multiple of eight
  Index streams_ = 1;
  Index width_;                      // streams · padded
  std::vector<std::size_t> starts_;  // in memory_, part after part
  std::vector<Real> memory_;
};

}  // namespace nabla
