"""Writes tests/fixtures/adam.json: what torch.optim.Adam keeps, and its online problem."""

import math

import torch
from fixtures import array, number, write
from mpmath import mp, mpf
from optimisers import ADAM, ADAMW, LOSSES, NUMBERS, lane, optimiser, torch_of

torch.set_default_dtype(torch.float64)
mp.dps = 50

KEPT = [1, 2, 3, 5, 8, 13, 34, 89, 200]


def traces():
    for name in ["bowl", "turned", "rosenbrock", "beale", "logistic"]:
        text, start = LOSSES[name]
        f = torch_of(text)
        for kind in [
            {},
            {"lr": 0.003, "beta1": 0.5, "beta2": 0.9},
            {"lr": 0.01, "amsgrad": 1, "beta2": 0.99},
            {"rule": ADAMW, "lr": 0.01, "decay": 0.1},
            {"lr": 0.01, "decay": 0.1},
        ]:
            s = lane(**({"rule": ADAM, "lr": 0.001} | kind))
            p = torch.tensor(start, requires_grad=True)
            opt = optimiser(p, s)
            rows = []
            for t in range(1, max(KEPT) + 1):
                opt.zero_grad()
                f(p).backward()
                before = p.detach().clone()
                opt.step()
                if t not in KEPT:
                    continue
                state = opt.state[p]
                used = state["max_exp_avg_sq"] if s["amsgrad"] else state["exp_avg_sq"]
                kept = [p.grad, state["exp_avg"], state["exp_avg_sq"]]
                kept += [
                    state["exp_avg"] / (1 - s["beta1"] ** t),
                    used / (1 - s["beta2"] ** t),
                    p.detach() - before,
                ]
                rows.append([t] + [v[c].item() for c in range(2) for v in kept])
            yield {
                "loss": name,
                "f": text,
                "start": array(start),
                "lane": array([[s[key] for key in NUMBERS]]),
                "rows": array(rows),
            }


def online_run(large, lr, betas, decay, amsgrad, steps):
    x = torch.zeros(1, requires_grad=True)
    opt = torch.optim.Adam([x], lr=lr, betas=betas, amsgrad=amsgrad)
    out = [0.0]
    for t in range(1, steps + 1):
        x.grad = torch.tensor([large if t % 3 == 1 else -1.0])
        if decay:
            opt.param_groups[0]["lr"] = lr / math.sqrt(t)
        opt.step()
        with torch.no_grad():
            x.clamp_(-1, 1)
        out.append(x.item())
    return out


def online():
    for large, lr, beta1, beta2, decay in [
        (3.0, 0.5, 0.0, 0.1, True),
        (3.0, 0.1, 0.0, 0.1, False),
        (2.5, 0.2, 0.0, 0.1, True),
        (4.0, 0.3, 0.1, 1 / 17, True),
        (10.0, 0.1, 0.9, 0.99, True),
        (3.0, 0.05, 0.9, 0.999, True),
    ]:
        runs = [online_run(large, lr, (beta1, beta2), decay, amsgrad, 3000) for amsgrad in (False, True)]
        times = [1, 2, 3, 4, 5, 6, 30, 31, 32, 300, 1000, 2998, 2999, 3000]
        yield {
            "large": large,
            "lr": lr,
            "beta1": beta1,
            "beta2": number(beta2),
            "decay": decay,
            "x": array([[t, runs[0][t], runs[1][t]] for t in times]),
        }


def warmup():
    """In 50 digits."""
    for beta1, beta2 in [(0.9, 0.999), (0.5, 0.9), (0.99, 0.9999), (0.0, 0.5)]:
        for t in [1, 2, 3, 17, 1000]:
            m, v = 1 - mpf(beta1) ** t, mp.sqrt(1 - mpf(beta2) ** t)
            yield {
                "beta1": beta1,
                "beta2": beta2,
                "t": t,
                "factors": array([float(x) for x in (1, 1 / v, m / v, m)]),
            }


def main():
    write(
        "adam",
        __file__,
        {"traces": list(traces()), "online": list(online()), "warmup": list(warmup())},
    )


if __name__ == "__main__":
    main()
