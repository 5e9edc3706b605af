"""Writes tests/fixtures/residual.json: residual streams, their Jacobians and paths, sums of shapes, loss landscapes.

Gradients and Jacobians by autograd and torch.func in float64, singular values by LAPACK, paths by expanding the product of
blocks term by term (all subsets, for few blocks), training by torch.optim.Adam.
"""

import itertools
import math

import torch
import torch.nn.functional as F
from fixtures import array, error_text, number, write
from torch import nn

torch.set_default_dtype(torch.float64)
WIDTH, BATCH = 32, 4
ACTIVATIONS = {"relu": F.relu, "tanh": torch.tanh, "linear": lambda x: x, "gelu": F.gelu}


def blocks_of(c, skip, norm):
    """The blocks as functions, the first input, and v, drawn as the core draws them."""
    torch.manual_seed(c["seed"])
    x = torch.randn(BATCH, WIDTH)
    weights = []
    for _ in range(1 if c["tied"] else c["depth"]):
        w = torch.empty(WIDTH, WIDTH)
        nn.init.orthogonal_(w)
        weights.append((0.0 if c["zero"] else c["gain"]) * w)
    v = torch.randn(BATCH, WIDTH)
    weights = weights * c["depth"] if c["tied"] else weights
    f = ACTIVATIONS[c["activation"]]

    def block(w, h):
        u = F.layer_norm(h, (WIDTH,)) if norm == "pre" else h
        out = skip * h + c["branch"] * (f(u) @ w.T)
        return F.layer_norm(out, (WIDTH,)) if norm == "post" else out

    return [lambda h, w=w: block(w, h) for w in weights], x, v / v.norm(dim=1, keepdim=True)


def through(blocks, h):
    for block in blocks:
        h = block(h)
    return h


def gradient_at_input(c, skip, norm):
    blocks, x, v = blocks_of(c, skip, norm)
    x.requires_grad_()
    (through(blocks, x) * v).sum().backward()
    return x.grad.square().sum(1).mean().sqrt()


def singular_values(c, skip, norm):
    blocks, x, _ = blocks_of(c, skip, norm)
    return torch.linalg.svdvals(torch.func.jacrev(lambda h: through(blocks, h))(x[0]))


STREAMS = [
    ("relu", 1.0, 1.0, "none", False, False),
    ("relu", 1.0, 1.0, "pre", False, False),
    ("relu", math.sqrt(2), 0.5, "post", False, False),
    ("tanh", 1.0, 0.1, "none", False, True),
    ("gelu", 1.5, 1.0, "pre", False, True),
    ("linear", 0.5, 1.0, "none", False, False),
    ("relu", 1.0, 1.0, "pre", True, False),
    ("tanh", 0.9, -0.3, "post", False, True),
]


def stream_cases():
    for k, (activation, gain, branch, norm, zero, tied) in enumerate(STREAMS):
        for depth in (1, 6, 40):
            yield {"depth": depth, "activation": activation, "gain": gain, "branch": branch, "norm": norm} | {
                "zero": zero, "tied": tied, "seed": 3 * k + depth, "skip": k != 5,
            }  # fmt: skip


def streams():
    for c in stream_cases():
        skip = float(c["skip"])
        plain = c | {"branch": 1.0}
        case = c | {
            "gradient": number(gradient_at_input(c, skip, c["norm"])),
            "plainGradient": number(gradient_at_input(plain, 0.0, "none")),
            "singular": array(singular_values(c, skip, c["norm"])),
            "plainSingular": array(singular_values(plain, 0.0, "none")),
        }
        if c["tied"] and c["norm"] != "post":
            blocks, x, _ = blocks_of(c, 1.0, c["norm"])
            coarse = through(blocks, x[:1])
            fine_blocks, x, _ = blocks_of(c | {"branch": c["branch"] / 16}, 1.0, c["norm"])
            fine = through(fine_blocks * 16, x[:1])
            case["eulerGap"] = number((coarse - fine).norm() / fine.norm())
        yield case


def paths():
    """Few blocks: every one of the 2^depth products, with torch's Jacobians of skip and branch apart."""
    for k, (activation, gain, branch, norm, zero, tied) in enumerate(STREAMS):
        for depth in (1, 4, 7):
            c = {"depth": depth, "activation": activation, "gain": gain, "branch": branch, "norm": norm} | {
                "zero": zero, "tied": tied, "seed": 5 * k + depth,
            }  # fmt: skip
            blocks, x, v = blocks_of(c, 1.0, c["norm"])
            h, jacobians = x[0], []
            for block in blocks:
                whole = torch.func.jacrev(block)(h)
                if norm == "post":
                    inner, _, _ = blocks_of(c | {"norm": "none"}, 1.0, "none")
                    before = inner[len(jacobians)](h)
                    behind = torch.func.jacrev(lambda z: F.layer_norm(z, (WIDTH,)))(before)
                    jacobians.append((behind, whole - behind))
                else:
                    jacobians.append((torch.eye(WIDTH), whole - torch.eye(WIDTH)))
                h = block(h)
            parts = torch.zeros(depth + 1, WIDTH)
            for choice in itertools.product((0, 1), repeat=depth):
                g = v[0]
                for (skip, branch_jacobian), taken in zip(reversed(jacobians), reversed(choice), strict=True):
                    g = (branch_jacobian if taken else skip).T @ g
                parts[sum(choice)] += g
            yield c | {
                "lengths": array(parts.norm(dim=1)),
                "counts": [math.comb(depth, j) for j in range(depth + 1)],
                "gradient": number(parts.sum(0).norm()),
            }


def sums():
    torch.manual_seed(9)
    for shape_h, shape_f, project in (
        ((2, 3), (2, 3), False),
        ((1, 4), (1, 4), False),
        ((2, 3), (2, 5), True),
        ((3, 4), (3, 2), True),
        ((2, 3), (2, 4), False),
        ((2, 3), (3, 3), False),
        ((1, 3), (2, 3), False),
        ((2, 1), (2, 3), False),
        ((2, 3), (3, 4), True),
        ((1, 1), (2, 3), False),
    ):
        h, f = torch.randn(shape_h), torch.randn(shape_f)
        torch.manual_seed(4)
        layer = nn.Linear(shape_h[1], shape_f[1], bias=False)
        carried = layer(h) if project else h
        case = {
            "h": array(h),
            "f": array(f),
            "project": project,
            "seed": 4,
            "equal": carried.shape == f.shape,
        }
        if carried.shape == f.shape:
            case["sum"] = array((carried + f).detach())
        elif all(a == b or 1 in (a, b) for a, b in zip(carried.shape, f.shape, strict=True)):
            case["silent"] = list((carried + f).shape)
        else:
            case["error"] = error_text(lambda a=carried, b=f: a + b)["text"]
        yield case


def points():
    def ring(count, radius):
        angle = 2 * math.pi * torch.arange(count) / count
        return radius * torch.stack([torch.cos(angle), torch.sin(angle)], dim=1)

    return torch.cat([ring(6, 0.6), ring(10, 1.7)]), torch.cat([torch.ones(6, 1), torch.zeros(10, 1)])


def landscapes():
    x, y = points()
    for k, (blocks, skip, branch, steps) in enumerate(
        [
            (1, True, 1.0, 0),
            (4, True, 0.5, 20),
            (4, False, 1.0, 20),
            (12, True, 0.3, 30),
            (20, False, 1.0, 10),
        ]
    ):
        for seed in (k, k + 10):
            torch.manual_seed(seed)
            first = nn.Linear(2, 8)
            ws = [
                nn.Parameter(branch * nn.init.kaiming_normal_(torch.empty(8, 8), nonlinearity="relu"))
                for _ in range(blocks)
            ]
            last = nn.Linear(8, 1)
            theta = [first.weight, first.bias, *ws, last.weight, last.bias]

            def loss(p, blocks=blocks, skip=skip):
                h = F.linear(x, p[0], p[1])
                for w in p[2 : 2 + blocks]:
                    h = (h if skip else 0) + F.relu(h) @ w.T
                return F.binary_cross_entropy_with_logits(F.linear(h, p[-2], p[-1]), y)

            optimiser = torch.optim.Adam(theta, lr=0.01)
            course = []
            for step in range(steps + 1):
                optimiser.zero_grad()
                value = loss(theta)
                value.backward()
                course.append(value.item())
                if step < steps:
                    optimiser.step()
            directions = []
            with torch.no_grad():
                for _ in range(2):
                    d = [torch.randn(p.shape) for p in theta]
                    d = [
                        torch.zeros_like(p) if p.dim() == 1 else e * (p.norm(dim=1) / e.norm(dim=1))[:, None]
                        for p, e in zip(theta, d, strict=True)
                    ]
                    directions.append(d)
                g = torch.linspace(-1, 1, 5)
                reach = 0.8
                grid = [
                    [
                        loss(
                            [p + reach * (a * d + b * e) for p, d, e in zip(theta, *directions, strict=True)]
                        ).item()
                        for a in g
                    ]
                    for b in g
                ]
            yield {"blocks": blocks, "skip": skip, "branch": branch, "steps": steps, "reach": reach, "seed": seed} | {
                "course": array(course), "loss": array(grid), "gradient": number(first.weight.grad.norm()),
            }  # fmt: skip


if __name__ == "__main__":
    write(
        "residual",
        __file__,
        {
            "streams": list(streams()),
            "paths": list(paths()),
            "sums": list(sums()),
            "landscapes": list(landscapes()),
        },
    )
