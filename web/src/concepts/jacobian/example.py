import torch

torch.set_default_dtype(torch.float64)

F = lambda x, y: torch.stack([x + y**2/2, y - x**2/2])  # @param {type:"raw"}
p = torch.tensor([1.0, 0.5])  # @param {type:"raw"}
x = torch.tensor([1.0, 2.0, -0.5])  # @param {type:"raw"}
W = torch.tensor([[1.0, -0.5, 0.25], [0.5, 1.5, -1.0], [-0.75, 0.5, 1.0]])  # @param {type:"raw"}
stack = torch.tensor([1.0, 3.0])  # @param {type:"raw"}
X = torch.tensor([[1.0, 2.0, -0.5], [0.3, -1.0, 0.8], [-0.7, 0.4, 1.5], [1.2, 0.1, -1.0]])  # @param {type:"raw"}

J = torch.func.jacrev(lambda q: F(*q).reshape(-1))(p)
print(J, "singular values:", torch.linalg.svdvals(J), sep="\n")
print("rank:", torch.linalg.matrix_rank(J).item())
if J.shape[0] == J.shape[1]:
    print("det:", torch.linalg.det(J).item())

layers = {
    1: lambda h: torch.nn.functional.linear(h, W),
    2: torch.relu,
    3: lambda h: torch.softmax(h, -1),
    4: lambda h: torch.nn.functional.layer_norm(h, h.shape[-1:]),
    5: torch.tanh,
    6: lambda h: torch.nn.functional.batch_norm(h, None, None, training=h.dim() > 1) if h.dim() > 1 else h,
}


def net(h):
    for code in stack.int().tolist():
        h = layers[code](h)
    return h


print("of the stack:", torch.func.jacfwd(net)(x), sep="\n")
full = torch.autograd.functional.jacobian(net, X)
print("of the batch:", tuple(full.shape), "zeros:", (full == 0).sum().item())
print("by vmap:", tuple(torch.func.vmap(torch.func.jacrev(net))(X).shape))
