import torch
from torch import nn

torch.set_default_dtype(torch.float64)

activation = "relu"  # @param {type:"string"}
slope = 0.1  # @param {type:"number"}
x0 = 1.0  # @param {type:"number"}
data = torch.tensor([[0.6, 0.2, 1.0], [0.1, 0.6, 1.0], [-0.4, 0.4, 1.0], [-0.6, -0.2, 1.0], [-0.1, -0.6, 1.0], [0.4, -0.4, 1.0], [1.7, 0.2, 0.0], [1.3, 1.1, 0.0], [0.4, 1.7, 0.0], [-0.7, 1.6, 0.0], [-1.5, 0.9, 0.0], [-1.7, -0.2, 0.0], [-1.3, -1.1, 0.0], [-0.4, -1.7, 0.0], [0.7, -1.6, 0.0], [1.5, -0.9, 0.0]])  # @param {type:"raw"}
units = 8  # @param {type:"integer"}
init = "kaiming_normal"  # @param {type:"string"}
bias = 0.0  # @param {type:"number"}
lr = 0.5  # @param {type:"number"}
steps = 100  # @param {type:"integer"}
start = torch.tensor([[0.0, 1.0, 1.0, 1.0], [0.9, -0.5, 1.0, 1.0], [-0.9, -0.5, 1.0, 1.0], [-2.5, 0.0, 0.0, 0.0]])  # @param {type:"raw"}
seed = 0  # @param {type:"integer"}

act = {"relu": nn.ReLU(), "leaky_relu": nn.LeakyReLU(slope), "elu": nn.ELU(), "gelu": nn.GELU()}[activation]
for point in (x0, 0.0):
    t = torch.tensor(point, requires_grad=True)
    act(t).backward()
    print("x:", point, "value:", act(t).item(), "slope:", t.grad.item())

torch.manual_seed(seed)
units = len(start) - 1 if init == "own" else units
net = nn.Sequential(nn.Linear(2, units), act, nn.Linear(units, 1))
with torch.no_grad():
    if init == "own":
        net[0].weight[:], net[0].bias[:] = start[:-1, :2], start[:-1, 2]
        net[2].weight[:], net[2].bias[:] = start[:-1, 3], start[-1, 0]
    elif init == "linear":
        net[0].bias += bias
    else:
        a = {"a": slope if activation == "leaky_relu" else 0} if init == "kaiming_normal" else {}
        for layer in net[0], net[2]:
            getattr(nn.init, init + "_")(layer.weight, **a)
            nn.init.zeros_(layer.bias)
        nn.init.constant_(net[0].bias, bias)

x, y = data[:, :2], data[:, 2:]
optimizer = torch.optim.SGD(net.parameters(), lr=lr)
for _ in range(steps):
    optimizer.zero_grad()
    nn.functional.binary_cross_entropy_with_logits(net(x), y).backward()
    optimizer.step()

z = net[0](x).detach().requires_grad_()
act(z).sum().backward()
print("loss:", nn.functional.binary_cross_entropy_with_logits(net(x), y).item())
print("active:", (z > 0).double().mean().item(), "dead units:", (z.grad == 0).all(0).sum().item())
