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
  Real vanishing;  // the n of 2^n = 0, times ln 2: Exponential::usual makes 0 of it
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

// x = n ln 2 + r; 2^n, if the format has it; and e^r − 1.
template <class Real>
struct ReducedExp {
  Lanes<Real> n, scale, grown;
};

// At most 2 ulp over the whole range, denormal results included; e^NaN is NaN.
template <class Real>
class Exponential {
 public:
  explicit Exponential(const ExpConstants<Real>& c = expConstants<Real>())
      : usual_(splat(c.usual)),
        sign_(splat(c.negativeZero)),
        inverse_(splat(c.inverse)),
        magic_(splat(c.magic + static_cast<Real>(LanesOf<Real>::bias))),
        first_(splat(c.ln2First)),
        second_(splat(c.ln2Second)) {
    for (std::ptrdiff_t i = 0; i < kTerms; ++i) q_[i] = splat(c.q[i]);
  }

  ReducedExp<Real> reduce(Lanes<Real> x) const {
    const Lanes<Real> magic = madd(x, inverse_, magic_), n = magic - magic_;
    const Lanes<Real> r = madd(n, second_, madd(n, first_, x)), square = r * r;
    return {n, exponentOf(magic), madd(polynomial(r, square), square, r)};
  }

  // All ones where e^x is neither 0, denormal nor infinite.
  Bits<Real> isUsual(Lanes<Real> x) const { return without(sign_, x) < usual_; }
  // e^x where it is that; and 0 at kExp.vanishing.
  Lanes<Real> usual(Lanes<Real> x) const {
    const ReducedExp<Real> e = reduce(x);
    return madd(e.scale, e.grown, e.scale);
  }

  Lanes<Real> operator()(Lanes<Real> x) const {
    if (anyOf(~isUsual(x))) [[unlikely]]
      return extreme(x);
    return usual(x);
  }

 private:
  static constexpr std::ptrdiff_t kTerms = ExpConstants<Real>::kTerms;

  // 2^n from n + magic: its last digits, the exponent's bias with them, become the exponent.
  static Lanes<Real> exponentOf(Lanes<Real> magic) {
    return (Lanes<Real>)((Bits<Real>)magic << LanesOf<Real>::mantissa);
  }

  Lanes<Real> extreme(Lanes<Real> x) const {
    const ExpConstants<Real>& c = expConstants<Real>();
    const ReducedExp<Real> e = reduce(greater(splat(c.low), lesser(splat(c.high), x)));
    // Two factors, for a result or a factor may lie beyond the exponents of the format.
    const Lanes<Real> magic = madd(e.n, splat(c.half), magic_), rest = e.n - (magic - magic_);
    return (splat(c.one) + e.grown) * exponentOf(magic) * exponentOf(rest + magic_);
  }

  // Even and odd powers apart: as few operations as in Horner's rule, and half of them wait for each other.
  Lanes<Real> polynomial(Lanes<Real> r, Lanes<Real> square) const {
    Lanes<Real> part[2] = {q_[kTerms - 1], q_[kTerms - 2]};
    for (std::ptrdiff_t i = kTerms - 3, turn = 0; i >= 0; --i, turn = 1 - turn) {
      part[turn] = madd(part[turn], square, q_[i]);
    }
    return kTerms % 2 == 1 ? madd(part[1], r, part[0]) : madd(part[0], r, part[1]);
  }

  Lanes<Real> usual_, sign_, inverse_, magic_, first_, second_, q_[kTerms];
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
    const Lanes<Real> m = madd(e.scale, e.grown, e.scale - one_);
    return either(m / (m + two_), both(sign_, x));
  }

 private:
  Exponential<Real> exp_;
  Lanes<Real> level_, one_, two_, sign_;
};

// At most 3 ulp: e/(1 + e) with e = e^x, which loses nothing left of 0 and is 1 long before e is infinite.
template <class Real>
class Sigmoid {
 public:
  explicit Sigmoid(const ExpConstants<Real>& c = expConstants<Real>())
      : exp_(c), most_(splat(c.usual)), one_(splat(c.one)) {}

  Bits<Real> isUsual(Lanes<Real> x) const { return exp_.isUsual(x); }
  Lanes<Real> usual(Lanes<Real> x) const { return odds(exp_.usual(x)); }
  Lanes<Real> operator()(Lanes<Real> x) const { return odds(exp_(lesser(most_, x))); }

 private:
  Lanes<Real> odds(Lanes<Real> e) const { return e / (one_ + e); }

  Exponential<Real> exp_;
  Lanes<Real> most_, one_;
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

// The same for a function with a shorter way, f.usual, for numbers of which f.isUsual holds: asked once for
// many numbers, for a branch at every lane group takes as long as half of an exponential.
template <class Function, class Real>
inline void mapRuns(const Function& f, const Real* in, Real* out, std::ptrdiff_t count) {
  constexpr std::ptrdiff_t lanes = LanesOf<Real>::count, most = 256;
  // Copies, which stay in registers: what lies in memory would be read again after every store.
  const auto isUsual = [f](Lanes<Real> x) { return f.isUsual(x); };
  const auto usual = [f](Lanes<Real> x) { return f.usual(x); };
  while (count >= lanes) {
    const std::ptrdiff_t run = std::min(most, count / lanes * lanes);
    Bits<Real> all = ~Bits<Real>{};
    for (std::ptrdiff_t i = 0; i < run; i += lanes) all &= isUsual(load(in + i));
    if (anyOf(~all)) {
      mapLanes(f, in, out, run);
    } else {
      mapLanes(usual, in, out, run);
    }
    in += run, out += run, count -= run;
  }
  mapLanes(f, in, out, count);
}

// The three over arrays.
template <class Real>
void expEach(const Real* in, Real* out, std::ptrdiff_t count);
template <class Real>
void tanhEach(const Real* in, Real* out, std::ptrdiff_t count);
template <class Real>
void sigmoidEach(const Real* in, Real* out, std::ptrdiff_t count);

}  // namespace nabla
