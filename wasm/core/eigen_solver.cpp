#include "eigen_solver.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "householder.h"

namespace nabla {
namespace {

// QR steps an eigenvalue may take; two or three are usual.
constexpr int kStepsEach = 60;

// --- symmetric ---

// T = Qᵀ A Q with reflectors left in a: column k from row k + 1 on.
struct Tridiagonal {
  Vector diagonal;  // n
  Vector beside;    // n − 1
  Vector tau;       // n − 1
};

Tridiagonal tridiagonalize(ColMatrix& a) {
  const Index n = a.rows();
  Tridiagonal t{Vector(n), Vector(n), Vector(n)};
  Vector p(n);
  for (Index k = 0; k + 1 < n; ++k) {
    const Index size = n - k - 1;
    double* const v = a.data() + k * n + k + 1;
    double* const rest = a.data() + (k + 1) * n + k + 1;  // the trailing square, its lower triangle
    const Reflection r = reflector(v, size);
    t.diagonal(k) = a(k, k);
    t.beside(k) = r.beta;
    t.tau(k) = r.tau;
    // p = τ S v; w = p − (τ/2 vᵀp) v; S − v wᵀ − w vᵀ.
    multiplySymmetric(rest, n, v, p.data(), size);
    for (Index i = 0; i < size; ++i) p(i) *= r.tau;
    addMultiple(-r.tau / 2 * innerProduct(p.data(), v, size), v, p.data(), size);
    subtractProducts(v, p.data(), rest, n, size);
  }
  t.diagonal(n - 1) = a(n - 1, n - 1);
  return t;
}

// One implicit QR step on rows low to high, shifted by the eigenvalue of the trailing 2x2 that is nearer to
// its last entry (Wilkinson). Its rotations go to turns[low] to turns[high − 1].
void symmetricStep(Vector& d, Vector& e, Index low, Index high, Rotation* turns) {
  const double half = (d(high - 1) - d(high)) / 2, b = e(high - 1);
  double y = d(low) - (d(high) - b / (half + std::copysign(std::hypot(half, b), half)) * b);
  double z = e(low);
  for (Index k = low; k < high; ++k) {
    double r = 0;
    const Rotation g = rotationFor(y, z, r);
    if (k > low) e(k - 1) = r;
    const double upper = g.c * d(k) + g.s * e(k), lower = g.c * e(k) + g.s * d(k + 1);
    const double left = g.c * e(k) - g.s * d(k), right = g.c * d(k + 1) - g.s * e(k);
    d(k) = g.c * upper + g.s * lower;
    d(k + 1) = g.c * right - g.s * left;
    e(k) = g.c * left + g.s * right;
    y = e(k);
    if (k + 1 < high) {
      z = g.s * e(k + 1);
      e(k + 1) *= g.c;
    }
    turns[k] = g;
  }
}

void diagonalize(Vector& d, Vector& e, ColMatrix& q) {
  int steps = kStepsEach * static_cast<int>(d.size());
  std::vector<Rotation> turns(static_cast<std::size_t>(d.size()));
  for (Index high = d.size() - 1; high > 0;) {
    Index low = high;
    for (; low > 0; --low) {
      const double size = std::abs(d(low - 1)) + std::abs(d(low));
      if (std::abs(e(low - 1)) <= std::max(kEpsilon * size, kNegligible)) break;
    }
    if (low < high) {
      if (steps-- == 0) refuse<NotConverged>("the eigenvalues of a did not converge");
      symmetricStep(d, e, low, high, turns.data());
      rotateNeighbours(q, low, turns.data() + low, high - low);
    } else {
      --high;
    }
  }
}

// --- general ---

// Qᵀ A Q with zeros below the first subdiagonal, in place of a; answers Q.
ColMatrix reduceToHessenberg(ColMatrix& a) {
  const Index n = a.rows(), count = std::max<Index>(n - 2, 0);
  ColMatrix reflectors(n, n);
  Vector tau(n), sum(n);
  for (Index k = 0; k < count; ++k) {
    const Index size = n - k - 1;
    double* const v = reflectors.data() + k * n + k + 1;
    std::copy_n(a.data() + k * n + k + 1, size, v);
    const Reflection r = reflector(v, size);
    tau(k) = r.tau;
    a(k + 1, k) = r.beta;
    for (Index i = k + 2; i < n; ++i) a(i, k) = 0;
    double* const right = a.data() + (k + 1) * n;
    reflectColumns(v, r.tau, right + k + 1, n, size, size);
    for (Index i = 0; i < n; ++i) sum(i) = 0;
    for (Index j = 0; j < size; ++j) addMultiple(v[j], right + j * n, sum.data(), n);
    for (Index j = 0; j < size; ++j) addMultiple(-r.tau * v[j], sum.data(), right + j * n, n);
  }
  return accumulated(reflectors, tau, count, 1, n);
}

// From Hessenberg to real Schur form: diagonal blocks of one real eigenvalue or one complex pair, by
// Francis's double steps.
class SchurIteration {
 public:
  SchurIteration(ColMatrix& h, ColMatrix& q) : h_(h), q_(q), n_(h.rows()) {}

  void run() {
    int left = kStepsEach * static_cast<int>(n_), stuck = 0;
    for (Index high = n_ - 1; high > 0;) {
      Index low = high;
      while (low > 0 && !neglected(low)) --low;
      if (low + 1 < high) {
        if (left-- == 0) refuse<NotConverged>("the eigenvalues of a did not converge");
        step(low, high, ++stuck % 10 == 0);
        continue;
      }
      if (low < high) splitPair(low);
      high = low - 1;
      stuck = 0;
    }
  }

 private:
  // Whether the entry left of the diagonal in row k is below what rounding of its neighbours hides; it is
  // zero then.
  bool neglected(Index k) {
    const double size = std::abs(h_(k - 1, k - 1)) + std::abs(h_(k, k));
    if (std::abs(h_(k, k - 1)) > std::max(kEpsilon * size, kNegligible)) return false;
    h_(k, k - 1) = 0;
    return true;
  }

  // The 2x2 block from row i on, if its eigenvalues are real, is rotated to triangular form.
  void splitPair(Index i) {
    const double half = (h_(i, i) - h_(i + 1, i + 1)) / 2;
    const double square = half * half + h_(i + 1, i) * h_(i, i + 1);
    if (square < 0) return;
    double r = 0;
    const Rotation g = rotationFor(half + std::copysign(std::sqrt(square), half), h_(i + 1, i), r);
    for (Index j = i; j < n_; ++j) {
      const double x = h_(i, j), y = h_(i + 1, j);
      h_(i, j) = g.c * x + g.s * y;
      h_(i + 1, j) = g.c * y - g.s * x;
    }
    rotate(h_.data() + i * n_, h_.data() + (i + 1) * n_, i + 2, g);
    rotateColumns(q_, i, i + 1, g);
    h_(i + 1, i) = 0;
  }

  // Sum and product of the two shifts, the eigenvalues of the trailing 2x2, decide the first column; an
  // exceptional pair breaks the rare cycle.
  void step(Index low, Index high, bool exceptional) {
    double x = h_(high, high), y = h_(high - 1, high - 1), w = h_(high, high - 1) * h_(high - 1, high);
    if (exceptional) {
      const double s = std::abs(h_(high, high - 1)) + std::abs(h_(high - 1, high - 2));
      x = y = x + 0.75 * s;
      w = -0.4375 * s * s;
    }
    double v[3] = {};
    Index first = high - 2;
    for (;; --first) {  // two small neighbours below the diagonal let the step start there
      const double here = h_(first, first), r = x - here, s = y - here;
      v[0] = (r * s - w) / h_(first + 1, first) + h_(first, first + 1);
      v[1] = h_(first + 1, first + 1) - here - r - s;
      v[2] = h_(first + 2, first + 1);
      if (first == low) break;
      const double cut = std::abs(h_(first, first - 1)) * (std::abs(v[1]) + std::abs(v[2]));
      const double size =
          std::abs(h_(first - 1, first - 1)) + std::abs(here) + std::abs(h_(first + 1, first + 1));
      if (cut < kEpsilon * std::abs(v[0]) * size) break;
    }
    for (Index k = first; k < high; ++k) {
      const Index size = std::min<Index>(3, high - k + 1);
      if (k > first) std::copy_n(h_.data() + (k - 1) * n_ + k, size, v);
      if (size == 2) v[2] = 0;
      const double scale = std::abs(v[0]) + std::abs(v[1]) + std::abs(v[2]);
      if (scale == 0) continue;
      for (double& x_i : v) x_i /= scale;
      const Reflection r = reflector(v, size);
      if (k > first) {
        h_(k, k - 1) = r.beta * scale;
        for (Index i = 1; i < size; ++i) h_(k + i, k - 1) = 0;
      } else if (k > low) {
        h_(k, k - 1) *= 1 - r.tau;
      }
      for (Index j = k; j < n_; ++j) reflectThree(v, r.tau, h_.data() + j * n_ + k, 1, size, 1);
      reflectThree(v, r.tau, h_.data() + k * n_, n_, size, std::min(high, k + 3) + 1);
      reflectThree(v, r.tau, q_.data() + k * n_, n_, size, n_);
    }
  }

  // (I − τ v vᵀ) on three numbers, or on two, where the second stands in for the third, times 0; `count`
  // times, from x, x + stride, x + 2 stride on.
  static void reflectThree(const double* v, double tau, double* x, Index stride, Index size, Index count) {
    double* const y = x + stride;
    double* const z = x + (size - 1) * stride;
    const double v1 = v[1], v2 = v[2];
    for (Index i = 0; i < count; ++i) {
      const double sum = tau * (x[i] + v1 * y[i] + v2 * z[i]);
      x[i] -= sum;
      y[i] -= sum * v1;
      z[i] -= sum * v2;
    }
  }

  ColMatrix& h_;
  ColMatrix& q_;
  Index n_;
};

// Solves (T − λ) x = 0 upwards from the eigenvalue's own block, in complex numbers whose imaginary parts stay
// 0 for a real λ.
class SchurVectors {
 public:
  explicit SchurVectors(const ColMatrix& t) : t_(t), re_(t.rows()), im_(t.rows()) {
    for (Index i = 0; i < t.size(); ++i) norm_ = std::max(norm_, std::abs(t.data()[i]));
  }

  // The vector of the block that begins at row k, times Q, into re and im.
  void solve(Index k, Complex lambda, const ColMatrix& q, double* re, double* im) {
    const Index n = t_.rows();
    lambda_ = lambda;
    Index end = k + 1;
    if (lambda.imag() != 0) {
      end = k + 2;
      // The row with the larger entry beside the diagonal determines the other component better.
      const bool lower = std::abs(t_(k + 1, k)) > std::abs(t_(k, k + 1));
      set(k, lower ? (lambda - t_(k + 1, k + 1)) / t_(k + 1, k) : 1);
      set(k + 1, lower ? 1 : (lambda - t_(k, k)) / t_(k, k + 1));
    } else {
      set(k, 1);
    }
    for (Index i = 0; i < k; ++i) set(i, 0);
    for (Index j = k; j < end; ++j) eliminate(j, k);
    for (Index i = k; i-- > 0;) {
      if (i > 0 && t_(i, i - 1) != 0) {
        --i;
        solveTwo(i);
        tame(i, end);
        eliminate(i + 1, i);
      } else {
        set(i, at(i) / guarded(t_(i, i) - lambda_));
        tame(i, end);
      }
      eliminate(i, i);
    }
    for (Index i = 0; i < n; ++i) re[i] = 0;
    for (Index j = 0; j < end; ++j) addMultiple(re_(j), q.data() + j * n, re, n);
    if (lambda.imag() == 0) return;
    for (Index i = 0; i < n; ++i) im[i] = 0;
    for (Index j = 0; j < end; ++j) addMultiple(im_(j), q.data() + j * n, im, n);
  }

 private:
  Complex at(Index i) const { return {re_(i), im_(i)}; }
  void set(Index i, Complex x) {
    re_(i) = x.real();
    im_(i) = x.imag();
  }
  // A pivot that rounding alone may have left is as good as one of that size; a quotient by it stays in
  // range.
  Complex guarded(Complex pivot) const {
    const double size = std::abs(lambda_), least = std::max(kEpsilon * size, kNegligible);
    if (std::abs(pivot) > least) return pivot;
    return size > 0 ? least : kEpsilon * norm_;
  }

  // The right-hand side above row `rows` without column j of T times x_j.
  void eliminate(Index j, Index rows) {
    addMultiple(-re_(j), t_.data() + j * t_.rows(), re_.data(), rows);
    if (lambda_.imag() != 0) addMultiple(-im_(j), t_.data() + j * t_.rows(), im_.data(), rows);
  }

  // Rows i and i + 1 together, by elimination with the larger pivot.
  void solveTwo(Index i) {
    Complex top[3] = {t_(i, i) - lambda_, t_(i, i + 1), at(i)};
    Complex low[3] = {t_(i + 1, i), t_(i + 1, i + 1) - lambda_, at(i + 1)};
    if (std::abs(low[0]) > std::abs(top[0])) std::swap(top, low);
    const Complex factor = low[0] / top[0];
    const Complex x1 = (low[2] - factor * top[2]) / guarded(low[1] - factor * top[1]);
    set(i + 1, x1);
    set(i, (top[2] - top[1] * x1) / top[0]);
  }

  // Keeps a growing vector, and what is left to solve, within float64's range.
  void tame(Index i, Index end) {
    const double size = std::max(std::abs(at(i)), std::abs(at(i + 1 < end ? i + 1 : i)));
    if (size < 1e100) return;
    for (Index j = 0; j < end; ++j) set(j, at(j) / size);
  }

  const ColMatrix& t_;
  Vector re_, im_;
  Complex lambda_;
  double norm_ = kNegligible;
};

}  // namespace

SymmetricEigen eigen_of_symmetric(ColMatrix a, bool vectors) {
  const Index n = a.rows();
  Tridiagonal t = tridiagonalize(a);
  ColMatrix q;
  if (vectors) q = accumulated(a, t.tau, n - 1, 1, n);
  Vector& d = t.diagonal;
  diagonalize(d, t.beside, q);
  for (Index i = 0; i < n; ++i) {
    const Index least = std::min_element(d.data() + i, d.data() + n) - d.data();
    if (least == i) continue;
    std::swap(d(i), d(least));
    if (vectors) std::swap_ranges(q.data() + i * n, q.data() + (i + 1) * n, q.data() + least * n);
  }
  return {std::move(d), Matrix(q)};
}

RealEigen eigen_of_general(ColMatrix a) {
  const Index n = a.rows();
  ColMatrix q = reduceToHessenberg(a);
  SchurIteration(a, q).run();
  RealEigen out{ComplexVector(n), ColMatrix(n, n)};
  SchurVectors vectors(a);
  for (Index k = 0; k < n; ++k) {
    double* const column = out.parts.data() + k * n;
    if (k + 1 < n && a(k + 1, k) != 0) {
      const double half = (a(k, k) - a(k + 1, k + 1)) / 2;
      const double square = half * half + a(k + 1, k) * a(k, k + 1);
      const Complex value(a(k + 1, k + 1) + half, std::sqrt(-square));
      vectors.solve(k, value, q, column, column + n);
      out.values(k) = value;
      out.values(++k) = std::conj(value);
    } else {
      out.values(k) = a(k, k);
      vectors.solve(k, a(k, k), q, column, nullptr);
    }
  }
  return out;
}

}  // namespace nabla
