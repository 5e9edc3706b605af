// Cosine similarity: cos θ = a·b / (‖a‖ ‖b‖), what PyTorch does near zero, and rankings by it and its rivals.
#pragma once

#include <string>

#include "types.h"

namespace nabla {

struct CosineReport {
  Vector x, y;           // (n): scaleA a, scaleB b
  double normX, normY;   // their lengths
  Vector unitX, unitY;   // (n): x / ‖x‖, y / ‖y‖; NaN for a zero vector
  bool defined;          // false when x or y is zero: the formula is 0/0, and cosine and angle are NaN
  double raw;            // the quotient as computed, which rounding may carry past ±1
  double cosine;         // raw clamped to [−1, 1]
  double angle;          // degrees, acos(cosine)
  double dot;            // x·y
  double distance;       // ‖x − y‖
  double function;       // F.cosine_similarity: Σ x_i/max(‖x‖, eps) · y_i/max(‖y‖, eps)
  double moduleFormula;  // what the page of nn.CosineSimilarity prints: x·y / max(‖x‖ ‖y‖, eps)
  double normalized;     // F.normalize(x) · F.normalize(y), which clamps each norm at 1e-12
};

// a, b: (n) and scales finite; eps >= 0, and with eps = 0 a zero vector makes `function` NaN too.
// Throws ShapeMismatch, InvalidArgument (also when a scaled entry is beyond float64).
CosineReport cosineReport(const Vector& a, const Vector& b, double scaleA, double scaleB, double eps);

// F.normalize(x, dim=1, eps): each row over max(its length, eps). x: (m, n). eps >= 0; with eps = 0 a zero
// row becomes NaN. Throws InvalidArgument.
Matrix normalizeRows(const Matrix& x, double eps);

struct SimilarityReport {
  Matrix units;      // (m, n): rows of length 1; NaN for a zero row
  Vector norms;      // (m)
  Matrix cosines;    // (m, m), clamped to [−1, 1]; NaN where a row is zero
  Matrix dots;       // (m, m)
  Matrix distances;  // (m, m)
  int zeroRow;       // first row that is zero, else −1
};

// All pairs of rows of x: (m, n), finite, n >= 1. Throws InvalidArgument.
SimilarityReport similarityReport(const Matrix& x);

struct Ranking {
  Vector byCosine, cosines;      // (k): rows from the most similar on, and their values
  Vector byDot, dots;            // (k): from the largest product on
  Vector byDistance, distances;  // (k): from the nearest on
};

// The k best of the other rows for row `query` under three measures; equal ones in the order of the rows,
// undefined ones last. k is cut to m − 1. x as above. Throws InvalidArgument.
Ranking rankRows(const Matrix& x, int query, int k);

struct AttentionScores {
  Vector scores;   // (m)
  Vector weights;  // (m): softmax of the scores
  int winner;      // largest weight, the first of equal ones
};

// method: "scaled" q·k/√n, as torch.nn.functional.scaled_dot_product_attention has it; "cosine" the cosine of
// q and k, eps 1e-8. q: (n), keys: (m, n), m, n >= 1, finite. Throws ShapeMismatch, InvalidArgument.
AttentionScores attentionScores(const Vector& q, const Matrix& keys, const std::string& method);

}  // namespace nabla
