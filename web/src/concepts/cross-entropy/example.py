import torch
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)

given = "logits"  # @param ["logits", "probabilities", "mistaken"]
z = torch.tensor([2.0, 1.0, 0.1])  # @param {type:"raw"}
p = torch.tensor([0.4, 0.5, 0.1])  # @param {type:"raw"}
y = torch.tensor([1.0, 0.0, 0.0])  # @param {type:"raw"}
smoothing = 0.0  # @param {type:"number"}
X = torch.tensor([[2.0, 1.0, 0.1], [0.5, 2.5, -1.0], [0.3, 0.2, 0.1], [-1.0, 0.5, 3.0]])  # @param {type:"raw"}
targets = torch.tensor([0.0, 1.0, 2.0, 2.0])  # @param {type:"raw"}

# Probabilities are logits once their logarithm is taken: the softmax of log p is p.
logits = {"logits": z, "probabilities": p.log(), "mistaken": p}[given].clone().requires_grad_()
y = F.pad(y, (0, len(logits) - len(y)))
target = (1 - smoothing) * y + smoothing / len(y)
counted = target > 0  # 0 log 0 is 0 here; PyTorch multiplies, and gets NaN
log_p = torch.log_softmax(logits, 0)
loss = -(target * log_p)[counted].sum()
loss.backward()
print("loss", loss.item(), "nats,", loss.item() / torch.log(torch.tensor(2.0)).item(), "bits")
print("cross_entropy", F.cross_entropy(logits[None], y[None], label_smoothing=smoothing).item())
print("nll_loss of the label", F.nll_loss(log_p[None], y.argmax()[None]).item())
print("perplexity", loss.exp().item())
print("gradient", logits.grad, "= p sum(y) - y")

kl = F.kl_div(log_p[counted], target[counted], reduction="sum")
print("H + KL =", torch.special.entr(target).sum().item(), "+", kl.item())

print("softmax twice", F.cross_entropy(torch.softmax(logits, 0)[None], y[None]).item())

gap = torch.tensor([[0.0, -104.0]], dtype=torch.float32)
print("log(softmax)", torch.log(torch.softmax(gap, 1))[0, 1].item(), "log_softmax", torch.log_softmax(gap, 1)[0, 1].item())

print("losses", F.cross_entropy(X, targets.long(), reduction="none"))
print("mean  ", F.cross_entropy(X, targets.long()).item())
