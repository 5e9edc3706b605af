// e^x, tanh x and the sigmoid of a lane group, for loops over arrays. Method and constants: derive_exp.py.
//
// Each is an object that takes its constants out of memory once, before the loop: compilers would write them
// as literals into the loop, where V8 builds every one of them anew in each round.
#pragma once

#include "lanes.h"

namespace nabla {

template <class Real>
struct ExpConstants {
  static constexpr std::ptrdiff_t kTerms = sizeof(Real) == 4 ? 5 : 10;
  Real low, high;  // e^x is 0 below, infinite above
  Real normal;     // e^x is denormal below
  Real usual;      // e^x is normal for |x| below
  Real level;      // tanh is 1 from here on
  Real inverse;    // 1/ln 2
  Real magic;      // 1.5 · 2^p: adding it rounds to a whole number, which then stands in the last digits
  Real ln2First, ln2Second;  // −ln 2 in two parts
  Real q[kTerms];            // (e^r − 1 − r)/r², lowest power first
  Real half = Real{0.5}, one = 1, two = 2, negativeZero = -Real{0};
};
extern const ExpConstants<float> kExpFloat;
extern const ExpConstants<double> kExpDouble;
template <class Real>
inline const ExpConstants<Real>& expConstants() {
  if constexpr (sizeof(Real) == 4) {
    return kExpFloat;
  } else {
    return kExpDouble;
  }
}

// x = n ln 2 + r, and e^r − 1; n stands in the last digits of `magic`, too.
template <class Real>
struct ReducedExp {
  Lanes<Real> magic, n, grown;
};

// At most 2 ulp over the whole range, denormal results included; e^NaN is NaN.
template <class Real>
class Exponential {
 public:
  explicit Exponential(const ExpConstants<Real>& c = expConstants<Real>())
      : usual_(splat(c.usual)),
        sign_(splat(c.negativeZero)),
        inverse_(splat(c.inverse)),
        magic_(splat(c.magic)),
        biased_(splat(c.magic + static_cast<Real>(LanesOf<Real>::bias))),
        first_(splat(c.ln2First)),
        second_(splat(c.ln2Second)),
        one_(splat(c.one)) {
    for (std::ptrdiff_t i = 0; i < kTerms; ++i) q_[i] = splat(c.q[i]);
  }

  ReducedExp<Real> reduce(Lanes<Real> x) const {
    const Lanes<Real> magic = madd(x, inverse_, magic_), n = magic - magic_;
    const Lanes<Real> r = madd(n, second_, madd(n, first_, x));
    return {magic, n, madd(polynomial(r), r * r, r)};
  }

  // 2^n for whole n between the exponents of the format.
  Lanes<Real> power(Lanes<Real> n) const {
    return (Lanes<Real>)((Bits<Real>)(n + biased_) << LanesOf<Real>::mantissa);
  }

  Lanes<Real> operator()(Lanes<Real> x) const {
    if (anyOf(~(without(sign_, x) < usual_))) [[unlikely]]
      return extreme(x);
    return normal(x);
  }

  // The same, but only where e^x is neither 0, denormal nor infinite: 2^n by adding to the exponent.
  Lanes<Real> normal(Lanes<Real> x) const {
    const ReducedExp<Real> e = reduce(x);
    return (Lanes<Real>)((Bits<Real>)(one_ + e.grown) + ((Bits<Real>)e.magic << LanesOf<Real>::mantissa));
  }

 private:
  static constexpr std::ptrdiff_t kTerms = ExpConstants<Real>::kTerms;

  Lanes<Real> extreme(Lanes<Real> x) const {
    const ExpConstants<Real>& c = expConstants<Real>();
    const ReducedExp<Real> e = reduce(greater(splat(c.low), lesser(splat(c.high), x)));
    // Two factors, for a result or a factor may lie beyond the exponents of the format.
    const Lanes<Real> some = madd(e.n, splat(c.half), magic_) - magic_;
    return (one_ + e.grown) * power(some) * power(e.n - some);
  }

  // In pairs (Estrin 1960), for Horner's rule would have each term wait for the one before it.
  Lanes<Real> polynomial(Lanes<Real> r) const {
    Lanes<Real> part[kTerms];
    for (std::ptrdiff_t i = 0; i < kTerms; ++i) part[i] = q_[i];
    for (std::ptrdiff_t left = kTerms; left > 1; left = (left + 1) / 2, r = r * r) {
      for (std::ptrdiff_t i = 0; i < left / 2; ++i) part[i] = madd(part[2 * i + 1], r, part[2 * i]);
      if (left % 2 == 1) part[left / 2] = part[left - 1];
    }
    return part[0];
  }

  Lanes<Real> usual_, sign_, inverse_, magic_, biased_, first_, second_, one_, q_[kTerms];
};

// At most 3 ulp. m/(m + 2) with m = e^2|x| − 1, which loses nothing near 0, and the sign of x.
template <class Real>
class Tanh {
 public:
  explicit Tanh(const ExpConstants<Real>& c = expConstants<Real>())
      : exp_(c),
        level_(splat(c.level)),
        one_(splat(c.one)),
        two_(splat(c.two)),
        sign_(splat(c.negativeZero)) {}

  Lanes<Real> operator()(Lanes<Real> x) const {
    const Lanes<Real> size = lesser(level_, without(sign_, x));
    const ReducedExp<Real> e = exp_.reduce(size + size);
    const Lanes<Real> scale = exp_.power(e.n);
    const Lanes<Real> m = madd(scale, e.grown, scale - one_);
    return either(m / (m + two_), both(sign_, x));
  }

 private:
  Exponential<Real> exp_;
  Lanes<Real> level_, one_, two_, sign_;
};

// At most 3 ulp: 1/(1 + e) right of 0 and e/(1 + e) left of it, with e = e^−|x|.
template <class Real>
class Sigmoid {
 public:
  explicit Sigmoid(const ExpConstants<Real>& c = expConstants<Real>())
      : exp_(c), one_(splat(c.one)), sign_(splat(c.negativeZero)) {}

  Lanes<Real> operator()(Lanes<Real> x) const {
    const Lanes<Real> e = exp_(either(sign_, x));
    return (x < Lanes<Real>{} ? e : one_) / (one_ + e);
  }

 private:
  Exponential<Real> exp_;
  Lanes<Real> one_, sign_;
};

// out_i = f(in_i); in and out may be the same.
template <class Function, class Real>
inline void mapLanes(const Function& f, const Real* in, Real* out, std::ptrdiff_t count) {
  constexpr std::ptrdiff_t lanes = LanesOf<Real>::count;
  std::ptrdiff_t i = 0;
  for (; i + lanes <= count; i += lanes) store(out + i, f(load(in + i)));
  if (i == count) return;
  Real rest[lanes] = {};
  std::copy(in + i, in + count, rest);
  store(rest, f(load(rest)));
  std::copy(rest, rest + (count - i), out + i);
}

// The three over arrays.
template <class Real>
void expEach(const Real* in, Real* out, std::ptrdiff_t count);
template <class Real>
void tanhEach(const Real* in, Real* out, std::ptrdiff_t count);
template <class Real>
void sigmoidEach(const Real* in, Real* out, std::ptrdiff_t count);

}  // namespace nabla
