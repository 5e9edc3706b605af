#include "pde.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "pde_grid.h"
#include "pde_law.h"
#include "pde_start.h"

namespace nabla {
namespace {

using std::numbers::pi;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

enum Scheme {
  ftcs,
  crankNicolson,
  spectral,
  leapfrog,
  upwind,
  central,
  laxWendroff,
  godunov,
  laxFriedrichs,
  naive
};
enum Equation { heat, wave, advection, burgers, fisher, bistable };

constexpr const char* kEquations[] = {"heat", "wave", "advection", "burgers", "fisher", "bistable"};
constexpr const char* kSchemes[] = {"ftcs",    "crank-nicolson", "spectral", "leapfrog",       "upwind",
                                    "central", "lax-wendroff",   "godunov",  "lax-friedrichs", "naive"};
// Which schemes an equation has: one bit each.
constexpr unsigned kSolvedBy[] = {1u << ftcs | 1u << crankNicolson | 1u << spectral,
                                  1u << leapfrog,
                                  1u << upwind | 1u << central | 1u << laxWendroff,
                                  1u << godunov | 1u << laxFriedrichs | 1u << naive,
                                  1u << ftcs | 1u << crankNicolson,
                                  1u << ftcs | 1u << crankNicolson};

int indexIn(const char* const* names, int count, const std::string& name) {
  int i = 0;
  while (i < count && name != names[i]) ++i;
  return i;
}

struct Stencil {
  double left, middle, right;
};

struct Setting {
  Equation equation;
  Scheme scheme;
  double alpha, c, rho, dt, dx;

  bool reacts() const { return equation == fisher || equation == bistable; }
  double r() const { return alpha * dt / (dx * dx); }
  double courant() const { return c * dt / dx; }
  double reaction(double u) const { return equation == fisher ? rho * u * (1 - u) : rho * (u - u * u * u); }
  // Where fisher and bistable rest at u = 1, a small deviation decays at this rate.
  double restoring() const { return equation == fisher ? rho : equation == bistable ? 2 * rho : 0; }

  // What a linear explicit scheme multiplies three neighbours by.
  Stencil stencil() const {
    const double v = courant(), w = r();
    switch (scheme) {
      case upwind:
        return {std::max(v, 0.0), 1 - std::abs(v), std::max(-v, 0.0)};
      case central:
        return {v / 2, 1, -v / 2};
      case laxWendroff:
        return {v * (1 + v) / 2, 1 - v * v, v * (v - 1) / 2};
      default:
        return {w, 1 - 2 * w, w};
    }
  }
};

Setting settingOf(const std::string& equation, const std::string& scheme, const Vector& u0,
                  const Vector& coefficients, double dt, int steps) {
  const int e = indexIn(kEquations, 6, equation), s = indexIn(kSchemes, 10, scheme);
  if (e == 6) {
    refuse<InvalidArgument>("equation must be heat, wave, advection, burgers, fisher or bistable, got ",
                            equation);
  }
  if (s == 10 || (kSolvedBy[e] >> s & 1u) == 0) {
    refuse<InvalidArgument>("scheme: the ", equation, " equation is not solved by ", scheme, " here");
  }
  require_size(coefficients, 3, "coefficients");
  require_finite(coefficients, "coefficients");
  if (coefficients(0) < 0) refuse<InvalidArgument>("alpha must not be negative: heat does not flow back");
  requirePdeSizes(u0, dt, steps);
  return {static_cast<Equation>(e),
          static_cast<Scheme>(s),
          coefficients(0),
          coefficients(1),
          coefficients(2),
          dt,
          1 / static_cast<double>(u0.size() - 1)};
}

// ---- stability

// |g| of one step for a wave that turns by θ a node.
double amplification(const Setting& s, double speed, double theta) {
  const double wave = 4 * std::pow(std::sin(theta / 2), 2);  // −δ² of it
  const double back = s.restoring() * s.dt;
  if (s.scheme == spectral) return std::exp(-s.alpha * s.dt * std::pow(theta / s.dx, 2));
  if (s.scheme == crankNicolson) return std::abs((1 - s.r() * wave / 2 - back) / (1 + s.r() * wave / 2));
  if (s.scheme == leapfrog) {  // the larger root of g² − 2bg + 1
    const double b = std::abs(1 - std::pow(s.courant(), 2) * wave / 2);
    return b <= 1 ? 1 : b + std::sqrt(b * b - 1);
  }
  Stencil k = s.stencil();
  if (s.equation == burgers) {  // every scheme of it is upwind for a frozen speed
    const double v = speed * s.dt / s.dx;
    k = {k.left + v, k.middle - v, k.right};
  }
  const double even = k.middle - back + (k.left + k.right) * std::cos(theta);
  return std::hypot(even, (k.right - k.left) * std::sin(theta));
}

double largestStep(const Setting& s, double speed) {
  const double spread = s.alpha / (s.dx * s.dx), back = std::max(0.0, s.restoring());
  double rate = std::abs(s.c) / s.dx;  // Δt rate ≤ 1
  if (s.scheme == spectral) rate = 0;
  if (s.scheme == ftcs) rate = 2 * spread + back / 2;
  if (s.scheme == crankNicolson) rate = back / 2;
  if (s.equation == burgers) rate = speed / s.dx + 2 * spread;
  if (s.scheme == central && s.c != 0) return 0;
  return rate > 0 ? 1 / rate : kInfinity;
}

// ---- schemes

double flux(Scheme scheme, double left, double right) {
  if (scheme == godunov) {
    const double l = std::max(left, 0.0), r = std::min(right, 0.0);
    return std::max(l * l, r * r) / 2;
  }
  return (left * left + right * right) / 4 - std::max(std::abs(left), std::abs(right)) * (right - left) / 2;
}

class Stepper {
 public:
  Stepper(const Setting& s, PdeGrid grid)
      : s_(s),
        grid_(grid),
        stencil_(s.stencil()),
        diffusion_(grid, s.scheme == crankNicolson ? s.r() / 2 : 0) {}

  // u becomes the next u.
  void operator()(std::vector<double>& u) {
    next_ = u;
    for (Index i = 0; i < grid_.count; ++i) {
      const auto at = static_cast<std::size_t>(i);
      next_[at] = nodeAfter(grid_.at(u, i - 1), u[at], grid_.at(u, i + 1), at);
    }
    if (s_.scheme == crankNicolson) diffusion_(next_);
    if (grid_.open != 0) {  // where u flows out, the difference looks back
      const Index last = grid_.open > 0 ? grid_.count - 1 : 0;
      const double here = grid_.at(u, last), before = grid_.at(u, last - grid_.open);
      next_[static_cast<std::size_t>(last)] = here - std::abs(s_.courant()) * (here - before);
    }
    if (s_.scheme == leapfrog) before_ = u;
    u.swap(next_);
  }

 private:
  double nodeAfter(double left, double here, double right, std::size_t i) const {
    const double bend = left - 2 * here + right;
    const double react = s_.reacts() ? s_.dt * s_.reaction(here) : 0;
    switch (s_.scheme) {
      case crankNicolson:  // (1 − r/2 δ²) u′ = (1 + r/2 δ²) u + Δt reaction(u)
        return here + s_.r() / 2 * bend + react;
      case leapfrog: {  // the first step is half of the others, which is u_t = 0 to second order
        const double pull = std::pow(s_.courant(), 2) * bend;
        return before_.empty() ? here + pull / 2 : 2 * here - before_[i] + pull;
      }
      case godunov:
      case laxFriedrichs:
        return here - s_.dt / s_.dx * (flux(s_.scheme, here, right) - flux(s_.scheme, left, here)) +
               s_.r() * bend;
      case naive:
        return here - s_.dt / s_.dx * here * (here > 0 ? here - left : right - here) + s_.r() * bend;
      default:
        return stencil_.left * left + stencil_.middle * here + stencil_.right * right + react;
    }
  }

  Setting s_;
  PdeGrid grid_;
  Stencil stencil_;
  DiffusionSolver diffusion_;
  std::vector<double> next_, before_;
};

// The waves of the grid, each decaying exactly: sin nπx (zero) or the discrete Fourier transform (periodic).
PdeSolution solveByWaves(const Setting& s, PdeGrid grid, const Vector& u0, int steps) {
  PdeRecorder record(grid, u0, s.dt, steps);
  const Index n = grid.count;
  const Index turns = grid.periodic ? n : 2 * (n + 1);  // sines of 2πk/turns
  std::vector<double> sine(static_cast<std::size_t>(turns)), cosine(sine.size());
  for (Index k = 0; k < turns; ++k) {
    sine[k] = std::sin(2 * pi * static_cast<double>(k) / static_cast<double>(turns));
    cosine[k] = std::cos(2 * pi * static_cast<double>(k) / static_cast<double>(turns));
  }
  const Index waves = grid.periodic ? n / 2 + 1 : n;
  const auto halves = [&](Index m) { return static_cast<double>(grid.periodic ? 2 * m : m + 1); };
  const auto turn = [&](Index m, Index i) {
    return static_cast<std::size_t>((grid.periodic ? m * i : (m + 1) * (i + 1)) % turns);
  };
  std::vector<double> a(static_cast<std::size_t>(waves)), b(a.size()), u = grid.unknowns(u0);
  for (Index m = 0; m < waves; ++m) {
    const bool single = grid.periodic && (m == 0 || 2 * m == n);
    const double scale = (single ? 1.0 : 2.0) / static_cast<double>(grid.periodic ? n : n + 1);
    for (Index i = 0; i < n; ++i) {
      b[m] += scale * u[i] * sine[turn(m, i)];
      if (grid.periodic) a[m] += scale * u[i] * cosine[turn(m, i)];
    }
  }
  record.take(0, u);
  double work = 0;
  for (int k = 1; k <= steps; ++k) {
    std::fill(u.begin(), u.end(), 0.0);
    for (Index m = 0; m < waves; ++m) {
      const double decay = std::exp(-s.alpha * k * s.dt * std::pow(halves(m) * pi, 2));
      if (decay < 1e-19) break;
      work += static_cast<double>(n);
      for (Index i = 0; i < n; ++i) {
        u[i] += decay * (b[m] * sine[turn(m, i)] + (grid.periodic ? a[m] * cosine[turn(m, i)] : 0));
      }
    }
    if (work > 2e7) {
      refuse<InvalidArgument>(
          "steps: the spectral scheme sums every wave at every step, more than 2e7 sines here; take fewer "
          "nodes or steps");
    }
    record.take(k, u);
  }
  return record.done();
}

}  // namespace

Vector pdeInitial(const std::string& shape, const Vector& profile, const std::string& boundary, int nodes,
                  double zigzag) {
  requirePdeNodes(nodes);
  if (!(std::abs(zigzag) <= 1e6)) refuse<InvalidArgument>("zigzag must be from -1e6 to 1e6");
  const PdeStart start(shape, profile, boundary);
  Vector out(nodes);
  for (int j = 0; j < nodes; ++j) out(j) = start.at(static_cast<double>(j) / (nodes - 1));
  for (int j = 1; j + 1 < nodes; ++j) out(j) += j % 2 == 0 ? zigzag : -zigzag;
  if (start.periodic()) {
    out(nodes - 1) = out(0);
  } else {
    out(0) = out(nodes - 1) = 0;
  }
  return out;
}

PdeStability pdeStability(const std::string& equation, const std::string& scheme, const std::string& boundary,
                          const Vector& u0, const Vector& coefficients, double dt, int steps) {
  if (isTypedLaw(equation)) return stabilityTyped(equation, boundary, u0, dt, steps);
  const Setting s = settingOf(equation, scheme, u0, coefficients, dt, steps);
  const PdeGrid grid(u0.size(), boundary);
  const double speed = u0.cwiseAbs().maxCoeff();
  PdeStability out{};
  out.dx = s.dx;
  out.r = s.r();
  out.cfl = s.equation == burgers ? speed * dt / s.dx : std::abs(s.courant());
  out.largestStep = largestStep(s, speed);
  const Index cells = u0.size() - 1;
  for (Index n = grid.periodic ? 0 : 1; n <= (grid.periodic ? cells / 2 : cells - 1); ++n) {
    const double theta = (grid.periodic ? 2 : 1) * pi * static_cast<double>(n) / static_cast<double>(cells);
    const double size = amplification(s, speed, theta);
    if (size > out.amplification) {
      out.amplification = size;
      out.wavelength = theta > 0 ? 2 * pi / theta : kInfinity;
    }
  }
  out.growth = std::pow(out.amplification, steps);
  out.stable = out.amplification <= 1 + 1e-12;
  return out;
}

PdeSolution pdeSolve(const std::string& equation, const std::string& scheme, const std::string& boundary,
                     const Vector& u0, const Vector& coefficients, double dt, int steps) {
  if (isTypedLaw(equation)) return solveTyped(equation, boundary, u0, dt, steps);
  const Setting s = settingOf(equation, scheme, u0, coefficients, dt, steps);
  const PdeGrid grid(u0.size(), boundary, s.equation == advection ? (s.c > 0) - (s.c < 0) : 0);
  if (s.scheme == spectral) return solveByWaves(s, grid, u0, steps);
  PdeRecorder record(grid, u0, dt, steps);
  std::vector<double> u = grid.unknowns(u0);
  Stepper step(s, grid);
  record.take(0, u);
  for (int k = 1; k <= steps; ++k) {
    step(u);
    record.take(k, u);
  }
  return record.done();
}

}  // namespace nabla
