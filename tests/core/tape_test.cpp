#include "tape.h"

#include <doctest/doctest.h>

#include "gradcheck.h"
#include "support.h"

using namespace nabla;
using namespace nabla::test;

namespace {

const Json& fixture() {
  static const Json json = loadFixture("tape");
  return json;
}

Shape shapeOf(const Json& array) {
  return array.at("shape").get<Shape>();
}
Tensor tensor(const Json& array) {
  return Tensor(shapeOf(array), numbers(array.at("data")));
}

// Relative to the largest value: exp and tanh differ from torch's vectorised ones by an ulp or two, and
// matmul sums in another order over four terms at most.
bool close(const Tensor& a, const Tensor& b) {
  if (a.shape != b.shape) return false;
  for (std::size_t i = 0; i < a.data.size(); ++i) {
    if (!(gap(a.data[i], b.data[i]) <= 1e-14 * (1 + std::abs(b.data[i])))) return false;
  }
  return true;
}

Var apply(Tape& tape, const std::string& op, const Json& args, const std::vector<Var>& v) {
  if (op == "add") return add(tape, v[0], v[1]);
  if (op == "sub") return sub(tape, v[0], v[1]);
  if (op == "mul") return mul(tape, v[0], v[1]);
  if (op == "div") return div(tape, v[0], v[1]);
  if (op == "matmul") return matmul(tape, v[0], v[1]);
  if (op == "neg") return neg(tape, v[0]);
  if (op == "exp") return exp(tape, v[0]);
  if (op == "log") return log(tape, v[0]);
  if (op == "tanh") return tanh(tape, v[0]);
  if (op == "relu") return relu(tape, v[0]);
  if (op == "t") return t(tape, v[0]);
  if (op == "mT") return mT(tape, v[0]);
  if (op == "pow") return pow(tape, v[0], args.at("exponent").get<double>());
  if (op == "transpose")
    return transpose(tape, v[0], args.at("dim0").get<Index>(), args.at("dim1").get<Index>());
  if (op == "reshape") return reshape(tape, v[0], args.at("shape").get<Shape>());
  if (op == "sum") return sum(tape, v[0], args.at("dims").get<Shape>(), args.at("keepdim").get<bool>());
  if (op == "mean") return mean(tape, v[0], args.at("dims").get<Shape>(), args.at("keepdim").get<bool>());
  if (op == "fanOut") return add(tape, mul(tape, v[0], v[0]), v[0]);
  if (op == "softmax") return div(tape, exp(tape, v[0]), sum(tape, exp(tape, v[0]), {-1}, true));
  if (op == "mlp") {
    const Var hidden = tanh(tape, add(tape, matmul(tape, v[0], mT(tape, v[1])), v[2]));
    return mean(tape, pow(tape, matmul(tape, hidden, mT(tape, v[3])), 2));
  }
  throw std::runtime_error("no such operation in the test: " + op);
}

// The scalar ⟨seed, f(inputs)⟩ as a function of all inputs in one vector: what gradcheck wants.
double loss(const Json& c, const Vector& packed) {
  Tape tape;
  std::vector<Var> inputs;
  Index next = 0;
  for (const Json& input : c.at("inputs")) {
    Tensor value(shapeOf(input));
    for (double& x : value.data) x = packed(next++);
    inputs.push_back(tape.leaf(value));
  }
  const Tensor& y = tape.value(apply(tape, c.at("op"), c.at("args"), inputs));
  const Tensor seed = tensor(c.at("seed"));
  double total = 0;
  for (std::size_t i = 0; i < y.data.size(); ++i) total += y.data[i] * seed.data[i];
  return total;
}

// Kinks, poles and values whose differences vanish or overflow: no difference quotient means anything there.
bool differentiable(const Json& c) {
  for (const Json& input : c.at("inputs")) {
    for (const double x : numbers(input.at("data"))) {
      if (std::abs(x) < 1e-4 || std::abs(x) > 10) return false;
    }
  }
  return true;
}

std::string messageOf(const std::string& name) {
  Tape tape;
  const Var x = tape.leaf(Tensor({2, 3}));
  const auto zeros = [&](Shape shape) { return tape.leaf(Tensor(std::move(shape))); };
  try {
    if (name == "add") add(tape, x, zeros({2, 2}));
    if (name == "reshape") reshape(tape, x, {5});
    if (name == "reshapeTwo") reshape(tape, x, {-1, -1});
    if (name == "reshapeNegative") reshape(tape, x, {-2, 3});
    if (name == "reshapeInfer") reshape(tape, x, {-1, 4});
    if (name == "sum") sum(tape, x, {5});
    if (name == "sumTwice") sum(tape, x, {0, 0});
    if (name == "transpose") transpose(tape, x, 0, 3);
    if (name == "dot") matmul(tape, zeros({3}), zeros({2}));
    if (name == "mv") matmul(tape, x, zeros({2}));
    if (name == "mm") matmul(tape, x, zeros({2, 2}));
    if (name == "fold") matmul(tape, zeros({2, 2, 3}), zeros({2, 2}));
    if (name == "scalar") matmul(tape, zeros({}), zeros({2}));
    if (name == "t") t(tape, zeros({2, 3, 4}));
    if (name == "mT") mT(tape, zeros({2}));
    if (name == "noSeed") tape.backward(x);
    if (name == "seed") tape.backward(x, Tensor({2}, 1.0));
    if (name == "noGrad") tape.backward(tape.constant(Tensor::scalar(0)));
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

}  // namespace

TEST_CASE("every operation, forward and backward, as torch.autograd computes it") {
  for (const Json& c : fixture().at("operations")) {
    const auto op = c.at("op").get<std::string>();
    CAPTURE(op);
    CAPTURE(c.at("args").dump());
    Tape tape;
    std::vector<Var> inputs;
    for (const Json& input : c.at("inputs")) {
      CAPTURE(shapeText(shapeOf(input)));
      inputs.push_back(tape.leaf(tensor(input)));
    }
    const Var output = apply(tape, op, c.at("args"), inputs);
    CHECK(close(tape.value(output), tensor(c.at("output"))));
    const Gradients gradients = tape.backward(output, tensor(c.at("seed")));
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      CAPTURE(i);
      CHECK(close(gradients.of(inputs[i]), tensor(c.at("grads").at(i))));
    }
  }
}

TEST_CASE("every operation passes gradcheck where it is differentiable") {
  int checked = 0;
  for (const Json& c : fixture().at("operations")) {
    if (!differentiable(c)) continue;
    CAPTURE(c.at("op").get<std::string>());
    std::vector<double> packed, claimed;
    for (const Json& input : c.at("inputs")) {
      for (const double x : numbers(input.at("data"))) packed.push_back(x);
    }
    Tape tape;
    std::vector<Var> inputs;
    for (const Json& input : c.at("inputs")) inputs.push_back(tape.leaf(tensor(input)));
    const Gradients gradients =
        tape.backward(apply(tape, c.at("op"), c.at("args"), inputs), tensor(c.at("seed")));
    for (const Var v : inputs) {
      const Tensor gradient = gradients.of(v);
      claimed.insert(claimed.end(), gradient.data.begin(), gradient.data.end());
    }
    const auto size = static_cast<Index>(packed.size());
    const Vector x = Eigen::Map<const Vector>(packed.data(), size);
    const auto f = [&](const Vector& at) { return loss(c, at); };
    const GradCheck check = gradcheck(f, x, Eigen::Map<const Vector>(claimed.data(), size));
    CHECK(check.passed);
    ++checked;
  }
  CHECK(checked > 80);
}

TEST_CASE("errors in torch's words") {
  for (const Json& c : fixture().at("errors")) {
    const auto name = c.at("name").get<std::string>();
    CAPTURE(name);
    CHECK(messageOf(name) == c.at("error").at("text").get<std::string>());
  }
}

TEST_CASE("the tape itself: ownership, constants, fan-out, repeated backward") {
  Tape tape;
  const Var x = tape.leaf(Tensor({2}, std::vector<double>{3, 4}));
  const Var c = tape.constant(Tensor({2}, 2.0));
  const Tensor* before = &tape.value(x);
  const Var y = sum(tape, mul(tape, x, add(tape, x, c)));  // Σ x(x + 2): 2x + 2
  for (int i = 0; i < 1000; ++i) tape.constant(Tensor::scalar(i));
  CHECK(&tape.value(x) == before);  // values do not move while the tape grows
  for (int twice = 0; twice < 2; ++twice) {
    const Tensor gradient = tape.backward(y).of(x);
    CHECK(gradient.data == std::vector<double>{8, 10});
  }
  CHECK(tape.backward(y).of(c).data == std::vector<double>{0, 0});
  CHECK(tape.requiresGrad(y));
  CHECK_FALSE(tape.requiresGrad(c));
  CHECK(tape.operation(y) == "sum");
  CHECK(tape.inputs(y).size() == 1);
  CHECK_THROWS_AS(tape.value(Var{tape.size()}), InvalidArgument);
  const Var unrelated = tape.leaf(Tensor({3, 1}));
  CHECK(tape.backward(y).of(unrelated).shape == Shape{3, 1});
  CHECK_THROWS_AS(Tensor({2, 2}, std::vector<double>{1}), ShapeMismatch);
}

TEST_CASE("one step back, and no way back") {
  Tape tape;
  const Var x = tape.leaf(Tensor::scalar(3)), y = tape.leaf(Tensor::scalar(-2));
  const Var product = mul(tape, x, y);
  const std::vector<Tensor> slopes = tape.pullback(product, Tensor::scalar(1));
  REQUIRE(slopes.size() == 2);
  CHECK(slopes[0].data[0] == -2);
  CHECK(slopes[1].data[0] == 3);
  // both inputs are one variable: two shares, not their sum
  CHECK(tape.pullback(mul(tape, x, x), Tensor::scalar(10))[1].data[0] == 30);
  CHECK(tape.pullback(x, Tensor::scalar(1)).empty());
  CHECK_THROWS_AS(tape.pullback(product, Tensor({2})), ShapeMismatch);
  // torch: x = tensor(3., requires_grad=True); (x * x.detach()).backward(); x.grad is 3, not 6
  const Var cut = detach(tape, x);
  CHECK_FALSE(tape.requiresGrad(cut));
  CHECK(tape.value(cut).data[0] == 3);
  CHECK(tape.backward(mul(tape, x, cut)).of(x).data[0] == 3);
  CHECK_THROWS_WITH_AS(tape.backward(mul(tape, cut, cut)),
                       "element 0 of tensors does not require grad and does not have a grad_fn",
                       InvalidArgument);
}

TEST_CASE("gradcheck finds what is wrong and where") {
  const auto square = [](const Vector& v) { return v.squaredNorm(); };
  Vector x(3), gradient(3);
  x << 1, 2, 3;
  gradient << 2, 4, 6;
  CHECK(gradcheck(square, x, gradient).passed);
  gradient(1) = 4.1;
  const GradCheck check = gradcheck(square, x, gradient);
  CHECK_FALSE(check.passed);
  CHECK(check.worst == 1);
  CHECK(check.ratio == doctest::Approx(0.1 / (1e-5 + 1e-3 * 4)).epsilon(1e-6));
  gradient(2) = std::nan("");
  CHECK_FALSE(gradcheck(square, x, gradient).passed);
  CHECK_THROWS_AS(gradcheck(square, x, Vector::Zero(2)), ShapeMismatch);
}
