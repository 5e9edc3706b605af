#include "pde.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <functional>
#include <numbers>
#include <vector>

#include "pde_grid.h"
#include "pde_start.h"

namespace nabla {
namespace {

using std::numbers::pi;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Setting {
  std::string equation, scheme;
  double alpha, c, rho, dt, dx;

  bool is(const char* name) const { return equation == name; }
  bool by(const char* name) const { return scheme == name; }
  bool reacts() const { return is("fisher") || is("bistable"); }
  double r() const { return alpha * dt / (dx * dx); }
  double courant() const { return c * dt / dx; }
  double reaction(double u) const { return is("fisher") ? rho * u * (1 - u) : rho * (u - u * u * u); }
};

void requireScheme(const std::string& equation, const std::string& scheme) {
  static const struct {
    const char* equation;
    const char* schemes[3];
  } kTable[] = {{"heat", {"ftcs", "crank-nicolson", "spectral"}},
                {"wave", {"leapfrog", "", ""}},
                {"advection", {"upwind", "central", "lax-wendroff"}},
                {"burgers", {"godunov", "lax-friedrichs", "naive"}},
                {"fisher", {"ftcs", "crank-nicolson", ""}},
                {"bistable", {"ftcs", "crank-nicolson", ""}}};
  for (const auto& row : kTable) {
    if (equation != row.equation) continue;
    if (std::find(std::begin(row.schemes), std::end(row.schemes), scheme) != std::end(row.schemes)) return;
    throw InvalidArgument("scheme: the " + equation + " equation is not solved by " + scheme + " here");
  }
  throw InvalidArgument("equation must be heat, wave, advection, burgers, fisher or bistable, got " +
                        equation);
}

Setting settingOf(const std::string& equation, const std::string& scheme, const Vector& u0,
                  const Vector& coefficients, double dt, int steps) {
  requireScheme(equation, scheme);
  require_size(coefficients, 3, "coefficients");
  require_finite(coefficients, "coefficients");
  if (coefficients(0) < 0) throw InvalidArgument("alpha must not be negative: heat does not flow back");
  requirePdeSizes(u0, dt, steps);
  return {equation,
          scheme,
          coefficients(0),
          coefficients(1),
          coefficients(2),
          dt,
          1 / static_cast<double>(u0.size() - 1)};
}

// ---- stability

using Symbol = std::function<double(double)>;  // |g| for a wave that turns by θ a node

double stencil(double left, double middle, double right, double theta) {
  return std::abs(left * std::polar(1.0, -theta) + middle + right * std::polar(1.0, theta));
}

// Larger root of g² − 2(1 − 2C²s)g + 1.
double leapfrog(double courant, double theta) {
  const double s = std::pow(std::sin(theta / 2), 2);
  const double b = std::abs(1 - 2 * courant * courant * s);
  return b <= 1 ? 1 : b + std::sqrt(b * b - 1);
}

// Where fisher and bistable rest at u = 1, a small deviation decays at this rate.
double restoring(const Setting& s) {
  return s.reacts() ? (s.is("fisher") ? 1 : 2) * s.rho : 0;
}

Symbol symbolOf(const Setting& s, double speed) {
  const double r = s.r(), v = s.is("burgers") ? speed * s.dt / s.dx : s.courant();
  const double back = restoring(s) * s.dt;
  if (s.by("spectral")) {
    return
        [=, a = s.alpha * s.dt, dx = s.dx](double theta) { return std::exp(-a * theta * theta / (dx * dx)); };
  }
  if (s.by("leapfrog")) return [v](double theta) { return leapfrog(v, theta); };
  if (s.by("ftcs")) return [=](double theta) { return stencil(r, 1 - 2 * r - back, r, theta); };
  if (s.by("crank-nicolson")) {
    return [=](double theta) {
      const double half = 2 * r * std::pow(std::sin(theta / 2), 2);
      return std::abs((1 - half - back) / (1 + half));
    };
  }
  if (s.by("central")) return [=](double theta) { return stencil(v / 2, 1, -v / 2, theta); };
  if (s.by("lax-wendroff")) {
    return [=](double theta) { return stencil(v * (1 + v) / 2, 1 - v * v, v * (v - 1) / 2, theta); };
  }
  // Upwind, and burgers' schemes frozen at their largest speed; the sign of the speed is a mirror image.
  const double w = std::abs(v), d = s.is("burgers") ? r : 0;
  return [=](double theta) { return stencil(w + d, 1 - w - 2 * d, d, theta); };
}

double largestStep(const Setting& s, double speed) {
  if (s.by("spectral")) return kInfinity;
  if (s.by("central")) return s.c == 0 ? kInfinity : 0;
  const double spread = s.alpha / (s.dx * s.dx);
  const auto reciprocal = [](double top, double rate) { return rate > 0 ? top / rate : kInfinity; };
  if (s.by("ftcs")) return reciprocal(2, 4 * spread + std::max(0.0, restoring(s)));
  if (s.by("crank-nicolson")) return reciprocal(2, std::max(0.0, restoring(s)));
  if (s.is("burgers")) return reciprocal(1, speed / s.dx + 2 * spread);
  return reciprocal(1, std::abs(s.c) / s.dx);
}

// ---- schemes: each takes u and makes the next

using Step = std::function<void(std::vector<double>&)>;

Step linearStep(PdeGrid grid, double left, double middle, double right) {
  return [=, next = std::vector<double>()](std::vector<double>& u) mutable {
    next = u;
    for (Index i = 0; i < grid.count; ++i) {
      next[i] = left * grid.at(u, i - 1) + middle * u[i] + right * grid.at(u, i + 1);
    }
    // At an open end the difference looks back.
    if (grid.open != 0) {
      const Index last = grid.open > 0 ? grid.count - 1 : 0;
      const double v = std::abs(left - right);  // |c|Δt/Δx, whichever scheme it is
      next[last] = u[last] - v * (u[last] - grid.at(u, last - grid.open));
    }
    u.swap(next);
  };
}

Step reactingStep(PdeGrid grid, const Setting& s) {
  return [=, next = std::vector<double>()](std::vector<double>& u) mutable {
    next = u;
    for (Index i = 0; i < grid.count; ++i) {
      next[i] = u[i] + s.r() * (grid.at(u, i - 1) - 2 * u[i] + grid.at(u, i + 1)) + s.dt * s.reaction(u[i]);
    }
    u.swap(next);
  };
}

// (1 − r/2 δ²) u′ = (1 + r/2 δ²) u + Δt reaction(u).
Step crankNicolson(PdeGrid grid, const Setting& s) {
  const double half = s.r() / 2;
  return [=, solve = DiffusionSolver(grid, half),
          right = std::vector<double>()](std::vector<double>& u) mutable {
    right = u;
    for (Index i = 0; i < grid.count; ++i) {
      right[i] = u[i] + half * (grid.at(u, i - 1) - 2 * u[i] + grid.at(u, i + 1));
      if (s.reacts()) right[i] += s.dt * s.reaction(u[i]);
    }
    solve(right);
    u.swap(right);
  };
}

// The first step is half of the others, which is u_t = 0 to second order.
Step leapfrogStep(PdeGrid grid, const Setting& s) {
  const double square = s.courant() * s.courant();
  return [=, before = std::vector<double>(), next = std::vector<double>()](std::vector<double>& u) mutable {
    const bool first = before.empty();
    next = u;
    for (Index i = 0; i < grid.count; ++i) {
      const double bend = square * (grid.at(u, i - 1) - 2 * u[i] + grid.at(u, i + 1));
      next[i] = first ? u[i] + bend / 2 : 2 * u[i] - before[i] + bend;
    }
    before = u;
    u.swap(next);
  };
}

double godunovFlux(double left, double right) {
  const double l = std::max(left, 0.0), r = std::min(right, 0.0);
  return std::max(l * l, r * r) / 2;
}
double laxFriedrichsFlux(double left, double right) {
  const double speed = std::max(std::abs(left), std::abs(right));
  return (left * left + right * right) / 4 - speed * (right - left) / 2;
}

Step burgersStep(PdeGrid grid, const Setting& s) {
  const double ratio = s.dt / s.dx, r = s.r();
  const bool naive = s.by("naive");
  const auto flux = s.by("godunov") ? godunovFlux : laxFriedrichsFlux;
  return [=, next = std::vector<double>()](std::vector<double>& u) mutable {
    next = u;
    for (Index i = 0; i < grid.count; ++i) {
      const double l = grid.at(u, i - 1), m = u[i], n = grid.at(u, i + 1);
      const double carried = naive ? m * (m > 0 ? m - l : n - m) : flux(m, n) - flux(l, m);
      next[i] = m - ratio * carried + r * (l - 2 * m + n);
    }
    u.swap(next);
  };
}

Step stepOf(const Setting& s, PdeGrid grid) {
  const double r = s.r(), v = s.courant();
  if (s.by("leapfrog")) return leapfrogStep(grid, s);
  if (s.by("crank-nicolson")) return crankNicolson(grid, s);
  if (s.is("burgers")) return burgersStep(grid, s);
  if (s.reacts()) return reactingStep(grid, s);
  if (s.by("ftcs")) return linearStep(grid, r, 1 - 2 * r, r);
  if (s.by("central")) return linearStep(grid, v / 2, 1, -v / 2);
  if (s.by("lax-wendroff")) return linearStep(grid, v * (1 + v) / 2, 1 - v * v, v * (v - 1) / 2);
  return linearStep(grid, std::max(v, 0.0), 1 - std::abs(v), std::max(-v, 0.0));
}

// The waves of the grid, each decaying exactly: sin nπx (zero) or the discrete Fourier transform (periodic).
PdeSolution spectral(const Setting& s, PdeGrid grid, const Vector& u0, int steps) {
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
      throw InvalidArgument(
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
  if (!(std::abs(zigzag) <= 1e6)) throw InvalidArgument("zigzag must be from -1e6 to 1e6");
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
  const Setting s = settingOf(equation, scheme, u0, coefficients, dt, steps);
  const PdeGrid grid(u0.size(), boundary);
  const double speed = u0.cwiseAbs().maxCoeff();
  PdeStability out{};
  out.r = s.r();
  out.cfl = s.is("burgers") ? speed * dt / s.dx : std::abs(s.courant());
  out.largestStep = largestStep(s, speed);
  const Symbol g = symbolOf(s, speed);
  const Index cells = u0.size() - 1;
  for (Index n = grid.periodic ? 0 : 1; n <= (grid.periodic ? cells / 2 : cells - 1); ++n) {
    const double theta = (grid.periodic ? 2 : 1) * pi * static_cast<double>(n) / static_cast<double>(cells);
    const double size = g(theta);
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
  const Setting s = settingOf(equation, scheme, u0, coefficients, dt, steps);
  const PdeGrid grid(u0.size(), boundary, s.is("advection") ? (s.c > 0) - (s.c < 0) : 0);
  if (s.by("spectral")) return spectral(s, grid, u0, steps);
  PdeRecorder record(grid, u0, dt, steps);
  std::vector<double> u = grid.unknowns(u0);
  const Step step = stepOf(s, grid);
  record.take(0, u);
  for (int k = 1; k <= steps; ++k) {
    step(u);
    record.take(k, u);
  }
  return record.done();
}

}  // namespace nabla
