// Signals through many random layers of one width: what becomes of the size of activations on the way up and
// of gradients on the way down, in plain networks and along a residual stream.
#pragma once

#include <string>
#include <vector>

#include "initialisation.h"

namespace nabla {

enum class StreamNorm { none, pre, post };

// Plain:     x_{l+1} = φ(W_l x_l), without biases.
// Residual:  h_{l+1} = skip · h_l + branch · W_l φ(norm h_l), the order of ResNet v2; norm is layer norm over
// the
//            neurons without γ and β (ε = 1e-5), before the branch (pre), behind the sum (post) or nowhere.
struct DeepNetwork {
  int depth = 20;  // 1 to 200
  int width = 64;  // 1 to 512; width² · depth at most 2^22
  int batch = 4;   // 1 to 64; in fours
  Activation activation{Nonlinearity::relu};
  Initialisation init{Init::kaiming_normal};
  double seed = 0;
  bool residual = false;
  double skip = 1;
  double branch = 1;
  StreamNorm norm = StreamNorm::none;
  bool tied = false;  // one W for all layers

  bool operator==(const DeepNetwork&) const = default;
};

// What a row of DeepRun::layers holds, of x_l or h_l, l = 0 … depth: over all neurons and samples …
enum DeepColumn : int {
  kDeepMean,
  kDeepMeanSquare,  // E[x²]
  kDeepVariance,    // divided by n
  kDeepQuiet,     // share of |φ′| below 5 % of the steepest: inactive (relu), saturated (tanh). Not in row 0
  kDeepDead,      // share of neurons whose φ′ is exactly 0 for every sample. Not in row 0
  kDeepGradient,  // √(mean over samples of ‖∂L/∂x_l‖²)
  kDeepWeightGradient,  // ‖∂L/∂W‖_F of the layer that leads here, as if its W stood alone. Not in row 0
  kDeepColumns
};

struct DeepRun {
  Matrix layers;  // (depth + 1, kDeepColumns); what a row does not have is 0
  Matrix
      histograms;  // (depth + 1, bins): share of the values in each bin of [−reach, reach], the rest left out
};

// Draws as PyTorch after torch.manual_seed(seed), in float64: x = torch.randn(batch, width), then each W
// (width, width) by its initialisation, then v = torch.randn(batch, width), each row divided by its norm. L =
// Σ v · x_depth, so that the gradient at the top has length 1. The numbers drawn last are remembered, and so
// is the way up through the last few networks: another depth goes on from there. bins: 0 to 200; reach > 0.
// Throws InvalidArgument naming what is out of its range.
DeepRun runDeep(const DeepNetwork& network, int bins, double reach);

// The plain network by name, as the page asks for it: activation and slope as parseActivation, init and scale
// as parseInitialisation.
DeepRun deepPropagation(int depth, int width, int batch, const std::string& activation, double slope,
                        const std::string& init, double scale, double seed, int bins, double reach);

// The random numbers of a run: inputs (batch · width), the noise of each W (rows one after the other),
// directions v (batch · width). Valid until the next call. For what else walks through the same network.
struct DeepNoise {
  const double* input;
  const double* direction;
  const double* weights(int layer) const {
    return (*weights_)[static_cast<std::size_t>(tied_ ? 0 : layer)].data();
  }
  const std::vector<Vector>* weights_;
  bool tied_;
};
DeepNoise deepNoise(const DeepNetwork& network);

}  // namespace nabla
