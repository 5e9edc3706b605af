import torch

torch.set_default_dtype(torch.float64)

z = torch.tensor([2.0, 1.0, 0.1])  # @param {type:"raw"}
shift = 0.0  # @param {type:"number"}
scale = 1.0  # @param {type:"number"}
X = torch.tensor([[2.0, 1.0, 0.1], [0.5, 2.5, -1.0]])  # @param {type:"raw"}

logits = scale * z + shift
p = torch.softmax(logits, dim=0)
print("p        ", p)
print("log p    ", torch.log_softmax(logits, dim=0))
print("logsumexp", torch.logsumexp(logits, dim=0).item())
print("entropy  ", torch.special.entr(p).sum().item())

# Written out: the same as long as exp does not overflow.
print("written  ", logits.exp() / logits.exp().sum())
large = torch.tensor([1000.0, 1001.0])
print("1000, 1001 written:", large.exp() / large.exp().sum(), "stable:", torch.softmax(large, dim=0))

print(torch.func.jacrev(lambda v: torch.softmax(v, dim=0))(logits))

masked = logits.masked_fill(torch.ones_like(logits, dtype=torch.bool), -torch.inf)
print("all masked", torch.softmax(masked, dim=0))

print("rows sum to", torch.softmax(X, dim=1).sum(dim=1), "with dim=0", torch.softmax(X, dim=0).sum(dim=1))
