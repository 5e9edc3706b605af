g = torch.linspace(-2, 2, 121)
X, Y = torch.meshgrid(g, g, indexing="xy")
plt.contour(X, Y, f(X, Y) + 0 * X * Y, 15, cmap="Blues_r")
for rate in (lr / 10, lr, 2.1 / L):
    theta = start.clone().requires_grad_()
    optimizer = torch.optim.SGD([theta], lr=rate)
    path = [theta.detach().clone()]
    for _ in range(15):
        optimizer.zero_grad()
        f(*theta).backward()
        optimizer.step()
        path.append(theta.detach().clone())
    plt.plot(*torch.stack(path).T, "o-", ms=3, label=f"lr = {rate:.3g}")
plt.gca().set(title="fifteen steps at three learning rates", xlim=(-2, 2), ylim=(-2, 2), aspect="equal")
plt.legend()
plt.show()
