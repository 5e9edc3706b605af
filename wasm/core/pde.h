// Partial differential equations in one space dimension, x in [0, 1], by finite differences: what each scheme
// makes of a start, what it was bound to make of it (von Neumann), and by how much it misses the exact
// solution.
//
// equation    u_t = …                    schemes
// heat        αu_xx                      ftcs, crank-nicolson, spectral
// wave        u_tt = c²u_xx, u_t(0) = 0  leapfrog
// advection   −cu_x                      upwind, central, lax-wendroff
// burgers     −(u²/2)_x + αu_xx          godunov, lax-friedrichs, naive
// fisher      αu_xx + ρu(1 − u)          ftcs, crank-nicolson (diffusion implicit, reaction explicit)
// bistable    αu_xx + ρ(u − u³)          the same
// typed:…     the function of u, ux, uxx,   any name: Euler steps, central differences
//             x, t after the colon
//
// coefficients is (α, c, ρ). boundary: "zero" (u = 0 at both ends; for advection at the end where u flows in)
// or "periodic" (the last node is the first). nodes counts both ends, so Δx = 1/(nodes − 1).
// Sources: LeVeque, Finite Difference Methods for ODEs and PDEs, 2007; Finite Volume Methods, 2002.
#pragma once

#include <string>

#include "types.h"

namespace nabla {

// u(x, 0) at the nodes. shape: "sine" (sin πx, or sin 2πx if periodic), "waves" (that plus half its fifth
// harmonic), "hill" (exp(−((x − 0.4)/0.07)²)), "box" (1 on [0.3, 0.6]), "painted" (profile at equal
// distances, straight lines between). zigzag · (−1)^j is added at inner nodes. 2 ≤ nodes ≤ 2000. Throws
// InvalidArgument.
Vector pdeInitial(const std::string& shape, const Vector& profile, const std::string& boundary, int nodes,
                  double zigzag);

struct PdeStability {
  double dx;             // Δx
  double r;              // αΔt/Δx²
  double cfl;            // |speed| Δt/Δx, with the largest |u₀| as speed for burgers
  double amplification;  // largest |g| of one step over the waves that fit this grid
  double growth;         // |g|^steps
  double wavelength;     // of the wave that has it, in nodes: 2 is a zigzag
  double largestStep;    // Δt up to which the scheme is stable with this Δx; 0: never, infinite: always
  bool stable;           // no wave grows
};

// Decided before a step is taken. burgers is frozen at max |u₀|, fisher and bistable at u = 1, a typed law at
// the start, node by node: r and cfl from ∂R/∂u_xx and ∂R/∂u_x where they are largest, and what grows by
// itself (∂R/∂u > 0) is not held against the scheme. dt > 0. Throws InvalidArgument; InvalidExpression for a
// typed law that cannot be read.
PdeStability pdeStability(const std::string& equation, const std::string& scheme, const std::string& boundary,
                          const Vector& u0, const Vector& coefficients, double dt, int steps);

struct PdeSolution {
  Matrix field;   // (rows, nodes): every `stride` steps; NaN from where drawing stops
  Vector x;       // (nodes)
  Vector times;   // (rows)
  Vector peaks;   // (steps + 1): max |u|, infinite once u has left float64
  Vector masses;  // (steps + 1): ∫u dx by trapezoids; infinite as well
  int stride;     // at most 401 rows are kept
  int stopped;    // first step with max |u| > 10⁶ max |u₀|, or −1
};

// steps of dt from u0 at 2 to 2000 nodes; nodes · steps ≤ 4·10⁶ (for spectral 2·10⁷ sines). Throws
// InvalidArgument for a scheme that the equation does not have and for sizes beyond these, with the reason.
PdeSolution pdeSolve(const std::string& equation, const std::string& scheme, const std::string& boundary,
                     const Vector& u0, const Vector& coefficients, double dt, int steps);

// The exact solution at `nodes` equally spaced points: heat by Fourier series with exact coefficients, wave
// by d'Alembert, advection by shifting, burgers by Cole and Hopf (α ≥ 1e-5). Empty where there is no closed
// form. t ≥ 0. Throws InvalidArgument.
Vector pdeExact(const std::string& equation, const std::string& boundary, const std::string& shape,
                const Vector& profile, const Vector& coefficients, int nodes, double t);

struct PdeFourier {
  Vector values;      // (nodes): the first `terms` waves at time t
  Vector amplitudes;  // (terms): |coefficient| at time t of sin nπx (zero) or of the n-th pair (periodic, n
                      // from 0)
};

// The heat equation's series cut off after terms, 1 to 4000. Throws InvalidArgument.
PdeFourier pdeFourier(const std::string& boundary, const std::string& shape, const Vector& profile,
                      double alpha, int nodes, double t, int terms);

struct PdeError {
  double largest;     // max |u − exact|
  double meanSquare;  // mean (u − exact)²
  double rms;         // its root
  int node;           // where the largest is
  Vector misses;      // u − exact
};

// Both of one length, at least 1. Entries of u that are not finite make the errors infinite.
PdeError pdeError(const Vector& u, const Vector& exact);

}  // namespace nabla
