fig, (left, right) = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
left.bar(x, p)
left.axvline(mean, color="tab:orange", label="E[X]")
left.set(title="a distribution", xlabel="x", ylabel="p")
left.legend()
draws = torch.arange(1, n + 1)
right.semilogx(draws, sample.cumsum(0) / draws, label="mean so far")
spread = ((x - mean) ** 2 @ p).sqrt()
right.fill_between(
    draws, mean - spread / draws.sqrt(), mean + spread / draws.sqrt(), alpha=0.2, label="E[X] ± σ/√n"
)
right.set(title="means settle", xlabel="draws")
right.legend()
plt.show()
