import torch
import torch.nn.functional as F
from torch import nn

torch.set_default_dtype(torch.float64)

skip = True  # @param {type:"boolean"}
norm = "none"  # @param {type:"string"}
activation = "relu"  # @param {type:"string"}
depth = 50  # @param {type:"integer"}
gain = 1.0  # @param {type:"number"}
branch = 0.2  # @param {type:"number"}
zero = False  # @param {type:"boolean"}
tied = False  # @param {type:"boolean"}
h = torch.tensor([[1.0, 2.0, -1.0], [0.5, -1.0, 3.0]])  # @param {type:"raw"}
f = torch.tensor([[0.1, -0.2, 0.3], [-0.4, 0.5, 0.0]])  # @param {type:"raw"}
project = False  # @param {type:"boolean"}
seed = 0  # @param {type:"integer"}

width = 32
phi = {"relu": F.relu, "tanh": torch.tanh, "gelu": F.gelu, "linear": nn.Identity()}[activation]
layer_norm = nn.LayerNorm(width, elementwise_affine=False)
before = layer_norm if norm == "pre" else nn.Identity()
behind = layer_norm if norm == "post" else nn.Identity()

torch.manual_seed(seed)
x = torch.randn(4, width, requires_grad=True)
weights = []
for _ in range(1 if tied else depth):
    w = nn.init.orthogonal_(torch.empty(width, width))
    weights.append(nn.init.zeros_(w) if zero else gain * w)
weights = weights * depth if tied else weights
v = F.normalize(torch.randn(4, width), dim=1)


def stream(x, skip, before, behind, branch):
    for w in weights:
        x = behind((x if skip else 0) + branch * (phi(before(x)) @ w.T))
    return x


def report(name, *blocks):
    y = stream(x, *blocks)
    (g,) = torch.autograd.grad(y, x, v)
    s = torch.linalg.svdvals(torch.func.jacrev(stream)(x[0].detach(), *blocks))
    print(name, "gradient:", g.square().sum(1).mean().sqrt().item(), "E[h²]:", y.square().mean().item())
    print("largest singular value:", s[0].item())


report("blocks", skip, before, behind, branch if skip else 1.0)
report("layers alone", False, nn.Identity(), nn.Identity(), 1.0)

torch.manual_seed(seed)
carry = nn.Linear(h.shape[1], f.shape[1], bias=False) if project else nn.Identity()
print("h + F(h):", (carry(h) + f).detach() if carry(h).shape == f.shape else "shapes differ", sep="\n")
