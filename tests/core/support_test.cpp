#include "support.h"

#include <doctest/doctest.h>

using namespace nabla;
using namespace nabla::test;

TEST_CASE("a NaN passes no measure, wherever it stands") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(worse(1.0, 2.0) == 2);
  CHECK(worse(2.0, 1.0) == 2);
  CHECK(std::isnan(worse(1.0, nan)));
  CHECK(std::isnan(worse(nan, 1.0)));
  const Matrix sound = fromRows({{3, -4}, {2, 1}});
  CHECK(norm1(sound) == 5);
  CHECK(largest(sound) == 4);
  for (Index i = 0; i < sound.size(); ++i) {
    CAPTURE(i);
    Matrix a = sound;
    a.data()[i] = nan;
    CHECK(std::isnan(norm1(a)));
    CHECK(std::isnan(largest(a)));
    CHECK(std::isinf(maxGap(a, sound)));
    CHECK(std::isinf(maxGap(sound, a)));
    CHECK(maxGap(a, a) == 0);
  }
}
