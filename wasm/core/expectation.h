// Expectation: of a discrete variable, of a payoff, and the means that stand in for it: of samples, of
// minibatches, of dropout's masks, and of numbers that are added up in few digits.
#pragma once

#include <string>

#include "types.h"

namespace nabla {

struct PmfReport {
  Vector p;             // (m): weights / total
  double total = 0;     // Σ weights: 1 for probabilities
  double mean = 0;      // E[X] = Σ x p
  double variance = 0;  // E[(X − E[X])²], two passes
};

// values: (m), 1 to 64 finite numbers; weights: (m), none negative, not all 0. Throws ShapeMismatch,
// InvalidArgument.
PmfReport pmfReport(const Vector& values, const Vector& weights);

// The distribution with p_index = share, the others scaled to what is left; where they are all 0 they take
// equal parts of it. share in [0, 1]; 1 if there are no others. Throws InvalidArgument.
Vector movedShare(const Vector& weights, int index, double share);

struct PayoffReport {
  Vector g;         // (m): g(x_i)
  double mean = 0;  // E[X]
  double expected =
      0;              // E[g(X)] = Σ g(x) p over values with p > 0; NaN where one of them has no finite payoff
  double atMean = 0;  // g(E[X])
  int bad = -1;       // first value with p > 0 whose payoff is not finite
};

// g: a typed function of x. Throws as pmfReport, and InvalidExpression.
PayoffReport payoffReport(const Vector& values, const Vector& weights, const std::string& g);

// Walker's alias table: m columns of equal width, each shared by at most two values, so that one uniform
// number draws a value in constant time. keep_i is what column i keeps for value i, the rest is value
// other_i's. Source: Vose, "A linear algorithm for generating random numbers with a given distribution",
// 1991.
struct AliasTable {
  Vector keep, other;
};
AliasTable aliasTable(const Vector& weights);

struct RunningMeans {
  Matrix means;  // (k, 2 + lanes): n; σ/√n (NaN without σ); the mean of the first n draws of each lane
  Vector last;   // (3) of the first lane: mean; deviation (n − 1, NaN for one draw); deviation / √n
  Vector draws;  // the first draws of the first lane, at most 12: indices for "pmf", numbers for "cauchy"
};

// count draws, 1 to 20000, in each of 1 to 8 lanes; lane l after torch.manual_seed(seed + l).
//   law "pmf":  sampler "search": torch.multinomial(weights, count, True); "alias": by the alias table, one
//               float64 uniform a draw
//   law "cauchy": tan(π (u − ½)), u = torch.rand: no mean and no variance, whatever n is
// Means and deviations by Welford's updates. Throws as pmfReport, InvalidArgument.
RunningMeans runningMeans(const Vector& values, const Vector& weights, const std::string& law,
                          const std::string& sampler, int count, int lanes, double seed);

struct BatchStudy {
  Matrix batches;       // (k, 4): epoch, batch of that epoch, its size, its mean loss
  double mean = 0;      // of all losses
  double ofMeans = 0;   // mean of the batch means of the first epoch, each counted alike
  double weighted = 0;  // of the same, counted by size: mean again
  double average = 0;   // mean of ofMeans over the epochs
  double spread = 0;    // deviation of a full batch's mean over all shuffles: σ/√B · √((N − B)/(N − 1))
};

// losses: (N), 1 to 64, finite; size B ≥ 1; epochs 1 to 200. With shuffle each epoch takes torch.randperm(N)
// after one torch.manual_seed(seed). Throws InvalidArgument.
BatchStudy batchStudy(const Vector& losses, int size, int epochs, bool shuffle, double seed);

struct DropoutStudy {
  Vector outputs;         // (count): w · dropout(x), inverted: kept entries are divided by 1 − rate
  Matrix means;           // (k, 2): n, mean of the first n outputs
  double exact = 0;       // w · x, the expectation
  double variance = 0;    // Σ (w x)² rate/(1 − rate)
  double reluMean = 0;    // mean of max(0, output)
  double reluExact = 0;   // its expectation, over all 2^n masks
  double reluAtMean = 0;  // max(0, w · x)
  Vector mask;            // (n): the last one
};

// x, w: (n), 1 to 12; 0 ≤ rate < 1; count 1 to 20000 masks, as count calls of F.dropout(x, rate) after
// torch.manual_seed(seed). Throws ShapeMismatch, InvalidArgument.
DropoutStudy dropoutStudy(const Vector& x, const Vector& w, double rate, int count, double seed);

struct OnesStudy {
  // (31, 5): n = 2^0 … 2^30; n ones added one after the other; added in halves of halves; both over n.
  Matrix sums;
  double stuck = 0;  // the sum that does not grow any more
};

// Every addition rounded to the format: "float16", "bfloat16" or "float32". Throws InvalidArgument.
OnesStudy onesStudy(const std::string& format);

}  // namespace nabla
