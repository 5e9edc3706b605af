"""Writes tests/fixtures/partial_derivatives.json: partial derivatives and their difference quotients, and the 13 weight
gradients of a 2-3-1 network.

By PyTorch, beside mpmath at 50 digits: of functions by tiny central differences, of the network by a forward pass and
differences of its own. Both must agree before anything is written.
"""

import mpmath
import torch
from fixtures import array, number, write
from gradient import FUNCTIONS, Mp, gradient_of

torch.set_default_dtype(torch.float64)
mpmath.mp.dps = 50

MORE = [
    # Both partial derivatives are 0 at the origin, by the definition; autograd through where() would answer nan.
    ("where(x^2 + y^2 > 0, x y / (x^2 + y^2), 0)", lambda m, x, y: x * y / (x * x + y * y), [(1, 1), (0.5, -2), (1e-3, 1e-3)], True),
    ("x y / (x^2 + y^2)", lambda m, x, y: x * y / (x * x + y * y), [(2, -1), (0.1, 0.3), (-1e-4, 1e-5)], True),
    ("x^3 y / (x^2 + y^4 + 1)", lambda m, x, y: x**3 * y / (x * x + y**4 + 1), [(1, 2), (-0.3, 1.4)], True),
]  # fmt: skip


def quotients(f, x, y):
    """Forward difference quotients, exactly rounded from 50 digits: what the limit is taken of."""
    x, y = mpmath.mpf(x), mpmath.mpf(y)
    rows = []
    for k in range(9):
        h = mpmath.mpf(float(10.0**-k))
        here = f(Mp, x, y)
        rows.append([(f(Mp, x + h, y) - here) / h, (f(Mp, x, y + h) - here) / h])
    return [[float(v) for v in row] for row in rows]


def functions():
    for text, f, points, smooth in FUNCTIONS + MORE:
        for x, y in points:
            value, g, exact = gradient_of(text, f, x, y, smooth)
            case = {
                "f": text,
                "at": [float(x), float(y)],
                "smooth": smooth,
                "value": number(value),
                "dx": number(g[0]),
                "dy": number(g[1]),
                "dependsOnX": "x" in text.replace("exp", ""),
                "dependsOnY": "y" in text,
            }
            if exact:
                case["exact"] = array(exact)
            # A step of 1 must stay inside the domain.
            if smooth and max(abs(x), abs(y)) < 10 and not text.startswith("x y /"):
                case["quotients"] = array(quotients(f, x, y))
            yield case


def unpack(w):
    return w[0:6].reshape(3, 2), w[6:9], w[9:12], w[12]


def torch_loss(w, x, target, activation):
    w1, b1, w2, b2 = unpack(w)
    hidden = getattr(torch, activation)(w1 @ x + b1)
    return torch.nn.functional.mse_loss(w2 @ hidden + b2, target)


def exact_loss(w, x, target, activation):
    f = {
        "tanh": mpmath.tanh,
        "relu": lambda z: max(z, mpmath.mpf(0)),
        "sigmoid": lambda z: 1 / (1 + mpmath.exp(-z)),
    }[activation]
    hidden = [f(w[2 * i] * x[0] + w[2 * i + 1] * x[1] + w[6 + i]) for i in range(3)]
    output = sum(w[9 + i] * hidden[i] for i in range(3)) + w[12]
    return (output - target) ** 2


def exact_gradient(w, x, target, activation):
    w, x, target = [mpmath.mpf(v) for v in w], [mpmath.mpf(v) for v in x], mpmath.mpf(target)
    out = []
    with mpmath.workdps(120):
        h = mpmath.mpf(10) ** -30
        for i in range(13):
            up, down = w[:], w[:]
            up[i] += h
            down[i] -= h
            out.append(
                (exact_loss(up, x, target, activation) - exact_loss(down, x, target, activation)) / (2 * h)
            )
    return out


def networks():
    torch.manual_seed(11)
    cases = []
    for activation in ["tanh", "relu", "sigmoid"]:
        for _ in range(13):
            cases.append((activation, torch.randn(13), torch.randn(2), torch.randn(())))
    example = torch.tensor([0.8, -0.5, -0.3, 0.9, 0.6, 0.4, 0.1, -0.2, 0.3, 0.7, -0.6, 0.5, 0.1])
    for activation in ["tanh", "relu", "sigmoid"]:
        cases.append((activation, example, torch.tensor([1.0, 0.5]), torch.tensor(1.0)))
    # One dead unit, all dead, saturated, an input of zero, weights of zero.
    dead = example.clone()
    dead[7] = -3.0
    cases.append(("relu", dead, torch.tensor([1.0, 0.5]), torch.tensor(1.0)))
    buried = example.clone()
    buried[6:9] = -9.0
    cases.append(("relu", buried, torch.tensor([1.0, 0.5]), torch.tensor(1.0)))
    saturated = example.clone()
    saturated[6:9] = torch.tensor([30.0, -30.0, 14.0])
    cases.append(("sigmoid", saturated, torch.tensor([1.0, 0.5]), torch.tensor(1.0)))
    cases.append(("tanh", example, torch.zeros(2), torch.tensor(1.0)))
    cases.append(("relu", torch.zeros(13), torch.tensor([1.0, 0.5]), torch.tensor(1.0)))
    for count, (activation, w, x, target) in enumerate(cases):
        w = w.clone().requires_grad_()
        torch_loss(w, x, target, activation).backward()
        once = w.grad.clone()
        # At a kink the two-sided quotient is not a derivative: units of exactly 0 are left to PyTorch alone.
        if activation != "relu" or bool(
            (unpack(w.detach())[0] @ x + unpack(w.detach())[1]).abs().min() > 1e-9
        ):
            exact = exact_gradient(w.tolist(), x.tolist(), target.item(), activation)
            size = float(max(abs(v) for v in exact))
            assert all(
                abs(float(a - b)) <= 1e-13 * size + 1e-15 for a, b in zip(once.tolist(), exact, strict=False)
            ), count
        # Without zero_grad a second call adds to .grad.
        torch_loss(w, x, target, activation).backward()
        k, nudge = count % 13, [0.1, -0.5, 0.01, 1.0][count % 4]
        moved = w.detach().clone()
        moved[k] += nudge
        w1, b1, w2, b2 = unpack(w.detach())
        yield {
            "activation": activation,
            "weights": array(w),
            "x": array(x),
            "target": number(target),
            "hiddenInput": array(w1 @ x + b1),
            "output": number(w2 @ getattr(torch, activation)(w1 @ x + b1) + b2),
            "loss": number(torch_loss(w.detach(), x, target, activation)),
            "gradient": array(once),
            "twice": array(w.grad),
            "k": k,
            "nudge": nudge,
            "nudged": number(torch_loss(moved, x, target, activation)),
        }


if __name__ == "__main__":
    write(
        "partial_derivatives",
        __file__,
        {"functions": list(functions()), "networks": list(networks())},
        "By autograd beside mpmath at 50 digits.",
    )
