import torch

torch.set_default_dtype(torch.float64)

A = torch.tensor([[1.5, 0.5], [1.0, 1.0]])  # @param {type:"raw"}
v = torch.tensor([0.8, -0.6])  # @param {type:"raw"}
k = 8  # @param {type:"integer"}

values, V = torch.linalg.eig(A)  # always complex, in no promised order
print(values)
print(V)
print("residual", torch.linalg.norm(A.to(V.dtype) @ V - V * values, dim=0))
print("rho", values.abs().max().item())
print("sigma1", torch.linalg.matrix_norm(A, 2).item())
print("cond(V)", torch.linalg.cond(V).item())

v = torch.nn.functional.pad(v, (0, len(A) - len(v)))  # as many entries as A has rows
print("|A^k v|", (torch.linalg.matrix_power(A, k) @ v).norm().item())
if torch.equal(A, A.T):
    print(torch.linalg.eigh(A))  # real, ascending, orthonormal
