at = p.detach()
s = torch.linspace(-1, 1, 101)
fig, axes = plt.subplots(1, 2, layout="constrained", sharey=True)
for ax, name, values, slope in (
    (axes[0], "x", f(at[0] + s, at[1]), dx.item()),
    (axes[1], "y", f(at[0], at[1] + s), dy.item()),
):
    ax.plot(s, values)
    ax.plot(s, f(*at) + slope * s, "--")
    ax.set(title=f"only {name} moves: slope {slope:g}", xlabel=f"change of {name}")
plt.show()
