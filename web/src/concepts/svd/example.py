import torch

torch.set_default_dtype(torch.float64)

A = torch.tensor([[1.2, 0.0], [1.6, 2.0]])  # @param {type:"raw"}
rows = 32  # @param {type:"integer"}
cols = 16  # @param {type:"integer"}
seed = 0  # @param {type:"integer"}

U, S, Vh = torch.linalg.svd(A, full_matrices=False)

# Signs come in pairs and are free; the page makes the largest entry of each u positive.
sign = torch.sign(U.gather(0, U.abs().argmax(dim=0, keepdim=True)))
U, Vh = U * sign, Vh * sign.T
print(U, S, Vh.mH, sep="\n")
print("product is A:", torch.allclose((U * S) @ Vh, A))
print("rank:", torch.linalg.matrix_rank(A).item())
print("effective rank:", torch.exp(torch.special.entr(S / S.sum()).sum()).item())

# Eckart and Young: what the best matrix of rank 1 misses, by its entries and by the dropped stretches.
A1 = S[0] * torch.outer(U[:, 0], Vh[0])
print(torch.linalg.matrix_norm(A - A1).item(), torch.linalg.vector_norm(S[1:]).item())

torch.manual_seed(seed)
Q = torch.nn.init.orthogonal_(torch.empty(rows, cols))
print("columns orthonormal:", torch.allclose(Q.T @ Q, torch.eye(cols)))
print("wrong side:", torch.linalg.matrix_norm(Q @ Q.T - torch.eye(rows)).item())
