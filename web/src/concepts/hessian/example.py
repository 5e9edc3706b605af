import torch

torch.set_default_dtype(torch.float64)

l1 = 2.2071  # @param {type:"number"}
l2 = 0.7929  # @param {type:"number"}
angle = 67.5  # @param {type:"number"}
f = lambda x, y: x**4/4 - x**2 + x*y/2 + y**2  # @param {type:"raw"}
p = torch.tensor([1.5, 1.0])  # @param {type:"raw"}
lr = 0.5  # @param {type:"number"}
steps = 6  # @param {type:"integer"}

turn = torch.deg2rad(torch.tensor(angle))
Q = torch.stack([torch.stack([turn.cos(), -turn.sin()]), torch.stack([turn.sin(), turn.cos()])])
bowl = lambda q: q @ (Q * torch.tensor([l1, l2])) @ Q.T @ q / 2

H = torch.func.hessian(bowl)(p)
lam = torch.linalg.eigvalsh(H).flip(0)
print(H, "eigenvalues:", lam, "condition:", (lam.abs().max() / lam.abs().min()).item(), sep="\n")
print("lr max:", (2 / lam[0]).item(), "best:", (2 / lam.sum()).item())
print("definite:", torch.linalg.cholesky_ex(H).info.item() == 0)

q = p
for _ in range(steps):
    q = q - lr * torch.func.grad(bowl)(q)
print("after gradient descent:", q, bowl(q).item())

# The function of your own: its Hessian, and one product with a vector that never forms it.
F = lambda q: f(q[0], q[1])
print(torch.func.hessian(F)(p))
print("H g:", torch.autograd.functional.hvp(F, p, torch.func.grad(F)(p))[1])
