import torch
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)

a = torch.tensor([2.0, 2.5])  # @param {type:"raw"}
b = torch.tensor([-1.0, -1.5])  # @param {type:"raw"}
X = torch.tensor([[1000.1, 2000.2], [1000.1, 2000.3], [1000.2, 2000.2]])  # @param {type:"raw"}
D = 2  # @param {type:"integer"}
seed = 0  # @param {type:"integer"}

print("distance:", torch.dist(a, b).item())
a.requires_grad_()
mse = F.mse_loss(a, b)
print("mse:", mse.item(), " mae:", F.l1_loss(a, b).item(), " sum:", F.mse_loss(a, b, reduction="sum").item())
print("gradient:", torch.autograd.grad(mse, a)[0])

# All pairs in float32: subtracting first, and by one matrix product, which cancels.
x = X.float()
print(torch.cdist(x, x, compute_mode="donot_use_mm_for_euclid_dist"))
print((x**2).sum(1)[:, None] - 2 * x @ x.T + (x**2).sum(1))

# One point and a hundred others in a cube of D dimensions.
torch.manual_seed(seed)
cloud = torch.rand(101, D)
d = torch.cdist(cloud[:1], cloud[1:])[0]
print("three nearest:", d.topk(3, largest=False).values, " far/near:", (d.max() / d.min()).item())
