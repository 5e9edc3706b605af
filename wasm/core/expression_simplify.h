// The symbolic side of expressions: sums and products with like terms collected, on the builder's graph.
// Coefficients and exponents are fractions of whole numbers as long as those are exact.
#pragma once

#include <cmath>

#include "expression_node.h"

namespace nabla {

struct Ratio {
  double over = 0, under = 1;  // whole, under > 0, no common factor; or over any number and under 1
  bool decimal = false;        // came from a number with a point: printed as one

  double value() const { return over / under; }
  bool isWhole() const { return under == 1 && over == std::floor(over); }
  bool operator==(const Ratio& r) const { return over == r.over && under == r.under; }
};
Ratio operator+(const Ratio& a, const Ratio& b);
Ratio operator*(const Ratio& a, const Ratio& b);
Ratio inverse(const Ratio& a);  // of a number that is not 0

class Simplifier {
 public:
  explicit Simplifier(ExpressionBuilder& builder) : b_(builder) {}

  // Operands are simplified already.
  int number(const Ratio& value);
  int number(double whole) { return number(Ratio{whole, 1, false}); }
  int negated(int a);
  int sum(int a, int b);
  int difference(int a, int b) { return sum(a, negated(b)); }
  int product(int a, int b);
  int quotient(int a, int b);
  int power(int base, int exponent);
  int call(Op op, int a, int b = -1, int c = -1);  // any other operation

  bool isNumber(int i, double value) const;
  bool asNumber(int i, Ratio& out) const;  // whether node i is a plain number, a fraction, or minus one

 private:
  struct Factor {
    int base, exponent;  // exponent: a node, or -1 when it is `k`
    Ratio k;
  };
  struct Product {
    Ratio coefficient{1, 1, false};
    std::vector<Factor> factors;
  };
  struct Term {
    Ratio coefficient;
    int rest;  // -1 for the constant term
  };
  // False when there are more than a formula that is read by people has.
  bool collectFactors(int i, const Ratio& exponent, Product& into) const;
  bool collectTerms(int i, const Ratio& sign, std::vector<Term>& into);
  void addFactor(const Factor& factor, Product& into) const;
  int emit(Product product);
  int emit(std::vector<Term> terms);
  int emitFactor(const Factor& factor);
  int chained(const std::vector<int>& factors);
  int rankOf(int i) const;

  ExpressionBuilder& b_;
};

}  // namespace nabla
