#include "pde.h"

#include <doctest/doctest.h>

#include <complex>
#include <numbers>

#include "expression.h"
#include "support.h"

using namespace nabla;
using namespace nabla::test;
using std::numbers::pi;

namespace {

const Json& fixture() {
  static const Json json = loadFixture("pde");
  return json;
}

std::string text(const Json& c, const char* key) {
  return c.at(key).get<std::string>();
}

Vector coefficients(double alpha, double c = 1, double rho = 1) {
  Vector out(3);
  out << alpha, c, rho;
  return out;
}

Vector lastRow(const PdeSolution& s) {
  return s.field.row(s.field.rows() - 1).transpose();
}

struct Case {
  const char* equation;
  const char* scheme;
  const char* boundary;
  const char* shape;
};

// Largest error at time t with n cells and this many steps.
double errorOf(const Case& c, const Vector& coefs, int cells, int steps, double t) {
  const Vector u0 = pdeInitial(c.shape, Vector(), c.boundary, cells + 1, 0);
  const PdeSolution s = pdeSolve(c.equation, c.scheme, c.boundary, u0, coefs, t / steps, steps);
  const double end = s.times(s.times.size() - 1);
  return pdeError(lastRow(s), pdeExact(c.equation, c.boundary, c.shape, Vector(), coefs, cells + 1, end)).rms;
}

}  // namespace

TEST_CASE("pdeSolve: every step, peak and mass as PyTorch's loops have them") {
  for (const Json& c : fixture().at("runs")) {
    CAPTURE(text(c, "equation") + " " + text(c, "scheme") + " " + text(c, "boundary") + " " +
            text(c, "shape"));
    const int nodes = c.at("nodes").get<int>(), steps = c.at("steps").get<int>();
    CAPTURE(nodes);
    const Vector u0 = pdeInitial(text(c, "shape"), vector(c.at("profile")), text(c, "boundary"), nodes,
                                 number(c.at("zigzag")));
    // Two libraries' sin and exp differ by an ulp or two.
    CHECK(maxGap(u0, vector(c.at("u0"))) <= 4 * kEpsilon);
    const PdeSolution s =
        pdeSolve(text(c, "equation"), text(c, "scheme"), text(c, "boundary"), vector(c.at("u0")),
                 vector(c.at("coefficients")), number(c.at("dt")), steps);
    const Vector peaks = vector(c.at("peaks")), masses = vector(c.at("masses"));
    REQUIRE(s.peaks.size() == steps + 1);
    // Another order of the same sums; where a scheme is unstable it multiplies what rounding left at the
    // start.
    const double tolerance = peaks(steps) > 1.05 * peaks(0) ? 1e-10 : 2e-12;
    double top = 1;
    for (int k = 0; k <= steps; ++k) {
      top = std::max(top, peaks(k));
      CHECK(gap(s.peaks(k), peaks(k)) <= tolerance * top);
      CHECK(gap(s.masses(k), masses(k)) <= tolerance * top);
    }
    const Matrix rows = matrix(c.at("rows"));
    REQUIRE(s.stride == 1);
    for (Index i = 0; i < rows.rows(); ++i) {
      const Index k = c.at("kept").at(static_cast<std::size_t>(i)).get<Index>();
      if (s.stopped >= 0 && k >= s.stopped) {
        CHECK(peaks(k) > 1e6 * peaks(0));
        CHECK(std::isnan(s.field(k, 1)));
      } else {
        CHECK(maxGap(s.field.row(k), rows.row(i)) <= tolerance * top);
      }
    }
  }
}

TEST_CASE("pdeExact: as mpmath integrates the heat kernel and the Cole-Hopf potential, without any series") {
  for (const Json& c : fixture().at("exact")) {
    CAPTURE(text(c, "equation") + " " + text(c, "boundary") + " " + text(c, "shape"));
    const Vector values =
        pdeExact(text(c, "equation"), text(c, "boundary"), text(c, "shape"), vector(c.at("profile")),
                 vector(c.at("coefficients")), c.at("nodes").get<int>(), number(c.at("t")));
    // Series: rounding of some tens of terms. Cole-Hopf: trapezoids over a smooth, decaying integrand.
    CHECK(maxGap(values, vector(c.at("values"))) <= (text(c, "equation") == "heat" ? 1e-13 : 1e-11));
  }
}

TEST_CASE("pdeExact: closed forms") {
  const Vector none;
  const int n = 33;
  const Vector heat = pdeExact("heat", "zero", "sine", none, coefficients(0.7), n, 0.1);
  const Vector wave = pdeExact("wave", "zero", "sine", none, coefficients(1, 2), n, 0.3);
  const Vector carried = pdeExact("advection", "periodic", "sine", none, coefficients(1, -3), n, 0.4);
  const Vector inflow = pdeExact("advection", "zero", "box", none, coefficients(1, 1), n, 0.45);
  for (int j = 0; j < n; ++j) {
    const double x = j / 32.0;
    CHECK(heat(j) == doctest::Approx(std::exp(-0.7 * pi * pi * 0.1) * std::sin(pi * x)).epsilon(1e-13));
    CHECK(gap(wave(j), std::cos(2 * pi * 0.3) * std::sin(pi * x)) <= 1e-14);
    CHECK(gap(carried(j), std::sin(2 * pi * (x + 1.2))) <= 1e-13);
    CHECK(gap(inflow(j), x > 0.75 ? 1 : x == 0.75 ? 0.5 : 0) <= 1e-15);
  }
  CHECK(pdeExact("fisher", "zero", "sine", none, coefficients(1), n, 1).size() == 0);
}

TEST_CASE("explicit heat: the zigzag of a millionth, at 21 points after 60 steps") {
  const Vector u0 = pdeInitial("sine", Vector(), "zero", 21, 1e-6);
  const auto run = [&](double r) {
    return pdeSolve("heat", "ftcs", "zero", u0, coefficients(1), r * 0.0025, 60);
  };
  const auto bound = [&](double r) {
    return pdeStability("heat", "ftcs", "zero", u0, coefficients(1), r * 0.0025, 60);
  };
  // concepts.md, entry 17: fine, 3.9e2, 3e22.
  CHECK(run(0.5).peaks(60) == doctest::Approx(std::exp(-pi * pi * 0.075)).epsilon(5e-3));
  CHECK(run(0.6).peaks(60) == doctest::Approx(3.9e2).epsilon(0.02));
  CHECK(run(1).peaks(60) == doctest::Approx(3.27e22).epsilon(0.01));
  CHECK(run(0.5).stopped == -1);
  CHECK(run(1).stopped == 26);
  CHECK(bound(0.5).stable);
  CHECK_FALSE(bound(0.6).stable);
  CHECK(bound(0.5).r == doctest::Approx(0.5));
  CHECK(bound(0.6).largestStep == doctest::Approx(0.00125));
  // 4r sin²(19π/40) − 1, the fastest of the nineteen waves.
  CHECK(bound(0.6).amplification ==
        doctest::Approx(2.4 * std::pow(std::sin(19 * pi / 40), 2) - 1).epsilon(1e-12));
  // The implicit scheme takes the same step, and one a hundred times larger.
  CHECK(pdeSolve("heat", "crank-nicolson", "zero", u0, coefficients(1), 0.25, 60).peaks(60) < 1e-3);
}

TEST_CASE("pdeStability: the largest factor is the spectral radius of the step") {
  for (const Json& c : fixture().at("stability")) {
    CAPTURE(text(c, "equation") + " " + text(c, "scheme"));
    const Vector u0 = pdeInitial("sine", Vector(), "periodic", c.at("nodes").get<int>(), 0);
    const PdeStability s = pdeStability(text(c, "equation"), text(c, "scheme"), "periodic", u0,
                                        vector(c.at("coefficients")), number(c.at("dt")), 10);
    const double expected = number(c.at("amplification"));
    CHECK(s.amplification == doctest::Approx(expected).epsilon(1e-12));
    CHECK(s.growth == doctest::Approx(std::pow(expected, 10)).epsilon(1e-11));
    CHECK(s.stable == (expected <= 1 + 1e-10));
  }
}

TEST_CASE("pdeStability: what it predicts is what happens") {
  struct Edge {
    Case c;
    Vector coefs;
  };
  const Edge edges[] = {{{"heat", "ftcs", "zero", "hill"}, coefficients(0.7)},
                        {{"heat", "ftcs", "periodic", "box"}, coefficients(0.7)},
                        {{"wave", "leapfrog", "zero", "hill"}, coefficients(1, 1.3)},
                        {{"advection", "upwind", "periodic", "box"}, coefficients(1, -1.3)},
                        {{"advection", "lax-wendroff", "periodic", "hill"}, coefficients(1, 1.3)},
                        {{"fisher", "ftcs", "zero", "box"}, coefficients(0.02, 1, 6)},
                        {{"bistable", "ftcs", "periodic", "hill"}, coefficients(0.02, 1, 6)},
                        {{"burgers", "godunov", "periodic", "sine"}, coefficients(0.004)},
                        {{"burgers", "lax-friedrichs", "periodic", "sine"}, coefficients(0.004)}};
  for (const auto& [c, coefs] : edges) {
    CAPTURE(std::string(c.equation) + " " + c.scheme);
    const Vector u0 = pdeInitial(c.shape, Vector(), c.boundary, 41, 1e-9);
    const double edge = pdeStability(c.equation, c.scheme, c.boundary, u0, coefs, 1e-3, 1).largestStep;
    const auto stable = [&](double dt) {
      return pdeStability(c.equation, c.scheme, c.boundary, u0, coefs, dt, 1).stable;
    };
    CHECK(stable(0.98 * edge));
    CHECK_FALSE(stable(1.05 * edge));
    const PdeSolution calm = pdeSolve(c.equation, c.scheme, c.boundary, u0, coefs, 0.98 * edge, 2000);
    CHECK(calm.stopped == -1);
    CHECK(calm.peaks.maxCoeff() < 1.3);
    // Burgers' and the reacting ones are held down by what is not linear in them: only the others must
    // explode.
    if (std::string(c.equation) == "heat" || std::string(c.equation) == "wave" ||
        std::string(c.equation) == "advection") {
      CHECK(pdeSolve(c.equation, c.scheme, c.boundary, u0, coefs, 1.1 * edge, 2000).stopped > 0);
    }
  }
  // No step is small enough for central differences of a transport; any is for the implicit scheme.
  const Vector u0 = pdeInitial("hill", Vector(), "periodic", 41, 0);
  CHECK(pdeStability("advection", "central", "periodic", u0, coefficients(1), 1e-4, 1).largestStep == 0);
  CHECK_FALSE(pdeStability("advection", "central", "periodic", u0, coefficients(1), 1e-3, 1).stable);
  CHECK(std::isinf(pdeStability("heat", "crank-nicolson", "zero", u0, coefficients(1), 1, 1).largestStep));
}

TEST_CASE("observed order of accuracy is within 0.2 of the scheme's") {
  struct Order {
    Case c;
    Vector coefs;
    double t;
    int cells;
    double perCell;  // steps = perCell · cells^power
    int power;
    double order;
  };
  const Order list[] = {
      {{"heat", "ftcs", "zero", "waves"}, coefficients(1), 0.02, 40, 0.05, 2, 2},
      {{"heat", "ftcs", "periodic", "hill"}, coefficients(1), 0.02, 40, 0.05, 2, 2},
      {{"heat", "crank-nicolson", "zero", "hill"}, coefficients(1), 0.05, 40, 1, 1, 2},
      {{"heat", "crank-nicolson", "periodic", "waves"}, coefficients(0.1), 0.05, 40, 1, 1, 2},
      {{"wave", "leapfrog", "zero", "waves"}, coefficients(1, 1), 0.4, 40, 0.5, 1, 2},
      {{"advection", "upwind", "periodic", "sine"}, coefficients(1, 1), 0.5, 40, 1, 1, 1},
      {{"advection", "lax-wendroff", "periodic", "sine"}, coefficients(1, 1), 0.5, 40, 1, 1, 2},
      {{"burgers", "godunov", "zero", "sine"}, coefficients(0.05), 0.2, 40, 0.05, 2, 1},
      {{"burgers", "lax-friedrichs", "zero", "sine"}, coefficients(0.05), 0.2, 40, 0.05, 2, 1},
  };
  for (const Order& o : list) {
    CAPTURE(std::string(o.c.equation) + " " + o.c.scheme + " " + o.c.boundary);
    const auto error = [&](int cells) {
      return errorOf(o.c, o.coefs, cells, static_cast<int>(o.perCell * std::pow(cells, o.power)), o.t);
    };
    const double order = std::log2(error(2 * o.cells) / error(4 * o.cells));
    CHECK(order == doctest::Approx(o.order).epsilon(0.2 / o.order));
    MESSAGE("order of ", std::string(o.c.equation), " by ", std::string(o.c.scheme), ": ", order);
  }
}

TEST_CASE("fisher: first order in time, second in space, against a finer grid") {
  for (const char* scheme : {"ftcs", "crank-nicolson"}) {
    CAPTURE(std::string(scheme));
    const auto end = [&](int cells, int steps) {
      const Vector u0 = pdeInitial("hill", Vector(), "periodic", cells + 1, 0);
      const PdeSolution s =
          pdeSolve("fisher", scheme, "periodic", u0, coefficients(0.02, 1, 4), 0.2 / steps, steps);
      return s.field(s.field.rows() - 1, cells / 4);
    };
    const double a = end(60, 50), b = end(120, 200), c = end(240, 800);  // Δt with Δx²
    CHECK(std::log2(std::abs(a - b) / std::abs(b - c)) == doctest::Approx(2).epsilon(0.1));
  }
}

TEST_CASE("mass is kept where the equation keeps it, and lost where u is held at zero") {
  const Vector u0 = pdeInitial("hill", Vector(), "periodic", 51, 0);
  for (const auto& [equation, scheme] : {std::pair{"heat", "ftcs"},
                                         {"heat", "crank-nicolson"},
                                         {"heat", "spectral"},
                                         {"wave", "leapfrog"},
                                         {"advection", "upwind"},
                                         {"burgers", "godunov"},
                                         {"burgers", "lax-friedrichs"}}) {
    CAPTURE(std::string(scheme));
    const PdeSolution s = pdeSolve(equation, scheme, "periodic", u0, coefficients(0.02), 0.005, 100);
    CHECK(largest(s.masses.array() - s.masses(0)) <= 1e-13);
  }
  const PdeSolution cooled = pdeSolve("heat", "ftcs", "zero", pdeInitial("sine", Vector(), "zero", 51, 0),
                                      coefficients(0.1), 0.001, 400);
  CHECK(cooled.masses(400) == doctest::Approx(2 / pi * std::exp(-0.1 * pi * pi * 0.4)).epsilon(1e-3));
}

TEST_CASE("the shock of a box moves at half its height, but stands still without the conservative form") {
  const Vector u0 = pdeInitial("box", Vector(), "periodic", 201, 0);
  const auto front = [&](const char* scheme) {
    const PdeSolution s =
        pdeSolve("burgers", scheme, "periodic", u0, coefficients(0), 0.0025, 80);  // t = 0.2
    Index j = 200;
    while (s.field(80, j) < 0.5) --j;
    return static_cast<double>(j) / 200;
  };
  CHECK(front("godunov") == doctest::Approx(0.7).epsilon(0.015));  // 0.6 + ½ · 0.2
  CHECK(front("lax-friedrichs") == doctest::Approx(0.7).epsilon(0.015));
  CHECK(front("naive") == doctest::Approx(0.6).epsilon(0.02));
}

TEST_CASE("pdeFourier: partial sums, and the overshoot at a jump that does not go away") {
  const PdeFourier one = pdeFourier("zero", "sine", Vector(), 1, 21, 0, 3);
  CHECK(maxGap(one.values, pdeInitial("sine", Vector(), "zero", 21, 0)) <= 1e-15);
  CHECK(one.amplitudes(0) == 1);
  CHECK(one.amplitudes(1) == 0);
  // 1/2 + Si(π)/π for a jump of one: Gibbs.
  const PdeFourier many = pdeFourier("zero", "box", Vector(), 1, 2000, 0, 300);
  CHECK(many.values.maxCoeff() == doctest::Approx(0.5 + 1.851937051982466 / pi).epsilon(5e-3));
  const PdeFourier flat = pdeFourier("periodic", "box", Vector(), 1, 21, 10, 5);
  CHECK(flat.values(7) == doctest::Approx(0.3).epsilon(1e-14));
}

TEST_CASE("PDE sizes: two nodes hold nothing but the boundary, 1e5 are refused with the reason") {
  const Vector two = pdeInitial("hill", Vector(), "zero", 2, 0);
  CHECK(two.isZero());
  CHECK(pdeSolve("heat", "crank-nicolson", "zero", two, coefficients(1), 0.1, 3).field.isZero());
  CHECK(pdeStability("heat", "ftcs", "zero", two, coefficients(1), 0.1, 3).stable);
  CHECK_THROWS_WITH_AS(pdeInitial("sine", Vector(), "zero", 100000, 0),
                       doctest::Contains("to 2000: an explicit step shrinks"), InvalidArgument);
  CHECK_THROWS_AS(pdeInitial("sine", Vector(), "zero", 1, 0), InvalidArgument);
  CHECK_THROWS_AS(pdeSolve("heat", "ftcs", "zero", Vector::Zero(100000), coefficients(1), 0.1, 1),
                  InvalidArgument);
  const Vector u0 = Vector::Zero(2000);
  CHECK_THROWS_WITH_AS(pdeSolve("heat", "ftcs", "zero", u0, coefficients(1), 0.1, 3000),
                       doctest::Contains("4e6"), InvalidArgument);
  for (const double dt : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN()}) {
    CHECK_THROWS_AS(pdeSolve("heat", "ftcs", "zero", two, coefficients(1), dt, 1), InvalidArgument);
  }
  CHECK_THROWS_AS(pdeSolve("heat", "ftcs", "zero", two, coefficients(-1), 0.1, 1), InvalidArgument);
  CHECK_THROWS_AS(pdeSolve("heat", "upwind", "zero", two, coefficients(1), 0.1, 1), InvalidArgument);
  CHECK_THROWS_AS(pdeSolve("schroedinger", "ftcs", "zero", two, coefficients(1), 0.1, 1), InvalidArgument);
  CHECK_THROWS_AS(pdeSolve("heat", "ftcs", "open", two, coefficients(1), 0.1, 1), InvalidArgument);
  CHECK_THROWS_AS(pdeInitial("spike", Vector(), "zero", 9, 0), InvalidArgument);
  CHECK_THROWS_AS(pdeInitial("painted", Vector(), "zero", 9, 0), InvalidArgument);
}

TEST_CASE("a run that leaves float64 says so in its peaks and is not drawn") {
  const Vector u0 = pdeInitial("box", Vector(), "zero", 41, 0);
  const PdeSolution s = pdeSolve("heat", "ftcs", "zero", u0, coefficients(1), 0.1, 400);
  CHECK(s.stopped == 3);  // grows about 640-fold a step
  CHECK(std::isinf(s.peaks(400)));
  CHECK(std::isinf(s.masses(400)));
  CHECK(s.field.row(1).allFinite());
  for (Index k = s.stopped; k <= 400; ++k) CHECK(std::isnan(s.field(k, 20)));
}

TEST_CASE("pdeError: where and how much") {
  Vector u(3), v(3);
  u << 1, 2, 3;
  v << 1, 4, 2;
  CHECK(pdeError(u, v).largest == 2);
  CHECK(pdeError(u, v).node == 1);
  CHECK(pdeError(u, v).misses(1) == -2);
  CHECK(pdeError(u, v).rms == doctest::Approx(std::sqrt(5.0 / 3)));
  u(0) = std::numeric_limits<double>::quiet_NaN();
  CHECK(std::isinf(pdeError(u, v).rms));
  CHECK_THROWS_AS(pdeError(u, Vector::Zero(2)), ShapeMismatch);
}

TEST_CASE("a typed right-hand side gives what the built-in schemes give") {
  const Vector u0 = pdeInitial("hill", Vector(), "periodic", 41, 0);
  const auto same = [&](const char* rhs, const char* equation, const char* scheme, const Vector& coefs,
                        double dt) {
    CAPTURE(std::string(rhs));
    const PdeSolution typed = pdeSolve(std::string("typed:") + rhs, "", "periodic", u0, coefs, dt, 60);
    const PdeSolution built = pdeSolve(equation, scheme, "periodic", u0, coefs, dt, 60);

    const PdeStability a = pdeStability(std::string("typed:") + rhs, "", "periodic", u0, coefs, dt, 60);
    const PdeStability b = pdeStability(equation, scheme, "periodic", u0, coefs, dt, 60);
    CHECK(a.stable == b.stable);
    // An unstable step multiplies what two orders of summing differ by.
    CHECK(maxGap(typed.field, built.field) <=
          (b.stable ? 1e-12 : 1e-8) * std::max(1.0, built.peaks.maxCoeff()));
    return std::pair{a, b};
  };
  const auto [a, b] = same("0.7 uxx", "heat", "ftcs", coefficients(0.7), 0.0004);
  CHECK(a.r == doctest::Approx(b.r));
  CHECK(a.largestStep == doctest::Approx(b.largestStep));
  same("0.7 uxx", "heat", "ftcs", coefficients(0.7), 0.0006);
  const auto [c, d] = same("-1.5 ux", "advection", "central", coefficients(1, 1.5), 0.002);
  CHECK(c.amplification == doctest::Approx(d.amplification).epsilon(1e-13));
  CHECK(c.cfl == doctest::Approx(d.cfl));
  CHECK(c.largestStep == 0);
  same("0.02 uxx + 6 u (1 - u)", "fisher", "ftcs", coefficients(0.02, 1, 6), 0.002);
}

TEST_CASE(
    "the forecast of a typed law: the largest step is where some wave begins to grow, as a search finds it") {
  constexpr int cells = 40;
  const Vector u0 = pdeInitial("sine", Vector(), "periodic", cells + 1, 0);
  for (const double d : {0.0, 1e-4, 0.003, 0.02, 0.5, -0.001}) {
    for (const double c : {0.0, 0.05, -1.0, 10.0}) {
      for (const double a : {0.0, -0.1, -8.0}) {
        const auto worst = [&](double dt) {
          double most = 0;
          for (int n = 1; n <= cells / 2; ++n) {
            const double theta = 2 * pi * n / cells;
            const std::complex<double> left = std::polar(1.0, -theta), right = std::polar(1.0, theta);
            const auto slope = (right - left) * (cells / 2.0),
                       bend = (left - 2.0 + right) * (1.0 * cells * cells);
            most = std::max(most, std::abs(1.0 + dt * (d * bend + c * slope + a)));
          }
          return most;
        };
        const std::string law = "typed:" + std::to_string(d) + " uxx + " + std::to_string(c) + " ux + " +
                                std::to_string(a) + " u";
        CAPTURE(law);
        const double edge = pdeStability(law, "", "periodic", u0, coefficients(1), 1e-3, 1).largestStep;
        double longest = 0;
        for (double dt = 1e-6; dt < 1e3; dt *= 1.01) {
          if (worst(dt) <= 1 + 1e-13) longest = dt;
        }
        if (longest == 0) {
          CHECK(edge < 1.01e-6);
        } else if (longest > 900) {
          CHECK(std::isinf(edge));
        } else {
          CHECK(edge >= longest * (1 - 1e-9));
          CHECK(edge < 1.0101 * longest);
        }
        for (const double dt : {1e-4, 1e-3, 1e-2}) {
          const PdeStability at = pdeStability(law, "", "periodic", u0, coefficients(1), dt, 1);
          CHECK(at.amplification == doctest::Approx(std::max(1.0, worst(dt))).epsilon(1e-12));
          CHECK(at.stable == (dt <= edge));
        }
      }
    }
  }
  // Of the transport that fades, as the page has it first: 2p / (p² + c² sin²θ) at θ = π/2.
  const Vector start = pdeInitial("sine", Vector(), "zero", 21, 0);
  CHECK(pdeStability("typed:-ux - 0.1 u", "", "zero", start, coefficients(1), 0.00125, 60).largestStep ==
        doctest::Approx(0.2 / 400.01).epsilon(1e-12));
}

TEST_CASE("a typed right-hand side in x and t, and what it cannot do") {
  const Vector u0 = pdeInitial("painted", Vector::Zero(3), "zero", 21, 0);
  // u_t = x t: u = x t²/2, which Euler misses by x t Δt / 2.
  const PdeSolution s = pdeSolve("typed:x t", "", "zero", u0, coefficients(1), 0.01, 100);
  CHECK(s.field(100, 10) == doctest::Approx(0.5 * (0.5 - 0.005)).epsilon(1e-12));
  CHECK(s.stopped == -1);
  // Heat that flows back: nothing is stable.
  CHECK_FALSE(pdeStability("typed:-uxx", "", "zero", u0, coefficients(1), 1e-5, 10).stable);
  CHECK(pdeStability("typed:-uxx", "", "zero", u0, coefficients(1), 1e-5, 10).largestStep == 0);
  // Its slope by u is 0/0 at u = 0, where the diffusion still bounds the step.
  const PdeStability root =
      pdeStability("typed:uxx + u sqrt(abs(u))", "", "zero", Vector::Zero(21), coefficients(1), 1e-3, 10);
  CHECK(root.r == doctest::Approx(0.4));
  CHECK(root.largestStep == doctest::Approx(0.5 * 0.05 * 0.05));
  // log of zero: not a number from the first step on.
  const PdeSolution bad = pdeSolve("typed:log(u)", "", "zero", u0, coefficients(1), 0.01, 5);
  CHECK(bad.stopped == 1);
  CHECK(bad.field.row(0).isZero());
  CHECK_THROWS_AS(pdeSolve("typed:uxx + v", "", "zero", u0, coefficients(1), 0.01, 5), InvalidExpression);
  CHECK_THROWS_AS(pdeSolve("typed:", "", "zero", u0, coefficients(1), 0.01, 5), InvalidExpression);
  CHECK_THROWS_AS(pdeSolve("typed:uxx", "", "zero", Vector::Zero(1), coefficients(1), 0.01, 5),
                  InvalidArgument);
}
