// Looking at three dimensions on a flat screen, without perspective: lengths along the screen stay true.
#pragma once

#include "types.h"

namespace nabla {

// (3, 3), orthonormal rows: the directions of the world that point right, up and towards the eye, for an eye
// that has gone round the z axis by azimuth and risen above the xy plane by elevation, in degrees.
// points · viewBasisᵀ are screen coordinates with depth; screen · viewBasis is the way back.
// Throws InvalidArgument unless both are finite.
Matrix viewBasis(double azimuth, double elevation);

}  // namespace nabla
