// Partial derivatives: one variable moves, the others are held. Of a typed function of two variables,
// ∂f/∂x (x₀, y₀) = lim (f(x₀ + h, y₀) − f(x₀, y₀)) / h, and of the loss of a network of 2 inputs, 3 hidden
// units and 1 output, one for each of its 13 weights.
#pragma once

#include <string>

#include "contour_map.h"
#include "tape.h"
#include "types.h"

namespace nabla {

struct Partials {
  double value = 0;
  double dx = 0, dy = 0;                      // by reverse mode
  bool dependsOnX = true, dependsOnY = true;  // whether the text names the variable in a way that matters
  Matrix alongX;                              // (n, 2) x, f(x, y₀) over the window
  Matrix alongY;                              // (n, 2) y, f(x₀, y)
  Matrix tangentX;  // (2, 2) ends of the tangent to alongX; empty where value or slope is not finite
  Matrix tangentY;  // (2, 2)
  Matrix
      quotients;  // (9, 3) h, and the forward difference quotients with it along x and along y: h = 1 … 1e-8
  double kinkX = 0, kinkY = 0;  // forward minus backward quotient with h = 1e-6; 0 if ten times nearer it is
                                // less than half, as where f only bends
  double nearLow = 0, nearHigh = 0;  // least and largest f on a circle of radius `radius` round the point
  double radius = 0;                 // 1e-6 of the window's width
  bool jumps =
      false;  // f on that circle stays away from f(point) by more than slopes explain: not continuous there
};

// at: (2) finite; x, y: the window, (2) each. n: points of a slice, 2 to 2001.
// Throws InvalidExpression, ShapeMismatch, InvalidArgument.
Partials partials(const std::string& f, const Vector& at, const Vector& x, const Vector& y, int n);

struct NetworkPartials {
  Vector hiddenInput;  // (3) W₁x + b₁
  Vector hidden;       // (3) after the activation
  double output = 0;
  double loss = 0;       // (output − target)²
  Vector gradient;       // (13) ∂L/∂weight, in the order of `weights`, by reverse mode
  Vector accumulated;    // (13) what .grad holds after `passes` calls of backward without zero_grad
  double nudged = 0;     // the loss with weights[k] + nudge
  double predicted = 0;  // accumulated[k] · nudge
  double actual = 0;     // nudged − loss
  Matrix curve;          // (n, 2) weights[k], loss, everything else held
  Matrix tangent;        // (2, 2) the line that accumulated[k] promises, over the same interval
};

inline constexpr Index kNetworkWeights = 13;

// weights: (13) = W₁ (3 × 2, row by row), b₁ (3), W₂ (3), b₂; x: (2); all finite. activation: tanh, relu or
// sigmoid. k: 0 to 12. passes: 1 to 100. reach > 0: the curve runs from weights[k] − reach to weights[k] +
// reach in n points. Throws ShapeMismatch, InvalidArgument.
NetworkPartials networkPartials(const Vector& weights, const Vector& x, double target,
                                const std::string& activation, int k, double nudge, int passes, double reach,
                                int n);

}  // namespace nabla
