g = torch.linspace(-1, 1, 9)
fine = torch.linspace(-1, 1, 101)
fig, ax = plt.subplots(layout="constrained")
for c in g:
    for line in (torch.stack([fine, c.expand(101)]), torch.stack([c.expand(101), fine])):
        ax.plot(*F(*(p[:, None] + line))[:2], color="tab:blue", linewidth=0.8)
        ax.plot(*(F(*p)[:2, None] + (J @ line)[:2]), color="tab:orange", linewidth=0.8)
ax.set(title="a square mapped by F (blue) and by J at its centre (orange)", aspect="equal")
plt.show()
