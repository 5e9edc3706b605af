// The two matrix products of a layer, over a batch whose points stand side by side: row i holds neuron i for
// all points. The number of points is a multiple of eight in float32, of four in float64.
#pragma once

#include "types.h"

namespace nabla {

// out(rows, width) = w · in(inner, width), with w(i, k) = w[i * down + k * right]: down = inner, right = 1 is
// the layer forward, down = 1, right = (its inner) its transpose on the way back.
template <class Real>
void product(Real* out, const Real* w, Index down, Index right, const Real* in, Index rows, Index inner,
             Index width);

// gradient(rows, inner) += g(rows, width) · in(inner, width)ᵀ.
template <class Real>
void outer(Real* gradient, const Real* g, const Real* in, Index rows, Index inner, Index width);

}  // namespace nabla
