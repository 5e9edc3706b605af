"""Writes tests/fixtures/gradient_descent.json: theory and scans of SGD on losses of two parameters.

Hessians come from torch.func.hessian, the long run of an iteration from NumPy's eigenvalues of its matrix, final
losses from torch.optim.SGD.
"""

import math

import numpy
import torch
from fixtures import array, number, write
from optimisers import FAR, LOSSES, NUMBERS, lane, optimiser, torch_of

torch.set_default_dtype(torch.float64)

MINIMA = {
    "bowl": ("(x^2 + 10*y^2)/2", [1.5, 1.2], [0, 0]),
    "turned": ("3*x^2 + 2*x*y + 2*y^2 - x", [-1.0, 2.0], [0.2, -0.1]),
    "narrow": ("0.5*x^2 + 50*y^2", [1.0, 1.0], [0, 0]),
    "rosenbrock": ("(1 - x)^2 + 100*(y - x^2)^2", [1.2, 1.4], [1, 1]),
    "beale": (LOSSES["beale"][0], [2.8, 0.4], [3, 0.5]),
    "round": ("(x - 1)^2 + (y + 2)^2", [0.0, 0.0], [1, -2]),
}


def iteration(s, curvature):
    """One step on the error and the velocity along an axis, as a matrix."""
    lr, mu, damp = s["lr"], s["momentum"], s["dampening"]
    h = curvature + s["decay"]
    if mu == 0:
        return numpy.array([[1 - lr * h]])
    if s["nesterov"]:
        # v' = μ v + h e, e' = e − lr (h e + μ v').
        return numpy.array([[1 - lr * h * (1 + mu), -lr * mu * mu], [h, mu]])
    # v' = μ v + (1 − dampening) h e, e' = e − lr v'.
    g = (1 - damp) * h
    return numpy.array([[1 - lr * g, -lr * mu], [g, mu]])


def theory():
    for name, (text, start, minimum) in MINIMA.items():
        f = torch_of(text)
        h = torch.func.hessian(f)(torch.tensor(minimum, dtype=torch.float64)).numpy()
        mu, big = numpy.linalg.eigvalsh(h)
        edge = 2 / big
        for kind in [
            {"lr": 0.02 * edge},
            {"lr": 0.9 * edge},
            {"lr": 2 / (big + mu)},
            {"lr": 0.3 * edge, "momentum": 0.5},
            {"lr": 0.3 * edge, "momentum": 0.9, "dampening": 0.5},
            {"lr": 0.1 * edge, "momentum": 0.95},
            {"lr": 0.3 * edge, "momentum": 0.8, "nesterov": 1},
        ]:
            s = lane(**kind)
            factors = [abs(numpy.linalg.eigvals(iteration(s, c))).max() for c in (big, mu)]
            rate = max(factors)
            needed = math.nan
            if rate < 1:
                # A rate of 0 arrives in one step.
                needed = max(1, math.ceil(math.log(1e-6) / math.log(rate))) if rate > 0 else 1
            roots = math.sqrt(big) + math.sqrt(mu)
            yield {
                "loss": name,
                "f": text,
                "start": array(start),
                "lane": array([[s[key] for key in NUMBERS]]),
                "minimum": array(minimum),
                "quadratic": name not in ("rosenbrock", "beale"),
                "eigenvalues": array([big, mu]),
                "factors": [number(x) for x in factors],
                "edge": edge,
                "best": 2 / (big + mu),
                "tunedLr": 4 / roots**2,
                "tunedMomentum": ((math.sqrt(big) - math.sqrt(mu)) / roots) ** 2,
                "needed": number(needed),
            }


def final_loss(f, start, s, steps):
    p = torch.tensor(start, requires_grad=True)
    opt = optimiser(p, s)
    for _ in range(steps):
        opt.zero_grad()
        f(p).backward()
        opt.step()
        if not bool((p.detach().abs() <= FAR).all()):
            return math.nan
    return f(p).item()


def scans():
    for name, (text, start) in LOSSES.items():
        f = torch_of(text)
        for kind in [{}, {"momentum": 0.9}, {"momentum": 0.9, "nesterov": 1}]:
            rates = [1e-4, 1e-3, 0.01, 0.05, 0.19, 0.3, 1.0]
            losses = [final_loss(f, start, lane(lr=lr, **kind), 60) for lr in rates]
            yield {
                "loss": name,
                "f": text,
                "start": array(start),
                "lane": array([[lane(**kind)[key] for key in NUMBERS]]),
                "rates": array(rates),
                "steps": 60,
                "losses": array(losses),
            }


def lines():
    generator = numpy.random.default_rng(0)
    for rows in [1, 2, 5, 12]:
        data = torch.tensor(generator.normal(size=(rows, 2)).round(3))
        p = torch.tensor(generator.normal(size=2), requires_grad=True)
        loss = (p[0] * data[:, 0] + p[1] - data[:, 1]).square().mean()
        loss.backward()
        yield {"data": array(data), "at": array(p), "loss": loss.item(), "gradient": array(p.grad)}


def main():
    write(
        "gradient_descent",
        __file__,
        {"theory": list(theory()), "scans": list(scans()), "lines": list(lines())},
    )


if __name__ == "__main__":
    main()
