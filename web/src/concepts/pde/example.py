import torch

torch.set_default_dtype(torch.float64)

equation = "heat"  # @param {type:"string"}
rhs = lambda u, ux, uxx, x, t: 0.5*uxx - 10*u*ux + 0*x + 0*t  # @param {type:"raw"}
alpha = 1.0  # @param {type:"number"}
c = 1.0  # @param {type:"number"}
rho = 10.0  # @param {type:"number"}
nodes = 21  # @param {type:"integer"}
dt = 0.00125  # @param {type:"number"}
steps = 60  # @param {type:"integer"}
start = "sine"  # @param {type:"string"}
profile = torch.tensor([0.0, 0.3, 0.8, 1.0, 0.7, 0.2, -0.2, -0.5, -0.4, -0.1, 0.0])  # @param {type:"raw"}
boundary = "zero"  # @param {type:"string"}
zigzag = False  # @param {type:"boolean"}
wr = 1.0  # @param {type:"number"}
wb = 100.0  # @param {type:"number"}
wi = 100.0  # @param {type:"number"}
lr = 0.01  # @param {type:"number"}
points = 256  # @param {type:"integer"}
layout = "area"  # @param {type:"string"}
seed = 0  # @param {type:"integer"}

ring = boundary == "periodic"
T = steps * dt
law = {  # u_t = …, of the wave u_tt = …
    "heat": lambda u, ux, uxx, x, t: alpha * uxx,
    "wave": lambda u, ux, uxx, x, t: c**2 * uxx,
    "advection": lambda u, ux, uxx, x, t: -c * ux,
    "burgers": lambda u, ux, uxx, x, t: alpha * uxx - u * ux,
    "fisher": lambda u, ux, uxx, x, t: alpha * uxx + rho * u * (1 - u),
    "bistable": lambda u, ux, uxx, x, t: alpha * uxx + rho * (u - u**3),
    "typed": rhs,
}[equation]


def initial(x):
    turn = (2 if ring else 1) * torch.pi * x
    half = torch.tensor(0.5)
    knots = torch.cat([profile[:1] * ring, profile[1:-1], profile[:1] * ring])
    i = (10 * x).long().clamp(max=9)
    u = {
        "sine": torch.sin(turn),
        "waves": torch.sin(turn) + torch.sin(5 * turn) / 2,
        "hill": torch.exp(-(((x - 0.4) / 0.07) ** 2)),
        "box": torch.heaviside((x - 0.3).round(decimals=9), half) - torch.heaviside((x - 0.6).round(decimals=9), half),
        "painted": torch.lerp(knots[i], knots[i + 1], 10 * x - i),
    }[start]
    u[-1] = u[0] if ring else 0
    u[0] *= ring
    return u


# Finite differences, by the first of the page's schemes for each equation; the others give other numbers.
x = torch.linspace(0, 1, nodes)
dx = 1 / (nodes - 1)
u = initial(x)
if zigzag:
    u[1:-1] += 1e-6 * (-1.0) ** torch.arange(1, nodes - 1)
u = before = u[:-1] if ring else u
place = x[: len(u)]
wind = c if equation == "advection" else 0.0
for k in range(steps):
    left, right = u.roll(1), u.roll(-1)
    bend = left - 2 * u + right
    if equation == "wave":  # leapfrog
        pull = (c * dt / dx) ** 2 * bend
        after = u + pull / 2 if k == 0 else 2 * u - before + pull
    elif equation == "advection":  # upwind
        after = u - dt / dx * c * (u - left if c > 0 else right - u)
    elif equation == "burgers":  # Godunov
        flux = torch.maximum(left.clamp(min=0) ** 2, u.clamp(max=0) ** 2) / 2
        after = u - dt / dx * (flux.roll(-1) - flux) + alpha * dt / dx**2 * bend
    else:  # Euler's method
        after = u + dt * law(u, (right - left) / (2 * dx), bend / dx**2, place, torch.tensor(k * dt))
    if not ring and wind >= 0:  # an end is held unless u flows out there
        after[0] = 0
    if not ring and wind <= 0:
        after[-1] = 0
    before, u = u, after
print(f"alpha dt/dx^2 = {alpha * dt / dx**2:.4g}, c dt/dx = {c * dt / dx:.4g}, highest |u| {u.abs().max():.6g}")

# A physics-informed network: derivatives of the network itself, by autograd. float32, as the page trains it.
u0 = initial(torch.linspace(0, 1, 65)).float()
torch.set_default_dtype(torch.float32)
torch.manual_seed(seed)
net = torch.nn.Sequential(
    torch.nn.Linear(2, 32), torch.nn.Tanh(), torch.nn.Linear(32, 32), torch.nn.Tanh(), torch.nn.Linear(32, 1)
)
spread = torch.rand(points, 2) if layout == "area" else torch.linspace(0, 1, points)[:, None].expand(-1, 2)
inside = (spread * torch.tensor([1.0, T])).requires_grad_()
times = torch.linspace(0, T, 32) if layout == "area" else torch.zeros(1)
ends = [torch.stack([torch.full_like(times, side), times], dim=1).requires_grad_() for side in (0.0, 1.0)]
first = torch.stack([torch.linspace(0, 1, 65), torch.zeros(65)], dim=1).requires_grad_()
optimiser = torch.optim.Adam(net.parameters(), lr=lr)


def value(at):
    return net(at * torch.tensor([1.0, 1 / T]))[:, 0]


def slopes(v, at):
    return torch.autograd.grad(v.sum(), at, create_graph=True)[0]


for step in range(101):
    v = value(inside)
    vx, vt = slopes(v, inside).T
    rate = slopes(vt, inside)[:, 1] if equation == "wave" else vt
    residual = (rate - law(v, vx, slopes(vx, inside)[:, 0], *inside.T)).square().mean()
    a, b = [value(end) for end in ends]
    if ring:  # both ends agree, and so do their slopes
        gaps = slopes(a, ends[0])[:, 0] - slopes(b, ends[1])[:, 0]
        at_ends = (a - b).square().mean() + gaps.square().mean()
    else:
        at_ends = torch.cat([a, b]).square().mean()
    v = value(first)
    at_start = (v - u0).square().mean()
    if equation == "wave":  # it starts at rest
        at_start = at_start + slopes(v, first)[:, 1].square().mean()
    loss = wr * residual + wb * at_ends + wi * at_start
    if step % 50 == 0:
        print(f"step {step}: loss {loss:.3g}")
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
