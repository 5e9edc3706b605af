#include "ode_tableau.h"

namespace nabla {
namespace {

constexpr Tableau kEuler{1, 1, {0}, {}, {1}};
constexpr Tableau kMidpoint{2, 2, {0, 0.5}, {{{}, {0.5}}}, {0, 1}};
constexpr Tableau kRk4{
    4, 4, {0, 0.5, 0.5, 1}, {{{}, {0.5}, {0, 0.5}, {0, 0, 1}}}, {1.0 / 6, 1.0 / 3, 1.0 / 3, 1.0 / 6}};
// The seventh stage is the first of the next step; it serves the error estimate and the continuous extension.
constexpr Tableau kDormandPrince{7,
                                 5,
                                 {0, 0.2, 0.3, 0.8, 8.0 / 9, 1, 1},
                                 {{{},
                                   {0.2},
                                   {3.0 / 40, 9.0 / 40},
                                   {44.0 / 45, -56.0 / 15, 32.0 / 9},
                                   {19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729},
                                   {9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656},
                                   {35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84}}},
                                 {35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84, 0}};

}  // namespace

const Tableau& explicitTableau(OdeMethod method) {
  switch (method) {
    case OdeMethod::Euler:
      return kEuler;
    case OdeMethod::Midpoint:
      return kMidpoint;
    case OdeMethod::Rk4:
      return kRk4;
    case OdeMethod::DormandPrince:
      return kDormandPrince;
    default:
      refuse<InvalidArgument>("method must be explicit: euler, midpoint, rk4 or dopri5");
  }
}

}  // namespace nabla
