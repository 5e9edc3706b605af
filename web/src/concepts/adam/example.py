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

same = {"lr": lr, "eps": eps, "weight_decay": weight_decay}
betas = {"betas": (beta1, beta2), "amsgrad": amsgrad}
for kind, settings in [
    (torch.optim.Adam, same | betas),
    (torch.optim.AdamW, same | betas),
    (torch.optim.RMSprop, same | {"alpha": min(beta2, 0.99)}),
    (torch.optim.SGD, {"lr": sgd_lr, "weight_decay": weight_decay}),
]:
    theta = start.clone().requires_grad_()
    optimizer = kind([theta], **settings)
    for t in range(steps):
        optimizer.zero_grad()
        f(*theta).backward()
        optimizer.step()
        if t == 0:
            print(f"{kind.__name__}: first step {(theta.detach() - start).tolist()}")
    print(f"  after {steps}: {theta.tolist()} loss {f(*theta).item():.6g}")
