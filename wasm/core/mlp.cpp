#include "mlp.h"

#include <type_traits>

#include "exponential.h"
#include "initialisation.h"
#include "mlp_kernels.h"

namespace nabla {
template <class Real>
std::vector<Real> initialParameters(const Layers& layers, Generator& generator) {
  std::vector<Real> out;
  out.reserve(static_cast<std::size_t>(parameterCount(layers)));
  for (std::size_t l = 1; l < layers.size(); ++l) {
    const double fan_in = static_cast<double>(layers[l - 1]);
    const double bounds[2] = {uniformBound(kaimingStd(std::sqrt(2.0 / 6.0), fan_in)), 1 / std::sqrt(fan_in)};
    const Index counts[2] = {layers[l] * layers[l - 1], layers[l]};
    for (int part = 0; part < 2; ++part) {
      const Real low = static_cast<Real>(-bounds[part]);
      const Real high = static_cast<Real>(bounds[part]);
      for (Index i = 0; i < counts[part]; ++i) out.push_back(generator.uniformIn(low, high));
    }
  }
  return out;
}

template <class Real>
MlpBatch<Real>::MlpBatch(Layers layers, std::vector<InputDerivative> jets, Index points,
                         Activation activation)
    : layers_(std::move(layers)),
      jets_(std::move(jets)),
      activation_(activation),
      points_(points),
      padded_((points + 7) / 8 * 8) {
  if (activation_.of != Nonlinearity::tanh && (!jets_.empty() || !std::is_same_v<Real, double>)) {
    refuse<InvalidArgument>("activation must be tanh in float32 and where derivatives travel along");
  }
  for (const InputDerivative& jet : jets_) {
    first_.push_back(streams_);
    streams_ += jet.second ? 2 : 1;
  }
  // Rows that lie a large power of two apart share a few places of the cache and push each other out: 256
  // points with four streams took 1.5 times as long as 264.
  const Index crowded = 512 / static_cast<Index>(sizeof(Real));
  if (streams_ * padded_ % crowded == 0) padded_ += 8;
  width_ = streams_ * padded_;
  Index rows = 0;
  for (int part = 0; part < 3; ++part) {
    for (const Index neurons : layers_) {
      starts_.push_back(static_cast<std::size_t>(rows * width_));
      rows += neurons;
    }
  }
  memory_.resize(static_cast<std::size_t>(rows * width_));
}

template <class Real>
void MlpBatch<Real>::setInput(Index point, Index input, Real value, Real scale) {
  Real* row = of(kValues, 0) + input * width_;
  row[point] = scale * value;
  for (std::size_t j = 0; j < jets_.size(); ++j) {
    if (jets_[j].input == input) row[first_[j] * padded_ + point] = scale;
  }
}

template <class Real>
void MlpBatch<Real>::forward(const Real* parameters) {
  if (points_ == 0) return;
  const std::size_t last = layers_.size() - 1;
  for (std::size_t l = 1; l <= last; ++l) {
    const Index rows = layers_[l], inner = layers_[l - 1];
    Real* z = of(l == last ? kValues : kSums, l);
    product(z, parameters, inner, Index{1}, of(kValues, l - 1), rows, inner, width_);
    parameters += rows * inner;
    for (Index i = 0; i < rows; ++i) {
      for (Index p = 0; p < padded_; ++p) z[i * width_ + p] += parameters[i];
    }
    parameters += rows;
    if (l < last) activate(z, of(kValues, l), rows);
  }
  std::fill_n(adjoint(0), layers_[last] * width_, Real{0});
}

template <class Real>
void MlpBatch<Real>::backward(const Real* parameters, Real* gradient) {
  if (points_ == 0) return;
  const std::size_t last = layers_.size() - 1;
  Index offset = parameterCount(layers_);
  for (std::size_t l = last; l >= 1; --l) {
    const Index rows = layers_[l], inner = layers_[l - 1];
    Real* g = of(kAdjoints, l);
    if (l < last) activateBackward(of(kSums, l), of(kValues, l), g, rows);
    offset -= rows;
    for (Index i = 0; i < rows; ++i) {
      Lanes<Real> sum = {};
      for (Index p = 0; p < padded_; p += LanesOf<Real>::count) sum += load(g + i * width_ + p);
      gradient[offset + i] += sumOf<Real>(sum);
    }
    offset -= rows * inner;
    outer(gradient + offset, g, of(kValues, l - 1), rows, inner, width_);
    if (l > 1) product(of(kAdjoints, l - 1), parameters + offset, Index{1}, inner, g, inner, rows, width_);
  }
}

// a = tanh z, s = 1 − a²: a′ = s z′ and a″ = s z″ − 2 a s z′².
template <class Real>
void MlpBatch<Real>::activate(const Real* z, Real* a, Index neurons) {
  if constexpr (std::is_same_v<Real, double>) {
    if (activation_.of != Nonlinearity::tanh) {
      nabla::activate(activation_, z, a, neurons * width_);
      return;
    }
  }
  constexpr Index n = LanesOf<Real>::count;
  const Lanes<Real> one = splat(expConstants<Real>().one);  // a literal would be made anew in each round
  for (Index i = 0; i < neurons; ++i) {
    const Real* zi = z + i * width_;
    Real* ai = a + i * width_;
    tanhEach(zi, ai, padded_);
    for (std::size_t j = 0; j < jets_.size(); ++j) {
      const Index d = first_[j] * padded_, dd = d + padded_;
      for (Index p = 0; p < padded_; p += n) {
        const Lanes<Real> value = load(ai + p), slope = one - value * value, zd = load(zi + d + p);
        store(ai + d + p, slope * zd);
        if (jets_[j].second) {
          store(ai + dd + p, slope * (load(zi + dd + p) - (value + value) * zd * zd));
        }
      }
    }
  }
}

// The chain rule through the lines above; with s′ = −2 a s and s″ = −2 s (s − 2a²):
//   ∂z″ = s g″,  ∂z′ = s g′ + 2 s′ z′ g″,  ∂z = s g + Σ (s′ z′ g′ + (s′ z″ + s″ z′²) g″).
template <class Real>
void MlpBatch<Real>::activateBackward(const Real* z, const Real* a, Real* g, Index neurons) {
  if constexpr (std::is_same_v<Real, double>) {
    if (activation_.of != Nonlinearity::tanh) {
      nabla::activateBackward(activation_, z, g, neurons * width_);
      return;
    }
  }
  constexpr Index n = LanesOf<Real>::count;
  const Lanes<Real> one = splat(expConstants<Real>().one);  // a literal would be made anew in each round
  for (Index i = 0; i < neurons; ++i) {
    const Real* zi = z + i * width_;
    const Real* ai = a + i * width_;
    Real* gi = g + i * width_;
    for (Index p = 0; p < padded_; p += n) {
      const Lanes<Real> value = load(ai + p), slope = one - value * value;
      const Lanes<Real> twice = value + value, fall = twice * slope;  // fall = −s′
      Lanes<Real> out = slope * load(gi + p);
      for (std::size_t j = 0; j < jets_.size(); ++j) {
        const Index d = first_[j] * padded_ + p, dd = d + padded_;
        const Lanes<Real> zd = load(zi + d), gd = load(gi + d);
        out -= fall * zd * gd;
        Lanes<Real> outd = slope * gd;
        if (jets_[j].second) {
          const Lanes<Real> gdd = load(gi + dd);
          const Lanes<Real> third = (slope + slope) * (slope - twice * value);  // −s″
          out -= (fall * load(zi + dd) + third * zd * zd) * gdd;
          outd -= (fall + fall) * zd * gdd;
          store(gi + dd, slope * gdd);
        }
        store(gi + d, outd);
      }
      store(gi + p, out);
    }
  }
}

template std::vector<float> initialParameters(const Layers&, Generator&);
template std::vector<double> initialParameters(const Layers&, Generator&);
template class MlpBatch<float>;
template class MlpBatch<double>;

}  // namespace nabla
