// Layers of a residual network as steps of Euler's method, beside the flow that they imitate.

#include <cmath>
#include <limits>

#include "ode.h"
#include "ode_run.h"
#include "ode_typed.h"

namespace nabla {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

int swapsOf(const Matrix& starts, const Matrix& states) {
  const Index n = starts.cols(), last = states.rows() - 1;
  int swaps = 0;
  for (Index i = 0; i < starts.rows(); ++i) {
    for (Index j = 0; j < i; ++j) {
      const double before = starts(i, 0) - starts(j, 0), after = states(last, i * n) - states(last, j * n);
      if (before * after < 0) ++swaps;
    }
  }
  return swaps;
}

double spreadOf(const Matrix& starts, const Matrix& states) {
  const Index n = starts.cols(), last = states.rows() - 1;
  double most = 0;
  for (Index i = 0; i < starts.rows(); ++i) {
    for (Index j = 0; j < i; ++j) {
      double before = 0, after = 0;
      for (Index c = 0; c < n; ++c) {
        before = std::hypot(before, starts(i, c) - starts(j, c));
        after = std::hypot(after, states(last, i * n + c) - states(last, j * n + c));
      }
      const double ratio = after / before;
      // NaN stays: a maximum would drop it.
      if (before > 0 && (std::isnan(ratio) || ratio > most)) most = ratio;
    }
  }
  return most;
}

}  // namespace

ResnetLadder resnetLadder(const std::string& u, const std::string& v, double t0, double t1,
                          const Matrix& starts, int layers, bool unit) {
  constexpr Index kSamples = 97;
  const TypedOde typed(u, v);
  typed.require(starts.cols(), "starts");
  require_finite(starts, "starts");
  if (starts.rows() < 1 || starts.rows() > 64) refuse<InvalidArgument>("starts must have 1 to 64 rows");
  if (layers < 1 || layers > 512) refuse<InvalidArgument>("layers must be from 1 to 512");
  if (!std::isfinite(t0) || !std::isfinite(t1)) refuse<InvalidArgument>("t0 and t1 must be finite");
  const double end = unit ? t0 + layers : t1;
  if (end == t0) refuse<InvalidArgument>("t1 must differ from t0: layers of step 0 change nothing");
  const Index n = typed.size(), points = starts.rows();
  ResnetLadder out{};
  out.step = (end - t0) / layers;
  out.times = evenTimes(t0, end, layers + 1);
  out.states = Matrix(layers + 1, points * n);
  out.flowTimes = evenTimes(t0, end, kSamples);
  out.flow = ode::filled(kSamples, points * n, kNaN);
  Vector y(n), slope(n);
  for (Index p = 0; p < points; ++p) {
    for (Index c = 0; c < n; ++c) out.states(0, p * n + c) = y[c] = starts(p, c);
    const OdeRun flow = odeYardstick(typed.system(), t0, end, y, out.flowTimes, 1e-10).run;
    for (Index s = 0; s < flow.sampled.rows(); ++s) {
      for (Index c = 0; c < n; ++c) out.flow(s, p * n + c) = flow.sampled(s, c);
    }
    for (Index l = 0; l < layers; ++l) {
      typed.system().f(out.times[l], y, slope);
      for (Index c = 0; c < n; ++c) out.states(l + 1, p * n + c) = y[c] += out.step * slope[c];
    }
    double gap = 0;
    for (Index c = 0; c < n; ++c) gap = std::hypot(gap, y[c] - out.flow(kSamples - 1, p * n + c));
    // NaN stays: a maximum would drop it.
    if (std::isnan(gap) || gap > out.gap) out.gap = gap;
  }
  out.swaps = swapsOf(starts, out.states);
  out.flowSwaps = swapsOf(starts, out.flow);
  out.spread = spreadOf(starts, out.states);
  return out;
}

}  // namespace nabla
