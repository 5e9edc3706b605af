// The loops under every drawing: one operation on a block of numbers. Built for speed, where the rest of the
// expression compiler is built for size.
#pragma once

#include "expression_node.h"
#include "real_functions.h"

namespace nabla {

// out[i] = op(a[i], b[i], c[i]); operands that the operation does not have are not read for what they say,
// but must be readable. out may be one of them.
void applyBlock(Op op, const double* a, const double* b, const double* c, double* out, Index n);

// out[i] = a[i]^k.
void raiseBlock(const double* a, double k, double* out, Index n);

}  // namespace nabla
