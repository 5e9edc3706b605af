// Shapes shared by every concept: row-major dense float64, as PyTorch and JavaScript lay arrays out.
#pragma once

#include <Eigen/Core>
#include <complex>
#include <cstddef>
#include <limits>
#include <string>

#include "error.h"

namespace nabla {

using Index = Eigen::Index;
using Complex = std::complex<double>;

// (rows, cols), row-major. Eigen's default is column-major: every public matrix of the core uses this alias
// instead, so a buffer crosses to JavaScript without being transposed.
using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using ComplexMatrix = Eigen::Matrix<Complex, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Vector = Eigen::Matrix<double, Eigen::Dynamic, 1>;
using ComplexVector = Eigen::Matrix<Complex, Eigen::Dynamic, 1>;

inline constexpr double kEpsilon = std::numeric_limits<double>::epsilon();

// "2x3", as PyTorch writes shapes in its messages.
std::string shape_text(const Matrix& a);

// Throws ShapeMismatch naming the argument unless a is square and has at least one row.
void require_square(const Matrix& a, const char* name);

// Throws InvalidArgument naming the argument unless every entry is finite.
void require_finite(const Matrix& a, const char* name);
void require_finite(const Vector& a, const char* name);

// Throws ShapeMismatch unless v has n entries.
void require_size(const Vector& v, Index n, const char* name);

}  // namespace nabla
