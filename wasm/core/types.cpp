#include "types.h"

namespace nabla {

std::string shape_text(const Matrix& a) {
  return std::to_string(a.rows()) + "x" + std::to_string(a.cols());
}

void require_square(const Matrix& a, const char* name) {
  if (a.rows() != a.cols() || a.rows() == 0) {
    refuse<ShapeMismatch>(name, " must be square with at least one row, got ", shape_text(a));
  }
}

void require_finite(const Matrix& a, const char* name) {
  for (Index i = 0; i < a.rows(); ++i) {
    for (Index j = 0; j < a.cols(); ++j) {
      if (!std::isfinite(a(i, j))) {
        refuse<InvalidArgument>(name, " must be finite, entry (", i, ", ", j, ") is ", a(i, j));
      }
    }
  }
}

void require_finite(const Vector& a, const char* name) {
  for (Index i = 0; i < a.size(); ++i) {
    if (!std::isfinite(a(i))) {
      refuse<InvalidArgument>(name, " must be finite, entry ", i, " is ", a(i));
    }
  }
}

void require_size(const Vector& v, Index n, const char* name) {
  if (v.size() != n) {
    refuse<ShapeMismatch>(name, " must have ", n, " entries, got ", v.size());
  }
}

}  // namespace nabla
