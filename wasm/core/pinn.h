// A physics-informed network for u_t = …: an MLP 2-32-32-1 with tanh that is punished for missing the
// equation at collocation points, the boundary and the initial values. Derivatives of the network are exact,
// forwards and back. Source: Raissi, Perdikaris & Karniadakis 2019; Lagaris, Likas & Fotiadis 1998.
//
// A training state is one vector: parameters, Adam's first and second moments, step count. The network sees
// (x, t/T). Real: float for the page, double for the tests that hold it against PyTorch.
#pragma once

#include <string>

#include "types.h"

namespace nabla {

struct PinnStart {
  Vector state;        // (3P + 1), P = 1185
  Matrix collocation;  // (n, 2): x, t
  Matrix boundary;     // (m, 2): x = 0 and x = 1 in turn, pairs of equal t
};

// torch.manual_seed(seed); nn.Linear(2, 32), nn.Linear(32, 32), nn.Linear(32, 1); then the points.
// layout: "area" (torch.rand(n, 2) · (1, T), and 32 equal times on each side) or "line" (n points on x = t/T
// and two boundary points at t = 0, as a set-up without initial values has it). 1 ≤ n ≤ 4096, T > 0. Throws
// InvalidArgument.
template <class Real>
PinnStart pinnStart(double seed, const std::string& layout, int n, double duration);

struct PinnLoss {
  double total;     // w_r residual + w_b boundary + w_i initial
  double residual;  // mean square of the equation's residual over the collocation points
  double boundary;  // mean square of u, or of the two ends' difference in u and u_x if periodic
  double initial;   // mean square of u − u₀; for waves plus that of u_t
  Vector gradient;  // (P) of total
};

struct PinnRun {
  Vector state;
  Matrix losses;  // (steps, 4): total, residual, boundary, initial before each step
};

struct PinnField {
  Matrix u;         // (rows, cols): row k at t = k T / (rows − 1), column j at x = j / (cols − 1)
  Matrix residual;  // of the equation there
};

// equation: heat u_t = αu_xx; wave u_tt = c²u_xx; advection u_t = −cu_x; burgers u_t = −uu_x + αu_xx;
// fisher u_t = αu_xx + ρu(1 − u); bistable u_t = αu_xx + ρ(u − u³); "typed:…" u_t = the function of u, ux,
// uxx, x, t after the colon, in float64. coefficients: α, c, ρ. boundary: "zero" or "periodic". initial: (k,
// 2) of x and u₀(x), may be empty. weights: residual, boundary, initial, each ≥ 0. At most 4096 points of
// each kind. All finite. Throws InvalidArgument, ShapeMismatch, InvalidExpression.
template <class Real>
PinnLoss pinnLoss(const Vector& state, const std::string& equation, const std::string& boundary,
                  const Vector& coefficients, double duration, const Matrix& collocation,
                  const Matrix& boundaryPoints, const Matrix& initial, const Vector& weights);

// `steps` steps of torch.optim.Adam(lr), 0 ≤ steps ≤ 10000; the rest as pinnLoss.
template <class Real>
PinnRun pinnTrain(const Vector& state, const std::string& equation, const std::string& boundary,
                  const Vector& coefficients, double duration, const Matrix& collocation,
                  const Matrix& boundaryPoints, const Matrix& initial, const Vector& weights, double lr,
                  int steps);

// The network on a grid of rows × cols points, each 2 to 401.
template <class Real>
PinnField pinnField(const Vector& state, const std::string& equation, const Vector& coefficients,
                    double duration, int rows, int cols);

}  // namespace nabla
