import torch

torch.set_default_dtype(torch.float64)

x = 0.8  # @param {type:"number"}
gain = 1.6667  # @param {type:"number"}
depth = 20  # @param {type:"integer"}
seed = 0  # @param {type:"integer"}

a = torch.tensor(x, requires_grad=True)
y = torch.tanh(a)
y.backward()
print("tanh:", y.item(), "slope:", a.grad.item(), "gain:", torch.nn.init.calculate_gain("tanh"))


def printed(x):
    return (torch.exp(x) - torch.exp(-x)) / (torch.exp(x) + torch.exp(-x))


narrow = torch.tensor([x, 88.73, 1e-4, 1e-8], dtype=torch.float32)
print("as printed:", printed(narrow).tolist())
print("torch.tanh:", torch.tanh(narrow).tolist())

# Signals up and gradients down through random layers.
torch.manual_seed(seed)
inputs = torch.randn(8, 64, requires_grad=True)
h = inputs
for _ in range(depth):
    weight = torch.nn.init.xavier_normal_(torch.empty(64, 64), gain=gain)
    h = torch.tanh(h @ weight.T)
top = torch.randn(8, 64)
(h * top / torch.linalg.vector_norm(top, dim=1, keepdim=True)).sum().backward()
print("mean square on top:", h.square().mean().item())
print("gradient that arrives:", inputs.grad.square().sum(dim=1).mean().sqrt().item())
