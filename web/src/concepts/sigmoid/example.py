import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)

x = 1.5  # @param {type:"number"}
points = torch.tensor([[-2.0, -1.0, 0.0], [-1.5, 0.5, 0.0], [-1.0, -1.5, 0.0], [-0.5, 0.8, 0.0], [0.2, -0.9, 0.0], [0.6, 0.4, 0.0], [-0.4, -0.2, 1.0], [0.3, 1.2, 1.0], [0.9, -0.3, 1.0], [1.2, 1.0, 1.0], [1.8, 0.2, 1.0], [2.1, 1.6, 1.0]])  # @param {type:"raw"}
w = torch.tensor([1.0, 2.0, 0.5])  # @param {type:"raw"}
threshold = 0.5  # @param {type:"number"}
lr = 1.0  # @param {type:"number"}
steps = 0  # @param {type:"integer"}

a = torch.tensor(float(x), requires_grad=True)
p = torch.sigmoid(a)
p.backward()
print("sigmoid:", p.item(), "slope:", a.grad.item(), "log-odds:", torch.logit(p).item())

# Logistic regression: a linear score, the loss from the logits, descent.
weights = w.double().requires_grad_()
optimiser = torch.optim.SGD([weights], lr=lr)
inputs, labels = points[:, :2], points[:, 2]
for _ in range(steps):
    optimiser.zero_grad()
    F.binary_cross_entropy_with_logits(inputs @ weights[:2] + weights[2], labels).backward()
    optimiser.step()
logits = (inputs @ weights[:2] + weights[2]).detach()
called = torch.sigmoid(logits) >= threshold
print("BCE:", F.binary_cross_entropy_with_logits(logits, labels).item())
print("accuracy:", (called == labels.bool()).double().mean().item())

# Logarithms and losses in float32, from the probability and from the logit.
far = torch.tensor(-104.0, dtype=torch.float32)
print("log of sigmoid:", torch.log(torch.sigmoid(far)).item(), "logsigmoid:", F.logsigmoid(far).item())
wrong, no = torch.tensor(17.0, dtype=torch.float32), torch.tensor(0.0, dtype=torch.float32)
print("BCELoss:", F.binary_cross_entropy(torch.sigmoid(wrong), no).item())
print("BCEWithLogitsLoss:", F.binary_cross_entropy_with_logits(wrong, no).item())
