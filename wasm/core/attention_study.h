// Two studies of attention: why the scores are divided by √d_k, and what heads make of words.
#pragma once

#include <string>

#include "attention.h"

namespace nabla {

struct ScalingStudy {
  Vector means;   // (7): mean of the squared score; then for scores as they are, and scaled: the means of the
                  // largest weight, the entropy (nats) and the trace of the softmax's Jacobian
  Vector scores;  // (keys): of one query with random keys
  Vector plain, scaled;  // (keys): its weights by scores, and by scores / √d_k
};

// Queries and keys of dim independent standard normal entries, trials of them for every mean. Given the
// length of q, q·k is normal with that deviation, whatever the other entries are; so trials draw ‖q‖² from χ²
// and one normal a key, which has the distribution of the scores at a fraction of the draws. `scores` are
// those of torch.manual_seed(seed); q = torch.randn(1, dim); k = torch.randn(keys, dim) in float64. dim: 1 to
// 4096, keys: 2 to 64, trials: 1 to 20000. Throws InvalidArgument.
ScalingStudy scalingStudy(int dim, int keys, int trials, double seed);

// (11, 7): d_k = 1, 2, 4 … 1024, then the last six of `means`. Throws as scalingStudy.
Matrix scalingCurve(int keys, int trials, double seed);

struct WordStudy {
  Matrix x;        // (n, 8): one row a word
  Matrix weights;  // (h n, n): head after head
  Matrix output;   // (n, 8)
  Matrix moved;    // (n, 8): the output for the words in an order turned by `turn`, rows turned back
  double gap = 0;  // max |moved − output|: 0 but for rounding where order means nothing
};

// The words of text, 1 to 8 of them between blanks: each stands for 8 normal numbers (torch.randn after
// manual_seed with the word's 32-bit FNV-1a hash) times gain, so that equal words are equal. positions adds
// the sines and cosines of Vaswani et al. The layer is PyTorch's after manual_seed(seed):
// nn.MultiheadAttention(8, heads, bias=False). Throws InvalidArgument.
WordStudy wordStudy(const std::string& text, int heads, double gain, bool positions, bool causal, int turn,
                    double seed);

}  // namespace nabla
