"""Fixtures of the tape: each operation by torch.autograd, both ways, with broadcasting and dims."""

import functools

import fixtures
import torch
from fixtures import array, error_text

torch.manual_seed(4)
torch.set_default_dtype(torch.float64)
BROADCASTS = [
    ((), ()),
    ((3,), ()),
    ((3,), (3,)),
    ((2, 3), (3,)),
    ((2, 1), (1, 3)),
    ((2, 3), (2, 3)),
    ((4, 1, 3), (2, 1)),
    ((0, 3), (1, 3)),
    ((1,), (2, 2)),
]
MATMULS = [
    ((3,), (3,)),
    ((2, 3), (3,)),
    ((3,), (3, 2)),
    ((2, 3), (3, 4)),
    ((1, 1), (1, 1)),
    ((2, 0), (0, 3)),
    ((5, 2, 3), (3, 4)),
    ((2, 3), (5, 3, 4)),
    ((5, 2, 3), (5, 3, 4)),
    ((5, 1, 2, 3), (4, 3, 2)),
    ((5, 2, 3), (3,)),
    ((3,), (5, 3, 2)),
]


def case(op, inputs, args, f):
    inputs = [x.detach().clone().requires_grad_() for x in inputs]
    output = f(*inputs)
    seed = torch.randn(output.shape)
    output.backward(seed)
    return {
        "op": op,
        "args": args,
        "inputs": [array(x) for x in inputs],
        "output": array(output),
        "seed": array(seed),
        "grads": [array(x.grad) for x in inputs],
    }


def cases():
    for op in ("add", "sub", "mul", "div"):
        for a, b in BROADCASTS:
            yield case(op, [torch.randn(a), torch.randn(b)], {}, getattr(torch, op))
    for a, b in MATMULS:
        yield case("matmul", [torch.randn(a), torch.randn(b)], {}, torch.matmul)
    for shape, d0, d1 in [
        ((2, 3), 0, 1),
        ((2, 3, 4), 0, 2),
        ((2, 3, 4), -1, -2),
        ((3,), 0, 0),
        ((0, 2), 1, 0),
    ]:
        yield case(
            "transpose",
            [torch.randn(shape)],
            {"dim0": d0, "dim1": d1},
            lambda x, p=d0, q=d1: x.transpose(p, q),
        )
    for shape in [(), (3,), (2, 3)]:
        yield case("t", [torch.randn(shape)], {}, torch.t)
    for shape in [(2, 3), (4, 2, 3)]:
        yield case("mT", [torch.randn(shape)], {}, lambda x: x.mT)
    for shape, new in [
        ((2, 3), [6]),
        ((2, 3), [3, -1]),
        ((6,), [2, 3]),
        ((), [1, 1]),
        ((4,), [-1]),
        ((0, 3), [3, 0]),
    ]:
        yield case("reshape", [torch.randn(shape)], {"shape": new}, lambda x, s=new: x.reshape(s))
    for op in ("sum", "mean"):
        for shape, dims, keep in [
            ((), [], False),
            ((3,), [], False),
            ((2, 3), [], False),
            ((2, 3), [0], False),
            ((2, 3), [-1], True),
            ((2, 3, 4), [0, 2], False),
            ((2, 3, 4), [1], True),
            ((2, 0), [0], False),
        ]:
            options = {"dim": dims, "keepdim": keep} if dims else {}
            call = functools.partial(getattr(torch, op), **options)
            yield case(op, [torch.randn(shape)], {"dims": dims, "keepdim": keep}, call)
    special = torch.tensor([0.0, -0.0, 1.0, -1.0, 30.0, -30.0, 1e-9, 700.0])
    for op in ("neg", "exp", "tanh", "relu"):
        for x in (torch.randn(()), torch.randn(2, 3), special):
            yield case(op, [x], {}, getattr(torch, op))
    yield case("log", [torch.rand(2, 3) + 0.1], {}, torch.log)
    yield case("log", [torch.tensor([1e-300, 1.0, 1e300])], {}, torch.log)
    for exponent in (0.0, 1.0, 2.0, 3.0, -1.0, 0.5, 2.5):
        yield case(
            "pow", [torch.rand(2, 3) + 0.5], {"exponent": exponent}, lambda x, e=exponent: torch.pow(x, e)
        )
    for exponent in (0.0, 1.0, 2.0, 3.0):
        yield case(
            "pow",
            [torch.tensor([0.0, -2.0, 1.5])],
            {"exponent": exponent},
            lambda x, e=exponent: torch.pow(x, e),
        )
    yield case(
        "mlp",
        [torch.randn(5, 3), torch.randn(4, 3), torch.randn(4), torch.randn(2, 4)],
        {},
        lambda x, w, b, v: (torch.tanh(x @ w.mT + b) @ v.mT).pow(2).mean(),
    )
    yield case("softmax", [torch.randn(3, 4)], {}, lambda x: x.exp() / x.exp().sum(-1, keepdim=True))
    yield case("fanOut", [torch.randn(3)], {}, lambda x: x * x + x)


def errors():
    x = torch.zeros(2, 3)
    calls = {
        "add": lambda: x + torch.zeros(2, 2),
        "reshape": lambda: x.reshape(5),
        "reshapeTwo": lambda: x.reshape(-1, -1),
        "reshapeNegative": lambda: x.reshape(-2, 3),
        "reshapeInfer": lambda: x.reshape(-1, 4),
        "sum": lambda: x.sum(5),
        "sumTwice": lambda: x.sum((0, 0)),
        "transpose": lambda: x.transpose(0, 3),
        "dot": lambda: torch.zeros(3) @ torch.zeros(2),
        "mv": lambda: x @ torch.zeros(2),
        "mm": lambda: x @ torch.zeros(2, 2),
        "fold": lambda: torch.zeros(2, 2, 3) @ torch.zeros(2, 2),
        "scalar": lambda: torch.zeros(()) @ torch.zeros(2),
        "t": lambda: torch.zeros(2, 3, 4).t(),
        "mT": lambda: torch.zeros(2).mT,
        "noSeed": lambda: torch.zeros(2, 3, requires_grad=True).backward(),
        "seed": lambda: torch.autograd.backward(torch.zeros(2, 3, requires_grad=True), torch.ones(2)),
        "noGrad": lambda: torch.zeros(()).backward(),
    }
    for name, call in calls.items():
        yield {"name": name, "error": error_text(call)}


fixtures.write("tape", __file__, {"operations": list(cases()), "errors": list(errors())})
