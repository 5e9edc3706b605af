// Factorisations of small dense matrices as templates of one source, so that float32, float64 and
// double-double run the same steps and differ by rounding alone. T is float, double or DoubleDouble. Internal
// to the core: no checks.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "double_double.h"
#include "types.h"

namespace nabla::dense {

template <class T>
inline constexpr double kUnit = static_cast<double>(std::numeric_limits<T>::epsilon());
template <>
inline constexpr double kUnit<DoubleDouble> = 0x1p-104;

// Row-major, a plain vector underneath: Eigen's decompositions would be compiled once more for each T.
template <class T>
struct Array {
  Index rows = 0;
  Index cols = 0;
  std::vector<T> data;

  Array() = default;
  Array(Index m, Index n) : rows(m), cols(n), data(static_cast<std::size_t>(m * n), T(0)) {}
  explicit Array(const Matrix& a) : Array(a.rows(), a.cols()) {
    for (Index i = 0; i < a.size(); ++i) data[static_cast<std::size_t>(i)] = static_cast<T>(a.data()[i]);
  }
  T& operator()(Index i, Index j) { return data[static_cast<std::size_t>(i * cols + j)]; }
  const T& operator()(Index i, Index j) const { return data[static_cast<std::size_t>(i * cols + j)]; }
};

template <class T>
Matrix toMatrix(const Array<T>& a) {
  Matrix out(a.rows, a.cols);
  for (std::size_t i = 0; i < a.data.size(); ++i) out.data()[i] = static_cast<double>(a.data[i]);
  return out;
}

template <class T>
Array<T> transposed(const Array<T>& a) {
  Array<T> out(a.cols, a.rows);
  for (Index i = 0; i < a.rows; ++i) {
    for (Index j = 0; j < a.cols; ++j) out(j, i) = a(i, j);
  }
  return out;
}

// Left to right, each step rounded to T.
template <class T>
Array<T> product(const Array<T>& a, const Array<T>& b) {
  Array<T> out(a.rows, b.cols);
  for (Index i = 0; i < a.rows; ++i) {
    for (Index k = 0; k < a.cols; ++k) {
      for (Index j = 0; j < b.cols; ++j) out(i, j) += a(i, k) * b(k, j);
    }
  }
  return out;
}

// P A = L U with the largest entry of each column as pivot (Golub & Van Loan, 3.4; LAPACK's getrf).
template <class T>
struct Lu {
  Array<T> factors;         // U on and above the diagonal, L below it, its ones not stored
  std::vector<Index> rows;  // row i of P A is row rows[i] of A
  int sign = 1;             // of the permutation
  int zeroPivot = 0;  // the first zero on U's diagonal, counted from 1 as LAPACK does; 0 if there is none
};

template <class T>
Lu<T> luFactor(Array<T> a) {
  using std::abs;
  const Index n = a.rows;
  Lu<T> lu;
  for (Index i = 0; i < n; ++i) lu.rows.push_back(i);
  for (Index k = 0; k < n; ++k) {
    Index pivot = k;
    for (Index i = k + 1; i < n; ++i) {
      if (abs(a(i, k)) > abs(a(pivot, k))) pivot = i;
    }
    if (pivot != k) {
      for (Index j = 0; j < n; ++j) std::swap(a(k, j), a(pivot, j));
      std::swap(lu.rows[static_cast<std::size_t>(k)], lu.rows[static_cast<std::size_t>(pivot)]);
      lu.sign = -lu.sign;
    }
    if (a(k, k) == T(0)) {
      if (lu.zeroPivot == 0) lu.zeroPivot = static_cast<int>(k) + 1;
      continue;
    }
    for (Index i = k + 1; i < n; ++i) {
      a(i, k) = a(i, k) / a(k, k);
      for (Index j = k + 1; j < n; ++j) a(i, j) -= a(i, k) * a(k, j);
    }
  }
  lu.factors = std::move(a);
  return lu;
}

// A X = B.
template <class T>
Array<T> luSolve(const Lu<T>& lu, const Array<T>& b) {
  const Index n = lu.factors.rows;
  Array<T> x(n, b.cols);
  for (Index c = 0; c < b.cols; ++c) {
    for (Index i = 0; i < n; ++i) {
      T sum = b(lu.rows[static_cast<std::size_t>(i)], c);
      for (Index j = 0; j < i; ++j) sum -= lu.factors(i, j) * x(j, c);
      x(i, c) = sum;
    }
    for (Index i = n; i-- > 0;) {
      T sum = x(i, c);
      for (Index j = i + 1; j < n; ++j) sum -= lu.factors(i, j) * x(j, c);
      x(i, c) = sum / lu.factors(i, i);
    }
  }
  return x;
}

template <class T>
Array<T> identity(Index n) {
  Array<T> out(n, n);
  for (Index i = 0; i < n; ++i) out(i, i) = T(1);
  return out;
}

// A = U diag(s) Vᵀ, thin, by one-sided Jacobi (Hestenes 1958; Demmel & Veselić 1992): columns of A are
// rotated in pairs until all are orthogonal. s is not sorted. More accurate than bidiagonalisation for small
// singular values.
template <class T>
struct Jacobi {
  Array<T> u, v;
  std::vector<T> s;
};

template <class T>
Jacobi<T> jacobiOfTall(Array<T> a) {
  using std::abs;
  using std::sqrt;
  const T orthogonal = static_cast<T>(std::sqrt(static_cast<double>(a.rows)) *
                                      kUnit<T>);  // what rounding leaves, as LAPACK's gesvj
  Array<T> v = identity<T>(a.cols);
  for (int sweep = 0; sweep < 60; ++sweep) {
    bool rotated = false;
    for (Index p = 0; p + 1 < a.cols; ++p) {
      for (Index q = p + 1; q < a.cols; ++q) {
        T pp(0), qq(0), pq(0);
        for (Index i = 0; i < a.rows; ++i) {
          pp += a(i, p) * a(i, p);
          qq += a(i, q) * a(i, q);
          pq += a(i, p) * a(i, q);
        }
        if (!(abs(pq) > orthogonal * sqrt(pp) * sqrt(qq))) continue;
        rotated = true;
        const T zeta = (qq - pp) / (T(2) * pq);
        const T tangent = T(zeta < T(0) ? -1 : 1) / (abs(zeta) + sqrt(T(1) + zeta * zeta));
        const T c = T(1) / sqrt(T(1) + tangent * tangent), s = c * tangent;
        for (Array<T>* m : {&a, &v}) {
          for (Index i = 0; i < m->rows; ++i) {
            const T x = (*m)(i, p), y = (*m)(i, q);
            (*m)(i, p) = c * x - s * y;
            (*m)(i, q) = s * x + c * y;
          }
        }
      }
    }
    if (!rotated) break;
  }
  Jacobi<T> out;
  for (Index j = 0; j < a.cols; ++j) {
    T sum(0);
    for (Index i = 0; i < a.rows; ++i) sum += a(i, j) * a(i, j);
    const T size = sqrt(sum);
    out.s.push_back(size);
    for (Index i = 0; i < a.rows && size > T(0); ++i) a(i, j) = a(i, j) / size;
  }
  out.u = std::move(a);
  out.v = std::move(v);
  return out;
}

template <class T>
Jacobi<T> jacobi(const Array<T>& a) {
  if (a.rows >= a.cols) return jacobiOfTall(a);
  Jacobi<T> turned = jacobiOfTall(transposed(a));
  std::swap(turned.u, turned.v);
  return turned;
}

// V diag(1/s) Uᵀ over the singular values above tolerance · the largest: the pseudo-inverse.
template <class T>
Array<T> pseudoInverse(const Array<T>& a, double tolerance) {
  const Jacobi<T> f = jacobi(a);
  T largest(0);
  for (const T& s : f.s) largest = s > largest ? s : largest;
  Array<T> out(a.cols, a.rows);
  for (std::size_t k = 0; k < f.s.size(); ++k) {
    if (!(f.s[k] > static_cast<T>(tolerance) * largest)) continue;
    const auto c = static_cast<Index>(k);
    for (Index i = 0; i < out.rows; ++i) {
      const T weight = f.v(i, c) / f.s[k];
      for (Index j = 0; j < out.cols; ++j) out(i, j) += weight * f.u(j, c);
    }
  }
  return out;
}

// min ‖A x − b‖ by Householder QR with column pivoting for a tall A (Golub & Van Loan, 5.4). fullRank is
// false, and x empty, when some |R_kk| <= tolerance · |R_00|.
template <class T>
struct LeastSquares {
  bool fullRank = true;
  Array<T> x;
};

template <class T>
LeastSquares<T> qrSolve(Array<T> a, Array<T> b, double tolerance) {
  using std::abs;
  using std::sqrt;
  const Index m = a.rows, n = a.cols;
  std::vector<Index> order(static_cast<std::size_t>(n));
  for (Index j = 0; j < n; ++j) order[static_cast<std::size_t>(j)] = j;
  LeastSquares<T> out;
  for (Index k = 0; k < n; ++k) {
    Index pivot = k;
    T best(-1);
    for (Index j = k; j < n; ++j) {
      T sum(0);
      for (Index i = k; i < m; ++i) sum += a(i, j) * a(i, j);
      if (sum > best) {
        best = sum;
        pivot = j;
      }
    }
    std::swap(order[static_cast<std::size_t>(k)], order[static_cast<std::size_t>(pivot)]);
    for (Index i = 0; i < m; ++i) std::swap(a(i, k), a(i, pivot));
    const T size = sqrt(best);
    const T lead = k == 0 ? size : abs(a(0, 0));
    if (!(size > static_cast<T>(tolerance) * lead)) {
      out.fullRank = false;
      return out;
    }
    const T alpha = a(k, k) > T(0) ? -size : size;
    std::vector<T> reflector(static_cast<std::size_t>(m), T(0));
    for (Index i = k; i < m; ++i) reflector[static_cast<std::size_t>(i)] = a(i, k);
    reflector[static_cast<std::size_t>(k)] -= alpha;
    T square(0);
    for (const T& r : reflector) square += r * r;
    const auto reflect = [&](Array<T>& target, Index j) {
      T dot(0);
      for (Index i = k; i < m; ++i) dot += reflector[static_cast<std::size_t>(i)] * target(i, j);
      const T factor = T(2) * dot / square;
      for (Index i = k; i < m; ++i) target(i, j) -= factor * reflector[static_cast<std::size_t>(i)];
    };
    for (Index j = k + 1; j < n; ++j) reflect(a, j);
    for (Index j = 0; j < b.cols; ++j) reflect(b, j);
    a(k, k) = alpha;
  }
  out.x = Array<T>(n, b.cols);
  for (Index c = 0; c < b.cols; ++c) {
    for (Index i = n; i-- > 0;) {
      T sum = b(i, c);
      for (Index j = i + 1; j < n; ++j) sum -= a(i, j) * out.x(order[static_cast<std::size_t>(j)], c);
      out.x(order[static_cast<std::size_t>(i)], c) = sum / a(i, i);
    }
  }
  return out;
}

}  // namespace nabla::dense
