#include "svd_solver.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "householder.h"

// Golub-Kahan: Householder reflections to bidiagonal form, then implicit QR steps with rotations (Golub & Van
// Loan, 4th ed., 5.4.8 and 8.6.3). Columns are contiguous, so that a rotation of two of them runs in vector
// lanes.

namespace nabla {
namespace {

// Steps a singular value may take; two or three are usual.
constexpr int kStepsEach = 60;

struct Rotation {
  double c = 1;
  double s = 0;
};

// c, s with [c s; -s c] [a; b] = [r; 0].
Rotation rotationFor(double a, double b, double& r) {
  r = a;
  if (std::abs(b) < kNegligible) return {};
  r = std::hypot(a, b);
  return {a / r, b / r};
}

// Columns i and j of m become c·i + s·j and c·j − s·i. An empty m is not wanted.
void rotateColumns(ColMatrix& m, Index i, Index j, Rotation g) {
  if (m.cols() == 0) return;
  double* x = m.data() + i * m.rows();
  double* y = m.data() + j * m.rows();
  for (Index r = 0; r < m.rows(); ++r) {
    const double xr = x[r];
    const double yr = y[r];
    x[r] = g.c * xr + g.s * yr;
    y[r] = g.c * yr - g.s * xr;
  }
}

struct Bidiagonal {
  ColMatrix left;   // column k below the diagonal: the reflector of step k from the left
  ColMatrix right;  // column k: the reflector of step k from the right
  Eigen::VectorXd tauLeft, tauRight;
  Eigen::VectorXd diagonal;  // n
  Eigen::VectorXd upper;     // n − 1
};

Bidiagonal bidiagonalize(ColMatrix a) {
  const Index n = a.cols();
  Bidiagonal b;
  b.right = ColMatrix::Zero(n, std::max<Index>(n - 1, 0));
  b.tauLeft = Eigen::VectorXd::Zero(n);
  b.tauRight = Eigen::VectorXd::Zero(n);
  b.diagonal.resize(n);
  b.upper.resize(std::max<Index>(n - 1, 0));
  Eigen::VectorXd work(a.rows());
  for (Index k = 0; k < n; ++k) {
    auto v = a.col(k).tail(a.rows() - k);
    std::tie(b.diagonal(k), b.tauLeft(k)) = reflector(v);
    for (Index j = k + 1; j < n; ++j) {
      auto target = a.col(j).tail(a.rows() - k);
      target -= (b.tauLeft(k) * v.dot(target)) * v;
    }
    if (k + 1 >= n) continue;
    auto w = b.right.col(k).tail(n - k - 1);
    w = a.row(k).tail(n - k - 1).transpose();
    std::tie(b.upper(k), b.tauRight(k)) = reflector(w);
    // (I − τ w wᵀ) from the right, by whole columns.
    auto sum = work.tail(a.rows() - k - 1);
    sum.setZero();
    for (Index j = k + 1; j < n; ++j) sum += w(j - k - 1) * a.col(j).tail(a.rows() - k - 1);
    for (Index j = k + 1; j < n; ++j) a.col(j).tail(a.rows() - k - 1) -= (b.tauRight(k) * w(j - k - 1)) * sum;
  }
  b.left = std::move(a);
  return b;
}

// Singular values of an upper bidiagonal matrix, rotations gathered into u and v.
class Iteration {
 public:
  Iteration(Eigen::VectorXd& d, Eigen::VectorXd& e, ColMatrix& u, ColMatrix& v)
      : d_(d), e_(e), u_(u), v_(v), small_(kEpsilon * std::max(largest(d), largest(e))) {}

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
      if (steps-- == 0) throw NotConverged("the singular values of a did not converge");
      if (!chaseZero(low, high)) step(low, high);
    }
  }

 private:
  static double largest(const Eigen::VectorXd& x) { return x.size() == 0 ? 0 : x.cwiseAbs().maxCoeff(); }

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
      rotateColumns(v_, k, k + 1, right);

      const Rotation left = rotationFor(y, z, d_(k));
      y = left.c * e_(k) + left.s * d_(k + 1);
      d_(k + 1) = left.c * d_(k + 1) - left.s * e_(k);
      e_(k) = y;
      if (k + 1 < high) {
        z = left.s * e_(k + 1);
        e_(k + 1) *= left.c;
      }
      rotateColumns(u_, k, k + 1, left);
    }
  }

  Eigen::VectorXd& d_;
  Eigen::VectorXd& e_;
  ColMatrix& u_;
  ColMatrix& v_;
  double small_;
};

// Non-negative and descending, columns along.
Svd sorted(Eigen::VectorXd& d, const ColMatrix& u, ColMatrix& v, bool vectors) {
  const Index n = d.size();
  Eigen::VectorXi order(n);
  for (Index i = 0; i < n; ++i) {
    order(i) = static_cast<int>(i);
    if (!std::signbit(d(i))) continue;
    d(i) = -d(i);
    if (vectors) v.col(i) = -v.col(i);
  }
  std::sort(order.begin(), order.end(), [&](int i, int j) { return d(i) > d(j) || (d(i) == d(j) && i < j); });
  Svd out;
  out.s.resize(n);
  for (Index i = 0; i < n; ++i) out.s(i) = d(order(i));
  if (!vectors) return out;
  out.u = u;  // columns beyond n, of a full U, stay where they are
  out.v = v;
  for (Index i = 0; i < n; ++i) {
    out.u.col(i) = u.col(order(i));
    out.v.col(i) = v.col(order(i));
  }
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
