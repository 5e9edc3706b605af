// The unknowns of a grid on [0, 1], the implicit diffusion step, and the record of a run. Internal to the PDE
// files.
#pragma once

#include <string>
#include <vector>

#include "pde.h"

namespace nabla {

// Throw InvalidArgument with the reason.
void requirePdeNodes(Index nodes);
void requirePdeSizes(const Vector& u0, double dt, int steps);

// zero: the inner nodes. periodic: all but the last, which is the first again. Where u flows out (open: 1 at
// the right end, −1 at the left) no condition holds and the end is unknown as well.
struct PdeGrid {
  PdeGrid(Index nodes, const std::string& boundary, int open = 0);

  bool periodic;
  int open;
  Index count;

  // i may be one off either end.
  double at(const std::vector<double>& u, Index i) const {
    if (i >= 0 && i < count) return u[static_cast<std::size_t>(i)];
    return periodic ? u[static_cast<std::size_t>(i < 0 ? count - 1 : 0)] : 0.0;
  }
  std::vector<double> unknowns(const Vector& nodes) const;
  // Writes the row of all nodes, ends included.
  void spread(const std::vector<double>& u, double* row) const;
};

// Solves (1 − h δ²) x = b in place: Thomas, and Sherman-Morrison where the ends meet. h ≥ 0, so it never
// divides by zero.
class DiffusionSolver {
 public:
  DiffusionSolver(PdeGrid grid, double h);
  void operator()(std::vector<double>& b) const;

 private:
  void thomas(std::vector<double>& b) const;

  Index count_;
  double h_;
  bool cyclic_;
  double corner_ = 0;  // diagonal added to both ends for the cyclic case
  std::vector<double> above_, pivot_, correction_;
};

class PdeRecorder {
 public:
  PdeRecorder(PdeGrid grid, const Vector& u0, double dt, int steps);
  void take(int step, const std::vector<double>& u);
  PdeSolution done() const { return out_; }

 private:
  PdeGrid grid_;
  PdeSolution out_;
};

}  // namespace nabla
