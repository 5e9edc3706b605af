"""Writes tests/fixtures/jacobian.json: Jacobians of typed maps and of layers by PyTorch (torch.func).

Every Jacobian stands beside mpmath's at 50 digits, by differences that lose 40 of 130 digits; the two must agree
before anything is written.
"""

import math
import warnings

import mpmath
import numpy
import torch
from fixtures import array, number, write

warnings.filterwarnings("ignore", category=FutureWarning)
torch.set_default_dtype(torch.float64)
mpmath.mp.dps = 50
rng = numpy.random.default_rng(18415)
F = torch.nn.functional

TORCH = {
    name: getattr(torch, name)
    for name in "sin cos tan exp log sqrt tanh sinh cosh atan asin acos abs relu sigmoid log1p expm1 erf hypot atan2".split()
} | {"softplus": lambda x: F.softplus(x, threshold=1e9), "gelu": F.gelu, "pi": math.pi}
EXACT = {
    name: getattr(mpmath, name)
    for name in "sin cos tan exp log sqrt tanh sinh cosh atan asin acos log1p expm1 erf hypot pi atan2".split()
} | {
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
    "softplus": lambda x: mpmath.log1p(mpmath.exp(x)),
    "gelu": lambda x: x * mpmath.erfc(-x / mpmath.sqrt(2)) / 2,
    "relu": lambda x: x if x > 0 else mpmath.mpf(0),
    "abs": abs,
}

MAPS = [
    ("upstream", ["x*y", "x**2 + y", "sin(x) + cos(y)"], "xy", [1.0, 2.0]),
    ("fold", ["x + y**2/2", "y - x**2/2"], "xy", [1.0, 0.5]),
    ("fold on its crease", ["x + y**2/2", "y - x**2/2"], "xy", [1.0, -1.0]),
    ("fold turned over", ["x + y**2/2", "y - x**2/2"], "xy", [2.0, -1.5]),
    ("identity", ["x", "y"], "xy", [0.3, -0.4]),
    ("constants", ["3 + 0*x", "2 + 0*y"], "xy", [0.3, -0.4]),
    ("linear", ["2*x - y", "x/2 + 3*y"], "xy", [5.0, 7.0]),
    ("reflection", ["y", "x"], "xy", [1.0, 2.0]),
    ("polar", ["x*cos(y)", "x*sin(y)"], "xy", [1.5, 0.7]),
    ("polar at the centre", ["x*cos(y)", "x*sin(y)"], "xy", [0.0, 0.7]),
    ("polar, behind", ["x*cos(y)", "x*sin(y)"], "xy", [-0.5, 2.0]),
    ("square of a complex number", ["x**2 - y**2", "2*x*y"], "xy", [0.6, -1.1]),
    ("exponential of a complex number", ["exp(x)*cos(y)", "exp(x)*sin(y)"], "xy", [0.4, 1.3]),
    ("inversion", ["x/(x**2 + y**2)", "y/(x**2 + y**2)"], "xy", [0.8, 0.3]),
    ("to polar", ["hypot(x, y)", "atan2(y, x)"], "xy", [-0.7, 0.4]),
    ("henon", ["1 - 1.4*x**2 + y", "0.3*x"], "xy", [0.6, 0.2]),
    (
        "swirl",
        ["x*cos(x**2 + y**2) - y*sin(x**2 + y**2)", "x*sin(x**2 + y**2) + y*cos(x**2 + y**2)"],
        "xy",
        [0.5, 0.9],
    ),
    ("flat", ["x + y", "2*x + 2*y"], "xy", [0.1, 0.2]),
    ("one output", ["x**2*y"], "xy", [1.5, -2.0]),
    ("one input", ["cos(x)", "sin(x)", "x"], "x", [0.8]),
    ("one and one", ["tanh(x)"], "x", [0.3]),
    ("three to three, spherical", ["x*sin(y)*cos(z)", "x*sin(y)*sin(z)", "x*cos(y)"], "xyz", [2.0, 0.9, 0.4]),
    ("three to two", ["x*y*z", "x + y**2 + z**3"], "xyz", [1.0, -2.0, 0.5]),
    (
        "four to four",
        ["x*w - y*z", "x + y + z + w", "sin(x*y)", "exp(z - w)"],
        "xyzw",
        [0.5, 1.5, -0.5, 0.25],
    ),
    ("four to one", ["log(exp(x) + exp(y) + exp(z) + exp(w))"], "xyzw", [0.1, 2.0, -1.0, 0.7]),
    ("two to four", ["x", "y", "x*y", "x/y"], "xy", [3.0, -0.5]),
    ("softmax of two", ["exp(x)/(exp(x) + exp(y))", "exp(y)/(exp(x) + exp(y))"], "xy", [1.2, -0.3]),
    ("tanh layer", ["tanh(2*x - y)", "tanh(x/2 + y)"], "xy", [0.4, 0.9]),
    ("relu layer", ["relu(x - y)", "relu(x + y)"], "xy", [1.0, 2.0]),
    ("sigmoid gate", ["x*sigmoid(y)", "y*sigmoid(x)"], "xy", [1.1, -0.6]),
    ("roots", ["sqrt(x + y)", "(x*y)**0.3"], "xy", [1.7, 0.6]),
    ("near a pole", ["1/(x - 1)", "log(x - 1)*y"], "xy", [1.0009765625, 2.0]),
    ("large", ["1e150*x*y", "exp(x)"], "xy", [300.0, 1e100]),
    ("small", ["x*1e-200", "y*1e-200"], "xy", [1.0, 1.0]),
    ("activations", ["gelu(x)*y", "softplus(x*y)", "erf(x - y)"], "xy", [0.6, -1.4]),
    ("inverse functions", ["asin(x*y)", "acos(x - y)", "atan(x/y)"], "xy", [0.4, 0.7]),
]


def jacobian_case(name, outputs, names, at):
    codes = [compile(text, text, "eval") for text in outputs]

    def f(p):
        scope = {**TORCH, **dict(zip(names, p, strict=False))}
        return torch.stack([torch.as_tensor(eval(code, scope)) + 0 * p.sum() for code in codes])

    p = torch.tensor(at)
    j = torch.func.jacrev(f)(p)
    assert torch.allclose(j, torch.func.jacfwd(f)(p), rtol=1e-12, atol=1e-300), name
    assert torch.allclose(j, torch.autograd.functional.jacobian(f, p), rtol=1e-12, atol=1e-300), name

    exact = numpy.zeros(j.shape)
    with mpmath.workdps(130):
        for c in range(len(at)):
            h = mpmath.mpf(10) ** -45
            sides = []
            for sign in (1, -1):
                q = [mpmath.mpf(x) for x in at]
                q[c] += sign * h
                scope = {**EXACT, **dict(zip(names, q, strict=False))}
                sides.append([mpmath.mpf(1) * eval(code, scope) for code in codes])
            for r in range(len(codes)):
                exact[r, c] = float((sides[0][r] - sides[1][r]) / (2 * h))
    size = numpy.abs(exact).max()
    assert numpy.abs(j.numpy() - exact).max() <= 1e-12 * max(size, 1e-300), (name, j, exact)
    square = len(codes) == len(at)
    return {
        "name": name,
        "f": ", ".join(outputs),
        "variables": ",".join(names),
        "point": array(p),
        "value": array(f(p)),
        "jacobian": array(j),
        "exact": array(exact),
        "s": array(torch.linalg.svdvals(torch.tensor(exact))),
        "rank": int(torch.linalg.matrix_rank(torch.tensor(exact))),
        "determinant": number(torch.linalg.det(torch.tensor(exact))) if square else "nan",
    }


def exact_layers(stack, x, w):
    """The same layers in mpmath, one sample."""
    for code in stack:
        n = len(x)
        if code == 1:
            x = [mpmath.fsum(mpmath.mpf(float(a)) * b for a, b in zip(row, x, strict=False)) for row in w]
        elif code == 2:
            x = [v if v > 0 else mpmath.mpf(0) for v in x]
        elif code == 3:
            e = [mpmath.exp(v - max(x)) for v in x]
            x = [v / mpmath.fsum(e) for v in e]
        elif code == 4:
            mean = mpmath.fsum(x) / n
            variance = mpmath.fsum((v - mean) ** 2 for v in x) / n
            x = [(v - mean) / mpmath.sqrt(variance + mpmath.mpf(1e-5)) for v in x]
        elif code == 5:
            x = [mpmath.tanh(v) for v in x]
    return x


def torch_layers(stack, x, w):
    for code in stack:
        x = {
            1: lambda: F.linear(x, w),
            2: lambda: torch.relu(x),
            3: lambda: torch.softmax(x, -1),
            4: lambda: F.layer_norm(x, x.shape[-1:]),
            5: lambda: torch.tanh(x),
            6: lambda: F.batch_norm(x, None, None, training=True),
        }[code]()
    return x


def layer_cases():
    w3 = [[1.0, -0.5, 0.25], [0.5, 1.5, -1.0], [-0.75, 0.5, 1.0]]
    w24 = [[0.5, -1.0, 2.0, 0.25], [1.5, 0.75, -0.5, -1.25]]
    g = rng.standard_normal
    for name, stack, x, w in [
        ("linear", [1], [1.0, 2.0, -0.5], w3),
        ("linear, four to two", [1], [0.2, 1.0, -0.7, 0.4], w24),
        ("relu", [2], [1.0, -2.0, 0.5], w3),
        ("relu at its kink", [2], [0.0, 1.0, -1.0], w3),
        ("softmax", [3], [1.0, 2.0, -0.5], w3),
        ("softmax of equals", [3], [0.3] * 5, w3),
        ("softmax, saturated", [3], [40.0, 0.0, -3.0], w3),
        ("softmax, large logits", [3], [1000.0, 1001.0, 999.0], w3),
        ("softmax of one", [3], [0.7], w3),
        ("layer norm", [4], [1.0, 2.0, -0.5], w3),
        ("layer norm, six", [4], list(g(6)), w3),
        ("layer norm of equals", [4], [0.5, 0.5, 0.5], w3),
        ("layer norm, small spread", [4], [1.0, 1.001, 0.999], w3),
        ("tanh", [5], [0.5, -1.0, 2.0], w3),
        ("linear, relu", [1, 2], [1.0, 2.0, -0.5], w3),
        ("linear, relu, linear", [1, 2, 1], [1.0, 2.0, -0.5], w3),
        ("linear, softmax", [1, 3], [1.0, 2.0, -0.5], w3),
        ("linear, layer norm, relu", [1, 4, 2], [1.0, 2.0, -0.5], w3),
        ("layer norm, linear, tanh, linear, softmax", [4, 1, 5, 1, 3], [1.0, 2.0, -0.5], w3),
        ("four to two, softmax", [1, 3], [0.2, 1.0, -0.7, 0.4], w24),
        ("six tanh", [5] * 6, [0.5, -1.0, 2.0], w3),
        ("wide", [1, 5], list(g(9)), g((5, 9)).tolist()),
    ]:
        p, weights = torch.tensor(x), torch.tensor(w)
        j = torch.func.jacrev(lambda q: torch_layers(stack, q, weights))(p)
        exact = numpy.zeros(j.shape)
        if name != "relu at its kink":
            with mpmath.workdps(130):
                h = mpmath.mpf(10) ** -45
                for c in range(len(x)):
                    sides = []
                    for sign in (1, -1):
                        q = [mpmath.mpf(float(v)) for v in x]
                        q[c] += sign * h
                        sides.append(exact_layers(stack, q, w))
                    for r in range(len(sides[0])):
                        exact[r, c] = float((sides[0][r] - sides[1][r]) / (2 * h))
        else:
            exact = j.numpy().copy()
        assert numpy.abs(j.numpy() - exact).max() <= 1e-9 * max(1.0, numpy.abs(exact).max()), (name, j, exact)
        yield {
            "name": name,
            "stack": array([float(c) for c in stack]),
            "x": array(p),
            "w": array(weights),
            "output": array(torch_layers(stack, p, weights)),
            "jacobian": array(j),
            "exact": array(exact),
            "s": array(torch.linalg.svdvals(torch.tensor(exact))),
        }


def batch_cases():
    w = torch.tensor([[1.0, -0.5, 0.25], [0.5, 1.5, -1.0], [-0.75, 0.5, 1.0]])
    for name, stack, rows in [
        ("linear", [1], 4),
        ("linear, softmax", [1, 3], 4),
        ("layer norm", [4], 3),
        ("relu", [2], 5),
        ("one sample", [1, 3], 1),
        ("batch norm", [6], 4),
        ("linear, batch norm, relu", [1, 6, 2], 3),
    ]:
        x = torch.tensor(rng.standard_normal((rows, 3)))

        def f(q):
            return torch_layers(stack, q, w)

        full = torch.autograd.functional.jacobian(f, x)
        flat = full.reshape(full.shape[0] * full.shape[1], -1)
        across = 0.0
        for b in range(rows):
            for a in range(rows):
                if a != b:
                    across = max(across, full[b, :, a].abs().max().item())
        if 6 not in stack:
            each = torch.func.vmap(torch.func.jacrev(lambda q: torch_layers(stack, q, w)))(x)
            assert torch.allclose(each, torch.stack([full[b, :, b] for b in range(rows)]), atol=1e-14)
            assert across == 0.0
        yield {
            "name": name,
            "stack": array([float(c) for c in stack]),
            "x": array(x),
            "w": array(w),
            "full": array(flat),
            "zeros": int((flat == 0).sum()),
            "across": across,
        }


write(
    "jacobian",
    __file__,
    {
        "jacobians": [jacobian_case(*case) for case in MAPS],
        "layers": list(layer_cases()),
        "batches": list(batch_cases()),
    },
    "second source: mpmath, differences at 130 digits",
)
