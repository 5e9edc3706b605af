"""Writes tests/fixtures/relu.json: activations with their slopes, training runs, and how many regions hinges make.

Runs are torch.nn and torch.optim.SGD in float64. Regions are counted without geometry: a pattern of signs is a region if
a linear programme finds a point of the window with some room on the right side of every line (SciPy).
"""

import itertools
import warnings

import numpy
import torch
import torch.nn.functional as F
from fixtures import array, number, write
from scipy.optimize import linprog
from torch import nn

torch.set_default_dtype(torch.float64)
# Every layer is initialised once by itself; a gain that kaiming does not use is no concern here.
warnings.simplefilter("ignore")

ACTIVATIONS = {
    "relu": lambda a: nn.ReLU(),
    "leaky_relu": nn.LeakyReLU,
    "elu": lambda a: nn.ELU(),
    "gelu": lambda a: nn.GELU(),
}
POINTS = [-3.5, -1.0, -1e-3, -0.0, 0.0, 1e-3, 0.5, 1.0, 4.0]


def curves():
    for name, make in ACTIVATIONS.items():
        for x in POINTS:
            t = torch.tensor(x, requires_grad=True)
            y = make(0.1)(t)
            y.backward()
            yield {
                "activation": name,
                "slope": 0.1,
                "x": x,
                "value": number(y.detach()),
                "gradient": number(t.grad),
            }


def ring(count, noise, seed):
    generator = numpy.random.default_rng(seed)
    angle = 2 * numpy.pi * numpy.arange(count) / count
    label = (numpy.arange(count) % 2).astype(float)
    radius = numpy.where(label > 0, 0.6, 1.7)
    xy = radius[:, None] * numpy.stack([numpy.cos(angle), numpy.sin(angle)], axis=1)
    return numpy.column_stack([xy + noise * generator.normal(size=(count, 2)), label])


def network(units, init, bias, activation, slope, seed):
    """As the page makes it: two nn.Linear, then the weights again by init."""
    torch.manual_seed(seed)
    net = nn.Sequential(nn.Linear(2, units), ACTIVATIONS[activation](slope), nn.Linear(units, 1))
    if init == "linear":
        with torch.no_grad():
            net[0].bias += bias
        return net
    leaky = activation == "leaky_relu"
    for layer in net[0], net[2]:
        if init == "kaiming_normal":
            nn.init.kaiming_normal_(
                layer.weight, a=slope if leaky else 0, nonlinearity="leaky_relu" if leaky else "relu"
            )
        else:
            nn.init.xavier_normal_(layer.weight)
        nn.init.zeros_(layer.bias)
    nn.init.constant_(net[0].bias, bias)
    return net


def rows_of(net, of=lambda p: p):
    w, b, v, c = (of(p).detach() for p in net.parameters())
    rows = torch.zeros(len(b) + 1, 4)
    rows[:-1, :2], rows[:-1, 2], rows[:-1, 3], rows[-1, 0] = w, b, v[0], c[0]
    return rows


def starts():
    seed = 0
    for init in ("kaiming_normal", "xavier_normal", "linear"):
        for activation in ("relu", "leaky_relu"):
            for units in (1, 6, 16):
                seed += 1
                bias = (0.0, -0.5, 1.0)[seed % 3]
                net = network(units, init, bias, activation, 0.2, seed)
                yield {
                    "units": units,
                    "init": init,
                    "bias": bias,
                    "activation": activation,
                    "slope": 0.2,
                    "seed": seed,
                    "net": array(rows_of(net)),
                }


def runs():
    cases = [
        (activation, init, lr, steps, units, bias)
        for activation in ACTIVATIONS
        for init, lr, steps, units, bias in (
            ("kaiming_normal", 0.3, 60, 8, 0.0),
            ("xavier_normal", 0.1, 25, 3, -0.3),
            ("linear", 1.0, 40, 16, 0.0),
            ("kaiming_normal", 8.0, 12, 8, 0.0),
            ("kaiming_normal", 0.5, 5, 4, -9.0),
        )
    ]
    for k, (activation, init, lr, steps, units, bias) in enumerate(cases):
        if activation == "gelu":
            # At −9 PyTorch's 1 + erf cancels to 0, and on which side 0 lies is no fact.
            bias = max(bias, -3.0)
        data = torch.tensor(ring(11 + k, 0.15, k))
        x, y = data[:, :2], data[:, 2:]
        net = network(units, init, bias, activation, 0.1, k)
        start = rows_of(net)
        optimiser = torch.optim.SGD(net.parameters(), lr=lr)
        history = []
        for step in range(steps + 1):
            hidden = net[0](x)
            hidden.retain_grad()
            z = hidden.detach().requires_grad_()
            (mask,) = torch.autograd.grad(net[1](z).sum(), z)
            out = net[2](net[1](hidden))
            loss = F.binary_cross_entropy_with_logits(out, y)
            optimiser.zero_grad()
            loss.backward()
            norms = [
                torch.linalg.vector_norm(torch.cat([p.grad.reshape(-1) for p in layer.parameters()]))
                for layer in (net[0], net[2])
            ]
            history.append(
                [
                    loss.item(),
                    float((mask == 0).all(0).sum()),
                    float((z > 0).double().mean()),
                    *(n.item() for n in norms),
                    float(((out > 0) == (y > 0.5)).double().mean()),
                ]
            )
            if step < steps:
                optimiser.step()
        yield {
            "activation": activation,
            "slope": 0.1,
            "lr": lr,
            "steps": steps,
            "data": array(data),
            "start": array(start),
            "net": array(rows_of(net)),
            "gradient": array(rows_of(net, lambda p: p.grad)),
            "mask": array(mask.T),
            "history": array(history),
        }


def feasible(lines, signs, reach):
    """Is there room t > 0 with sign · (w · x + b) ≥ t ‖w‖ within the window?"""
    a = [[-s * w[0], -s * w[1], numpy.hypot(*w[:2])] for s, w in zip(signs, lines, strict=True)]
    b = [s * w[2] for s, w in zip(signs, lines, strict=True)]
    a += [[1, 0, 1], [-1, 0, 1], [0, 1, 1], [0, -1, 1]]
    b += [reach] * 4
    found = linprog([0, 0, -1], A_ub=a, b_ub=b, bounds=[(None, None), (None, None), (None, 1)])
    return found.status == 0 and -found.fun > 1e-7


def regions():
    generator = numpy.random.default_rng(1)
    for k in range(12):
        units = 1 + k % 6
        lines = generator.normal(size=(units, 3))
        if k == 9:
            lines[:, 2] = 0  # all through the origin
        if k == 10:
            lines[1] = -2.5 * lines[0]  # twice the same line
            lines[2, :2] = lines[0, :2]  # and one beside it
        if k == 11:
            lines[:, 2] += 40  # beyond the window
        count = sum(feasible(lines, signs, 2.0) for signs in itertools.product((-1, 1), repeat=units))
        yield {"lines": array(lines), "reach": 2.0, "regions": int(count)}


if __name__ == "__main__":
    write(
        "relu",
        __file__,
        {
            "curves": list(curves()),
            "starts": list(starts()),
            "runs": list(runs()),
            "regions": list(regions()),
        },
    )
