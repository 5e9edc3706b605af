import torch

torch.set_default_dtype(torch.float64)

W = torch.tensor([[2.0, -1.0, 0.5], [1.0, 3.0, -2.0]])  # @param {type:"raw"}
x = torch.tensor([1.0, 0.5, 2.0])  # @param {type:"raw"}
g = torch.tensor([2.0, -1.0])  # @param {type:"raw"}

print(W.T)  # also W.mT, W.transpose(0, 1)
print("strides:", W.stride(), "turn into", W.T.stride())
print("contiguous:", W.T.is_contiguous(), " same memory:", W.T.data_ptr() == W.data_ptr())

x.requires_grad_()
y = W @ x
y.backward(g)  # g is dL/dy
print("y     =", y.detach())
print("dL/dx =", x.grad, " W.T @ g =", W.T @ g)
print("<Wx, g> =", torch.dot(y, g).item(), " <x, W.T g> =", torch.dot(x, W.T @ g).item())
print("gradcheck:", torch.autograd.gradcheck(lambda v: (W @ v) @ g, x, raise_exception=False))

try:
    print(W.T.view(-1))
except RuntimeError as error:
    print("RuntimeError:", error)
