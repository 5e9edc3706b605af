p = torch.linspace(0.001, 1, 500)
plt.plot(p, -torch.log(p))
share = log_p.detach().exp()[y.argmax()]
plt.plot(share, -torch.log(share), "o")
plt.gca().set(title="the loss of the share that the truth was given", xlabel="p", ylabel="nats")
plt.show()
