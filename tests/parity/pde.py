"""Writes tests/fixtures/pde.json: finite-difference schemes in float64, exact solutions, stability.

Schemes are loops over torch tensors (roll and slices, linalg.solve for the implicit ones), not written as
the core writes them. Exact solutions come from mpmath's quadrature of the heat kernel, without any series.
"""

import mpmath
import numpy
import torch
from fixtures import array, number, write

torch.set_default_dtype(torch.float64)
mpmath.mp.dps = 30
PI = torch.pi
PROFILE = torch.tensor([0.0, 0.2, 0.9, 0.4, -0.3, -0.8, 0.1, 0.5, 1.2, 0.3, 0.0])


def initial(shape, boundary, nodes, zigzag=0.0):
    x = torch.arange(nodes) / (nodes - 1)
    turn = (2 if boundary == "periodic" else 1) * PI * x
    if shape == "sine":
        u = torch.sin(turn)
    elif shape == "waves":
        u = torch.sin(turn) + 0.5 * torch.sin(5 * turn)
    elif shape == "hill":
        u = torch.exp(-(((x - 0.4) / 0.07) ** 2))
    elif shape == "box":
        u = torch.where((x > 0.3 + 1e-12) & (x < 0.6 - 1e-12), 1.0, 0.0)
        u[((x - 0.3).abs() < 1e-12) | ((x - 0.6).abs() < 1e-12)] = 0.5
    else:
        knots = PROFILE.clone()
        knots[-1] = knots[0] if boundary == "periodic" else 0.0
        if boundary == "zero":
            knots[0] = 0.0
        u = torch.tensor(numpy.interp(x.numpy(), numpy.linspace(0, 1, len(knots)), knots.numpy()))
    u[1:-1] += zigzag * (-1.0) ** torch.arange(1, nodes - 1)
    if boundary == "periodic":
        u[-1] = u[0]
    else:
        u[0] = u[-1] = 0.0
    return u


def laplacian(m, periodic):
    d = -2 * torch.eye(m)
    for i in range(m):
        for j in (i - 1, i + 1):
            if periodic:
                d[i, j % m] += 1
            elif 0 <= j < m:
                d[i, j] += 1
    return d


def reaction(equation, u, rho):
    return rho * u * (1 - u) if equation == "fisher" else rho * (u - u**3)


class Line:
    """Neighbours by roll, with ghost zeros where the ends are held."""

    def __init__(self, boundary):
        self.periodic = boundary == "periodic"

    def neighbours(self, u):
        if self.periodic:
            return torch.roll(u, 1), torch.roll(u, -1)
        zero = torch.zeros(1)
        return torch.cat([zero, u[:-1]]), torch.cat([u[1:], zero])


def godunov(a, b):
    return torch.maximum(a.clamp(min=0) ** 2, b.clamp(max=0) ** 2) / 2


def rusanov(a, b):
    return (a**2 + b**2) / 4 - torch.maximum(a.abs(), b.abs()) * (b - a) / 2


def solve(equation, scheme, boundary, u0, coefficients, dt, steps):
    alpha, c, rho = coefficients
    dx = 1 / (len(u0) - 1)
    r, v, k = alpha * dt / dx**2, c * dt / dx, dt / dx
    line = Line(boundary)
    outflow = boundary == "zero" and equation == "advection"
    first = 0 if line.periodic or (outflow and c < 0) else 1
    last = len(u0) if (outflow and c > 0) else len(u0) - 1
    u = u0[first:last].clone()
    m = len(u)
    rows, before = [u0], None
    if scheme == "crank-nicolson":
        d = laplacian(m, line.periodic)
        left, right = torch.eye(m) - r / 2 * d, torch.eye(m) + r / 2 * d
    if scheme == "spectral":
        operator = alpha * laplacian(m, line.periodic)
        values, vectors = torch.linalg.eigh(operator)  # the grid's own waves …
        frequency = (
            torch.arccos((1 + values / (2 * alpha)).clamp(-1, 1)) / dx
        )  # … decay as the continuous ones
    for step in range(1, steps + 1):
        left_of, right_of = line.neighbours(u)
        if scheme == "ftcs":
            new = u + r * (left_of - 2 * u + right_of)
            if equation != "heat":
                new = new + dt * reaction(equation, u, rho)
        elif scheme == "crank-nicolson":
            b = right @ u
            if equation != "heat":
                b = b + dt * reaction(equation, u, rho)
            new = torch.linalg.solve(left, b)
        elif scheme == "spectral":
            new = vectors @ (torch.exp(-alpha * frequency**2 * step * dt) * (vectors.T @ u0[first:last]))
        elif scheme == "leapfrog":
            bend = v**2 * (left_of - 2 * u + right_of)
            new = u + bend / 2 if before is None else 2 * u - before + bend
        elif equation == "advection":
            if scheme == "upwind":
                new = u - (v * (u - left_of) if v > 0 else v * (right_of - u))
            else:
                new = u - v / 2 * (right_of - left_of)
                if scheme == "lax-wendroff":
                    new = new + v**2 / 2 * (left_of - 2 * u + right_of)
            if outflow and v > 0:
                new[-1] = u[-1] - v * (u[-1] - left_of[-1])
            elif outflow:
                new[0] = u[0] - v * (right_of[0] - u[0])
        else:
            if scheme == "naive":
                carried = torch.where(u > 0, u * (u - left_of), u * (right_of - u))
            else:
                flux = godunov if scheme == "godunov" else rusanov
                carried = flux(u, right_of) - flux(left_of, u)
            new = u - k * carried + r * (left_of - 2 * u + right_of)
        before, u = u, new
        if line.periodic:
            row = torch.cat([u, u[:1]])
        else:
            row = torch.cat([torch.zeros(first), u, torch.zeros(len(u0) - last)])
        rows.append(row)
    return torch.stack(rows)


RUNS = [
    ("heat", "ftcs", "zero", "sine", 21, (1, 1, 1), 0.00125, 60, 1e-6),
    ("heat", "ftcs", "zero", "sine", 21, (1, 1, 1), 0.0015, 60, 1e-6),
    ("heat", "ftcs", "zero", "sine", 21, (1, 1, 1), 0.0025, 60, 1e-6),
    ("heat", "ftcs", "zero", "hill", 41, (0.5, 1, 1), 0.0005, 50, 0),
    ("heat", "ftcs", "periodic", "hill", 41, (0.5, 1, 1), 0.0005, 50, 0),
    ("heat", "ftcs", "periodic", "box", 33, (0.1, 1, 1), 0.002, 40, 0),
    ("heat", "ftcs", "zero", "painted", 31, (0.2, 1, 1), 0.001, 50, 0),
    ("heat", "ftcs", "zero", "sine", 2, (1, 1, 1), 0.01, 5, 0),
    ("heat", "ftcs", "zero", "sine", 3, (1, 1, 1), 0.01, 5, 0),
    ("heat", "ftcs", "periodic", "painted", 3, (1, 1, 1), 0.01, 5, 0),
    ("heat", "crank-nicolson", "zero", "sine", 21, (1, 1, 1), 0.01, 20, 0),
    ("heat", "crank-nicolson", "zero", "box", 41, (1, 1, 1), 0.01, 20, 0),
    ("heat", "crank-nicolson", "periodic", "box", 41, (1, 1, 1), 0.01, 20, 0),
    ("heat", "crank-nicolson", "periodic", "hill", 4, (1, 1, 1), 0.01, 20, 0),
    ("heat", "crank-nicolson", "periodic", "painted", 3, (1, 1, 1), 0.01, 6, 0),
    ("heat", "crank-nicolson", "periodic", "painted", 2, (1, 1, 1), 0.01, 6, 0),
    ("heat", "crank-nicolson", "zero", "painted", 3, (1, 1, 1), 0.01, 6, 0),
    ("heat", "crank-nicolson", "zero", "hill", 101, (1, 1, 1), 0.1, 10, 0),
    ("heat", "spectral", "zero", "painted", 26, (1, 1, 1), 0.002, 20, 0),
    ("heat", "spectral", "zero", "box", 17, (0.3, 1, 1), 0.01, 20, 0),
    ("wave", "leapfrog", "zero", "hill", 41, (1, 1, 1), 0.02, 60, 0),
    ("wave", "leapfrog", "zero", "sine", 41, (1, 1, 1), 0.025, 60, 0),
    ("wave", "leapfrog", "periodic", "waves", 41, (1, -2, 1), 0.01, 60, 0),
    ("wave", "leapfrog", "zero", "painted", 21, (1, 1.2, 1), 0.05, 30, 0),
    ("advection", "upwind", "periodic", "box", 41, (1, 1, 1), 0.02, 40, 0),
    ("advection", "upwind", "periodic", "hill", 41, (1, -1, 1), 0.02, 40, 0),
    ("advection", "upwind", "zero", "hill", 41, (1, 1, 1), 0.02, 60, 0),
    ("advection", "upwind", "zero", "waves", 41, (1, -0.5, 1), 0.02, 60, 0),
    ("advection", "upwind", "periodic", "sine", 21, (1, 1, 1), 0.06, 40, 0),
    ("advection", "central", "periodic", "hill", 41, (1, 1, 1), 0.02, 60, 0),
    ("advection", "central", "zero", "hill", 41, (1, 1, 1), 0.01, 60, 0),
    ("advection", "lax-wendroff", "periodic", "hill", 41, (1, 1, 1), 0.02, 60, 0),
    ("advection", "lax-wendroff", "zero", "painted", 41, (1, -1, 1), 0.02, 60, 0),
    ("burgers", "godunov", "zero", "sine", 41, (0.01, 1, 1), 0.01, 60, 0),
    ("burgers", "godunov", "periodic", "sine", 41, (0.005, 1, 1), 0.01, 60, 0),
    ("burgers", "godunov", "periodic", "box", 41, (0, 1, 1), 0.02, 40, 0),
    ("burgers", "lax-friedrichs", "periodic", "painted", 41, (0.005, 1, 1), 0.01, 40, 0),
    ("burgers", "lax-friedrichs", "zero", "waves", 41, (0.01, 1, 1), 0.01, 40, 0),
    ("burgers", "naive", "zero", "box", 41, (0, 1, 1), 0.02, 40, 0),
    ("burgers", "naive", "periodic", "sine", 41, (0.01, 1, 1), 0.01, 40, 0),
    ("fisher", "ftcs", "zero", "hill", 41, (0.01, 1, 10), 0.02, 60, 0),
    ("fisher", "ftcs", "periodic", "box", 41, (0.005, 1, 8), 0.02, 60, 0),
    ("fisher", "crank-nicolson", "zero", "hill", 41, (0.05, 1, 10), 0.02, 40, 0),
    ("bistable", "ftcs", "periodic", "painted", 41, (0.005, 1, 10), 0.02, 40, 0),
    ("bistable", "crank-nicolson", "zero", "waves", 41, (0.005, 1, 10), 0.02, 40, 0),
]


def run_cases():
    for equation, scheme, boundary, shape, nodes, given, dt, steps, zigzag in RUNS:
        coefficients = tuple(float(x) for x in given)
        u0 = initial(shape, boundary, nodes, zigzag)
        rows = solve(equation, scheme, boundary, u0, coefficients, dt, steps)
        keep = sorted({0, 1, steps // 2, steps})
        yield {
            "equation": equation,
            "scheme": scheme,
            "boundary": boundary,
            "shape": shape,
            "profile": array(PROFILE if shape == "painted" else []),
            "nodes": nodes,
            "zigzag": zigzag,
            "coefficients": array(coefficients),
            "dt": dt,
            "steps": steps,
            "u0": array(u0),
            "kept": keep,
            "rows": array(rows[keep]),
            "peaks": array(rows.abs().amax(dim=1)),
            "masses": array(torch.trapezoid(rows, dx=1 / (nodes - 1), dim=1)),
        }


def start_function(shape, boundary):
    """u(x, 0) in mpmath, with the points where it is not smooth."""
    turn = (2 if boundary == "periodic" else 1) * mpmath.pi
    if shape == "sine":
        return (lambda x: mpmath.sin(turn * x)), [0, 1]
    if shape == "waves":
        return (lambda x: mpmath.sin(turn * x) + mpmath.sin(5 * turn * x) / 2), [0, 0.5, 1]
    if shape == "hill":
        return (lambda x: mpmath.exp(-(((x - mpmath.mpf(0.4)) / mpmath.mpf(0.07)) ** 2))), [
            0,
            0.2,
            0.4,
            0.6,
            1,
        ]
    if shape == "box":
        low, high = mpmath.mpf(0.3), mpmath.mpf(0.6)
        return (lambda x: mpmath.mpf(1) if low <= x <= high else mpmath.mpf(0)), [0, 0.3, 0.6, 1]
    knots = [mpmath.mpf(float(y)) for y in PROFILE]
    count = len(knots) - 1

    def line(x):
        i = min(int(mpmath.floor(x * count)), count - 1)
        return knots[i] + (knots[i + 1] - knots[i]) * (x * count - i)

    return line, [mpmath.mpf(i) / count for i in range(count + 1)]


def heat_by_kernel(f, breaks, boundary, alpha, t, x):
    """The heat kernel over the extended start: no Fourier series in it."""
    width = mpmath.sqrt(4 * alpha * t)

    def kernel(y):
        total = mpmath.mpf(0)
        for k in range(-8, 9):
            if boundary == "periodic":
                total += mpmath.exp(-(((x - y - k) / width) ** 2))
            else:
                total += mpmath.exp(-(((x - y - 2 * k) / width) ** 2)) - mpmath.exp(
                    -(((x + y - 2 * k) / width) ** 2)
                )
        return total / (width * mpmath.sqrt(mpmath.pi))

    edges = sorted({mpmath.mpf(b) for b in breaks} | {min(max(x, mpmath.mpf(0)), mpmath.mpf(1))})
    return mpmath.quad(lambda y: f(y) * kernel(y), edges)


def cole_hopf(alpha, t, x):
    """Burgers from sin πx: the integral of Cole and Hopf by adaptive quadrature."""

    def weight(y):
        potential = (mpmath.cos(mpmath.pi * y) - 1) / (2 * alpha * mpmath.pi)
        return mpmath.exp(potential - (x - y) ** 2 / (4 * alpha * t))

    span = [x + mpmath.mpf(k) / 8 for k in range(-20, 21)]
    return float(mpmath.quad(lambda y: weight(y) * (x - y) / t, span) / mpmath.quad(weight, span))


def exact_cases():
    for shape in ("sine", "waves", "hill", "box", "painted"):
        for boundary, t in (("zero", 0.02), ("periodic", 0.05)):
            f, breaks = start_function(shape, boundary)
            alpha, nodes = 0.3, 6
            values = [
                heat_by_kernel(
                    f, breaks, boundary, mpmath.mpf(alpha), mpmath.mpf(t), mpmath.mpf(j) / (nodes - 1)
                )
                for j in range(nodes)
            ]
            yield {
                "equation": "heat",
                "boundary": boundary,
                "shape": shape,
                "profile": array(PROFILE if shape == "painted" else []),
                "coefficients": array([alpha, 1.0, 1.0]),
                "nodes": nodes,
                "t": t,
                "values": array([float(v) for v in values]),
            }
    for alpha, t in ((0.05, 0.3), (0.02, 0.5)):
        nodes = 6
        values = [
            cole_hopf(mpmath.mpf(alpha), mpmath.mpf(t), mpmath.mpf(j) / (nodes - 1)) for j in range(nodes)
        ]
        yield {
            "equation": "burgers",
            "boundary": "zero",
            "shape": "sine",
            "profile": array([]),
            "coefficients": array([alpha, 1.0, 1.0]),
            "nodes": nodes,
            "t": t,
            "values": array(values),
        }


def stability_cases():
    """The largest |g| as the spectral radius of the very matrix of one step on a circle."""
    for equation, scheme, coefficients, dt in [
        ("heat", "ftcs", (1.0, 1.0, 1.0), 0.001),
        ("heat", "ftcs", (1.0, 1.0, 1.0), 0.0015),
        ("heat", "crank-nicolson", (1.0, 1.0, 1.0), 0.05),
        ("advection", "upwind", (1.0, 1.0, 1.0), 0.04),
        ("advection", "upwind", (1.0, -1.0, 1.0), 0.06),
        ("advection", "central", (1.0, 1.0, 1.0), 0.02),
        ("advection", "lax-wendroff", (1.0, 1.0, 1.0), 0.04),
        ("advection", "lax-wendroff", (1.0, 1.0, 1.0), 0.06),
    ]:
        nodes, steps = 21, 10
        columns = []
        for j in range(nodes - 1):
            unit = torch.zeros(nodes)
            unit[j] = 1.0
            unit[-1] = unit[0]
            columns.append(solve(equation, scheme, "periodic", unit, coefficients, dt, 1)[1][:-1])
        matrix = torch.stack(columns, dim=1)
        largest = torch.linalg.eigvals(matrix).abs().max()
        yield {
            "equation": equation,
            "scheme": scheme,
            "nodes": nodes,
            "coefficients": array(coefficients),
            "dt": dt,
            "steps": steps,
            "amplification": number(largest),
        }


if __name__ == "__main__":
    write(
        "pde",
        __file__,
        {
            "runs": list(run_cases()),
            "exact": list(exact_cases()),
            "stability": list(stability_cases()),
        },
        note=f"exact: mpmath {mpmath.__version__}, {mpmath.mp.dps} digits",
    )
