#include "tanh.h"

#include <cmath>

#include "random.h"
#include "real_functions.h"

namespace nabla {

ZigZag zigZag(const std::string& kind, double lr, int steps, double seed) {
  if (kind != "tanh" && kind != "sigmoid" && kind != "raised" && kind != "centred")
    refuse<InvalidArgument>("kind must be tanh, sigmoid, raised or centred, not '", kind, "'.");
  if (!(lr >= 0) || std::isinf(lr)) refuse<InvalidArgument>("lr must be a number of at least 0.");
  if (steps < 0 || steps > 5000) refuse<InvalidArgument>("steps must be between 0 and 5000.");
  constexpr Index samples = 32;
  ZigZag out;
  out.inputs = randn(samples, 2, seed);
  double means[2] = {0, 0};
  double a = 0, b = 0, c = 0;  // the mean of h hᵀ is [[a, b], [b, c]]
  for (Index i = 0; i < samples; ++i) {
    for (Index j = 0; j < 2; ++j) {
      const double z = 1.5 * out.inputs(i, j);
      out.inputs(i, j) = kind == "sigmoid" ? sigmoid(z) : std::tanh(z) + (kind == "tanh" ? 0 : 1);
      means[j] += out.inputs(i, j) / samples;
    }
  }
  for (Index i = 0; i < samples; ++i) {
    if (kind == "centred")
      for (Index j = 0; j < 2; ++j) out.inputs(i, j) -= means[j];
    const double p = out.inputs(i, 0), q = out.inputs(i, 1);
    a += p * p / samples;
    b += p * q / samples;
    c += q * q / samples;
  }
  const double middle = (a + c) / 2, spread = std::hypot((a - c) / 2, b);
  out.condition = (middle + spread) / (middle - spread);
  out.path.resize(steps + 1, 2);
  double w = -1, v = 1, walked = 0;
  int alike = 0;
  out.stopped = 0;
  out.path(0, 0) = w;
  out.path(0, 1) = v;
  for (int k = 0; k < steps; ++k) {
    const Index i = k % samples;
    const double p = out.inputs(i, 0), q = out.inputs(i, 1);
    const double pull = lr * ((w - 1) * p + (v + 1) * q), dw = -pull * p, dv = -pull * q;
    w += dw;
    v += dv;
    if (!(std::hypot(w, v) < 1e6)) break;
    walked += std::hypot(dw, dv);
    alike += dw * dv > 0;
    out.stopped = k + 1;
    out.path(k + 1, 0) = w;
    out.path(k + 1, 1) = v;
  }
  out.path.conservativeResize(out.stopped + 1, 2);
  const double x = out.path(out.stopped, 0), y = out.path(out.stopped, 1);
  const double straight = std::hypot(x + 1, y - 1);
  out.alike = out.stopped == 0 ? 0 : static_cast<double>(alike) / out.stopped;
  out.length = straight == 0 ? 1 : walked / straight;
  out.distance = std::hypot(x - 1, y + 1);
  return out;
}

}  // namespace nabla
