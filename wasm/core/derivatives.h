// Derivatives of typed functions, by four ways that share nothing but the syntax tree: forward (dual numbers,
// Taylor series), reverse (the tape), symbolic, and differences. Where a function is smooth, all agree to
// rounding; what they cost differs.
#pragma once

#include <string>
#include <vector>

#include "expression.h"
#include "tape.h"

namespace nabla {

// f recorded on a tape, one Var a variable; they may hold arrays of one shape, or shapes that broadcast.
Var recordExpression(Tape& tape, const Expression& f, const std::vector<Var>& variables);

// ∇f at a point: (n). A variable that f does not depend on has slope 0. Throws ShapeMismatch unless there is
// one number a variable, as all below.
Vector gradientForward(const Expression& f, const Vector& at);
Vector gradientReverse(const Expression& f, const Vector& at);
std::vector<Expression> gradientSymbolic(const Expression& f);

enum class Difference { Forward, Central, Imaginary };
// (f(x+h) - f(x))/h, (f(x+h) - f(x-h))/2h with the steps that float64 really takes, or Im f(x+ih)/h, along
// each axis. h > 0, else InvalidArgument. Truncation ~ h f″/2, h² f‴/6, h² f‴/6; rounding ~ ε|f|/h, ε|f|/h,
// none.
Vector gradientDifference(const Expression& f, const Vector& at, double h, Difference kind);

// (n, n), symmetric to rounding. Forward over reverse on the tape: n Hessian-vector products. Symbolic:
// differentiated twice. Difference: central differences of the reverse gradient with step h.
Matrix hessian(const Expression& f, const Vector& at);
Matrix hessianSymbolic(const Expression& f, const Vector& at);
Matrix hessianDifference(const Expression& f, const Vector& at, double h);
// H v by one forward-over-reverse pass.
Vector hvp(const Expression& f, const Vector& at, const Vector& v);

// (m, n) of m functions of n variables: row i is ∇f_i. Forward: dual numbers with four slopes a pass.
// Reverse: one backward pass a row.
Matrix jacobianForward(const std::vector<Expression>& f, const Vector& at);
Matrix jacobianReverse(const std::vector<Expression>& f, const Vector& at);
Matrix jacobianDifference(const std::vector<Expression>& f, const Vector& at, double h, Difference kind);

// f, f', f″, f‴, f⁗ at x by one Taylor series: (5). For functions of one variable.
Vector derivativesUpTo4(const Expression& f, double x);

// Operations of one evaluation of f, and of a gradient by each way: what they cost, counted and not timed.
struct DerivativeCosts {
  int value;              // operations of f
  int forward;            // value and n slopes an operation: (1 + n) value
  int reverse;            // one walk forward, one back: at most 3 or so values, whatever n
  int symbolic;           // operations of all n formulas, common parts counted once in each
  int forwardDifference;  // n + 1 evaluations
  int central;            // 2n evaluations
};
DerivativeCosts derivativeCosts(const Expression& f);

}  // namespace nabla
