#include "gradient_descent.h"

#include <algorithm>
#include <cmath>

#include "decimal.h"
#include "descents.h"
#include "expression_report.h"
#include "hessian.h"
#include "hessian_sweep.h"

namespace nabla {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr int kMostNewton = 100;

bool isFinite(const SecondOrder& at) {
  return std::isfinite(at.value) && at.gradient.allFinite() && at.hessian.allFinite();
}
Matrix symmetric(const Matrix& h) {
  return (h + h.transpose()) / 2;
}

// Of the start and the ends of all lanes, where f is lowest.
Vector lowestEnd(const Expression& f, const Matrix& points) {
  Vector best = points.row(0).head(2).transpose();
  double least = f(best(0), best(1));
  for (Index lane = 0; 2 * lane + 1 < points.cols(); ++lane) {
    const Vector end = points.row(points.rows() - 1).segment(2 * lane, 2).transpose();
    const double value = f(end(0), end(1));
    if (value < least) {
      least = value;
      best = end;
    }
  }
  return best;
}

// Newton's method with the eigenvalues' sizes in place of the eigenvalues, so that every step goes down, and
// half of it as long as f rises. Answers a place with a positive definite H and no slope left, or nothing.
Vector minimumFrom(const Expression& f, Vector x, SecondOrder& at) {
  for (int k = 0; k < kMostNewton; ++k) {
    at = secondOrder(f, x);
    if (!isFinite(at)) return {};
    const Curvature c = curvature(symmetric(at.hessian));
    const double largest = c.eigenvalues.cwiseAbs().maxCoeff();
    if (!(largest > 0)) return {};
    Vector step = Vector::Zero(2);
    for (Index i = 0; i < 2; ++i) {
      const Vector axis = c.eigenvectors.col(i);
      step -= axis * (axis.dot(at.gradient) / std::max(std::abs(c.eigenvalues(i)), 1e-8 * largest));
    }
    // Rounding of x is all that is left.
    const bool arrived = step.cwiseAbs().maxCoeff() <= 4 * kEpsilon * x.cwiseAbs().maxCoeff();
    double share = 1;
    while (share > 1e-10 && !(f(x(0) + share * step(0), x(1) + share * step(1)) < at.value)) share /= 2;
    if (!arrived && share > 1e-10) {
      x += share * step;
      continue;
    }
    // No lower place is to be had: one last plain step halves what rounding has left, where it is a minimum.
    const bool bowl = c.eigenvalues(1) > 1e-10 * largest;
    if (!bowl || step.norm() > 1e-6 * (1 + x.norm())) return {};
    x += step;
    at = secondOrder(f, x);
    return isFinite(at) ? x : Vector();
  }
  return {};
}

bool isQuadratic(const Expression& f, const Vector& minimum, const Matrix& h) {
  const double shifts[3][2] = {{1.25, 0.5}, {-0.75, 2}, {0.5, -1.5}};
  for (const auto& shift : shifts) {
    const Vector x = minimum + Eigen::Map<const Vector>(shift, 2);
    const Matrix there = secondOrder(f, x).hessian;
    if (!((there - h).cwiseAbs().maxCoeff() <= 1e-9 * h.cwiseAbs().maxCoeff())) return false;
  }
  return true;
}

// The larger size of the roots of z² − trace · z + determinant.
double spectralRadius(double trace, double determinant) {
  const double discriminant = trace * trace / 4 - determinant;
  if (discriminant < 0) return std::sqrt(determinant);
  return std::abs(trace) / 2 + std::sqrt(discriminant);
}

// Error and velocity along an axis of curvature λ under SGD, as a 2×2 matrix: its spectral radius. Weight
// decay adds to the curvature. A forgotten zero_grad is a momentum of 1 whose buffer is the sum of all
// gradients.
double factorOf(const double* lane, double lambda) {
  if (lane[0] != 0) return kNaN;
  const double lr = lane[1], momentum = lane[2], dampening = lane[3];
  const bool nesterov = lane[4] != 0, forgets = lane[13] != 0;
  const double step = lr * (lambda + lane[5]);
  if (forgets) return momentum == 0 && lane[5] == 0 ? spectralRadius(2 - step, 1) : kNaN;
  if (nesterov) return spectralRadius((1 + momentum) * (1 - step), momentum * (1 - step));
  return momentum == 0 ? std::abs(1 - step) : spectralRadius(1 + momentum - step * (1 - dampening), momentum);
}

// From how the size of the error falls.
void measure(DescentTheory& out, Index lane, Index last) {
  const auto size = [&](Index k) { return std::hypot(out.errors(k, 2 * lane), out.errors(k, 2 * lane + 1)); };
  const double first = size(0);
  Index end = 0;
  out.measured(lane) = out.taken(lane) = kNaN;
  for (Index k = 0; k <= last; ++k) {
    if (std::isnan(out.taken(lane)) && size(k) <= 1e-6 * first) out.taken(lane) = static_cast<double>(k);
    if (size(k) <= 1e-12 * first) break;
    end = k;
  }
  const Index half = end / 2;
  if (end - half >= 4) {
    out.measured(lane) = std::pow(size(end) / size(half), 1 / static_cast<double>(end - half));
  }
}

}  // namespace

DescentTheory descentTheory(const std::string& f, const Matrix& lanes, const Matrix& points,
                            const Vector& last) {
  if (lanes.cols() != kLaneNumbers || points.cols() != 2 * lanes.rows() || points.rows() < 1) {
    refuse<ShapeMismatch>("points is ", shape_text(points), " and lanes is ", shape_text(lanes),
                          "; points must have two columns a lane");
  }
  require_size(last, lanes.rows(), "last");
  for (const double k : last) {
    if (!(k >= 0 && k < static_cast<double>(points.rows())))
      refuse<InvalidArgument>("last must be rows of points");
  }
  const Expression function = compiledExpression(f, "x,y");
  DescentTheory out;
  SecondOrder at;
  out.minimum = minimumFrom(function, lowestEnd(function, points), at);
  const bool found = out.minimum.size() == 2;
  const Curvature c = found ? curvature(symmetric(at.hessian)) : Curvature();
  const Index n = lanes.rows();
  out.least = found ? at.value : kNaN;
  out.eigenvalues = c.eigenvalues;
  out.eigenvectors = c.eigenvectors;
  out.quadratic = found && isQuadratic(function, out.minimum, at.hessian);
  const double L = found ? c.eigenvalues(0) : kNaN, mu = found ? c.eigenvalues(1) : kNaN;
  out.edge = 2 / L;
  const double sum = std::sqrt(L) + std::sqrt(mu), rate = (std::sqrt(L) - std::sqrt(mu)) / sum,
               s = std::sqrt(3 * L / mu + 1);
  out.tuned = Matrix(3, 3);
  out.tuned << 2 / (L + mu), 0, (L - mu) / (L + mu), 4 / (sum * sum), rate * rate, rate, 4 / (3 * L + mu),
      (s - 2) / (s + 2), 1 - 2 / s;
  out.factors = out.products = Matrix::Constant(n, 2, kNaN);
  out.needed = out.measured = out.taken = Vector::Constant(n, kNaN);
  out.errors = out.predicted = Matrix(found ? points.rows() : 0, points.cols());
  out.excess = Matrix(out.errors.rows(), n);
  if (!found) return out;
  for (Index lane = 0; lane < n; ++lane) {
    for (Index i = 0; i < 2; ++i) {
      out.products(lane, i) = lanes(lane, 1) * c.eigenvalues(i);
      out.factors(lane, i) = factorOf(lanes.data() + lane * kLaneNumbers, c.eigenvalues(i));
      for (Index k = 0; k < points.rows(); ++k) {
        const Vector error = points.row(k).segment(2 * lane, 2).transpose() - out.minimum;
        out.errors(k, 2 * lane + i) = std::abs(c.eigenvectors.col(i).dot(error));
        out.predicted(k, 2 * lane + i) =
            out.errors(0, 2 * lane + i) * std::pow(out.factors(lane, i), static_cast<double>(k));
      }
    }
    for (Index k = 0; k < points.rows(); ++k) {
      const double excess = function(points(k, 2 * lane), points(k, 2 * lane + 1)) - out.least;
      out.excess(k, lane) = excess > 0 ? excess : kNaN;
    }
    const double slowest = out.factors.row(lane).maxCoeff();
    if (slowest < 1) out.needed(lane) = std::max(1.0, std::ceil(std::log(1e-6) / std::log(slowest)));
    measure(out, lane, static_cast<Index>(last(lane)));
  }
  return out;
}

std::string lineLossText(const Matrix& data) {
  if (data.cols() != 2 || data.rows() < 1 || data.rows() > 12) {
    refuse<ShapeMismatch>("data is ", shape_text(data), "; it must have two columns and 1 to 12 rows");
  }
  require_finite(data, "data");
  std::string out = "(";
  for (Index i = 0; i < data.rows(); ++i) {
    out += (i > 0 ? " + (" : "(") + decimalText(data(i, 0)) + "*x + y - (" + decimalText(data(i, 1)) + "))^2";
  }
  return out + ")/" + std::to_string(data.rows());
}

}  // namespace nabla
