fig, axes = plt.subplots(1, 3, layout="constrained", sharex=True)
for ax, entries in zip(axes, (2, 10, 1000)):
    torch.manual_seed(seed)
    pairs = torch.randn(1000, 1000)[:, :entries]
    ax.hist(torch.nn.functional.cosine_similarity(pairs[0::2], pairs[1::2]), bins=21, range=(-1, 1))
    ax.set(title=f"cos θ, d = {entries}", yticks=[])
plt.show()
