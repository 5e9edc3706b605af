"""Writes tests/fixtures/pinn.json: losses and gradients of a physics-informed network, and runs of Adam.

Derivatives with respect to x and t come from torch.autograd.grad(create_graph=True), the gradient from
backward, the steps from torch.optim.Adam: nothing of this is written by hand as the core writes it.
"""

import torch
from fixtures import array, number, write
from torch import nn

# Of 1,185 numbers every ninth is kept, which meets every layer; the norm of all stands beside them.
EVERY = 9
EQUATIONS = ["heat", "wave", "advection", "burgers", "fisher", "bistable"]


def network(seed, dtype):
    torch.manual_seed(seed)
    torch.set_default_dtype(dtype)
    return nn.Sequential(nn.Linear(2, 32), nn.Tanh(), nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, 1))


def flat(tensors):
    return torch.cat([p.reshape(-1) for p in tensors])


def slopes(net, points, duration):
    """u and its derivatives by x and t; the network sees (x, t/T)."""
    x, t = (points[:, i : i + 1].clone().requires_grad_() for i in (0, 1))
    u = net(torch.cat([x, t / duration], dim=1))

    def d(y, z):
        if not y.requires_grad:
            return torch.zeros_like(z)
        out = torch.autograd.grad(y.sum(), z, create_graph=True, allow_unused=True)[0]
        return torch.zeros_like(z) if out is None else out

    ux, ut = d(u, x), d(u, t)
    return u, ux, ut, d(ux, x), d(ut, t)


def residual(equation, net, points, coefficients, duration):
    alpha, c, rho = coefficients
    u, ux, ut, uxx, utt = slopes(net, points, duration)
    if equation == "heat":
        return ut - alpha * uxx
    if equation == "wave":
        return utt - c**2 * uxx
    if equation == "advection":
        return ut + c * ux
    if equation == "burgers":
        return ut + u * ux - alpha * uxx
    if equation == "fisher":
        return ut - alpha * uxx - rho * u * (1 - u)
    return ut - alpha * uxx - rho * (u - u**3)


def losses(case, net, collocation, boundary, start):
    duration = case["duration"]
    res = residual(case["equation"], net, collocation, case["coefficients"], duration).square().mean()
    side = torch.zeros(())
    if len(boundary) > 0:
        u, ux, *_ = slopes(net, boundary, duration)
        if case["boundary"] == "periodic":
            side = (u[0::2] - u[1::2]).square().mean() + (ux[0::2] - ux[1::2]).square().mean()
        else:
            side = u.square().mean()
    begin = torch.zeros(())
    if len(start) > 0:
        at_zero = torch.stack([start[:, 0], torch.zeros(len(start))], dim=1)
        u, _, ut, *_ = slopes(net, at_zero, duration)
        begin = (u[:, 0] - start[:, 1]).square().mean()
        if case["equation"] == "wave":
            begin = begin + ut.square().mean()
    w = case["weights"]
    return w[0] * res + w[1] * side + w[2] * begin, res, side, begin


def points_of(case, dtype):
    """As the page draws them: the network first, then torch.rand, so one seed gives both."""
    net = network(case["seed"], dtype)
    if case["layout"] == "line":
        line = torch.linspace(0, 1, case["n"])
        collocation = torch.stack([line, line * case["duration"]], dim=1)
        boundary = torch.tensor([[0.0, 0.0], [1.0, 0.0]])
    else:
        collocation = torch.rand(case["n"], 2) * torch.tensor([1.0, case["duration"]])
        times = torch.linspace(0, 1, 32) * case["duration"]
        boundary = torch.stack([torch.tensor([0.0, 1.0]).repeat(32), times.repeat_interleave(2)], dim=1)
    x = torch.linspace(0, 1, case["starts"])
    start = torch.stack([x, torch.sin(torch.pi * x)], dim=1)
    return net, collocation, boundary, start


def cases():
    seed = 0
    for equation in EQUATIONS:
        for boundary in ("zero", "periodic"):
            for n, starts in ((7, 5), (16, 0), (33, 9)):
                seed += 1
                yield {
                    "equation": equation,
                    "boundary": boundary,
                    "layout": "area",
                    "seed": seed,
                    "n": n,
                    "starts": starts,
                    "duration": 0.3 if n == 7 else 1.5,
                    "coefficients": [0.4, -1.3, 2.1],
                    "weights": [1.0, 3.0, 10.0] if n != 16 else [0.5, 0.0, 2.0],
                }
    yield {
        "equation": "heat",
        "boundary": "zero",
        "layout": "line",
        "seed": 99,
        "n": 50,
        "starts": 0,
        "duration": 1.0,
        "coefficients": [0.1, 1.0, 1.0],
        "weights": [1.0, 1.0, 0.0],
    }


def setup_of(case, collocation, boundary, start):
    out = {k: v for k, v in case.items() if k not in ("coefficients", "weights")}
    return out | {
        "coefficients": array(case["coefficients"]),
        "weights": array(case["weights"]),
        "collocation": array(collocation),
        "boundaryPoints": array(boundary),
        "initial": array(start),
    }


def loss_cases():
    for case in cases():
        net, collocation, boundary, start = points_of(case, torch.float64)
        total, res, side, begin = losses(case, net, collocation, boundary, start)
        total.backward()
        yield setup_of(case, collocation, boundary, start) | {
            "losses": array([float(v.detach()) for v in (total, res, side, begin)]),
            "gradient": array(flat([p.grad for p in net.parameters()])[::EVERY]),
            "norm": number(torch.linalg.vector_norm(flat([p.grad for p in net.parameters()]))),
        }


def run_cases():
    for case in list(cases())[::5]:
        net, collocation, boundary, start = points_of(case, torch.float64)
        optimiser = torch.optim.Adam(net.parameters(), lr=0.01)
        totals = []
        for _ in range(20):
            optimiser.zero_grad()
            total = losses(case, net, collocation, boundary, start)[0]
            total.backward()
            optimiser.step()
            totals.append(number(total.detach()))
        yield setup_of(case, collocation, boundary, start) | {
            "lr": 0.01,
            "totals": {"shape": [20], "data": totals},
            "parameters": array(flat(net.parameters())[::EVERY]),
            "m": array(flat([optimiser.state[p]["exp_avg"] for p in net.parameters()])[::EVERY]),
            "v": array(flat([optimiser.state[p]["exp_avg_sq"] for p in net.parameters()])[::EVERY]),
        }


def start_cases():
    for dtype, name in ((torch.float32, "float32"), (torch.float64, "float64")):
        for seed in (0, 7, 2**32 - 1):
            case = {"layout": "area", "seed": seed, "n": 9, "starts": 0, "duration": 1.0}
            net, collocation, *_ = points_of(case, dtype)
            yield {
                "dtype": name,
                "seed": seed,
                "n": 9,
                "parameters": array(flat(net.parameters()).double()[::EVERY]),
                "collocation": array(collocation.double()),
            }


if __name__ == "__main__":
    write(
        "pinn",
        __file__,
        {"start": list(start_cases()), "losses": list(loss_cases()), "runs": list(run_cases())},
    )
