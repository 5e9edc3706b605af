"""Fixtures of layer-norm: layer, RMS, batch and whole-tensor norm, forward and backward, by four divisors."""

import mpmath
import torch
import torch.nn.functional as F
from fixtures import array, error_text, number, write

mpmath.mp.dps = 50
torch.set_default_dtype(torch.float64)


def dims(method):
    return {"layer": (1,), "rms": (1,), "batch": (0,), "whole": (0, 1)}[method]


def normalized(x, eps, method, divisor):
    """x-hat: PyTorch's own function for its own divisor, tensor operations for the others."""
    if divisor == "torch":
        if method == "layer":
            return F.layer_norm(x, x.shape[1:], eps=eps)
        if method == "rms":
            return F.rms_norm(x, x.shape[1:], eps=eps)
        if method == "batch":
            return F.batch_norm(x, None, None, training=True, eps=eps)
        return F.layer_norm(x, x.shape, eps=eps)
    dim = dims(method)
    centred = x if method == "rms" else x - x.mean(dim, keepdim=True)
    count = torch.tensor([x.shape[d] for d in dim]).prod()
    fewer = 0 if divisor == "written" else 1
    deviation = ((centred**2).sum(dim, keepdim=True) / (count - fewer)).sqrt()
    return centred / (deviation + (eps if divisor == "outside" else 0))


def exact(x, eps, method):
    """x-hat with PyTorch's divisor to fifty digits."""
    rows, cols = x.shape
    groups = {
        "layer": [[(i, j) for j in range(cols)] for i in range(rows)],
        "rms": [[(i, j) for j in range(cols)] for i in range(rows)],
        "batch": [[(i, j) for i in range(rows)] for j in range(cols)],
        "whole": [[(i, j) for i in range(rows) for j in range(cols)]],
    }[method]
    out = [[0.0] * cols for _ in range(rows)]
    for group in groups:
        values = [mpmath.mpf(float(x[p])) for p in group]
        mean = 0 if method == "rms" else mpmath.fsum(values) / len(values)
        square = mpmath.fsum([(v - mean) ** 2 for v in values]) / len(values)
        for p, v in zip(group, values, strict=True):
            out[p[0]][p[1]] = float((v - mean) / mpmath.sqrt(square + mpmath.mpf(eps)))
    return out


def case(name, x, eps, method, divisor, gamma, beta, g):
    x, gamma, beta = (torch.tensor(v).requires_grad_() for v in (x, gamma, beta))
    g = torch.tensor(g)
    hat = normalized(x, eps, method, divisor)
    out = hat * gamma if method == "rms" else hat * gamma + beta
    grads = torch.autograd.grad(out, (x, gamma, beta), g, allow_unused=True)
    result = {
        "name": name,
        "x": array(x),
        "gamma": array(gamma),
        "beta": array(beta),
        "g": array(g),
        "eps": eps,
        "method": method,
        "divisor": divisor,
        "output": array(out),
        "inputGrad": array(grads[0]),
        "gammaGrad": array(grads[1]),
        "betaGrad": array(grads[2] if grads[2] is not None else torch.zeros(x.shape[1])),
    }
    if x.numel() <= 8:
        slope = torch.autograd.functional.jacobian(
            lambda v: normalized(v, eps, method, divisor) * gamma.detach(), x
        )
        result["jacobian"] = array(slope.reshape(x.numel(), x.numel()))
    if divisor == "torch":
        result["exact"] = array(exact(x.detach(), eps, method))
    return result


def cases():
    torch.manual_seed(0)
    shapes = [(3, 4), (2, 3), (6, 8), (2, 8), (4, 2)]
    for shape in shapes:
        for method in ("layer", "rms", "batch", "whole"):
            for divisor in ("torch", "written", "unbiased", "outside"):
                x, g = torch.randn(shape) * 2 + 1, torch.randn(shape)
                gamma, beta = torch.rand(shape[1]) + 0.5, torch.randn(shape[1])
                lists = (gamma.tolist(), beta.tolist(), g.tolist())
                yield case("random", x.tolist(), 1e-5, method, divisor, *lists)
    edges = {
        "tiny": (torch.randn(3, 4) * 1e-4).tolist(),
        "subtiny": (torch.randn(2, 4) * 1e-9).tolist(),
        "large": (torch.randn(3, 4) * 1e6).tolist(),
        "offset": (torch.randn(3, 4) + 1e6).tolist(),
        "one feature": [[2.0], [-3.0]],
        "constant row": [[3.0, 3.0, 3.0, 3.0], [1.0, 2.0, 3.0, 4.0]],
        "tenths": [[0.1, 0.1, 0.1], [0.7, 0.7, 0.7]],
        "zeros": [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]],
        "one outlier": [[1e4, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]],
    }
    for name, x in edges.items():
        d = len(x[0])
        g = torch.randn(len(x), d).tolist()
        for method in ("layer", "rms", "batch", "whole"):
            for eps in (1e-5, 1e-12, 0.1):
                yield case(name, x, eps, method, "torch", [1.5] * d, [0.25] * d, g)


def facts():
    """The numbers that the text of the page prints."""
    x = torch.tensor([[1.0, 2.0, 3.0, 4.0]])
    yield {"name": "torch", "x": array(x), "values": array(F.layer_norm(x, (4,)))}
    yield {"name": "unbiased", "x": array(x), "values": array((x - x.mean()) / x.std())}
    # Ten rows of ten, normalised as notebooks often do: unbiased, with eps outside the root.
    torch.manual_seed(0)
    x = torch.randn(10, 10)
    own = (x - x.mean(-1, keepdim=True)) / (x.std(-1, keepdim=True) + 1e-5)
    yield {"name": "difference", "x": array(x), "values": array([(own - F.layer_norm(x, (10,))).norm()])}
    constant = torch.full((1, 4), 3.0)
    written = (constant - constant.mean()) / constant.std(correction=0)
    yield {"name": "constant, as printed", "x": array(constant), "values": array(written)}
    no_eps = F.layer_norm(constant, (4,), eps=0.0)
    yield {"name": "constant, eps 0", "x": array(constant), "values": array(no_eps)}
    with_beta = F.layer_norm(constant, (4,), None, torch.full((4,), 0.7))
    yield {"name": "constant, beta", "x": array(constant), "values": array(with_beta)}
    yield {
        "name": "eps",
        "x": array(x),
        "values": array([torch.nn.LayerNorm(4).eps, torch.nn.BatchNorm1d(4).eps]),
    }
    # RMSNorm without eps takes that of the format.
    small = torch.tensor([[1e-9, 0.0, 0.0]])
    root = (small.square().mean() + torch.finfo(torch.float64).eps).sqrt()
    assert torch.equal(torch.nn.RMSNorm(3, elementwise_affine=False)(small), small / root)
    yield {"name": "rms default", "x": array(small), "values": array(F.rms_norm(small, (3,)))}


def scales():
    x = torch.tensor([1.0, 2.0, 3.0, 4.0])
    for factor in (1e-6, 1e-3, 1e-2, 0.1, 1.0, 10.0, 1e3, 1e6):
        for shift in (0.0, 100.0):
            for eps in (1e-5, 1e-2):
                hat = F.layer_norm(factor * x + shift, (4,), eps=eps)
                plain = F.layer_norm(x, (4,), eps=eps)
                yield {
                    "x": array(x),
                    "factor": factor,
                    "shift": shift,
                    "eps": eps,
                    "hat": array(hat),
                    "change": number((hat - plain).abs().max()),
                    "deviation": number(F.layer_norm(factor * x, (4,), eps=eps).std(correction=0)),
                }


def errors():
    x = torch.zeros(2, 4)
    yield {"name": "weight", **error_text(lambda: F.layer_norm(x, (4,), torch.ones(3)))}
    yield {"name": "bias", **error_text(lambda: F.layer_norm(x, (4,), None, torch.ones(3)))}
    yield {"name": "batch of one", **error_text(lambda: F.batch_norm(x[:1], None, None, training=True))}


if __name__ == "__main__":
    write(
        "layer_norm",
        __file__,
        {"cases": list(cases()), "facts": list(facts()), "scales": list(scales()), "errors": list(errors())},
        note=f"exact: mpmath {mpmath.__version__}, {mpmath.mp.dps} digits",
    )
