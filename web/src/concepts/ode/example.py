import torch

y0 = 2.0  # @param {type:"raw"}
print(y0)
