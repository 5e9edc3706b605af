import torch

torch.set_default_dtype(torch.float64)

x = torch.tensor([1.0, 2.0, 3.0])  # @param {type:"raw"}

print(x)  # ⟦what the page shows⟧
