import torch
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)

z = torch.tensor([2.0, 1.5, 1.0, 0.5])  # @param {type:"raw"}
tau = 1.0  # @param {type:"number"}
n = 100  # @param {type:"integer"}
seed = 0  # @param {type:"integer"}
sharpness = 2.5  # @param {type:"number"}

for t in (tau, 0.1, 10.0):
    p = torch.softmax(z / t, dim=0)
    print(f"tau = {t}:", p, "H =", torch.special.entr(p).sum().item())

p = torch.softmax(z / tau, dim=0)
print("from log p:", torch.softmax(torch.log_softmax(z, dim=0) / tau, dim=0))

torch.manual_seed(seed)
drawn = torch.multinomial(p, n, replacement=True)
print("counts:", torch.bincount(drawn, minlength=len(z)), "first:", drawn[:10])

# A classifier that is too sure of itself: honest logits, labels drawn from them, then all multiplied.
torch.manual_seed(seed)
honest = 1.5 * torch.randn(300, 3)
labels = (torch.rand(300)[:, None] >= torch.softmax(honest, dim=1).cumsum(dim=1)).sum(dim=1).clamp(max=2)
logits = sharpness * honest

beta = torch.ones(1, requires_grad=True)  # 1 / tau: the loss is convex in it
optimizer = torch.optim.LBFGS([beta], max_iter=100, line_search_fn="strong_wolfe")


def closure():
    optimizer.zero_grad()
    loss = F.cross_entropy(logits * beta, labels)
    loss.backward()
    return loss


optimizer.step(closure)
print("NLL at tau:", F.cross_entropy(logits / tau, labels).item())
print("best tau:", round(1 / beta.item(), 4), "NLL there:", round(closure().item(), 4))
print("accuracy:", (logits.argmax(dim=1) == labels).double().mean().item(), "at every tau")
