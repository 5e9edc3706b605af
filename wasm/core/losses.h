// Losses of a batch, averaged over its samples, with the gradient by the network's outputs.
#pragma once

#include <string>

#include "types.h"

namespace nabla {

//   mse            F.mse_loss: mean of (out − target)² over all entries
//   bce            F.binary_cross_entropy_with_logits: by log(1 + e^-|z|), which cannot overflow
//   cross_entropy  F.cross_entropy: target holds a distribution a sample
enum class Loss { mse, bce, cross_entropy };

// By those names; throws InvalidArgument for another one.
Loss parseLoss(const std::string& name);

// out, target: (outputs, samples), entry (i, s) at [i · stride + s]; gradient likewise, written. Returns the
// mean.
double lossOf(Loss loss, const double* out, const double* target, double* gradient, Index outputs,
              Index samples, Index stride);

}  // namespace nabla
