fig, axes = plt.subplots(len(X), 2, sharex=True, sharey="col", squeeze=False, layout="constrained")
for sample, (before, after) in enumerate(axes):
    before.bar(range(1, d + 1), X[sample].detach(), color="tab:blue")
    before.axhline(X[sample].detach().mean(), color="gray", linestyle="--")
    after.bar(range(1, d + 1), Y[sample].detach(), color="tab:green")
    before.set_ylabel(f"sample {sample + 1}")
axes[0, 0].set_title("before, with its mean")
axes[0, 1].set_title("after")
plt.show()
