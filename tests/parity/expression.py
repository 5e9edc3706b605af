"""Fixtures of typed functions: values and derivatives up to the third by mpmath, kinks by PyTorch.

Smooth cases are computed with 80 digits, of which far more than 40 are right after differencing, and
compared with torch.func before anything is written; at kinks and edges PyTorch alone is asked.
"""

import re

import mpmath
import torch
from fixtures import number, write

mpmath.mp.dps = 80
torch.set_default_dtype(torch.float64)
F = torch.nn.functional

# Read by Python as well, once ^ is **: only explicit products.
SMOOTH = """
x + y | x - y | x*y | x/y | -x^2 | x^2*y + x*y^2 | 2^3^2*x | x/y*x | (x + y)^5 | x^-3 | x^2.5 | x^(1/3)
2^x | x^y | x^x | e^(x*y) | pi*x^2 | sqrt(x) | sqrt(1 + x^2 + y^2) | 1/(1 + x^2) | x*y/(x^2 + y^2)
exp(x) | exp(-x^2/2) | expm1(x) | log(x) | log1p(x*y) | log2(x) | log10(x*y) | x*log(x)
log(1 + exp(x)) | sin(x) | cos(x) | tan(x) | sin(x*y) | sin(x)/x | cos(x)^2 - sin(x)^2
sin(sin(sin(x))) | x^2*sin(1/x) | asin(x/2) | acos(x/2) | atan(x) | atan2(y, x) | hypot(x, y)
sinh(x) | cosh(x) | tanh(x) | tanh(x*y)^2 | cbrt(x) | cbrt(x*y + 1)
sigmoid(x) | sigmoid(2*x - y) | softplus(x) | softplus(-x*y) | silu(x) | gelu(x) | gelu(x)*silu(y)
erf(x) | erfc(x) | erf(x*y) | relu(x)^3 | max(x, y)*min(x, y) | abs(x - y)*x | where(x > 0, x^3, y)
step(x)*x^2 + sign(y)*x | (1 - x)^2 + 100*(y - x^2)^2 | (x^2 + y - 11)^2 + (x + y^2 - 7)^2
3*(1 - x)^2*exp(-x^2 - (y + 1)^2) | tanh(0.5*x + 0.3*y - 0.2)*1.7 - sigmoid(x - y)*0.4
exp(sin(x) + cos(y)) | log(x^2 + y^2)/2 | x^3 - 3*x*y^2
"""
POINTS = [(0.7, 1.3), (1.9, 0.45)]
FAR = "sigmoid(x) | softplus(x) | tanh(x) | gelu(x) | erfc(x) | silu(x) | expm1(x) | log1p(exp(x)) | sin(x)"
FAR_POINTS = [(-12.5, 0.0), (9.25, 0.0), (-0.01, 0.0)]

KINKS = [
    (
        0.0,
        "relu(x) | abs(x) | sqrt(x) | log(x) | x^0 | x^0.5 | x^1.5 | x^1 | x^2 | 1/x | x/x | x^x | sqrt(x^2)"
        " | max(x, -x) | sign(x) | atan2(x, 0) | hypot(x, 0) | 9^9^9^9 + x | abs(x)^3 | relu(x)^2",
    ),
    (-0.0, "relu(x) | x^-1"),
    (1.0, "relu(x) | max(x, 1) | min(x, 1) | asin(x) | acos(x) | (-8)^(1/3)*x | 0^0*x"),
    (-1.0, "relu(x) | sqrt(x) | log(x) | log1p(x)"),
    (2.0, "abs(x) | floor(x)"),
    (-2.0, "abs(x) | x^0.5 | x^2"),
    (2.5, "ceil(x) | round(x)"),
    (3.5, "round(x)"),
    (-0.5, "round(x)"),
    (3.0, "2^x | exp(exp(exp(x)))"),
    (-1.5, "x^3"),
    (800.0, "exp(x) | sigmoid(x)"),
    (-800.0, "silu(x)"),
    (400.0, "tanh(x)"),
    (1.5707963267948966, "tan(x)"),
]


def texts(block):
    return [text.strip() for line in block.strip().splitlines() for text in line.split("|")]


def mp_names():
    mp = mpmath
    plain = (
        "exp log expm1 log1p sin cos tan asin acos atan atan2 sinh cosh tanh sqrt hypot erf erfc pi e sign"
    )
    return {name: getattr(mp, name) for name in plain.split()} | {
        "log2": lambda x: mp.log(x) / mp.log(2),
        "log10": lambda x: mp.log(x) / mp.log(10),
        "cbrt": lambda x: mp.sign(x) * mp.root(abs(x), 3),
        "sigmoid": lambda x: 1 / (1 + mp.exp(-x)),
        "softplus": lambda x: mp.log1p(mp.exp(x)),
        "silu": lambda x: x / (1 + mp.exp(-x)),
        "gelu": lambda x: x * mp.erfc(-x / mp.sqrt(2)) / 2,
        "relu": lambda x: max(x, mp.mpf(0)),
        "abs": abs,
        "max": max,
        "min": min,
        "step": lambda x: mp.mpf(1 if x > 0 else 0),
        "where": lambda c, a, b: a if c else b,
    }


def tensor(value):
    return value if isinstance(value, torch.Tensor) else torch.tensor(float(value))


def on_tensors(function):
    return lambda *values: function(*map(tensor, values))


def torch_names():
    plain = (
        "exp log expm1 log1p log2 log10 sin cos tan asin acos atan atan2 sinh cosh tanh sqrt hypot erf erfc "
        "sigmoid relu abs sign floor ceil round"
    )
    return {name: on_tensors(getattr(torch, name)) for name in plain.split()} | {
        "max": on_tensors(torch.maximum),
        "min": on_tensors(torch.minimum),
        "cbrt": on_tensors(lambda x: torch.sign(x) * torch.abs(x) ** (1 / 3)),
        "softplus": on_tensors(lambda x: F.softplus(x, threshold=40)),
        "silu": on_tensors(F.silu),
        "gelu": on_tensors(F.gelu),
        "step": on_tensors(lambda x: (x > 0).double()),
        "where": torch.where,
        "pi": torch.pi,
        "e": torch.e,
    }


def compiled(text, names, number_of):
    """f(x, y), its literals made by number_of so that 1/3 and 2^3^2 are not Python's floats and ints."""
    source = re.sub(r"(?<![\w.])(\d+\.?\d*)", r"N('\1')", text.replace("^", "**"))
    code = compile(source, text, "eval")
    return lambda x, y: eval(code, {"N": number_of, "x": x, "y": y} | names)


def exact_derivatives(text, at):
    f = compiled(text, mp_names(), mpmath.mpf)
    point = tuple(mpmath.mpf(v) for v in at)

    def diff(*order):
        value = mpmath.diff(f, point, order) if sum(order) else f(*point)
        # What vanishes comes out of a difference as 1e-40 or so.
        return 0.0 if abs(value) < mpmath.mpf(10) ** -30 else float(value)

    return {
        "value": diff(0, 0),
        "gradient": [diff(1, 0), diff(0, 1)],
        "hessian": [diff(2, 0), diff(1, 1), diff(0, 2)],
        "third": diff(3, 0),
    }


def smooth(text, at):
    exact = exact_derivatives(text, at)
    g = compiled(text, torch_names(), float)

    def both(v):
        return torch.as_tensor(g(v[0], v[1])) + 0 * v.sum()

    def agree(got, wanted):
        torch.testing.assert_close(
            got.reshape(-1), torch.tensor(wanted), rtol=1e-8, atol=1e-12, msg=lambda m: f"{text} at {at}: {m}"
        )

    v = torch.tensor(at)
    xx, xy, yy = exact["hessian"]
    agree(both(v), [exact["value"]])
    agree(torch.func.grad(both)(v), exact["gradient"])
    agree(torch.func.hessian(both)(v), [xx, xy, xy, yy])
    return {"text": text, "at": list(at)} | exact


def kink(text, x):
    """A power with a plain exponent is an operation of its own to autograd, and the one example.py writes.

    Where Python's own numbers raise an error or turn complex, literals are tensors: 0^0, 9^9^9^9, (-8)^(1/3).
    """
    v = torch.tensor(x, requires_grad=True)
    zero = torch.tensor(0.0)
    try:
        y = compiled(text, torch_names(), float)(v, zero) + 0 * v
        good = not torch.is_complex(y)
    except (OverflowError, ZeroDivisionError):
        good = False
    if not good:
        y = compiled(text, torch_names(), lambda s: torch.tensor(float(s)))(v, zero) + 0 * v
    slope = torch.autograd.grad(y, v)[0]
    return {"text": text, "x": x, "value": number(y.item()), "slope": number(slope.item())}


if __name__ == "__main__":
    groups = {
        "smooth": [smooth(text, at) for text in texts(SMOOTH) for at in POINTS]
        + [smooth(text, at) for text in texts(FAR) for at in FAR_POINTS],
        "kinks": [kink(text, x) for x, block in KINKS for text in texts(block)],
    }
    note = f"smooth: mpmath {mpmath.__version__}, {mpmath.mp.dps} digits"
    write("expression", __file__, groups, note=note)
