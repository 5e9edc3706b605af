fig, (squares, walks) = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
mean = x.mean()
for point in x:
    squares.add_patch(plt.Rectangle((min(point, mean), 0), abs(point - mean), abs(point - mean), alpha=0.2))
side = x.std(correction=0)
squares.add_patch(plt.Rectangle((mean, -side), side, side, color="tab:green", alpha=0.4))
squares.plot(x, 0 * x, "o")
squares.set(title="squared distances, and below them their average", aspect="equal")
for name, factor in ("He", 2.0), ("Xavier", 1.0), ("std", width * std**2):
    torch.manual_seed(seed)
    h, sizes = torch.randn(4, width), []
    for _ in range(depth):
        h = torch.relu(h @ ((factor / width) ** 0.5 * torch.randn(width, width)).T)
        sizes.append(h.square().mean())
    walks.semilogy(range(1, depth + 1), sizes, label=name)
walks.set(title="E[x²] layer by layer", xlabel="layer")
walks.legend()
plt.show()
