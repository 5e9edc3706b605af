#include "euclidean_distance.h"

#include <doctest/doctest.h>

#include <cmath>

#include "line_fit.h"
#include "nearest_neighbours.h"
#include "support.h"
#include "tape.h"

using namespace nabla;
using namespace nabla::test;

namespace {

const Json& fixture() {
  static const Json json = loadFixture("euclidean_distance");
  return json;
}

constexpr double kInfinite = std::numeric_limits<double>::infinity();

Vector of(std::initializer_list<double> values) {
  Vector out(static_cast<Index>(values.size()));
  std::copy(values.begin(), values.end(), out.begin());
  return out;
}

// n terms are squared, summed and rooted, each within half an ulp: n + 2 of them are generous.
double ulps(Index n) {
  return static_cast<double>(n + 2) * kEpsilon;
}

}  // namespace

TEST_CASE("euclideanDistance: distances and losses agree with mpmath and PyTorch") {
  for (const Json& c : fixture().at("distances")) {
    CAPTURE(c.at("name"));
    const Vector a = vector(c.at("a")), b = vector(c.at("b"));
    const EuclideanDistance got = euclideanDistance(a, b);
    // mpmath subtracts exactly; one rounding of the difference is ours.
    CHECK(relativeGap(got.distance, number(c.at("exact"))) <= ulps(a.size()));
    CHECK(relativeGap(got.mse, number(c.at("mse"))) <= ulps(a.size()));
    CHECK(relativeGap(got.mae, number(c.at("mae"))) <= ulps(a.size()));
    CHECK(relativeGap(got.written, number(c.at("written"))) <= ulps(a.size()));
    CHECK(maxGap(got.mseGradient, vector(c.at("mseGradient"))) <= 4 * kEpsilon * largest(got.difference));
    CHECK(maxGap(got.maeGradient, vector(c.at("maeGradient"))) <= kEpsilon);
  }
}

TEST_CASE("euclideanDistance: gradients are PyTorch's, also where a meets b") {
  for (const Json& c : fixture().at("distances")) {
    CAPTURE(c.at("name"));
    const Vector a = vector(c.at("a")), b = vector(c.at("b"));
    const EuclideanDistance got = euclideanDistance(a, b);
    const double written = number(c.at("written"));
    // Where torch's own norm overflows or underflows its gradient says nothing about ours.
    if (written == 0 || (written > 1e-140 && written < 1e140)) {
      const Vector expected = vector(c.at("normGradient"));
      if (got.distance == 0 || written > 0) {
        CHECK(maxGap(got.distanceGradient, expected) <= ulps(a.size()));
      }
      CHECK(maxGap(got.writtenGradient, vector(c.at("writtenGradient"))) <= ulps(a.size()));
    }
  }
}

TEST_CASE("euclideanDistance: at a = b the written form divides 0 by 0, the norm does not") {
  const EuclideanDistance got = euclideanDistance(of({1, 2}), of({1, 2}));
  CHECK(got.distance == 0);
  CHECK(sameNumbers(got.distanceGradient, of({0, 0})));
  for (const double g : got.writtenGradient) CHECK(std::isnan(g));
}

TEST_CASE(
    "euclideanDistance: the tape goes back through the written form to the same gradient, NaN included") {
  for (const Json& c : fixture().at("distances")) {
    const Vector a = vector(c.at("a")), b = vector(c.at("b"));
    Tape tape;
    const Var leaf = tape.leaf(toTensor(a));
    const Var difference = sub(tape, leaf, tape.constant(toTensor(b)));
    const Var distance = pow(tape, sum(tape, pow(tape, difference, 2)), 0.5);
    const Vector gradient = toVector(tape.backward(distance).of(leaf));
    CHECK(maxGap(euclideanDistance(a, b).writtenGradient, gradient) <= ulps(a.size()));
  }
}

TEST_CASE("euclideanDistance: 1e200 and 1e-200 neither overflow nor vanish") {
  const EuclideanDistance huge = euclideanDistance(of({3e200, 0}), of({0, 4e200}));
  CHECK(relativeGap(huge.distance, 5e200) <= ulps(2));
  CHECK(huge.written == kInfinite);
  const EuclideanDistance tiny = euclideanDistance(of({3e-200, 0}), of({0, 4e-200}));
  CHECK(relativeGap(tiny.distance, 5e-200) <= ulps(2));
  CHECK(tiny.written == 0);
  CHECK(maxGap(tiny.distanceGradient, of({0.6, -0.8})) <= ulps(2));
}

TEST_CASE("euclideanDistance: empty is 0, one entry is the absolute difference") {
  CHECK(euclideanDistance(Vector(0), Vector(0)).distance == 0);
  CHECK(std::isnan(euclideanDistance(Vector(0), Vector(0)).mse));
  CHECK(euclideanDistance(of({-3}), of({2})).distance == 5);
}

TEST_CASE("euclideanDistance: lengths that differ, and what is not finite, are refused by name") {
  CHECK_THROWS_WITH_AS(euclideanDistance(of({1, 2, 3}), of({1, 2})),
                       "a has 3 entries and b has 2: a distance needs as many in both", ShapeMismatch);
  CHECK_THROWS_AS(euclideanDistance(of({kInfinite}), of({1})), InvalidArgument);
  CHECK_THROWS_AS(euclideanDistance(of({1}), of({std::nan("")})), InvalidArgument);
  // PyTorch refuses them too.
  CHECK(fixture().at("errors").at(0).at("type") == "RuntimeError");
}

TEST_CASE("euclideanDistance: symmetric, and never longer by a detour") {
  Random random(8);
  for (int i = 0; i < 50; ++i) {
    const Vector a = randomVector(random, 5), b = randomVector(random, 5), c = randomVector(random, 5);
    const double ab = euclideanDistance(a, b).distance;
    CHECK(ab == euclideanDistance(b, a).distance);
    CHECK(ab <= (euclideanDistance(a, c).distance + euclideanDistance(c, b).distance) * (1 + ulps(5)));
  }
}

TEST_CASE("batchLoss: F.mse_loss, and the mean over rows that is D times as large") {
  for (const Json& c : fixture().at("batches")) {
    const Matrix p = matrix(c.at("prediction")), t = matrix(c.at("target"));
    const BatchLoss got = batchLoss(p, t);
    const double tolerance = ulps(p.size());
    CHECK(relativeGap(got.mse, number(c.at("mse"))) <= tolerance);
    CHECK(relativeGap(got.sum, number(c.at("sum"))) <= tolerance);
    CHECK(relativeGap(got.mae, number(c.at("mae"))) <= tolerance);
    CHECK(relativeGap(got.meanRow, number(c.at("meanRow"))) <= tolerance);
    CHECK(sameNumbers(got.squares, matrix(c.at("none"))));
    CHECK(maxGap(got.rowSquared, vector(c.at("rows"))) <= tolerance * largest(got.rowSquared));
    CHECK(maxGap(got.mseGradient, matrix(c.at("gradient"))) <= 4 * kEpsilon * largest(got.mseGradient));
    if (got.mse > 0) {
      CHECK(relativeGap(got.ratio, static_cast<double>(p.cols())) <= 4 * kEpsilon);
    } else {
      CHECK(std::isnan(got.ratio));
    }
  }
}

TEST_CASE("batchLoss: shapes are named") {
  CHECK_THROWS_WITH_AS(batchLoss(Matrix::Zero(2, 3), Matrix::Zero(2, 2)),
                       "prediction is 2x3 and target 2x2: every entry needs a partner", ShapeMismatch);
  CHECK_THROWS_AS(batchLoss(Matrix(0, 0), Matrix(0, 0)), ShapeMismatch);
  CHECK_THROWS_AS(batchLoss(Matrix::Constant(1, 1, kInfinite), Matrix::Zero(1, 1)), InvalidArgument);
}

TEST_CASE("pairwiseDistances: float32 by differences as torch.cdist, by the product as wrong as it") {
  for (const Json& c : fixture().at("cdist")) {
    CAPTURE(c.at("name"));
    const Matrix x = matrix(c.at("x"));
    const PairwiseDistances got = pairwiseDistances(x, x, "float32");
    const double eps = 0x1p-23;
    CHECK(maxGap(got.exact, matrix(c.at("exact"))) <= ulps(x.cols()) * largest(got.exact));
    // Within each entry's own rounding: sums of D terms.
    const Matrix direct = matrix(c.at("direct"));
    for (Index i = 0; i < direct.size(); ++i) {
      CHECK(relativeGap(got.direct.data()[i], direct.data()[i]) <= static_cast<double>(x.cols() + 2) * eps);
    }
    // PyTorch adds in another order (and may fuse): both are off by a few ε‖a‖².
    const double size = number(c.at("largestSquare"));
    const double slack = static_cast<double>(4 * x.cols() + 4) * eps * size;
    CHECK(maxGap(got.expandedSquared, matrix(c.at("expandedSquared"))) <= slack);
    CHECK(maxGap(got.clamped, matrix(c.at("product"))) <= std::sqrt(slack));
    for (Index i = 0; i < got.expanded.size(); ++i) {
      CHECK(std::isnan(got.expanded.data()[i]) == (got.expandedSquared.data()[i] < 0));
    }
  }
}

TEST_CASE("pairwiseDistances: a squared distance of −0.5, where the truth is 0.01") {
  // The same as PyTorch, for every sum here is exact or rounds one way only.
  const Json& c = fixture().at("cdist").at(2);
  const Matrix x = matrix(c.at("x"));
  const PairwiseDistances got = pairwiseDistances(x, x, "float32");
  CHECK(c.at("negative").get<bool>());
  CHECK(got.negative > 0);
  CHECK(got.expandedSquared(0, 1) == matrix(c.at("expandedSquared"))(0, 1));
  CHECK(got.expandedSquared(0, 1) == -0.5);
  CHECK(got.clamped(0, 1) == 0);
  CHECK(std::abs(got.direct(0, 1) - 0.1) < 1e-3);
  CHECK(got.directError < 1e-7);
  CHECK(got.clampedError > 0.05);
  // Float64 has 29 bits more of them: the same points are fine there, a thousand million away they are not.
  CHECK(pairwiseDistances(x, x, "float64").clampedError < 1e-5);
  const Matrix far = x.array() + 1e9;
  CHECK(pairwiseDistances(far, far, "float64").clampedError > 1);
}

TEST_CASE("pairwiseDistances: squares beyond float16 are no error of 0, and the truth is not rounded") {
  const Matrix x = fromRows({{1000.1, 2000.2}, {1000.1, 2000.3}, {1000.2, 2000.2}});
  // 2000² = 4·10⁶ > 65504: ∞ − ∞. float16 numbers lie 1/2 and 1 apart there: all rows become one.
  const PairwiseDistances half = pairwiseDistances(x, x, "float16");
  CHECK(std::isnan(half.expandedSquared(0, 1)));
  CHECK(std::isnan(half.clamped(0, 1)));
  CHECK(std::isnan(half.clampedError));
  CHECK(half.negative == 0);
  CHECK(half.direct(0, 1) == 0);
  for (const char* format : {"float16", "float32", "float64"}) {
    // What float64 makes of 2000.3 and 2000.2 is off by half of 2.3e-13 each.
    CHECK(gap(pairwiseDistances(x, x, format).exact(0, 1), 0.1) <= 3e-13);
  }
  CHECK(relativeGap(half.directError, std::sqrt(0.02)) <= 1e-10);
  // float32 numbers near 2000 lie 1.2·10⁻⁴ apart: that much is lost before a sum begins.
  CHECK(pairwiseDistances(x, x, "float32").directError > 1e-5);
  CHECK(std::isinf(pairwiseDistances(fromRows({{0}}), fromRows({{300}}), "float16").directError));
}

TEST_CASE("what the fine print says of PyTorch: overflow of torch.dist, and cdist's own way beyond 25 rows") {
  for (const Json& c : fixture().at("distances")) {
    if (c.at("name") == "huge") CHECK(number(c.at("dist")) == kInfinite);
  }
  for (const Json& c : fixture().at("cdistDefault")) {
    CHECK(c.at("subtracts").get<bool>() == (c.at("rows").get<int>() <= 25));
  }
}

TEST_CASE("pairwiseDistances: one row, no rows, columns that differ, and what the format cannot hold") {
  CHECK(pairwiseDistances(Matrix(0, 2), Matrix::Zero(3, 2), "float32").exact.cols() == 3);
  CHECK(pairwiseDistances(fromRows({{3}}), fromRows({{-1}}), "float32").direct(0, 0) == 4);
  CHECK_THROWS_AS(pairwiseDistances(Matrix::Zero(1, 2), Matrix::Zero(1, 3), "float32"), ShapeMismatch);
  CHECK_THROWS_AS(pairwiseDistances(fromRows({{1e200}}), fromRows({{0}}), "float32"), InvalidArgument);
  CHECK_THROWS_AS(pairwiseDistances(fromRows({{1}}), fromRows({{0}}), "float8"), InvalidArgument);
}

TEST_CASE("nearestNeighbours: the distances and the order of torch.cdist and topk") {
  for (const Json& c : fixture().at("neighbours")) {
    const Matrix points = matrix(c.at("points"));
    const Vector labels = vector(c.at("labels")), scale = vector(c.at("scale"));
    const int k = c.at("k").get<int>();
    const Neighbours got = nearestNeighbours(points, labels, vector(c.at("query")), k, scale);
    CHECK(maxGap(got.distances, vector(c.at("distances"))) <= ulps(4) * largest(got.distances));
    CHECK(sameNumbers(Vector(got.order.head(k)), vector(c.at("order"))));
    CHECK(got.tied == !c.at("clear").get<bool>());
    if (!got.tied) CHECK(got.label == c.at("label").get<int>());
    CHECK(got.votes.sum() == k);
  }
}

TEST_CASE("nearestNeighbours: a tie goes to the class whose point is nearest") {
  const Matrix points = fromRows({{1, 0}, {2, 0}, {-3, 0}, {-4, 0}});
  const Neighbours got = nearestNeighbours(points, of({1, 0, 0, 1}), of({0, 0}), 4, of({1, 1}));
  CHECK(got.tied);
  CHECK(got.label == 1);
  CHECK_THROWS_AS(nearestNeighbours(points, of({1, 0, 0, 1}), of({0, 0}), 5, of({1, 1})), InvalidArgument);
  CHECK_THROWS_AS(nearestNeighbours(points, of({1, 0, 0, 0.5}), of({0, 0}), 1, of({1, 1})), InvalidArgument);
  CHECK_THROWS_AS(nearestNeighbours(points, of({1, 0, 0, 3}), of({0, 0}), 1, of({1, 1})), InvalidArgument);
  CHECK_THROWS_AS(nearestNeighbours(points, of({1, 0}), of({0, 0}), 1, of({1, 1})), ShapeMismatch);
  CHECK_THROWS_AS(nearestNeighbours(points, of({1, 0, 0, 1}), of({0, 0}), 1, of({0, 1})), InvalidArgument);
}

TEST_CASE("neighbourRegions: every cell holds what nearestNeighbours says of its centre") {
  for (const Json& c : fixture().at("neighbours")) {
    const Matrix points = matrix(c.at("points"));
    const Vector labels = vector(c.at("labels")), scale = vector(c.at("scale"));
    const int k = c.at("k").get<int>();
    const Matrix got = neighbourRegions(points, labels, k, scale, of({-4, 4, -2, 2}), 9, 16);
    for (Index r = 0; r < 9; ++r) {
      for (Index col = 0; col < 16; ++col) {
        const Vector centre =
            of({-4 + 0.5 * (static_cast<double>(col) + 0.5), -2 + 4.0 / 9 * (static_cast<double>(r) + 0.5)});
        CHECK(got(r, col) == nearestNeighbours(points, labels, centre, k, scale).label);
      }
    }
  }
}

TEST_CASE("voronoiEdges: every border is equally far from two points, and no third is nearer") {
  for (const Json& c : fixture().at("neighbours")) {
    const Matrix points = matrix(c.at("points"));
    const Vector scale = vector(c.at("scale"));
    const Matrix edges = voronoiEdges(points, scale, of({-4, 4, -4, 4}));
    CHECK(edges.cols() == 4);
    if (points.rows() > 1) CHECK(edges.rows() > 0);
    for (Index e = 0; e < edges.rows(); ++e) {
      const Vector middle = of({(edges(e, 0) + edges(e, 2)) / 2, (edges(e, 1) + edges(e, 3)) / 2});
      const Neighbours near = nearestNeighbours(points, Vector::Zero(points.rows()), middle, 1, scale);
      const auto distance = [&](Index i) { return near.distances(static_cast<Index>(near.order(i))); };
      // Coordinates of the cut are exact to a few ε of the window, in scaled units.
      CHECK(distance(1) - distance(0) <= 1e-12 * (1 + scale.maxCoeff()));
    }
  }
}

TEST_CASE("voronoiEdges: two points share the bisector, across the window; one point has no border") {
  const Matrix edges = voronoiEdges(fromRows({{-1, 0}, {1, 0}}), of({1, 1}), of({-2, 2, -3, 3}));
  REQUIRE(edges.rows() == 1);
  CHECK(edges(0, 0) == 0);
  CHECK(edges(0, 2) == 0);
  CHECK(std::abs(edges(0, 3) - edges(0, 1)) == 6);
  CHECK(voronoiEdges(fromRows({{0, 0}}), of({1, 1}), of({-1, 1, -1, 1})).rows() == 0);
  CHECK(voronoiEdges(fromRows({{0, 0}, {0, 0}}), of({1, 1}), of({-1, 1, -1, 1})).rows() == 0);
  // Four points of a square: their cells meet in the middle, four borders.
  const Matrix square = fromRows({{-1, -1}, {1, -1}, {1, 1}, {-1, 1}});
  CHECK(voronoiEdges(square, of({1, 1}), of({-2, 2, -2, 2})).rows() == 4);
}

TEST_CASE("leastSquaresLine: torch.linalg.lstsq; leastAbsoluteLine: the linear program") {
  for (const Json& c : fixture().at("lines")) {
    const Vector x = vector(c.at("x")), y = vector(c.at("y"));
    const LineFit squares = leastSquaresLine(x, y), absolutes = leastAbsoluteLine(x, y);
    // lstsq on x with an offset of 1e6 loses what the offset costs: κ ε.
    const double tolerance = 1e-15 * std::max(1.0, x.squaredNorm()) * (1 + largest(y));
    CHECK(gap(squares.slope, number(c.at("slope"))) <= tolerance);
    CHECK(gap(squares.mse, number(c.at("mse"))) <= tolerance);
    CHECK(gap(squares.slope * x.mean() + squares.intercept, number(c.at("middle"))) <= 1e-9);
    // HiGHS stops at 1e-7.
    CHECK(gap(absolutes.mae, number(c.at("leastMae"))) <= 1e-7);
    CHECK(absolutes.mae <= squares.mae * (1 + 1e-12));
    CHECK(squares.mse <= absolutes.mse * (1 + 1e-12));
    // The residuals of a least squares line are at right angles to 1 and x.
    CHECK(std::abs(squares.residuals.sum()) <= 1e-9 * (1 + largest(y)));
    if (squares.mse > 1e-20) CHECK(std::abs(squares.squaredShare.sum() - 1) <= ulps(x.size()));
  }
}

TEST_CASE("a line needs two places, and as many x as y") {
  CHECK_THROWS_AS(leastSquaresLine(of({1, 1}), of({0, 2})), SingularMatrix);
  CHECK_THROWS_AS(leastAbsoluteLine(of({1}), of({0})), ShapeMismatch);
  CHECK_THROWS_AS(leastSquaresLine(of({1, 2}), of({0})), ShapeMismatch);
  const LineFit exact = leastSquaresLine(of({0, 1}), of({1, 3}));
  CHECK(exact.slope == 2);
  CHECK(sameNumbers(exact.squaredShare, of({0, 0})));
}

TEST_CASE("points on one line share nothing: what is left of their residuals is rounding") {
  // The first is exact, 7 · 0.1 and its like are rounded, and x far from 0 is centred with loss.
  constexpr double kLines[][3] = {
      {0, 2, 1}, {0, 0.1, 0.3}, {0, -1.7, 0.7}, {1e6, 0.3, 0.1}, {-9e5, 3.3, 1e6}};
  for (const auto& [offset, slope, intercept] : kLines) {
    Vector x(8), y(8);
    for (Index i = 0; i < 8; ++i) {
      x(i) = offset + static_cast<double>(i * i) / 10;
      y(i) = slope * x(i) + intercept;
    }
    CAPTURE(slope);
    for (const LineFit& fit : {leastSquaresLine(x, y), leastAbsoluteLine(x, y)}) {
      CHECK(sameNumbers(fit.squaredShare, Vector(Vector::Zero(8))));
      CHECK(sameNumbers(fit.absoluteShare, Vector(Vector::Zero(8))));
    }
    // A thousandth of a step off the line is no rounding.
    y(7) += 1e-3;
    CHECK(std::abs(leastSquaresLine(x, y).squaredShare.sum() - 1) <= ulps(8));
  }
}

TEST_CASE("an outlier pulls the least squares line and leaves the other where it was") {
  const Vector x = of({-3, -2, -1, 0, 1, 2, 3});
  Vector y = x / 2;
  CHECK(std::abs(leastSquaresLine(x, y).slope - 0.5) < 1e-15);
  y(6) -= 10;
  // Slope of the pull: −10 · 3 / Σx² = −30/28.
  CHECK(std::abs(leastSquaresLine(x, y).slope - (0.5 - 30.0 / 28)) < 1e-14);
  CHECK(std::abs(leastAbsoluteLine(x, y).slope - 0.5) < 1e-15);
}

TEST_CASE("distanceCloud: torch.rand's own distances, and torch.histc's counts") {
  for (const Json& c : fixture().at("clouds")) {
    const DistanceCloud got = distanceCloud(c.at("points"), c.at("dim"), c.at("seed").get<double>(), 40);
    const double tolerance = ulps(c.at("dim").get<int>());
    CHECK(relativeGap(got.nearest, number(c.at("nearest"))) <= tolerance);
    CHECK(relativeGap(got.farthest, number(c.at("farthest"))) <= tolerance);
    CHECK(relativeGap(got.ratio, number(c.at("ratio"))) <= 2 * tolerance);
    CHECK(relativeGap(got.mean, number(c.at("mean"))) <= tolerance + ulps(c.at("points").get<int>()));
    CHECK(maxGap(got.fraction, vector(c.at("counts"))) <= 1e-12);
    const Vector ratio = farNearRatios(c.at("points"), of({c.at("dim").get<double>()}), c.at("seed"));
    CHECK(ratio(0) == got.ratio);
  }
}

TEST_CASE("in many dimensions all distances come near the square root of D / 6") {
  const DistanceCloud got = distanceCloud(100, 1000, 1, 40);
  CHECK(std::abs(got.mean / std::sqrt(1000.0 / 6) - 1) < 0.05);
  CHECK(got.ratio < 1.5);
  CHECK(distanceCloud(100, 2, 1, 40).ratio > 5);
  // The most of both. Independent coordinates: d²/dim is 1/6 on average.
  const DistanceCloud most = distanceCloud(4096, 4096, 0, 40);
  CHECK(most.mean / 64 == doctest::Approx(std::sqrt(1.0 / 6)).epsilon(0.01));
  CHECK_THROWS_AS(distanceCloud(1, 2, 0, 40), InvalidArgument);
  CHECK_THROWS_AS(distanceCloud(10, 0, 0, 40), InvalidArgument);
  CHECK_THROWS_AS(farNearRatios(10, of({1.5}), 0), InvalidArgument);
}
