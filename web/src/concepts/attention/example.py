import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)

Q = torch.tensor([[1.6, 0.6], [-0.8, 1.4], [0.2, -1.2], [1.0, 1.0]])  # @param {type:"raw"}
K = torch.tensor([[1.5, -0.4], [0.7, 1.3], [-1.3, 0.7], [-0.5, -1.4]])  # @param {type:"raw"}
V = torch.tensor([[1.6, -0.9], [1.2, 1.3], [-1.5, 1.0], [-1.0, -1.2]])  # @param {type:"raw"}
scaled = True  # @param {type:"boolean"}
mask = torch.tensor([[1.0, 1.0, 1.0, 1.0], [1.0, 1.0, 1.0, 1.0], [1.0, 1.0, 1.0, 1.0], [1.0, 1.0, 1.0, 1.0]])  # @param {type:"raw"}
g = torch.tensor([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.5], [0.5, 0.5]])  # @param {type:"raw"}
d_k = 64  # @param {type:"integer"}
keys = 10  # @param {type:"integer"}
seed = 0  # @param {type:"integer"}

for t in (Q, K, V):
    t.requires_grad_()
seen = torch.ones(len(Q), len(K), dtype=torch.bool)
seen[: len(mask), : mask.shape[1]] = mask[: len(Q), : len(K)] != 0
scale = Q.shape[1] ** -0.5 if scaled else 1.0
out = F.scaled_dot_product_attention(Q, K, V, attn_mask=seen, scale=scale)
scores = (Q @ K.T * scale).masked_fill(~seen, -torch.inf)
weights = torch.softmax(scores, -1).where(seen, 0.0)  # a query that sees nothing: zeros, not NaN
print("weights:", weights.detach(), "output:", out.detach(), sep="\n")
print("tr J:", (weights * (1 - weights)).sum(-1).detach())
if g.shape == out.shape:
    print("dQ:", torch.autograd.grad(out, Q, g, retain_graph=True)[0], sep="\n")
print("causal:", F.scaled_dot_product_attention(Q, K, V, is_causal=True, scale=scale).detach(), sep="\n")

nothing = torch.zeros(len(Q), len(K), dtype=torch.bool)
print("masked everywhere:", F.scaled_dot_product_attention(Q, K, V, attn_mask=nothing)[0].detach())

# Scores of random queries and keys grow with the root of d_k.
torch.manual_seed(seed)
scores = (torch.randn(1, d_k) @ torch.randn(keys, d_k).T)[0]
for name, divided in (("as they are:", scores), ("scaled:", scores / d_k**0.5)):
    print("largest weight,", name, torch.softmax(divided, -1).max().item())

torch.manual_seed(seed)
layer = torch.nn.MultiheadAttention(8, 2, bias=False, batch_first=True)
x = torch.randn(1, 6, 8)
turned = x.flip(1)
gap = layer(turned, turned, turned)[0].flip(1) - layer(x, x, x)[0]
print("order means nothing:", gap.abs().max().item() < 1e-12)
