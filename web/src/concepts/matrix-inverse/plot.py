# What a jitter of b does to the solution: the worse the condition, the longer the ellipse.
round_b = torch.linspace(0, 2 * torch.pi, 200)
jitter = 0.1 * torch.stack([round_b.cos(), round_b.sin()])
fig, (left, right) = plt.subplots(1, 2, layout="constrained")
left.plot(*(b + jitter))
left.set(title="right-hand sides b", aspect="equal")
right.plot(*(linalg.pinv(A) @ (b + jitter)), color="tab:green")
right.set(title="their solutions x", aspect="equal")
plt.show()
