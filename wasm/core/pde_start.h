// A start u(x, 0) as a function: its values, its integral, and its exact Fourier coefficients. Internal to
// the PDE files.
#pragma once

#include <string>
#include <vector>

#include "types.h"

namespace nabla {

class PdeStart {
 public:
  // Throws InvalidArgument for an unknown shape or boundary, or a profile of fewer than 2 or more than 401
  // values.
  PdeStart(const std::string& shape, const Vector& profile, const std::string& boundary);

  bool periodic() const { return periodic_; }
  double at(double x) const;        // on [0, 1]
  double extended(double x) const;  // everywhere: odd with period 2 (zero) or period 1 (periodic)
  double integral(double x) const;  // ∫₀ˣ of extended
  double largest() const;           // max |u|
  double sine(int n) const;         // b_n of Σ b_n sin nπx (zero) or Σ b_n sin 2πnx (periodic)
  double cosine(int n) const;       // a_n of Σ a_n cos 2πnx, a_0 the mean

 private:
  struct Piece {
    double from, to, low, high;
  };
  double primitive(double x) const;  // ∫₀ˣ on [0, 1]

  enum { trigonometric, hill, pieces } kind_;
  bool periodic_;
  double second_ = 0;  // amplitude of the fifth harmonic
  std::vector<Piece> pieces_;
};

}  // namespace nabla
