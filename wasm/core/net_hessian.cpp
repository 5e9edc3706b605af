#include "net_hessian.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "decimal.h"
#include "expression_report.h"
#include "hessian_sweep.h"
#include "lanczos.h"
#include "random.h"

namespace nabla {
namespace {

constexpr int kMostUnits = 4, kMostInputs = 5, kFitPoints = 81;

void requireAct(const std::string& act) {
  constexpr std::array<const char*, 4> known{"relu", "tanh", "softplus", "silu"};
  if (std::find(known.begin(), known.end(), act) == known.end()) {
    refuse<InvalidArgument>("act must be relu, tanh, softplus or silu, not ", act);
  }
}

int unitsOf(const Vector& parameters) {
  const Index n = parameters.size();
  if (n < 4 || n > 3 * kMostUnits + 1 || n % 3 != 1) {
    refuse<ShapeMismatch>("parameters must hold three numbers a unit and one bias: 4, 7, 10 or 13, not ", n);
  }
  return static_cast<int>(n / 3);
}

std::string printed(double x) {
  return "(" + decimalText(x) + ")";
}

std::string namesFor(int units) {
  std::string names;
  for (int i = 1; i <= units; ++i) {
    const std::string k = std::to_string(i);
    names += "w" + k + ",b" + k + ",v" + k + ",";
  }
  return names + "c";
}

std::string outputText(int units, const std::string& x, const std::string& act) {
  std::string text = "c";
  for (int i = 1; i <= units; ++i) {
    const std::string k = std::to_string(i);
    text += "+v" + k + "*" + act + "(w" + k + "*" + x + "+b" + k + ")";
  }
  return text;
}

// How many of the inputs each unit answers to.
Vector aliveOf(const Vector& parameters, const Vector& inputs, const std::string& act) {
  const Expression slope = compiledExpression(act + "(z)", "z").derivative(0);
  const Index units = parameters.size() / 3;
  Vector alive = Vector::Zero(units);
  for (Index u = 0; u < units; ++u) {
    for (const double x : inputs) alive(u) += slope(parameters(3 * u) * x + parameters(3 * u + 1)) != 0;
  }
  return alive;
}

}  // namespace

std::string netText(int units, const Vector& inputs, const Vector& targets, const std::string& act,
                    const std::string& of) {
  requireAct(act);
  if (units < 1 || units > kMostUnits) refuse<InvalidArgument>("units must be from 1 to 4");
  if (inputs.size() < 1 || inputs.size() > kMostInputs)
    refuse<InvalidArgument>("inputs must be 1 to 5 numbers");
  require_size(targets, inputs.size(), "targets");
  require_finite(inputs, "inputs");
  require_finite(targets, "targets");
  if (of == "output") return outputText(units, printed(inputs(0)), act);
  if (of != "loss") refuse<InvalidArgument>("of must be loss or output, not ", of);
  std::string text;
  for (Index i = 0; i < inputs.size(); ++i) {
    text += (i == 0 ? "((" : "+(") + outputText(units, printed(inputs(i)), act) + "-" + printed(targets(i)) +
            ")^2";
  }
  return text + ")/" + std::to_string(inputs.size());
}

NetHessian netHessian(const Vector& parameters, const Vector& inputs, const Vector& targets,
                      const std::string& act, const std::string& of, double seed) {
  const int units = unitsOf(parameters);
  require_finite(parameters, "parameters");
  const Expression f = parseScalar(netText(units, inputs, targets, act, of), namesFor(units));
  const SecondOrder at = secondOrder(f, parameters);
  NetHessian out;
  out.value = at.value;
  out.gradient = at.gradient;
  out.hessian = at.hessian;
  out.zeros = static_cast<int>((at.hessian.array() == 0).count());
  out.curvature = curvature((at.hessian + at.hessian.transpose()) / 2);
  out.alive = aliveOf(parameters, inputs, act);

  const Expression& net = compiledExpression(outputText(units, "x", act), "x," + namesFor(units));
  out.fitX = Vector::LinSpaced(kFitPoints, -2, 2);
  out.fit = Vector(kFitPoints);
  std::vector<double> values(static_cast<std::size_t>(parameters.size()) + 1);
  std::copy(parameters.data(), parameters.data() + parameters.size(), values.begin() + 1);
  for (Index i = 0; i < kFitPoints; ++i) {
    values[0] = out.fitX(i);
    out.fit(i) = net.evaluate(values.data());
  }

  const auto n = static_cast<int>(parameters.size());
  const Vector start = randn(n, 1, seed).col(0);
  const Lanczos run = lanczos([&](const Vector& v) { return hessianTimes(f, parameters, v); }, start, n);
  out.ritz = run.ritz;
  out.products = run.products;
  out.topErrors = (run.ritz.col(0).head(run.products).array() - out.curvature.eigenvalues(0)).abs();
  return out;
}

}  // namespace nabla
