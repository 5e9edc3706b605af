import torch
from torch import nn

torch.set_default_dtype(torch.float64)

x = torch.tensor([-2.5, -0.5, 0.5, 1.0, 3.0])  # @param {type:"raw"}
n = 4  # @param {type:"integer"}
trials = 4000  # @param {type:"integer"}
offset = 1000.0  # @param {type:"number"}
depth = 20  # @param {type:"integer"}
width = 256  # @param {type:"integer"}
std = 0.05  # @param {type:"number"}
seed = 0  # @param {type:"integer"}

print("divided by n:", x.var(correction=0).item(), "by n - 1:", x.var().item())

torch.manual_seed(seed)
samples = x[torch.randint(len(x), (trials, n))]
print("samples, on average:", samples.var(dim=1, correction=0).mean().item(), samples.var(dim=1).mean().item())

y = (x + offset).float()
print("float32, one pass:", ((y * y).mean() - y.mean() ** 2).item(), "torch.var:", y.var(correction=0).item())

for init in (
    lambda w: nn.init.kaiming_normal_(w, nonlinearity="relu"),
    nn.init.xavier_normal_,
    lambda w: nn.init.normal_(w, std=std),
):
    torch.manual_seed(seed)
    h = torch.randn(4, width)
    for _ in range(depth):
        w = torch.empty(width, width)
        init(w)
        h = torch.relu(h @ w.T)
    print(f"E[x^2] after {depth} layers:", h.square().mean().item())
