"""Fixtures of the transpose: strides and views, the adjoint identity, gradients and gradcheck."""

from fractions import Fraction

import fixtures
import torch
from fixtures import array, error_text
from torch.autograd.gradcheck import GradcheckError, _get_numerical_jacobian, gradcheck

torch.manual_seed(3)
torch.set_default_dtype(torch.float64)


def view_cases():
    shapes = [(m, n) for m in range(1, 6) for n in range(1, 6)] + [
        (1, 12),
        (12, 1),
        (8, 8),
        (0, 3),
        (3, 0),
        (0, 0),
        (0, 1),
        (1, 0),
        (3, 7),
    ]
    for m, n in shapes:
        a = torch.randn(m, n)
        t = a.t()
        slots = torch.arange(m * n, dtype=torch.float64).reshape(m, n)
        try:
            t.view(-1)
            error = ""
        except RuntimeError as raised:
            error = str(raised)
        yield {
            "a": array(a),
            "transpose": array(t),
            "originalStride": list(a.stride()),
            "stride": list(t.stride()),
            "offset": t.storage_offset(),
            "copyStride": list(t.contiguous().stride()),
            "contiguous": t.is_contiguous(),
            "readOrder": array(slots.t().reshape(-1)),
            "viewError": error,
        }


def exact_dot(w, x, g):
    """⟨Wx, g⟩ as a fraction, rounded once."""
    total = sum(
        (
            Fraction(float(w[i, j])) * Fraction(float(x[j])) * Fraction(float(g[i]))
            for i in range(w.shape[0])
            for j in range(w.shape[1])
        ),
        Fraction(0),
    )
    return float(total)


def layers():
    for m, n in [
        (1, 1),
        (1, 4),
        (4, 1),
        (2, 2),
        (2, 3),
        (3, 2),
        (3, 3),
        (5, 5),
        (8, 8),
        (8, 3),
        (3, 8),
        (12, 12),
    ]:
        for scale in (1.0, 1e-3, 30.0):
            yield torch.randn(m, n) * scale, torch.randn(n), torch.randn(m)
    symmetric = torch.randn(4, 4)
    yield symmetric + symmetric.T, torch.randn(4), torch.randn(4)
    yield torch.tensor([[1.0, 2.0], [3.0, 4.0]]), torch.ones(2), torch.tensor([1.0, 0.0])
    yield torch.eye(3), torch.zeros(3), torch.zeros(3)
    yield torch.tensor([[0.0, 1.0], [-1.0, 0.0]]), torch.ones(2), torch.ones(2)


class Forgotten(torch.autograd.Function):
    """y = W x whose backward forgets the transpose."""

    @staticmethod
    def forward(ctx, w, x):
        ctx.save_for_backward(w)
        return w @ x

    @staticmethod
    def backward(ctx, grad):
        return None, ctx.saved_tensors[0] @ grad


def passes(f, x):
    try:
        return gradcheck(f, (x,))
    except GradcheckError:
        return False


def layer_cases():
    for w, x, g in layers():
        w, x = w.requires_grad_(), x.requires_grad_()
        (w @ x).backward(g)

        def loss(v, w=w, g=g):
            return ((w.detach() @ v) * g).sum()

        numerical = _get_numerical_jacobian(loss, (x,), (loss(x),), x, eps=1e-6)[0][0]
        case = {
            "w": array(w),
            "x": array(x),
            "g": array(g),
            "y": array(w @ x),
            "backward": array(w.T @ g),
            "dot": exact_dot(w.detach(), x.detach(), g),
            "gradX": array(x.grad),
            "gradW": array(w.grad),
            "numericalX": array(numerical.reshape(-1)),
            "passedX": passes(loss, x),
        }
        if w.shape[0] == w.shape[1]:

            def wrong(v, w=w, g=g):
                return (Forgotten.apply(w.detach(), v) * g).sum()

            case["wrongPassed"] = passes(wrong, x)
        yield case


def error_cases():
    for m, n, size in [(2, 3, 2), (4, 4, 5)]:
        yield {
            "shape": [m, n],
            "x": size,
            "error": error_text(lambda m=m, n=n, s=size: torch.zeros(m, n) @ torch.zeros(s)),
        }


fixtures.write(
    "matrix_transpose",
    __file__,
    {"view": list(view_cases()), "layer": list(layer_cases()), "errors": list(error_cases())},
    note="dot: every product and sum as a fraction, rounded once",
)
