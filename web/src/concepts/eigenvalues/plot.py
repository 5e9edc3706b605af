lengths = [(torch.linalg.matrix_power(A, n) @ v).norm() for n in range(13)]
jordan = torch.tensor([[0.9, 10.0], [0.0, 0.9]])  # both eigenvalues 0.9, and yet it grows first
hump = [(torch.linalg.matrix_power(jordan, n) @ torch.tensor([0.0, 1.0])).norm() for n in range(61)]
fig, (left, right) = plt.subplots(1, 2, layout="constrained")
left.semilogy(lengths, "o-")
left.set(title="length of Aᵏv", xlabel="k")
right.plot(hump, color="tab:red")
right.set(title=f"both λ = 0.9, highest {max(hump):.1f} at k = {hump.index(max(hump))}", xlabel="k")
plt.show()
