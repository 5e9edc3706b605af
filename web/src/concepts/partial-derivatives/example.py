import torch

torch.set_default_dtype(torch.float64)

f = lambda x, y: x**2*y + x*y**2  # @param {type:"raw"}
p = torch.tensor([1.0, 2.0])  # @param {type:"raw"}
weights = torch.tensor([0.8, -0.5, -0.3, 0.9, 0.6, 0.4, 0.1, -0.2, 0.3, 0.7, -0.6, 0.5, 0.1])  # @param {type:"raw"}
x = torch.tensor([1.0, 0.5])  # @param {type:"raw"}
target = 2.0  # @param {type:"number"}
activation = "tanh"  # @param ["tanh", "relu", "sigmoid"]
k = 9  # @param {type:"integer"}
nudge = 0.3  # @param {type:"number"}
passes = 1  # @param {type:"integer"}

a, b = p.requires_grad_()
dx, dy = torch.autograd.grad(f(a, b), (a, b), materialize_grads=True)  # zeros for what does not occur
print("f:", f(a, b).item(), "df/dx:", dx.item(), "df/dy:", dy.item())


def loss(w):
    hidden = getattr(torch, activation)(w[:6].reshape(3, 2) @ x + w[6:9])
    return (w[9:12] @ hidden + w[12] - target) ** 2


weights.requires_grad_()
for _ in range(passes):  # without weights.grad = None in between, .grad adds up
    loss(weights).backward()
print(weights.grad)

with torch.no_grad():
    moved = weights.clone()
    moved[k] += nudge
    print("promised:", (weights.grad[k] * nudge).item(), "happened:", (loss(moved) - loss(weights)).item())
