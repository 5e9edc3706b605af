"""Writes tests/fixtures/hessian.json: Hessians, Hessian-vector products, spectra and descents by PyTorch.

Every Hessian stands beside mpmath's at 60 digits, found by differentiating numerically with far more digits than
float64 has; the two must agree before anything is written.
"""

import math

import mpmath
import numpy
import torch
from fixtures import array, number, write

torch.set_default_dtype(torch.float64)
mpmath.mp.dps = 60
rng = numpy.random.default_rng(18441)

TORCH = {
    name: getattr(torch, name)
    for name in "sin cos tan exp log sqrt tanh sinh cosh atan asin acos abs relu sigmoid log1p expm1 erf hypot".split()
} | {
    "softplus": lambda x: torch.nn.functional.softplus(x, threshold=1e9),
    "silu": torch.nn.functional.silu,
    "gelu": torch.nn.functional.gelu,
    "max": lambda a, b: torch.maximum(torch.as_tensor(a), torch.as_tensor(b)),
    "pi": math.pi,
}
EXACT = {
    name: getattr(mpmath, name)
    for name in "sin cos tan exp log sqrt tanh sinh cosh atan asin acos log1p expm1 erf hypot pi".split()
} | {
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
    "softplus": lambda x: mpmath.log1p(mpmath.exp(x)),
    "silu": lambda x: x / (1 + mpmath.exp(-x)),
    "gelu": lambda x: x * mpmath.erfc(-x / mpmath.sqrt(2)) / 2,
    "relu": lambda x: x if x > 0 else mpmath.mpf(0),
    "abs": abs,
    "max": max,
}

FUNCTIONS = [
    ("quadratic", "x**2/2 + x*y/2 + y**2", [0.3, -0.7]),
    ("constant", "0*x + 3", [1.0, 2.0]),
    ("linear", "2*x - 3*y + 1", [1.0, 2.0]),
    ("one variable missing", "x**3", [1.5, 2.0]),
    ("double well", "x**4/4 - x**2 + x*y/2 + y**2", [1.5, 0.5]),
    ("double well at its saddle", "x**4/4 - x**2 + x*y/2 + y**2", [0.0, 0.0]),
    ("saddle", "x**2 - y**2", [0.4, 0.4]),
    ("monkey saddle", "x**3 - 3*x*y**2", [0.0, 0.0]),
    ("monkey saddle beside", "x**3 - 3*x*y**2", [0.5, -1.25]),
    ("rosenbrock", "(1 - x)**2 + 100*(y - x**2)**2", [-1.2, 1.0]),
    ("rosenbrock at its minimum", "(1 - x)**2 + 100*(y - x**2)**2", [1.0, 1.0]),
    ("himmelblau", "(x**2 + y - 11)**2 + (x + y**2 - 7)**2", [3.0, 2.0]),
    ("beale", "(1.5 - x + x*y)**2 + (2.25 - x + x*y**2)**2 + (2.625 - x + x*y**3)**2", [3.0, 0.5]),
    ("ravine", "50*x**2 + y**2/2", [0.1, 2.0]),
    ("product", "x*y", [3.0, -2.0]),
    ("quotient", "x/y", [1.3, 0.7]),
    ("pole near", "1/(x**2 + y**2)", [0.01, 0.02]),
    ("rational", "x*y*(x**2 - y**2)/(x**2 + y**2)", [0.6, 0.35]),
    ("sine", "sin(x)*cos(y)", [0.9, 2.1]),
    ("sine of product", "sin(x*y)", [1.1, -2.2]),
    ("tangent", "tan(x + y/3)", [0.5, 0.4]),
    ("exponential", "exp(x*y) - x", [0.7, 1.2]),
    ("bell", "exp(-(x**2 + y**2)/2)", [1.0, -0.5]),
    ("bell far away", "exp(-(x**2 + y**2)/2)", [6.0, 4.0]),
    ("logarithm", "log(1 + x**2 + 3*y**2)", [0.8, -0.3]),
    ("log1p", "log1p(x*x)*y", [0.02, 2.0]),
    ("expm1", "expm1(x*y)", [0.001, 0.5]),
    ("root", "sqrt(1 + x**2 + y**2)", [2.0, -1.0]),
    ("distance", "sqrt(x**2 + y**2)", [0.3, 0.4]),
    ("hypot", "hypot(x, y)", [1.2, -0.5]),
    ("general power", "(x*x + 1)**(y)", [0.5, 1.7]),
    ("negative power", "x**-3*y", [1.4, 0.6]),
    ("fractional power", "x**2.5 + y**1.5", [0.9, 2.4]),
    ("sigmoid", "sigmoid(3*x - y)", [0.4, 0.7]),
    ("sigmoid saturated", "sigmoid(3*x - y)", [-9.0, 1.0]),
    ("logistic loss", "softplus(-2*x + y) + 0.05*(x**2 + y**2)", [0.5, -0.5]),
    ("softplus far", "softplus(x)*y", [30.0, 1.0]),
    ("tanh net", "y*tanh(2*x - 0.5)", [0.6, 1.5]),
    ("silu", "silu(x*y)", [0.9, 1.4]),
    ("gelu", "gelu(x + y**2)", [0.3, -0.8]),
    ("gelu left", "gelu(x)*y", [-6.0, 2.0]),
    ("erf", "erf(x - y)*x", [0.8, 0.1]),
    ("arcs", "asin(x/2)*atan(y) + acos(y/3)", [0.7, 1.1]),
    ("hyperbolic", "sinh(x)*cosh(y/2)", [0.4, -1.3]),
    ("relu on", "relu(x + y)**2*y", [0.5, 0.75]),
    ("relu off", "relu(x + y)*y", [-1.0, 0.25]),
    ("absolute value", "abs(x*y)*x", [-1.5, 2.0]),
    ("maximum", "max(x**2, y)*y", [2.0, 1.0]),
    ("near overflow", "exp(x) + y**2", [700.0, 1e100]),
    ("tiny", "x**2*y**2", [1e-120, 1e-20]),
]
MORE = [
    ("three", "x*y*z + x**2*z", "xyz", [1.0, -2.0, 0.5]),
    ("three, trigonometric", "sin(x*y)*exp(z) + z**3/x", "xyz", [1.1, 0.4, -0.3]),
    ("log-sum-exp of four", "log(exp(x) + exp(y) + exp(z) + exp(w))", "xyzw", [0.5, -1.0, 2.0, 0.0]),
    ("five, quadratic form", "(a - 2*b + 3*c)**2 + (d*e)**2 - a*e", "abcde", [0.2, 1.0, -0.4, 0.7, -1.1]),
    (
        "six, network",
        "(f + c*tanh(a*0.7 + b) + tanh(d)*e - 1)**2",
        "abcdef",
        [0.9, -0.2, 1.1, 0.3, -0.6, 0.1],
    ),
    (
        "six, chain",
        "sin(a*b) + cos(b*c) + exp(c*d/4) + d*e + tanh(e*f)",
        "abcdef",
        [0.3, 1.2, -0.8, 0.5, 0.9, -0.7],
    ),
    ("one", "sin(x)/x", "x", [2.5]),
]


def torch_function(text, names):
    code = compile(text, text, "eval")
    return lambda p: eval(code, {**TORCH, **dict(zip(names, p, strict=False))}) + 0 * p.sum()


def exact_function(text, names):
    code = compile(text, text, "eval")
    return lambda *p: eval(code, {**EXACT, **dict(zip(names, p, strict=False))})


def exact_hessian(text, names, at):
    """Second derivatives at 60 digits: differences with 200 digits to lose."""
    f, p, n = exact_function(text, names), [mpmath.mpf(x) for x in at], len(at)
    rows = mpmath.matrix(n, n)
    with mpmath.workdps(260):
        h = [
            mpmath.mpf(10) ** -60 * max(1, abs(x))
            if x == 0 or abs(x) > 1e-30
            else abs(x) * mpmath.mpf(10) ** -60
            for x in p
        ]

        def moved(*steps):
            q = list(p)
            for i, s in steps:
                q[i] = q[i] + s * h[i]
            return f(*q)

        for i in range(n):
            rows[i, i] = (moved((i, 1)) - 2 * f(*p) + moved((i, -1))) / h[i] ** 2
            for j in range(i):
                d = (
                    moved((i, 1), (j, 1))
                    - moved((i, 1), (j, -1))
                    - moved((i, -1), (j, 1))
                    + moved((i, -1), (j, -1))
                )
                rows[i, j] = rows[j, i] = d / (4 * h[i] * h[j])
    return rows


def hessian_case(name, text, names, at):
    f, p = torch_function(text, names), torch.tensor(at)
    h = torch.func.hessian(f)(p)
    v = torch.tensor(rng.standard_normal(len(at)))
    product = torch.autograd.functional.hvp(lambda q: f(q), p, v)[1]
    exact = exact_hessian(text, names, at)
    close = numpy.array([[float(exact[i, j]) for j in range(len(at))] for i in range(len(at))])
    size = numpy.abs(close).max()
    if name in ("gelu left", "bell far away", "softplus far", "sigmoid saturated"):
        tolerance = (
            1e-6  # PyTorch cancels 1 + erf, 1 - s far out: only the exact numbers are held against us there
        )
    else:
        tolerance = 1e-11
    assert numpy.abs(h.numpy() - close).max() <= tolerance * max(size, 1e-300), (name, h, close)
    case = {
        "name": name,
        "f": text,
        "variables": ",".join(names),
        "point": array(p),
        "torch": array(h),
        "torchTolerance": tolerance,
        "exact": array(close),
        "value": number(f(p)),
        "gradient": array(torch.func.grad(f)(p)),
        "v": array(v),
        "hvp": array(product),
    }
    if size > 0 and size < 1e200:
        values = torch.linalg.eigvalsh(torch.tensor(close)).flip(0)
        case["eigenvalues"] = array(values)
        case["cholesky"] = int(torch.linalg.cholesky_ex(torch.tensor(close)).info) == 0
    return case


def spectra():
    """Spectra whose step sizes have a closed form; the sharpest is the one the page opens with."""
    for name, h in [
        ("opening", [[1.0, 0.5], [0.5, 2.0]]),
        ("identity", [[1.0, 0.0], [0.0, 1.0]]),
        ("ravine", [[100.0, 0.0], [0.0, 1.0]]),
        ("three", [[4.0, 1, 0], [1, 3, 1], [0, 1, 2]]),
    ]:
        values = [
            mpmath.mpf(x) for x in sorted(mpmath.eigsy(mpmath.matrix(h), eigvals_only=True), reverse=True)
        ]
        top, low = values[0], values[-1]
        t = torch.linalg.eigvalsh(torch.tensor(h))
        assert abs(float(top) - t[-1].item()) < 1e-12
        yield {
            "name": name,
            "h": array(h),
            "eigenvalues": array([float(x) for x in values]),
            "condition": float(top / low),
            "lrMax": float(2 / top),
            "lrBest": float(2 / (top + low)),
            "rate": float((top / low - 1) / (top / low + 1)),
        }


def descents():
    def path(f, start, way, lr, damping, steps):
        p = torch.tensor(start)
        points = [p]
        for _ in range(steps):
            g, h = torch.func.grad(f)(p), torch.func.hessian(f)(p)
            if way == "gradient":
                step = -lr * g
            else:
                step = -torch.linalg.solve(h + (damping if way == "damped" else 0) * torch.eye(len(p)), g)
            p = p + step
            points.append(p)
        return torch.stack(points)

    well = "x**4/4 - x**2 + x*y/2 + y**2"
    for name, text, start, way, lr, damping, steps in [
        ("gradient on the opening bowl", "x**2/2 + x*y/2 + y**2", [1.5, 1.0], "gradient", 0.5, 0.0, 12),
        ("gradient beyond the band", "x**2/2 + x*y/2 + y**2", [1.5, 1.0], "gradient", 0.95, 0.0, 20),
        ("newton on a bowl", "x**2/2 + x*y/2 + y**2", [1.5, 1.0], "newton", 0.1, 0.0, 1),
        ("newton into the saddle", well, [0.3, 0.8], "newton", 0.1, 0.0, 6),
        ("damped past the saddle", well, [0.3, 0.8], "damped", 0.1, 3.0, 12),
        ("gradient past the saddle", well, [0.3, 0.8], "gradient", 0.15, 0.0, 12),
        ("newton on rosenbrock", "(1 - x)**2 + 100*(y - x**2)**2", [-1.2, 1.0], "newton", 0.1, 0.0, 5),
    ]:
        f = torch_function(text, "xy")
        points = path(f, start, way, lr, damping, steps)
        yield {
            "name": name,
            "f": text,
            "start": array(start),
            "method": way,
            "lr": lr,
            "damping": damping,
            "steps": steps,
            "points": array(points),
        }


def nets():
    """Hessians of a small network over its parameters, with and without dead units."""
    inputs, targets = torch.tensor([-1.5, -0.5, 0.5, 1.5]), torch.tensor([1.0, 0.2, 0.4, 1.2])
    acts = {"relu": torch.relu, "tanh": torch.tanh, "silu": torch.nn.functional.silu}
    acts["softplus"] = lambda z: torch.nn.functional.softplus(z, threshold=1e9)
    for name, act, of, parameters in [
        ("relu, loss", "relu", "loss", [1.0, 0.1, 0.8, -0.9, 0.2, 1.1, 0.7, -0.4, -0.5, 0.1]),
        ("relu, one unit dead", "relu", "loss", [1.0, 0.1, 0.8, -0.9, 0.2, 1.1, 0.3, -2.0, -0.5, 0.1]),
        ("relu, output", "relu", "output", [-1.0, 0.1, 0.8, -0.9, 0.2, 1.1, 0.7, -0.4, -0.5, 0.1]),
        ("tanh, loss", "tanh", "loss", [1.0, 0.1, 0.8, -0.9, 0.2, 1.1, 0.7, -0.4, -0.5, 0.1]),
        ("silu, loss", "silu", "loss", [1.0, 0.1, 0.8, -0.9, 0.2, 1.1, 0.7, -0.4, -0.5, 0.1, 0.5, 0.5, -0.2]),
        ("softplus, output", "softplus", "output", [1.0, 0.1, 0.8, -0.3]),
    ]:

        def f(p):
            w, b, v = p[0:-1:3], p[1:-1:3], p[2:-1:3]
            out = (acts[act](inputs[:, None] * w + b) * v).sum(1) + p[-1]
            return ((out - targets) ** 2).mean() if of == "loss" else out[0]

        p = torch.tensor(parameters)
        if len(parameters) % 3 != 1:
            p = torch.cat([p, torch.tensor([0.05])])
        h = torch.func.hessian(f)(p)
        yield {
            "name": name,
            "act": act,
            "of": of,
            "parameters": array(p),
            "inputs": array(inputs),
            "targets": array(targets),
            "hessian": array(h),
            "value": number(f(p)),
            "zeros": int((h == 0).sum()),
            "eigenvalues": array(torch.linalg.eigvalsh(h).flip(0)),
        }


def mixed():
    """∂²f/∂x∂y of the classic without C², as limits of PyTorch's own first derivatives."""

    def f(x, y):
        return torch.where(x**2 + y**2 == 0, 0.0, x * y * (x**2 - y**2) / (x**2 + y**2))

    zero = torch.tensor(0.0)
    for step in (1.0, 0.1, 1e-3, 1e-6):
        k = torch.tensor(step)
        fx = torch.func.grad(f, 0)
        fy = torch.func.grad(f, 1)
        x_then_y = (fx(zero, k) - fx(zero, -k)) / (2 * k)
        y_then_x = (fy(k, zero) - fy(-k, zero)) / (2 * k)
        assert abs(x_then_y + 1) < 1e-12 and abs(y_then_x - 1) < 1e-12
        yield {"step": step, "xThenY": number(x_then_y), "yThenX": number(y_then_x)}
    p = torch.zeros(2)
    h = torch.func.hessian(lambda q: f(q[0], q[1]))(p)
    yield {"step": 0.0, "automatic": array(h)}


cases = [hessian_case(name, text, "xy", at) for name, text, at in FUNCTIONS]
cases += [hessian_case(*case) for case in MORE]
write(
    "hessian",
    __file__,
    {
        "hessians": cases,
        "spectra": list(spectra()),
        "descents": list(descents()),
        "nets": list(nets()),
        "mixed": list(mixed()),
    },
    "second source: mpmath, differences at 260 digits",
)
