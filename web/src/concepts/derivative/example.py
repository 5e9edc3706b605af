import torch

torch.set_default_dtype(torch.float64)

f = lambda x: torch.sin(x)  # @param {type:"raw"}
x0 = 1.0  # @param {type:"number"}
h = 0.5  # @param {type:"number"}

# Backward, as in training.
x = torch.tensor(x0, requires_grad=True)
f(x).backward()
print("backward:", x.grad.item())

# The same as functions: reverse mode, and forward mode with the tangent 1.
x = torch.tensor(x0)
print("grad:", torch.func.grad(f)(x).item())
print("jvp:", torch.func.jvp(f, (x,), (torch.ones(()),))[1].item())

# The limit, cut short at h.
print("forward:", ((f(x + h) - f(x)) / h).item())
print("central:", ((f(x + h) - f(x - h)) / (2 * h)).item())
try:
    print("complex step:", (f(torch.complex(x, torch.tensor(h))).imag / h).item())
except RuntimeError:
    print("complex step: some function here takes no complex numbers")

y = x.float()
print("forward in float32:", ((f(y + h) - f(y)) / h).item())
