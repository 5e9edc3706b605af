// Residual connections: what adding the input back does to signals, gradients, paths, and the landscape of a
// loss.
#pragma once

#include <string>

#include "contour_map.h"

namespace nabla {

struct ResidualStream {
  Matrix layers;         // (depth + 1, 7): a row a layer, columns as DeepColumn lists them
  Matrix plain;          // W_l φ(h_l) alone: without skip, norm and branch scale
  Vector singular;       // (32): singular values of ∂h_L/∂h₀ at the first input, descending
  Vector plainSingular;  // of the layers alone
  // Weights tied: ‖h_L − ĥ‖ / ‖ĥ‖, with ĥ from 16 times as many steps of a sixteenth of the branch: how far
  // Euler's method still is from where dh/dt = W φ(h) leads. NaN otherwise, or where a norm stands behind the
  // sum.
  double eulerGap = 0;
};

// h_{l+1} = h_l + branch · W_l φ(norm h_l) on 4 inputs of width 32, with W_l = gain · Q, Q by
// nn.init.orthogonal_; deep_network.h tells what is drawn and in which order. skip false: without h_l. norm:
// none, pre or post. zero: W = 0, as nn.init.zeros_ makes it. tied: the same W in all layers. depth: 1 to
// 100. Throws InvalidArgument.
ResidualStream residualStream(int depth, const std::string& activation, double gain, bool skip, double branch,
                              const std::string& norm, bool zero, bool tied, double seed);

struct ResidualPaths {
  // (depth + 1, 3), row k for paths through k branches: their number C(depth, k); its share of all 2^depth;
  // ‖g_k‖, the length of the gradient at h₀ that comes by them, where g = Σ g_k and the gradient at the end
  // has length 1.
  Matrix lengths;
  double gradient = 0;   // ‖g‖
  double meanCount = 0;  // average length of a path, each counted once: depth / 2
  double meanShare = 0;  // the same, each length weighted by ‖g_k‖
};

// The gradient at the first input, taken apart by how many branches it passed: every block multiplies by (1 +
// branch), and the product has 2^depth terms (Veit et al. 2016). Arguments and errors as residualStream, with
// the skip.
ResidualPaths residualPaths(int depth, const std::string& activation, double gain, double branch,
                            const std::string& norm, bool zero, bool tied, double seed);

struct ResidualSum {
  Matrix sum;         // h + f, or h Wᵀ + f
  Matrix projection;  // W (columns of f, columns of h); empty without one
};

// h, f: one sample a row. With project, h is first multiplied by nn.Linear(in, out, bias=False) drawn after
// torch.manual_seed(seed). Throws ShapeMismatch unless the shapes are then equal, saying what PyTorch would
// do: refuse, in its words, or repeat a single row or column without a word.
ResidualSum residualSum(const Matrix& h, const Matrix& f, bool project, double seed);

// A network 2 → 8 → blocks → 1 on 16 points, a ring (label 0) and its middle (label 1): h₀ = W x + b,
// h_{l+1} = skip · h_l + W_l ReLU(h_l), logit = v · h + c, loss F.binary_cross_entropy_with_logits. Its
// parameters stand in this order, matrices row by row.

struct BlockTraining {
  Matrix theta;   // (steps + 1, parameters): θ before each step and after the last
  Matrix course;  // (steps + 1, 2): the loss there; ‖∂L/∂W‖
};

// Drawn after torch.manual_seed(seed): nn.Linear(2, 8), each W_l (8, 8) by kaiming_normal_ times branch,
// nn.Linear(8, 1); then `steps` of torch.optim.Adam(lr=0.01) on all points. blocks: 1 to 30; steps: 0 to 200.
// Throws InvalidArgument.
BlockTraining blockTraining(int blocks, bool skip, double branch, int steps, double seed);

struct LossSlice {
  Matrix loss;     // (n, n) over [−1, 1]²: loss at θ + a d₁ + b d₂; row 0 at b = −1
  ContourMap map;  // what its picture is made of
  double least = 0, most = 0;
  int minima = 0;  // entries inside the grid lower than their eight neighbours
};

// theta as blockTraining makes it. The directions are drawn behind the start of that seed: torch.randn of
// each parameter in turn, each row of each matrix scaled to `reach` times the length of its row in θ (Li et
// al. 2018), biases left out. reach > 0; n: 3 to 61, odd. Throws InvalidArgument, ShapeMismatch.
LossSlice lossSlice(const Vector& theta, int blocks, bool skip, double reach, int n, double seed);

// The same from a training that stays in the core, which keeps the last four: a θ for every step is a
// megabyte. Its course; and the slice about its θ after `step` steps, 0 to steps. Throws InvalidArgument.
Matrix trainingCourse(int blocks, bool skip, double branch, int steps, double seed);
LossSlice trainedSlice(int blocks, bool skip, double branch, int steps, int step, double reach, int n,
                       double seed);

}  // namespace nabla
