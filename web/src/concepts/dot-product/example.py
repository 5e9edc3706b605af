import torch

torch.set_default_dtype(torch.float64)

a = torch.tensor([1.0, 2.0])  # @param {type:"raw"}
b = torch.tensor([3.0, 1.0])  # @param {type:"raw"}
bias = -2.0  # @param {type:"number"}
d = 2  # @param {type:"integer"}
seed = 0  # @param {type:"integer"}

value = torch.dot(a, b)  # also a @ b
print("products:", (a * b).tolist(), "sum:", value.item())

cos = value / (torch.linalg.vector_norm(a) * torch.linalg.vector_norm(b))
print("cos:", cos.item())
print("degrees:", torch.rad2deg(torch.acos(cos.clamp(-1, 1))).item())
print("shadow of a on b:", (value / (b @ b) * b).tolist())
print("neuron:", torch.nn.functional.linear(a, b[None], torch.tensor([bias])).item())

torch.manual_seed(seed)
pairs = torch.randn(1000, 1000)[:, :d]  # five hundred pairs, seen in their first d entries
cosines = torch.nn.functional.cosine_similarity(pairs[0::2], pairs[1::2])
print(f"width {cosines.square().mean().sqrt():.4f}, 1/sqrt(d) {d**-0.5:.4f}")
