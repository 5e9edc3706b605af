import torch
from torch.linalg import vector_norm

torch.set_default_dtype(torch.float64)

x = torch.tensor([1.5, 1.0])  # @param {type:"raw"}
p = 1.0  # @param {type:"number"}
start = torch.tensor([2.0, -1.5, 1.0, -0.5])  # @param {type:"raw"}
lr = 0.1  # @param {type:"number"}
penalty = 0.1  # @param {type:"number"}
steps = 100  # @param {type:"integer"}
lam = 0.3  # @param {type:"number"}
seed = 0  # @param {type:"integer"}
g = torch.tensor([2.4, 0.8])  # @param {type:"raw"}
max_norm = 1.0  # @param {type:"number"}

for order in (p, 0.5, 1, 2, 4, torch.inf):
    print(f"p = {order}:", vector_norm(x, ord=order).item())


def descend(loss, weight_decay=0.0):
    w = start.clone().requires_grad_()
    optimizer = torch.optim.SGD([w], lr=lr, weight_decay=weight_decay)
    for _ in range(steps):
        optimizer.zero_grad()
        loss(w).backward()
        optimizer.step()
    return w.detach()


print("none:", descend(lambda w: (w**2).sum()))
print("L2:  ", descend(lambda w: (w**2).sum(), weight_decay=2 * penalty))
print("L1:  ", descend(lambda w: (w**2).sum() + penalty * w.abs().sum()))

# The proximal step: down the loss alone, then towards 0 by lr * penalty and no further.
w = start.clone()
for _ in range(steps):
    w = torch.nn.functional.softshrink(w - lr * 2 * w, lr * penalty)
print("prox:", w)

# Forty examples of six features, of which three have no part in y: what the price lam leaves of the weights.
torch.manual_seed(seed)
z = torch.randn(40, 7)
X = z[:, :6]
y = X @ torch.tensor([2.0, -1.5, 0.8, 0.0, 0.0, 0.0]) + 0.5 * z[:, 6]
H, c = X.T @ X / 40, X.T @ y / 40
print("ridge:", torch.linalg.solve(H + lam * torch.eye(6), c))
rate = 1 / torch.linalg.matrix_norm(H, ord=2).item()
w = torch.zeros(6)
for _ in range(1000):
    w = torch.nn.functional.softshrink(w - rate * (H @ w - c), rate * lam)
print("lasso:", w)

layer = torch.nn.Parameter(torch.zeros(2))
layer.grad = g.clone()
size = torch.nn.utils.clip_grad_norm_([layer], max_norm=max_norm, norm_type=p)
print("clipped:", layer.grad, "from", size.item())
