// The core's kernels, timed natively: the same list, inputs and method as tests/bench/page.mjs uses in the
// browser. Prints one line a kernel: name, tab, microseconds of the best sample.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <functional>

#include "eigenvalues.h"
#include "expression.h"
#include "matrix_inverse.h"
#include "matrix_multiplication.h"
#include "pde.h"
#include "pinn.h"
#include "svd.h"

using namespace nabla;

namespace {

// The generator of Numerical Recipes' "quick and dirty" chapter, which JavaScript repeats with exact
// integers.
Matrix filled(Index n, std::uint32_t seed) {
  Matrix a(n, n);
  std::uint32_t x = seed;
  for (Index i = 0; i < a.size(); ++i) {
    x = x * 1664525u + 1013904223u;
    a.data()[i] = static_cast<double>(x) / 2147483648.0 - 1.0;
  }
  return a;
}

double bestMicroseconds(const std::function<double()>& run) {
  using clock = std::chrono::steady_clock;
  static volatile double sink = 0;
  double best = 1e300;
  // Samples of at least 4 ms, for about 200 ms: the best one is the least disturbed.
  for (const auto end = clock::now() + std::chrono::milliseconds(200); clock::now() < end;) {
    int calls = 0;
    const auto start = clock::now();
    double elapsed = 0;
    do {
      sink = sink + run();
      ++calls;
      elapsed = std::chrono::duration<double, std::micro>(clock::now() - start).count();
    } while (elapsed < 4000);
    best = std::min(best, elapsed / calls);
  }
  return best;
}

// One step of training: 2-32-32-1, 256 collocation points, u_xx, both ends and the start, Adam.
double pinnStep() {
  constexpr int steps = 10;
  static const PinnStart start = pinnStart<float>(0, "area", 256, 0.075);
  static const Matrix initial = [] {
    const Vector u0 = pdeInitial("sine", Vector(), "zero", 65, 0);
    Matrix out(65, 2);
    for (Index j = 0; j < 65; ++j) out.row(j) << static_cast<double>(j) / 64, u0(j);
    return out;
  }();
  static const Vector coefficients = Vector::Ones(3), weights = Vector::Constant(3, 10);
  return bestMicroseconds([&] {
           return pinnTrain<float>(start.state, "heat", "zero", coefficients, 0.075, start.collocation,
                                   start.boundary, initial, weights, 0.01, steps)
               .losses(steps - 1, 0);
         }) /
         steps;
}

// The longest texts of several kinds, and fields of the size that widgets draw.
void reportExpressions() {
  const auto report = [](const std::string& name, const std::function<double()>& run) {
    std::printf("%s\t%.3f\n", name.c_str(), bestMicroseconds(run));
    std::fflush(stdout);
  };
  for (const std::string piece : {"x+", "sin(x)*", "1.234567890123456789e-300*", "-2.5x^3"}) {
    std::string text;
    while (text.size() + piece.size() <= 979) text += piece;
    text += 'x';
    report("compile " + piece, [&] { return Expression::parse(text, {"x"})(0.5); });
  }
  const Vector axis = Vector::LinSpaced(400, -3, 3);
  for (const std::string text : {"x*y/(x^2+y^2)", "exp(-(x^2+y^2))", "sin(x*y)+cos(x+y)+exp(-x*y/9)"}) {
    const Expression f = Expression::parse(text, {"x", "y"});
    report("grid " + text, [&] { return f.evaluateGrid(axis, axis)(7, 9); });
  }
}

}  // namespace

int main() {
  reportExpressions();
  for (const Index n : {3, 8, 32, 128, 512}) {
    const Matrix a = filled(n, 1);
    const Matrix b = filled(n, 2);
    const Matrix symmetric = (a + a.transpose()) * 0.5;
    const auto report = [n](const char* name, const std::function<double()>& run) {
      std::printf("%s %d\t%.3f\n", name, static_cast<int>(n), bestMicroseconds(run));
      std::fflush(stdout);
    };
    report("matmul", [&] { return matmul(a, b)(0, 0); });
    if (n == 512) continue;
    report("inverse", [&] { return inverse(a)(0, 0); });
    report("svd", [&] { return svd(a).s(0); });
    report("eigh", [&] { return eigh(symmetric).values(0); });
    report("eig", [&] { return eig(a).values(0).real(); });
  }
  std::printf("pinn step 256\t%.3f\n", pinnStep());
}
