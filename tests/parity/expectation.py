"""Fixtures of expectation: distributions, payoffs, running means, minibatches, dropout, and ones added up."""

import math
from fractions import Fraction

import mpmath
import torch
import torch.nn.functional as F
from fixtures import array, error_text, number, write

mpmath.mp.dps = 50
torch.set_default_dtype(torch.float64)

DIE = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
LOADED = [0.1, 0.2, 0.3, 0.2, 0.1, 0.1]


def distributions():
    torch.manual_seed(0)
    yield "the page", DIE, LOADED
    yield "a fair die", DIE, [1 / 6] * 6
    yield "one value", [3.5], [1.0]
    yield "certain", DIE, [0.0, 0.0, 1.0, 0.0, 0.0, 0.0]
    yield "not normalised", DIE, [3.0, 1.0, 1.0, 1.0, 1.0, 2.0]
    yield "offset 1e7", [1e7 + v for v in DIE], LOADED
    yield "offset 1e12", [1e12 + v for v in DIE], LOADED
    yield "a coin", [0.0, 1.0], [0.7, 0.3]
    yield "far apart", [-1e150, 1e150], [0.5, 0.5]
    for n in (2, 5, 12):
        yield f"random {n}", (torch.randn(n) * 3).tolist(), torch.rand(n).tolist()


def pmf(name, x, p):
    xs, ps = [Fraction(v) for v in x], [Fraction(v) for v in p]
    total = sum(ps)
    mean = sum(v * w for v, w in zip(xs, ps, strict=True)) / total
    variance = sum((v - mean) ** 2 * w for v, w in zip(xs, ps, strict=True)) / total
    tx, tp = torch.tensor(x), torch.tensor(p)
    tp = tp / tp.sum()
    torch_mean = (tx * tp).sum()
    return {
        "name": name,
        "x": array(x),
        "p": array(p),
        "mean": number(mean),
        "variance": number(variance),
        "torchMean": number(torch_mean),
        "torchVariance": number((tp * (tx - torch_mean) ** 2).sum()),
    }


PAYOFFS = {
    "x^2": (lambda x: x**2, lambda x: x**2),
    "exp(x/3)": (lambda x: torch.exp(x / 3), lambda x: mpmath.exp(x / 3)),
    "sqrt(x)": (torch.sqrt, mpmath.sqrt),
    "log(x)": (torch.log, mpmath.log),
    "2x - 1": (lambda x: 2 * x - 1, lambda x: 2 * x - 1),
    "abs(x - 3)": (lambda x: (x - 3).abs(), lambda x: abs(x - 3)),
    "max(0, x - 3)": (lambda x: F.relu(x - 3), lambda x: max(mpmath.mpf(0), x - 3)),
}


def payoffs():
    for x, p in ((DIE, LOADED), ([0.5, 2.0, 9.0], [0.5, 0.25, 0.25]), ([4.0], [1.0])):
        for text, (g, exact) in PAYOFFS.items():
            tx, tp = torch.tensor(x), torch.tensor(p)
            weights = [mpmath.mpf(w) for w in p]
            values = [mpmath.mpf(v) for v in x]
            mean = mpmath.fsum(v * w for v, w in zip(values, weights, strict=True))
            yield {
                "x": array(x),
                "p": array(p),
                "g": text,
                "expected": number((g(tx) * tp).sum()),
                "atMean": number(g((tx * tp).sum())),
                "exactExpected": number(
                    mpmath.fsum(exact(v) * w for v, w in zip(values, weights, strict=True))
                    / mpmath.fsum(weights)
                ),
                "exactAtMean": number(exact(mean / mpmath.fsum(weights))),
            }


def runs():
    for law, seed, n, x, p in [
        ("pmf", 0, 1, DIE, LOADED),
        ("pmf", 0, 2, DIE, LOADED),
        ("pmf", 0, 1000, DIE, LOADED),
        ("pmf", 7, 20000, DIE, [1 / 6] * 6),
        ("pmf", 3, 500, [1e7 + v for v in DIE], LOADED),
        ("cauchy", 0, 1, DIE, LOADED),
        ("cauchy", 0, 20000, DIE, LOADED),
        ("cauchy", 0, 10000, DIE, LOADED),
        ("cauchy", 5, 1000, DIE, LOADED),
    ]:
        torch.manual_seed(seed)
        if law == "pmf":
            drawn = torch.multinomial(torch.tensor(p), n, replacement=True)
            sample = torch.tensor(x)[drawn]
        else:
            drawn = torch.tan(math.pi * (torch.rand(n) - 0.5))
            sample = drawn
        # Exactly, so that the last digits of long sums are no one's in particular.
        running = sum(Fraction(v) for v in sample.tolist()) / n
        yield {
            "law": law,
            "seed": seed,
            "n": n,
            "x": array(x),
            "p": array(p),
            "draws": array(drawn[:12].double()),
            "mean": number(running),
            "deviation": number(sample.std() if n > 1 else math.nan),
            "torchMean": number(sample.mean()),
        }


LOSSES = [0.2, 0.5, 0.3, 0.4, 0.6, 0.1, 0.4, 0.3, 2.6, 3.0]


def batches():
    for losses, size, epochs, shuffle, seed in [
        (LOSSES, 4, 1, False, 0),
        (LOSSES, 5, 1, False, 0),
        (LOSSES, 4, 6, True, 0),
        (LOSSES, 3, 4, True, 9),
        (LOSSES, 1, 2, True, 1),
        (LOSSES, 16, 2, True, 1),
        ([2.0], 4, 1, True, 0),
    ]:
        torch.manual_seed(seed)
        rows, of_means = [], []
        data = torch.tensor(losses)
        for epoch in range(epochs):
            order = torch.randperm(len(data)) if shuffle else torch.arange(len(data))
            means = [part.mean() for part in data[order].split(size)]
            sizes = [len(part) for part in data[order].split(size)]
            rows += [[epoch + 1, b + 1, s, m] for b, (s, m) in enumerate(zip(sizes, means, strict=True))]
            of_means.append(torch.stack(means).mean())
        n, b = len(data), min(size, len(data))
        finite = (n - b) / (n - 1) if n > 1 else 0.0
        yield {
            "losses": array(losses),
            "size": size,
            "epochs": epochs,
            "shuffle": shuffle,
            "seed": seed,
            "batches": array([[float(v) for v in row] for row in rows]),
            "mean": number(data.mean()),
            "ofMeans": number(of_means[0]),
            "average": number(torch.stack(of_means).mean()),
            "spread": number((data.var(correction=0) / b * finite).sqrt()),
        }


def dropouts():
    for x, w, rate, n, seed in [
        ([1.5, -0.5, 2.0, 1.0], [0.8, 1.2, -0.6, 0.5], 0.5, 500, 0),
        ([1.5, -0.5, 2.0, 1.0], [0.8, 1.2, -0.6, 0.5], 0.2, 40, 3),
        ([1.0], [2.0], 0.9, 30, 1),
        ([1.0, 2.0, 3.0], [1.0, 1.0, 1.0], 0.0, 5, 2),
        ([0.5, -1.0, 2.0, 1.0, -0.3, 0.7], [1.0, 0.4, 0.3, -1.2, 0.8, 0.1], 0.3, 200, 8),
    ]:
        torch.manual_seed(seed)
        tx, tw = torch.tensor(x), torch.tensor(w)
        outputs = torch.stack([F.dropout(tx, rate) @ tw for _ in range(n)])
        keep = torch.cartesian_prod(*[torch.tensor([0.0, 1.0])] * len(x)).reshape(-1, len(x))
        chance = (keep * (1 - rate) + (1 - keep) * rate).prod(1)
        every = (keep * tx / (1 - rate)) @ tw
        yield {
            "x": array(x),
            "w": array(w),
            "rate": rate,
            "n": n,
            "seed": seed,
            "outputs": array(outputs),
            "exact": number(tx @ tw),
            "expected": number((chance * every).sum()),
            "variance": number((chance * (every - tx @ tw) ** 2).sum()),
            "reluMean": number(F.relu(outputs).mean()),
            "reluExact": number((chance * F.relu(every)).sum()),
        }


def ones():
    for name, dtype in (("float16", torch.float16), ("bfloat16", torch.bfloat16), ("float32", torch.float32)):
        total = torch.zeros((), dtype=dtype)
        one = torch.ones((), dtype=dtype)
        stuck = {"float16": 2048.0, "bfloat16": 256.0, "float32": 16777216.0}[name]
        # Near the end only: below it every sum of ones is a whole number that the format has.
        total += stuck - 3
        for _ in range(8):
            total = total + one
        yield {
            "format": name,
            "stuck": number(total),
            "summed": number(torch.ones(2**25, dtype=torch.float32).sum()),
        }


def facts():
    yield {"name": "mean of nothing", "value": number(torch.zeros(0).mean())}
    yield {"name": "var of one", "value": number(torch.ones(1).var())}
    # The integral of |x| against the Cauchy density up to R grows like log(R): there is no expectation.
    growth = [2 / mpmath.pi * mpmath.quad(lambda x: x / (1 + x * x), [0, r]) for r in (10, 1000, 100000)]
    yield {
        "name": "E|X| of Cauchy up to 1e5",
        "value": number(growth[2]),
        "steps": array([float(v) for v in growth]),
    }


def errors():
    yield {"name": "negative", **error_text(lambda: torch.multinomial(torch.tensor([0.5, -0.1, 0.6]), 1))}
    yield {"name": "nothing", **error_text(lambda: torch.multinomial(torch.zeros(3), 1))}


if __name__ == "__main__":
    write(
        "expectation",
        __file__,
        {
            "distributions": [pmf(*case) for case in distributions()],
            "payoffs": list(payoffs()),
            "runs": list(runs()),
            "batches": list(batches()),
            "dropouts": list(dropouts()),
            "ones": list(ones()),
            "facts": list(facts()),
            "errors": list(errors()),
        },
        note=f"exact: rational numbers, and mpmath {mpmath.__version__}, {mpmath.mp.dps} digits",
    )
