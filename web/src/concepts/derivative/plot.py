steps = torch.logspace(-16, 0, 129)
exact = torch.func.grad(f)(torch.tensor(x0)).item()
for dtype in torch.float64, torch.float32:
    a, b = torch.tensor(x0, dtype=dtype), steps.to(dtype)
    for name, quotient in {
        "forward": (f(a + b) - f(a)) / b,
        "central": (f(a + b) - f(a - b)) / (2 * b),
    }.items():
        plt.loglog(steps, (quotient - exact).abs(), label=f"{name}, {dtype}".replace("torch.", ""))
plt.gca().set(title="the error of a difference quotient", xlabel="h")
plt.legend()
plt.show()
