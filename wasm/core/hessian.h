// Second derivatives of typed functions, H_ij = ∂²f / ∂x_i ∂x_j, and what they say about descending:
// curvature along every direction, the largest step that stays stable, and where Newton's method goes.
//
// Functions come as text (expression.h) with the names of their variables separated by commas: "x,y".
#pragma once

#include <string>

#include "types.h"

namespace nabla {

// What the eigenvalues of a symmetric matrix say about a bowl, a saddle or a dome.
struct Curvature {
  Vector eigenvalues;        // (n), descending: λ₁ is the steepest curvature
  Matrix eigenvectors;       // (n, n), column i belongs to eigenvalues(i); signs as in eigh
  double condition = 0;      // κ = max |λ| / min |λ|; infinite when an eigenvalue counts as zero
  std::string definiteness;  // positive definite, positive semidefinite, indefinite, negative semidefinite,
                             // negative definite, zero. An eigenvalue counts as zero up to n ε max |λ|
  bool cholesky = false;     // H = L Lᵀ exists with positive pivots: the test that needs no eigenvalues
  int failedPivot = 0;       // the first pivot that is not positive, counted from 1; 0 if there is none
  double failedValue = 0;    // what stood there
  double lrMax =
      0;  // 2 / λ₁: gradient descent on the quadratic is stable below it; NaN unless no λ is negative
  double lrBest =
      0;  // 2 / (λ₁ + λ_n), and the factor (κ − 1) / (κ + 1) by which each step then shrinks the error;
  double rate = 0;  // both NaN unless positive definite
};

struct HessianReport {
  double value = 0;
  Vector gradient;   // (n), by the reverse sweep
  Matrix automatic;  // (n, n): forward over reverse, column j is H e_j
  Matrix symbolic;   // (n, n): the second derivatives' formulas at the point; 0x0 when they are too long
  Matrix finite;     // (n, n): central differences with steps of ε^¼ max(1, |x_i|) to the next power of two
  double symbolicGap = 0;  // max |automatic − symbolic|; NaN where one is missing
  double finiteGap = 0;    // max |automatic − finite|
  double asymmetry = 0;    // max |H_ij − H_ji| of automatic
  std::string
      formulas;  // the symbolic second derivatives, one a line, row by row; empty when they are too long
  bool finiteEverywhere = false;  // value, gradient and automatic; without it curvature is empty
  std::string trouble;            // which of them is not, and where; empty if all is well
  Curvature curvature;            // of (automatic + automaticᵀ) / 2
};

// Eigenvalues, definiteness and step sizes of a symmetric h. h: (n, n), finite. Throws as eigh.
Curvature curvature(const Matrix& h);

// H of f at a point, three ways. point: one number a variable, at most 16. Throws InvalidExpression;
// InvalidArgument when the text holds several functions (those have a Jacobian) or the point is not finite;
// ShapeMismatch. Forward over reverse is accurate to rounding: 1e-11 relative against 50 digits on the
// fixtures. PyTorch: torch.func.hessian.
HessianReport hessianReport(const std::string& f, const std::string& variables, const Vector& point);

// H v by one sweep with dual numbers: H is never formed. PyTorch: torch.autograd.functional.hvp. Throws as
// above.
Vector hessianVectorProduct(const std::string& f, const std::string& variables, const Vector& point,
                            const Vector& v);

struct DescentPath {
  Matrix points;         // (k + 1, n): the start, then one row a step
  Vector values;         // (k + 1): f there
  Vector gradientNorms;  // (k + 1): ‖∇f‖₂ there
  std::string
      status;         // running: all steps were taken; arrived: ‖∇f‖ ≤ 1e-12; diverged: beyond 1e6; singular:
                      // Newton's equations have no solution; not finite: f or its derivatives stop there
  int stoppedAt = 0;  // the last step taken
  std::string ending;  // definiteness of H at the last point; empty where it is not finite
};

// One of three ways down from a point, `steps` times (0 to 1000):
//   gradient  x − lr ∇f
//   newton    x − H⁻¹ ∇f: to the model's stationary point, be it a minimum, a maximum or a saddle
//   damped    x − (H + damping I)⁻¹ ∇f: shorter, and downhill once damping > −λ_n
// lr, damping ≥ 0. Throws as hessianReport; InvalidArgument for an unknown method.
DescentPath descentPath(const std::string& f, const std::string& variables, const Vector& start,
                        const std::string& method, double lr, double damping, int steps);

// "a*x^2 + b*x*y + c*y^2" with the Hessian Q diag(l1, l2) Qᵀ, the first column of Q at `degrees` from the x
// axis. Numbers are printed so that they read back exactly. Throws InvalidArgument unless finite.
std::string bowlText(double l1, double l2, double degrees);

// Level lines of the quadratic that fits f at a point, f + gᵀd + ½ dᵀH d, over the window x × y (both (2),
// rising): strokes as in contours.h, from a grid of n × n, 2 ≤ n ≤ 400. Two variables. Throws as
// hessianReport.
Vector quadraticLines(const std::string& f, const Vector& point, const Vector& x, const Vector& y, int n,
                      const Vector& levels);

struct StabilityBand {
  Vector rates;    // (2 to 4) lr: 0, where a line bends or has reached 2, and `end`; straight in between
  Matrix factors;  // (rates, 2): |1 − lr λ₁| and |1 − lr λ_n|
  double end = 0;  // 1.4 · 2 / max |λ|
  double now1 = 0, now2 = 0;  // the factors at the given lr
};

// How one step of gradient descent scales the error along the two axes, over all learning rates. l1, l2, lr
// finite, not both l zero. Throws InvalidArgument.
StabilityBand stabilityBand(double l1, double l2, double lr);

}  // namespace nabla
