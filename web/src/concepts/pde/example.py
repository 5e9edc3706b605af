import torch

torch.set_default_dtype(torch.float64)

alpha = 1.0  # @param {type:"number"}
nodes = 21  # @param {type:"integer"}
dt = 0.00125  # @param {type:"number"}
steps = 60  # @param {type:"integer"}
seed = 0  # @param {type:"integer"}

# Finite differences: the heat equation on a grid, both ends held at 0.
x = torch.linspace(0, 1, nodes)
dx = 1 / (nodes - 1)
r = alpha * dt / dx**2
u = torch.sin(torch.pi * x)
for _ in range(steps):
    u[1:-1] += r * (u[:-2] - 2 * u[1:-1] + u[2:])
T = steps * dt
exact = torch.exp(torch.tensor(-alpha * torch.pi**2 * T)) * torch.sin(torch.pi * x)
print(f"r = {r:.4g}, highest u {u.abs().max():.6g}, error {(u - exact).abs().max():.3g}")

# A physics-informed network: derivatives of the network itself, by autograd. float32, as the page trains it.
torch.set_default_dtype(torch.float32)
torch.manual_seed(seed)
net = torch.nn.Sequential(
    torch.nn.Linear(2, 32), torch.nn.Tanh(), torch.nn.Linear(32, 32), torch.nn.Tanh(), torch.nn.Linear(32, 1)
)
inside = (torch.rand(256, 2) * torch.tensor([1.0, T])).requires_grad_()
times = torch.linspace(0, T, 32)
ends = torch.cat([torch.stack([torch.full((32,), side), times], dim=1) for side in (0.0, 1.0)])
start = torch.stack([torch.linspace(0, 1, 65), torch.zeros(65)], dim=1)
scale = torch.tensor([1.0, 1 / T])
optimiser = torch.optim.Adam(net.parameters(), lr=0.01)
for step in range(101):
    v = net(inside * scale)
    slope = torch.autograd.grad(v.sum(), inside, create_graph=True)[0]
    bend = torch.autograd.grad(slope[:, 0].sum(), inside, create_graph=True)[0][:, 0]
    residual = (slope[:, 1] - alpha * bend).square().mean()
    at_ends = net(ends * scale).square().mean()
    at_start = (net(start)[:, 0] - torch.sin(torch.pi * start[:, 0])).square().mean()
    loss = residual + 100 * at_ends + 100 * at_start
    if step % 50 == 0:
        print(f"step {step}: loss {loss:.3g}")
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
