"""Writes tests/fixtures/ode.json: runs of every solver as explicit loops in PyTorch, solutions to many digits,
stability functions, and the gradients of a small neural ODE by autograd and by the adjoint loop.

Solutions come from two sources that must agree before anything is written: mpmath's Taylor series at 40 digits
beside SciPy's DOP853, and for stiff problems SciPy's Radau beside its LSODA.
"""

import math
from typing import Any

import mpmath
import numpy
import torch
from fixtures import array, complex_array, number, write
from scipy.integrate import solve_ivp

torch.set_default_dtype(torch.float64)
mpmath.mp.dps = 40
S6 = math.sqrt(6)

A = {
    "euler": [[0.0]],
    "midpoint": [[0.0, 0.0], [0.5, 0.0]],
    "rk4": [[0.0] * 4, [0.5, 0, 0, 0], [0, 0.5, 0, 0], [0, 0, 1.0, 0]],
    "dopri5": [
        [0.0] * 6,
        [1 / 5, 0, 0, 0, 0, 0],
        [3 / 40, 9 / 40, 0, 0, 0, 0],
        [44 / 45, -56 / 15, 32 / 9, 0, 0, 0],
        [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729, 0, 0],
        [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656, 0],
    ],
    "implicit-euler": [[1.0]],
    "radau": [
        [(88 - 7 * S6) / 360, (296 - 169 * S6) / 1800, (-2 + 3 * S6) / 225],
        [(296 + 169 * S6) / 1800, (88 + 7 * S6) / 360, (-2 - 3 * S6) / 225],
        [(16 - S6) / 36, (16 + S6) / 36, 1 / 9],
    ],
}
B = {
    "euler": [1.0],
    "midpoint": [0.0, 1],
    "rk4": [1 / 6, 1 / 3, 1 / 3, 1 / 6],
    "dopri5": [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
    "implicit-euler": [1.0],
    "radau": [(16 - S6) / 36, (16 + S6) / 36, 1 / 9],
}
IMPLICIT = ("implicit-euler", "radau")


def explicit_step(f, method, t, h, y):
    k: list[Any] = []
    for row in A[method]:
        c = sum(row)
        k.append(
            f(t + c * h, y + h * sum((a * ki for a, ki in zip(row, k, strict=False)), torch.zeros_like(y)))
        )
    return y + h * sum(b * ki for b, ki in zip(B[method], k, strict=False))


def implicit_step(f, method, t, h, y):
    """The stages from Newton's method on all of them at once, with the Jacobian by autograd."""
    a, b = torch.tensor(A[method]), torch.tensor(B[method])
    c, n, s = a.sum(1), len(y), len(a)

    def residual(k):
        k = k.view(s, n)
        at = y + h * a @ k
        return torch.cat([k[i] - f(t + c[i] * h, at[i]) for i in range(s)])

    k = f(t, y).repeat(s)
    for _ in range(40):
        change = torch.linalg.solve(torch.func.jacrev(residual)(k), residual(k))
        k = k - change
        if change.abs().max() <= 1e-15 * (1 + k.abs().max()):
            break
    return y + h * b @ k.view(s, n)


def run(f, method, t0, t1, steps, y0):
    step = implicit_step if method in IMPLICIT else explicit_step
    h = (t1 - t0) / steps
    path = [torch.tensor(y0)]
    for k in range(steps):
        path.append(step(f, method, t0 + k * h, h, path[-1]))
    return torch.stack(path)


def stacked(*parts):
    return torch.stack([p if isinstance(p, torch.Tensor) else torch.tensor(p) for p in parts])


# As typed: u' (and v'), and the same in PyTorch.
TYPED = {
    "wave": ("cos(2t) - y", "", lambda t, y: torch.cos(torch.as_tensor(2.0 * t)) - y, 0, 6, [2.0]),
    "decay": ("-5y", "", lambda t, y: -5 * y, 0, 2, [1.0]),
    "logistic": ("y(1-y)", "", lambda t, y: y * (1 - y), 0, 8, [0.1]),
    "backwards": ("sin(t) y", "", lambda t, y: torch.sin(torch.as_tensor(float(t))) * y, 3, -1, [0.5]),
    "rational": ("(t - y)/(1 + y^2)", "", lambda t, y: (t - y) / (1 + y**2), -2, 3, [-1.0]),
    "pendulum": ("v", "-sin(u)", lambda t, y: stacked(y[1], -torch.sin(y[0])), 0, 10, [2.0, 0.0]),
    "predator": (
        "u(1.5 - v)",
        "v(u - 3)",
        lambda t, y: stacked(y[0] * (1.5 - y[1]), y[1] * (y[0] - 3)),
        0,
        5,
        [1.0, 1.0],
    ),
    "van der pol": (
        "v",
        "(1 - u^2) v - u",
        lambda t, y: stacked(y[1], (1 - y[0] ** 2) * y[1] - y[0]),
        0,
        6,
        [1.0, 0.0],
    ),
    "forced": (
        "v",
        "-u - 0.3v + cos(1.2t)",
        lambda t, y: stacked(y[1], -y[0] - 0.3 * y[1] + torch.cos(torch.as_tensor(1.2 * t))),
        1,
        9,
        [0.0, 1.0],
    ),
}


def fixed_cases():
    for name, (u, v, f, t0, t1, y0) in TYPED.items():
        for method in A:
            for steps in (20, 57):
                path = run(f, method, float(t0), float(t1), steps, y0)
                yield {
                    "name": f"{name}, {method}, {steps} steps",
                    "u": u,
                    "v": v,
                    "method": method,
                    "t0": t0,
                    "t1": t1,
                    "steps": steps,
                    "y0": array(y0),
                    "path": array(path),
                }


def break_cases():
    """y' = -5y: what the page calls broken, by the loop and by the closed form (1 - 5h)^n."""
    f = lambda t, y: -5 * y  # noqa: E731
    for h in (0.1, 0.2, 0.3, 0.4, 0.41, 0.5):
        end = run(f, "euler", 0.0, 20 * h, 20, [1.0])[-1, 0].item()
        exact = float((1 - 5 * mpmath.mpf(h)) ** 20)
        assert abs(end - exact) <= 1e-12 * abs(exact) + 1e-13, (h, end, exact)
        cured = run(f, "implicit-euler", 0.0, 20 * h, 20, [1.0])[-1, 0].item()
        yield {"step": h, "euler": end, "implicit": cured}


def lorenz(t, y):
    return [10 * (y[1] - y[0]), y[0] * (28 - y[2]) - y[1], y[0] * y[1] - y[2] * 8 / 3]


def arenstorf(t, y):
    mu = mpmath.mpf("0.012277471") if isinstance(y[0], mpmath.mpf) else 0.012277471
    d1 = ((y[0] + mu) ** 2 + y[1] ** 2) ** 1.5
    d2 = ((y[0] - 1 + mu) ** 2 + y[1] ** 2) ** 1.5
    return [
        y[2],
        y[3],
        y[0] + 2 * y[3] - (1 - mu) * (y[0] + mu) / d1 - mu * (y[0] - 1 + mu) / d2,
        y[1] - 2 * y[2] - (1 - mu) * y[1] / d1 - mu * y[1] / d2,
    ]


def sine(x):
    return mpmath.sin(x) if isinstance(x, mpmath.mpf) else math.sin(x)


SMOOTH: dict[str, Any] = {
    "lotka-volterra": (lambda t, y: [y[0] * (1.5 - y[1]), y[1] * (y[0] - 3)], [1, 1], 15),
    "pendulum": (lambda t, y: [y[1], -sine(y[0])], [2, 0], 20),
    "lorenz": (lorenz, [1, 1, 1], 2),
    "arenstorf": (arenstorf, [0.994, 0, 0, -2.00158510637908252240537862224], 10),
}


def smooth_cases():
    for name, (f, y0, time) in SMOOTH.items():
        solve = mpmath.odefun(f, 0, [mpmath.mpf(x) for x in y0], tol=mpmath.mpf(10) ** -22)
        exact = [float(x) for x in solve(time)]
        other = solve_ivp(f, (0, time), y0, method="DOP853", rtol=2.3e-14, atol=1e-16).y[:, -1]
        gap = numpy.abs(other - exact).max()
        # DOP853 at its tightest tolerance: global errors of a few 1e-11 on the worst of them.
        assert gap < 2e-10, (name, gap)
        yield {"name": name, "time": time, "y0": array(y0), "end": array(exact), "gap": number(gap)}


PERIOD = 17.0652165601579625588917206249


def varied(t, z):
    """Arenstorf's orbit with the derivative of its state with respect to the start."""
    mu = 0.012277471
    slope = numpy.array(arenstorf(t, z[:4]))
    x, y = z[:2]
    r1, r2 = (x + mu) ** 2 + y**2, (x - 1 + mu) ** 2 + y**2
    a, b = (1 - mu) / r1**1.5, mu / r2**1.5
    xx = 1 - a - b + 3 * a / r1 * (x + mu) ** 2 + 3 * b / r2 * (x - 1 + mu) ** 2
    xy = 3 * a / r1 * (x + mu) * y + 3 * b / r2 * (x - 1 + mu) * y
    yy = 1 - a - b + 3 * (a / r1 + b / r2) * y**2
    jacobian = numpy.array([[0, 0, 1, 0], [0, 0, 0, 1], [xx, xy, 0, 2], [xy, yy, -2, 0]])
    return numpy.concatenate([slope, (jacobian @ z[4:].reshape(4, 4)).ravel()])


def orbit():
    """What a period of Arenstorf's orbit makes of an error, by two solvers, and how far SciPy's own come round."""
    y0 = SMOOTH["arenstorf"][1]
    z0 = numpy.concatenate([y0, numpy.eye(4).ravel()])
    ends = [
        solve_ivp(varied, (0, PERIOD), z0, method=m, rtol=r, atol=1e-14, t_eval=[1, PERIOD]).y
        for m, r in (("DOP853", 1e-13), ("LSODA", 1e-12))
    ]
    whole, other = (e[4:, -1].reshape(4, 4) for e in ends)
    assert numpy.abs(whole - other).max() <= 1e-6 * numpy.abs(whole).max()
    # The flow keeps volumes.
    assert abs(numpy.linalg.det(whole) - 1) < 1e-6
    _, s, vt = numpy.linalg.svd(whole)
    later = whole @ numpy.linalg.inv(ends[0][4:, 0].reshape(4, 4))
    miss = {
        m: numpy.linalg.norm(
            solve_ivp(arenstorf, (0, PERIOD), y0, method=m, rtol=1e-10, atol=1e-10).y[:, -1] - y0
        )
        for m in ("DOP853", "RK45")
    }
    return {
        "period": PERIOD,
        "growth": number(s[0]),
        "direction": array(vt[0]),
        "growthFrom1": number(numpy.linalg.norm(later, 2)),
        "dop853": number(miss["DOP853"]),
        "rk45": number(miss["RK45"]),
    }


def stiff_cases():
    robertson = lambda t, y: [  # noqa: E731
        -0.04 * y[0] + 1e4 * y[1] * y[2],
        0.04 * y[0] - 1e4 * y[1] * y[2] - 3e7 * y[1] ** 2,
        3e7 * y[1] ** 2,
    ]
    vdp = lambda t, y: [y[1], 1e3 * (1 - y[0] ** 2) * y[1] - y[0]]  # noqa: E731
    for name, f, y0, time in (
        ("robertson", robertson, [1.0, 0.0, 0.0], 40.0),
        ("robertson", robertson, [1.0, 0.0, 0.0], 4e4),
        ("van der pol", vdp, [2.0, 0.0], 500.0),
        ("van der pol", vdp, [2.0, 0.0], 2000.0),
    ):
        ends = [
            solve_ivp(f, (0, time), y0, method=m, rtol=1e-12, atol=1e-16).y[:, -1] for m in ("Radau", "LSODA")
        ]
        gap = (numpy.abs(ends[0] - ends[1]) / numpy.abs(ends[0])).max()
        assert gap < 2e-7, (name, time, gap)
        yield {"name": name, "time": time, "y0": array(y0), "end": array(ends[0]), "gap": number(gap)}


def stability_cases():
    """R(z) = 1 + z bᵀ(I − zA)⁻¹1 by torch.linalg.solve, and mpmath beside it."""
    points = (0, -1, -2.5, 0.5, 1j, 2.7j, -2 + 1j, -0.1 - 3j, -6 + 8j, -40)
    for method in A:
        a, b = (
            torch.tensor(A[method], dtype=torch.complex128),
            torch.tensor(B[method], dtype=torch.complex128),
        )
        s = len(a)
        values = []
        for z in points:
            ones = torch.ones(s, dtype=torch.complex128)
            r = (1 + z * b @ torch.linalg.solve(torch.eye(s) - z * a, ones)).item()
            m = mpmath.eye(s) - z * mpmath.matrix(A[method])
            x = mpmath.lu_solve(m, mpmath.ones(s, 1))
            exact = complex(1 + z * sum(w * xi for w, xi in zip(B[method], x, strict=False)))
            # Large |z| cancels in torch's formula, not in ours.
            assert abs(r - exact) <= 1e-8 * max(1, abs(exact)), (method, z, r, exact)
            values.append(exact)
        yield {"method": method, "z": complex_array(points), "r": complex_array(values)}


def weights(hidden, gain, seed):
    torch.manual_seed(seed)
    z = torch.randn(5 * hidden)
    h = hidden
    return torch.cat([gain * z[: 2 * h], z[2 * h : 3 * h], gain * z[3 * h :] / math.sqrt(h), torch.zeros(2)])


def net(theta, y):
    h = (len(theta) - 2) // 5
    w1, b1 = theta[: 2 * h].view(h, 2), theta[2 * h : 3 * h]
    w2, b2 = theta[3 * h : 5 * h].view(2, h), theta[5 * h :]
    return torch.tanh(y @ w1.T + b1) @ w2.T + b2


def flow(theta, y, method, time, steps):
    h = time / steps
    path = [y]
    for k in range(steps):
        path.append(explicit_step(lambda t, x: net(theta, x), method, k * h, h, path[-1]))
    return torch.stack(path)


def by_backprop(theta, starts, targets, method, time, steps):
    theta = theta.clone().requires_grad_()
    loss = torch.nn.functional.mse_loss(flow(theta, starts, method, time, steps)[-1], targets)
    return loss.item(), torch.autograd.grad(loss, theta)[0]


def by_adjoint(theta, starts, targets, method, time, steps):
    """The loop of Chen et al.: state, adjoint and gradient together, backwards; one vector-Jacobian product a stage."""
    ends = flow(theta, starts, method, time, steps)[-1].detach().requires_grad_()
    loss = torch.nn.functional.mse_loss(ends, targets)
    (a,) = torch.autograd.grad(loss, ends)
    m, p = starts.numel(), len(theta)

    def f(_, state):
        with torch.enable_grad():
            y = state[:m].view_as(starts).detach().requires_grad_()
            w = theta.detach().requires_grad_()
            slope = net(w, y)
            ay, aw = torch.autograd.grad(slope, (y, w), state[m : 2 * m].view_as(starts))
        return torch.cat([slope.detach().reshape(-1), -ay.reshape(-1), -aw])

    state = torch.cat([ends.detach().reshape(-1), a.reshape(-1), torch.zeros(p)])
    h = time / steps
    for k in range(steps):
        state = explicit_step(f, method, time - k * h, -h, state)
    drift = (state[:m].view_as(starts) - starts).norm(dim=1).max()
    return state[2 * m :], state[m : 2 * m].view_as(starts), drift.item()


def neural_cases():
    two = torch.tensor([[-1.0, 0.0], [1.0, 0.0]])
    one = torch.tensor([[0.5, -0.25]])
    for hidden, gain, seed, starts, method, time, steps in (
        (8, 1.0, 0, two, "rk4", 1.0, 10),
        (8, 1.0, 0, two, "euler", 1.0, 10),
        (8, 1.0, 1, two, "midpoint", 2.0, 8),
        (8, 1.0, 2, two, "dopri5", 1.0, 6),
        (1, 1.0, 3, one, "rk4", 1.0, 5),
        (16, 1.5, 4, two, "rk4", 1.5, 20),
        (4, 3.0, 5, two, "rk4", 3.0, 12),
        (8, 0.5, 6, one, "rk4", -1.0, 7),
        (8, 0.0, 7, one, "rk4", 1.0, 7),
        (64, 1.0, 8, two, "rk4", 1.0, 4),
        (8, 1.0, 9, torch.randn(5, 2, generator=torch.Generator().manual_seed(9)), "rk4", 1.0, 1),
    ):
        theta = weights(hidden, gain, seed)
        targets = -starts
        loss, backprop = by_backprop(theta, starts, targets, method, time, steps)
        adjoint, arrived, drift = by_adjoint(theta, starts, targets, method, time, steps)
        _, limit = by_backprop(theta, starts, targets, "rk4", time, max(8 * steps, 256))
        yield {
            "hidden": hidden,
            "gain": gain,
            "seed": seed,
            "starts": array(starts),
            "targets": array(targets),
            "method": method,
            "time": time,
            "steps": steps,
            "theta": array(theta),
            "loss": loss,
            "ends": array(flow(theta, starts, method, time, steps)[-1]),
            "backprop": array(backprop),
            "adjoint": array(adjoint),
            "arrived": array(arrived),
            "limit": array(limit),
            "drift": number(drift),
        }


def training_cases():
    starts = torch.tensor([[-1.0, 0.0], [1.0, 0.0]])
    for seed, method, steps, lr, iterations, use_adjoint in (
        (0, "rk4", 10, 0.05, 30, False),
        (0, "rk4", 10, 0.05, 30, True),
        (3, "euler", 8, 0.02, 25, False),
        (1, "midpoint", 12, 0.1, 15, True),
    ):
        theta = weights(8, 1.0, seed).requires_grad_()
        optimizer = torch.optim.Adam([theta], lr=lr)
        losses = []
        for _ in range(iterations + 1):
            loss, gradient = by_backprop(theta.detach(), starts, -starts, method, 1.0, steps)
            if use_adjoint:
                gradient = by_adjoint(theta.detach(), starts, -starts, method, 1.0, steps)[0]
            losses.append(loss)
            last = theta.detach().clone()
            theta.grad = gradient
            optimizer.step()
        yield {
            "seed": seed,
            "method": method,
            "steps": steps,
            "lr": lr,
            "iterations": iterations,
            "adjoint": use_adjoint,
            "losses": array(losses),
            "theta": array(last),
        }


if __name__ == "__main__":
    write(
        "ode",
        __file__,
        {
            "fixed": list(fixed_cases()),
            "breaks": list(break_cases()),
            "smooth": list(smooth_cases()),
            "orbit": [orbit()],
            "stiff": list(stiff_cases()),
            "stability": list(stability_cases()),
            "neural": list(neural_cases()),
            "training": list(training_cases()),
        },
        note="solutions: mpmath odefun and SciPy DOP853; stiff: SciPy Radau and LSODA",
    )
