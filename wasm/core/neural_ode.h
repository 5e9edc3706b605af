// A neural ODE in the plane: y' = W₂ tanh(W₁y + b₁) + b₂, and the gradient of a loss at its end by two ways:
// backpropagation through the solver's steps, and the adjoint equation solved backwards in time.
#pragma once

#include <string>

#include "types.h"

namespace nabla {

// θ as one vector: W₁ (hidden, 2) row by row, b₁ (hidden), W₂ (2, hidden) row by row, b₂ (2): 5·hidden + 2
// numbers.

struct NeuralOdeGradient {
  double loss;           // F.mse_loss(ends, targets)
  Matrix paths;          // (points·(steps + 1), 2): each start's way, one below the other
  Matrix rebuilt;        // the same, recomputed backwards from the ends by the adjoint, in forward order
  Matrix adjoints;       // (points·(steps + 1), 2): a(t) = ∂L/∂y(t), in forward order
  Vector backprop;       // ∂L/∂θ of the discrete loss, to rounding
  Vector adjoint;        // ∂L/∂θ by the adjoint equation with as many steps
  Vector limit;          // ∂L/∂θ as steps → ∞: backprop through RK4 with max(8·steps, 256) steps
  double norm;           // ‖backprop‖₂
  double gap;            // ‖adjoint − backprop‖₂ / ‖backprop‖₂; 0 where both vanish
  double backpropError;  // ‖backprop − limit‖₂ / ‖limit‖₂
  double adjointError;   // ‖adjoint − limit‖₂ / ‖limit‖₂
  double drift;          // max ‖y(0) as recomputed − y(0)‖₂ over the starts
  int backpropStates;    // states a start keeps for backpropagation: every stage of every step
  int adjointStates;     // states it keeps for the adjoint: the last
};

struct NeuralOdeTraining {
  Matrix theta;   // (p, 5·hidden + 2): row k after k updates; p ≤ iterations + 1
  Vector losses;  // (p); the run ends before the first loss that is not finite
};

// torch.manual_seed(seed); z = torch.randn(5·hidden); W₁ = gain·z[:2h], b₁ = z[2h:3h], W₂ = gain·z[3h:]/√h,
// b₂ = 0. 1 ≤ hidden ≤ 64; gain finite. Throws InvalidArgument.
Vector neuralOdeWeights(int hidden, double gain, double seed);

// Both gradients of the mean squared distance of y(time) from the targets.
// theta: 5h + 2 numbers; starts, targets: (points, 2), points from 1 to 64; method: explicit; steps from 1 to
// 4096, equal; time finite and not 0. Throws InvalidArgument, ShapeMismatch; InvalidArgument also when a path
// leaves float64. Source: Chen, Rubanova, Bettencourt & Duvenaud, Neural Ordinary Differential Equations
// (2018); Hager, Numerische Mathematik 87 (2000), for the discrete adjoint.
NeuralOdeGradient neuralOdeGradient(const Vector& theta, const Matrix& starts, const Matrix& targets,
                                    double time, const std::string& method, int steps);

// torch.optim.Adam (lr, betas 0.9 and 0.999, eps 1e-8) on that loss. useAdjoint: which of the two gradients
// is followed. iterations from 0 to 2000, lr ≥ 0. Domain and errors otherwise as neuralOdeGradient.
NeuralOdeTraining neuralOdeTrain(const Vector& theta, const Matrix& starts, const Matrix& targets,
                                 double time, const std::string& method, int steps, double lr, int iterations,
                                 bool useAdjoint);

// Where the grid of starts (points, 2) goes: (points, 2).
Matrix neuralOdeFlow(const Vector& theta, const Matrix& starts, double time, const std::string& method,
                     int steps);

}  // namespace nabla
