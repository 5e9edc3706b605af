parts = [torch.outer(A[:, k], B[k]) for k in range(A.shape[1])]
fig, axes = plt.subplots(1, len(parts) + 1, layout="constrained")
limit = max(part.abs().max() for part in [*parts, C])
for k, (ax, part) in enumerate(zip(axes, [*parts, C])):
    ax.imshow(part, cmap="coolwarm", vmin=-limit, vmax=limit)
    for (i, j), value in zip(torch.cartesian_prod(*map(torch.arange, part.shape)), part.flatten()):
        ax.text(j, i, f"{value:g}", ha="center", va="center")
    ax.set(xticks=[], yticks=[], title="their sum, C" if k == len(parts) else f"column {k + 1} × row {k + 1}")
plt.show()
