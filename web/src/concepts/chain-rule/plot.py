# Factors multiply: twenty sigmoids let through at most a quarter each.
n = torch.arange(1, 21)
for factor, name in (0.25, "sigmoid, at most 1/4"), (0.9, "0.9"), (1.0, "1"), (3.0, "3"):
    plt.semilogy(n, factor**n, label=name)
plt.gca().set(title="product of n equal slopes", xlabel="n")
plt.legend()
plt.show()
