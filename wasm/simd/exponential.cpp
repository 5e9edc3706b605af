#include "exponential.h"

namespace nabla {

template <class Real>
void expEach(const Real* in, Real* out, std::ptrdiff_t count) {
  mapRuns(Exponential<Real>(), in, out, count);
}
template <class Real>
void tanhEach(const Real* in, Real* out, std::ptrdiff_t count) {
  mapLanes(Tanh<Real>(), in, out, count);
}
template <class Real>
void sigmoidEach(const Real* in, Real* out, std::ptrdiff_t count) {
  mapRuns(Sigmoid<Real>(), in, out, count);
}

template void expEach(const float*, float*, std::ptrdiff_t);
template void expEach(const double*, double*, std::ptrdiff_t);
template void tanhEach(const float*, float*, std::ptrdiff_t);
template void tanhEach(const double*, double*, std::ptrdiff_t);
template void sigmoidEach(const float*, float*, std::ptrdiff_t);
template void sigmoidEach(const double*, double*, std::ptrdiff_t);

}  // namespace nabla
