"""Writes tests/fixtures/temperature.json: tempered softmax, samples, filters, calibration and the fitted temperature.

All by PyTorch; shares and entropies stand beside mpmath at 60 digits, the fitted temperature by LBFGS beside scipy's
own minimiser, and they must agree before anything is written.
"""

import itertools
import math

import mpmath
import numpy
import torch
from fixtures import array, number, write
from scipy.optimize import minimize_scalar
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
mpmath.mp.dps = 60
torch.manual_seed(30)

PAGE = [2.0, 1.5, 1.0, 0.5]
ROWS = [PAGE, [2.0, 1.0, 0.1], [1.0, 1.0, -2.0], [0.0, -1e4], [1e4, 0.0, -1e4], [3.0]]
ROWS += [torch.randn(n).mul(3).tolist() for n in (2, 4, 7, 12)]


def tempered(z, tau):
    x = torch.tensor(z)
    p = torch.softmax(x / tau, 0)
    top = max(z)
    e = [mpmath.exp((mpmath.mpf(v) - top) / mpmath.mpf(tau)) for v in z]
    exact = [v / sum(e) for v in e]
    entropy = -sum((q * mpmath.log(q) for q in exact if q), mpmath.mpf(0))
    assert torch.allclose(p, torch.tensor([float(q) for q in exact]), rtol=1e-10, atol=1e-15)
    return {
        "z": array(x),
        "tau": number(tau),
        "p": array(p),
        "exact": array([float(q) for q in exact]),
        "entropy": number(float(entropy)),
        "torchEntropy": number(torch.special.entr(p).sum()),
        "fromLogs": array(torch.softmax(torch.log_softmax(x, 0) / tau, 0)),
        "fromShares": array(torch.softmax(torch.softmax(x, 0) / tau, 0)),
    }


SHAPES = [tempered(z, tau) for z in ROWS for tau in (0.01, 0.1, 0.7, 1.0, 10.0, 100.0)]


def by_formula(z, tau):
    x = torch.tensor(z)
    scaled = x / tau
    return {
        "z": array(x),
        "tau": number(tau),
        "rows": array(torch.stack([scaled, scaled.exp(), scaled.exp() / scaled.exp().sum()])),
        "softmax": array(torch.softmax(scaled, 0)),
    }


FORMULAS = [by_formula(z, tau) for z in (PAGE, [0.0, 1.0, -1.0]) for tau in (0.0, 1e-3, -1.0, -0.5, 2.0)]


def draw(z, tau, n, seed, method):
    p = torch.softmax(torch.tensor(z) / tau, 0)
    torch.manual_seed(seed)
    if method == "multinomial":
        drawn = torch.multinomial(p, n, replacement=True)
    else:
        drawn = (p / torch.empty(n, len(z)).exponential_()).argmax(1)
    return {
        "p": array(p),
        "n": n,
        "seed": seed,
        "method": method,
        "first": array(drawn[:200]),
        "counts": array(torch.bincount(drawn, minlength=len(z))),
    }


SAMPLES = [
    draw(PAGE, tau, n, seed, method)
    for method in ("multinomial", "gumbel")
    for tau, n, seed in ((1.0, 2, 0), (1.0, 100, 0), (0.1, 50, 1), (10.0, 1000, 2), (0.7, 10000, 12345))
]


def filtered(z, tau, k, nucleus, order):
    """The processors of transformers, written out: temperature, top-k, top-p in the order asked for."""
    x = torch.tensor(z)
    scores = x / tau if order == "temperature" else x
    before = torch.softmax(scores, 0)
    threshold = torch.topk(scores, min(k, len(z))).values[-1]
    scores = scores.masked_fill(scores < threshold, -math.inf)
    ascending, places = torch.sort(scores)
    drop = torch.softmax(ascending, 0).cumsum(0) <= 1 - nucleus
    drop[-1] = False
    scores = scores.masked_fill(torch.zeros_like(drop).scatter(0, places, drop), -math.inf)
    if order == "filter":
        scores = scores / tau
    p = torch.softmax(scores, 0)
    return {
        "z": array(x),
        "tau": number(tau),
        "k": k,
        "nucleus": number(nucleus),
        "order": order,
        "before": array(before),
        "kept": array((scores > -math.inf).double()),
        "p": array(p),
    }


FILTERS = [
    filtered(z, tau, k, nucleus, order)
    for z in ([3.0, 2.2, 1.4, 0.8, 0.1, -0.5, -1.2, -2.0], torch.randn(12).mul(2).tolist())
    for tau in (0.5, 1.0, 2.0)
    for k, nucleus in ((12, 0.9), (3, 1.0), (4, 0.8), (1, 0.5))
    for order in ("temperature", "filter")
]


def ece(logits, labels, bins):
    """Guo and others: bins (lower, upper] of the confidence."""
    confidence, predicted = torch.softmax(logits, 1).max(1)
    right = (predicted == labels).double()
    edges = torch.linspace(0, 1, bins + 1)
    total = 0.0
    for lower, upper in itertools.pairwise(edges):
        inside = (confidence > lower) & (confidence <= upper)
        if inside.any():
            total += (
                (confidence[inside].mean() - right[inside].mean()).abs() * inside.double().mean()
            ).item()
    return total


def fit(logits, labels):
    """LBFGS on 1/τ by PyTorch, and scipy's bounded search: they must agree."""
    beta = torch.ones(1, requires_grad=True)
    optimizer = torch.optim.LBFGS(
        [beta], max_iter=200, line_search_fn="strong_wolfe", tolerance_grad=1e-12, tolerance_change=1e-16
    )

    def closure():
        optimizer.zero_grad()
        loss = F.cross_entropy(logits * beta, labels)
        loss.backward()
        return loss

    optimizer.step(closure)
    found = minimize_scalar(
        lambda b: F.cross_entropy(logits * b, labels).item(), bounds=(1e-4, 50), options={"xatol": 1e-10}
    )
    assert math.isclose(beta.item(), found.x, rel_tol=1e-6), (beta.item(), found.x)
    return 1 / beta.item()


def calibration(name, logits, labels, tau, bins, fitted=True):
    z, t = torch.as_tensor(logits), torch.as_tensor(labels)
    best = fit(z, t) if fitted else math.nan
    return {
        "name": name,
        "logits": array(z),
        "labels": array(t),
        "tau": number(tau),
        "bins": bins,
        "nll": number(F.cross_entropy(z / tau, t)),
        "ece": number(ece(z / tau, t, bins)),
        "accuracy": number((z.argmax(1) == t).double().mean()),
        "confidence": number(torch.softmax(z / tau, 1).max(1).values.mean()),
        "best": number(best),
        "bestNll": number(F.cross_entropy(z / best, t)) if fitted else None,
        "bestEce": number(ece(z / best, t, bins)) if fitted else None,
    }


def overconfident(n, classes, sharpness, seed):
    torch.manual_seed(seed)
    honest = 1.5 * torch.randn(n, classes)
    shares = torch.softmax(honest, 1).cumsum(1)
    labels = (torch.rand(n)[:, None] >= shares).sum(1).clamp(max=classes - 1)
    return sharpness * honest, labels


DATA = []
for n, classes, sharpness, seed in ((5, 3, 1.0, 0), (300, 3, 2.5, 0), (40, 5, 0.5, 7)):
    logits, labels = overconfident(n, classes, sharpness, seed)
    DATA.append(
        {
            "n": n,
            "classes": classes,
            "sharpness": sharpness,
            "seed": seed,
            "logits": array(logits),
            "labels": array(labels),
        }
    )

SETS = [(f"{n}×{k}, {s}", *overconfident(n, k, s, seed)) for n, k, s, seed in ((300, 3, 2.5, 0), (200, 4, 4.0, 1), (100, 2, 0.4, 2))]  # fmt: skip
CALIBRATIONS = [
    calibration(f"{name}, τ = {tau}", z, t, tau, 10) for name, z, t in SETS for tau in (0.5, 1.0, 2.5)
]
CALIBRATIONS.append(
    calibration("all right", [[2.0, 0.0], [0.0, 3.0]], [0, 1], 1.0, 10, fitted=False),
)
CALIBRATIONS.append(calibration("all wrong", [[2.0, 0.0], [0.0, 3.0]], [1, 0], 1.0, 10, fitted=False))

assert numpy.isfinite(sum(c["nll"] for c in CALIBRATIONS))
write(
    "temperature",
    __file__,
    {
        "shapes": SHAPES,
        "formulas": FORMULAS,
        "samples": SAMPLES,
        "filters": FILTERS,
        "data": DATA,
        "calibrations": CALIBRATIONS,
    },
    "exact, entropy: mpmath, 60 digits",
)
