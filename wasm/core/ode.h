// dy/dt = f(t, y) as a visitor types it, for one unknown (text in t and y) or two (two texts in t, u and v):
// solved step by step beside its solution, drawn as a field, refined, and read as the layers of a network.
#pragma once

#include <string>

#include "types.h"

namespace nabla {

// A run as it is drawn and read.
struct OdeTrace {
  std::string method;
  Vector t;       // (p): ends of the steps; more than 2000 of them are thinned evenly, both ends kept
  int stride;     // row k is the end of step k·stride, the last row of step `accepted`
  Vector steps;   // (p): of the step that ends there t_k − t_{k−1}, negative backwards; 0 at the start
  Matrix y;       // (p, n)
  Matrix before;  // (p, n): y_{k−1}, where that step began, a row of its own only where none are left out
  Matrix slopes;  // (p, n): (y_k − y_{k−1})/(t_k − t_{k−1}), what the step took for the slope; NaN at the
                  // start
  Vector errors;  // (p): ‖y − solution‖₂ at these times; NaN beyond the solution's own end
  Vector curveT;  // (c): an even grid as far as the run came
  Matrix curve;   // (c, n): its continuous extension there
  int accepted;
  int rejected;
  int evaluations;  // of f
  int jacobians;
  bool stiff;  // stability holds the steps down, not accuracy
  double stiffAt;
  std::string outcome;  // reached, empty, step-limit, not-finite, overflow, step-underflow, newton-failed
  std::string reason;   // one sentence; empty when reached
};

struct OdeComparison {
  OdeTrace chosen;
  OdeTrace rival;  // empty where none was asked for
  OdeTrace exact;  // dopri5 at rtol 1e-12, or radau at 1e-10 where that is stiff: the yardstick of the errors
  double step;     // Δt, negative backwards; the mean one where the method chooses
  ComplexVector eigenvalues;  // λ of ∂f/∂y at the start; empty where that is not finite
  ComplexVector z;            // Δt λ
  Vector growth;              // |R(z)|: what a step multiplies that direction by
  bool unstable;  // some |R(z)| > 1 + 1e-9 although its Re z < 0: the method grows where the solution falls
  double greatestStep;  // the largest |Δt| at which an explicit method lets fall what falls in the solution;
                        // infinite where nothing does, and for the implicit ones
};

struct OdeConvergence {
  Vector steps;   // (k): Δt = |t1 − t0| / 4, / 8, …
  Matrix errors;  // (6, k) at t1: euler, midpoint, rk4, dopri5, implicit-euler, radau; NaN where none was
                  // reached
  Matrix evaluations;  // (6, k)
  Vector
      orders;  // (6): slope of log error over log Δt where the error is neither large nor rounding; else NaN
  double floor;  // how far two yardsticks of different tolerance are apart
  Vector
      solution;  // (n): y(t1) by the yardstick, that the errors are measured from; empty when it ends before
};

// One run, at its end.
struct OdeEnd {
  double error;  // ‖y(t1) − solution‖₂; NaN when the run did not arrive or no solution was given
  int evaluations;
  std::string reason;  // why it did not arrive, one sentence; empty when it did
};

struct ResnetLadder {
  Vector times;      // (layers + 1)
  Matrix states;     // (layers + 1, points·n): row l is what layer l hands on, point after point
  Vector flowTimes;  // (s)
  Matrix flow;  // (s, points·n): the same points carried by the differential equation; NaN once it has ended
  double step;  // what a layer multiplies f by
  double gap;   // max over the points of ‖network − flow‖₂ at the end; NaN where a flow has none
  int swaps;    // pairs of points whose first coordinates changed order in the network
  int flowSwaps;  // in the flow: never in one dimension
  double spread;  // largest distance of two ends of the network over that of their starts; NaN where two ends
                  // have none
};

// Solves and compares. u: f(t, y), or with v given u' and v' in t, u, v. start: (1) or (2).
// step: as OdeOptions::step; rtol for a method that chooses (atol = rtol·1e-3). rival: a method with the same
// step, or
// "" for none. curve: points of the even grids, from 2 to 2000.
// Throws InvalidExpression, InvalidArgument, ShapeMismatch.
OdeComparison odeCompare(const std::string& u, const std::string& v, double t0, double t1,
                         const Vector& start, const std::string& method, double step, double rtol,
                         const std::string& rival, int curve);

// Strokes of slope f over (t, y), or arrows of (u', v') over (u, v) at time t, all of one length on the
// screen. window: t or u from x0 to x1, y or v from y0 to y1, drawn `aspect` times as high as wide, at
// most 100; cols strokes a row, 2 to 100. Points x0, y0, x1, y1, …; where f is not finite there is none.
Vector slopeField(const std::string& u, const std::string& v, double t, double x0, double x1, double y0,
                  double y1, double aspect, int cols);

// Error at t1 of all six methods with fixed steps, each half the one before.
OdeConvergence odeConvergence(const std::string& u, const std::string& v, double t0, double t1,
                              const Vector& start);

// One method with steps of `step` > 0, against a solution at t1 that is known, as odeConvergence found it;
// (0) where there is none. Throws as odeCompare.
OdeEnd odeEnd(const std::string& u, const std::string& v, double t0, double t1, const Vector& start,
              const std::string& method, double step, const Vector& solution);

// Layers y ← y + step·f as a residual network, beside the flow it imitates: step = (t1 − t0)/layers, or with
// unit 1 from t0 on, whatever t1 is. starts: (points, n), points from 1 to 64; layers from 1 to 512.
ResnetLadder resnetLadder(const std::string& u, const std::string& v, double t0, double t1,
                          const Matrix& starts, int layers, bool unit);

}  // namespace nabla
