#include "pde_start.h"

#include <cmath>
#include <numbers>

namespace nabla {
namespace {

using std::numbers::pi;
constexpr double kCentre = 0.4, kWidth = 0.07;

}  // namespace

PdeStart::PdeStart(const std::string& shape, const Vector& profile, const std::string& boundary)
    : kind_(pieces), periodic_(boundary == "periodic") {
  if (!periodic_ && boundary != "zero") refuse<InvalidArgument>("boundary must be zero or periodic");
  if (shape == "sine" || shape == "waves") {
    kind_ = trigonometric;
    second_ = shape == "waves" ? 0.5 : 0;
  } else if (shape == "hill") {
    kind_ = hill;
  } else if (shape == "box") {
    pieces_ = {{0.3, 0.6, 1, 1}};
  } else if (shape == "painted") {
    const Index n = profile.size();
    if (n < 2 || n > 401) refuse<InvalidArgument>("profile must have 2 to 401 values");
    require_finite(profile, "profile");
    // Ends that the boundary condition fixes: both zero, or the last equal to the first.
    const auto value = [&](Index i) {
      if (i != 0 && i != n - 1) return profile(i);
      return periodic_ ? profile(0) : 0.0;
    };
    for (Index i = 0; i + 1 < n; ++i) {
      const double step = 1 / static_cast<double>(n - 1);
      pieces_.push_back(
          {static_cast<double>(i) * step, static_cast<double>(i + 1) * step, value(i), value(i + 1)});
    }
  } else {
    refuse<InvalidArgument>("shape must be sine, waves, hill, box or painted");
  }
}

double PdeStart::at(double x) const {
  const double turn = (periodic_ ? 2 : 1) * pi * x;
  if (kind_ == trigonometric) return std::sin(turn) + second_ * std::sin(5 * turn);
  if (kind_ == hill) return std::exp(-std::pow((x - kCentre) / kWidth, 2));
  for (const Piece& p : pieces_) {
    // A node on a jump takes the mean: the sum over the nodes is then the integral.
    if (pieces_.size() == 1 && (std::abs(x - p.from) < 1e-12 || std::abs(x - p.to) < 1e-12)) return p.low / 2;
    if (x >= p.from && x <= p.to) return p.low + (p.high - p.low) * (x - p.from) / (p.to - p.from);
  }
  return 0;
}

double PdeStart::extended(double x) const {
  const double period = periodic_ ? 1 : 2;
  x -= period * std::floor(x / period);
  return x <= 1 ? at(x) : -at(2 - x);
}

double PdeStart::primitive(double x) const {
  if (kind_ == trigonometric) {
    const double k = (periodic_ ? 2 : 1) * pi;
    return (1 - std::cos(k * x)) / k + second_ * (1 - std::cos(5 * k * x)) / (5 * k);
  }
  if (kind_ == hill) {
    const double scale = kWidth * std::sqrt(pi) / 2;
    return scale * (std::erf((x - kCentre) / kWidth) + std::erf(kCentre / kWidth));
  }
  double sum = 0;
  for (const Piece& p : pieces_) {
    if (x <= p.from) break;
    const double end = std::min(x, p.to), slope = (p.high - p.low) / (p.to - p.from);
    sum += (end - p.from) * (p.low + slope * (end - p.from) / 2);
  }
  return sum;
}

double PdeStart::integral(double x) const {
  if (periodic_) {
    const double turns = std::floor(x);
    return turns * primitive(1) + primitive(x - turns);
  }
  x -= 2 * std::floor(x / 2);  // an odd function of period 2 has an even integral of the same period
  return primitive(x <= 1 ? x : 2 - x);
}

double PdeStart::largest() const {
  if (kind_ == hill) return 1;
  if (kind_ == trigonometric) return second_ == 0 ? 1 : 1.5;
  double most = 0;
  for (const Piece& p : pieces_) most = std::max({most, std::abs(p.low), std::abs(p.high)});
  return most;
}

double PdeStart::sine(int n) const {
  if (kind_ == trigonometric) return n == 1 ? 1 : n == 5 ? second_ : 0;
  const double k = (periodic_ ? 2 : 1) * pi * n;
  if (kind_ == hill) {  // its tails beyond [0, 1] are below 1e-14
    return 2 * std::sqrt(pi) * kWidth * std::exp(-std::pow(k * kWidth / 2, 2)) * std::sin(k * kCentre);
  }
  double sum = 0;
  for (const Piece& p : pieces_) {
    const double slope = (p.high - p.low) / (p.to - p.from);
    sum += (p.low * std::cos(k * p.from) - p.high * std::cos(k * p.to)) / k +
           slope * (std::sin(k * p.to) - std::sin(k * p.from)) / (k * k);
  }
  return 2 * sum;
}

double PdeStart::cosine(int n) const {
  if (n == 0) return primitive(1);
  if (kind_ == trigonometric) return 0;
  const double k = 2 * pi * n;
  if (kind_ == hill) {
    return 2 * std::sqrt(pi) * kWidth * std::exp(-std::pow(k * kWidth / 2, 2)) * std::cos(k * kCentre);
  }
  double sum = 0;
  for (const Piece& p : pieces_) {
    const double slope = (p.high - p.low) / (p.to - p.from);
    sum += (p.high * std::sin(k * p.to) - p.low * std::sin(k * p.from)) / k +
           slope * (std::cos(k * p.to) - std::cos(k * p.from)) / (k * k);
  }
  return 2 * sum;
}

}  // namespace nabla
