"""Writes tests/fixtures/gradient.json: gradients, directional derivatives, metrics, clipping, torch.gradient, a line fit.

All by PyTorch; wherever the function is smooth, the gradients stand beside mpmath at 50 digits, and the two must agree
before anything is written.
"""

import math
from typing import Any

import mpmath
import torch
from fixtures import array, number, write

torch.set_default_dtype(torch.float64)
mpmath.mp.dps = 50

# As it is typed; the same for torch or mpmath (m is either); points; whether it is smooth there.
FUNCTIONS: list[Any] = [
    ("x^2 + y^2", lambda m, x, y: x * x + y * y, [(1, 2), (0, 0), (-3.5, 0.25), (1e8, -1e-8)], True),
    ("x^2 y + x y^2", lambda m, x, y: x * x * y + x * y * y, [(1, 2), (-2, 0.5), (0, 0)], True),
    ("x^2 - y^2", lambda m, x, y: x * x - y * y, [(1, 1), (0, 0), (0.3, -1.7)], True),
    (
        "(1 - x)^2 + 100 (y - x^2)^2",
        lambda m, x, y: (1 - x) ** 2 + 100 * (y - x * x) ** 2,
        [(-1.2, 1), (1, 1), (0.5, 0.2), (-0.7, 2.4)],
        True,
    ),
    (
        "sin(x) cos(y)",
        lambda m, x, y: m.sin(x) * m.cos(y),
        [(0.5, 0.7), (1.5707963267948966, 0), (-4, 9)],
        True,
    ),
    ("exp(-(x^2 + y^2))", lambda m, x, y: m.exp(-(x * x + y * y)), [(0.5, -0.5), (3, 3), (30, 0)], True),
    (
        "tanh(6x) + tanh(6y)",
        lambda m, x, y: m.tanh(6 * x) + m.tanh(6 * y),
        [(0.1, -0.2), (2, 2), (5, -4)],
        True,
    ),
    ("1 / (1 + x^2 + y^2)", lambda m, x, y: 1 / (1 + x * x + y * y), [(1, -1), (100, 3)], True),
    ("log(x) + sqrt(y)", lambda m, x, y: m.log(x) + m.sqrt(y), [(2, 3), (1e-6, 1e-6)], True),
    ("x exp(y) / (1 + y^2)", lambda m, x, y: x * m.exp(y) / (1 + y * y), [(0.2, 1.1), (-3, -2)], True),
    ("x^3 - 3 x y^2", lambda m, x, y: x**3 - 3 * x * y * y, [(0, 0), (1, 0.5), (-0.2, 0.1)], True),
    ("0.1 x^2 + 3", lambda m, x, y: x * x / 10 + 3 + 0 * y, [(4, -2), (0, 1)], True),
    ("7", lambda m, x, y: 7 + 0 * x, [(1, 1)], True),
    ("y", lambda m, x, y: y + 0 * x, [(-2, 0.125)], True),
    ("exp(2x + y)", lambda m, x, y: m.exp(2 * x + y), [(3, 1), (5, 5)], True),
    ("atan2(y, x)", lambda m, x, y: m.atan2(y, x), [(1, 1), (-2, 0.1), (0.001, -3)], True),
    ("abs(x) + abs(y)", lambda m, x, y: m.abs(x) + m.abs(y), [(0, 0), (1, -2), (0, 3)], False),
    ("relu(x - y)", lambda m, x, y: m.relu(x - y), [(1, 0.5), (1, 1), (0, 1)], False),
    ("max(x, y)", lambda m, x, y: m.maximum(x, y), [(2, 2), (1, 0), (0, 1)], False),
    ("sqrt(x) y", lambda m, x, y: m.sqrt(x) * y, [(0, 2), (-1, 2)], False),
    ("log(x y)", lambda m, x, y: m.log(x * y), [(-1, 1), (-1, -2)], False),
]


class Mp:
    """mpmath under torch's names."""

    sin, cos, exp, log, sqrt, tanh, atan2 = (
        mpmath.sin, mpmath.cos, mpmath.exp, mpmath.log, mpmath.sqrt, mpmath.tanh, mpmath.atan2,
    )  # fmt: skip


def exact_gradient(f, x, y):
    """Partial derivatives at 50 digits; x and y are the float64 numbers themselves."""
    x, y = mpmath.mpf(x), mpmath.mpf(y)
    # A step of 1e-30 at 120 digits, central: the error is 1e-60 f''', and nothing of 50 digits is lost.
    with mpmath.workdps(120):
        h = mpmath.mpf(10) ** -30
        dx = (f(Mp, x + h, y) - f(Mp, x - h, y)) / (2 * h)
        dy = (f(Mp, x, y + h) - f(Mp, x, y - h)) / (2 * h)
    return [dx, dy]


def torch_gradient_of(f, x, y):
    p = torch.tensor([float(x), float(y)], requires_grad=True)
    value = f(torch, p[0], p[1])
    (g,) = torch.autograd.grad(value, p)
    return value.detach(), g


def close(a, b, scale):
    # PyTorch's tanh cancels in 1 - tanh^2: what is left may be wrong by a few eps of 1, times the slope inside.
    return abs(float(a) - float(b)) <= 1e-13 * max(scale, abs(float(b))) + 1e-14


def gradient_of(name, f, x, y, smooth):
    value, g = torch_gradient_of(f, x, y)
    if smooth:
        exact = exact_gradient(f, float(x), float(y))
        # Terms of the sum may be larger than the sum: measured by the size of the whole gradient.
        size = float(max(abs(exact[0]), abs(exact[1])))
        assert all(close(a, b, size) for a, b in zip(g, exact, strict=False)), (name, x, y, g, exact)
        return value, g, [float(v) for v in exact]
    return value, g, None


def probes():
    angles = [0, 30, 90, 135, 180, 217.5, 270, -45]
    steps = [0.5, 0, 1, -0.25, 0.001]
    count = 0
    for text, f, points, smooth in FUNCTIONS:
        for x, y in points:
            value, g, exact = gradient_of(text, f, x, y, smooth)
            angle, step = angles[count % len(angles)], steps[count % len(steps)]
            count += 1
            u = torch.tensor([math.cos(math.radians(angle)), math.sin(math.radians(angle))])
            at = torch.tensor([float(x), float(y)])
            # Forward mode: a second road to the same number.
            _, directional = torch.func.jvp(lambda p, f=f: f(torch, p[0], p[1]), (at,), (u,))
            end = at + step * u
            case = {
                "f": text,
                "at": [float(x), float(y)],
                "angle": angle,
                "step": step,
                "smooth": smooth,
                "value": number(value),
                "gradient": array(g),
                "norm": number(torch.linalg.vector_norm(g)),
                "directional": number(g @ u),
                "jvp": number(directional),
                "actual": number(f(torch, end[0], end[1]) - value),
            }
            if exact:
                case["exact"] = array(exact)
            if smooth and torch.linalg.vector_norm(g) > 0:
                case["heading"] = number(torch.rad2deg(torch.atan2(g[1], g[0])))
                cosine = (g @ u) / torch.linalg.vector_norm(g)
                case["turn"] = number(torch.rad2deg(torch.acos(cosine.clamp(-1, 1))))
            yield case


def metrics():
    """In the stretched coordinates q = (s x, y) by autograd, then back to the plane."""
    stretches = [0.1, 0.5, 1, 2, 10, 3.7]
    count = 0
    for text, f, points, smooth in FUNCTIONS:
        if not smooth:
            continue
        for x, y in points[:3]:
            s = stretches[count % len(stretches)]
            count += 1
            q = torch.tensor([s * float(x), float(y)], requires_grad=True)
            (there,) = torch.autograd.grad(f(torch, q[0] / s, q[1]), q)
            _, plain = torch_gradient_of(f, x, y)
            back = torch.stack([there[0] / s, there[1]])
            case = {
                "f": text,
                "at": [float(x), float(y)],
                "stretch": s,
                "stretched": array(there),
                "natural": array(back),
                "slope": number(torch.linalg.vector_norm(there)),
            }
            if torch.linalg.vector_norm(plain) > 0:
                a, b = plain / plain.norm(), back / back.norm()
                case["swing"] = number(torch.rad2deg(torch.atan2(a[0] * b[1] - a[1] * b[0], a @ b)))
            yield case


def clipped():
    vectors = [(3, 4), (20, 1), (0.3, 0.4), (-7, 7), (0, 0), (0, -5), (1e-9, 0), (1e200, 1e200), (-0.5, 1e6)]
    vectors += [(math.inf, 1), (math.nan, 2)]
    for g in vectors:
        for limit in [1, 0.25, 5, 0]:
            by_norm = torch.nn.Parameter(torch.zeros(2))
            by_norm.grad = torch.tensor([float(v) for v in g])
            norm = torch.nn.utils.clip_grad_norm_([by_norm], limit)
            by_value = torch.nn.Parameter(torch.zeros(2))
            by_value.grad = torch.tensor([float(v) for v in g])
            torch.nn.utils.clip_grad_value_([by_value], limit)
            yield {
                "gradient": [number(v) for v in g],
                "limit": limit,
                "norm": number(norm),
                "byNorm": array(by_norm.grad),
                "byValue": array(by_value.grad),
            }


def sampled():
    spacings = [0.5, 0.1, 1, 0.01, 2]
    count = 0
    for text, f, points, smooth in FUNCTIONS:
        if not smooth or text.startswith("log"):
            continue
        for x, y in points[:3]:
            if max(abs(x), abs(y)) > 1e3:
                continue
            h = spacings[count % len(spacings)]
            count += 1
            xs = x + h * torch.arange(-2.0, 3)
            ys = y + h * torch.arange(-2.0, 3)
            values = f(torch, xs[None, :], ys[:, None]) + torch.zeros(5, 5)
            dy, dx = torch.gradient(values, spacing=h)
            oy, ox = torch.gradient(values)
            yield {
                "f": text,
                "at": [float(x), float(y)],
                "spacing": h,
                "values": array(values),
                "dx": array(dx),
                "dy": array(dy),
                "unitX": number(ox[2, 2]),
                "unitY": number(oy[2, 2]),
            }


def fits():
    torch.manual_seed(7)
    sets = [
        torch.tensor([[0.5, 1.1], [1.0, 1.9], [1.5, 2.2], [2.0, 3.4], [2.5, 3.6], [3.0, 4.8]]),
        torch.tensor([[0.0, 1.0], [1.0, 3.0]]),
        torch.tensor([[2.0, 5.0]]),
        torch.tensor([[1.0, 1.0], [1.0, 2.0], [1.0, 4.0]]),
        torch.randn(12, 2),
        torch.randn(30, 2) * torch.tensor([10.0, 1.0]) + torch.tensor([100.0, -3.0]),
    ]
    for data in sets:
        for w, b in [(0, 0), (1, 1), (-2.5, 0.5), (1.5, 0.25)]:
            p = torch.tensor([float(w), float(b)], requires_grad=True)
            x, y = data[:, 0], data[:, 1]
            loss = torch.nn.functional.mse_loss(p[0] * x + p[1], y)
            (g,) = torch.autograd.grad(loss, p)
            n = len(data)
            mx, my = [mpmath.mpf(float(v)) for v in x], [mpmath.mpf(float(v)) for v in y]
            r = [w * s + b - t for s, t in zip(mx, my, strict=False)]
            exact = [2 * sum(e * s for e, s in zip(r, mx, strict=False)) / n, 2 * sum(r) / n]
            size = float(max(abs(exact[0]), abs(exact[1])))
            assert all(close(a, e, size) for a, e in zip(g, exact, strict=False)), (data, w, b)
            case = {
                "data": array(data),
                "at": [float(w), float(b)],
                "loss": number(loss),
                "gradient": array(g),
                "best": array(torch.empty(0)),
            }
            if x.std(correction=0) > 0:
                a = torch.stack([x, torch.ones(n)], dim=1)
                best = torch.linalg.lstsq(a, y[:, None]).solution[:, 0]
                case["best"] = array(best)
                case["bestLoss"] = number(torch.nn.functional.mse_loss(a @ best, y))
                away, way = -g / g.norm(), (best - p.detach()) / (best - p.detach()).norm()
                case["astray"] = number(torch.rad2deg(torch.acos((away @ way).clamp(-1, 1))))
            yield case


if __name__ == "__main__":
    write(
        "gradient",
        __file__,
        {
            "probes": list(probes()),
            "metrics": list(metrics()),
            "clipped": list(clipped()),
            "sampled": list(sampled()),
            "fits": list(fits()),
        },
        "Gradients by autograd beside mpmath at 50 digits.",
    )
