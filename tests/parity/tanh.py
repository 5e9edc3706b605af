"""Writes tests/fixtures/tanh.json: tanh and its slope, its formulas in two formats, chains, Gaussians, zig-zag.

Values and slopes by torch in float64 and float32 beside mpmath at 50 digits; formulas as torch computes them; chains by
autograd through the loop; Gaussians by mpmath's quadrature; SGD by torch.optim.SGD.
"""

import itertools
import math

import mpmath
import torch
from fixtures import array, number, write

torch.set_default_dtype(torch.float64)
mpmath.mp.dps = 50

XS = [
    0.0, -0.0, 1e-300, 5e-324, 1e-10, 1e-8, 1e-4, -1e-4, 0.01, 0.1, 0.3, -0.5, 0.549306, 1.0, -1.0, 1.5, 2.1783, -3.0,
    5.0, 8.3, 9.0, 9.1, -12.0, 18.7, 19.06, 19.07, 20.0, 22.0, 88.72, 88.73, -88.73, 709.0, 710.0, -710.0, 11356.0,
    1e308, -1e308, math.inf, -math.inf, math.nan,
]  # fmt: skip


def printed(x):
    return (torch.exp(x) - torch.exp(-x)) / (torch.exp(x) + torch.exp(-x))


def by_ratio(x):
    e = torch.exp(-2 * x.abs())
    return torch.copysign((1 - e) / (1 + e), x)


def by_expm1(x):
    m = torch.expm1(-2 * x.abs())
    return torch.copysign(-m / (2 + m), x)


def values():
    for x in XS:
        p = torch.tensor(x, requires_grad=True)
        y = torch.tanh(p)
        y.backward()
        q = torch.tensor(x, dtype=torch.float32, requires_grad=True)
        z = torch.tanh(q)
        z.backward()
        case = {
            "x": number(x),
            "tanh": number(y),
            "slope": number(p.grad),
            "tanh32": number(z),
            "slope32": number(q.grad),
        }
        if math.isfinite(x):
            case["exact"] = number(mpmath.tanh(mpmath.mpf(x)))
            case["exactSlope"] = number(mpmath.sech(mpmath.mpf(x)) ** 2)
        yield case


def forms():
    for x in [1e-8, 1e-6, 1e-4, 0.01, 0.5, 1, -2.5, 8, 20, 88.72, 88.73, -89, 100, 709.7, 710, -1000]:
        for dtype in (torch.float64, torch.float32):
            t = torch.tensor(float(x), dtype=dtype)
            yield {
                "x": float(x),
                "format": str(dtype).removeprefix("torch."),
                "values": [number(f(t)) for f in (printed, by_ratio, by_expm1, torch.tanh)],
            }


def chains():
    for name, phi in (("tanh", torch.tanh), ("sigmoid", torch.sigmoid)):
        for x, gain, depth in [
            (0.5, 1, 10), (0.5, 5 / 3, 30), (2, 1, 20), (-1, 3, 5), (0, 1, 10), (0.1, 0.5, 40), (3, 1, 0), (1, -2, 7),
        ]:  # fmt: skip
            p = torch.tensor(float(x), requires_grad=True)
            a = p
            for _ in range(depth):
                a = phi(gain * a)
            (slope,) = torch.autograd.grad(a, p)
            yield {
                "name": name,
                "x": float(x),
                "gain": float(gain),
                "depth": depth,
                "value": number(a),
                "product": number(slope),
            }


def gaussians():
    for name in ("tanh", "sigmoid"):
        if name == "tanh":
            phi, slope = mpmath.tanh, lambda x: mpmath.sech(x) ** 2
            limit = mpmath.atanh(mpmath.sqrt(mpmath.mpf("0.95")))
            inverse = mpmath.atanh
            low, high = -1, 1
        else:
            phi = lambda x: 1 / (1 + mpmath.exp(-x))  # noqa: E731
            slope = lambda x: 1 / (1 + mpmath.exp(-x)) / (1 + mpmath.exp(x))  # noqa: E731
            limit = 2 * mpmath.atanh(mpmath.sqrt(mpmath.mpf("0.95")))
            inverse = lambda y: mpmath.log(y / (1 - y))  # noqa: E731
            low, high = 0, 1
        # The last three: narrow, and where φ is all but level.
        wide = [(0, 1), (0.5, 2), (-3, 0.5), (0, 5), (1, 0.1), (4, 20)]
        for mean, deviation in [*wide, (0.3, 1e-8), (8, 0.1), (-30, 0.25)]:
            m = mpmath.mpf(mean)
            s = mpmath.mpf(float(deviation))
            ends = sorted({m + k * s for k in range(-12, 13)} | {mpmath.mpf(k) for k in range(-12, 13)})
            with mpmath.workdps(60):  # φ(x) and its average agree in half of the digits
                average = lambda g, m=m, s=s, ends=ends: mpmath.quad(  # noqa: E731
                    lambda x: g(x) * mpmath.npdf(x, m, s), [-mpmath.inf, *ends, mpmath.inf]
                )
                expected = average(phi)
                spread = mpmath.sqrt(average(lambda x: (phi(x) - expected) ** 2))
            with mpmath.workdps(25):
                bins = 8
                edges = [
                    -mpmath.inf,
                    *[
                        (inverse(mpmath.mpf(low) + mpmath.mpf(high - low) * (i + 1) / bins))
                        for i in range(bins - 1)
                    ],
                    mpmath.inf,
                ]
                shares = [
                    mpmath.ncdf((b - m) / s) - mpmath.ncdf((a - m) / s) for a, b in itertools.pairwise(edges)
                ]
                yield {
                    "name": name,
                    "mean": float(mean),
                    "deviation": float(deviation),
                    "average": number(expected),
                    "spread": number(spread),
                    "slope": number(average(slope)),
                    "square": number(mpmath.sqrt(average(lambda x: slope(x) ** 2))),
                    "shares": array([float(p) for p in shares]),
                    "saturated": array(
                        [float(mpmath.ncdf((-limit - m) / s)), float(mpmath.ncdf((m - limit) / s))]
                    ),
                    "limit": number(limit),
                }


def zigzags():
    for kind, phi in (
        ("tanh", torch.tanh),
        ("sigmoid", torch.sigmoid),
        ("raised", lambda z: 1 + torch.tanh(z)),
        ("centred", lambda z: (1 + torch.tanh(z)) - (1 + torch.tanh(z)).mean(dim=0)),
    ):
        for lr, steps, seed in [(0.2, 0, 0), (0.2, 40, 0), (0.05, 200, 1), (0.1, 33, 7)]:
            torch.manual_seed(seed)
            h = phi(1.5 * torch.randn(32, 2))
            best = torch.tensor([1.0, -1.0])
            w = torch.tensor([-1.0, 1.0], requires_grad=True)
            optimiser = torch.optim.SGD([w], lr=lr)
            path = [w.detach().clone()]
            for k in range(steps):
                optimiser.zero_grad()
                loss = (h[k % 32] @ (w - best)) ** 2 / 2
                loss.backward()
                optimiser.step()
                path.append(w.detach().clone())
            path = torch.stack(path)
            moves = path.diff(dim=0)
            eigenvalues = torch.linalg.eigvalsh(h.T @ h / 32)
            yield {
                "kind": kind,
                "lr": lr,
                "steps": steps,
                "seed": seed,
                "inputs": array(h),
                "path": array(path),
                "alike": number((moves.prod(dim=1) > 0).double().mean() if steps else 0.0),
                "condition": number(eigenvalues[1] / eigenvalues[0]),
                "distance": number(torch.linalg.vector_norm(path[-1] - best)),
            }


def gains():
    yield {"gain": number(torch.nn.init.calculate_gain("tanh"))}


if __name__ == "__main__":
    write(
        "tanh",
        __file__,
        {
            "values": list(values()),
            "forms": list(forms()),
            "chains": list(chains()),
            "gaussians": list(gaussians()),
            "zigzags": list(zigzags()),
            "gains": list(gains()),
        },
        note="exact and gaussians: mpmath; all else by torch",
    )
