"""Writes tests/fixtures/euclidean_distance.json: distances, losses and their gradients, neighbours, lines, clouds.

All by PyTorch; distances and losses stand beside mpmath at 50 digits, lines beside numpy and scipy, and the two
must agree before anything is written.
"""

import math

import mpmath
import numpy
import torch
from fixtures import array, error_text, number, write
from scipy.optimize import linprog
from torch.nn import functional

mpmath.mp.dps = 50
torch.set_default_dtype(torch.float64)
rng = numpy.random.default_rng(2421)


def exact_squared(a, b):
    return sum(
        ((mpmath.mpf(float(x)) - mpmath.mpf(float(y))) ** 2 for x, y in zip(a, b, strict=False)),
        mpmath.mpf(0),
    )


def pairs():
    g = rng.standard_normal
    yield "empty", [], []
    yield "one entry", [3.0], [-1.5]
    yield "equal", [1.0, 2.0], [1.0, 2.0]
    yield "both zero", [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]
    yield "3, 4, 5", [3.0, 0.0], [0.0, 4.0]
    yield "the page", [2.0, 1.5], [-1.0, -0.5]
    yield "signed zero", [0.0, -0.0], [-0.0, 0.0]
    yield "huge", [1e200, 1e200], [0.0, 0.0]
    yield "tiny", [3e-200, 0.0], [0.0, 4e-200]
    yield "subnormal", [5e-324, 0.0], [0.0, 0.0]
    yield "largest", [1.7976931348623157e308], [0.0]
    yield "difference overflows", [1.5e308, 1.0], [-1.5e308, 1.0]
    yield "halves overflow", [1e308, 1e308, 0.0], [-5e307, -5e307, 0.0]
    yield "mixed sizes", [1e155, 1.0, -3.0], [-2e155, 7.0, 1e-9]
    yield "cancel", [1e8 + 1, 1.0], [1e8, 1.0]
    yield "offset", [1000.1, 2000.2], [1000.1, 2000.3]
    for n in [1, 2, 2, 3, 4, 5, 8, 16, 100]:
        yield f"random {n}", g(n), g(n)
    for e in [-300, -160, -150, 150, 160, 300]:
        yield f"random times 1e{e}", g(3) * 10.0**e, g(3) * 10.0**e


def gradient(call, a):
    leaf = a.clone().requires_grad_()
    call(leaf).backward()
    return array(leaf.grad)


def distance_case(name, a, b):
    a, b = torch.tensor(a, dtype=torch.float64), torch.tensor(b, dtype=torch.float64)
    squared = exact_squared(a, b)
    true = mpmath.sqrt(squared)
    case = {
        "name": name,
        "a": array(a),
        "b": array(b),
        "exact": number(float(true)),
        "dist": number(torch.dist(a, b)),
        "written": number(torch.sqrt(((a - b) ** 2).sum())),
        "mse": number(functional.mse_loss(a, b)),
        "mae": number(functional.l1_loss(a, b)),
        "mseGradient": gradient(lambda x: functional.mse_loss(x, b), a),
        "maeGradient": gradient(lambda x: functional.l1_loss(x, b), a),
        "normGradient": gradient(lambda x: (x - b).norm(), a),
        "writtenGradient": gradient(lambda x: torch.sqrt(((x - b) ** 2).sum()), a),
    }
    if len(a) and 1e-140 < true < 1e140:
        assert math.isclose(case["dist"], float(true), rel_tol=1e-14)
        assert math.isclose(case["mse"], float(squared / len(a)), rel_tol=1e-14)
    return case


def batch_cases():
    shapes = [(1, 1), (1, 4), (3, 1), (3, 4), (2, 2), (5, 3), (4, 10), (32, 10), (6, 8)]
    for n, d in shapes:
        p, t = torch.tensor(rng.standard_normal((n, d))), torch.tensor(rng.standard_normal((n, d)))
        yield batch_case(p, t)
    yield batch_case(torch.ones(2, 3), torch.ones(2, 3))


def batch_case(p, t):
    leaf = p.clone().requires_grad_()
    functional.mse_loss(leaf, t).backward()
    return {
        "prediction": array(p),
        "target": array(t),
        "mse": number(functional.mse_loss(p, t)),
        "sum": number(functional.mse_loss(p, t, reduction="sum")),
        "none": array(functional.mse_loss(p, t, reduction="none")),
        "mae": number(functional.l1_loss(p, t)),
        "rows": array((p - t).norm(dim=1) ** 2),
        "meanRow": number(((p - t).norm(dim=1) ** 2).mean()),
        "gradient": array(leaf.grad),
    }


def cdist_cases():
    """PyTorch's two ways in float32, of values that float32 holds. The order of sums within a product is its own."""
    for name, a in [
        ("near the origin", rng.standard_normal((4, 3))),
        ("far away", 1000 + rng.standard_normal((4, 2)) / 10),
        ("the page", numpy.array([[1000.1, 2000.2], [1000.1, 2000.3], [1000.2, 2000.2]])),
        ("very far", 1e4 + rng.standard_normal((5, 2)) / 100),
        ("one dimension", 4096 + rng.standard_normal((4, 1))),
    ]:
        x = torch.tensor(a, dtype=torch.float32)
        squares = (x**2).sum(1)
        ways = {
            "direct": torch.cdist(x, x, compute_mode="donot_use_mm_for_euclid_dist"),
            "product": torch.cdist(x, x, compute_mode="use_mm_for_euclid_dist"),
            "expandedSquared": squares[:, None] - 2 * (x @ x.T) + squares,
        }
        exact = [[float(mpmath.sqrt(exact_squared(p, q))) for q in x.tolist()] for p in x.tolist()]
        yield {
            "name": name,
            "x": array(x.double()),
            "exact": array(exact),
            "largestSquare": number(squares.max()),
            "negative": bool((ways["expandedSquared"] < 0).any()),
            **{key: array(value.double()) for key, value in ways.items()},
        }


def default_way_cases():
    """From how many rows on torch.cdist takes the product by itself: far from the origin the two ways differ."""
    generator = torch.Generator().manual_seed(25)
    for rows in (25, 26):
        x = 1000 + torch.randn(rows, 2, generator=generator, dtype=torch.float32)
        direct = torch.cdist(x, x, compute_mode="donot_use_mm_for_euclid_dist")
        yield {"rows": rows, "subtracts": bool(torch.equal(torch.cdist(x, x), direct))}


def neighbour_cases():
    for n, k, scale in [
        (1, 1, 1),
        (5, 1, 1),
        (5, 3, 1),
        (8, 5, 1),
        (12, 3, 20),
        (12, 7, 0.05),
        (30, 4, 1),
        (9, 9, 2),
    ]:
        x, q = torch.tensor(rng.uniform(-4, 4, (n, 2))), torch.tensor(rng.uniform(-4, 4, 2))
        labels = torch.tensor(rng.integers(0, 3, n))
        weights = torch.tensor([float(scale), 1.0])
        d = torch.cdist((q * weights)[None], x * weights, compute_mode="donot_use_mm_for_euclid_dist")[0]
        values, order = d.topk(k, largest=False)
        votes = torch.bincount(labels[order])
        yield {
            "points": array(x),
            "labels": array(labels),
            "query": array(q),
            "k": k,
            "scale": array(weights),
            "distances": array(d),
            "nearest": array(values),
            "order": array(order),
            "clear": bool((votes == votes.max()).sum() == 1),
            "label": int(votes.argmax()),
        }


def least_absolute(x, y):
    """min Σ t, −t ≤ y − s x − c ≤ t: a linear program."""
    n = len(x)
    ones = numpy.ones((n, 1))
    left = numpy.vstack(
        [numpy.hstack([-x[:, None], -ones, -numpy.eye(n)]), numpy.hstack([x[:, None], ones, -numpy.eye(n)])]
    )
    free = [(None, None)] * 2 + [(0, None)] * n
    solved = linprog(
        [0, 0] + [1] * n, A_ub=left, b_ub=numpy.concatenate([-y, y]), bounds=free, method="highs"
    )
    return solved.fun / n


def line_cases():
    page = numpy.array([[-3.0, -1.6], [-2, -1.2], [-1, -0.3], [0, 0.1], [1, 0.4], [2, 1.2], [3, -3.0]])
    sets = [page[:, 0], page[:, 1]], [numpy.array([0.0, 1]), numpy.array([2.0, -1])]
    more = [(numpy.sort(rng.uniform(-4, 4, n)), rng.standard_normal(n)) for n in (3, 4, 6, 7, 12)]
    for x, y in [*sets, *more, (1e6 + numpy.arange(5.0), rng.standard_normal(5))]:
        design = torch.tensor(numpy.column_stack([x, numpy.ones_like(x)]))
        target = torch.tensor(y)[:, None]
        solution = torch.linalg.lstsq(design, target).solution
        a, b = numpy.polyfit(x - x.mean(), y, 1)
        slope = solution[0].item()
        assert math.isclose(slope, a, rel_tol=1e-6, abs_tol=1e-9) and math.isfinite(b)
        yield {
            "x": array(x),
            "y": array(y),
            "slope": number(slope),
            "middle": number(slope * x.mean() + solution[1].item()),
            "mse": number(functional.mse_loss(design @ solution, target)),
            "leastMae": number(least_absolute(x, y)),
        }


def cloud_cases():
    for points, dim, seed in [
        (100, 1, 0),
        (100, 2, 0),
        (100, 10, 0),
        (100, 100, 0),
        (100, 1000, 0),
        (50, 3, 7),
    ]:
        torch.manual_seed(seed)
        x = torch.rand(points + 1, dim)
        d = (x[1:] - x[0]).norm(dim=1)
        yield {
            "points": points,
            "dim": dim,
            "seed": seed,
            "nearest": number(d.min()),
            "farthest": number(d.max()),
            "ratio": number(d.max() / d.min()),
            "mean": number(d.mean()),
            "counts": array(torch.histc(d / dim**0.5, bins=40, min=0, max=1) / points),
        }


if __name__ == "__main__":
    write(
        "euclidean_distance",
        __file__,
        {
            "distances": [distance_case(*case) for case in pairs()],
            "batches": list(batch_cases()),
            "cdist": list(cdist_cases()),
            "cdistDefault": list(default_way_cases()),
            "neighbours": list(neighbour_cases()),
            "lines": list(line_cases()),
            "clouds": list(cloud_cases()),
            "errors": [error_text(lambda: torch.dist(torch.zeros(3), torch.zeros(2)))],
        },
        note=f"exact: mpmath {mpmath.__version__}, {mpmath.mp.dps} digits",
    )
