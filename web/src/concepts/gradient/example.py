import torch

torch.set_default_dtype(torch.float64)

f = lambda x, y: torch.sin(x)*torch.cos(y)  # @param {type:"raw"}
p = torch.tensor([0.6, 0.8])  # @param {type:"raw"}
angle = 20.0  # @param {type:"number"}
step = 0.5  # @param {type:"number"}
stretch = 3.0  # @param {type:"number"}
limit = 0.3  # @param {type:"number"}
spacing = 0.4  # @param {type:"number"}

p.requires_grad_()
(grad,) = torch.autograd.grad(f(*p), p)
print("gradient:", grad, "norm:", torch.linalg.vector_norm(grad).item())

radians = torch.deg2rad(torch.tensor(angle))
u = torch.stack([torch.cos(radians), torch.sin(radians)])
print("slope along u:", (grad @ u).item())
print("step: promised", (step * grad @ u).item(), "happened", (f(*(p + step * u)) - f(*p)).item())

# Steepest where x counts `stretch` times: G is diagonal, so solving is dividing.
print("G^-1 grad:", grad / torch.tensor([stretch**2, 1.0]))

for clip in torch.nn.utils.clip_grad_norm_, torch.nn.utils.clip_grad_value_:
    p.grad = grad.clone()
    clip([p], limit)
    print(clip.__name__, p.grad)

# Something else with a similar name: differences of samples, one array a dimension, rows (y) first.
around = spacing * torch.arange(-2, 3)
with torch.no_grad():
    dy, dx = torch.gradient(f(p[0] + around[None, :], p[1] + around[:, None]), spacing=spacing)
print("torch.gradient:", dx[2, 2].item(), dy[2, 2].item())
