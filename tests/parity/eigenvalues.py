"""Writes tests/fixtures/eigenvalues.json: eigenvalues, powers and principal components by PyTorch.

Each stands beside a second source (mpmath at 60 digits, a closed form, or NumPy by another road), and the two
have to agree before anything is written.
"""

import mpmath
import numpy
import torch
from fixtures import array, complex_array, number, write

mpmath.mp.dps = 60
EPS = float(numpy.finfo(numpy.float64).eps)
rng = numpy.random.default_rng(20240215)


def exact(a):
    return mpmath.matrix([[mpmath.mpf(float(x)) for x in row] for row in a])


def greedy_gap(values, reference):
    """Largest distance when each reference value is matched with the nearest one left: eig is unordered."""
    left = list(values)
    worst = 0.0
    for value in reference:
        nearest = min(left, key=lambda x: abs(x - value))
        worst = max(worst, float(abs(nearest - value)))
        left.remove(nearest)
    return worst


def jordan(value, n):
    return value * numpy.eye(n) + numpy.eye(n, k=1)


def companion(roots):
    c = numpy.poly(roots)
    out = numpy.eye(len(roots), k=-1)
    out[0] = -c[1:]
    return out


def general_matrices():
    """(name, matrix, largest Jordan block). A block of size k turns an error of ε into ε^(1/k)."""
    g = rng.standard_normal
    yield "zero 1x1", numpy.zeros((1, 1)), 1
    yield "one 1x1", numpy.array([[-3.5]]), 1
    yield "tiny 1x1", numpy.array([[5e-324]]), 1
    yield "huge 1x1", numpy.array([[-1.7e308]]), 1
    yield "zero 2x2", numpy.zeros((2, 2)), 1
    yield "zero 5x5", numpy.zeros((5, 5)), 1
    yield "identity 4", numpy.eye(4), 1
    yield "rotation 90", numpy.array([[0.0, -1], [1, 0]]), 1
    yield "rotation 36.87", numpy.array([[0.8, -0.6], [0.6, 0.8]]), 1
    yield "shear", numpy.array([[1.0, 1], [0, 1]]), 2
    yield "defective 0.9", numpy.array([[0.9, 10], [0, 0.9]]), 2
    yield "nilpotent 3", numpy.eye(3, k=1), 3
    yield "jordan 2 of 4", jordan(2.0, 4), 4
    yield "defective full", numpy.array([[3.0, 1], [-1, 1]]), 2
    yield "nearly defective", numpy.array([[1.0, 1], [1e-8, 1]]), 1
    yield "reflection", numpy.array([[1.0, 0], [0, -1]]), 1
    yield "swap", numpy.array([[0.0, 1], [1, 0]]), 1
    yield "markov", numpy.array([[0.9, 0.2, 0.1], [0.05, 0.7, 0.3], [0.05, 0.1, 0.6]]), 1
    yield "cycle 5", numpy.roll(numpy.eye(5), 1, axis=0), 1
    yield "rank one 4", numpy.outer(g(4), g(4)), 2
    yield "rank two 5", g((5, 2)) @ g((2, 5)), 1
    yield "companion 1..5", companion([1, 2, 3, 4, 5]), 1
    yield "companion pairs", companion([1 + 2j, 1 - 2j, -1 + 1j, -1 - 1j]).real, 1
    yield "triangular distinct", numpy.triu(g((6, 6)), 1) + numpy.diag(numpy.arange(1.0, 7)), 1
    yield "repeated 2 diagonalizable", numpy.diag([2.0, 2, 5]), 1
    yield "skew 4", (lambda m: m - m.T)(g((4, 4))), 1
    yield "graded 5", g((5, 5)) * numpy.logspace(0, -8, 5)[:, None], 1
    yield "badly balanced", numpy.array([[1.0, 1e6], [1e-6, 2]]), 1
    yield "grcar 8", numpy.triu(numpy.tril(numpy.ones((8, 8)), 3)) - numpy.eye(8, k=-1), 1
    yield "near overflow", 1e300 * g((4, 4)), 1
    yield "near underflow", 1e-300 * g((4, 4)), 1
    yield "subnormal", numpy.array([[1.0, 2], [3, 4]]) * 2.0**-1060, 1
    yield "symmetric 5", (lambda m: m + m.T)(g((5, 5))), 1
    for n in range(2, 9):
        yield f"random {n}", g((n, n)), 1
    yield "uniform 6", rng.uniform(-1, 1, (6, 6)), 1
    yield "orthogonal 6", numpy.linalg.qr(g((6, 6)))[0], 1


def general_case(name, a, block):
    n = len(a)
    values, vectors = torch.linalg.eig(torch.tensor(a))
    reference, right = mpmath.eig(exact(a))
    norm = float(mpmath.svd_r(exact(a), compute_uv=False)[0])
    rule = 10 * n * EPS
    if block > 1:
        tolerance = 10 * norm * rule ** (1 / block)
        reason = f"a Jordan block of size {block} turns eps into eps^(1/{block})"
    else:
        unit = mpmath.matrix(n, n)
        for j in range(n):
            column = right[:, j] / mpmath.norm(right[:, j])
            for i in range(n):
                unit[i, j] = column[i]
        s = mpmath.svd_c(unit, compute_uv=False)
        # A repeated value leaves mpmath's vectors arbitrary; Bauer and Fike then use the best basis, here 1.
        kappa = float(s[0] / s[n - 1]) if s[n - 1] > mpmath.mpf(10) ** -20 else 1.0
        tolerance = rule * norm * kappa
        reason = f"Bauer-Fike: 10 n eps |A| cond(V), cond(V) = {kappa:.3g}"
    tolerance = max(tolerance, 5e-324)
    gap = greedy_gap([complex(x) for x in values.numpy()], [complex(x) for x in reference])
    assert gap <= tolerance, (name, gap, tolerance)
    return {
        "name": name,
        "a": array(a),
        "values": complex_array(values),
        "vectors": complex_array(vectors),
        "exact": complex_array([complex(x) for x in reference]),
        "block": block,
        "tolerance": tolerance,
        "reason": reason,
        "spectralNorm": number(torch.linalg.matrix_norm(torch.tensor(a), 2)),
        "exactSpectralNorm": norm,
        "exactSpectralRadius": max(float(abs(x)) for x in reference),
    }


def symmetric_matrices():
    g = rng.standard_normal
    sym = lambda m: (m + m.T) / 2  # noqa: E731
    yield "zero 3", numpy.zeros((3, 3))
    yield "1x1", numpy.array([[2.5]])
    yield "identity 4", numpy.eye(4)
    yield "2 1; 1 2", numpy.array([[2.0, 1], [1, 2]])
    yield "indefinite 2", numpy.array([[0.0, 1], [1, 0]])
    yield "rank one 5", (lambda v: numpy.outer(v, v))(g(5))
    yield "all ones 6", numpy.ones((6, 6))
    yield "second difference 8", 2 * numpy.eye(8) - numpy.eye(8, k=1) - numpy.eye(8, k=-1)
    yield "hilbert 6", 1.0 / (numpy.arange(6)[:, None] + numpy.arange(6) + 1)
    yield "wilkinson 7", numpy.diag(numpy.abs(numpy.arange(-3.0, 4))) + numpy.eye(7, k=1) + numpy.eye(7, k=-1)
    yield (
        "clustered 6",
        sym((lambda q: q @ numpy.diag([1, 1, 1, 1, 1 + 1e-12, 2]) @ q.T)(numpy.linalg.qr(g((6, 6)))[0])),
    )
    yield "graded 5", sym(g((5, 5)) * numpy.outer(*(numpy.logspace(0, -6, 5),) * 2))
    yield "near overflow", sym(1e300 * g((4, 4)))
    yield "near underflow", sym(1e-300 * g((4, 4)))
    yield "subnormal", numpy.array([[3.0, 1], [1, 3]]) * 2.0**-1068
    for n in range(2, 9):
        yield f"random {n}", sym(g((n, n)))


def symmetric_case(name, a):
    n = len(a)
    values, vectors = torch.linalg.eigh(torch.tensor(a))
    reference = sorted(float(x) for x in mpmath.eigsy(exact(a), eigvals_only=True))
    tolerance = max(10 * n * EPS * max(abs(x) for x in reference), 5e-324)
    assert numpy.abs(values.numpy() - reference).max() <= tolerance, name
    return {
        "name": name,
        "a": array(a),
        "values": array(values),
        "vectors": array(vectors),
        "exact": array(reference),
        "tolerance": tolerance,
        "reason": "Weyl: 10 n eps |A|",
    }


def power_cases():
    cases = [
        ("transient growth", [[0.9, 10], [0, 0.9]], [0, 1], 60),
        ("rotation", [[0.8, -0.6], [0.6, 0.8]], [1, 0], 20),
        ("nilpotent", [[0, 1, 0], [0, 0, 1], [0, 0, 0]], [1, 1, 1], 5),
        ("markov", [[0.9, 0.2, 0.1], [0.05, 0.7, 0.3], [0.05, 0.1, 0.6]], [1, 0, 0], 40),
        ("growing", [[2, 1], [1, 3]], [1, -1], 30),
        ("random 4", (rng.standard_normal((4, 4)) / 2).tolist(), rng.standard_normal(4).tolist(), 25),
    ]
    for name, a, v0, steps in cases:
        t, v = torch.tensor(a, dtype=torch.float64), torch.tensor(v0, dtype=torch.float64)
        points = torch.stack([torch.linalg.matrix_power(t, k) @ v for k in range(steps + 1)])
        norms = torch.stack(
            [torch.linalg.matrix_norm(torch.linalg.matrix_power(t, k), 2) for k in range(steps + 1)]
        )
        m, x, exact_points, exact_norms = exact(a), mpmath.matrix(v0), [], []
        power = mpmath.eye(len(a))
        for _ in range(steps + 1):
            exact_points.append([float(y) for y in x])
            s = mpmath.svd_r(power, compute_uv=False)[0]
            exact_norms.append(float(mpmath.log10(s)) if s != 0 else float("-inf"))
            x, power = m * x, m * power
        # Each product may lose n eps of |A|^k |v0|: the sum of moduli bounds what cancels.
        bound = [numpy.linalg.matrix_power(numpy.abs(a), k) @ numpy.abs(v0) for k in range(steps + 1)]
        tolerance = [
            [max(4 * len(a) * (k + 1) * EPS * y, 1e-300) for y in row] for k, row in enumerate(bound)
        ]
        assert (numpy.abs(points.numpy() - exact_points) <= tolerance).all(), name
        yield {
            "name": name,
            "a": array(t),
            "v0": array(v),
            "steps": steps,
            "points": array(points),
            "exactPoints": array(exact_points),
            "tolerance": array(tolerance),
            "powerNorms": array(norms),
            "exactLog10PowerNorms": array(exact_norms),
        }


def pca_cases():
    g = rng.standard_normal
    sets = [
        ("plane", g((20, 2)) @ numpy.array([[3, 1], [0, 0.5]])),
        ("offset 1e7", 1e7 + g((12, 3))),
        ("fewer points than axes", g((3, 5))),
        ("on a line", numpy.outer(numpy.arange(6.0), [1, 2, -1])),
        ("large", 1e100 * g((10, 2))),
        ("small", 1e-100 * g((10, 2))),
    ]
    for name, x in sets:
        t = torch.tensor(x)
        # float64 data of another library: singular values of the centred points in 60 digits
        exact_x = exact(x)
        n, d = x.shape
        means = [sum(exact_x[i, j] for i in range(n)) / n for j in range(d)]
        centred = mpmath.matrix([[exact_x[i, j] - means[j] for j in range(d)] for i in range(n)])
        s = sorted((y for y in mpmath.svd_r(centred, compute_uv=False)), reverse=True)
        variance = [float(y**2 / (n - 1)) for y in s] + [0.0] * (d - len(s))
        covariance = torch.cov(t.T).reshape(d, d)
        by_torch = torch.linalg.eigvalsh(covariance).flip(0)
        # An offset of 1e7 costs torch's mean about eps * 1e7, which its covariance then carries
        rtol = 1e-7 if "offset" in name else 1e-13
        assert numpy.allclose(by_torch, variance, rtol=rtol, atol=rtol * variance[0]), name
        yield {
            "name": name,
            "data": array(t),
            "mean": array([float(m) for m in means]),
            "covariance": array(covariance),
            "torchVariance": array(by_torch),
            "exactVariance": array(variance),
            "torchTolerance": rtol,
        }


def qr_cases():
    g = rng.standard_normal
    for name, a in [
        ("symmetric 3", (lambda m: m + m.T)(g((3, 3)))),
        ("random 4", g((4, 4))),
        ("rotation", numpy.array([[0.8, -0.6], [0.6, 0.8]])),
        ("2x2", numpy.array([[2.0, 1], [1, 3]])),
    ]:
        now, trace = torch.tensor(a), [a]
        for _ in range(6):
            q, r = torch.linalg.qr(now)
            sign = torch.sign(torch.diagonal(r))
            now = (sign[:, None] * r) @ (q * sign)
            trace.append(now.numpy().copy())
        yield {"name": name, "a": array(a), "iterates": array(numpy.vstack(trace)), "steps": 6}


if __name__ == "__main__":
    write(
        "eigenvalues",
        __file__,
        {
            "general": [general_case(*case) for case in general_matrices()],
            "symmetric": [symmetric_case(*case) for case in symmetric_matrices()],
            "powers": list(power_cases()),
            "pca": list(pca_cases()),
            "qr": list(qr_cases()),
        },
        note=f"exact: mpmath {mpmath.__version__}, {mpmath.mp.dps} digits",
    )
