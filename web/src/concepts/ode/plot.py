sizes = [abs(T - t0) / n for n in (5, 10, 20, 40, 80, 160, 320)]
for name, step in {"Euler, order 1": euler, "RK4, order 4": rk4}.items():
    plt.loglog(sizes, [(solve(step, size) - exact).norm().item() for size in sizes], "o-", label=name)
plt.gca().set(title="error at the end", xlabel="size of a step")
plt.legend()
plt.show()
