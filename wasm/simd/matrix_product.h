// The matrix product in float32 and float64, in vector lanes.
#pragma once

#include <cstddef>

namespace nabla {

// Where entry (i, j) lies: at data + i · row + j · column. The transpose has the two steps exchanged.
template <class Real>
struct Strided {
  const Real* data;
  std::ptrdiff_t row, column;
  const Real* at(std::ptrdiff_t i, std::ptrdiff_t j) const { return data + i * row + j * column; }
};

// C = A B with A m×inner, B inner×n and C m×n by rows, rowOfC numbers apart; C overlaps neither.
// Each cell is Σ_k A_ik B_kj from left to right, k = 0 first, whatever the sizes and wherever the arrays lie:
// the plain build gives the very bits of the three nested loops, the fused one those of the loops with
// std::fma. So the error is at most inner · ε · Σ_k |A_ik||B_kj| (Higham 2002, 3.5), and values that are not
// finite follow IEEE 754. Blocking: Goto & van de Geijn 2008.
template <class Real>
void matrixProduct(Strided<Real> a, Strided<Real> b, Real* c, std::ptrdiff_t rowOfC, std::ptrdiff_t m,
                   std::ptrdiff_t n, std::ptrdiff_t inner);

// C += A B: each cell goes on from what it holds.
template <class Real>
void addProduct(Strided<Real> a, Strided<Real> b, Real* c, std::ptrdiff_t rowOfC, std::ptrdiff_t m,
                std::ptrdiff_t n, std::ptrdiff_t inner);

// C = A B for matrices that lie by rows without gaps.
template <class Real>
inline void multiply(const Real* a, const Real* b, Real* c, std::ptrdiff_t m, std::ptrdiff_t n,
                     std::ptrdiff_t inner) {
  matrixProduct<Real>({a, inner, 1}, {b, n, 1}, c, n, m, n, inner);
}

}  // namespace nabla
