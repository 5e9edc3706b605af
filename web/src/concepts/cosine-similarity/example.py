import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)

a = torch.tensor([2.0, 0.5])  # @param {type:"raw"}
b = torch.tensor([0.6, 1.2])  # @param {type:"raw"}
eps = 1e-8  # @param {type:"number"}
q = torch.tensor([1.5, 0.5])  # @param {type:"raw"}
K = torch.tensor([[0.6, 0.2], [1.0, 3.0], [-1.0, 1.0]])  # @param {type:"raw"}

cos = F.cosine_similarity(a, b, dim=0, eps=eps)
print("cos:", cos.item(), "degrees:", torch.rad2deg(torch.acos(cos.clamp(-1, 1))).item())
print("normalised first:", (F.normalize(a, dim=0) @ F.normalize(b, dim=0)).item())
print("against zero:", F.cosine_similarity(a, torch.zeros_like(a), dim=0, eps=eps).item())
print(
    "1e-9 long, with itself:",
    F.cosine_similarity(1e-9 * a / a.norm(), 1e-9 * a / a.norm(), dim=0, eps=eps).item(),
)

by_cosine = F.cosine_similarity(q[None], K, eps=eps)
by_attention = K @ q / len(q) ** 0.5
for name, score in [("cosine", by_cosine), ("q.k/sqrt(n)", by_attention)]:
    best = torch.topk(score, 1).indices.item()
    print(f"{name} picks key {best + 1}, weights", torch.softmax(score, dim=0))
