import torch

torch.set_default_dtype(torch.float64)

f = lambda x, y: x**2/20 + 2*y**2  # @param {type:"raw"}
start = torch.tensor([-1.8, 1.4])  # @param {type:"raw"}
lr = 0.1  # @param {type:"number"}
sgd_lr = 0.4  # @param {type:"number"}
beta1 = 0.9  # @param {type:"number"}
beta2 = 0.999  # @param {type:"number"}
eps = 1e-8  # @param {type:"number"}
amsgrad = False  # @param {type:"boolean"}
weight_decay = 0.0  # @param {type:"number"}
steps = 100  # @param {type:"integer"}

betas = (beta1, beta2)
optimizers = {
    "Adam": lambda p: torch.optim.Adam(p, lr, betas, eps, weight_decay, amsgrad),
    "AdamW": lambda p: torch.optim.AdamW(p, lr, betas, eps, weight_decay, amsgrad),
    "RMSprop": lambda p: torch.optim.RMSprop(p, lr, min(beta2, 0.99), eps, weight_decay),
    "SGD": lambda p: torch.optim.SGD(p, sgd_lr, weight_decay=weight_decay),
}
for name, optimizer_of in optimizers.items():
    theta = start.clone().requires_grad_()
    optimizer = optimizer_of([theta])
    for t in range(steps):
        optimizer.zero_grad()
        f(*theta).backward()
        optimizer.step()
        if t == 0:
            print(f"{name}: first step {(theta.detach() - start).tolist()}")
    print(f"  after {steps}: {theta.tolist()} loss {f(*theta).item():.6g}")
