#include "svd_solver.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "householder.h"

// Golub-Kahan: Householder reflections to bidiagonal form, then implicit QR steps with rotations (Golub & Van
// Loan, 4th ed., 5.4.8 and 8.6.3). Columns are contiguous, so that a rotation of two of them runs in vector
// lanes.

namespace nabla {
namespace {

// Steps a singular value may take; two or three are usual.
constexpr int kStepsEach = 60;

struct Bidiagonal {
  ColMatrix left;   // column k below the diagonal: the reflector of step k from the left
  ColMatrix right;  // column k: the reflector of step k from the right
  Vector tauLeft, tauRight;
  Vector diagonal;  // n
  Vector upper;     // n − 1
};

Bidiagonal bidiagonalize(ColMatrix a) {
  const Index rows = a.rows(), n = a.cols();
  Bidiagonal b{{}, ColMatrix(n, std::max<Index>(n - 1, 0)), Vector(n), Vector(n), Vector(n), {}};
  b.right.setZero();
  b.tauRight.setZero();
  b.upper.resize(std::max<Index>(n - 1, 0));
  Vector sum(rows);
  for (Index k = 0; k < n; ++k) {
    double* const v = a.data() + k * rows + k;
    const Reflection left = reflector(v, rows - k);
    b.diagonal(k) = left.beta;
    b.tauLeft(k) = left.tau;
    if (k + 1 >= n) continue;
    reflectColumns(v, left.tau, v + rows, rows, rows - k, n - k - 1);
    const Index right = n - k - 1, below = rows - k - 1;
    double* const w = b.right.data() + k * n + k + 1;
    for (Index j = 0; j < right; ++j) w[j] = a(k, k + 1 + j);
    const Reflection r = reflector(w, right);
    b.upper(k) = r.beta;
    b.tauRight(k) = r.tau;
    // (I − τ w wᵀ) from the right, by whole columns.
    double* const next = a.data() + (k + 1) * rows + k + 1;
    sum.setZero();
    for (Index j = 0; j < right; ++j) addMultiple(w[j], next + j * rows, sum.data(), below);
    for (Index j = 0; j < right; ++j) addMultiple(-r.tau * w[j], sum.data(), next + j * rows, below);
  }
  b.left = std::move(a);
  return b;
}

// Singular values of an upper bidiagonal matrix, rotations gathered into u and v.
class Iteration {
 public:
  Iteration(Vector& d, Vector& e, ColMatrix& u, ColMatrix& v)
      : d_(d),
        e_(e),
        u_(u),
        v_(v),
        lefts_(static_cast<std::size_t>(d.size())),
        rights_(lefts_.size()),
        small_(kEpsilon * std::max(largest(d), largest(e))) {}

  void run() {
    int steps = kStepsEach * static_cast<int>(d_.size() + 1);
    for (Index high = d_.size() - 1; high > 0;) {
      neglect(high);
      if (e_(high - 1) == 0) {
        --high;
        continue;
      }
      Index low = high - 1;
      while (low > 0 && e_(low - 1) != 0) --low;
      if (steps-- == 0) refuse<NotConverged>("the singular values of a did not converge");
      if (!chaseZero(low, high)) step(low, high);
    }
  }

 private:
  static double largest(const Vector& x) {
    double most = 0;
    for (const double xi : x) most = std::max(most, std::abs(xi));
    return most;
  }

  // Off-diagonal entries below what rounding of their neighbours hides.
  void neglect(Index high) {
    for (Index i = 0; i < high; ++i) {
      if (std::abs(e_(i)) <= kEpsilon * (std::abs(d_(i)) + std::abs(d_(i + 1)))) e_(i) = 0;
    }
  }

  // A zero on the diagonal lets its row, or the last column, be rotated away; otherwise QR would divide by
  // it.
  bool chaseZero(Index low, Index high) {
    for (Index k = low; k < high; ++k) {
      if (std::abs(d_(k)) > small_) continue;
      d_(k) = 0;
      double bulge = std::exchange(e_(k), 0);
      for (Index j = k + 1; j <= high && bulge != 0; ++j) {
        const Rotation g = rotationFor(d_(j), bulge, d_(j));
        if (j < high) bulge = -g.s * std::exchange(e_(j), g.c * e_(j));
        rotateColumns(u_, j, k, g);
      }
      return true;
    }
    if (std::abs(d_(high)) > small_) return false;
    d_(high) = 0;
    double bulge = std::exchange(e_(high - 1), 0);
    for (Index j = high; j-- > low && bulge != 0;) {
      const Rotation g = rotationFor(d_(j), bulge, d_(j));
      if (j > low) bulge = -g.s * std::exchange(e_(j - 1), g.c * e_(j - 1));
      rotateColumns(v_, j, high, g);
    }
    return true;
  }

  // Eigenvalue of the trailing 2x2 of BᵀB that is nearer to its last entry (Wilkinson).
  double shift(Index low, Index high) const {
    const double above = high - 1 > low ? e_(high - 2) : 0;
    const double a = d_(high - 1) * d_(high - 1) + above * above;
    const double b = d_(high - 1) * e_(high - 1);
    const double c = d_(high) * d_(high) + e_(high - 1) * e_(high - 1);
    const double half = (a - c) / 2;
    const double root = std::copysign(std::hypot(half, b), half);
    return b == 0 ? c : c - b * (b / (half + root));
  }

  void step(Index low, Index high) {
    const double mu = shift(low, high);
    double y = d_(low) * d_(low) - mu;
    double z = d_(low) * e_(low);
    double r = 0;
    for (Index k = low; k < high; ++k) {
      const Rotation right = rotationFor(y, z, r);
      if (k > low) e_(k - 1) = r;
      y = right.c * d_(k) + right.s * e_(k);
      e_(k) = right.c * e_(k) - right.s * d_(k);
      z = right.s * d_(k + 1);
      d_(k + 1) *= right.c;
      rights_[static_cast<std::size_t>(k)] = right;

      const Rotation left = rotationFor(y, z, d_(k));
      y = left.c * e_(k) + left.s * d_(k + 1);
      d_(k + 1) = left.c * d_(k + 1) - left.s * e_(k);
      e_(k) = y;
      if (k + 1 < high) {
        z = left.s * e_(k + 1);
        e_(k + 1) *= left.c;
      }
      lefts_[static_cast<std::size_t>(k)] = left;
    }
    rotateNeighbours(v_, low, rights_.data() + low, high - low);
    rotateNeighbours(u_, low, lefts_.data() + low, high - low);
  }

  Vector& d_;
  Vector& e_;
  ColMatrix& u_;
  ColMatrix& v_;
  std::vector<Rotation> lefts_, rights_;  // of one step, applied together
  double small_;
};

void copyColumn(const ColMatrix& from, Index j, Matrix& to, Index k, double factor = 1) {
  for (Index i = 0; i < from.rows(); ++i) to(i, k) = factor * from(i, j);
}

// Non-negative and descending, columns along. Columns beyond n, of a full U, stay where they are.
Svd sorted(const Vector& d, const ColMatrix& u, const ColMatrix& v, bool vectors) {
  const Index n = d.size();
  std::vector<Index> order(static_cast<std::size_t>(n));
  for (Index i = 0; i < n; ++i) {
    Index place = i;  // equal ones keep their order
    for (; place > 0 && std::abs(d(order[static_cast<std::size_t>(place) - 1])) < std::abs(d(i)); --place) {
      order[static_cast<std::size_t>(place)] = order[static_cast<std::size_t>(place) - 1];
    }
    order[static_cast<std::size_t>(place)] = i;
  }
  Svd out;
  out.s.resize(n);
  if (vectors) {
    out.u.resize(u.rows(), u.cols());
    out.v.resize(v.rows(), n);
  }
  for (Index i = 0; i < n; ++i) {
    const Index from = order[static_cast<std::size_t>(i)];
    out.s(i) = std::abs(d(from));
    if (!vectors) continue;
    copyColumn(u, from, out.u, i);
    copyColumn(v, from, out.v, i, std::signbit(d(from)) ? -1 : 1);
  }
  for (Index i = n; vectors && i < u.cols(); ++i) copyColumn(u, i, out.u, i);
  return out;
}

Svd svdOfTall(const ColMatrix& a, SvdParts parts) {
  const Index n = a.cols();
  Bidiagonal b = bidiagonalize(a);
  ColMatrix u, v;
  if (parts != SvdParts::kValues) {
    u = accumulated(b.left, b.tauLeft, n, 0, parts == SvdParts::kFull ? a.rows() : n);
    v = accumulated(b.right, b.tauRight, std::max<Index>(n - 1, 0), 1, n);
  }
  Iteration(b.diagonal, b.upper, u, v).run();
  return sorted(b.diagonal, u, v, parts != SvdParts::kValues);
}

}  // namespace

Svd svd_of_scaled(const Matrix& a, SvdParts parts) {
  if (a.rows() >= a.cols()) return svdOfTall(a, parts);
  Svd turned = svdOfTall(a.transpose(), parts);
  std::swap(turned.u, turned.v);
  return turned;
}

}  // namespace nabla
