dimensions = [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]
ratios = []
for dimension in dimensions:
    torch.manual_seed(seed)
    points = torch.rand(101, dimension)
    away = torch.cdist(points[:1], points[1:])[0]
    ratios.append(away.max() / away.min())
plt.loglog(dimensions, ratios, "o-")
plt.axhline(1, color="grey", linestyle=":")
plt.gca().set(title="farthest over nearest: all neighbours become equally far", xlabel="dimensions")
plt.show()
