"""Writes tests/fixtures/svd.json: singular values, ranks, low-rank errors, orthogonal matrices, samples.

All by PyTorch; the singular values stand beside mpmath at 60 digits, and the two must agree before anything
is written.
"""

import mpmath
import numpy
import torch
from fixtures import array, number, write

mpmath.mp.dps = 60
EPS = float(numpy.finfo(numpy.float64).eps)
rng = numpy.random.default_rng(19361)


def exact(a):
    return mpmath.matrix([[mpmath.mpf(float(x)) for x in row] for row in a])


def with_spectrum(m, n, s):
    u = numpy.linalg.qr(rng.standard_normal((m, len(s))))[0]
    v = numpy.linalg.qr(rng.standard_normal((n, len(s))))[0]
    return u * s @ v.T


def matrices():
    g = rng.standard_normal
    yield "zero 1x1", numpy.zeros((1, 1))
    yield "negative 1x1", numpy.array([[-3.0]])
    yield "smallest subnormal", numpy.array([[5e-324]])
    yield "largest", numpy.array([[1.7976931348623157e308]])
    yield "zero 3x2", numpy.zeros((3, 2))
    yield "zero 2x4", numpy.zeros((2, 4))
    yield "identity 4", numpy.eye(4)
    yield "row 1x5", g((1, 5))
    yield "column 5x1", g((5, 1))
    yield "shear", numpy.array([[1.0, 1], [0, 1]])
    yield "transient", numpy.array([[0.9, 10], [0, 0.9]])
    yield "reflection", numpy.array([[0.0, 1], [1, 0]])
    yield "rotation", numpy.array([[0.8, -0.6], [0.6, 0.8]])
    yield "1 to 9", numpy.arange(1.0, 10).reshape(3, 3)
    yield "all ones 4x6", numpy.ones((4, 6))
    yield "rank one 5x3", numpy.outer(g(5), g(3))
    yield "rank two 6x6", g((6, 2)) @ g((2, 6))
    yield "zero column", numpy.column_stack([g(4), numpy.zeros(4), g(4)])
    yield "repeated", with_spectrum(5, 5, numpy.array([3.0, 2, 2, 2, 1]))
    yield "orthogonal 6", numpy.linalg.qr(g((6, 6)))[0]
    yield "hilbert 6", 1.0 / (numpy.arange(6)[:, None] + numpy.arange(6) + 1)
    yield "hilbert 8", 1.0 / (numpy.arange(8)[:, None] + numpy.arange(8) + 1)
    yield "geometric 8", with_spectrum(8, 8, numpy.logspace(0, -14, 8))
    yield "clustered small 6", with_spectrum(6, 6, numpy.array([1.0] + [1e-10] * 5))
    yield "clustered large 6", with_spectrum(7, 6, numpy.array([1.0] * 5 + [1e-10]))
    yield "graded rows 5", g((5, 5)) * numpy.logspace(0, -12, 5)[:, None]
    yield (
        "kahan 5",
        numpy.diag(0.6 ** numpy.arange(5)) @ (numpy.eye(5) - 0.8 * numpy.triu(numpy.ones((5, 5)), 1)),
    )
    yield "near overflow 4", 1e300 * g((4, 4))
    yield "near underflow 4", 1e-300 * g((4, 4))
    yield "subnormal 2", numpy.array([[1.0, 2], [3, 4]]) * 2.0**-1060
    yield "normal equations trap", numpy.array([[1.0, 1], [1, 1 + 1e-4]])
    yield "integer valued 3x4", numpy.array([[2.0, 0, 1, -1], [0, 3, 1, 1], [1, 1, 0, 2]])
    for m, n in [(2, 2), (3, 3), (5, 5), (8, 8), (8, 3), (3, 8), (2, 7), (10, 4)]:
        yield f"random {m}x{n}", g((m, n))
    yield "random 40x36", g((40, 36))


def svd_case(name, a):
    t = torch.tensor(a)
    u, s, vh = torch.linalg.svd(t, full_matrices=False)
    size = max(a.shape)
    if min(a.shape) <= 12:
        reference = sorted((float(x) for x in mpmath.svd_r(exact(a), compute_uv=False)), reverse=True)
    else:  # too slow in mpmath: squares of the Gram matrix, fine for a well-conditioned matrix
        reference = numpy.sqrt(numpy.linalg.eigvalsh(a.T @ a))[::-1].tolist()
    # Below 5e-324 nothing is left to compare.
    tolerance = max(10 * size * EPS * reference[0], 5e-324)
    assert numpy.abs(s.numpy() - reference).max() <= tolerance, name
    case = {
        "name": name,
        "a": array(t),
        "s": array(s),
        "exact": array(reference),
        "u": array(u),
        "v": array(vh.mH),
        "tolerance": tolerance,
        "reason": "Weyl: 10 max(m, n) eps sigma_1",
        "rank": int(torch.linalg.matrix_rank(t)),
        "frobenius": float(mpmath.mnorm(exact(a), "f")),
    }
    if 1e-100 < reference[0] < 1e100:
        # Outside this range torch's Frobenius norm overflows to inf or vanishes, whatever the matrix.
        case["torchFrobenius"] = number(torch.linalg.matrix_norm(t, "fro"))
        case["nuclear"] = number(torch.linalg.matrix_norm(t, "nuc"))
        p = s / s.sum()
        case["effectiveRank"] = number(torch.exp(torch.special.entr(p).sum()))
        case["stableRank"] = number((s**2).sum() / s[0] ** 2)
    return case


def low_rank_cases():
    for name, a in [
        ("random 6x4", rng.standard_normal((6, 4))),
        ("hilbert 5", numpy.array(mpmath.hilbert(5).tolist(), dtype=float)),
    ]:
        u, s, vh = torch.linalg.svd(torch.tensor(a), full_matrices=False)
        for k in range(len(s) + 1):
            approximation = (u[:, :k] * s[:k]) @ vh[:k]
            rest = torch.tensor(a) - approximation
            yield {
                "name": f"{name} k={k}",
                "a": array(a),
                "k": k,
                "approximation": array(approximation),
                "frobeniusError": number(torch.linalg.matrix_norm(rest, "fro")),
                "spectralError": number(torch.linalg.matrix_norm(rest, 2)),
                "energyKept": number((s[:k] ** 2).sum() / (s**2).sum()),
            }


def orthogonal_cases():
    for rows, cols, gain, seed in [
        (4, 4, 1.0, 0),
        (6, 3, 1.0, 1),
        (3, 6, 2.0, 2),
        (1, 5, 1.0, 3),
        (5, 1, 1.0, 4),
        (2, 3, 1.0, 5),
        (16, 16, 1.4142135623730951, 42),
    ]:
        torch.manual_seed(seed)
        w = torch.nn.init.orthogonal_(torch.empty(rows, cols, dtype=torch.float64), gain)
        yield {"rows": rows, "cols": cols, "gain": gain, "seed": seed, "w": array(w)}


def qr_cases():
    for m, n in [(1, 1), (2, 2), (4, 4), (6, 3), (3, 5)]:
        a = rng.standard_normal((m, n))
        q, r = torch.linalg.qr(torch.tensor(a))
        sign = torch.sign(torch.diagonal(r))
        yield {"a": array(a), "q": array(q * sign), "r": array(sign[:, None] * r)}


def sample_cases():
    """1 to 15 entries and 16 or more take different roads in PyTorch; 17 redraws its last 16."""
    for seed in (0, 42, 2**32 - 1, 2**32 + 7, 2**53):
        for rows, cols in [(1, 1), (3, 5), (4, 4), (1, 17), (5, 7)]:
            case = {"seed": seed, "rows": rows, "cols": cols}
            for key, call, dtype in [
                ("rand", torch.rand, torch.float64),
                ("randn", torch.randn, torch.float64),
                ("randnFloat32", torch.randn, torch.float32),
            ]:
                torch.manual_seed(seed)
                case[key] = array(call(rows, cols, dtype=dtype).double())
            yield case


if __name__ == "__main__":
    write(
        "svd",
        __file__,
        {
            "svd": [svd_case(*case) for case in matrices()],
            "lowRank": list(low_rank_cases()),
            "orthogonal": list(orthogonal_cases()),
            "qr": list(qr_cases()),
            "samples": list(sample_cases()),
        },
        note=f"exact: mpmath {mpmath.__version__}, {mpmath.mp.dps} digits",
    )
