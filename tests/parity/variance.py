"""Writes tests/fixtures/variance.json: variances by PyTorch and by exact fractions, samples, rounding, random layers.

Fractions are exact, so they are the second source for variances; float32 and float16 runs are NumPy's own arithmetic,
one operation after the other; predictions for random layers are integrals by mpmath.
"""

import warnings
from fractions import Fraction

import mpmath
import numpy
import torch
import torch.nn.functional as F
from fixtures import array, number, write
from torch import nn

torch.set_default_dtype(torch.float64)
warnings.simplefilter("ignore")  # torch.var warns of one value, which is among the cases
mpmath.mp.dps = 30

POINTS = [
    [-2.5, -0.5, 0.5, 1.0, 3.0],
    [0.1, 0.2, 0.3, 0.4],
    [1.5],
    [7.0, 7.0, 7.0],
    [-0.5, 0.0, 0.2, 0.4, 8.0],
    [1e7 + 4, 1e7 + 7, 1e7 + 13, 1e7 + 16],
    [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16],
    [10000.1, 10000.2, 10000.3, 10000.4],
    [1e-9, 2e-9, -4e-9],
    [1e150, -1e150],
    [-1e6, 1e6, 3.0, 2.5, 0.0, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0],
    [0.0, 1.0],
]


def probes():
    for points in POINTS:
        x = torch.tensor(points)
        exact = [Fraction(v) for v in points]
        mean = sum(exact) / len(exact)
        total = sum((v - mean) ** 2 for v in exact)
        yield {
            "points": array(points),
            "mean": number(x.mean()),
            "population": number(x.var(correction=0)),
            "sample": number(x.var()),
            "exactMean": float(mean),
            "exactPopulation": float(total / len(exact)),
            "exactSample": float(total / (len(exact) - 1)) if len(exact) > 1 else number(float("nan")),
        }


def sampled():
    seed = 0
    for points in ([-2.5, -0.5, 0.5, 1.0, 3.0], [0.0, 1.0], [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0]):
        for n, trials in ((2, 500), (5, 1000), (30, 100)):
            seed += 1
            torch.manual_seed(seed)
            x = torch.tensor(points)
            samples = x[torch.randint(len(x), (trials, n))]
            biased, fair = samples.var(dim=1, correction=0), samples.var(dim=1)
            yield {
                "points": array(points),
                "n": n,
                "trials": trials,
                "seed": seed,
                "first": array(samples[:8]),
                "truth": number(x.var(correction=0)),
                "average": array([biased.mean(), fair.mean()]),
                "error": array([v.std() / trials**0.5 for v in (biased, fair)]),
            }


def by_hand(x):
    """The three ways in NumPy's arithmetic of x's own type: every operation is rounded by the processor."""
    kind = x.dtype.type
    n = kind(len(x))

    def mean(values):
        total = kind(0)
        for v in values:
            total = kind(total + v)
        return kind(total / n)

    m = mean(x)
    of_squares, of_mean = mean([kind(v * v) for v in x]), kind(m * m)
    two = mean([kind(kind(v - m) * kind(v - m)) for v in x])
    running, m2 = kind(0), kind(0)
    for i, v in enumerate(x):
        d = kind(v - running)
        running = kind(running + kind(d / kind(i + 1)))
        m2 = kind(m2 + kind(d * kind(v - running)))
    return [kind(of_squares - of_mean), two, kind(m2 / n)], of_squares, of_mean


def digits():
    numpy.seterr(all="ignore")
    for name, kind in (("float32", numpy.float32), ("float16", numpy.float16), ("float64", numpy.float64)):
        for points in ([0.1, 0.2, 0.3, 0.4], [-2.5, -0.5, 0.5, 1.0, 3.0], [0.0, 1e-3, 5e-4]):
            for offset in (1.0, 10.0, 1000.0, 10000.0, 123456.0, 1e8):
                # As the core: the sum in float64, then rounded once.
                stored = numpy.array([kind(v + offset) for v in points])
                values, of_squares, of_mean = by_hand(stored)
                if numpy.isfinite(stored).all():
                    exact = [Fraction(float(v)) for v in stored]
                    mean = sum(exact) / len(exact)
                    as_stored = float(sum((v - mean) ** 2 for v in exact) / len(exact))
                else:
                    as_stored = float("nan")
                yield {
                    "format": name,
                    "points": array(points),
                    "offset": offset,
                    "stored": array(stored),
                    "values": array(numpy.array(values, dtype=numpy.float64)),
                    "meanOfSquares": number(of_squares),
                    "squareOfMean": number(of_mean),
                    "asStored": number(as_stored),
                    "spacing": number(numpy.spacing(of_squares)),
                    # One after the other is not how torch sums, but few numbers leave little room.
                    "torch": number(torch.tensor(stored).var(correction=0)),
                }


EXACT = {
    "relu": lambda x: max(x, mpmath.mpf(0)),
    "linear": lambda x: x,
    "tanh": mpmath.tanh,
    "leaky_relu": lambda x: x if x > 0 else x * mpmath.mpf(0.01),
    "gelu": lambda x: x * mpmath.erfc(-x / mpmath.sqrt(2)) / 2,
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
}
TORCH = {
    "relu": F.relu,
    "linear": lambda x: x,
    "tanh": torch.tanh,
    "leaky_relu": F.leaky_relu,
    "gelu": F.gelu,
    "sigmoid": torch.sigmoid,
}
VARIANCE = {
    "kaiming_normal": lambda n, a: (
        2 / mpmath.mpf(n) / (1 + (mpmath.mpf(0.01) ** 2 if a == "leaky_relu" else 0))
    ),
    "xavier_normal": lambda n, a: 1 / mpmath.mpf(n),
    "linear": lambda n, a: 1 / mpmath.mpf(3 * n),
    "orthogonal": lambda n, a: 1 / mpmath.mpf(n),
}


def predicted(activation, width, weights, depth):
    sizes = [mpmath.mpf(1)]
    for _ in range(depth):
        root = mpmath.sqrt(width * weights * sizes[-1])
        f = EXACT[activation]
        # Scaled to order 1: the integrator aims at an absolute error.
        sizes.append(
            root**2
            * mpmath.quad(
                lambda z, f=f, root=root: (f(root * z) / root) ** 2 * mpmath.npdf(z), [-12, -4, 0, 4, 12]
            )
        )
    return sizes


def layers():
    cases = [
        (activation, init, depth, width)
        for activation, init in (
            ("relu", "kaiming_normal"),
            ("relu", "xavier_normal"),
            ("relu", 0.01),
            ("relu", 0.1),
            ("relu", "linear"),
            ("linear", "orthogonal"),
            ("tanh", "xavier_normal"),
            ("tanh", 0.3),
            ("leaky_relu", "kaiming_normal"),
            ("gelu", "kaiming_normal"),
            ("sigmoid", "xavier_normal"),
        )
        for depth, width in ((3, 20), (20, 256))
    ]
    for k, (activation, init, depth, width) in enumerate(cases):
        seed = k % 5
        torch.manual_seed(seed)
        h = torch.randn(4, width)
        sizes, variances = [h.square().mean()], [h.var(correction=0)]
        for _ in range(depth):
            w = torch.empty(width, width)
            if isinstance(init, float):
                nn.init.normal_(w, std=init)
            elif init == "kaiming_normal":
                leaky = activation == "leaky_relu"
                nn.init.kaiming_normal_(
                    w, a=0.01 if leaky else 0, nonlinearity="leaky_relu" if leaky else "relu"
                )
            elif init == "xavier_normal":
                nn.init.xavier_normal_(w)
            elif init == "orthogonal":
                nn.init.orthogonal_(w)
            else:
                w = nn.Linear(width, width, bias=False).weight.detach()
            h = TORCH[activation](h @ w.T)
            sizes.append(h.square().mean())
            variances.append(h.var(correction=0))
        weights = mpmath.mpf(init) ** 2 if isinstance(init, float) else VARIANCE[init](width, activation)
        yield {
            "activation": activation,
            "init": "normal" if isinstance(init, float) else init,
            "scale": init if isinstance(init, float) else 1.0,
            "depth": depth,
            "width": width,
            "seed": seed,
            "sizes": array(torch.stack(sizes)),
            "variances": array(torch.stack(variances)),
            "weightVariance": float(weights),
            "predicted": array([float(v) for v in predicted(activation, width, weights, depth)]),
        }


if __name__ == "__main__":
    write(
        "variance",
        __file__,
        {
            "probes": list(probes()),
            "samples": list(sampled()),
            "digits": list(digits()),
            "layers": list(layers()),
        },
    )
