import torch

torch.set_default_dtype(torch.float64)

f = lambda x, y: (x**2 + 10*y**2)/2  # @param {type:"raw"}
start = torch.tensor([-1.7, 1.0])  # @param {type:"raw"}
lr = 0.17  # @param {type:"number"}
momentum = 0.0  # @param {type:"number"}
noise = 0.0  # @param {type:"number"}
steps = 80  # @param {type:"integer"}
seed = 0  # @param {type:"integer"}


def descend(name, **settings):
    theta = start.clone().requires_grad_()
    optimizer = torch.optim.SGD([theta], lr=lr, **settings)
    torch.manual_seed(seed)
    for _ in range(steps):
        optimizer.zero_grad()  # forget this, and gradients add up
        f(*theta).backward()
        if name == "noisy":
            theta.grad += noise * torch.randn(2)
        optimizer.step()
    print(f"{name}: {theta.tolist()} loss {f(*theta).item():.6g}")
    return theta.detach()


end = descend("plain")
if momentum > 0:
    descend("heavy ball", momentum=momentum)
    descend("Nesterov", momentum=momentum, nesterov=True)
if noise > 0:
    descend("noisy")

H = torch.func.hessian(lambda p: f(*p))(end)
if H.isfinite().all():
    mu, L = torch.linalg.eigvalsh(H).tolist()
    if mu > 0:
        print(f"curvatures there {L:.6g} and {mu:.6g}: stable below {2 / L:.6g}, best {2 / (L + mu):.6g}")
