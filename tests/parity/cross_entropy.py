"""Writes tests/fixtures/cross_entropy.json: losses from logits and from probabilities, soft and smoothed targets, batches.

All by PyTorch; loss, entropy and divergence stand beside mpmath at 60 digits, and they must agree before anything is
written. The ways to lose digits are PyTorch's too, one operation at a time in the format.
"""

import math

import mpmath
import torch
import torch.nn.functional as F
from fixtures import array, error_text, number, write

torch.set_default_dtype(torch.float64)
mpmath.mp.dps = 60
torch.manual_seed(24)


def exact(logp, target):
    """Loss, entropy and divergence at 60 digits from exact log p."""
    y = [mpmath.mpf(v) for v in target]
    loss = -sum((t * lp for t, lp in zip(y, logp, strict=True) if t), mpmath.mpf(0))
    entropy = -sum((t * mpmath.log(t) for t in y if t), mpmath.mpf(0))
    return float(loss), float(entropy), float(loss - entropy)


def exact_logp(logits):
    x = [mpmath.mpf(v) for v in logits]
    top = max(x)
    lse = top + mpmath.log(sum(mpmath.exp(v - top) for v in x))
    return [v - lse for v in x]


def smoothed(target, epsilon):
    return [(1 - epsilon) * y + epsilon / len(target) for y in target]


def logit_case(name, logits, target, epsilon=0.0):
    z = torch.tensor(logits, requires_grad=True)
    y = torch.tensor(target)
    loss = F.cross_entropy(z[None], y[None], label_smoothing=epsilon)
    loss.backward()
    mine, entropy, divergence = exact(exact_logp(logits), smoothed(target, epsilon))
    assert math.isclose(loss.item(), mine, rel_tol=1e-12, abs_tol=1e-13), name
    return {
        "name": name,
        "logits": array(z),
        "target": array(y),
        "smoothing": number(epsilon),
        "loss": number(loss.detach()),
        "gradient": array(z.grad),
        "exact": number(mine),
        "entropy": number(entropy),
        "divergence": number(divergence),
        "kl": number(
            F.kl_div(
                torch.log_softmax(z.detach(), 0), torch.tensor(smoothed(target, epsilon)), reduction="sum"
            )
        ),
    }


def one_hot(label, n):
    return [1.0 if i == label else 0.0 for i in range(n)]


def soft(n):
    return torch.softmax(torch.randn(n) * 2, 0).tolist()


LOGITS = [
    logit_case("the page", [2.0, 1.0, 0.1], one_hot(0, 3)),
    logit_case("the page, wrong", [2.0, 1.0, 0.1], one_hot(2, 3)),
    logit_case("equal", [1.0] * 10, one_hot(3, 10)),
    logit_case("one class", [3.0], [1.0]),
    logit_case("sure and right", [50.0, -50.0], one_hot(0, 2)),
    logit_case("sure and wrong", [50.0, -50.0], one_hot(1, 2)),
    logit_case("beyond exp", [1000.0, 0.0, -1000.0], one_hot(2, 3)),
    logit_case("1e4", [1e4, -1e4], one_hot(1, 2)),
    logit_case("a common part", [1e6, 1e6 - 1.0], one_hot(0, 2)),
    logit_case("soft equals p", torch.tensor([0.5, 0.3, 0.2]).log().tolist(), [0.5, 0.3, 0.2]),
    logit_case("soft with a zero", [0.5, -0.5, 2.0], [0.5, 0.5, 0.0]),
    logit_case("sum 1.2", [2.0, 1.0, 0.1], [0.5, 0.4, 0.3]),
    logit_case("all zero", [2.0, 1.0, 0.1], [0.0, 0.0, 0.0]),
]
LOGITS += [logit_case(f"smoothed {e}", [2.0, 1.0, 0.1], one_hot(0, 3), e) for e in (0.01, 0.1, 0.5, 1.0)]
LOGITS += [logit_case(f"soft {n}", torch.randn(n).mul(3).tolist(), soft(n)) for n in (2, 3, 5, 8, 12)]
LOGITS += [logit_case(f"soft, smoothed {n}", torch.randn(n).mul(3).tolist(), soft(n), 0.2) for n in (2, 4, 7)]
LOGITS += [
    logit_case(f"random {n}", torch.randn(n).mul(5).tolist(), one_hot(n // 2, n))
    for n in (2, 3, 4, 6, 10, 12)
]


def probability_case(name, p, target):
    """−Σ y log p written out, torch.xlogy for 0 log 0; the slopes with every p free."""
    x = torch.tensor(p, requires_grad=True)
    y = torch.tensor(target)
    counted = y > 0
    loss = -(y[counted] * torch.log(x[counted])).sum()
    (slopes,) = torch.autograd.grad(loss, x)
    logp = [mpmath.log(v) if v else mpmath.mpf("-inf") for v in p]
    mine, entropy, divergence = exact(logp, target)
    assert math.isclose(loss.item(), mine, rel_tol=1e-13, abs_tol=1e-15) or math.isinf(mine), name
    return {
        "name": name,
        "p": array(x),
        "target": array(y),
        "loss": number(loss.detach()),
        "nll": number(F.nll_loss(torch.log(x.detach())[None], y.argmax()[None]))
        if max(target) == 1
        else None,
        "slopes": array(slopes),
        "entropy": number(entropy),
        "divergence": number(divergence),
    }


PROBABILITIES = [
    probability_case("0.05 at the label", [0.05, 0.9, 0.05], one_hot(0, 3)),
    probability_case("0.4 at the label", [0.4, 0.5, 0.1], one_hot(0, 3)),
    probability_case("0 at the label", [0.0, 1.0], one_hot(0, 2)),
    probability_case("0 elsewhere", [1.0, 0.0], one_hot(0, 2)),
    probability_case("p is y", [0.7, 0.2, 0.1], [0.7, 0.2, 0.1]),
    probability_case("subnormal", [5e-324, 1.0], one_hot(0, 2)),
    probability_case("soft", [0.2, 0.5, 0.3], [0.6, 0.3, 0.1]),
    probability_case("soft, 0 where y is not", [0.0, 0.5, 0.5], [0.2, 0.4, 0.4]),
]


def by_gap(gap, dtype):
    z = torch.tensor([0.0, -gap]).to(dtype)
    top = z.max()
    e = torch.exp(z - top)
    log = torch.log(e[1] / (e[0] + e[1]))
    return {
        "gap": number(gap),
        "format": str(dtype).removeprefix("torch."),
        "naive": number(-log),
        "clamped": number(-log.clamp(min=-100)),
        "stable": number(-((z[1] - top) - torch.log(e[0] + e[1]))),
        "torch": number(F.cross_entropy(z[None].double(), torch.tensor([1]))),
    }


GAPS = [
    by_gap(gap, dtype)
    for gap in (
        0.0,
        1.0,
        5.0,
        10.0,
        16.0,
        17.5,
        50.0,
        88.0,
        99.0,
        101.0,
        103.25,
        103.5,
        103.9,
        104.0,
        120.0,
        -3.0,
    )
    for dtype in (torch.float64, torch.float32, torch.float16)
] + [by_gap(gap, torch.float64) for gap in (700.0, 744.0, 745.2, 746.0)]

TWICE = []
for classes in (2, 3, 10, 100):
    for margin in (-5.0, 0.0, 1.0, 3.0, 10.0, 50.0):
        z = torch.zeros(1, classes)
        z[0, 0] = margin
        label = torch.tensor([0])
        TWICE.append(
            {
                "classes": classes,
                "margin": margin,
                "once": number(F.cross_entropy(z, label)),
                "twice": number(F.cross_entropy(torch.softmax(z, 1), label)),
            }
        )


def batch_case(name, logits, targets, epsilon=0.0):
    z = torch.tensor(logits, requires_grad=True)
    t = torch.tensor(targets)
    mean = F.cross_entropy(z, t, label_smoothing=epsilon)
    (gradient,) = torch.autograd.grad(mean, z)
    return {
        "name": name,
        "logits": array(z),
        "targets": array(t),
        "smoothing": number(epsilon),
        "mean": number(mean.detach()),
        "sum": number(F.cross_entropy(z.detach(), t, label_smoothing=epsilon, reduction="sum")),
        "losses": array(F.cross_entropy(z, t, label_smoothing=epsilon, reduction="none")),
        "gradient": array(gradient),
        "correct": array((z.argmax(1) == t).double()),
    }


PAGE = [[2.0, 1.0, 0.1], [0.5, 2.5, -1.0], [0.3, 0.2, 0.1], [-1.0, 0.5, 3.0]]
BATCHES = [
    batch_case("the page", PAGE, [0, 1, 2, 2]),
    batch_case("smoothed", PAGE, [0, 1, 2, 2], 0.1),
    batch_case("one ignored", PAGE, [0, -100, 2, 2]),
    batch_case("one ignored, smoothed", PAGE, [0, -100, 2, 2], 0.1),
    batch_case("one row", [[1.0, 2.0]], [0]),
    batch_case("random", torch.randn(6, 5).mul(4).tolist(), [0, 1, 2, 3, 4, 0]),
    batch_case("all ignored", PAGE, [-100] * 4),
]

ERRORS = [
    {
        "targets": array(targets),
        **error_text(lambda t=targets: F.cross_entropy(torch.tensor(PAGE[:2]), torch.tensor(t))),
    }
    for targets in ([0, 3], [-1, 0])
] + [
    {
        "smoothing": 1.5,
        **error_text(
            lambda: F.cross_entropy(torch.tensor(PAGE[:2]), torch.tensor([0, 1]), label_smoothing=1.5)
        ),
    }
]

# An infinite logit under a target of exactly 0: PyTorch multiplies 0 by infinity.
INFINITE = [
    {"with indices": number(F.cross_entropy(torch.tensor([[0.0, -math.inf]]), torch.tensor([0])))},
    {
        "with a soft target": number(
            F.cross_entropy(torch.tensor([[0.0, -math.inf]]), torch.tensor([[1.0, 0.0]]))
        )
    },
    {"BCELoss of 0 for 1": number(F.binary_cross_entropy(torch.tensor([0.0]), torch.tensor([1.0])))},
]

write(
    "cross_entropy",
    __file__,
    {
        "logits": LOGITS,
        "probabilities": PROBABILITIES,
        "gaps": GAPS,
        "twice": TWICE,
        "batches": BATCHES,
        "errors": ERRORS,
        "infinite": INFINITE,
    },
    "exact, entropy, divergence: mpmath, 60 digits",
)
