// The transpose, (Aᵀ)_ij = A_ji: as a matrix, as a second look at the same memory, and as the way gradients
// travel.
#pragma once

#include <string>

#include "types.h"

namespace nabla {

// Aᵀ, n×m for A m×n, as a matrix of its own. Any shape, any values; exact.
// PyTorch: a.T.contiguous(), a.mT, torch.transpose(a, 0, 1).
Matrix matrixTranspose(const Matrix& a);

// W v. PyTorch: torch.mv, W @ v. Throws ShapeMismatch in PyTorch's words: for a W that is not square, this is
// what forgetting the transpose raises.
Vector matvec(const Matrix& w, const Vector& v);

// What a.t() is in PyTorch: no number moves, the strides change places.
// Element (i, j) of an array lies in storage slot offset + i · rowStride + j · colStride.
struct TransposeView {
  int rows = 0;  // of the transposed
  int cols = 0;
  int originalRowStride = 0;  // of A, contiguous: (cols of A, 1)
  int originalColStride = 0;
  int rowStride = 0;  // of the view: the same two, exchanged
  int colStride = 0;
  int storageOffset = 0;
  int contiguousRowStride = 0;  // of a.t().contiguous(): a copy, or the view itself if it is contiguous
  int contiguousColStride = 0;
  bool isContiguous =
      false;       // the view reads memory straight through: some size is 0, or A is a single row or column
  Vector storage;  // the numbers in memory, the same for A and the view
  Vector contiguousStorage;  // the numbers in memory of the copy
  Vector readOrder;          // slot that each element of the view reads, row by row; contiguousStorage_i is
                             // storage at readOrder_i
  std::string viewError;     // what a.t().view(-1) raises; empty when it works
};

TransposeView transposeView(const Matrix& a);

// ⟨W x, g⟩ = ⟨x, Wᵀ g⟩: the one property that makes Wᵀ the way back. W m×n, x of n entries, g of m.
struct AdjointIdentity {
  Vector forward;          // W x
  Vector backward;         // Wᵀ g
  double forwardDot = 0;   // ⟨W x, g⟩
  double backwardDot = 0;  // ⟨x, Wᵀ g⟩
  double difference = 0;   // |forwardDot − backwardDot|
  double bound = 0;        // 2 (m + n) ε |g|ᵀ|W||x|: what rounding alone can explain
  bool withinBound = true;
};

// Throws ShapeMismatch in PyTorch's words, InvalidArgument unless every entry is finite.
AdjointIdentity adjointIdentity(const Matrix& w, const Vector& x, const Vector& g);

// The backward pass of y = W x for an upstream gradient g = ∂L/∂y, measured.
struct LinearBackward {
  Vector y;           // W x
  Vector gradX;       // ∂L/∂x = Wᵀ g, by the tape
  Matrix gradW;       // ∂L/∂W = g xᵀ, by the tape
  Vector numericalX;  // the same by central differences of L = ⟨W x, g⟩
  Matrix numericalW;
  double ratioX = 0;  // gradcheck: max |tape − numerical| / (1e-5 + 1e-3 |numerical|), passes up to 1
  double ratioW = 0;
  int worstX = 0;  // the entry of gradX where ratioX is reached
  bool passedX = true;
  bool passedW = true;
  bool wrongDefined = false;  // W is square, so forgetting the transpose raises no error
  Vector wrongGradX;          // W g; empty unless wrongDefined
  double wrongDot = 0;        // ⟨x, W g⟩, which should have been ⟨W x, g⟩
  double wrongRatio = 0;
  int wrongWorst = 0;
  bool wrongPassed = false;  // true when W g happens to equal Wᵀ g, as for a symmetric W
};

// Throws ShapeMismatch in PyTorch's words, InvalidArgument unless every entry is finite.
// Central differences are exact for a linear L but for rounding, about ε |L| / 1e-6: from |L| near 1e5 on,
// the check measures that rounding and not the gradient. PyTorch: y.backward(g), torch.autograd.gradcheck.
LinearBackward linearBackward(const Matrix& w, const Vector& x, const Vector& g);

}  // namespace nabla
