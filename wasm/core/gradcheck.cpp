#include "gradcheck.h"

#include <cmath>

namespace nabla {

GradCheck gradcheck(const std::function<double(const Vector&)>& f, const Vector& x, const Vector& analytical,
                    double eps, double atol, double rtol) {
  require_size(analytical, x.size(), "analytical");
  GradCheck check;
  check.numerical.resize(x.size());
  Vector probe = x;
  for (Index i = 0; i < x.size(); ++i) {
    probe(i) = x(i) + eps;
    const double above = f(probe);
    probe(i) = x(i) - eps;
    const double below = f(probe);
    probe(i) = x(i);
    check.numerical(i) = (above - below) / (2 * eps);
    const double difference = std::abs(analytical(i) - check.numerical(i));
    double ratio = difference / (atol + rtol * std::abs(check.numerical(i)));
    if (std::isnan(ratio)) ratio = std::numeric_limits<double>::infinity();
    check.maxDifference = std::max(check.maxDifference, difference);
    if (ratio > check.ratio) {
      check.ratio = ratio;
      check.worst = static_cast<int>(i);
    }
  }
  check.passed = check.ratio <= 1;
  return check;
}

}  // namespace nabla
