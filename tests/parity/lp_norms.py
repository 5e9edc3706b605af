"""Writes tests/fixtures/lp_norms.json: norms and gradients, balls, clipped gradients, L1 and L2 fits, plain descent.

All by PyTorch; norms stand beside mpmath at 60 digits, the fits beside scipy's own minimiser, and the two must
agree before anything is written.
"""

import math

import mpmath
import numpy
import torch
from fixtures import array, error_text, number, write
from scipy.optimize import minimize

mpmath.mp.dps = 60
torch.set_default_dtype(torch.float64)
rng = numpy.random.default_rng(44452)
INFINITE = float("inf")


def exact_norm(x, p):
    sizes = [abs(mpmath.mpf(float(v))) for v in x]
    if not sizes:
        return 0.0
    if p == 0:
        return float(sum(1 for s in sizes if s))
    if p == INFINITE:
        return float(max(sizes))
    return float(
        mpmath.power(sum((mpmath.power(s, p) for s in sizes if s), mpmath.mpf(0)), 1 / mpmath.mpf(p))
    )


def vectors():
    g = rng.standard_normal
    yield "one entry", [-3.0], 0.7
    yield "the page, 1/2", [2.0, 1.0], 0.5
    yield "the page, 2", [2.0, 1.0], 2.0
    yield "zeros, 1", [0.0, 0.0], 1.0
    yield "zeros, 2", [0.0, 0.0], 2.0
    yield "a zero, 1/4", [0.0, 1.0], 0.25
    yield "a zero, 1/2", [0.0, 1.0, -2.0], 0.5
    yield "a zero, 1", [0.0, 1.0, -2.0], 1.0
    yield "a zero, 3/2", [0.0, 1.0, -2.0], 1.5
    yield "a zero, 3", [0.0, -1.0, 2.0], 3.0
    yield "a zero, inf", [0.0, -1.0, 2.0], INFINITE
    yield "a tie, inf", [2.0, -2.0, 1.0], INFINITE
    yield "signed zero, 2", [-0.0, 1.0], 2.0
    for p in [0.25, 0.5, 0.75, 1.0, 1.25, 2.0, 3.0, 4.0, 7.5, INFINITE]:
        yield f"random 2, {p}", g(2), p
        yield f"random 6, {p}", g(6), p


def extremes():
    for x, p in [
        ([], 2.0),
        ([], INFINITE),
        ([0.0, 3.0, 0.0, -1.0], 0.0),
        ([1e200, 1.0], 2.0),
        ([1e200, -1e200, 1e199], 3.0),
        ([3e-200, 4e-200], 2.0),
        ([1e-250, 1e-250], 1.5),
        ([20.0, 1.0], 300.0),
        ([20.0, -20.0, 3.0], 1000.0),
        ([0.5, 0.25], 5000.0),
        ([1e150, 1e150], 0.25),
        ([5e-324, 0.0], 1.0),
        ([5e-324, 5e-324], 2.0),
        ([1.7e308, 1.0], 2.0),
        ([1e308, 1e-308], 0.5),
    ]:
        t = torch.tensor(x, dtype=torch.float64)
        case = {"x": array(t), "p": number(p), "exact": exact_norm(x, p)}
        case["torch"] = number(torch.linalg.vector_norm(t, ord=p)) if len(x) or p != INFINITE else 0.0
        yield case


def gradient(call, x):
    leaf = torch.tensor(numpy.asarray(x)).requires_grad_()
    call(leaf).backward()
    return array(leaf.grad)


def norm_case(name, x, p):
    t = torch.tensor(numpy.asarray(x))
    norm = torch.linalg.vector_norm(t, ord=p)
    exact = exact_norm(x, p)
    assert math.isclose(norm.item(), exact, rel_tol=1e-13, abs_tol=0), name
    q = INFINITE if p <= 1 else 1.0 if p == INFINITE else p / (p - 1)
    case = {
        "name": name,
        "x": array(t),
        "p": number(p),
        "norm": number(norm),
        "exact": exact,
        "dual": exact_norm(x, q),
        "common": [exact_norm(x, k) for k in (0.5, 1, 2, 4, INFINITE)],
        "gradient": gradient(lambda v: torch.linalg.vector_norm(v, ord=p), x),
    }
    if p != INFINITE:
        case["writtenGradient"] = gradient(lambda v: (v.abs() ** p).sum() ** (1 / p), x)
    return case


def clip_cases():
    for p in [1.0, 2.0, 3.0, INFINITE, 0.5]:
        for limit in [0.1, 1.0, 50.0]:
            g = torch.tensor(rng.standard_normal(4))
            w = torch.nn.Parameter(torch.zeros(4))
            w.grad = g.clone()
            total = torch.nn.utils.clip_grad_norm_([w], limit, norm_type=p)
            by_norm = w.grad.clone()
            w.grad = g.clone()
            torch.nn.utils.clip_grad_value_([w], limit)
            yield {
                "g": array(g),
                "limit": limit,
                "p": number(p),
                "total": number(total),
                "byNorm": array(by_norm),
                "byValue": array(w.grad),
            }


def touch_cases():
    """The least loss on the edge of a ball, by scipy from many starts (radial coordinate, so any p will do)."""
    for c, ratio, angle, radius, p in [
        ((2.0, 1.0), 3.0, 0.5, 1.0, 1.0),
        ((2.0, 1.0), 3.0, 0.5, 1.0, 2.0),
        ((2.0, 1.0), 3.0, 0.5, 1.0, INFINITE),
        ((2.0, 1.0), 3.0, 0.5, 1.0, 0.5),
        ((-1.0, 2.5), 8.0, -0.4, 0.7, 1.0),
        ((-1.0, 2.5), 8.0, -0.4, 0.7, 4.0),
        ((1.5, -1.4), 1.0, 0.0, 1.2, 1.5),
        ((0.1, -3.0), 2.0, 1.2, 2.0, 3.0),
        ((0.2, 0.1), 2.0, 0.3, 1.0, 2.0),
    ]:
        turn = numpy.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
        h = turn @ numpy.diag([1.0, ratio]) @ turn.T

        def loss(t, c=c, h=h, radius=radius, p=p):
            v = numpy.array([math.cos(t[0]), math.sin(t[0])])
            d = (
                radius * v / numpy.linalg.norm(v, p)
                if p >= 1
                else radius * v / (abs(v) ** p).sum() ** (1 / p)
            )
            return (d - c) @ h @ (d - c) / 2

        inside = exact_norm(c, p) <= radius
        starts = numpy.linspace(-math.pi, math.pi, 97)
        options = {"xatol": 1e-12, "fatol": 1e-15}
        best = min(minimize(loss, [s], method="Nelder-Mead", options=options).fun for s in starts)
        best = min(best, *(loss([s]) for s in numpy.linspace(-math.pi, math.pi, 9)))
        yield {
            "centre": array(c),
            "ratio": ratio,
            "angle": angle,
            "radius": radius,
            "p": number(p),
            "inside": inside,
            "loss": 0.0 if inside else float(best),
        }


def fit_cases():
    truth = [2.0, -1.5, 0.8, 0.0, 0.0, 0.0]
    for n, noise, seed, lam in [(40, 0.5, 0, 0.3), (40, 0.5, 0, 0.02), (40, 0.5, 0, 3.0), (12, 1.0, 5, 0.1)]:
        torch.manual_seed(seed)
        z = torch.randn(n, 7)
        x, y = z[:, :6], z[:, :6] @ torch.tensor(truth) + noise * z[:, 6]
        eye = torch.eye(6)
        ridge = torch.linalg.solve(x.T @ x / n + lam * eye, x.T @ y / n)

        # L1 as a smooth problem with bounds: w = u - v with u, v >= 0.
        def objective(uv, x=x.numpy(), y=y.numpy(), n=n, lam=lam):
            r = y - x @ (uv[:6] - uv[6:])
            g = -x.T @ r / n
            return r @ r / (2 * n) + lam * uv.sum(), numpy.concatenate([g + lam, lam - g])

        solved = minimize(objective, numpy.zeros(12), jac=True, method="L-BFGS-B", bounds=[(0, None)] * 12,
                          options={"ftol": 1e-16, "gtol": 1e-12, "maxiter": 10000})  # fmt: skip
        yield {
            "n": n,
            "truth": array(truth),
            "noise": noise,
            "seed": seed,
            "lambda": lam,
            "y": array(y),
            "l2": array(ridge),
            "l1": array(solved.x[:6] - solved.x[6:]),
            "lambdaMax": number((x.T @ y / n).abs().max()),
        }


def descent_cases():
    """torch.optim.SGD on (w**2).sum(), the upstream set-up first: lr 0.1, penalty 0.1, 100 steps from 2."""
    for start, lr, lam, steps in [
        ([2.0, -1.5, 1.0, -0.5], 0.1, 0.1, 100),
        ([2.0, -1.5, 1.0, -0.5], 0.1, 0.1, 7),
        ([0.0, 1.0], 0.05, 0.5, 40),
        ([3.0], 0.3, 1.0, 30),
    ]:
        for method in ("none", "l2", "l1", "decay"):
            w = torch.tensor(start).requires_grad_()
            decay = 2 * lam if method == "decay" else 0
            optimizer = torch.optim.SGD([w], lr=lr, weight_decay=decay)
            for _ in range(steps):
                optimizer.zero_grad()
                loss = (w**2).sum()
                if method == "l2":
                    loss = loss + lam * (w**2).sum()
                if method == "l1":
                    loss = loss + lam * w.abs().sum()
                loss.backward()
                optimizer.step()
            yield {
                "start": array(start),
                "lr": lr,
                "lambda": lam,
                "steps": steps,
                "method": "l2" if method == "decay" else method,
                "end": array(w),
            }


if __name__ == "__main__":
    write(
        "lp_norms",
        __file__,
        {
            "norms": [norm_case(*case) for case in vectors()],
            "extremes": list(extremes()),
            "clips": list(clip_cases()),
            "touches": list(touch_cases()),
            "fits": list(fit_cases()),
            "descents": list(descent_cases()),
            "errors": [error_text(lambda: torch.linalg.vector_norm(torch.zeros(0), ord=INFINITE))],
        },
        note=f"exact: mpmath {mpmath.__version__}, {mpmath.mp.dps} digits",
    )
