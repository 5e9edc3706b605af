import torch
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)

z = torch.tensor([2.0, 1.0, 0.1])  # @param {type:"raw"}
y = torch.tensor([1.0, 0.0, 0.0])  # @param {type:"raw"}
smoothing = 0.0  # @param {type:"number"}
X = torch.tensor([[2.0, 1.0, 0.1], [0.5, 2.5, -1.0], [0.3, 0.2, 0.1], [-1.0, 0.5, 3.0]])  # @param {type:"raw"}
targets = torch.tensor([0.0, 1.0, 2.0, 2.0])  # @param {type:"raw"}

logits = z.clone().requires_grad_()
loss = F.cross_entropy(logits[None], y[None], label_smoothing=smoothing)
loss.backward()
print("loss", loss.item(), "nats,", loss.item() / torch.log(torch.tensor(2.0)).item(), "bits")
print("perplexity", loss.exp().item())
print("gradient", logits.grad, "= p - y")

target = (1 - smoothing) * y + smoothing / len(y)
kl = F.kl_div(torch.log_softmax(z, 0), target, reduction="sum")
print("H + KL =", torch.special.entr(target).sum().item(), "+", kl.item())

print("softmax twice", F.cross_entropy(torch.softmax(z, 0)[None], y[None]).item())

gap = torch.tensor([[0.0, -104.0]], dtype=torch.float32)
print("log(softmax)", torch.log(torch.softmax(gap, 1))[0, 1].item(), "log_softmax", torch.log_softmax(gap, 1)[0, 1].item())

print("losses", F.cross_entropy(X, targets.long(), reduction="none"))
print("mean  ", F.cross_entropy(X, targets.long()).item())
