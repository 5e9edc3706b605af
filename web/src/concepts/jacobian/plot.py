g = torch.linspace(-1, 1, 9)
fine = torch.linspace(-1, 1, 101)


def drawn(y):  # the first two outputs; one alone stays on the axis
    return torch.cat([y.reshape(-1, 101), torch.zeros(2, 101)])[:2]


fig, ax = plt.subplots(layout="constrained")
along = torch.eye(len(p))[:2]  # the first two inputs run, others stay
for c in g if len(p) > 1 else g[4:5]:
    for a, b in ((along[0], along[-1]), (along[-1], along[0])):
        line = torch.outer(a, fine) + (c * b)[:, None]
        ax.plot(*drawn(F(*(p[:, None] + line))), color="tab:blue", linewidth=0.8)
        ax.plot(*drawn(F(*p).reshape(-1, 1) + J @ line), color="tab:orange", linewidth=0.8)
ax.set(title="a square mapped by F (blue) and by J at its centre (orange)", aspect="equal")
plt.show()
