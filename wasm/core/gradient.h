// The gradient of a function of two variables: where it points, what it promises, and what it does not.
// ∇f = (∂f/∂x, ∂f/∂y); D_u f = ∇f · u for a unit vector u; steepest in a metric G is G⁻¹∇f.
#pragma once

#include <string>

#include "contour_map.h"
#include "types.h"

namespace nabla {

struct GradientProbe {
  double value = 0;
  Vector gradient;         // (2) by reverse mode
  double norm = 0;         // ‖∇f‖₂
  double heading = 0;      // degrees of ∇f against the x axis in (−180, 180]; NaN where ∇f is 0 or not finite
  Vector direction;        // (2) u = (cos angle, sin angle)
  double directional = 0;  // D_u f = ∇f · u
  double turn = 0;         // degrees between u and ∇f in [0, 180]; NaN where ∇f is 0
  // The level line through the point, found on a small circle round it without any derivative:
  int crossings =
      0;  // how often the circle meets the height f(point): 2 on a slope, 4 at a saddle, 0 on a top
  double contourAngle =
      0;         // degrees between ∇f and the chord of the two crossings, in [0, 90]; NaN unless there are 2
  Vector chord;  // (2) unit vector along the level line; empty unless there are 2
  Vector end;    // (2) point + step u
  double predicted = 0;  // step · D_u f: the change to first order
  double actual = 0;     // f(point + step u) − f(point)
  Matrix rise;  // (n, 2) polar plot: D_u f · u over the half turn where it is positive, a circle through the
                // origin
  Matrix fall;  // (n, 2) |D_u f| · u over the other half turn
  Matrix measured;  // (24, 2) |q| · u with q = (f(point + h u) − f(point)) / h, h small: what the slopes
                    // really are
  Vector slopes;    // (24) q itself
};

// at: (2), finite. angle: degrees, finite. step: finite. scale: the width of what is looked at, > 0: the
// small circle has a thousandth of it as its radius, and h is 1e-6 of it. NaN and infinities of f are values
// here, never errors. Throws InvalidExpression, ShapeMismatch, InvalidArgument.
GradientProbe gradientProbe(const std::string& f, const Vector& at, double angle, double step, double scale);

struct MetricProbe {
  double value = 0;
  Vector gradient;           // (2) ∇f
  Vector natural;            // (2) G⁻¹∇f with G = diag(stretch², 1)
  double swing = 0;          // degrees from ∇f to G⁻¹∇f, signed, in (−180, 180]; NaN where ∇f is 0
  Vector steepest;           // (2) G⁻¹∇f scaled to length 1 in the metric; zero where ∇f is 0
  double slope = 0;          // the most that f rises for a step of length 1 in the metric: √(∇fᵀG⁻¹∇f)
  double plainSlope = 0;     // what ∇f itself gives for the same length: ‖∇f‖² / √(∇fᵀG∇f)
  Vector stretchedAt;        // (2) the point in the stretched coordinates (stretch · x, y)
  Vector stretchedGradient;  // (2) the gradient there: (∂f/∂x / stretch, ∂f/∂y)
  Vector stretchedPlain;     // (2) where ∇f, an arrow of the plane, goes when the plane is stretched
  double stretchedAngle =
      0;        // degrees between that image and the level line there, in [0, 90]; NaN where ∇f is 0
  Matrix ball;  // (65, 2) the unit circle of the metric as seen in the plane: an ellipse, closed
};

// Length is measured after x has been multiplied by `stretch` (> 0, finite). Throws as gradientProbe.
MetricProbe metricProbe(const std::string& f, const Vector& at, double stretch);

// f in the coordinates (stretch · x, y), over a window of those.
ContourMap stretchedMap(const std::string& f, const Vector& x, const Vector& y, double stretch, int n);

struct ClippingTurn {
  double norm = 0;         // ‖g‖₂
  double coefficient = 0;  // min(1, limit / (‖g‖₂ + 1e-6)): what clip_grad_norm_ multiplies by
  Vector byNorm;           // coefficient · g
  Vector byValue;          // each entry cut off at ±limit
  double turnByNorm = 0;   // degrees between g and byNorm: 0 but for rounding; NaN for a zero vector
  double turnByValue = 0;  // degrees between g and byValue, below 90; NaN for a zero vector
};

// torch.nn.utils.clip_grad_norm_ (p = 2) and clip_grad_value_ on one gradient. limit: finite, ≥ 0. NaN in g
// gives NaN, as there. Throws InvalidArgument.
ClippingTurn clippingTurn(const Vector& gradient, double limit);

// Of the gradient of f at a point, which may be infinite there. Throws as gradientProbe.
ClippingTurn clippingAt(const std::string& f, const Vector& at, double limit);

struct SampledGradient {
  Matrix values;       // (5, 5) f at point + spacing · (j − 2, i − 2)
  Vector exact;        // (2) ∂f/∂x, ∂f/∂y by reverse mode
  Vector estimate;     // (2) torch.gradient of the values at the middle, told the right spacing
  Vector unitSpacing;  // (2) the same without a spacing, which means 1
  Vector corner;       // (2) at the lower left corner, right spacing: one-sided there
  Vector cornerExact;  // (2)
};

// What torch.gradient makes of samples of f. spacing: > 0, finite. Throws as gradientProbe.
SampledGradient sampledGradient(const std::string& f, const Vector& at, double spacing);

// torch.gradient(values, spacing=(…), edge_order=1) along dim 0 or 1: central differences inside, one-sided
// at the edges. At least 2 entries that way. Throws ShapeMismatch, InvalidArgument.
Matrix torchGradient(const Matrix& values, int dim, double spacing);

struct LossProbe {
  double loss = 0;  // mean (w x + b − y)²
  Vector gradient;  // (2) ∂L/∂w, ∂L/∂b
  double norm = 0;
  Vector residuals;  // (n) w x + b − y
  Vector best;  // (2) the minimum: slope and intercept of least squares; empty unless there is exactly one
  double bestLoss = 0;
  double astray = 0;  // degrees between −∇L and the way to the minimum; NaN where one of them is 0
};

// A line through data: (n, 2) rows x, y, finite, n ≥ 1. at: (2) w, b. The gradient in closed form, 2/n Σ r
// (x, 1) with the residuals r. Throws ShapeMismatch, InvalidArgument.
LossProbe lossProbe(const Matrix& data, const Vector& at);

// The loss over a window of (w, b).
ContourMap lossMap(const Matrix& data, const Vector& w, const Vector& b, int n);

}  // namespace nabla
