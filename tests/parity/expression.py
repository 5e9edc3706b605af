"""Fixtures of typed functions: values and derivatives up to the third by mpmath, kinks and conventions by PyTorch.

Smooth cases are computed with 80 digits, of which far more than 40 are right after differencing, and compared with
torch.func before anything is written; at kinks and edges PyTorch alone is asked.
"""

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
exp(x) | exp(-x^2/2) | expm1(x) | log(x) | log1p(x*y) | log2(x) | log10(x*y) | x*log(x) | log(1 + exp(x))
sin(x) | cos(x) | tan(x) | sin(x*y) | sin(x)/x | cos(x)^2 - sin(x)^2 | sin(sin(sin(x))) | x^2*sin(1/x) | asin(x/2) | acos(x/2)
atan(x) | atan2(y, x) | hypot(x, y) | sinh(x) | cosh(x) | tanh(x) | tanh(x*y)^2 | cbrt(x) | cbrt(x*y + 1)
sigmoid(x) | sigmoid(2*x - y) | softplus(x) | softplus(-x*y) | silu(x) | gelu(x) | gelu(x)*silu(y) | erf(x) | erfc(x) | erf(x*y)
relu(x)^3 | max(x, y)*min(x, y) | abs(x - y)*x | where(x > 0, x^3, y) | step(x)*x^2 + sign(y)*x
(1 - x)^2 + 100*(y - x^2)^2 | (x^2 + y - 11)^2 + (x + y^2 - 7)^2 | 3*(1 - x)^2*exp(-x^2 - (y + 1)^2)
tanh(0.5*x + 0.3*y - 0.2)*1.7 - sigmoid(x - y)*0.4 | exp(sin(x) + cos(y)) | log(x^2 + y^2)/2 | x^3 - 3*x*y^2
"""
POINTS = [(0.7, 1.3), (1.9, 0.45)]
FAR = ["sigmoid(x)", "softplus(x)", "tanh(x)", "gelu(x)", "erfc(x)", "silu(x)", "expm1(x)", "log1p(exp(x))", "sin(x)"]
FAR_POINTS = [(-12.5, 0.0), (9.25, 0.0), (-0.01, 0.0)]

KINKS = [
    *[("relu(x)", x) for x in (0.0, -0.0, 1.0, -1.0)],
    *[("abs(x)", x) for x in (0.0, 2.0, -2.0)],
    *[(f, 0.0) for f in ("sqrt(x)", "log(x)", "x^0", "x^0.5", "x^1.5", "x^1", "x^2", "1/x", "x/x", "x^x")],
    *[("sqrt(x^2)", 0.0), ("max(x, 1)", 1.0), ("min(x, 1)", 1.0), ("max(x, -x)", 0.0), ("asin(x)", 1.0), ("acos(x)", 1.0)],
    *[("sign(x)", 0.0), ("floor(x)", 2.0), ("ceil(x)", 2.5), ("round(x)", 2.5), ("round(x)", 3.5), ("round(x)", -0.5)],
    *[("sqrt(x)", -1.0), ("log(x)", -1.0), ("x^0.5", -2.0), ("x^2", -2.0), ("(-8)^(1/3)*x", 1.0), ("0^0*x", 1.0)],
    *[("log1p(x)", -1.0), ("atan2(x, 0)", 0.0), ("hypot(x, 0)", 0.0), ("exp(x)", 800.0), ("sigmoid(x)", 800.0)],
    *[("tanh(x)", 400.0), ("silu(x)", -800.0), ("2^x", 3.0), ("tan(x)", 1.5707963267948966), ("x^3", -1.5)],
    *[("exp(exp(exp(x)))", 3.0), ("9^9^9^9 + x", 0.0), ("abs(x)^3", 0.0), ("relu(x)^2", 0.0), ("x^-1", -0.0)],
]


def mp_names():
    mp = mpmath
    names = {name: getattr(mp, name) for name in "exp log expm1 log1p sin cos tan asin acos atan atan2 sinh cosh tanh sqrt hypot erf erfc pi e sign".split()}
    phi = lambda x: mp.erfc(-x / mp.sqrt(2)) / 2
    return names | {
        "log2": lambda x: mp.log(x) / mp.log(2),
        "log10": lambda x: mp.log(x) / mp.log(10),
        "cbrt": lambda x: mp.sign(x) * mp.root(abs(x), 3),
        "sigmoid": lambda x: 1 / (1 + mp.exp(-x)),
        "softplus": lambda x: mp.log1p(mp.exp(x)),
        "silu": lambda x: x / (1 + mp.exp(-x)),
        "gelu": lambda x: x * phi(x),
        "relu": lambda x: max(x, mp.mpf(0)),
        "abs": abs,
        "max": max,
        "min": min,
        "step": lambda x: mp.mpf(1 if x > 0 else 0),
        "where": lambda c, a, b: a if c else b,
    }


def torch_names():
    t = lambda v: v if isinstance(v, torch.Tensor) else torch.tensor(float(v))
    one = lambda f: lambda x: f(t(x))
    two = lambda f: lambda a, b: f(t(a), t(b))
    plain = "exp log expm1 log1p log2 log10 sin cos tan asin acos atan sinh cosh tanh sqrt erf erfc sigmoid relu abs sign floor ceil round".split()
    names = {name: one(getattr(torch, name)) for name in plain}
    return names | {
        "atan2": two(torch.atan2),
        "hypot": two(torch.hypot),
        "max": two(torch.maximum),
        "min": two(torch.minimum),
        "cbrt": one(lambda x: torch.sign(x) * torch.abs(x) ** (1 / 3)),
        "softplus": one(lambda x: F.softplus(x, threshold=40)),
        "silu": one(F.silu),
        "gelu": one(F.gelu),
        "step": one(lambda x: (x > 0).double()),
        "where": lambda c, a, b: torch.where(c, a, b),
        "pi": torch.pi,
        "e": torch.e,
    }


def compiled(text, names, number_of):
    """f(x, y), its literals made by number_of so that 1/3 and 2^3^2 are not Python's floats and ints."""
    import re

    source = re.sub(r"(?<![\w.])(\d+\.?\d*)", r"N('\1')", text.replace("^", "**"))
    code = compile(source, text, "eval")
    return lambda x, y: eval(code, {"N": number_of, "x": x, "y": y} | names)


def smooth(text, at):
    f = compiled(text, mp_names(), mpmath.mpf)
    point = tuple(mpmath.mpf(v) for v in at)
    diff = lambda *order: mpmath.diff(f, point, order) if sum(order) else f(*point)
    exact = {
        "value": diff(0, 0),
        "gradient": [diff(1, 0), diff(0, 1)],
        "hessian": [diff(2, 0), diff(1, 1), diff(0, 2)],
        "third": diff(3, 0),
    }
    # What vanishes comes out of a difference as 1e-40 or so.
    clean = lambda v: mpmath.mpf(0) if abs(v) < mpmath.mpf(10) ** -30 else v
    exact = {key: [clean(x) for x in v] if isinstance(v, list) else clean(v) for key, v in exact.items()}
    g = compiled(text, torch_names(), float)
    both = lambda v: torch.as_tensor(g(v[0], v[1])) + 0 * v.sum()
    v = torch.tensor(at)
    close = lambda a, b: torch.testing.assert_close(
        a, torch.tensor([float(x) for x in b]).reshape(a.shape), rtol=1e-8, atol=1e-12, msg=lambda m: f"{text} at {at}: {m}"
    )
    close(both(v).reshape(1), [exact["value"]])
    close(torch.func.grad(both)(v), exact["gradient"])
    h = exact["hessian"]
    close(torch.func.hessian(both)(v), [h[0], h[1], h[1], h[2]])
    return {
        "text": text,
        "at": list(at),
        "value": number(float(exact["value"])),
        "gradient": [number(float(x)) for x in exact["gradient"]],
        "hessian": [number(float(x)) for x in h],
        "third": number(float(exact["third"])),
    }


def kink(text, x):
    v = torch.tensor(x, requires_grad=True)
    y = compiled(text, torch_names(), lambda s: torch.tensor(float(s)))(v, torch.tensor(0.0)) + 0 * v
    # Literals are tensors here so that 0^0 and 9^9^9^9 are PyTorch's; a power with a plain exponent is another
    # operation to autograd, and the one that example.py writes.
    plain = compiled(text, torch_names(), float)
    try:
        y = plain(v, torch.tensor(0.0)) + 0 * v
    except (OverflowError, ZeroDivisionError, TypeError):
        pass
    if isinstance(y, complex) or torch.is_complex(y):
        y = compiled(text, torch_names(), lambda s: torch.tensor(float(s)))(v, torch.tensor(0.0)) + 0 * v
    slope = torch.autograd.grad(y, v)[0]
    return {"text": text, "x": x, "value": number(y.item()), "slope": number(slope.item())}


texts = [t.strip() for line in SMOOTH.strip().splitlines() for t in line.split("|")]
cases = [smooth(t, p) for t in texts for p in POINTS if not (t.startswith("max") and p[0] == p[1])]
cases += [smooth(t, p) for t in FAR for p in FAR_POINTS]
if __name__ == "__main__":
    groups = {"smooth": cases, "kinks": [kink(*k) for k in KINKS]}
    write("expression", __file__, groups, note=f"smooth: mpmath {mpmath.__version__}, {mpmath.mp.dps} digits")
