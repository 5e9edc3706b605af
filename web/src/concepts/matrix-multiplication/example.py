import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)

A = torch.tensor([[2.0, -1.0], [1.0, 1.0], [0.0, 3.0]])  # @param {type:"raw"}
B = torch.tensor([[1.0, 0.5, -2.0], [2.0, 1.0, 1.0]])  # @param {type:"raw"}

C = A @ B  # also torch.mm(A, B), or torch.einsum("ik,kj->ij", A, B)
print(C)

outer = sum(torch.outer(A[:, k], B[k]) for k in range(A.shape[1]))
print("sum of outer products:", torch.allclose(outer, C))

y = F.linear(B.T, A)  # a layer keeps its samples in rows: x Wᵀ
print("a layer gives C turned:", torch.allclose(y, C.T))

single = (A.float() @ B.float()).double()
print(f"float32 differs by {(single - C).abs().max().item():.3g}")
