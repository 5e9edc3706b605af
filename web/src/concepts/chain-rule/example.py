import torch

torch.set_default_dtype(torch.float64)

f = lambda x, y, w, b: (x**2 + 1)**3  # @param {type:"raw"}
x = 2.0  # @param {type:"number"}
y = 1.0  # @param {type:"number"}
w = 0.5  # @param {type:"number"}
b = 0.25  # @param {type:"number"}
layers = 1  # @param {type:"integer"}


def composed(x, y, w, b):
    for _ in range(layers):
        x = f(x, y, w, b)
    return torch.as_tensor(x, dtype=torch.float64).sum()  # of several outputs, their sum


inputs = [torch.tensor(v, requires_grad=True) for v in (x, y, w, b)]
inputs[0].register_hook(lambda g: print("a gradient passes x:", g.item()))
out = composed(*inputs)
print("f:", out.item())
if out.requires_grad:
    out.backward(retain_graph=True)
    print("slopes:", [None if v.grad is None else v.grad.item() for v in inputs])
    out.backward()  # the graph was kept; gradients add up, here as well
    print("after the second backward:", [None if v.grad is None else v.grad.item() for v in inputs])

plain = tuple(v.detach() for v in inputs)
value, pull = torch.func.vjp(composed, *plain)
print("vjp:", [g.item() for g in pull(torch.ones(()))])
ones = tuple(torch.tensor(float(i == 0)) for i in range(4))  # move x alone
print("jvp:", torch.func.jvp(composed, plain, ones)[1].item())
