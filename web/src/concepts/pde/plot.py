torch.set_default_dtype(torch.float64)
fig, axes = plt.subplots(1, 3, layout="constrained")
for ax, ratio in zip(axes, (0.5, 0.6, 1.0)):
    values = torch.sin(torch.pi * x) + 1e-6 * (-1.0) ** torch.arange(nodes)  # a zigzag too small to see
    values[[0, -1]] = 0
    for _ in range(60):
        values[1:-1] += ratio * (values[:-2] - 2 * values[1:-1] + values[2:])
    ax.plot(x, values)
    ax.set(title=f"r = {ratio:g}: {values.abs().max():.1e}")
plt.show()
