turn = torch.linspace(0, 2 * torch.pi, 721)
directions = torch.stack([turn.cos(), turn.sin()])
for order in (0.5, 1, 2, 4, torch.inf):
    ball = directions / vector_norm(directions, ord=order, dim=0)
    plt.plot(*ball, label=f"p = {order}")
plt.gca().set(title="vectors of length 1", aspect="equal")
plt.legend(loc="center")
plt.show()
