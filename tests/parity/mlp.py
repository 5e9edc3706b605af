"""Writes tests/fixtures/mlp.json: activations, initialisations, losses, gradients of networks, deep random layers.

All by PyTorch in float64: torch.nn.functional, torch.nn.init, autograd. Activations stand beside mpmath at 50 digits.
"""

import itertools
import math

import mpmath
import torch
import torch.nn.functional as F
from fixtures import array, number, write
from torch import nn

torch.set_default_dtype(torch.float64)
mpmath.mp.dps = 50

ACTIVATIONS = {
    "linear": lambda x, a: x,
    "relu": lambda x, a: F.relu(x),
    "leaky_relu": F.leaky_relu,
    "elu": lambda x, a: F.elu(x),
    "gelu": lambda x, a: F.gelu(x),
    "silu": lambda x, a: F.silu(x),
    "tanh": lambda x, a: torch.tanh(x),
    "sigmoid": lambda x, a: torch.sigmoid(x),
    "softplus": lambda x, a: F.softplus(x),
}

mp = mpmath
EXACT = {
    "linear": lambda x: x,
    "relu": lambda x: max(x, mp.mpf(0)),
    "leaky_relu": lambda x: x if x > 0 else x * mp.mpf(0.2),
    "elu": lambda x: x if x > 0 else mp.expm1(x),
    "gelu": lambda x: x * mp.erfc(-x / mp.sqrt(2)) / 2,
    "silu": lambda x: x / (1 + mp.exp(-x)),
    "tanh": mp.tanh,
    "sigmoid": lambda x: 1 / (1 + mp.exp(-x)),
    "softplus": lambda x: mp.log1p(mp.exp(x)),
}


def exact_slope(f, x):
    """By a step of 1e-40 at 140 digits: nothing of the first 50 is lost."""
    with mp.workdps(140):
        h = mp.mpf(10) ** -40
        return (f(x + h) - f(x - h)) / (2 * h)


def activations():
    grid = [
        -30.0,
        -8.0,
        -3.3,
        -1.0,
        -0.7,
        -1e-3,
        -1e-9,
        0.0,
        -0.0,
        1e-9,
        1e-3,
        0.4,
        1.0,
        2.5,
        7.0,
        19.0,
        30.0,
    ]
    for name, f in ACTIVATIONS.items():
        x = torch.tensor(grid, requires_grad=True)
        y = f(x, 0.2)
        y.sum().backward()
        smooth = [mp.mpf(v) for v in grid]
        yield {
            "activation": name,
            "slope": 0.2,
            "x": array(x),
            "value": array(y),
            "gradient": array(x.grad),
            "exactValue": array([float(EXACT[name](v)) for v in smooth]),
            # Where there is a kink at 0, PyTorch's choice stands in.
            "exactGradient": array(
                [
                    float(exact_slope(EXACT[name], v))
                    if v != 0 or name not in ("relu", "leaky_relu", "elu")
                    else g
                    for v, g in zip(smooth, x.grad.tolist(), strict=True)
                ]
            ),
        }


def initialise(w, init, scale, activation, slope):
    kind = "leaky_relu" if activation == "leaky_relu" else "relu"
    if init == "normal":
        nn.init.normal_(w, std=scale)
        return
    {
        "linear": lambda: nn.init.kaiming_uniform_(w, a=math.sqrt(5)),
        "xavier_uniform": lambda: nn.init.xavier_uniform_(w),
        "xavier_normal": lambda: nn.init.xavier_normal_(w),
        "kaiming_uniform": lambda: nn.init.kaiming_uniform_(w, a=slope, nonlinearity=kind),
        "kaiming_normal": lambda: nn.init.kaiming_normal_(w, a=slope, nonlinearity=kind),
        "orthogonal": lambda: nn.init.orthogonal_(w),
        "zeros": lambda: nn.init.zeros_(w),
    }[init]()
    w.data *= scale


INITS = [
    "normal", "linear", "xavier_uniform", "xavier_normal", "kaiming_uniform", "kaiming_normal", "orthogonal", "zeros",
]  # fmt: skip


def initialisations():
    seed = 0
    for init in INITS:
        for shape in ((5, 7), (3, 2), (8, 4), (4, 16)):
            for activation, slope in (("relu", 0.0), ("leaky_relu", 0.3)):
                seed += 1
                scale = (0.05, 1.0, 2.5)[seed % 3]
                torch.manual_seed(seed)
                w = torch.empty(shape)
                initialise(w, init, scale, activation, slope)
                yield {
                    "init": init,
                    "activation": activation,
                    "slope": slope,
                    "scale": scale,
                    "seed": seed,
                    "weight": array(w),
                    "next": number(torch.rand(1)),
                }


def losses():
    torch.manual_seed(5)
    for loss in ("mse", "bce", "cross_entropy"):
        for outputs, samples in ((1, 7), (3, 4), (5, 1)):
            for size in (1, 30, 800):
                out = (size * torch.randn(samples, outputs)).requires_grad_()
                target = torch.rand(samples, outputs)
                if loss == "cross_entropy":
                    target = target / target.sum(1, keepdim=True)
                if loss == "bce":
                    target = (target > 0.5).double()
                value = {
                    "mse": F.mse_loss,
                    "bce": F.binary_cross_entropy_with_logits,
                    "cross_entropy": F.cross_entropy,
                }[loss](out, target)
                value.backward()
                yield {
                    "loss": loss,
                    "out": array(out.T),
                    "target": array(target.T),
                    "value": number(value),
                    "gradient": array(out.grad.T),
                }


def networks():
    """Gradients of all parameters of a network with one activation, mean squared error."""
    seed = 100
    for activation, f in ACTIVATIONS.items():
        for widths in ((2, 9, 1), (3, 4, 5, 2)):
            seed += 1
            torch.manual_seed(seed)
            layers = [nn.Linear(a, b) for a, b in itertools.pairwise(widths)]
            x, y = torch.randn(11, widths[0]), torch.randn(11, widths[-1])
            h = x
            for layer in layers[:-1]:
                h = f(layer(h), 0.2)
            out = layers[-1](h)
            loss = F.mse_loss(out, y)
            loss.backward()
            parameters = [p for layer in layers for p in layer.parameters()]
            yield {
                "activation": activation,
                "slope": 0.2,
                "layers": list(widths),
                "seed": seed,
                "x": array(x),
                "y": array(y),
                "out": array(out),
                "loss": number(loss),
                "parameters": array(torch.cat([p.reshape(-1) for p in parameters])),
                "gradient": array(torch.cat([p.grad.reshape(-1) for p in parameters])),
            }


def described(z, x, g, w, activation, slope):
    """A row of DeepRun::layers: z went into the activation (None where there is none)."""
    row = [float(x.mean()), float(x.square().mean()), float(x.var(correction=0)), 0.0, 0.0]
    if z is not None:
        z = z.detach().requires_grad_()
        (d,) = torch.autograd.grad(ACTIVATIONS[activation](z, slope).sum(), z)
        small = 0.05 * (0.25 if activation == "sigmoid" else 1)
        row[3:] = [float((d.abs() < small).double().mean()), float((d == 0).all(0).double().mean())]
    return [*row, float(g.square().sum(1).mean().sqrt()), 0.0 if w is None else float(w.norm())]


def deep_cases():
    plain = [
        ("relu", 0.0, "kaiming_normal", 1.0),
        ("relu", 0.0, "xavier_normal", 1.0),
        ("relu", 0.0, "normal", 0.1),
        ("tanh", 0.0, "xavier_uniform", 5 / 3),
        ("tanh", 0.0, "normal", 1.0),
        ("sigmoid", 0.0, "xavier_uniform", 1.0),
        ("leaky_relu", 0.2, "kaiming_uniform", 1.0),
        ("elu", 0.0, "linear", 1.0),
        ("gelu", 0.0, "kaiming_normal", 1.0),
        ("silu", 0.0, "orthogonal", 1.0),
        ("linear", 0.0, "orthogonal", 0.5),
    ]
    sizes = [(5, 16, 8), (12, 7, 3), (1, 3, 1), (20, 32, 5)]
    for k, (activation, slope, init, scale) in enumerate(plain):
        for depth, width, batch in (sizes[k % 4], sizes[(k + 3) % 4]):
            yield {"depth": depth, "width": width, "batch": batch, "activation": activation, "slope": slope} | {
                "init": init, "scale": scale, "seed": 10 * k + depth, "residual": False, "skip": 1.0, "branch": 1.0,
                "norm": "none", "tied": False,
            }  # fmt: skip
    streams = [
        ("relu", "kaiming_normal", 1.0, 1.0, 1.0, "none", False),
        ("relu", "kaiming_normal", 1.0, 1.0, 0.3, "pre", False),
        ("relu", "kaiming_normal", 1.0, 1.0, 1.0, "post", False),
        ("tanh", "orthogonal", 1.0, 1.0, 0.05, "none", True),
        ("gelu", "xavier_normal", 2.0, 1.0, 1.0, "pre", False),
        ("relu", "zeros", 1.0, 1.0, 1.0, "pre", False),
        ("linear", "orthogonal", 0.5, 0.0, 1.0, "none", False),
        ("silu", "normal", 0.3, 0.5, -0.7, "post", True),
    ]
    for k, (activation, init, scale, skip, branch, norm, tied) in enumerate(streams):
        for depth, width, batch in (sizes[k % 4], sizes[(k + 1) % 4]):
            yield {"depth": depth, "width": width, "batch": batch, "activation": activation, "slope": 0.0} | {
                "init": init, "scale": scale, "seed": 7 * k + depth, "residual": True, "skip": skip, "branch": branch,
                "norm": norm, "tied": tied,
            }  # fmt: skip


def deep():
    for c in deep_cases():
        n, f = c["width"], ACTIVATIONS[c["activation"]]
        torch.manual_seed(c["seed"])
        x = torch.randn(c["batch"], n, requires_grad=True)
        weights = []
        for _ in range(1 if c["tied"] else c["depth"]):
            w = torch.empty(n, n)
            if c["init"] == "zeros":
                nn.init.normal_(w)  # as a layer that was made before it was set to zero
            initialise(w, c["init"], c["scale"], c["activation"], c["slope"])
            weights.append(w)
        weights = weights * c["depth"] if c["tied"] else weights
        weights = [w.clone().requires_grad_() for w in weights]
        v = torch.randn(c["batch"], n)
        v = v / v.norm(dim=1, keepdim=True)
        states, sums = [x], [None]
        for w in weights:
            h = states[-1]
            if not c["residual"]:
                z = h @ w.T
                sums.append(z)
                states.append(f(z, c["slope"]))
                continue
            u = F.layer_norm(h, (n,)) if c["norm"] == "pre" else h
            sums[-1] = u
            sums.append(None)
            h = c["skip"] * h + c["branch"] * (f(u, c["slope"]) @ w.T)
            states.append(F.layer_norm(h, (n,)) if c["norm"] == "post" else h)
        for h in states[1:]:
            h.retain_grad()
        (states[-1] * v).sum().backward()
        rows = [
            described(z, h, h.grad, None if k == 0 else weights[k - 1].grad, c["activation"], c["slope"])
            for k, (z, h) in enumerate(zip(sums, states, strict=True))
        ]
        counts = [torch.histc(h, bins=9, min=-1.5, max=1.5) / h.numel() for h in states]
        yield c | {"layers": array(rows), "histograms": array(torch.stack(counts))}


if __name__ == "__main__":
    write(
        "mlp",
        __file__,
        {
            "activations": list(activations()),
            "initialisations": list(initialisations()),
            "losses": list(losses()),
            "networks": list(networks()),
            "deep": list(deep()),
        },
    )
