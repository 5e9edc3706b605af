fig, (lengths, values) = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
for name, blocks in (
    ("blocks", (skip, before, behind, branch if skip else 1.0)),
    ("layers alone", (False, nn.Identity(), nn.Identity(), 1.0)),
):
    z, states = x, [x]
    for w in weights:
        z = blocks[2]((z if blocks[0] else 0) + blocks[3] * (phi(blocks[1](z)) @ w.T))
        states.append(z)
    grads = torch.autograd.grad(z, states, v)
    lengths.semilogy([g.square().sum(1).mean().sqrt() for g in grads], label=name)
    s = torch.linalg.svdvals(torch.func.jacrev(stream)(x[0].detach(), *blocks))
    values.semilogy(range(1, width + 1), s, ".", label=name)
lengths.set(title="length of the gradient", xlabel="block")
values.set(title="singular values of the whole product", xlabel="direction")
lengths.legend()
values.legend()
plt.show()
