// Eigenvectors and singular vectors are free up to a sign: one rule for all, so that pictures stand still.
#pragma once

#include <cmath>

#include "types.h"

namespace nabla {

// The first entry whose magnitude is within 1e-8 of the largest: rounding cannot make the choice jump between
// entries that are equal on paper, as in (1, -1)/√2.
template <class Column>
Index leading_entry(const Column& v) {
  const auto magnitudes = v.cwiseAbs().eval();
  const double limit = (1 - 1e-8) * magnitudes.maxCoeff();
  Index i = 0;
  while (magnitudes(i) < limit) ++i;
  return i;
}

template <class Column>
bool points_backwards(const Column& v) {
  return std::signbit(v(leading_entry(v)));
}

}  // namespace nabla
