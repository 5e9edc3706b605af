// The two solvers behind svd.h, alone in their file: they are most of what the decompositions weigh and of
// what they take to compile.
#pragma once

#include "svd.h"

namespace nabla {

enum class SvdParts { kValues, kThin, kFull };

// Factors of a matrix whose entries are finite and of order 1, with signs as they fall. Throws NotConverged.
Svd svd_of_scaled(const Matrix& a, SvdParts parts);

}  // namespace nabla
