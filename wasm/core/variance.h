// Variance: of a few points, of samples of them, in finite precision, and through the layers of a network.
#pragma once

#include <string>

#include "types.h"

namespace nabla {

struct VarianceProbe {
  double mean = 0;
  Vector deviations;      // (n): x_i − mean
  Vector squares;         // (n): of those
  double sum = 0;         // Σ squares
  double population = 0;  // sum / n: torch.var(correction=0)
  double sample = 0;      // sum / (n − 1): torch.var(), correction=1; NaN for one point
  double populationDeviation = 0, sampleDeviation = 0;  // their roots
};

// Two passes. points: (n), n ≥ 1, finite. Throws InvalidArgument.
VarianceProbe varianceProbe(const Vector& points);

struct BesselStudy {
  Matrix
      histogram;  // (bins, 3): middle of the bin; share of the trials whose Σd²/n, whose Σd²/(n−1) is there
  double truth = 0;  // variance of the points themselves
  Vector average;    // (2): of Σd²/n and of Σd²/(n−1) over the trials
  Vector error;      // (2): standard errors of those averages
  Vector expected;   // (2): (n−1)/n · truth, and truth
  Vector below;      // (2): share of the trials that fall short of the truth
  Matrix samples;    // (8, n): the first samples
};

// trials samples of n of the points, with replacement: points[torch.randint(len(points), (trials, n))] after
// torch.manual_seed(seed). points: (m), m ≥ 1; 2 ≤ n ≤ 50; 8 ≤ trials ≤ 20000; 1 ≤ bins ≤ 100. Throws
// InvalidArgument.
BesselStudy besselStudy(const Vector& points, int n, int trials, int bins, double seed);

struct VarianceDigits {
  Vector stored;        // (n): points + offset as the format holds them
  double asTyped = 0;   // variance (population) of the points: no offset changes it
  double asStored = 0;  // that of what is stored: what the format can hope for
  Vector values;  // (3): one pass E[x²] − E[x]², two passes, Welford; every operation rounded to the format
  Vector errors;  // (3): |value / asStored − 1|; NaN where asStored is 0
  double meanOfSquares = 0, squareOfMean = 0;  // the two numbers whose difference one pass takes
  double spacing = 0;  // distance of neighbouring numbers of the format at the mean of squares; NaN where
                       // that is not finite
  Matrix curve;        // (k, 4): offset 1 … 1e9; the three errors there
};

// format: float16, bfloat16, float32 or float64. Sums run from the first point to the last. Throws
// InvalidArgument.
VarianceDigits varianceDigits(const Vector& points, double offset, const std::string& format);

struct VarianceLayers {
  // (depth + 1, 6), a row a layer from the input on: E[x²] measured; E[x²] predicted for infinite width;
  // measured ratio to the layer before (NaN in row 0); variance; share of quiet units; gradient ‖∂L/∂x_l‖ (1
  // at the top).
  Matrix layers;
  // (depth + 1, 4): E[x²] predicted with the same activation for std 0.01, Xavier, He, std 0.1.
  Matrix others;
  double gain = 0;  // geometric mean of the measured ratios; NaN where a size left the range of float64
  double predictedGain = 0;   // the same of the prediction
  double weightVariance = 0;  // of one entry of W, by the initialisation
};

// x_{l+1} = φ(W_l x_l) on 4 inputs drawn by torch.randn: arguments and errors as deepPropagation. Prediction:
// E[x²]_{l+1} = ∫ φ(√q z)² dN(z) with q = n Var(w) E[x²]_l (Poole et al. 2016).
VarianceLayers varianceLayers(int depth, int width, const std::string& activation, const std::string& init,
                              double scale, double seed);

}  // namespace nabla
