// One size of a vector for every p: ‖x‖_p = (Σ|x_i|^p)^(1/p).
#pragma once

#include "types.h"

namespace nabla {

// ‖x‖_p for p > 0 and p = ∞ (the largest |x_i|); p = 0 counts the entries that are not 0, as
// torch.linalg.vector_norm(ord=0). A norm for p ≥ 1 only. Scaled by the largest entry, so that neither 1e200
// nor p = 1000 overflows; 0 for an empty x, NaN if an entry is. Throws InvalidArgument for other p.
double lpNorm(const Vector& x, double p);

}  // namespace nabla
