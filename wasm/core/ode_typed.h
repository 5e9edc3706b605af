// A typed equation as a system to be solved, and its solution as well as a page can know it.
#pragma once

#include <string>
#include <vector>

#include "expression.h"
#include "ode_solvers.h"

namespace nabla {

// The typed right-hand side with its derivatives. The lambdas hold `this`: it stays where it is made.
class TypedOde {
 public:
  // u: f(t, y), or with v given u' and v' in t, u, v.
  TypedOde(const std::string& u, const std::string& v);
  TypedOde(const TypedOde&) = delete;
  TypedOde& operator=(const TypedOde&) = delete;

  Index size() const { return static_cast<Index>(f_.size()); }
  const OdeSystem& system() const { return system_; }

  // Throws ShapeMismatch unless there is one entry an equation.
  void require(Index entries, const char* name) const;

 private:
  void differentiate();

  std::vector<Expression> f_, partials_;
  OdeSystem system_;
};

// Options of a run that others are measured by.
OdeOptions tightOde(double rtol);

// The solution as well as this page knows it: dopri5 at rtol, or radau at 100 rtol where that is stiff.
struct OdeYardstick {
  OdeRun run;
  OdeMethod method;
};
OdeYardstick odeYardstick(const OdeSystem& system, double t0, double t1, const Vector& y0,
                          const Vector& samples, double rtol = 1e-12);

// Why a run ended where it did, as a sentence; empty when it reached its end.
std::string odeReason(const OdeRun& run);

// count ≥ 2 times from t0 to t1, both exact.
Vector evenTimes(double t0, double t1, Index count);

// ‖a_i − b_j‖₂ of two rows.
double rowDistance(const Matrix& a, Index i, const Matrix& b, Index j);

}  // namespace nabla
