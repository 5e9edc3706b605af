"""Fixtures of the inverse: torch.linalg, and the same problems solved by mpmath with 60 digits."""

import fixtures
import mpmath
import numpy
import torch
from fixtures import array, error_text, number

torch.manual_seed(5)
torch.set_default_dtype(torch.float64)
mpmath.mp.dps = 60
linalg = torch.linalg


def exact(a):
    return mpmath.matrix([[mpmath.mpf(float(x)) for x in row] for row in a])


def rounded(m):
    return torch.tensor([[float(m[i, j]) for j in range(m.cols)] for i in range(m.rows)])


def with_cond(n, cond):
    u, v = linalg.qr(torch.randn(n, n))[0], linalg.qr(torch.randn(n, n))[0]
    return u @ torch.diag(torch.logspace(0, -float(numpy.log10(cond)), n)) @ v


def hilbert(n):
    return torch.tensor([[1.0 / (i + j + 1) for j in range(n)] for i in range(n)])


def regular():
    for n in (1, 2, 2, 3, 3, 4, 5, 6, 8, 8, 12):
        yield torch.randn(n, n)
    for n, cond in [(2, 1e2), (3, 1e4), (4, 1e6), (5, 1e10), (6, 1e12), (8, 1e3)]:
        yield with_cond(n, cond)
    for n in range(2, 10):
        yield hilbert(n)
    for scale in (2.0**-330, 2.0**330, 1e-100):
        yield torch.randn(3, 3) * scale
    yield torch.tensor([[4.0, 7.0], [2.0, 6.0]])
    yield torch.eye(4)
    yield torch.tensor([[0.0, 1.0], [1.0, 0.0]])
    yield torch.tensor([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    yield torch.tensor([[-2.5]])
    yield torch.tensor([[1.0, 1.0], [1.0, 1.0 + 1e-4]])
    yield torch.tensor([[1.0, 1e5], [0.0, 1.0]])
    yield torch.diag(torch.tensor([1e-6, 1.0, 1e6]))
    yield torch.tensor([[2.0, 0.0], [0.0, 2.0**-30]])


def regular_cases():
    for a in regular():
        m = exact(a)
        sign, log = linalg.slogdet(a)
        yield {
            "a": array(a),
            "inverse": array(linalg.inv(a)),
            "exact": array(rounded(m**-1)),
            "det": number(linalg.det(a)),
            "exactDet": number(mpmath.det(m)),
            "sign": number(sign),
            "logAbsDet": number(log),
            "exactLogAbsDet": number(mpmath.log(abs(mpmath.det(m)))),
            "exactRcond": number(1 / (mpmath.mnorm(m, 1) * mpmath.mnorm(m**-1, 1))),
            "cond2": number(linalg.cond(a)),
        }


def singular_cases():
    """Zero pivots in torch's words; where torch returns a huge inverse instead, error is null."""
    cases = [
        [[0.0]],
        [[0, 0], [0, 0]],
        [[1, 2], [2, 4]],
        [[1, 0], [0, 0]],
        [[0, 0], [0, 1]],
        [[1, 2, 3], [2, 4, 6], [1, 1, 1]],
    ]
    cases += [
        [[1, 2, 3], [4, 5, 6], [7, 8, 9]],
        [[1, 1], [1, 1 + 2**-52]],
        [[1.0, 0, 0], [0, 1, 0], [0, 0, 0]],
    ]
    for rows in cases:
        a = torch.tensor(rows, dtype=torch.float64)
        try:
            linalg.inv(a)
            error = None
        except linalg.LinAlgError:
            error = error_text(lambda a=a: linalg.inv(a))
        solve = None
        try:
            linalg.solve(a, torch.ones(a.shape[0]))
        except linalg.LinAlgError:
            solve = error_text(lambda a=a: linalg.solve(a, torch.ones(a.shape[0])))
        yield {
            "a": array(a),
            "error": error,
            "solveError": solve,
            "det": number(linalg.det(a)),
            "sign": abs(number(linalg.slogdet(a)[0])),
        }


def systems():
    for n in (1, 2, 3, 5, 8):
        yield torch.randn(n, n), torch.randn(n)
    for n, cond in [(2, 1e3), (4, 1e6), (6, 1e9)]:
        yield with_cond(n, cond), torch.randn(n)
    for n in (3, 5, 8):
        yield hilbert(n), torch.ones(n)
    for m, n in [(3, 2), (5, 2), (8, 3), (2, 3), (2, 5), (4, 1), (1, 4)]:
        yield torch.randn(m, n), torch.randn(m)
    yield torch.randn(4, 4) * 2.0**300, torch.randn(4)
    yield torch.randn(4, 2) @ torch.randn(2, 4), torch.randn(4)  # rank 2
    yield torch.randn(5, 1) @ torch.randn(1, 3), torch.randn(5)  # rank 1


def least_norm(a, b):
    """x* by normal equations in 60 digits: square or of full rank; rank-deficient ones are left to torch."""
    m, rhs = exact(a), exact(b.reshape(-1, 1))
    rows, cols = a.shape
    if int(linalg.matrix_rank(a)) < min(rows, cols) and rows != cols:
        return linalg.pinv(a) @ b
    if rows == cols:
        if int(linalg.matrix_rank(a)) < rows:
            return linalg.pinv(a) @ b
        return rounded(mpmath.lu_solve(m, rhs)).reshape(-1)
    if rows > cols:
        return rounded(mpmath.lu_solve(m.T * m, m.T * rhs)).reshape(-1)
    return rounded(m.T * mpmath.lu_solve(m * m.T, rhs)).reshape(-1)


def solve_cases():
    for a, b in systems():
        case = {
            "a": array(a),
            "b": array(b),
            "reference": array(least_norm(a, b)),
            "cond2": number(linalg.cond(a)),
        }
        case["rank"] = int(linalg.matrix_rank(a))
        if case["rank"] == a.shape[0] == a.shape[1]:
            case["solve"] = array(linalg.solve(a, b))
            case["inv"] = array(linalg.inv(a) @ b)
        elif a.shape[0] != a.shape[1]:
            case["invError"] = error_text(lambda a=a: linalg.inv(a))
            case["solveError"] = error_text(lambda a=a, b=b: linalg.solve(a, b))
        case["lstsq"] = array(linalg.lstsq(a, b.reshape(-1, 1)).solution.reshape(-1))
        case["pinv"] = array(linalg.pinv(a) @ b)
        yield case


def pinv_cases():
    matrices = [torch.randn(m, n) for m, n in [(1, 1), (2, 3), (3, 2), (4, 4), (8, 3), (3, 8)]]
    matrices += [
        torch.zeros(2, 3),
        torch.zeros(0, 3),
        torch.zeros(3, 0),
        torch.randn(4, 2) @ torch.randn(2, 4),
    ]
    matrices += [
        torch.tensor([[1.0, 2], [2, 4]]),
        torch.randn(3, 3) * 1e-200,
        torch.randn(3, 3) * 1e200,
        torch.diag(torch.tensor([1.0, 1e-3, 1e-9])),
    ]
    for a in matrices:
        for rtol in (None, 1e-6):
            yield {
                "a": array(a),
                "rtol": -1 if rtol is None else rtol,
                "pinv": array(linalg.pinv(a) if rtol is None else linalg.pinv(a, rtol=rtol)),
            }


def normal_cases():
    for x in [
        torch.tensor([[1.0, 1.0], [1.0, 1.0 + 1e-4]]),
        torch.randn(5, 2),
        torch.randn(8, 3),
        torch.randn(2, 2),
        torch.tensor([[3.0]]),
        hilbert(3),
    ]:
        f = x.float()
        gram = exact(x).T * exact(x)
        yield {
            "x": array(x),
            "gram": array(x.T @ x),
            "det": number(linalg.det(x.T @ x)),
            "gramFloat32": array((f.T @ f).double()),
            "detFloat32": number(linalg.det(f.T @ f)),
            "exactDet": number(mpmath.det(gram)),
            "cond": number(linalg.cond(x)),
        }


def error_cases():
    for shape in [(2, 3), (3, 2), (1, 4)]:
        yield {"shape": list(shape), "error": error_text(lambda s=shape: linalg.inv(torch.zeros(s)))}


fixtures.write(
    "matrix_inverse",
    __file__,
    {
        "regular": list(regular_cases()),
        "singular": list(singular_cases()),
        "solve": list(solve_cases()),
        "pinv": list(pinv_cases()),
        "normal": list(normal_cases()),
        "errors": list(error_cases()),
    },
    note=f"exact values by mpmath {mpmath.__version__} with 60 digits",
)
