// Angles between random vectors: in many dimensions nearly all of them are right angles.
#pragma once

#include "types.h"

namespace nabla {

struct RandomCosines {
  Matrix counts;     // (dims − 1, bins): row d − 2 is the histogram of cos θ over [−1, 1] in dimension d
  Vector deviation;  // (dims − 1): sqrt(mean cos² θ), for comparison with 1/√d
  Vector expectedDeviation;  // (dims − 1): 1/√d, exact for directions that are uniform on the sphere
  Vector nearlyRight;        // (dims − 1): per cent of the pairs with an angle between 80° and 100°
  Vector largest;            // (dims − 1): the largest |cos θ|
};

// torch.manual_seed(seed); Z = torch.randn(2 * pairs, dims, dtype=torch.float64): rows 2i and 2i + 1 are
// pair i, and its first d coordinates are a pair in dimension d, so one draw shows every dimension.
// pairs·dims must be a multiple of 8 and at least 8 (PyTorch draws blocks of 16), at most 4e6; dims >= 2;
// bins >= 1. Throws InvalidArgument.
RandomCosines randomCosines(int pairs, int dims, int bins, double seed);

// (bins): how many of the pairs a bin of [−1, 1] gets on average in dimension d >= 2, from the density
// Γ(d/2) / (√π Γ((d−1)/2)) (1 − t²)^((d−3)/2) of cos θ. Throws InvalidArgument.
Vector expectedCosines(int dim, int bins, int pairs);

}  // namespace nabla
