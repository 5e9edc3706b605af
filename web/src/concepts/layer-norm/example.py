import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)

X = torch.tensor([[1.0, 2.0, 3.0, 4.0], [-2.0, 0.5, 3.0, -0.5], [2.5, 3.5, 1.0, 2.0]])  # @param {type:"raw"}
gamma = torch.tensor([1.0])  # @param {type:"raw"}
beta = torch.tensor([0.0])  # @param {type:"raw"}
eps = 0.00001  # @param {type:"number"}
factor = 10.0  # @param {type:"number"}

d = X.shape[-1]
X.requires_grad_()
weight, bias = gamma.expand(d), beta.expand(d)

Y = F.layer_norm(X, (d,), weight, bias, eps)
print("LayerNorm:", Y.detach(), sep="\n")
print("mean", Y.mean(-1).detach(), "variance", Y.var(-1, correction=0).detach())
print("RMSNorm:", F.rms_norm(X, (d,), weight, eps).detach(), sep="\n")
if len(X) > 1:
    print("BatchNorm:", F.batch_norm(X, None, None, weight, bias, training=True, eps=eps).detach(), sep="\n")

by_hand = (X - X.mean(-1, keepdim=True)) / (X.std(-1, keepdim=True) + eps) * weight + bias
print("by hand, with n - 1:", (by_hand - Y).norm().item(), "off")
print("LN(c x) - LN(x):", (F.layer_norm(factor * X, (d,), weight, bias, eps) - Y).abs().max().item())

g = torch.arange(float(X.numel())).reshape(X.shape).sin()
(dX,) = torch.autograd.grad(Y, X, g)
print("the gradient adds up to", dX.sum(-1), "along x̂", (dX * F.layer_norm(X, (d,))).sum(-1).detach(), sep="\n")
