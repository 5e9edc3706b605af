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

struct Rotation {
  double c = 1;
  double s = 0;
};

// c, s with [c s; -s c] [a; b] = [r; 0].
Rotation rotationFor(double a, double b, double& r);

// x and y become c·x + s·y and c·y − s·x.
void rotate(double* x, double* y, Index n, Rotation g);
// Columns i and j of m. An empty m is not wanted.
void rotateColumns(ColMatrix& m, Index i, Index j, Rotation g);

}  // namespace nabla
