"""Writes tests/fixtures/derivative.json: slopes of typed functions, difference quotients, what autograd answers at kinks.

Slopes by .backward(), torch.func.grad and torch.func.jvp, which must agree; wherever the function is smooth, beside f′,
f″ and f‴ by mpmath at 50 digits. Quotients by torch in float64, float32 and complex128.
"""

import math
from typing import Any

import mpmath
import torch
from fixtures import number, write

torch.set_default_dtype(torch.float64)
mpmath.mp.dps = 50

# As it is typed; the same for torch or mpmath (m is either); points at which it is smooth.
SMOOTH: list[Any] = [
    ("sin(x)", lambda m, x: m.sin(x), [1, 0, -2.5, 1e3, 3.141592653589793]),
    ("x^2", lambda m, x: x * x, [3, 0, -1e-3, 1e8]),
    ("x^3 - 2x + 1", lambda m, x: x**3 - 2 * x + 1, [0.5, -1.2, 2, 0]),
    ("exp(x)", lambda m, x: m.exp(x), [0, 1, -20, 30]),
    ("exp(-x^2)", lambda m, x: m.exp(-x * x), [0.5, -1.3, 4, 0]),
    ("log(x)", lambda m, x: m.log(x), [1, 0.001, 250]),
    ("sqrt(x)", lambda m, x: m.sqrt(x), [1, 0.0625, 1e6]),
    ("1 / x", lambda m, x: 1 / x, [2, -0.1, 1e5]),
    ("1 / (1 + x^2)", lambda m, x: 1 / (1 + x * x), [1, -3, 0.2]),
    ("tanh(x)", lambda m, x: m.tanh(x), [0.3, -1.5, 3]),
    ("x exp(x) / (1 + x^2)", lambda m, x: x * m.exp(x) / (1 + x * x), [0.7, -2, 3]),
    ("sin(x^2)", lambda m, x: m.sin(x * x), [1.1, -2.2, 4]),
    ("atan(x)", lambda m, x: m.atan(x), [1, -0.4, 12]),
    ("x^x", lambda m, x: x**x, [0.5, 1, 2.5]),
    ("7", lambda m, x: 7 + 0 * x, [1, -4]),
    ("3x - 2", lambda m, x: 3 * x - 2, [0, 1e10]),
    ("x", lambda m, x: x, [1e15]),
    ("cosh(x) - cos(x)", lambda m, x: m.cosh(x) - m.cos(x), [0.8, -1.9]),
]

# What autograd answers where there is no slope, or where the rules miss it.
BROKEN: list[Any] = [
    ("abs(x)", lambda x: x.abs(), 0, "kink"),
    ("abs(x)", lambda x: x.abs(), -2, "smooth"),
    ("relu(x)", torch.relu, 0, "kink"),
    ("relu(x)", torch.relu, 1.5, "smooth"),
    ("relu(x)", torch.relu, -1.5, "smooth"),
    ("max(x, 1 - x)", lambda x: torch.maximum(x, 1 - x), 0.5, "kink"),
    ("sqrt(x)", torch.sqrt, 0, "vertical"),
    ("sqrt(abs(x))", lambda x: x.abs().sqrt(), 0, "vertical"),
    ("sqrt(x^2)", lambda x: (x**2).sqrt(), 0, "kink"),
    ("step(x)", lambda x: (x > 0) + 0 * x, 0, "jump"),
    ("floor(x)", torch.floor, 2, "jump"),
    ("floor(x)", torch.floor, 2.5, "smooth"),
    ("sign(x)", torch.sign, 0, "jump"),
    ("where(x == 0, 0, x)", lambda x: torch.where(x == 0, torch.tensor(0.0), x), 0, "off"),
    ("x^1.5", lambda x: x**1.5, 0, "edge"),
    ("log(x)", torch.log, 0, "none"),
    ("log(x)", torch.log, -2, "none"),
    ("1 / x", lambda x: 1 / x, 0, "none"),
    ("tan(x)", torch.tan, 1.5, "smooth"),
]


class Mp:
    """mpmath under torch's names."""

    sin, cos, exp, log, sqrt, tanh, atan, cosh = (
        mpmath.sin, mpmath.cos, mpmath.exp, mpmath.log, mpmath.sqrt, mpmath.tanh, mpmath.atan, mpmath.cosh,
    )  # fmt: skip


def exact_derivatives(f, x):
    """f to f‴ at 50 digits, by central differences of step 1e-40 at 300 digits: the error is 1e-80 times f⁗ or so."""
    with mpmath.workdps(300):
        x, h = mpmath.mpf(x), mpmath.mpf(10) ** -40
        low2, low, at, high, high2 = (f(Mp, x + k * h) for k in (-2, -1, 0, 1, 2))
        first = (high - low) / (2 * h)
        second = (high - 2 * at + low) / h**2
        third = (high2 - 2 * high + 2 * low - low2) / (2 * h**3)
        return [+at, +first, +second, +third]


def slopes_of(f, x):
    """By reverse mode twice and by forward mode once: one number, or torch disagrees with itself."""
    p = torch.tensor(float(x), requires_grad=True)
    value = f(p)
    value.backward()
    again = torch.func.grad(f)(torch.tensor(float(x)))
    _, forward = torch.func.jvp(f, (torch.tensor(float(x)),), (torch.tensor(1.0),))
    for other in (again, forward):
        assert torch.allclose(p.grad, other, rtol=1e-14, atol=0, equal_nan=True), (x, p.grad, other)
    return value.detach(), p.grad


def slopes():
    for text, f, points in SMOOTH:
        for x in points:
            value, slope = slopes_of(lambda t, f=f: f(torch, t), x)
            exact = exact_derivatives(f, float(x))
            # torch cancels in 1 - tanh²: a few eps of 1 may be left.
            assert abs(float(slope) - exact[1]) <= 1e-13 * abs(exact[1]) + 1e-15, (text, x, slope, exact[1])
            yield {
                "f": text,
                "x": float(x),
                "value": number(value),
                "slope": number(slope),
                "exact": [number(d) for d in exact],
            }


def broken():
    for text, f, x, kind in BROKEN:
        p = torch.tensor(float(x), requires_grad=True)
        value = f(p)
        value.backward()
        yield {
            "f": text,
            "x": float(x),
            "value": number(value.detach()),
            "slope": number(p.grad),
            "kind": kind,
        }


def quotient(f, x, h, method, dtype, taken):
    x, h = torch.tensor(float(x), dtype=dtype), torch.tensor(float(h), dtype=dtype)
    if method == "complex":
        return (f(torch, torch.complex(x, h)).imag / h).item()
    right, left = x + h, (x - h if method == "central" else x)
    run = right - left if taken else (2 * h if method == "central" else h)
    return ((f(torch, right) - f(torch, left)) / run).item()


def quotients():
    steps = [1, 0.1, 1e-3, 6e-6, 1e-8, 1e-12, 1e-14, 1e-16]
    chosen = {
        "sin(x)": 1,
        "x^3 - 2x + 1": 0.5,
        "exp(x)": 1,
        "1 / (1 + x^2)": 1,
        "3x - 2": 1e10,
        "sin(x^2)": 1.1,
    }
    for text, f, _ in SMOOTH:
        if text not in chosen:
            continue
        x = chosen[text]
        for h in steps:
            for method in ("forward", "central", "complex"):
                for dtype, name in ((torch.float64, "float64"), (torch.float32, "float32")):
                    for taken in (False, True) if method != "complex" and h < 0.01 else (False,):
                        yield {
                            "f": text,
                            "x": x,
                            "h": h,
                            "method": method,
                            "format": name,
                            "taken": taken,
                            "quotient": number(quotient(f, x, h, method, dtype, taken)),
                        }


def printed():
    """sin at 1 by central differences: what is said of it is what torch computes."""
    for h in (6e-6, 1e-12, 1e-14):
        q = quotient(lambda m, x: m.sin(x), 1, h, "central", torch.float64, False)
        yield {"h": h, "quotient": number(q), "error": number(abs(q - math.cos(1)))}


if __name__ == "__main__":
    write(
        "derivative",
        __file__,
        {
            "slopes": list(slopes()),
            "broken": list(broken()),
            "quotients": list(quotients()),
            "printed": list(printed()),
        },
        note="slopes by autograd, torch.func.grad and jvp; exact: mpmath at 50 digits, f to its third derivative",
    )
