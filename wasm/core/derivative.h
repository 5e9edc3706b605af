// The derivative of a typed function of one variable as a limit that a computer cannot take: difference
// quotients in float64 and float32 beside the exact slope, what theory expects of their errors, and four
// independent ways to f′.
#pragma once

#include <string>

#include "types.h"

namespace nabla {

// In the order of the rows of `errors` below: three differences in float64, then the same in float32.
//   forward (f(x+h) − f(x))/h     central (f(x+h) − f(x−h))/2h     complex Im f(x+ih)/h
struct DerivativeProbe {
  double at;          // x as the format holds it
  double value;       // f(x) in the format
  double slope;       // f′ at `at` by dual numbers, float64
  double quotient;    // the chosen difference; NaN where it divides 0 by 0
  double error;       // |quotient − slope|
  double truncation;  // what the step alone costs to leading order: h|f″|/2 or h²|f‴|/6
  double rounding;    // what rounding f once costs at most: 2u|f|/h, u|f|/h, or u|f′| for the complex step
  Vector sides;       // (2) slopes on the left and on the right, over a short step
  // smooth; kink: the sides differ; jump: f itself does; vertical: the slope is infinite; edge: nothing on
  // one side; off: the sides agree, and the slope by the rules is another or not a number; none: f has no
  // value
  std::string kind;
  std::string
      culprit;    // "log(-0.5) is not a number": the first operation that made f so; empty where f is finite
  Vector secant;  // (4) x, y of the two points that the quotient compares; empty for the complex step
  Matrix zoom;    // (m, 2) t, (f(x + t h) − f(x)) / h in the format, for t from −1.5 to 1.5
};

// f: of x. at: finite. h: > 0, finite. method: "forward", "central" or "complex". format: "float64" or
// "float32"; in float32 x, h and every operation are rounded. taken: divide by the step that x + h really
// takes, not by h. Throws InvalidExpression, InvalidArgument.
DerivativeProbe derivativeProbe(const std::string& f, double at, double h, const std::string& method,
                                const std::string& format, bool taken);

struct DerivativeCurve {
  // (n, 2) x, y along f and along f′ (by dual numbers), with a row of NaN wherever the line must not be
  // joined: at poles, jumps and outside the domain. What comes before and after a jump is found to the last
  // bit.
  Matrix f, slope;
  Vector range;    // (4) least and greatest of f and of f′ that a picture should hold; poles do not count
  double missing;  // share of the samples at which f is not finite, 0 to 1
  double gap;      // the first such x; NaN if none
  std::string culprit;  // at that x, as in DerivativeProbe
};

// Over [from, to], from < to, by n samples, 2 <= n <= 4096. Throws as derivativeProbe.
DerivativeCurve derivativeCurve(const std::string& f, double from, double to, int n);

struct DifferenceErrors {
  Vector steps;   // (129) h from 1 to 1e-16, eight a decade
  Matrix errors;  // (6, 129) |quotient − f′|; exactly 0 where all digits agree
  Matrix theory;  // (6, 129) truncation + rounding
  // (6, 4): the best h by theory and the error expected there; the best h of those measured and its error,
  // each measured error read as the worst within three eighths of a decade, so that a lucky hit does not win.
  // Theory's best h is infinite where the leading term of the truncation is 0, NaN for the complex step: it
  // has no least error.
  Matrix best;
};

// The errors of all differences at x. Those in float32 against f′ at x rounded to float32. Throws as
// derivativeProbe.
DifferenceErrors differenceErrors(const std::string& f, double at, bool taken);

struct DerivativeWays {
  // (6, 4) forward mode, reverse mode, symbolic, then the three differences: value; distance from the
  // reference; correct digits, 0 to 16; operations for n inputs (a complex one counts as four).
  Matrix ways;
  double reference;     // the middle one of the three exact ways
  int operations;       // of one f
  std::string formula;  // f′ as a tree for kit/formula.ts; empty where it grows too long to print
};

// Four ways to f′(x), the differences with step h, in float64. inputs: how many variables f is taken to have
// when operations are counted, >= 1. Throws as derivativeProbe.
DerivativeWays derivativeWays(const std::string& f, double at, double h, double inputs);

// Computes f′(x) `times` times by one of the ways (0 to 5, as above) and answers the last value: for a clock
// outside.
double derivativeAgain(const std::string& f, double at, double h, int way, int times);

}  // namespace nabla
