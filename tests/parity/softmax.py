"""Writes tests/fixtures/softmax.json: softmax, log_softmax, logsumexp, entropy, masks, dims, Jacobians, formats, paths.

All by PyTorch; probabilities, logsumexp and entropy stand beside mpmath at 60 digits, and the two must agree before
anything is written. The forms that overflow are PyTorch's too, one operation at a time in the format.
"""

import math

import mpmath
import torch
from fixtures import array, number, write

torch.set_default_dtype(torch.float64)
mpmath.mp.dps = 60
torch.manual_seed(23)


def exact(x):
    """p, log p, log-sum-exp and entropy at 60 digits, rounded once."""
    x = [mpmath.mpf(v) for v in x]
    top = max(x)
    e = [mpmath.exp(v - top) for v in x]
    total = sum(e)
    lse = top + mpmath.log(total)
    p = [v / total for v in e]
    entropy = -sum(q * (v - lse) for q, v in zip(p, x, strict=True))
    return [float(v) for v in p], [float(v - lse) for v in x], float(lse), float(entropy)


ROWS = [
    ("the page", [2.0, 1.0, 0.1, -1.0]),
    ("one", [0.7]),
    ("one, huge", [1e300]),
    ("two equal", [3.0, 3.0]),
    ("five equal", [-1.5] * 5),
    ("twelve equal, large", [1e4] * 12),
    ("1000 and 1001", [1000.0, 1001.0]),
    ("-1000 and -1001", [-1000.0, -1001.0]),
    ("1e4", [1e4, 0.0, -1e4]),
    ("far apart", [0.0, -745.0]),
    ("out of reach", [0.0, -800.0, 1.0]),
    ("zeros, signed", [0.0, -0.0, 0.0]),
    ("subnormal", [5e-324, 0.0]),
    ("largest", [1.7976931348623157e308, 1.0]),
    ("tiny differences", [1.0, 1.0 + 2**-52, 1.0 - 2**-53]),
    ("shifted by 100", [102.0, 101.0, 100.1, 99.0]),
    ("sharp", [20.0, 10.0, 1.0, -10.0]),
    ("temperature's", [2.0, 1.5, 1.0, 0.5]),
]
ROWS += [(f"random {n}", torch.randn(n).mul(3).tolist()) for n in (2, 3, 4, 5, 7, 8, 10, 12)]
ROWS += [(f"random wide {n}", torch.randn(n).mul(200).tolist()) for n in (3, 6, 12)]


def row_case(name, values):
    x = torch.tensor(values)
    p, logp, lse, entropy = exact(values)
    mine = torch.softmax(x, 0)
    assert torch.allclose(mine, torch.tensor(p), rtol=1e-13, atol=1e-300), name
    assert torch.allclose(torch.log_softmax(x, 0), torch.tensor(logp), rtol=1e-13, atol=1e-13), name
    return {
        "name": name,
        "x": array(x),
        "p": array(mine),
        "logp": array(torch.log_softmax(x, 0)),
        "lse": number(torch.logsumexp(x, 0)),
        "exactP": array(p),
        "exactLogp": array(logp),
        "exactLse": number(lse),
        "exactEntropy": number(entropy),
    }


def slope_case(name, values):
    x = torch.tensor(values, requires_grad=True)
    g = torch.randn(len(values))
    jacobian = torch.func.jacrev(lambda v: torch.softmax(v, 0))(x.detach())
    torch.softmax(x, 0).backward(g)
    return {
        "name": name,
        "x": array(x),
        "g": array(g),
        "jacobian": array(jacobian),
        "backward": array(x.grad),
    }


def stepwise(values, dtype, method):
    """Every operation in the format: PyTorch rounds the result of each call."""
    x = torch.tensor(values).to(dtype)
    top = x.max() if method == "shifted" else torch.zeros((), dtype=dtype)
    e = torch.exp(x - top)
    total = torch.zeros((), dtype=dtype)
    for term in e:
        total = total + term
    p = e / total
    logp = torch.log(p) if method == "naive" else (x - top) - torch.log(total)
    return {
        "x": array(torch.tensor(values)),
        "format": str(dtype).removeprefix("torch."),
        "method": method,
        "exps": array(e.double()),
        "sum": number(total),
        "p": array(p.double()),
        "logp": array(logp.double()),
        "softmax": array(torch.softmax(x, 0).double()),
    }


FORMAT_ROWS = [
    [2.0, 1.0, 0.1, -1.0], [88.0, 1.0], [88.72, 88.0], [88.73, 1.0], [1000.0, 1001.0], [-1000.0, -1001.0],
    [11.0, 10.0, 9.0], [11.08, 3.0], [11.09, 3.0], [11.0, 11.0, 10.5], [709.78, 700.0], [709.79, 700.0],
    [0.0, -103.0], [0.0, -103.9], [0.0, -104.0], [-3.0, -17.0, -9.5], [12.0, 11.0], [0.3, 0.3, 0.3],
]  # fmt: skip
FORMATS = [
    stepwise(values, dtype, method)
    for values in FORMAT_ROWS
    for dtype in (torch.float64, torch.float32, torch.float16)
    for method in ("naive", "shifted")
]


def mask_case(name, values, keep):
    x, mask = torch.tensor(values), torch.tensor(keep, dtype=torch.bool)
    masked = x.masked_fill(~mask, -math.inf)
    return {
        "name": name,
        "x": array(x),
        "mask": array(mask.double()),
        "p": array(torch.softmax(masked, -1)),
        "lse": array(torch.logsumexp(masked, -1)),
    }


def causal(n):
    return torch.ones(n, n).tril().tolist()


MASKS = [
    mask_case("one out", [[2.0, 1.0, 0.1, -1.0]], [[1, 0, 1, 1]]),
    mask_case("one left", [[2.0, 1.0, 0.1, -1.0]], [[0, 0, 1, 0]]),
    mask_case("all out", [[2.0, 1.0, 0.1]], [[0, 0, 0]]),
    mask_case("the largest out", [[1000.0, 1.0, 0.0]], [[0, 1, 1]]),
    mask_case("causal", torch.randn(5, 5).tolist(), causal(5)),
    mask_case(
        "padding and an empty row", torch.randn(3, 4).tolist(), [[1, 1, 0, 0], [0, 0, 0, 0], [1, 1, 1, 1]]
    ),
]

DIMS = [
    {"x": array(x), "dim": dim, "p": array(torch.softmax(x, dim)), "lse": array(torch.logsumexp(x, dim))}
    for x in (
        torch.tensor([[2.0, 1.0, 0.1], [0.5, 2.5, -1.0]]),
        torch.randn(1, 5),
        torch.randn(5, 1),
        torch.randn(4, 6) * 5,
        torch.full((3, 3), 1e4),
    )
    for dim in (0, 1)
]

TEMPERATURES = [0.01, 0.1, 0.5, 1.0, 2.0, 10.0, 100.0]
PATHS = [
    {
        "x": array(x),
        "temperatures": array(TEMPERATURES),
        "p": array(torch.stack([torch.softmax(x / t, 0) for t in TEMPERATURES])),
    }
    for x in (torch.tensor([2.0, 1.5, 1.0, 0.5]), torch.tensor([1.0, 1.0, -2.0]), torch.randn(12) * 4)
]

write(
    "softmax",
    __file__,
    {
        "rows": [row_case(*r) for r in ROWS],
        "slopes": [slope_case(*r) for r in ROWS if len(r[1]) <= 8],
        "formats": FORMATS,
        "masks": MASKS,
        "dims": DIMS,
        "paths": PATHS,
    },
    "exact…: mpmath, 60 digits",
)
