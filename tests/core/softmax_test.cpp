#include "softmax.h"

#include <doctest/doctest.h>

#include "support.h"

using namespace nabla;
using namespace nabla::test;

namespace {

const double kNaN = std::numeric_limits<double>::quiet_NaN();
const double kInfinity = std::numeric_limits<double>::infinity();

const Json& fixture() {
  static const Json json = loadFixture("softmax");
  return json;
}

Matrix rowOf(const Vector& v) {
  return v.transpose();
}
Vector of(std::initializer_list<double> values) {
  Vector v(static_cast<Index>(values.size()));
  Index i = 0;
  for (const double x : values) v(i++) = x;
  return v;
}
SoftmaxFilm film(const Vector& x, const std::string& method, const std::string& format = "float64",
                 double scale = 1, double shift = 0) {
  return softmaxFilm(rowOf(x), Matrix(), 1, method, format, scale, shift);
}
int code(SoftmaxFailure failure) {
  return static_cast<int>(failure);
}

// exp turns half an ulp of its argument x − max into that much relative error of p; exp, sum and quotient
// add a few roundings more.
double bound(const Vector& x, Index i) {
  return (8 + static_cast<double>(x.size()) + std::abs(x(i) - x.maxCoeff())) * kEpsilon;
}

}  // namespace

TEST_CASE("softmax of rows agrees with PyTorch and with mpmath, by row, shifted and online") {
  for (const Json& c : fixture().at("rows")) {
    CAPTURE(c.at("name").get<std::string>());
    const Vector x = vector(c.at("x")), torch = vector(c.at("p")), exact = vector(c.at("exactP"));
    const Vector logp = vector(c.at("exactLogp"));
    const Index n = x.size();
    const double lse = number(c.at("exactLse")), entropy = number(c.at("exactEntropy"));
    Vector p(n);
    CHECK(gap(softmaxRow(x.data(), nullptr, n, p.data()), lse) <=
          4 * kEpsilon * std::max(1.0, std::abs(lse)));
    for (const std::string method : {"shifted", "online"}) {
      const SoftmaxFilm f = film(x, method);
      CAPTURE(method);
      CHECK(f.failure == code(SoftmaxFailure::none));
      CHECK(gap(f.p.sum(), 1) < 1e-12);
      CHECK(f.subtracted(0) == x.maxCoeff());
      CHECK(gap(f.logsumexp(0), lse) <= 8 * kEpsilon * std::max(1.0, std::abs(lse)));
      CHECK(gap(f.logsumexp(0), number(c.at("lse"))) <= 8 * kEpsilon * std::max(1.0, std::abs(lse)));
      CHECK(gap(f.entropy(0), entropy) <= 40 * kEpsilon);
      CHECK(f.most(0) == std::log(static_cast<double>(n)));
      for (Index i = 0; i < n; ++i) {
        // Below the normal numbers an ulp is 5e-324, however small p is.
        CHECK(gap(f.p(0, i), exact(i)) <= bound(x, i) * exact(i) + 5e-324);
        CHECK(gap(f.p(0, i), torch(i)) <= 2 * bound(x, i) * exact(i) + 5e-324);
        CHECK(gap(f.logp(0, i), logp(i)) <= 8 * kEpsilon * std::max(1.0, std::abs(logp(i))));
        CHECK(gap(p(i), exact(i)) <= bound(x, i) * exact(i) + 5e-324);
      }
    }
  }
}

TEST_CASE("softmaxFilm: every operation in float64, float32 and float16 as PyTorch rounds it") {
  for (const Json& c : fixture().at("formats")) {
    const Vector x = vector(c.at("x"));
    const std::string format = c.at("format"), method = c.at("method");
    CAPTURE(x.transpose());
    CAPTURE(format);
    CAPTURE(method);
    const SoftmaxFilm f = film(x, method, format);
    // exp and log differ by an ulp between libraries, a sum by one a term; below 2^-14 float16 is as coarse
    // as 2^-24, float32 below 2^-126 as 2^-149.
    const double ulp = 2 * formatEpsilon(parseFormat(format));
    const double least = format == "float16" ? 0x1p-24 : format == "float32" ? 0x1p-149 : 5e-324;
    const Vector exps = vector(c.at("exps")), p = vector(c.at("p")), logp = vector(c.at("logp"));
    const auto close = [&](double a, double b, double size) {
      return gap(a, b) <= (std::isfinite(b) ? ulp * size + least : 0);
    };
    for (Index i = 0; i < x.size(); ++i) {
      CHECK(close(f.exps(0, i), exps(i), std::abs(exps(i))));
      CHECK(close(f.p(0, i), p(i), 2 * std::abs(p(i))));
      CHECK(close(f.logp(0, i), logp(i), std::abs(logp(i)) + 1));
    }
    CHECK(close(f.sums(0), number(c.at("sum")), std::abs(number(c.at("sum")))));
    if (method == "shifted") CHECK(f.failure == 0);
    // In float64 and float32 torch.softmax is the shifted form in that format.
    if (method == "shifted" && format != "float16") {
      const Vector softmax = vector(c.at("softmax"));
      for (Index i = 0; i < x.size(); ++i) CHECK(close(f.p(0, i), softmax(i), 4 * softmax(i)));
    }
  }
}

TEST_CASE("softmaxFilm: where the naive form overflows, to the printed digit") {
  const auto first = [](const std::string& format, double x) {
    const SoftmaxFilm f = film(of({x, 0}), "naive", format);
    CHECK((f.failure == 0) == std::isfinite(f.p(0, 0)));
    return f.failure == code(SoftmaxFailure::exponent);
  };
  CHECK_FALSE(first("float32", 88.72));
  CHECK(first("float32", 88.73));
  CHECK_FALSE(first("float16", 11.085));
  CHECK(first("float16", 11.09));  // in float16 that is 11.09375
  CHECK_FALSE(first("float64", 709.78));
  CHECK(first("float64", 709.79));
  CHECK(gap(film(of({1, 0}), "naive", "float64").limit, 709.782712893384) < 1e-12);
  CHECK(gap(film(of({1, 0}), "naive", "float32").limit, 88.722839052068) < 1e-12);
  CHECK(gap(film(of({1, 0}), "naive", "float16").limit, 11.089866488461) < 1e-11);
  for (const std::string format : {"float64", "float32", "float16"}) {
    const SoftmaxFilm over = film(of({1000, 1001}), "naive", format);
    CHECK(over.failure == code(SoftmaxFailure::exponent));
    CHECK(over.failureCol == 0);
    CHECK(sameNumbers(over.p, rowOf(of({kNaN, kNaN}))));
    const SoftmaxFilm under = film(of({-1000, -1001}), "naive", format);
    CHECK(under.failure == code(SoftmaxFailure::underflow));
    CHECK(std::isnan(under.p(0, 0)));
    CHECK(under.logsumexp(0) == -kInfinity);
    for (const std::string cure : {"shifted", "online"}) {
      CHECK(gap(film(of({1000, 1001}), cure, format).p(0, 1), 0.7310585786300049) <
            formatEpsilon(parseFormat(format)));
      CHECK(gap(film(of({-1000, -1001}), cure, format).p(0, 0), 0.7310585786300049) <
            formatEpsilon(parseFormat(format)));
    }
  }
  // Every exp fits, the sum of two does not: 2 e^11 = 119748 is beyond float16's 65504.
  const SoftmaxFilm sum = film(of({11, 11}), "naive", "float16");
  CHECK(sum.failure == code(SoftmaxFailure::sum));
  CHECK(sum.p(0, 0) == 0);  // finite over infinite
  // 1e4 ten times over has no place in float16: no form can help.
  const SoftmaxFilm input = film(of({1e4, 0}), "shifted", "float16", 10);
  CHECK(input.failure == code(SoftmaxFailure::input));
  CHECK(std::isnan(input.p(0, 0)));
  // Below, too: −1e5 is −∞ in float16, which is no mask. One class that is left is what softmax needs.
  const Matrix low = rowOf(of({-1e4, -1e4, -1e4}));
  for (const std::string method : {"naive", "shifted", "online"}) {
    const SoftmaxFilm under = film(of({-1e4, -1e4}), method, "float16", 10);
    CHECK(under.failure == code(SoftmaxFailure::input));
    CHECK(std::isnan(under.p(0, 0)));
    const SoftmaxFilm some = softmaxFilm(low, rowOf(of({0, 1, 1})), 1, method, "float16", 10, 0);
    CHECK(some.failure == code(SoftmaxFailure::input));
    CHECK(some.failureCol == 1);
    const SoftmaxFilm none = softmaxFilm(low, rowOf(of({0, 0, 0})), 1, method, "float16", 10, 0);
    CHECK(none.failure == code(SoftmaxFailure::masked));
    if (method != "naive") CHECK(film(of({-1e4, 0}), method, "float16", 10).failure == 0);
  }
}

TEST_CASE("softmaxFilm: log of softmax sticks, then dies; log_softmax does neither") {
  // 149 log 2 = 103.28 is as far as a float32 can be below 1; half of that rounds to 0 from 150 log 2 =
  // 103.97.
  CHECK(gap(film(of({0, -103.5}), "naive", "float32").logp(0, 1), -103.27892990343185) < 1e-5);
  CHECK(film(of({0, -103.98}), "naive", "float32").logp(0, 1) == -kInfinity);
  CHECK(gap(film(of({0, -103.98}), "shifted", "float32").logp(0, 1), -103.98) < 1e-5);
}

TEST_CASE("softmaxFilm: adding the same to every logit changes nothing, scaling sharpens") {
  const Vector x = of({2, 1, 0.1, -1});
  const Matrix p = film(x, "shifted").p;
  for (const double c : {-1000.0, -3.5, 0.25, 100.0, 1000.0}) {
    // The shift itself rounds the logits to an ulp of c.
    CHECK(maxGap(film(x, "shifted", "float64", 1, c).p, p) < 4 * kEpsilon * std::max(1.0, std::abs(c)));
  }
  CHECK(film(x, "shifted", "float64", 0).p(0, 2) == 0.25);
  CHECK(film(x, "shifted", "float64", 1e4).p(0, 0) == 1);
  CHECK(maxGap(film(x, "shifted", "float64", -1).p, film(-x, "shifted").p) == 0);
}

TEST_CASE("softmaxFilm: masks agree with masked_fill(-inf), and an empty line is NaN as in PyTorch") {
  for (const Json& c : fixture().at("masks")) {
    CAPTURE(c.at("name").get<std::string>());
    const Matrix x = matrix(c.at("x")), mask = matrix(c.at("mask")), p = matrix(c.at("p"));
    const Vector lse = vector(c.at("lse"));
    for (const std::string method : {"naive", "shifted", "online"}) {
      if (method == "naive" && x.maxCoeff() > 700) continue;
      const SoftmaxFilm f = softmaxFilm(x, mask, 1, method, "float64", 1, 0);
      CHECK(maxGap(f.p, p) < 1e-15);
      if (method == "shifted" || method == "naive") {
        for (Index r = 0; r < x.rows(); ++r) {
          if (mask.row(r).sum() > 0) CHECK(gap(f.logsumexp(r), lse(r)) < 1e-14);
        }
      }
      CHECK((f.failure == code(SoftmaxFailure::masked)) == (mask.rowwise().sum().minCoeff() == 0));
    }
    for (Index r = 0; r < x.rows(); ++r) {
      Vector row(x.cols()), poisoned = x.row(r);
      for (Index i = 0; i < row.size(); ++i) {
        if (mask(r, i) == 0) poisoned(i) = kNaN;
      }
      const Vector keep = mask.row(r);
      const double log = softmaxRow(poisoned.data(), keep.data(), row.size(), row.data());
      if (mask.row(r).sum() == 0) {
        CHECK(row.isZero(0));
        CHECK(log == -kInfinity);
      } else {
        CHECK(maxGap(row, Vector(p.row(r))) < 1e-15);
        CHECK(gap(log, lse(r)) < 1e-14);
      }
    }
  }
}

TEST_CASE("softmaxRow: infinities and NaN as torch.softmax has them, but for nothing at all") {
  Vector p(2);
  softmaxRow(of({kInfinity, 1}).data(), nullptr, 2, p.data());
  CHECK(std::isnan(p(0)));
  CHECK(std::isnan(p(1)));
  softmaxRow(of({kNaN, 1}).data(), nullptr, 2, p.data());
  CHECK(std::isnan(p(1)));
  CHECK(softmaxRow(of({-kInfinity, 3}).data(), nullptr, 2, p.data()) == 3);
  CHECK(p(0) == 0);
  CHECK(p(1) == 1);
  CHECK(softmaxRow(of({-kInfinity, -kInfinity}).data(), nullptr, 2, p.data()) == -kInfinity);
  CHECK(p.isZero(0));
  Vector same = of({1, 2});
  softmaxRow(same.data(), nullptr, 2, same.data());
  CHECK(gap(same(1), 0.7310585786300049) < kEpsilon);
}

TEST_CASE("softmaxFilm: along either dim as PyTorch") {
  for (const Json& c : fixture().at("dims")) {
    const Matrix x = matrix(c.at("x"));
    const int dim = c.at("dim");
    const SoftmaxFilm f = softmaxFilm(x, Matrix(), dim, "shifted", "float64", 1, 0);
    CHECK(maxGap(f.p, matrix(c.at("p"))) < 1e-14);
    CHECK(maxGap(f.logsumexp, vector(c.at("lse"))) < 1e-12 * std::max(1.0, largest(x)));
    CHECK(maxGap(f.rowTotals, Vector(f.p.rowwise().sum())) < 1e-14);
    const Vector sums = dim == 1 ? f.rowTotals : f.colTotals;
    CHECK(maxGap(sums, Vector(Vector::Ones(sums.size()))) < 1e-12);
  }
}

TEST_CASE("onlineSoftmax: one pass, the sum rescaled whenever the maximum grows") {
  const OnlineSoftmax run = onlineSoftmax(of({1, 3, 2, 5}), "float64");
  CHECK(run.maximum == of({1, 3, 3, 5}));
  CHECK(maxGap(run.factor, of({0, std::exp(-2.0), 1, std::exp(-2.0)})) <= kEpsilon);
  const double end = std::exp(-4.0) + std::exp(-2.0) + std::exp(-3.0) + 1;
  CHECK(gap(run.sum(3), end) <= 2 * kEpsilon);
  for (const Json& c : fixture().at("rows")) {
    const Vector x = vector(c.at("x"));
    const OnlineSoftmax all = onlineSoftmax(x, "float64");
    const double lse = number(c.at("exactLse"));
    const Index last = x.size() - 1;
    CHECK(gap(all.maximum(last) + std::log(all.sum(last)), lse) <=
          20 * kEpsilon * std::max(1.0, std::abs(lse)));
  }
}

TEST_CASE("onlineSoftmax: what the format has rounded to -inf adds nothing, at the front as well") {
  const OnlineSoftmax run = onlineSoftmax(of({-70000, -80000, 1, 2}), "float16");
  CHECK(run.maximum == of({-kInfinity, -kInfinity, 1, 2}));
  CHECK(run.factor(2) == 0);
  CHECK(run.sum(0) == 0);
  CHECK(run.sum(1) == 0);
  CHECK(run.sum(2) == 1);
  CHECK(gap(run.sum(3), 1 + std::exp(-1.0)) < 1e-3);
}

TEST_CASE("softmaxSlopes agrees with PyTorch's Jacobian, and loses the direction of all ones") {
  for (const Json& c : fixture().at("slopes")) {
    CAPTURE(c.at("name").get<std::string>());
    const Vector x = vector(c.at("x")), g = vector(c.at("g"));
    const SoftmaxSlopes s = softmaxSlopes(x);
    const Matrix p = film(x, "shifted").p;
    Vector backward = g;
    softmaxRowBackward(p.data(), backward.data(), x.size(), backward.data());
    CHECK(maxGap(s.jacobian, matrix(c.at("jacobian"))) < 1e-15);
    CHECK(maxGap(backward, vector(c.at("backward"))) < 1e-14);
    CHECK(largest(Matrix(s.jacobian * Vector::Ones(x.size()))) < 4 * kEpsilon);
    CHECK(largest(s.rowTotals) < 4 * kEpsilon);
    CHECK(largest(Matrix(s.jacobian.transpose() - s.jacobian)) == 0);
    CHECK(gap(s.trace, s.jacobian.trace()) < 1e-15);
    // The closed form, where p is not so near 1 that 1 − p cancels.
    CHECK(gap(s.trace, 1 - p.squaredNorm()) < 8 * kEpsilon);
  }
  CHECK(softmaxSlopes(of({3, 3})).jacobian(0, 0) == 0.25);
  CHECK(softmaxSlopes(of({0.7})).jacobian(0, 0) == 0);
}

TEST_CASE("softmaxPath: softmax of z/τ at many temperatures, as PyTorch") {
  for (const Json& c : fixture().at("paths")) {
    const Matrix path = softmaxPath(vector(c.at("x")), vector(c.at("temperatures")));
    CHECK(maxGap(path, matrix(c.at("p"))) < 1e-14);
  }
  const Matrix ends = softmaxPath(of({1, 3, 2}), of({1e-300, 1e300}));
  CHECK(ends(0, 1) == 1);
  CHECK(gap(ends(1, 0), 1 / 3.0) < kEpsilon);
  CHECK_THROWS_AS(softmaxPath(of({1, 2}), of({0})), InvalidArgument);
  CHECK_THROWS_AS(softmaxPath(of({1, 2}), of({-1})), InvalidArgument);
}

TEST_CASE("softmaxInverse: logits whose softmax is what was given") {
  for (const Vector& p : {of({0.2, 0.3, 0.5}), of({1e-9, 1, 1e-3}), of({4, 4})}) {
    const Vector x = softmaxInverse(p);
    CHECK(std::abs(x.sum()) < 1e-14);
    CHECK(maxGap(Vector(film(x, "shifted").p.transpose()), Vector(p / p.sum())) < 1e-15);
  }
  CHECK_THROWS_AS(softmaxInverse(of({0, 1})), InvalidArgument);
  CHECK_THROWS_AS(softmaxInverse(of({kNaN, 1})), InvalidArgument);
}

TEST_CASE("shareMoved: one share set, the others keep their proportions and the sum stays 1") {
  CHECK(maxGap(shareMoved(of({0.5, 0.3, 0.2}), 0, 0.75), of({0.75, 0.15, 0.1})) < 1e-16);
  CHECK(shareMoved(of({1, 0, 0}), 0, 0.5) == of({0.5, 0.25, 0.25}));
  CHECK(shareMoved(of({0.5, 0.5}), 1, 1.5) == of({0, 1}));
  CHECK(shareMoved(of({0.5, 0.5}), 1, -1) == of({1, 0}));
  CHECK(shareMoved(of({1}), 0, 0.2) == of({1}));
  CHECK_THROWS_AS(shareMoved(of({1, 0}), 2, 0.5), InvalidArgument);
  CHECK_THROWS_AS(shareMoved(of({1, -0.1}), 0, 0.5), InvalidArgument);
  CHECK_THROWS_AS(shareMoved(of({1, 0}), 0, kNaN), InvalidArgument);
}

TEST_CASE("simplexEntropy: highest in the middle, nothing outside the triangle") {
  const Matrix h = simplexEntropy(60);
  double most = 0;
  for (Index i = 0; i < h.size(); ++i) {
    if (!std::isnan(h.data()[i])) most = std::max(most, h.data()[i]);
  }
  CHECK(most <= std::log(3.0));
  CHECK(most > 1.098);
  CHECK(gap(h(19, 29), std::log(3.0)) < 1e-3);
  CHECK(std::isnan(h(59, 0)));
  CHECK(h(0, 0) < 0.1);
  CHECK_THROWS_AS(simplexEntropy(1), InvalidArgument);
}

TEST_CASE("softmax refuses what is no logit") {
  const Matrix none;
  const Matrix one = rowOf(of({1, 2}));
  CHECK_THROWS_AS(softmaxFilm(none, none, 1, "shifted", "float64", 1, 0), ShapeMismatch);
  CHECK_THROWS_AS(softmaxFilm(rowOf(of({kInfinity, 1})), none, 1, "shifted", "float64", 1, 0),
                  InvalidArgument);
  CHECK_THROWS_AS(softmaxFilm(rowOf(of({-kInfinity, -kInfinity})), none, 1, "shifted", "float64", 1, 0),
                  InvalidArgument);
  CHECK_THROWS_AS(softmaxFilm(rowOf(of({kNaN, 1})), none, 1, "shifted", "float64", 1, 0), InvalidArgument);
  CHECK_THROWS_AS(softmaxFilm(one, none, 2, "shifted", "float64", 1, 0), InvalidArgument);
  CHECK_THROWS_AS(softmaxFilm(one, none, 1, "fast", "float64", 1, 0), InvalidArgument);
  CHECK_THROWS_AS(softmaxFilm(one, none, 1, "shifted", "float8", 1, 0), InvalidArgument);
  CHECK_THROWS_AS(softmaxFilm(one, rowOf(of({1, 1, 1})), 1, "shifted", "float64", 1, 0), ShapeMismatch);
  CHECK_THROWS_AS(softmaxFilm(one, none, 1, "shifted", "float64", kNaN, 0), InvalidArgument);
  CHECK_THROWS_AS(softmaxSlopes(of({1, kNaN})), InvalidArgument);
  CHECK_THROWS_AS(onlineSoftmax(of({kNaN}), "float64"), InvalidArgument);
}
