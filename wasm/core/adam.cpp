#include "adam.h"

#include <algorithm>
#include <cmath>

#include "contour_map.h"
#include "descents.h"
#include "expression_report.h"

namespace nabla {
namespace {

constexpr double kFar = 1e6;

void requireBetas(double beta1, double beta2) {
  OptimiserSettings settings;
  settings.adam.beta1 = beta1;
  settings.adam.beta2 = beta2;
  requireSettings(settings);
}

}  // namespace

Matrix adamTrace(const std::string& f, const Vector& start, const Matrix& lane, int steps) {
  require_size(start, 2, "start");
  require_finite(start, "start");
  if (steps < 0 || steps > 10000) refuse<InvalidArgument>("steps must be from 0 to 10000");
  const OptimiserSettings settings = settingsOf(lane, 0);
  const AdamSettings& s = settings.adam;
  const Expression loss = compiledExpression(f, "x,y");
  Optimiser optimiser(settings, 2);
  Matrix out(steps, 14);
  Vector at = start;
  int k = 0;
  for (; k < steps; ++k) {
    const Slopes slopes = slopesAt(loss, at);
    const Vector& g = slopes.gradient;
    if (!std::isfinite(slopes.value) || !g.allFinite()) break;
    Vector next = at;
    optimiser.step(next.data(), g.data());
    if (!(next.cwiseAbs().maxCoeff() <= kFar)) break;
    const double t = k + 1;
    for (Index c = 0; c < 2; ++c) {
      double* row = out.data() + k * 14 + 7 * c;
      row[0] = g(c) + (settings.rule == Rule::adamw ? 0 : settings.weightDecay * at(c));
      row[1] = optimiser.m()[c];
      row[2] = optimiser.v()[c];
      row[3] = s.correctM ? row[1] / (1 - std::pow(s.beta1, t)) : row[1];
      const double used = settings.amsgrad ? optimiser.highest()[c] : row[2];
      row[4] = s.correctV ? used / (1 - std::pow(s.beta2, t)) : used;
      row[5] = next(c) - at(c);
      const double eps = s.epsilonPlace == EpsilonPlace::uncorrected && s.correctV
                             ? s.eps / std::sqrt(1 - std::pow(s.beta2, t))
                             : s.eps;
      row[6] =
          s.lr / (s.epsilonPlace == EpsilonPlace::inside ? std::sqrt(row[4] + eps) : std::sqrt(row[4]) + eps);
    }
    at = next;
  }
  return out.topRows(k);
}

AdamWarmup adamWarmup(double beta1, double beta2, const Vector& times) {
  requireBetas(beta1, beta2);
  AdamWarmup out{Matrix(times.size(), 4), std::log1p(-1 / (1.05 * 1.05)) / std::log(beta2)};
  for (Index i = 0; i < times.size(); ++i) {
    if (!(times(i) >= 1)) refuse<InvalidArgument>("times must be at least 1");
    const double m = 1 - std::pow(beta1, times(i)), v = std::sqrt(1 - std::pow(beta2, times(i)));
    out.factors.row(i) << 1, 1 / v, m / v, m;
  }
  return out;
}

Matrix adamOnline(double large, double lr, double beta1, double beta2, bool decay, int steps) {
  requireBetas(beta1, beta2);
  if (!std::isfinite(large) || !(lr >= 0) || !std::isfinite(lr)) {
    refuse<InvalidArgument>("large must be finite, and lr at least 0 and finite");
  }
  if (steps < 0 || steps > 10000) refuse<InvalidArgument>("steps must be from 0 to 10000");
  AdamSettings settings;
  settings.beta1 = beta1;
  settings.beta2 = beta2;
  Matrix out = Matrix::Zero(steps + 1, 5);
  for (Index amsgrad = 0; amsgrad < 2; ++amsgrad) {
    double x = 0, m = 0, v = 0, highest = 0;
    for (int t = 1; t <= steps; ++t) {
      const double g = t % 3 == 1 ? large : -1;
      settings.lr = decay ? lr / std::sqrt(static_cast<double>(t)) : lr;
      adamStep(&x, &m, &v, &g, 1, t, settings, amsgrad != 0 ? &highest : nullptr);
      x = std::clamp(x, -1.0, 1.0);
      out(t, amsgrad) = x;
      out(t, 2 + amsgrad) = std::sqrt((amsgrad != 0 ? highest : v) / (1 - std::pow(beta2, t)));
      out(t, 4) = m / (1 - std::pow(beta1, t));
    }
  }
  return out;
}

}  // namespace nabla
