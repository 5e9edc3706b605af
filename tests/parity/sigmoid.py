"""Writes tests/fixtures/sigmoid.json: the sigmoid, its logarithm and slope, logistic regression, losses, gates, claims.

Values, slopes and losses by torch, in float64 and float32, beside mpmath at 50 digits; descent by torch.optim.SGD; the
gate by torch.nn.LSTMCell; ROC areas by counting pairs.
"""

import math

import mpmath
import torch
import torch.nn.functional as F
from fixtures import array, number, write

torch.set_default_dtype(torch.float64)
mpmath.mp.dps = 50

XS = [
    0.0, -0.0, 1e-300, 1e-10, -1e-10, 0.1, -0.3, 1.0, -1.0, 2.0, -2.5, 4.0, 4.36, -7.0, 12.0, -20.0, 36.0, 37.0, -40.0,
    88.0, 88.8, -88.8, -100.0, 104.0, -104.0, 709.0, 710.0, -710.0, -745.0, -746.0, 11356.0, -11356.0, 1e308, -1e308,
    math.inf, -math.inf, math.nan,
]  # fmt: skip

POINTS = torch.tensor(
    [
        [-2.0, -1.0, 0], [-1.5, 0.5, 0], [-1.0, -1.5, 0], [-0.5, 0.8, 0], [0.2, -0.9, 0], [0.6, 0.4, 0],
        [-0.4, -0.2, 1], [0.3, 1.2, 1], [0.9, -0.3, 1], [1.2, 1.0, 1], [1.8, 0.2, 1], [2.1, 1.6, 1],
    ]
)  # fmt: skip


def values():
    for x in XS:
        case = {"x": number(x)}
        for dtype, suffix in ((torch.float64, ""), (torch.float32, "32")):
            p = torch.tensor(x, dtype=dtype, requires_grad=True)
            y = torch.sigmoid(p)
            y.backward()
            case["sigmoid" + suffix] = number(y.detach())
            case["slope" + suffix] = number(p.grad)
            case["log" + suffix] = number(F.logsigmoid(torch.tensor(x, dtype=dtype)))
            case["logOf" + suffix] = number(torch.log(torch.sigmoid(torch.tensor(x, dtype=dtype))))
        if math.isfinite(x):
            m = mpmath.mpf(x)
            case["exact"] = number(1 / (1 + mpmath.exp(-m)))
            case["exactLog"] = number(-mpmath.log1p(mpmath.exp(-m)))
            case["exactSlope"] = number(1 / (1 + mpmath.exp(-m)) / (1 + mpmath.exp(m)))
        yield case


def forms():
    for x in [0, 1, -1, 20, -20, 88, 89, -89, -103, -104, 500, -500, 1e-8]:
        for dtype in (torch.float64, torch.float32):
            t = torch.tensor(float(x), dtype=dtype)
            yield {
                "x": float(x),
                "format": str(dtype).removeprefix("torch."),
                "values": [
                    number(1 / (1 + torch.exp(-t))),
                    number(torch.exp(t) / (1 + torch.exp(t))),
                    number(torch.sigmoid(t)),
                    number(torch.log(1 / (1 + torch.exp(-t)))),
                    number(F.logsigmoid(t)),
                ],
            }


def score(points, w):
    return points[:, :2] @ w[:2] + w[2]


def probes():
    generator = torch.Generator().manual_seed(3)
    noisy = torch.randn(40, 3, generator=generator)
    noisy[:, 2] = (noisy[:, 0] + noisy[:, 2] > 0).double()
    tied = torch.tensor([[1.0, 0, 1], [1, 0, 0], [1, 0, 1], [0, 0, 0], [0, 0, 1]])
    one_label = torch.tensor([[1.0, 2, 1], [0, 1, 1]])
    settings: list[tuple[list[float], float]] = [
        ([1.5, 0.8, -0.2], 0.5), ([0, 0, 0], 0.5), ([-1, 2, 0.3], 0.3), ([60, 40, -10], 0.9), ([3, 0, 0], 1), ([0, 1, 5], 0),
    ]  # fmt: skip
    for points in (POINTS, noisy, tied, one_label):
        for w, threshold in settings:
            weights = torch.tensor([float(v) for v in w], requires_grad=True)
            z = score(points, weights)
            y = points[:, 2]
            loss = F.binary_cross_entropy_with_logits(z, y)
            loss.backward()
            p = torch.sigmoid(z.detach())
            claim = p >= threshold
            truth = y == 1
            pairs = p[truth][:, None] - p[~truth][None, :]
            auc = ((pairs > 0).double() + 0.5 * (pairs == 0).double()).mean() if pairs.numel() else math.nan
            yield {
                "points": array(points),
                "weights": array(weights),
                "threshold": threshold,
                "probabilities": array(p),
                "loss": number(loss.detach()),
                "gradient": array(weights.grad),
                "counts": [
                    int((claim & truth).sum()), int((claim & ~truth).sum()), int((~claim & truth).sum()), int((~claim & ~truth).sum()),
                ],
                "auc": number(auc),
            }  # fmt: skip


def descents():
    runs: list[tuple[list[float], float, int]] = [
        ([0, 0, 0], 0.5, 100),
        ([2, -1, 0.5], 1.0, 30),
        ([0, 0, 0], 0.0, 3),
        ([1, 1, 1], 3.0, 200),
    ]
    for start, lr, steps in runs:
        w = torch.tensor([float(v) for v in start], requires_grad=True)
        optimiser = torch.optim.SGD([w], lr=lr)
        rows = []
        for _ in range(steps + 1):
            optimiser.zero_grad()
            loss = F.binary_cross_entropy_with_logits(score(POINTS, w), POINTS[:, 2])
            rows.append([*w.detach().tolist(), loss.item()])
            loss.backward()
            optimiser.step()
        yield {
            "points": array(POINTS),
            "start": array(torch.tensor(start)),
            "lr": lr,
            "steps": steps,
            "path": array(rows),
        }


def losses():
    logits = [
        -120.0,
        -104.0,
        -100.0,
        -89.0,
        -50.0,
        -17.0,
        -10.0,
        -1.0,
        0.0,
        0.5,
        3.0,
        10.0,
        16.0,
        17.0,
        20.0,
        40.0,
        89.0,
        104.0,
        120.0,
    ]
    for dtype in (torch.float32, torch.float64):
        for label in (0.0, 1.0, 0.3):
            rows = []
            for z in logits:
                t = torch.tensor(z, dtype=dtype, requires_grad=True)
                y = torch.tensor(label, dtype=dtype)
                clamped = F.binary_cross_entropy(torch.sigmoid(t), y)
                clamped.backward()
                u = torch.tensor(z, requires_grad=True)
                exact = F.binary_cross_entropy_with_logits(u, torch.tensor(label))
                exact.backward()
                p = torch.sigmoid(t.detach())
                written = 0 * p
                if label != 0:
                    written = written - y * torch.log(p)
                if label != 1:
                    written = written - (1 - y) * torch.log(1 - p)
                rows.append([exact.item(), written.item(), clamped.item(), u.grad.item(), t.grad.item()])
            yield {
                "format": str(dtype).removeprefix("torch."),
                "label": label,
                "logits": array(logits),
                "rows": array(torch.tensor(rows).T),
            }


def gates():
    for i, f, g, o, c in [
        (0, 0, 0, 0, 1),
        (-5, 5, 1, 2, 1),
        (2, -1, -3, 0.5, 0),
        (1, 0.3, 0.7, -2, -1.5),
        (-20, 20, 0, 20, 0.5),
    ]:
        cell = torch.nn.LSTMCell(1, 1)
        with torch.no_grad():
            for name, value in cell.named_parameters():
                value.zero_()
                if name == "bias_ih":
                    value.copy_(torch.tensor([float(i), float(f), float(g), float(o)]))
        start = torch.tensor([[float(c)]], requires_grad=True)
        h, state = torch.zeros(1, 1), start
        rows = [[float(c), float(torch.sigmoid(torch.tensor(float(o))) * torch.tanh(start.detach())), 1.0]]
        for _ in range(20):
            h, state = cell(torch.zeros(1, 1), (h, state))
            (slope,) = torch.autograd.grad(state, start, retain_graph=True)
            rows.append([state.item(), h.item(), slope.item()])
        yield {"gates": array([i, f, g, o]), "start": float(c), "rows": array(rows)}


def claims():
    for scale, shift, n, seed in [
        (1, 0, 2000, 0),
        (3, 0, 2000, 0),
        (0.4, 0, 2000, 0),
        (1, 1, 500, 4),
        (-1, 0, 100, 1),
        (1, 0, 5, 2),
    ]:
        torch.manual_seed(seed)
        z = 2 * torch.randn(n, 1).flatten()
        y = torch.bernoulli(torch.sigmoid(z))
        p = torch.sigmoid(scale * z + shift)
        index = (p * 10).long().clamp(max=9)
        rows, error = [], 0.0
        for b in range(10):
            inside = index == b
            count = int(inside.sum())
            claimed = p[inside].mean().item() if count else 0.0
            true = y[inside].mean().item() if count else 0.0
            rows.append([claimed, true, float(count)])
            error += abs(claimed - true) * count / n
        yield {
            "scale": scale,
            "shift": shift,
            "n": n,
            "seed": seed,
            "bins": array(rows),
            "error": error,
            "loss": number(F.binary_cross_entropy_with_logits(scale * z + shift, y)),
            "accuracy": number(((p >= 0.5) == (y == 1)).double().mean()),
        }


if __name__ == "__main__":
    write(
        "sigmoid",
        __file__,
        {
            "values": list(values()),
            "forms": list(forms()),
            "probes": list(probes()),
            "descents": list(descents()),
            "losses": list(losses()),
            "gates": list(gates()),
            "claims": list(claims()),
        },
        note="exact: mpmath; all else by torch",
    )
