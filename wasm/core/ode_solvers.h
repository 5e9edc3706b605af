// Initial value problems y' = f(t, y), y(t₀) = y₀: one-step methods with fixed steps, and two that choose
// their steps by an estimate of their own error. Every run ends with a reason, at the last point that is
// finite.
#pragma once

#include <functional>
#include <string>

#include "types.h"

namespace nabla {

// Writes f(t, y) into slope, which has as many entries as y. It may write NaN or infinity: the solver stops
// there.
using OdeFunction = std::function<void(double t, const Vector& y, Vector& slope)>;
// Writes J(t, y) with J_ij = ∂f_i/∂y_j into an (n, n) matrix.
using OdeJacobian = std::function<void(double t, const Vector& y, Matrix& jacobian)>;

struct OdeSystem {
  OdeFunction f;
  OdeJacobian jacobian = {};  // for the implicit methods; without one it is taken by forward differences
};

// Order of accuracy 1, 2, 4, 5 (with an estimate of order 4), 1, 5 (three stages).
enum class OdeMethod { Euler, Midpoint, Rk4, DormandPrince, ImplicitEuler, Radau };

// "euler", "midpoint", "rk4", "dopri5" (Dormand–Prince 5(4)), "implicit-euler", "radau" (Radau IIA of order
// 5). Throws InvalidArgument for any other name.
OdeMethod odeMethod(const std::string& name);
int odeOrder(OdeMethod method);
bool odeIsImplicit(OdeMethod method);

// How a run ended.
enum class OdeOutcome {
  Reached,        // at t₁
  Empty,          // t₁ = t₀: nothing to solve
  StepLimit,      // after maxSteps steps, or where stopWhenStiff said so
  NotFinite,      // f was not finite at a finite point
  Overflow,       // y itself left float64
  StepUnderflow,  // the step that the error asks for is below the spacing of float64 at t
  NewtonFailed,   // the equations of an implicit step were not solved
};

inline constexpr int kOdeStepLimit = 100000;

struct OdeOptions {
  double step = 0;  // Δt > 0 for fixed steps (the last one may be shorter); 0 lets the method choose
  double rtol = 1e-6;
  double atol = 1e-9;
  int maxSteps = kOdeStepLimit;
  bool stopWhenStiff = false;  // for a caller that has a better method at hand
  Vector samples = {};  // times from t₀ towards t₁, in order, at which the continuous extension is asked for
};

struct OdeRun {
  Vector t;             // (p): t₀ and the end of every accepted step
  Matrix y;             // (p, n)
  Matrix sampled;       // (s, n), s ≤ samples.size(): as far as the run came
  int evaluations = 0;  // of f, those for difference quotients included
  int jacobians = 0;
  int rejected = 0;    // steps that were tried and thrown away
  bool stiff = false;  // the steps are held down by stability, not by accuracy
  double stiffAt = 0;  // t where that was first so
  OdeOutcome outcome = OdeOutcome::Reached;
};

// Solves from t0 to t1, forwards or backwards.
// Fixed steps: all six methods. Δt divides |t1 − t0| where it does so to 1e-9, else the last step is shorter.
// Chosen steps: dopri5 with a PI controller, radau with Gustafsson's predictor; the error of a step, in the
// root mean square of err_i / (atol + rtol max|y_i|), is kept below 1. Continuous extension: dopri5 its own
// of order 4, radau its collocation polynomial, the others cubic Hermite (Euler's methods the straight line).
// stiff: for dopri5, an estimate of |Δt λ| that lies on the edge of the stability region 15 times before it
// has lain inside 6 times in a row (Hairer's test), or more steps rejected than accepted beyond the 20th. n
// ≥ 1. Throws InvalidArgument when t0, t1 or y0 is not finite, step is negative or not finite, a method that
// cannot choose gets step 0, rtol ≤ 0 or atol < 0, or samples leave the interval or run backwards.
// The tolerance is of one step. Lotka-Volterra, the pendulum, Lorenz to t = 2 and Arenstorf's orbit to t = 10
// are right to 1e-8 at rtol 1e-10; a whole period of that orbit is not, with dopri5 here (some 3e-6; the test
// allows 5.2e-6) or SciPy's RK45 (3.5e-6) and DOP853 (1.3e-6): it multiplies errors of its start by 2.4e6. At
// 1e-13 it is.
//
// Source: Hairer, Nørsett & Wanner, Solving Ordinary Differential Equations I, II.4 to II.6; II, IV.2, IV.8.
OdeRun odeSolve(const OdeSystem& system, OdeMethod method, double t0, double t1, const Vector& y0,
                const OdeOptions& options);

// J by forward differences with steps √ε·max(|y_j|, 1e-5).
void differenceJacobian(const OdeFunction& f, double t, const Vector& y, Matrix& jacobian);

}  // namespace nabla
