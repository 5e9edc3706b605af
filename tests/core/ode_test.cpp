#include "ode.h"

#include <doctest/doctest.h>

#include <ctime>

#include "expression.h"
#include "support.h"

using namespace nabla;
using namespace nabla::test;

namespace {

const Json& fixture() {
  static const Json json = loadFixture("ode");
  return json;
}

constexpr const char* kMethods[] = {"euler", "midpoint", "rk4", "dopri5", "implicit-euler", "radau"};

Vector of(std::initializer_list<double> values) {
  Vector out(static_cast<Index>(values.size()));
  Index i = 0;
  for (const double x : values) out[i++] = x;
  return out;
}

Vector endOf(const OdeTrace& trace) {
  return trace.y.row(trace.y.rows() - 1).transpose();
}

OdeTrace solved(const char* f, double t1, double y0, const char* method, double step) {
  return odeCompare(f, "", 0, t1, of({y0}), method, step, 1e-6, "", 50).chosen;
}

}  // namespace

TEST_CASE("typed equations, stepped by all six methods: PyTorch's loops") {
  for (const Json& c : fixture()["fixed"]) {
    CAPTURE(c["name"].get<std::string>());
    const double t0 = c["t0"], t1 = c["t1"];
    const double step = std::abs(t1 - t0) / c["steps"].get<double>();
    const std::string method = c["method"];
    const OdeTrace trace =
        odeCompare(c["u"], c["v"], t0, t1, vector(c["y0"]), method, step, 1e-6, "", 20).chosen;
    const Matrix path = matrix(c["path"]);
    // The same sums in another order. Implicit steps: Newton's last change on both sides.
    CHECK(maxGap(trace.y, path) < 1e-12 * std::max(1.0, largest(path)));
    CHECK(trace.outcome == "reached");
    CHECK(trace.accepted == c["steps"].get<int>());
    CHECK(trace.t[trace.t.size() - 1] == t1);
  }
}

TEST_CASE("y' = -5y in 20 Euler steps: bounces at 0.4, 2.65 at 0.41, 3.3e3 at 0.5; implicit Euler cures") {
  for (const Json& c : fixture()["breaks"]) {
    const double step = c["step"], euler = c["euler"], implicit = c["implicit"];
    CAPTURE(step);
    const OdeComparison found =
        odeCompare("-5y", "", 0, 20 * step, of({1}), "euler", step, 1e-6, "implicit-euler", 20);
    CHECK(std::abs(endOf(found.chosen)[0] - euler) < 1e-12 * std::max(1.0, std::abs(euler)));
    CHECK(std::abs(endOf(found.rival)[0] - implicit) < 1e-13);
    CHECK(found.unstable == (step > 0.4));
    CHECK(found.greatestStep == doctest::Approx(0.4).epsilon(1e-12));
    CHECK(found.growth[0] == doctest::Approx(std::abs(1 - 5 * step)));
    CHECK(found.z[0] == Complex(-5 * step, 0));
    CHECK(found.exact.outcome == "reached");
    CHECK(found.exact.y(found.exact.y.rows() - 1, 0) == doctest::Approx(std::exp(-100 * step)).epsilon(1e-6));
  }
  CHECK(std::abs(endOf(solved("-5y", 8, 1, "euler", 0.4))[0]) == doctest::Approx(1).epsilon(1e-12));
  CHECK(endOf(solved("-5y", 8.2, 1, "euler", 0.41))[0] == doctest::Approx(2.6533).epsilon(1e-4));
  CHECK(endOf(solved("-5y", 10, 1, "euler", 0.5))[0] == doctest::Approx(3325.2567).epsilon(1e-7));
}

TEST_CASE("every row knows the step that ends there: its number, its signed length, where it began") {
  const struct {
    double t0, t1, step, last;
    int accepted;
  } runs[] = {
      {0, 6, 0.5, 0.5, 12}, {0, 6, 0.41, 0.26, 15}, {6, 0, 0.41, -0.26, 15}, {0, 6, 0.001, 0.001, 6000}};
  for (const auto& [t0, t1, step, last, accepted] : runs) {
    CAPTURE(step);
    const OdeTrace trace = odeCompare("cos(2t) - y", "", t0, t1, of({2}), "euler", step, 1e-6, "", 20).chosen;
    const Index end = trace.t.size() - 1;
    CHECK(trace.accepted == accepted);
    CHECK(trace.stride == (accepted == 6000 ? 4 : 1));
    CHECK(trace.steps[end] == doctest::Approx(last).epsilon(1e-9));
    CHECK(trace.before(0, 0) == 2);
    const double sign = t1 < t0 ? -1 : 1;
    for (Index i = 1; i <= end; ++i) {
      if (i < end)
        CHECK(trace.t[i] == doctest::Approx(t0 + sign * step * static_cast<double>(i * trace.stride)));
      // Euler's own step, from the point before this one, whether or not that one is shown.
      const double from = trace.t[i] - trace.steps[i], y = trace.before(i, 0);
      CHECK(gap(trace.y(i, 0), y + trace.steps[i] * (std::cos(2 * from) - y)) < 1e-13);
      CHECK(gap(trace.slopes(i, 0), std::cos(2 * from) - y) < 1e-9);
    }
  }
}

TEST_CASE("stability follows the direction of time, and what falls alone") {
  const struct {
    const char *u, *v;
    double t1, z, growth, greatest;
    bool unstable;
  } cases[] = {{"-5y", "", 4, -2.5, 1.5, 0.4, true},
               {"-5y", "", -4, 2.5, 3.5, HUGE_VAL, false},
               {"5y", "", -4, -2.5, 1.5, 0.4, true},
               {"5y", "", 4, 2.5, 3.5, HUGE_VAL, false},
               {"-5u", "v", 4, -2.5, 1.5, 0.4, true}};
  for (const auto& [u, v, t1, z, growth, greatest, unstable] : cases) {
    CAPTURE(std::string(u));
    CAPTURE(t1);
    const Vector start = *v ? of({1, 1}) : of({1});
    const OdeComparison found = odeCompare(u, v, 0, t1, start, "euler", 0.5, 1e-6, "", 20);
    const Index i = *v && found.z[0].real() > 0 ? 1 : 0;
    CHECK(found.z[i] == Complex(z, 0));
    CHECK(found.growth[i] == doctest::Approx(growth));
    // What the eight steps did.
    CHECK(std::abs(endOf(found.chosen)[0]) == doctest::Approx(std::pow(growth, 8)));
    CHECK(found.unstable == unstable);
    CHECK((found.greatestStep == greatest || gap(found.greatestStep, greatest) < 1e-12));
  }
  // Steps of the method's own choice have the sign of time as well.
  CHECK(odeCompare("-5y", "", 0, -1, of({1}), "dopri5", 0, 1e-6, "", 20).step < 0);
}

TEST_CASE("errors are distances to the solution, which is known in closed form here") {
  const OdeComparison found = odeCompare("-y + sin(3t)", "", 0, 4, of({2}), "rk4", 0.25, 1e-6, "euler", 100);
  const auto exact = [](double t) {
    return 2.3 * std::exp(-t) + (std::sin(3 * t) - 3 * std::cos(3 * t)) / 10;
  };
  for (const OdeTrace* trace : {&found.chosen, &found.rival}) {
    for (Index i = 0; i < trace->t.size(); ++i) {
      CHECK(gap(trace->errors[i], std::abs(trace->y(i, 0) - exact(trace->t[i]))) < 1e-11);
    }
  }
  for (Index i = 0; i < found.exact.curveT.size(); ++i) {
    CHECK(std::abs(found.exact.curve(i, 0) - exact(found.exact.curveT[i])) < 1e-10);
  }
  // What a step takes for the slope: Euler's is f at its start.
  for (Index i = 1; i < found.rival.t.size(); ++i) {
    const double t = found.rival.t[i - 1];
    CHECK(gap(found.rival.slopes(i, 0), std::sin(3 * t) - found.rival.y(i - 1, 0)) < 1e-14 * 8);
  }
  CHECK(found.chosen.evaluations == 64);
  CHECK(found.rival.evaluations == 16);
}

TEST_CASE("stiff: the yardstick changes to Radau, and Dormand-Prince carries the label") {
  const OdeComparison found =
      odeCompare("v", "1000(1 - u^2)v - u", 0, 500, of({2, 0}), "dopri5", 0, 1e-6, "", 300);
  CHECK(found.chosen.stiff);
  CHECK(found.exact.method == "radau");
  CHECK(found.exact.outcome == "reached");
  for (const Json& c : fixture()["stiff"]) {
    if (c["name"] != "van der pol" || c["time"] != 500) continue;
    CHECK(largest((endOf(found.exact) - vector(c["end"])).cwiseQuotient(vector(c["end"]))) < 1e-4);
  }
}

TEST_CASE("ends that are no arrival: outcome, reason, last finite point") {
  OdeTrace trace = solved("y^2", 2, 1, "dopri5", 0);
  CHECK(trace.outcome == "step-underflow");
  CHECK(trace.reason.find("singularity") != std::string::npos);
  trace = solved("y^2", 2, 1, "rk4", 0.01);
  CHECK(trace.outcome == "not-finite");
  CHECK(trace.y.allFinite());
  CHECK(std::isnan(trace.errors[trace.errors.size() - 1]));
  trace = solved("sqrt(1 - t)", 2, 0, "euler", 0.1);
  CHECK(trace.outcome == "not-finite");
  CHECK(trace.reason.find("f is not a finite number") != std::string::npos);
  trace = solved("log(y)", 1, -1, "rk4", 0.1);
  CHECK(trace.accepted == 0);
  CHECK(trace.t.size() == 1);
  trace = solved("1e200 y", 1, 1e200, "euler", 0.5);
  CHECK(trace.outcome == "not-finite");
  trace = solved("y", 1, 1, "euler", 1e-6);
  CHECK(trace.outcome == "step-limit");
  CHECK(trace.accepted == 100000);
  CHECK(trace.t.size() <= 2001);
  CHECK(trace.reason.find("100000 steps") != std::string::npos);
  trace = solved("y^2", 2, 1, "implicit-euler", 0.1);
  CHECK(trace.outcome == "newton-failed");
  trace = solved("y", 0, 1, "euler", 0.1);
  CHECK(trace.outcome == "empty");
  CHECK(trace.reason.find("nothing to solve") != std::string::npos);
  CHECK(trace.errors[0] == 0);
  trace = odeCompare("y", "", 1, -1, of({1}), "rk4", 0.01, 1e-6, "", 20).chosen;
  CHECK(endOf(trace)[0] == doctest::Approx(std::exp(-2)).epsilon(1e-8));
}

TEST_CASE("every typed equation is answered or refused within 200 ms") {
  const struct {
    const char *u, *v;
    double t1;
  } hard[] = {{"-1e6(y - cos(t))", "", 100},
              {"v", "1000(1 - u^2)v - u", 2000},
              {"exp(y)", "", 10},
              {"1/(t - 1)", "", 3},
              {"sin(1/(t - 1))", "", 2},
              {"tan(1000t)", "", 50},
              {"sin(1e5 t)", "", 50},
              {"sign(sin(50y)) - y", "", 50},
              {"1e300 y", "", 5},
              {"-0.04u + 1e4 v(1-u-v)", "0.04u - 1e4 v(1-u-v) - 3e7v^2", 40}};
  for (const auto& [u, v, t1] : hard) {
    for (const char* method : {"rk4", "dopri5", "radau"}) {
      CAPTURE(std::string(u));
      CAPTURE(std::string(method));
      const bool chooses = std::string(method) == "dopri5" || std::string(method) == "radau";
      const Vector start = *v ? of({1, 0}) : of({1});
      const std::clock_t began = std::clock();  // of the processor: a busy machine must not fail it
      const OdeComparison found =
          odeCompare(u, v, 0, t1, start, method, chooses ? 0 : t1 / 200, 1e-6, "", 200);
      const double ms = 1e3 * static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
      CHECK(found.chosen.y.allFinite());
      CHECK((found.chosen.outcome == "reached") == found.chosen.reason.empty());
      // The sanitizers make this build about fifteen times as slow as the page.
      CHECK(ms < 15 * 200);
    }
  }
}

TEST_CASE("what cannot be read or does not fit is refused by name") {
  CHECK_THROWS_AS(odeCompare("-5z", "", 0, 1, of({1}), "euler", 0.1, 1e-6, "", 20), InvalidExpression);
  CHECK_THROWS_AS(odeCompare("u", "", 0, 1, of({1}), "euler", 0.1, 1e-6, "", 20), InvalidExpression);
  CHECK_THROWS_AS(odeCompare("y", "u", 0, 1, of({1, 0}), "euler", 0.1, 1e-6, "", 20), InvalidExpression);
  CHECK_THROWS_WITH_AS(odeCompare("u", "v", 0, 1, of({1}), "euler", 0.1, 1e-6, "", 20),
                       "start must have 2 entries, one an equation, got 1", ShapeMismatch);
  CHECK_THROWS_AS(odeCompare("y", "", 0, 1, of({1}), "heun", 0.1, 1e-6, "", 20), InvalidArgument);
  CHECK_THROWS_AS(odeCompare("y", "", 0, 1, of({1}), "euler", 0, 1e-6, "", 20), InvalidArgument);
  CHECK_THROWS_AS(odeCompare("y", "", 0, 1, of({1}), "euler", 0.1, 1e-6, "", 1), InvalidArgument);
  CHECK_THROWS_AS(odeConvergence("y", "", 1, 1, of({1})), InvalidArgument);
  CHECK_THROWS_AS(resnetLadder("y", "", 0, 1, Matrix::Zero(0, 1), 4, false), InvalidArgument);
  CHECK_THROWS_AS(resnetLadder("y", "", 0, 1, Matrix::Zero(2, 2), 4, false), ShapeMismatch);
  CHECK_THROWS_AS(resnetLadder("y", "", 0, 1, Matrix::Zero(2, 1), 0, false), InvalidArgument);
  CHECK_THROWS_AS(slopeField("y", "", 0, 1, 1, 0, 1, 1, 20), InvalidArgument);
  CHECK_THROWS_AS(slopeField("y", "", 0, 0, 1, 0, 1, 0, 20), InvalidArgument);
  CHECK_THROWS_AS(slopeField("y", "", 0, 0, 1, 0, 1, 1e12, 20), InvalidArgument);
}

TEST_CASE(
    "strokes of a slope field have the slope f, one length on the screen, and none where f is no number") {
  // y from 0 to 2 over t from 0 to 8, half as high as wide: one unit of y is as long as two of t.
  const Vector strokes = slopeField("t - y", "", 0, 0, 8, 0, 2, 0.5, 20);
  REQUIRE(strokes.size() == 4 * 20 * 10);
  for (Index i = 0; i < strokes.size(); i += 4) {
    const double dt = strokes[i + 2] - strokes[i], dy = strokes[i + 3] - strokes[i + 1];
    const double t = (strokes[i] + strokes[i + 2]) / 2, y = (strokes[i + 1] + strokes[i + 3]) / 2;
    CHECK(dt > 0);
    CHECK(std::abs(dy / dt - (t - y)) < 1e-9 * (1 + std::abs(t - y)));
    CHECK(std::hypot(dt, 2 * dy) == doctest::Approx(0.68 * 8 / 20));
  }
  CHECK(slopeField("sqrt(t - 4)", "", 0, 0, 8, 0, 2, 0.5, 20).size() == 4 * 10 * 10);
  // Arrows: a shaft and two strokes for the head; none at a point of rest.
  CHECK(slopeField("v", "-u", 0, -1, 1, -1, 1, 1, 10).size() == 3 * 4 * 100);
  CHECK(slopeField("0", "0", 0, -1, 1, -1, 1, 1, 10).size() == 0);
}

TEST_CASE("observed orders: 1, 2, 4, 5, 1, 5, each within 0.2, on typed equations") {
  const double orders[] = {1, 2, 4, 5, 1, 5};
  const struct {
    const char *u, *v;
    double t1;
    Vector start;
  } cases[] = {{"cos(2t) - y", "", 6, of({2})}, {"v", "-sin(u)", 6, of({1, 0})}, {"v", "-u", 6, of({1, 0})}};
  for (const auto& [u, v, t1, start] : cases) {
    const OdeConvergence found = odeConvergence(u, v, 0, t1, start);
    CAPTURE(std::string(u));
    for (Index m = 0; m < 6; ++m) {
      CAPTURE(std::string(kMethods[m]));
      CHECK(std::abs(found.orders[m] - orders[m]) < 0.2);
      CHECK(found.evaluations(m, 1) > found.evaluations(m, 0));
    }
    CHECK(found.floor < 1e-9);
    CHECK(found.steps[0] == 1.5);
  }
  // Exact for a parabola: no slope can be read where there is no error.
  const OdeConvergence none = odeConvergence("2t", "", 0, 1, of({0}));
  CHECK(std::isnan(none.orders[2]));
  // No solution at t1: no errors.
  CHECK(std::isnan(odeConvergence("y^2", "", 0, 2, of({1})).errors(2, 4)));
}

TEST_CASE("one run against a known solution: PyTorch's loops at their ends") {
  for (const Json& c : fixture()["fixed"]) {
    CAPTURE(c["name"].get<std::string>());
    const double t0 = c["t0"], t1 = c["t1"];
    const Matrix path = matrix(c["path"]);
    const Vector end = path.row(path.rows() - 1).transpose();
    const double step = std::abs(t1 - t0) / c["steps"].get<double>();
    const OdeEnd found = odeEnd(c["u"], c["v"], t0, t1, vector(c["y0"]), c["method"], step, end);
    CHECK(found.error < 1e-12 * std::max(1.0, largest(path)));
    CHECK(found.reason.empty());
    // Against zero the error is the length of y(t1) itself.
    const OdeEnd whole =
        odeEnd(c["u"], c["v"], t0, t1, vector(c["y0"]), c["method"], step, Vector::Zero(end.size()));
    CHECK(whole.error == doctest::Approx(end.norm()).epsilon(1e-12));
  }
  // The ladder measures from the same solution: y = e^-1 at 1 for y' = −y.
  const OdeConvergence ladder = odeConvergence("-y", "", 0, 1, of({1}));
  CHECK(std::abs(ladder.solution[0] - std::exp(-1)) < 1e-11);
  const OdeEnd euler = odeEnd("-y", "", 0, 1, of({1}), "euler", 0.25, ladder.solution);
  CHECK(euler.error == ladder.errors(0, 0));
  CHECK(euler.evaluations == 4);
  CHECK(std::isnan(odeEnd("-y", "", 0, 1, of({1}), "euler", 0.25, {}).error));
  CHECK(odeConvergence("y^2", "", 0, 2, of({1})).solution.size() == 0);
  const OdeEnd stopped = odeEnd("sqrt(1 - t)", "", 0, 2, of({0}), "euler", 0.25, of({0}));
  CHECK(std::isnan(stopped.error));
  CHECK(stopped.reason.find("not a finite number") != std::string::npos);
  CHECK_THROWS_AS(odeEnd("-y", "", 0, 1, of({1}), "euler", 0.25, of({1, 2})), ShapeMismatch);
  CHECK_THROWS_AS(odeEnd("-y", "", 0, 1, of({1}), "euler", 0, of({1})), InvalidArgument);
}

TEST_CASE("a ladder of layers is Euler's method, rung by rung") {
  const Matrix starts = fromRows({{-1}, {0.5}, {2}});
  const ResnetLadder ladder = resnetLadder("cos(2t) - y", "", 0, 6, starts, 12, false);
  for (Index p = 0; p < 3; ++p) {
    const OdeTrace euler =
        odeCompare("cos(2t) - y", "", 0, 6, of({starts(p, 0)}), "euler", 0.5, 1e-6, "", 20).chosen;
    for (Index l = 0; l <= 12; ++l) CHECK(std::abs(ladder.states(l, p) - euler.y(l, 0)) < 1e-14);
  }
  CHECK(ladder.step == 0.5);
  // y = (y0 − 1/5) e^−t + (cos 2t + 2 sin 2t)/5
  const double end = (2 - 0.2) * std::exp(-6) + (std::cos(12) + 2 * std::sin(12)) / 5;
  CHECK(std::abs(ladder.flow(96, 2) - end) < 1e-9);
}

TEST_CASE("one dimension: layers of step 1 may swap two points, the flow never does") {
  const Matrix two = fromRows({{-1}, {1}});
  const ResnetLadder one = resnetLadder("-2y", "", 0, 1, two, 1, false);
  CHECK(one.swaps == 1);
  CHECK(one.flowSwaps == 0);
  CHECK(one.states(1, 0) == 1);
  CHECK(one.states(1, 1) == -1);
  CHECK(one.flow(96, 1) == doctest::Approx(std::exp(-2)).epsilon(1e-9));
  for (const int layers : {3, 10, 100}) CHECK(resnetLadder("-2y", "", 0, 1, two, layers, false).swaps == 0);
  // In the plane the flow goes around.
  const ResnetLadder around = resnetLadder("-pi v", "pi u", 0, 1, fromRows({{-1, 0}, {1, 0}}), 64, false);
  CHECK(around.flowSwaps == 1);
  CHECK(around.flow(96, 0) == doctest::Approx(1).epsilon(1e-8));
  Random random(7);
  for (int i = 0; i < 5; ++i) {
    Matrix many(20, 1);
    for (Index p = 0; p < 20; ++p) many(p, 0) = random.uniform(-2, 2);
    CHECK(resnetLadder("sin(3y) + cos(t)", "", 0, 2, many, 4, false).flowSwaps == 0);
  }
}

TEST_CASE("step 1 is not the limit: more layers of step 1 do not come nearer to the flow, smaller steps do") {
  const Matrix start = fromRows({{0.4}});
  const auto gapOf = [&](int layers, bool unit) {
    return resnetLadder("-1.9y + sin(t)", "", 0, 6, start, layers, unit).gap;
  };
  for (const int layers : {6, 12, 24, 48, 96}) CHECK(gapOf(layers, true) > 0.02);
  CHECK(gapOf(96, false) < 0.007);
  CHECK(gapOf(6, true) == doctest::Approx(gapOf(6, false)));
  // Halving the step halves the gap: Euler has order 1.
  CHECK(gapOf(384, false) / gapOf(192, false) == doctest::Approx(0.5).epsilon(0.03));
  // A flow that is merely stiff ends where it should: 2 e^-300.
  const ResnetLadder stiff = resnetLadder("-50y", "", 0, 6, fromRows({{2}}), 10, false);
  CHECK(std::abs(stiff.flow(96, 0)) < 1e-8);
  CHECK(stiff.gap == doctest::Approx(2 * std::pow(29.0, 10)));
  // The flow has no value at the end: neither has the gap.
  CHECK(std::isnan(resnetLadder("y^2", "", 0, 2, fromRows({{1}}), 4, false).gap));
  // Two layers that both go to infinity have no distance, which is not 0.
  CHECK(std::isnan(resnetLadder("exp(y)", "", 0, 8, fromRows({{1}, {2}, {3}}), 8, false).spread));
}
