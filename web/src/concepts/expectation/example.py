import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])  # @param {type:"raw"}
p = torch.tensor([0.1, 0.2, 0.3, 0.2, 0.1, 0.1])  # @param {type:"raw"}
g = lambda x: x**2  # @param {type:"raw"}
n = 1000  # @param {type:"integer"}
seed = 0  # @param {type:"integer"}
losses = torch.tensor([0.2, 0.5, 0.3, 0.4, 0.6, 0.1, 0.4, 0.3, 2.6, 3.0])  # @param {type:"raw"}
size = 4  # @param {type:"integer"}
inputs = torch.tensor([1.5, -0.5, 2.0, 1.0])  # @param {type:"raw"}
w = torch.tensor([0.8, 1.2, -0.6, 0.5])  # @param {type:"raw"}
rate = 0.5  # @param {type:"number"}

p = p / p.sum()
mean = (x * p).sum()
print("E[X] =", mean.item(), " E[g(X)] =", (g(x) * p).sum().item(), " g(E[X]) =", g(mean).item())

torch.manual_seed(seed)
sample = x[torch.multinomial(p, n, replacement=True)]
print("mean of", n, "draws:", sample.mean().item(), "+-", (sample.std() / n**0.5).item() if n > 1 else "?")

torch.manual_seed(seed)
cauchy = torch.tan(torch.pi * (torch.rand(n) - 0.5))
print("of Cauchy's:", cauchy.mean().item())

parts = losses.split(size)
print("mean of batch means:", torch.stack([part.mean() for part in parts]).mean().item(), "of all:", losses.mean().item())

torch.manual_seed(seed)
outputs = torch.stack([F.dropout(inputs, rate) @ w for _ in range(n)])
print("dropout:", outputs.mean().item(), "without:", (inputs @ w).item())

total = torch.tensor(2.0**24, dtype=torch.float32)
print("2^24 + 1 =", (total + 1).item(), " sum of 2^25 ones:", torch.ones(2**25, dtype=torch.float32).sum().item())
