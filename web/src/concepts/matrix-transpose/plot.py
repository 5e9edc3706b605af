fig, (left, right) = plt.subplots(1, 2, layout="constrained")
for ax, M, name in (left, W, "W"), (right, W.T, "W.T, in the same memory"):
    ax.imshow(M, cmap="coolwarm")
    for i in range(M.shape[0]):
        for j in range(M.shape[1]):
            place = i * M.stride(0) + j * M.stride(1)
            ax.text(j, i, f"{M[i, j]:g}\nat {place}", ha="center", va="center")
    ax.set(xticks=[], yticks=[], title=name)
plt.show()
