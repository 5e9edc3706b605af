"""Writes tests/fixtures/optimisers.json: a thousand steps of torch.optim on losses of two parameters.

The switches that PyTorch lacks (one moment uncorrected, ε elsewhere) are written out with tensors; each is
held against torch.optim.Adam where it agrees before anything is written.

Where a rule divides by the size of the gradient and has arrived, the last bits of a gradient near 0 decide where
the next step goes, and no two programs stay together. The learning rates of such rules are so small that a thousand
steps do not arrive.
"""

import math

import torch
from fixtures import array, error_text, number, write

torch.set_default_dtype(torch.float64)

KEPT = [0, 1, 2, 3, 4, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610, 800, 999, 1000]
FAR = 1e6
DATA = [[-1.5, -1.6], [-0.9, -0.2], [-0.2, 0.1], [0.4, 0.9], [1.1, 1.1], [1.8, 2.4]]
LOSSES = {
    "bowl": ("(x^2 + 10*y^2)/2", [1.5, 1.2]),
    "turned": ("3*x^2 + 2*x*y + 2*y^2 - x", [-1.0, 2.0]),
    "rosenbrock": ("(1 - x)^2 + 100*(y - x^2)^2", [-1.2, 1.0]),
    "beale": ("(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2", [1.0, 1.0]),
    "logistic": (
        "(log(1 + exp(-1.5*x - y)) + log(1 + exp(-0.3*x - y)) + log(1 + exp(0.7*x - y))"
        " + log(1 + exp(-0.4*x + y)) + log(1 + exp(0.9*x + y)) + log(1 + exp(1.6*x + y)))/6",
        [0.5, -0.7],
    ),
    "saddle": ("x^2 - y^2 + y^4/4", [1.0, 1e-3]),
}
NUMBERS = ["rule", "lr", "momentum", "dampening", "nesterov", "decay", "beta1", "beta2", "eps"]
NUMBERS += ["amsgrad", "correctM", "correctV", "place", "forgets", "noisy"]
DEFAULTS = {
    "rule": 0, "lr": 0.01, "momentum": 0, "dampening": 0, "nesterov": 0, "decay": 0, "beta1": 0.9, "beta2": 0.999,
    "eps": 1e-8, "amsgrad": 0, "correctM": 1, "correctV": 1, "place": 0, "forgets": 0, "noisy": 0,
}  # fmt: skip
SGD, RMSPROP, ADAM, ADAMW = range(4)


def lane(**settings):
    return DEFAULTS | settings


def torch_of(text):
    names = {"log": torch.log, "exp": torch.exp}
    source = text.replace("^", "**")
    return lambda p: eval(source, names | {"x": p[0], "y": p[1]})


class Taken:
    """Adam with the switches, as the formulas read."""

    def __init__(self, p, s):
        self.p, self.s, self.t = p, s, 0
        self.m = self.v = self.highest = torch.zeros(2)

    def step(self):
        s, p = self.s, self.p
        self.t += 1
        with torch.no_grad():
            g = p.grad
            if s["rule"] == ADAMW:
                p.mul_(1 - s["lr"] * s["decay"])
            else:
                g = g + s["decay"] * p
            self.m = s["beta1"] * self.m + (1 - s["beta1"]) * g
            self.v = s["beta2"] * self.v + (1 - s["beta2"]) * g * g
            self.highest = torch.maximum(self.highest, self.v)
            m, v = self.m, self.highest if s["amsgrad"] else self.v
            if s["correctM"]:
                m = m / (1 - s["beta1"] ** self.t)
            root = 1 - s["beta2"] ** self.t if s["correctV"] else 1.0
            if s["place"] == 0:
                below = torch.sqrt(v / root) + s["eps"]
            elif s["place"] == 1:
                below = torch.sqrt(v / root + s["eps"])
            else:
                below = (torch.sqrt(v) + s["eps"]) / math.sqrt(root)
            p -= s["lr"] * m / below


def optimiser(p, s, taken=False):
    if s["rule"] == SGD:
        return torch.optim.SGD(
            [p], lr=s["lr"], momentum=s["momentum"], dampening=s["dampening"], nesterov=bool(s["nesterov"]),
            weight_decay=s["decay"],
        )  # fmt: skip
    if s["rule"] == RMSPROP:
        return torch.optim.RMSprop([p], lr=s["lr"], alpha=s["beta2"], eps=s["eps"], weight_decay=s["decay"])
    if taken or not s["correctM"] or not s["correctV"] or s["place"] != 0:
        return Taken(p, s)
    kind = torch.optim.AdamW if s["rule"] == ADAMW else torch.optim.Adam
    betas = (s["beta1"], s["beta2"])
    return kind(
        [p], lr=s["lr"], betas=betas, eps=s["eps"], amsgrad=bool(s["amsgrad"]), weight_decay=s["decay"]
    )


def run(name, s, steps, noise=(0.0, 0, 0), data=None, taken=False):
    """Points and losses after 0, 1, … steps, until the next point is far away or not a number."""
    text, start = LOSSES[name]
    f = torch_of(text)
    if data is not None:
        rows = torch.tensor(data)

        def f(p, rows=rows):
            return (p[0] * rows[:, 0] + p[1] - rows[:, 1]).square().mean()

    p = torch.tensor(start, requires_grad=True)
    opt = optimiser(p, s, taken)
    sigma, batch, seed = noise
    torch.manual_seed(seed)
    points, losses = [p.detach().clone()], [f(p).item()]
    for _ in range(steps):
        if not s["forgets"]:
            p.grad = None
        if s["noisy"] and data is not None:
            f(p, rows[torch.randperm(len(data))[:batch]]).backward()
        else:
            f(p).backward()
            if s["noisy"]:
                p.grad += sigma * torch.randn(2)
        opt.step()
        if not bool((p.detach().abs() <= FAR).all()):
            return points, losses, 1
        points.append(p.detach().clone())
        losses.append(f(p).item())
    return points, losses, 0


def case(name, settings, steps=1000, noise=(0.0, 0, 0), data=None):
    s = lane(**settings)
    points, losses, status = run(name, s, steps, noise, data)
    kept = [k for k in KEPT if k < len(points)]
    return {
        "loss": name,
        "f": "data" if data else LOSSES[name][0],
        "start": array(LOSSES[name][1]),
        "lane": array([[s[key] for key in NUMBERS]]),
        "steps": steps,
        "noise": list(noise),
        "data": array(data if data else torch.zeros(0, 2)),
        "last": len(points) - 1,
        "status": status,
        "kept": kept,
        "points": array(torch.stack([points[k] for k in kept])),
        "losses": array([losses[k] for k in kept]),
    }


def trajectories():
    rates = {"bowl": 0.05, "turned": 0.1, "rosenbrock": 1e-3, "beale": 0.01, "logistic": 0.5, "saddle": 0.05}
    for name, lr in rates.items():
        for settings in [
            {"lr": lr},
            {"lr": lr / 4, "momentum": 0.9},
            {"lr": lr / 4, "momentum": 0.9, "dampening": 0.5},
            {"lr": lr / 4, "momentum": 0.9, "nesterov": 1},
            {"lr": lr / 4, "momentum": 0.5, "decay": 0.1},
            {"rule": RMSPROP, "lr": 4e-4, "beta2": 0.99},
            {"rule": RMSPROP, "lr": 4e-4, "beta2": 0.9, "decay": 0.1},
            {"rule": ADAM, "lr": 0.05},
            {"rule": ADAM, "lr": 0.05, "amsgrad": 1},
            {"rule": ADAM, "lr": 4e-4, "beta1": 0.3, "beta2": 0.9, "decay": 0.2},
            {"rule": ADAMW, "lr": 0.005, "decay": 0.2},
            {"rule": ADAMW, "lr": 0.02, "decay": 0.2, "amsgrad": 1, "eps": 1e-3},
        ]:
            yield case(name, settings)


def switches():
    kinds: list[dict[str, float]] = [
        {"correctV": 0},
        {"correctM": 0},
        {"correctM": 0, "correctV": 0},
        {"place": 1},
        {"place": 2},
        {"place": 1, "eps": 0.01, "amsgrad": 1},
        {"place": 2, "eps": 0.01, "correctV": 0},
        {"decay": 0.3, "correctV": 0},
    ]
    for name in ["bowl", "rosenbrock", "logistic"]:
        for kind in kinds:
            yield case(name, {"rule": ADAM, "lr": 0.02} | kind)
        yield case(name, {"lr": 0.0005, "forgets": 1}, steps=100)
        yield case(name, {"rule": ADAM, "lr": 0.02, "forgets": 1})


def disturbed():
    for seed in range(6):
        yield case("bowl", {"lr": 0.05, "noisy": 1}, noise=(0.3, 0, seed))
        yield case("rosenbrock", {"rule": ADAM, "lr": 0.01, "noisy": 1}, noise=(5.0, 0, seed))
        yield case("bowl", {"lr": 0.05, "noisy": 1}, noise=(0.0, 1 + seed, seed), data=DATA)
    yield case("bowl", {"lr": 0.05, "momentum": 0.9}, data=DATA, noise=(0.0, 6, 0))


def endings():
    """lr = 0, beyond 2/L, far beyond, and a loss that is not finite on the way."""
    for lr in [0.0, 0.19, 0.2, 0.2000001, 0.21, 0.5, 1e3, 1e10]:
        yield case("bowl", {"lr": lr})
    yield case("rosenbrock", {"lr": 0.01})
    yield case("beale", {"lr": 0.3, "momentum": 0.9})


def refused():
    p = torch.zeros(2, requires_grad=True)
    wrong: list[dict[str, float]] = [
        {"lr": -0.1},
        {"momentum": -0.1},
        {"decay": -1},
        {"nesterov": 1},
        {"nesterov": 1, "momentum": 0.9, "dampening": 0.1},
        {"rule": ADAM, "beta1": 1.0},
        {"rule": ADAM, "beta1": -0.1},
        {"rule": ADAM, "beta2": 1.0},
        {"rule": ADAM, "eps": -1e-8},
        {"rule": ADAM, "lr": -1e-3},
        {"rule": RMSPROP, "lr": -1e-3},
        {"rule": ADAMW, "decay": -0.1},
    ]
    for settings in wrong:
        s = lane(**settings)
        yield {
            "lane": array([[s[key] for key in NUMBERS]]),
            "error": error_text(lambda s=s: optimiser(p, s)),
        }


def first_steps():
    """|Δθ|/α after t steps with a constant gradient of 1: PyTorch's, the printed formula's, and without either."""
    ways: list[tuple[str, dict[str, float]]] = [
        ("torch", {}),
        ("printed", {"correctV": 0}),
        ("none", {"correctM": 0, "correctV": 0}),
    ]
    for t in [1, 2, 10, 100, 1000, 2374, 2375]:
        values = {}
        for name, kind in ways:
            p = torch.zeros(2, requires_grad=True)
            opt = optimiser(p, lane(rule=ADAM, lr=1.0, eps=1e-16, **kind))
            before = p.detach().clone()
            for _ in range(t):
                before = p.detach().clone()
                p.grad = torch.ones(2)
                opt.step()
            values[name] = number((before - p.detach())[0])
        yield {"t": t} | values


def main():
    others: list[dict[str, float]] = [{}, {"amsgrad": 1}, {"rule": ADAMW, "decay": 0.1}]
    for name in LOSSES:
        for settings in others:
            s = lane(**({"rule": ADAM, "lr": 0.02} | settings))
            a, b = run(name, s, 200)[0], run(name, s, 200, taken=True)[0]
            assert max((p - q).abs().max() for p, q in zip(a, b, strict=True)) < 1e-9, (name, settings)
    write(
        "optimisers",
        __file__,
        {
            "trajectories": list(trajectories()),
            "switches": list(switches()),
            "disturbed": list(disturbed()),
            "endings": list(endings()),
            "refused": list(refused()),
            "firstSteps": list(first_steps()),
        },
    )


if __name__ == "__main__":
    main()
