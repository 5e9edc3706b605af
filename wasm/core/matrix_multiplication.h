// Matrix multiplication: C = A B, C_ij = Σ_k A_ik B_kj, with A m×k, B k×n and C m×n.
#pragma once

#include <string>

#include "types.h"

namespace nabla {

// The product A B in float64.
// Throws ShapeMismatch in PyTorch's words unless A has as many columns as B has rows. k = 0 gives zeros;
// values that are not finite follow IEEE 754, so 0·∞ is NaN and reaches every cell that reads it. Each cell
// is summed from left to right, and within k ε Σ_k |A_ik||B_kj| of the exact one (Higham 2002, 3.5).
// PyTorch: a @ b, torch.mm.
Matrix matmul(const Matrix& a, const Matrix& b);

// One cell, as a person would compute it: row i of A times column j of B, left to right.
struct MatmulCell {
  Vector rowOfA;       // A_ik for each k
  Vector columnOfB;    // B_kj for each k
  Vector products;     // A_ik B_kj
  Vector partialSums;  // after each product; the last one is value
  double value = 0;    // 0 when k = 0
};

// Throws ShapeMismatch as matmul, InvalidArgument unless 0 <= row < m and 0 <= col < n.
MatmulCell matmulCell(const Matrix& a, const Matrix& b, int row, int col);

// The k-th layer of A B = Σ_k (column k of A)(row k of B).
struct MatmulOuterProduct {
  Matrix term;        // (column k of A)(row k of B), m×n, rank at most one
  Matrix partialSum;  // terms 0 to k
};

// Throws ShapeMismatch as matmul, InvalidArgument unless 0 <= k < columns of A.
MatmulOuterProduct matmulOuterProduct(const Matrix& a, const Matrix& b, int k);

// Column j of A B as a mix of the columns of A: term k is B_kj (column k of A).
struct MatmulColumnMix {
  Vector weights;      // column j of B
  Matrix terms;        // m×k: column k is weights_k times column k of A
  Matrix partialSums;  // m×k: column k is the sum of terms 0 to k
  Vector column;       // the sum of all
};

// Throws ShapeMismatch as matmul, InvalidArgument unless 0 <= col < n.
MatmulColumnMix matmulColumnMix(const Matrix& a, const Matrix& b, int col);

// Where a product first stops being a number, in reading order.
struct NonFiniteCell {
  bool found = false;
  int row = 0;
  int col = 0;
  int step = 0;         // the k at which it happened
  double value = 0;     // what the cell holds
  std::string cause;    // nan-input, infinite-input, zero-times-infinity, product-overflow,
                        // infinity-minus-infinity, sum-overflow; empty if nothing was found
  std::string message;  // the same as a sentence with the numbers in it
};

// Traces the first cell of `product` that is not finite back to the operation that made it so.
NonFiniteCell firstNonFiniteCell(const Matrix& a, const Matrix& b, const Matrix& product);

struct MatmulReport {
  Matrix product;
  double flops = 0;  // 2 m k n: one multiplication and one addition for each term, as PyTorch counts
  bool commutatorDefined = false;   // A and B square of one size
  double commutatorNorm = 0;        // ‖AB − BA‖_F when defined, else 0
  Matrix productFloat32;            // inputs rounded to float32, products and sums in float32, left to right
  double maxDifferenceFloat32 = 0;  // max |float32 − float64|; infinite if only one of a pair is finite
  NonFiniteCell nonFinite;
};

// Throws ShapeMismatch as matmul.
MatmulReport matmulReport(const Matrix& a, const Matrix& b);

// The product as arithmetic of a narrower format, or of another order of summation, makes it.
struct RoundedMatmul {
  Matrix a;  // the inputs, rounded to the format
  Matrix b;
  Matrix product;       // each product and each addition rounded to the format, summed in the given order
  Matrix exact;         // of the inputs as given, in double-double, rounded once
  double maxError = 0;  // max |product − exact|; infinite where exactly one of them is finite
  double maxArithmeticError =
      0;               // the same against the exact product of the rounded inputs: no input rounding in it
  Matrix wideProduct;  // same rounded inputs, sums carried in float32 (float64 for float64), rounded once
  double wideMaxError = 0;  // as PyTorch and matrix units accumulate float16 and bfloat16
  NonFiniteCell overflow;   // the first cell that is not finite in the product though it is in exact
};

// format: "float64", "float32", "float16" or "bfloat16"; order: "naive", "reversed", "pairwise" or "kahan".
// Throws InvalidArgument for other words, ShapeMismatch as matmul.
RoundedMatmul matmulRounded(const Matrix& a, const Matrix& b, const std::string& format,
                            const std::string& order);

// PyTorch's convention for a layer: y = x Wᵀ + b, with x N×in (one sample a row), W out×in, b of out entries
// or none. Throws ShapeMismatch in PyTorch's words. PyTorch: torch.nn.functional.linear.
Matrix linearLayer(const Matrix& x, const Matrix& w, const Vector& bias);

}  // namespace nabla
