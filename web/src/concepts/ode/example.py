import torch

torch.set_default_dtype(torch.float64)

f = lambda t, y: torch.cos(2*t) - y  # @param {type:"raw"}
y0 = 2.0  # @param {type:"number"}
t0 = 0.0  # @param {type:"number"}
T = 6.0  # @param {type:"number"}
dt = 0.5  # @param {type:"number"}
layers = 10  # @param {type:"integer"}


def euler(t, y, h):
    return y + h * f(t, y)


def rk4(t, y, h):
    k1 = f(t, y)
    k2 = f(t + h / 2, y + h / 2 * k1)
    k3 = f(t + h / 2, y + h / 2 * k2)
    k4 = f(t + h, y + h * k3)
    return y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)


def solve(step, n):
    h = (torch.tensor(T) - t0) / n
    y = torch.tensor(y0)
    for k in range(n):
        y = step(t0 + k * h, y, h)
    return y.item()


n = max(1, round(abs(T - t0) / dt))
exact = solve(rk4, 20000)  # 20,000 small steps: good to about 13 digits
for name, step in {"Euler": euler, "RK4": rk4}.items():
    y, finer = solve(step, n), solve(step, 2 * n)
    print(f"{name}: y(T) = {y:.6g}, error {abs(y - exact):.3g}, with half the step {abs(finer - exact):.3g}")
print(f"a network of {layers} layers: {solve(euler, layers):.6g}, the flow: {exact:.6g}")
