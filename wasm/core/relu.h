// ReLU and its kin: the function, and a network of one hidden layer on points of the plane, whose units fold
// the plane along lines, learn, and die.
#pragma once

#include <string>

#include "types.h"

namespace nabla {

struct ActivationCurve {
  Matrix curve;      // (161, 3): x from −4 to 4, φ(x), φ′(x)
  double value = 0;  // φ at x
  double slope = 0;  // φ′ as PyTorch takes it
  double left = 0;   // (φ(x) − φ(x − h)) / h with h = 2^-20, exact for what is made of straight lines
  double right = 0;  // (φ(x + h) − φ(x)) / h
};

// activation and slope as parseActivation. x finite. Throws InvalidArgument.
ActivationCurve activationCurve(const std::string& activation, double slope, double x);

// A network 2 → units → 1 as rows (w₁, w₂, b, v), one a unit, and a last row (c, 0, 0, 0):
// out(x) = c + Σ v φ(w₁ x₁ + w₂ x₂ + b).
//
// As PyTorch makes it after torch.manual_seed(seed): both nn.Linear in their order, then, unless init is
// linear, the weights again by init (hidden first), all hidden biases set to bias and the output's to 0.
// linear keeps nn.Linear's own biases and adds bias to the hidden ones. units: 1 to 16. Throws
// InvalidArgument.
Matrix reluStart(int units, const std::string& init, double bias, const std::string& activation, double slope,
                 double seed);

struct ReluRun {
  Matrix net;  // (units + 1, 4) after the steps
  // (steps + 1, 6), the state before each step and after the last: loss, dead units, share of active pairs of
  // unit and point, ‖∂L/∂‖ of the hidden layer's parameters, of the output layer's, share of points on the
  // right side.
  Matrix history;
  Matrix mask;        // (units, points): φ′ of each unit at each point, which its gradient is multiplied by
  Vector dead;        // (units): 1 where that is exactly 0 at every point
  Matrix gradient;    // (units + 1, 4): ∂L/∂net
  int diverged = -1;  // the step whose loss is no finite number: the run ends before it, but step 0 stays
};

// steps of torch.optim.SGD(lr) on all points at once, loss F.binary_cross_entropy_with_logits. data: (points,
// 3): x₁, x₂, label 0 or 1; 1 to 64 points. start: as above, finite. 0 ≤ lr; 0 ≤ steps ≤ 1000. Throws
// ShapeMismatch, InvalidArgument.
ReluRun reluTrain(const Matrix& data, const Matrix& start, const std::string& activation, double slope,
                  double lr, int steps);

struct ReluPicture {
  Matrix output;    // (n, n) over [−reach, reach]², row 0 at the bottom: σ(out), the probability of label 1
  Matrix active;    // (n, n): how many units have a positive sum there
  Matrix hinges;    // (units, 4): both ends of w·x + b = 0 within the window; NaN where there is none
  int regions = 0;  // parts into which the hinges cut the window: on each the net is one linear function
  int mostRegions = 0;  // the most that so many lines can make: 1 + m + m(m − 1)/2
};

// n: 2 to 200; reach > 0. Throws as reluTrain.
ReluPicture reluPicture(const Matrix& net, const std::string& activation, double slope, double reach, int n);

// The unit (w₁, w₂, b, v) with its hinge through two places, or, where both are one, moved there as it lies.
// The length of w, v and, as nearly as can be, the active side stay. Throws InvalidArgument where w is 0.
Vector movedHinge(const Vector& unit, const Vector& pivot, const Vector& at);

}  // namespace nabla
