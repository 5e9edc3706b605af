// The inner loops of the factorizations: columns of float64 that lie in one piece, in vector lanes.
#pragma once

#include "types.h"

namespace nabla {

// By columns, as factorizations walk through a matrix.
using ColMatrix = Eigen::MatrixXd;

// Σ x_i y_i.
double innerProduct(const double* x, const double* y, Index n);

// y += factor · x.
void addMultiple(double factor, const double* x, double* y, Index n);

// Each of `count` columns of length n, `stride` numbers apart, becomes (I − τ v vᵀ) times itself.
void reflectColumns(const double* v, double tau, double* target, Index stride, Index n, Index count);

// out = S v, and S − v wᵀ − w vᵀ, of a symmetric S whose lower triangle alone is read, and of which nothing
// else that counts is written; its columns are `stride` numbers apart.
void multiplySymmetric(const double* s, Index stride, const double* v, double* out, Index n);
void subtractProducts(const double* v, const double* w, double* s, Index stride, Index n);

struct Rotation {
  double c = 1;
  double s = 0;
};

// c, s with [c s; -s c] [a; b] = [r; 0].
Rotation rotationFor(double a, double b, double& r);

// x and y become c·x + s·y and c·y − s·x.
void rotate(double* x, double* y, Index n, Rotation g);
// Columns first and first + 1 of m by g[0], then first + 1 and first + 2 by g[1], and so on. An empty m is
// not wanted.
void rotateNeighbours(ColMatrix& m, Index first, const Rotation* g, Index count);
// Columns i and j of m. An empty m is not wanted.
void rotateColumns(ColMatrix& m, Index i, Index j, Rotation g);

}  // namespace nabla
