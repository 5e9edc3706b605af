rates = torch.linspace(0, 1.2 * 2 / lam[0], 200)
factors = (1 - rates[:, None] * lam).abs()  # by which a step shortens each eigen-direction
plt.plot(rates, factors, label=[f"along λ = {x:.4f}" for x in lam])
plt.axhline(1, color="grey", linestyle=":")
plt.axvline(2 / lam.sum(), color="tab:green", label="best learning rate")
plt.gca().set(title="what is left of the error after a step", xlabel="learning rate")
plt.legend()
plt.show()
