import math

import torch

torch.set_default_dtype(torch.float64)

dims = "one"  # @param {type:"string"}
f = lambda t, y: torch.cos(2*t) - y  # @param {type:"raw"}
y0 = 2.0  # @param {type:"number"}
du = lambda t, u, v: v + 0*t + 0*u  # @param {type:"raw"}
dv = lambda t, u, v: -torch.sin(u) + 0*t + 0*v  # @param {type:"raw"}
start = torch.tensor([2.0, 0.0])  # @param {type:"raw"}
t0 = 0.0  # @param {type:"number"}
T = 6.0  # @param {type:"number"}
dt = 0.5  # @param {type:"number"}
layers = 10  # @param {type:"integer"}
rule = "share"  # @param {type:"string"}

# This speaks for Euler and RK4, and for layers; the other solvers and the neural ODE are the page's alone.
system = dims == "two"


def slope(t, y):
    return torch.stack([du(t, *y), dv(t, *y)]) if system else f(t, y)


def euler(t, y, h):
    return y + h * slope(t, y)


def rk4(t, y, h):
    k1 = slope(t, y)
    k2 = slope(t + h / 2, y + h / 2 * k1)
    k3 = slope(t + h / 2, y + h / 2 * k2)
    k4 = slope(t + h, y + h * k3)
    return y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)


def solve(step, size, end=T):
    n = max(1, math.ceil(abs(end - t0) / size - 1e-9))
    t = t0 + math.copysign(size, end - t0) * torch.arange(n + 1.0)
    t[-1] = end  # the last step may be shorter
    y = start if system else torch.tensor([y0])
    for k in range(n):
        y = step(t[k], y, t[k + 1] - t[k])
    return y


def flow(end):
    return solve(rk4, abs(end - t0) / 5000 or 1, end)  # small steps: good to about 11 digits, unless stiff


def text(y):
    return ", ".join(f"{x:.6g}" for x in y.tolist())


exact = flow(T)
for name, step in {"Euler": euler, "RK4": rk4}.items():
    y, finer = solve(step, dt), solve(step, dt / 2)
    print(f"{name}: y(T) = {text(y)}, error {(y - exact).norm():.3g}, with half the step {(finer - exact).norm():.3g}")
end = t0 + layers if rule == "one" else T
print(f"a network of {layers} layers: {text(solve(euler, abs(end - t0) / layers or 1, end))}, the flow: {text(flow(end))}")
