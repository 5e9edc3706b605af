g = torch.linspace(-2.2, 2.2, 121)
X, Y = torch.meshgrid(g, g, indexing="xy")
plt.contour(X, Y, f(X, Y) + 0 * X * Y, 15, cmap="Blues_r")
for kind, rate in [(torch.optim.SGD, sgd_lr), (torch.optim.RMSprop, lr), (torch.optim.Adam, lr)]:
    theta = start.clone().requires_grad_()
    optimizer = kind([theta], lr=rate)
    path = [theta.detach().clone()]
    for _ in range(60):
        optimizer.zero_grad()
        f(*theta).backward()
        optimizer.step()
        path.append(theta.detach().clone())
    plt.plot(*torch.stack(path).T, ".-", ms=4, label=kind.__name__)
plt.gca().set(title="sixty steps from one start", aspect="equal")
plt.legend()
plt.show()
