// One size of a vector for every p: ‖x‖_p = (Σ|x_i|^p)^(1/p), its ball, and what its corners do to a
// solution.
#pragma once

#include <string>

#include "types.h"

namespace nabla {

struct LpReport {
  double norm;          // ‖x‖_p, scaled: no overflow on the way
  double written;       // (Σ|x_i|^p)^(1/p) as the formula reads: infinite or 0 where a power leaves float64
  double dualExponent;  // q with 1/p + 1/q = 1; infinite for p ≤ 1
  double dual;          // max ⟨x, y⟩ over ‖y‖_p ≤ 1: ‖x‖_q, and ‖x‖_∞ for p < 1, whose ball has L1's hull
  double detour;        // Σ‖x_i e_i‖_p, along the axes: less than norm for p < 1, no triangle inequality
  int zeros;            // entries that are exactly 0
  Vector common;        // ‖x‖ for p = ½, 1, 2, 4, ∞
  Vector gradient;      // ∂‖x‖_p/∂x as torch.linalg.vector_norm: 0 where x_i is 0, also for p < 1
  Vector writtenGradient;  // of (|x|**p).sum()**(1/p) by the chain rule: NaN at x_i = 0 for p < 1, as torch
};

struct BallTouch {
  Vector w;           // (2): argmin of the loss over ‖w‖_p ≤ radius
  double loss;        // ½ (w − c)ᵀ H (w − c)
  int zeros;          // entries of w that are exactly 0
  bool inside;        // the centre lies in the ball: nothing is held back
  double centreNorm;  // ‖c‖_p
  double lagrange;    // −dL/dr: how fast the loss would fall if the ball grew; 0 inside
  Matrix level;       // (n, 2): the line of equal loss through w
};

struct ClippedGradient {
  double total;        // ‖g‖_p
  double coefficient;  // min(1, max_norm / (total + 1e-6)), as torch.nn.utils.clip_grad_norm_
  Vector byNorm;       // coefficient · g: shorter, same direction
  Vector byValue;      // each entry clamped to ±max_norm: clip_grad_value_, turns the direction
};

struct Wireframe {
  Matrix front;  // (m, 4): x, y, x′, y′ of strokes that face the viewer
  Matrix back;   // (m, 4): of those that do not
};

// p > 0, where p above 1e300 means ∞ (a page has no infinite numbers to pass), or p = ∞ itself.
// ‖x‖_∞ = max |x_i|; p = 0 counts the entries that are not 0, as torch.linalg.vector_norm(ord=0). A norm for
// p ≥ 1 only. Scaled by the largest entry, so that neither 1e200 nor p = 1000 overflows; 0 for an empty x,
// NaN if an entry is. Throws InvalidArgument for other p.
double lpNorm(const Vector& x, double p);

// x: finite, any length; p as lpNorm, but above 0. Throws InvalidArgument.
LpReport lpReport(const Vector& x, double p);

// The unit ball's edge in the plane, (n, 2), counter-clockwise from (1, 0); corners and axes are among the
// points. p as lpReport, n a multiple of 8 from 8 to 4096. Throws InvalidArgument.
Matrix ballOutline(double p, int n);

// Where a loss ½ (w − c)ᵀ R diag(1, ratio) Rᵀ (w − c), R a turn by angle (radians), is least in the ball
// ‖w‖_p ≤ radius; the ball need not be convex. The least point of the edge is found on n samples, refined by
// golden section; corners are tried exactly, so a zero is a zero. centre: (2), finite; ratio, radius > 0;
// p as lpReport. Throws ShapeMismatch, InvalidArgument.
BallTouch ballTouch(const Vector& centre, double ratio, double angle, double radius, double p);

// g cut back to length maxNorm > 0, and each entry cut back alone. p as lpReport. Throws InvalidArgument.
ClippedGradient clipGradient(const Vector& g, double maxNorm, double p);

// Level lines of the unit ball in space, x, y and z held at nine heights each, seen from the direction that
// yaw and pitch (radians) give, without perspective. p as lpReport. Throws InvalidArgument. Facing is judged
// by the normal: parts of a ball with p < 1 may be hidden by others and count as facing.
Wireframe ballWireframe(double p, double yaw, double pitch);

}  // namespace nabla
