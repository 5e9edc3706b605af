import torch

torch.set_default_dtype(torch.float64)
linalg = torch.linalg

A = torch.tensor([[2.0, -1.0], [1.0, 0.5]])  # @param {type:"raw"}
b = torch.tensor([[1.0], [2.0]])  # @param {type:"raw"}

print("cond ", linalg.cond(A).item())
print("lstsq", linalg.lstsq(A, b).solution.flatten())
print("pinv ", (linalg.pinv(A) @ b).flatten())

try:
    inverse = linalg.inv(A)
    print("det  ", linalg.det(A).item())
    print("inv  ", inverse)
    print("error", linalg.matrix_norm(A @ inverse - torch.eye(len(A))).item())
    print("solve", linalg.solve(A, b).flatten())
except RuntimeError as error:  # LinAlgError is one
    print(error)
