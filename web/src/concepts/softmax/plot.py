scales = torch.logspace(-2, 2, 200)
shares = torch.softmax(scales[:, None] * z, dim=1)
for name, share in zip("ABCDEFGHIJKL", shares.T, strict=False):
    plt.semilogx(scales, share, label=name)
plt.axvline(scale, color="grey", linestyle=":")
plt.gca().set(title="shares, from no preference to all for the largest", xlabel="scale of the logits")
plt.legend()
plt.show()
