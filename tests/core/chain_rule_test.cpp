#include "chain_rule.h"

#include <doctest/doctest.h>

#include <cmath>

#include "expression.h"
#include "support.h"
#include "tape.h"

using namespace nabla;
using namespace nabla::test;

namespace {

constexpr const char* kVariables = "x, y, w, b";

const Json& fixture() {
  static const Json json = loadFixture("chain_rule");
  return json;
}

Vector list(const Json& array) {
  const std::vector<double> data = numbers(array);
  return Eigen::Map<const Vector>(data.data(), static_cast<Index>(data.size()));
}

ChainTrace trace(const std::string& f, const Vector& at, int repeat = 1) {
  return chainTrace(f, kVariables, at, repeat, 0, 0, false, -1, -1);
}
ChainTrace traceOf(const Json& c) {
  return trace(c.at("f").get<std::string>(), list(c.at("at")), c.at("repeat").get<int>());
}

Vector point(double x, double y = 0, double w = 0, double b = 0) {
  Vector at(4);
  at << x, y, w, b;
  return at;
}

// Forty operations of a few ulps each, on numbers up to 10⁹: 10⁻¹³ of the size, or of 1 where terms have
// cancelled.
bool near(double a, double b, double tolerance = 1e-13) {
  return gap(a, b) <= tolerance * std::max(1.0, std::abs(b));
}
void checkNear(const char* what, const Vector& ours, const Json& expected) {
  CAPTURE(what);
  REQUIRE(ours.size() == static_cast<Index>(expected.size()));
  for (Index i = 0; i < ours.size(); ++i) {
    CAPTURE(i);
    CAPTURE(ours(i));
    CHECK(near(ours(i), number(expected[static_cast<std::size_t>(i)])));
  }
}

// A null is PyTorch's None: no gradient has arrived there.
void checkGradients(const ChainTrace& t, const Json& expected) {
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const auto k = static_cast<Index>(i);
    CAPTURE(i);
    CHECK((t.arrived(k) != 0) == !expected[i].is_null());
    CHECK(near(t.adjoints(k), expected[i].is_null() ? 0 : number(expected[i])));
  }
}

std::string joined(const Json& names) {
  std::string out;
  for (const Json& name : names) out += (out.empty() ? "" : "\n") + name.get<std::string>();
  return out;
}

}  // namespace

TEST_CASE("every node, edge, tangent and gradient of a composition is torch's") {
  for (const char* group : {"upstream", "compositions", "repeated", "random", "edges"}) {
    for (const Json& c : fixture().at(group)) {
      CAPTURE(c.at("f").get<std::string>());
      const ChainTrace t = traceOf(c);
      CHECK(t.names.substr(0, joined(c.at("names")).size()) == joined(c.at("names")));
      CHECK(t.inputs == static_cast<int>(c.at("names").size()));
      REQUIRE(t.from.size() == static_cast<Index>(c.at("edges").size()));
      for (Index e = 0; e < t.from.size(); ++e) {
        CHECK(t.from(e) == c.at("edges")[static_cast<std::size_t>(e)][0].get<int>());
        CHECK(t.to(e) == c.at("edges")[static_cast<std::size_t>(e)][1].get<int>());
      }
      checkNear("values", t.values, c.at("values"));
      checkNear("slopes", t.slopes, c.at("slopes"));
      checkNear("tangents", t.tangents, c.at("tangents"));
      checkGradients(t, c.at("gradients"));
      CHECK(t.error.empty());
    }
  }
}

TEST_CASE("gradients are those of 50-digit differences, which know no chain rule") {
  for (const char* group : {"upstream", "compositions", "repeated", "random"}) {
    for (const Json& c : fixture().at(group)) {
      CAPTURE(c.at("f").get<std::string>());
      const ChainTrace t = traceOf(c);
      CHECK(near(t.values(static_cast<Index>(t.outputs(0))), number(c.at("exactValue"))));
      for (Index i = 0; i < t.inputs; ++i) {
        const double exact = number(c.at("exactGradient")[static_cast<std::size_t>(i)]);
        CHECK(near(t.adjoints(i), exact));
        CHECK(near(t.reverseJacobian(0, i), exact));
        CHECK(near(t.forwardJacobian(0, i), exact));
      }
      CHECK(t.passed);
      CHECK(t.badNode == -1);
      CHECK(t.badEdge == -1);
    }
  }
}

TEST_CASE("shares add up: of edges into a node going forward, out of it coming back") {
  for (const Json& c : fixture().at("random")) {
    CAPTURE(c.at("f").get<std::string>());
    const ChainTrace t = traceOf(c);
    Vector tangents = Vector::Zero(t.values.size()), adjoints = Vector::Zero(t.values.size());
    tangents(0) = 1;
    adjoints(static_cast<Index>(t.outputs(0))) = 1;
    for (Index e = 0; e < t.from.size(); ++e) {
      tangents(static_cast<Index>(t.to(e))) += t.pushed(e);
      adjoints(static_cast<Index>(t.from(e))) += t.pulled(e);
    }
    CHECK(maxGap(tangents, t.tangents) <= 1e-13 * largest(t.tangents));
    CHECK(maxGap(adjoints, t.adjoints) <= 1e-13 * largest(t.adjoints));
  }
}

TEST_CASE("the example: (x² + 1)³ at 2") {
  const ChainTrace t = trace("(x^2+1)^3", point(2));
  CHECK(t.names == "x\nh\ng\nf");
  CHECK(t.labels == "x\nu²\n+ 1\nu³");
  CHECK(t.python == "lambda x, y, w, b: (x**2 + 1)**3");
  CHECK(t.values == (Vector(4) << 2, 4, 5, 125).finished());
  CHECK(t.slopes == (Vector(3) << 4, 1, 75).finished());
  CHECK(t.tangents == (Vector(4) << 1, 4, 4, 300).finished());
  CHECK(t.adjoints == (Vector(4) << 300, 75, 75, 1).finished());
  CHECK(t.operations == 3);
  CHECK(t.multiplications == 3);
  CHECK(t.forwardAdditions == 0);
  CHECK(t.reverseAdditions == 0);
}

TEST_CASE("twenty sigmoids: below a quarter to the twentieth wherever one starts") {
  const double bound = 20 * std::log10(0.25);
  CHECK(std::pow(0.25, 20) == doctest::Approx(9.094947017729282e-13).epsilon(1e-15));  // 2⁻⁴⁰
  for (const double x : {-40.0, -1.0, 0.0, 0.7, 3.0}) {
    const ChainTrace t = trace("sigmoid(x)", point(x), 20);
    CHECK(t.values.size() == 21);
    CHECK(t.log10Bounds(0) == doctest::Approx(bound).epsilon(1e-14));
    CHECK(t.bounds(0) == std::pow(0.25, 20));  // powers of two: exactly
    CHECK(t.adjoints(0) < t.bounds(0));
    CHECK(t.adjoints(0) > 0);
    CHECK(t.log10Adjoints(0) == doctest::Approx(std::log10(t.adjoints(0))).epsilon(1e-15));
  }
  const ChainTrace thrice = trace("3*x", point(1), 20);
  CHECK(thrice.adjoints(0) == 3486784401.0);  // 3²⁰, exactly
  CHECK(thrice.log10Bounds(0) == doctest::Approx(20 * std::log10(3.0)).epsilon(1e-14));
  CHECK(std::isinf(trace("x^2", point(1), 3).log10Bounds(0)));
}

TEST_CASE("bounds hold for slopes seen anywhere") {
  Random random(3);
  for (const char* f :
       {"sin(x)", "cos(x)", "tanh(x)", "sigmoid(x)", "relu(x)", "abs(x)", "atan(x)", "softplus(x)", "erf(x)",
        "-x", "x+3", "2-x", "x/4", "-7*x", "max(x,1)", "hypot(x,2)"}) {
    CAPTURE(std::string(f));
    double steepest = 0;
    for (int i = 0; i < 400; ++i) {
      const ChainTrace t = trace(f, point(random.uniform(-4, 4)));
      const double bound = std::pow(10, t.log10Bounds(0));
      CHECK(std::abs(t.slopes(0)) <= bound * (1 + 1e-12));
      steepest = std::max(steepest, std::abs(t.slopes(0)) / bound);
    }
    CHECK(steepest > 0.85);  // no bound is idle
  }
}

TEST_CASE("fan-out: assigned instead of added, gradients lose a path, and gradcheck says so") {
  // torch: (x*x + x) at 3 is 12 with slope 7. Overwritten, one share is left.
  const auto spoiled = [](const char* f, const Vector& at) {
    return chainTrace(f, kVariables, at, 1, 0, 0, true, -1, -1);
  };
  const ChainTrace good = trace("x*x+x", point(3));
  CHECK(good.adjoints(0) == 7);
  CHECK(good.passed);
  const ChainTrace bad = spoiled("x*x+x", point(3));
  CHECK(bad.adjoints(0) == 3);
  CHECK_FALSE(bad.passed);
  CHECK(bad.ratio == doctest::Approx(4 / (1e-5 + 1e-3 * 7)).epsilon(1e-3));
  CHECK(bad.numerical(0) == doctest::Approx(7).epsilon(1e-8));
  // a chain has nothing to add: the fault stays hidden
  const ChainTrace hidden = spoiled("(x^2+1)^3", point(2));
  CHECK(hidden.adjoints(0) == 300);
  CHECK(hidden.passed);
}

TEST_CASE("an edge cut off, everywhere, as torch's detach") {
  for (const Json& c : fixture().at("cuts")) {
    CAPTURE(c.at("f").get<std::string>());
    CAPTURE(c.at("cut").get<int>());
    const ChainTrace t = chainTrace(c.at("f").get<std::string>(), kVariables, list(c.at("at")), 1, 0, 0,
                                    false, c.at("cut").get<int>(), -1);
    if (c.at("gradients").is_null()) {
      CHECK(t.error == c.at("error").get<std::string>());
      CHECK(t.arrived.sum() == 0);
    } else {
      CHECK(t.error.empty());
      checkGradients(t, c.at("gradients"));
    }
  }
}

TEST_CASE("a node changed in place, each in turn: torch's error, or none") {
  int raised = 0;
  for (const Json& c : fixture().at("edits")) {
    CAPTURE(c.at("f").get<std::string>());
    CAPTURE(c.at("edit").get<int>());
    const ChainTrace t = chainTrace(c.at("f").get<std::string>(), kVariables, list(c.at("at")), 1, 0, 0,
                                    false, -1, c.at("edit").get<int>());
    CHECK(t.error == c.at("error").get<std::string>());
    raised += t.error.empty() ? 0 : 1;
    if (t.error.empty()) CHECK(t.passed);  // nothing needed the old value: the gradient is right
  }
  CHECK(raised > 40);
}

TEST_CASE("all derivatives of several outputs, by n sweeps forward and by m back") {
  for (const Json& c : fixture().at("systems")) {
    CAPTURE(c.at("f").get<std::string>());
    const ChainTrace t = trace(c.at("f").get<std::string>(), list(c.at("at")));
    CHECK(maxGap(t.reverseJacobian, matrix(c.at("reverse"))) <= 1e-14);
    CHECK(maxGap(t.forwardJacobian, matrix(c.at("forward"))) <= 1e-14);
  }
  const ChainTrace t = chainTrace("x*y, x+y", kVariables, point(2, 5), 1, 1, 1, false, -1, -1);
  CHECK(t.names == "x\ny\nf₁\nf₂");
  CHECK(t.tangents(2) == 2);  // ∂(xy)/∂y
  CHECK(t.adjoints(1) == 1);  // ∂(x + y)/∂y
  CHECK(t.multiplications == 4);
  CHECK(t.forwardAdditions == 2);
  CHECK(t.reverseAdditions == 2);
  CHECK(t.forwardCost == 2 * (4 + 2));
  CHECK(t.reverseCost == 2 * (4 + 2));
  CHECK(trace("x*y*w*b", point(1, 2, 3, 4)).forwardCost == 4 * (6 + 3));
  CHECK(trace("x*y*w*b", point(1, 2, 3, 4)).reverseCost == 6);
}

TEST_CASE("edges: what does not depend, kinks, and the first number that is none") {
  const ChainTrace constant = trace("3", point(1));
  CHECK(constant.values(1) == 3);
  CHECK(constant.error == "element 0 of tensors does not require grad and does not have a grad_fn");
  CHECK(constant.arrived(0) == 0);
  const ChainTrace dead = trace("relu(x-5)", point(2));
  CHECK(dead.adjoints(0) == 0);
  CHECK(dead.arrived(0) == 1);  // a zero that arrives is not a None
  const ChainTrace saturated = trace("sigmoid(x)", point(800));
  CHECK(saturated.adjoints(0) == 0);
  CHECK(std::isinf(saturated.log10Adjoints(0)));
  const ChainTrace pole = trace("sqrt(x)+1", point(0));
  CHECK(pole.badNode == -1);
  CHECK(pole.badEdge == 0);
  const ChainTrace none = trace("log(x)*2+x", point(-1));
  CHECK(none.badNode == 1);
  CHECK(std::isnan(none.values(1)));
  const ChainTrace overflow = trace("x^2", point(10), 20);
  CHECK(overflow.badNode == 9);  // 10^(2^9) is past float64
  CHECK(trace("y", point(1, 4)).names == "y");
  CHECK(trace("y", point(1, 4)).adjoints(0) == 1);
}

TEST_CASE("forward: 0 · ∞ is no number, unless nothing moves or a choice drops it") {
  // torch.func.jvp(lambda x: torch.sqrt(x**2)): 0 / (2 · 0)
  const ChainTrace t = trace("sqrt(x^2)", point(0));
  CHECK(t.tangents(1) == 0);
  CHECK(std::isnan(t.tangents(2)));
  CHECK(std::isnan(t.pushed(1)));
  CHECK(std::isnan(t.adjoints(0)));
  CHECK(std::isnan(t.forwardJacobian(0, 0)));
  // y alone moves
  const ChainTrace other = chainTrace("sqrt(x)+3*y", kVariables, point(0, 1), 1, 1, 0, false, -1, -1);
  CHECK(other.tangents.tail(1)(0) == 3);
  CHECK(std::isinf(other.forwardJacobian(0, 0)));
  CHECK(other.forwardJacobian(0, 1) == 3);
  // The jvp of torch.where and relu takes the tangent that is chosen, and a comparison has none.
  for (const char* f : {"where(x>0,sqrt(x^2),5*x)", "where(sqrt(x^2)>0,2,5*x)", "relu(-sqrt(x^2))+5*x"}) {
    CAPTURE(std::string(f));
    CHECK(trace(f, point(0)).tangents.tail(1)(0) == 5);
  }
}

TEST_CASE("names and labels") {
  CHECK(trace("1-x", point(1)).labels == "x\n1 − u");
  CHECK(trace("2/x", point(1)).labels == "x\n2 ÷ u");
  CHECK(trace("2^x+x*-3", point(1)).labels == "x\n2ᵘ\n× −3\n+");
  CHECK(trace("x^-2+x^0.5", point(1)).labels == "x\nu⁻²\nu^0.5\n+");
  CHECK(trace("x/4-y", point(1)).labels == "x\ny\n÷ 4\n−");
  CHECK(trace("-sin(2*pi*x)", point(1)).labels == "x\n× 6.283\nsin\n−u");
  CHECK(trace("where(x<2,x,y)", point(1)).labels == "x\ny\n< 2\nwhere");
  CHECK(trace("sigmoid(x)", point(0), 9).names == "x\nv₁\nv₂\nv₃\nv₄\nv₅\nv₆\nv₇\nv₈\nf");
}

TEST_CASE("tiles put one operation on, and take it off again") {
  const auto put = [](const char* f, const char* tile, double number = 0, const char* own = "u") {
    return chainAppend(f, kVariables, tile, number, own);
  };
  CHECK(put("x", "square") == "x^2");
  CHECK(put("x^2", "add", 1) == "x^2 + 1");
  CHECK(put("x^2 + 1", "own", 0, "u^3") == "(x^2 + 1)^3");
  CHECK(put("x + 1", "multiply", 3) == "3*(x + 1)");
  CHECK(put("x", "sin") == "sin(x)");
  CHECK(put("tanh(x)", "plus") == "tanh(x) + x");
  CHECK(put("sin(x)", "times") == "sin(x)*x");
  CHECK(put("y", "own", 0, "u/(1+abs(u))") == "y/(1 + abs(y))");
  CHECK_THROWS_AS(put("x", "hypot"), InvalidArgument);
  CHECK_THROWS_AS(put("x", "unknown"), InvalidArgument);
  CHECK_THROWS_AS(put("x, y", "sin"), InvalidArgument);
  CHECK_THROWS_AS(put("x", "own", 0, "v^2"), InvalidExpression);
  const auto drop = [](const std::string& f) { return chainRemove(f, kVariables); };
  CHECK(drop("(x^2+1)^3") == "x^2 + 1");
  CHECK(drop("tanh(x)+x") == "tanh(x)");
  CHECK(drop("3*sin(x)") == "sin(x)");
  CHECK(drop("1/y") == "y");
  CHECK(drop("x") == "x");
  CHECK(drop("4") == "x");
  for (const char* tile : {"square", "sin", "tanh", "relu", "sigmoid", "plus", "times"}) {
    CAPTURE(tile);
    CHECK(drop(put("cos(x)", tile)) == "cos(x)");
  }
}

TEST_CASE("what is refused") {
  const auto run = [](const char* f, int repeat = 1, int in = 0, int out = 0, int cut = -1, int edit = -1) {
    return chainTrace(f, kVariables, point(1), repeat, in, out, false, cut, edit);
  };
  CHECK_THROWS_AS(run("sin("), InvalidExpression);
  CHECK_THROWS_AS(run("x, x, x, x"), InvalidArgument);
  CHECK_THROWS_AS(run("x", 0), InvalidArgument);
  CHECK_THROWS_AS(run("x, y", 2), InvalidArgument);
  CHECK_THROWS_AS(run("sin(x)", 64), InvalidArgument);
  CHECK_NOTHROW(run("sin(x)", 63));
  CHECK_NOTHROW(run("x", 64));
  CHECK_THROWS_AS(run("x", 65), InvalidArgument);  // no node is added, and so none is too many
  CHECK_THROWS_AS(run("x", 1, 1), InvalidArgument);
  CHECK_THROWS_AS(run("x", 1, 0, 1), InvalidArgument);
  CHECK_THROWS_AS(run("sin(x)", 1, 0, 0, 1), InvalidArgument);
  CHECK_THROWS_AS(run("sin(x)", 1, 0, 0, -1, 2), InvalidArgument);
  CHECK_THROWS_AS(chainTrace("x", "x", point(1), 1, 0, 0, false, -1, -1), ShapeMismatch);
}
