#include "dot_rounding.h"

#include <cmath>

#include "dot_product.h"
#include "double_double.h"
#include "summation.h"

namespace nabla {

RoundedDot dotRounded(const Vector& a, const Vector& b, const std::string& format) {
  const Format f = parseFormat(format);
  const double plain = dot(a, b);  // sizes are checked here
  require_finite(a, "a");
  require_finite(b, "b");
  const Index n = a.size();
  RoundedDot r{};
  r.products = r.running = r.lost = Vector(n);
  r.firstLost = r.firstInfinite = -1;
  double sum = 0;
  for (Index i = 0; i < n; ++i) {
    const double term = roundTo(f, roundTo(f, a(i)) * roundTo(f, b(i)));
    const DoubleDouble whole = twoSum(sum, term);
    const double next = roundTo(f, whole.high);
    r.products(i) = term;
    r.running(i) = next;
    r.lost(i) = (whole.high - next) + whole.low;
    if (r.firstInfinite < 0 && !std::isfinite(next)) r.firstInfinite = static_cast<int>(i);
    if (r.firstLost < 0 && i > 0 && std::isfinite(next) && term != 0 && next == sum) {
      r.firstLost = static_cast<int>(i);
    }
    sum = next;
  }
  r.naive = sumInOrder(r.products, SumOrder::naive, f);
  r.reversed = sumInOrder(r.products, SumOrder::reversed, f);
  r.pairwise = sumInOrder(r.products, SumOrder::pairwise, f);
  r.kahan = sumInOrder(r.products, SumOrder::kahan, f);
  r.exact = std::isfinite(plain) ? dotExact(a, b) : plain;
  return r;
}

}  // namespace nabla
