#include "expression_simplify.h"

#include <algorithm>
#include <cmath>

#include "decimal.h"

namespace nabla {
namespace {

constexpr double kExact = 9007199254740992.0;  // 2^53
constexpr std::size_t kMostParts = 64;
constexpr int kSumRank = 3;

bool isWholeNumber(double x) {
  return std::abs(x) <= kExact && x == std::floor(x);
}

// over/under in lowest terms, or their quotient where they are no longer exact.
Ratio reduced(double over, double under, bool decimal) {
  if (!isWholeNumber(over) || !isWholeNumber(under) || under == 0) return {over / under, 1, true};
  double a = std::abs(over), b = std::abs(under);
  while (b != 0) {
    const double rest = std::fmod(a, b);
    a = b;
    b = rest;
  }
  if (a == 0) a = 1;
  const double sign = under < 0 ? -1 : 1;
  return {sign * over / a, sign * under / a, decimal};
}

// A typed number as a fraction: 0.1 is 1/10, which 3 * 0.1 needs to be 0.3.
Ratio ratioOf(double x) {
  if (isWholeNumber(x)) return {x, 1, false};
  const Decimal d = shortestDecimal(x);
  if (d.digits.size() > 15 || d.exponent > 0 || d.exponent < -15) return {x, 1, true};
  const double digits = decimalValue(d.digits, 0) * (x < 0 ? -1 : 1);
  return reduced(digits, decimalValue("1", -d.exponent), true);
}

}  // namespace

Ratio operator+(const Ratio& a, const Ratio& b) {
  const bool decimal = a.decimal || b.decimal;
  return reduced(a.over * b.under + b.over * a.under, a.under * b.under, decimal);
}
Ratio operator*(const Ratio& a, const Ratio& b) {
  return reduced(a.over * b.over, a.under * b.under, a.decimal || b.decimal);
}
Ratio inverse(const Ratio& a) {
  return reduced(a.under, a.over, a.decimal);
}

int Simplifier::number(const Ratio& value) {
  if (value.over < 0) return b_.make(Op::Neg, number(Ratio{-value.over, value.under, value.decimal}));
  if (value.decimal || value.under == 1) return b_.number(value.value() + 0.0);
  return b_.make(Op::Div, b_.number(value.over), b_.number(value.under));
}

bool Simplifier::asNumber(int i, Ratio& out) const {
  const ExpressionNode& node = b_.at(i);
  if (node.op == Op::Number) {
    out = ratioOf(node.number);
    return true;
  }
  if (node.op == Op::Neg && asNumber(node.a, out)) {
    out.over = -out.over;
    return true;
  }
  if (node.op != Op::Div || b_.at(node.a).op != Op::Number || b_.at(node.b).op != Op::Number) return false;
  if (b_.at(node.b).number == 0) return false;
  out = ratioOf(b_.at(node.a).number) * inverse(ratioOf(b_.at(node.b).number));
  return true;
}

bool Simplifier::isNumber(int i, double value) const {
  Ratio r;
  return asNumber(i, r) && r.value() == value;
}

int Simplifier::negated(int a) {
  const Op op = b_.at(a).op;
  std::vector<Term> terms;
  if ((op == Op::Add || op == Op::Sub) && collectTerms(a, {-1, 1, false}, terms))
    return emit(std::move(terms));
  return product(number(-1), a);
}

// ---- sums

bool Simplifier::collectTerms(int root, const Ratio& factor, std::vector<Term>& into) {
  std::vector<std::pair<int, Ratio>> open{{root, factor}};
  while (!open.empty()) {
    const auto [i, sign] = open.back();
    open.pop_back();
    const ExpressionNode node = b_.at(i);
    const Ratio minus{-sign.over, sign.under, sign.decimal};
    if (node.op == Op::Add || node.op == Op::Sub) {
      open.push_back({node.b, node.op == Op::Add ? sign : minus});
      open.push_back({node.a, sign});
      continue;
    }
    if (node.op == Op::Neg && (b_.at(node.a).op == Op::Add || b_.at(node.a).op == Op::Sub)) {
      open.push_back({node.a, minus});
      continue;
    }
    Product product;
    if (!collectFactors(i, {1, 1, false}, product)) product = {{1, 1, false}, {{i, -1, {1, 1, false}}}};
    Term term{product.coefficient * sign, -1};
    if (!product.factors.empty()) {
      product.coefficient = {1, 1, false};
      term.rest = emit(std::move(product));
    }
    const auto same =
        std::find_if(into.begin(), into.end(), [&](const Term& t) { return t.rest == term.rest; });
    if (same == into.end()) {
      into.push_back(term);
    } else {
      same->coefficient = same->coefficient + term.coefficient;
    }
    if (into.size() > kMostParts) return false;
  }
  return true;
}

int Simplifier::sum(int a, int b) {
  if (isNumber(a, 0)) return b;
  if (isNumber(b, 0)) return a;
  std::vector<Term> terms;
  const Ratio one{1, 1, false};
  if (!collectTerms(a, one, terms) || !collectTerms(b, one, terms)) return b_.make(Op::Add, a, b);
  return emit(std::move(terms));
}

int Simplifier::emit(std::vector<Term> terms) {
  std::erase_if(terms, [](const Term& t) { return t.coefficient.over == 0; });
  if (terms.empty()) return number(0);
  // The constant comes last, and something positive first.
  const auto constant = std::find_if(terms.begin(), terms.end(), [](const Term& t) { return t.rest < 0; });
  if (constant != terms.end()) std::rotate(constant, constant + 1, terms.end());
  const auto positive =
      std::find_if(terms.begin(), terms.end(), [](const Term& t) { return t.coefficient.over > 0; });
  if (positive != terms.end()) std::rotate(terms.begin(), positive, positive + 1);
  int total = -1;
  for (const Term& t : terms) {
    const bool subtract = total >= 0 && t.coefficient.over < 0;
    const Ratio size{subtract ? -t.coefficient.over : t.coefficient.over, t.coefficient.under,
                     t.coefficient.decimal};
    int term = number(size);
    if (t.rest >= 0) {
      Product p;
      collectFactors(t.rest, {1, 1, false}, p);
      p.coefficient = p.coefficient * size;
      term = emit(std::move(p));
    }
    total = total < 0 ? term : b_.make(subtract ? Op::Sub : Op::Add, total, term);
  }
  return total;
}

// ---- products

void Simplifier::addFactor(const Factor& factor, Product& into) const {
  if (factor.exponent < 0) {
    for (Factor& known : into.factors) {
      if (known.base != factor.base || known.exponent >= 0) continue;
      known.k = known.k + factor.k;
      return;
    }
  }
  into.factors.push_back(factor);
}

bool Simplifier::collectFactors(int root, const Ratio& outer, Product& into) const {
  std::vector<std::pair<int, Ratio>> open{{root, outer}};
  while (!open.empty()) {
    const auto [i, k] = open.back();
    open.pop_back();
    const ExpressionNode& node = b_.at(i);
    const Ratio opposite{-k.over, k.under, k.decimal};
    Ratio value;
    if (k.isWhole() && std::abs(k.over) <= 16 && asNumber(i, value) && (value.over != 0 || k.over > 0)) {
      for (double n = std::abs(k.over); n > 0; --n) {
        into.coefficient = into.coefficient * (k.over < 0 ? inverse(value) : value);
      }
    } else if (node.op == Op::Neg && k.isWhole()) {
      if (std::fmod(k.over, 2) != 0) into.coefficient.over = -into.coefficient.over;
      open.push_back({node.a, k});
    } else if ((node.op == Op::Mul || node.op == Op::Div) && k.isWhole()) {
      open.push_back({node.b, node.op == Op::Mul ? k : opposite});
      open.push_back({node.a, k});
    } else if (node.op == Op::Pow && k.isWhole() && asNumber(node.b, value)) {
      open.push_back({node.a, value * k});
    } else if (node.op == Op::Sqrt && k.isWhole()) {
      open.push_back({node.a, Ratio{1, 2, false} * k});
    } else if (node.op == Op::Pow && k == Ratio{1, 1, false}) {
      addFactor({node.a, node.b, {1, 1, false}}, into);
    } else {
      addFactor({i, -1, k}, into);
    }
    if (into.factors.size() > kMostParts) return false;
  }
  std::erase_if(into.factors, [](const Factor& f) { return f.exponent < 0 && f.k.over == 0; });
  return true;
}

// Constants, variables, functions, sums.
int Simplifier::rankOf(int i) const {
  const Op op = b_.at(i).op;
  return isConstantLeaf(op) ? 0 : op == Op::Variable ? 1 : op == Op::Add || op == Op::Sub ? kSumRank : 2;
}

int Simplifier::emitFactor(const Factor& f) {
  if (f.exponent >= 0) return b_.make(Op::Pow, f.base, f.exponent);
  if (f.k == Ratio{1, 1, false}) return f.base;
  if (f.k == Ratio{1, 2, false}) return b_.make(Op::Sqrt, f.base);
  return b_.make(Op::Pow, f.base, number(f.k));
}

int Simplifier::chained(const std::vector<int>& factors) {
  int out = -1;
  for (const int factor : factors) out = out < 0 ? factor : b_.make(Op::Mul, out, factor);
  return out;
}

int Simplifier::emit(Product p) {
  if (p.coefficient.over == 0) return number(0);
  const bool single =
      p.factors.size() == 1 && p.factors[0].exponent < 0 && p.factors[0].k == Ratio{1, 1, false};
  if (single && p.coefficient == Ratio{-1, 1, false} && rankOf(p.factors[0].base) == kSumRank) {
    std::vector<Term> terms;  // -(a - b) is b - a
    if (collectTerms(p.factors[0].base, p.coefficient, terms)) return emit(std::move(terms));
  }
  const auto before = [this](const Factor& f, const Factor& g) {
    const int r = rankOf(f.base), s = rankOf(g.base);
    if (r != s) return r < s;
    return r == 1 ? b_.at(f.base).a < b_.at(g.base).a : f.base < g.base;
  };
  for (std::size_t i = 1; i < p.factors.size(); ++i) {  // few, and nearly in order
    for (std::size_t j = i; j > 0 && before(p.factors[j], p.factors[j - 1]); --j) {
      std::swap(p.factors[j], p.factors[j - 1]);
    }
  }
  std::vector<int> over, under;
  const Ratio size{std::abs(p.coefficient.over), p.coefficient.under, p.coefficient.decimal};
  const bool whole = size.decimal || size.under == 1;
  if (!whole) under.push_back(b_.number(size.under));
  for (Factor f : p.factors) {
    const bool below = f.exponent < 0 && f.k.over < 0;
    if (below) f.k.over = -f.k.over;
    (below ? under : over).push_back(emitFactor(f));
  }
  const double leading = whole ? size.value() : size.over;
  if (leading != 1 || over.empty()) over.insert(over.begin(), b_.number(leading));
  int out = chained(over);
  if (!under.empty()) out = b_.make(Op::Div, out, chained(under));
  return p.coefficient.over < 0 ? b_.make(Op::Neg, out) : out;
}

int Simplifier::product(int a, int b) {
  if (isNumber(a, 0) || isNumber(b, 0)) return number(0);
  if (isNumber(a, 1)) return b;
  if (isNumber(b, 1)) return a;
  Product p;
  const Ratio one{1, 1, false};
  if (!collectFactors(a, one, p) || !collectFactors(b, one, p)) return b_.make(Op::Mul, a, b);
  return emit(std::move(p));
}

int Simplifier::quotient(int a, int b) {
  if (isNumber(b, 1)) return a;
  if (isNumber(a, 0) && !isNumber(b, 0)) return a;
  Product p;
  if (isNumber(b, 0) || !collectFactors(a, {1, 1, false}, p) || !collectFactors(b, {-1, 1, false}, p)) {
    return b_.make(Op::Div, a, b);
  }
  return emit(std::move(p));
}

int Simplifier::power(int base, int exponent) {
  Ratio k, value;
  if (isNumber(base, 1)) return base;
  if (!asNumber(exponent, k)) return b_.make(Op::Pow, base, exponent);
  if (k.over == 0) return number(1);
  if (isNumber(base, 0)) return k.over > 0 ? number(0) : b_.make(Op::Pow, base, exponent);
  // (-8)^(1/3) has no value, and 2^0.5 no fraction.
  if (asNumber(base, value) && !(k.isWhole() && std::abs(k.over) <= 16))
    return b_.make(Op::Pow, base, exponent);
  Product p;
  if (!collectFactors(base, k, p)) return b_.make(Op::Pow, base, exponent);
  return emit(std::move(p));
}

// ---- everything else

int Simplifier::call(Op op, int a, int b, int c) {
  switch (op) {
    case Op::Neg:
      return negated(a);
    case Op::Add:
      return sum(a, b);
    case Op::Sub:
      return difference(a, b);
    case Op::Mul:
      return product(a, b);
    case Op::Div:
      return quotient(a, b);
    case Op::Pow:
      return power(a, b);
    case Op::Sqrt:
      return power(a, number({1, 2, false}));
    default:
      break;
  }
  if (op == Op::Where && b == c) return b;
  if (op == Op::Log && b_.at(a).op == Op::Euler) return number(1);
  if (op == Op::Exp && b_.at(a).op == Op::Log) return b_.at(a).a;
  if (op == Op::Log && b_.at(a).op == Op::Exp) return b_.at(a).a;
  // Of numbers, what comes out whole: floor(2.5), max(1, 2), sin(0); not sin(2).
  Ratio x, y, z;
  const bool known = asNumber(a, x) && (b < 0 || asNumber(b, y)) && (c < 0 || asNumber(c, z));
  if (known) {
    const double value = applyOp(op, x.value(), y.value(), z.value());
    const bool exact = op == Op::Abs || op == Op::Floor || op == Op::Ceil || op == Op::Round ||
                       op == Op::Sign || op == Op::Step || op == Op::Relu || op == Op::Max || op == Op::Min ||
                       op == Op::Where || isComparison(op) || (b < 0 && x.over == 0) ||
                       (op == Op::Log && x.value() == 1);
    if (exact && isWholeNumber(value)) return number(value);
  }
  return b_.make(op, a, b, c);
}

}  // namespace nabla
