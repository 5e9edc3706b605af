#include "types.h"

namespace nabla {

std::string shape_text(const Matrix& a) {
  return std::to_string(a.rows()) + "x" + std::to_string(a.cols());
}

void require_square(const Matrix& a, const char* name) {
  if (a.rows() != a.cols() || a.rows() == 0) {
    throw ShapeMismatch(std::string(name) + " must be square with at least one row, got " + shape_text(a));
  }
}

void require_finite(const Matrix& a, const char* name) {
  for (Index i = 0; i < a.rows(); ++i) {
    for (Index j = 0; j < a.cols(); ++j) {
      if (!std::isfinite(a(i, j))) {
        throw InvalidArgument(std::string(name) + " must be finite, entry (" + std::to_string(i) + ", " +
                              std::to_string(j) + ") is " + std::to_string(a(i, j)));
      }
    }
  }
}

void require_finite(const Vector& a, const char* name) {
  for (Index i = 0; i < a.size(); ++i) {
    if (!std::isfinite(a(i))) {
      throw InvalidArgument(std::string(name) + " must be finite, entry " + std::to_string(i) + " is " +
                            std::to_string(a(i)));
    }
  }
}

void require_size(const Vector& v, Index n, const char* name) {
  if (v.size() != n) {
    throw ShapeMismatch(std::string(name) + " must have " + std::to_string(n) + " entries, got " +
                        std::to_string(v.size()));
  }
}

}  // namespace nabla
