turn = torch.linspace(0, 2 * torch.pi, 200)
circle = torch.stack([turn.cos(), turn.sin()])
stages = {
    "circle": circle,
    "Vᵀ turns": Vh @ circle,
    "Σ stretches": S[:, None] * (Vh @ circle),
    "U turns": A @ circle,
}
fig, axes = plt.subplots(1, 4, layout="constrained", sharex=True, sharey=True)
for ax, (name, points) in zip(axes, stages.items()):
    ax.plot(*points)
    ax.plot(*points[:, :1], "o")  # one point, to see it turn
    ax.set(title=name, aspect="equal")
plt.show()
