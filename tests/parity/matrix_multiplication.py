"""Fixtures of matrix multiplication: torch.mm, F.linear, half formats, exact products by fractions."""

from fractions import Fraction

import fixtures
import numpy
import torch
from fixtures import array, error_text
from torch.utils.flop_counter import FlopCounterMode

torch.manual_seed(2)
INF, NAN = float("inf"), float("nan")
DTYPES = {
    "float64": torch.float64,
    "float32": torch.float32,
    "float16": torch.float16,
    "bfloat16": torch.bfloat16,
}


def exact_product(a, b):
    """Every cell as a fraction, rounded once: owes nothing to any floating-point product."""
    rows = [[Fraction(float(x)) for x in row] for row in a]
    cols = [[Fraction(float(b[k][j])) for k in range(b.shape[0])] for j in range(b.shape[1])]
    return torch.tensor(
        [[float(sum((x * y for x, y in zip(r, c, strict=True)), Fraction(0))) for c in cols] for r in rows],
        dtype=torch.float64,
    ).reshape(a.shape[0], b.shape[1])


def products():
    shapes = [
        (1, 1, 1),
        (1, 5, 1),
        (5, 1, 5),
        (2, 3, 2),
        (2, 3, 4),
        (3, 3, 3),
        (1, 8, 8),
        (8, 8, 1),
        (8, 8, 8),
    ]
    shapes += [(m, k, n) for m in (2, 4, 7) for k in (1, 4, 9) for n in (3, 5)] + [
        (12, 12, 12),
        (16, 33, 17),
        (3, 64, 3),
    ]
    for m, k, n in shapes:
        yield torch.randn(m, k, dtype=torch.float64), torch.randn(k, n, dtype=torch.float64)
    for exponent in (-290, -150, 150):
        scale = 2.0**exponent
        yield torch.randn(3, 4, dtype=torch.float64) * scale, torch.randn(4, 3, dtype=torch.float64)
    graded = torch.tensor([10.0 ** (-4 * i) for i in range(6)], dtype=torch.float64)
    yield (
        torch.randn(4, 6, dtype=torch.float64) * graded,
        (torch.randn(6, 4, dtype=torch.float64).T * graded).T,
    )
    yield torch.tensor([[1e8, 1.0, -1e8]], dtype=torch.float64), torch.ones(3, 1, dtype=torch.float64)
    yield (
        torch.tensor([[1.0, 2], [3, 4]], dtype=torch.float64),
        torch.tensor([[5.0, 6], [7, 8]], dtype=torch.float64),
    )
    yield (
        torch.tensor([[-0.0, 5e-324]], dtype=torch.float64),
        torch.tensor([[1.0], [1.0]], dtype=torch.float64),
    )
    for m, k, n in [(0, 3, 2), (2, 0, 3), (2, 3, 0), (0, 0, 0)]:
        yield torch.zeros(m, k, dtype=torch.float64), torch.zeros(k, n, dtype=torch.float64)


def commutator(a, b):
    if not (a.shape[0] == a.shape[1] == b.shape[0] == b.shape[1]):
        return None
    return float(torch.linalg.matrix_norm(exact_product(a, b) - exact_product(b, a)))


def float32_product(a, b):
    """Left to right, every step rounded to float32."""
    x, y = a.to(torch.float32), b.to(torch.float32)
    out = torch.zeros(a.shape[0], b.shape[1], dtype=torch.float32)
    for k in range(a.shape[1]):
        out = out + x[:, k : k + 1] * y[k : k + 1, :]
    return out.double()


def matmul_cases():
    for a, b in products():
        with FlopCounterMode(display=False) as counter:
            product = a @ b
        norm = commutator(a, b)
        yield {
            "a": array(a),
            "b": array(b),
            "product": array(product),
            "exact": array(exact_product(a, b)),
            "flops": counter.get_total_flops(),
            "float32": array(float32_product(a, b)),
            "commutator": norm,
        }


def non_finite_cases():
    cases = [
        ([[1, INF]], [[1], [0]], "zero-times-infinity", 1),
        ([[1, INF]], [[1], [2]], "infinite-input", 1),
        ([[NAN, 1]], [[1], [2]], "nan-input", 0),
        ([[1e200, 1]], [[1e200], [2]], "product-overflow", 0),
        ([[1e308, 1e308]], [[1], [1]], "sum-overflow", 1),
        ([[INF, 1, -INF]], [[1], [1], [1]], "infinity-minus-infinity", 2),
        ([[1e200, -1e200]], [[1e200], [1e200]], "infinity-minus-infinity", 1),
        ([[1, 2], [3, INF]], [[1, 0], [1, 0]], "infinite-input", 1),
        ([[1, 2], [0, 3]], [[1, 1], [1, NAN]], "nan-input", 1),
    ]
    for a, b, cause, step in cases:
        x, y = torch.tensor(a, dtype=torch.float64), torch.tensor(b, dtype=torch.float64)
        product = x @ y
        bad = [
            (i, j)
            for i in range(product.shape[0])
            for j in range(product.shape[1])
            if not product[i, j].isfinite()
        ]
        yield {
            "a": array(x),
            "b": array(y),
            "product": array(product),
            "row": bad[0][0],
            "col": bad[0][1],
            "cause": cause,
            "step": step,
        }


def error_cases():
    for m, k, p, n in [(2, 3, 2, 2), (1, 1, 2, 1), (4, 0, 1, 3), (3, 5, 3, 5)]:
        a, b = torch.zeros(m, k), torch.zeros(p, n)
        yield {"a": [m, k], "b": [p, n], "error": error_text(lambda a=a, b=b: a @ b)}


def linear_cases():
    for rows, inputs, outputs, biased in [
        (1, 3, 2, True),
        (4, 3, 2, True),
        (5, 8, 8, False),
        (0, 3, 2, True),
        (2, 1, 1, False),
    ]:
        x = torch.randn(rows, inputs, dtype=torch.float64)
        w = torch.randn(outputs, inputs, dtype=torch.float64)
        bias = torch.randn(outputs, dtype=torch.float64) if biased else None
        y = torch.nn.functional.linear(x, w, bias)
        yield {
            "x": array(x),
            "w": array(w),
            "bias": array(bias if biased else torch.zeros(0)),
            "y": array(y),
        }


def linear_error_cases():
    linear = torch.nn.functional.linear
    for x, w, bias in [((2, 3), (2, 2), 0), ((2, 3), (2, 2), 2), ((2, 3), (4, 3), 3)]:

        def call(x=x, w=w, bias=bias):
            return linear(torch.zeros(x), torch.zeros(w), torch.zeros(bias) if bias else None)

        yield {"x": list(x), "w": list(w), "bias": bias, "error": error_text(call)}


def add_in_order(terms, order):
    """Sums in the dtype of the terms, each addition rounded by torch itself."""
    if order == "pairwise":
        if len(terms) <= 1:
            return terms[0] if terms else None
        half = len(terms) // 2
        return add_in_order(terms[:half], order) + add_in_order(terms[half:], order)
    if order == "kahan":
        total, lost = torch.zeros((), dtype=terms[0].dtype), torch.zeros((), dtype=terms[0].dtype)
        for t in terms:
            y = t - lost
            following = total + y
            lost = (following - total) - y
            if not following.isfinite():
                lost = torch.zeros_like(lost)
            total = following
        return total
    terms = terms[::-1] if order == "reversed" else terms
    total = terms[0]
    for t in terms[1:]:
        total = total + t
    return total


def rounded_cases():
    inputs = [
        (torch.randn(m, k, dtype=torch.float64), torch.randn(k, n, dtype=torch.float64))
        for m, k, n in [(2, 5, 3), (1, 40, 1), (3, 17, 2)]
    ]
    inputs.append(
        (torch.full((1, 3), 200.0, dtype=torch.float64), torch.full((3, 1), 200.0, dtype=torch.float64))
    )  # 65504 is passed
    inputs.append(
        (torch.randn(2, 6, dtype=torch.float64) * 1e-4, torch.randn(6, 2, dtype=torch.float64) * 1e-3)
    )  # subnormal in float16
    inputs.append(
        (
            torch.tensor([[1.0, 1e-3, 1e-3, 1e-3, 1e-3]], dtype=torch.float64),
            torch.ones(5, 1, dtype=torch.float64),
        )
    )
    for a, b in inputs:
        for name, dtype in DTYPES.items():
            # torch reaches the half formats by way of float32: start there, so that nothing rounds twice
            x, y = (a, b) if name == "float64" else (a.float().to(dtype), b.float().to(dtype))
            for order in ("naive", "reversed", "pairwise", "kahan"):
                cells = [
                    [
                        add_in_order([x[i, k] * y[k, j] for k in range(x.shape[1])], order)
                        for j in range(y.shape[1])
                    ]
                    for i in range(x.shape[0])
                ]
                yield {
                    "a": array(a if name == "float64" else a.float().double()),
                    "b": array(b if name == "float64" else b.float().double()),
                    "format": name,
                    "order": order,
                    "product": array([[float(c) for c in row] for row in cells]),
                }


def fnv(values):
    """FNV-1a over 16-bit results, low byte first: one number that all of them must reproduce."""
    h = 0xCBF29CE484222325
    for v in values:
        for byte in (v & 255, v >> 8):
            h = ((h ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return str(h)


def sweep_cases():
    """All 65,536 patterns, and for each the midpoint to the next one and its two float32 neighbours."""
    for name, mantissa in (("float16", 10), ("bfloat16", 7)):
        dtype = DTYPES[name]
        patterns = numpy.arange(65536, dtype=numpy.uint16)
        values = torch.from_numpy(patterns.view(numpy.int16).copy()).view(dtype).float()
        largest = (0x7C00 if name == "float16" else 0x7F80) - 1
        probes = []
        for p in range(65536):
            if torch.isnan(values[p]):
                continue
            probes.append(float(values[p]))
            if (p & 0x7FFF) > largest:
                continue
            following = 2.0 ** (16 if name == "float16" else 128) * (-1 if p >> 15 else 1)
            if (p & 0x7FFF) < largest:
                following = float(values[p + 1])
            middle = numpy.float32((float(values[p]) + following) / 2)
            probes += [
                float(middle),
                float(numpy.nextafter(middle, numpy.float32(INF))),
                float(numpy.nextafter(middle, numpy.float32(-INF))),
            ]
        rounded = (
            torch.tensor(probes, dtype=torch.float32).to(dtype).view(torch.int16).numpy().view(numpy.uint16)
        )
        yield {
            "format": name,
            "mantissa": mantissa,
            "largest": largest,
            "count": len(probes),
            "fnv": fnv(int(v) for v in rounded),
        }


def rounding_cases():
    """Single values one can read: limits, ties, subnormals, and a random sweep over all magnitudes."""
    values = [
        0.0,
        -0.0,
        1.0,
        65504.0,
        65519.0,
        65520.0,
        -65520.0,
        65536.0,
        2.0**-24,
        2.0**-25,
        2.0**-25 * 1.5,
        1e-8,
        INF,
        -INF,
        NAN,
    ]
    values += [
        1 + 2.0**-11,
        1 + 3 * 2.0**-11,
        1 + 2.0**-8,
        3.4e38,
        1e38,
        1e39,
        2.0**-133,
        2.0**-134,
        1e-45,
        2049.0,
        2051.0,
    ]
    generator = numpy.random.default_rng(7)
    values += [
        float(numpy.float32(m * 2.0**e))
        for m, e in zip(generator.normal(size=150), generator.integers(-140, 127, size=150), strict=True)
    ]
    values = [float(numpy.float32(v)) if numpy.isfinite(v) else v for v in values]
    x = torch.tensor(values, dtype=torch.float64)
    yield {"value": array(x)} | {name: array(x.to(dtype).double()) for name, dtype in DTYPES.items()}


fixtures.write(
    "matrix_multiplication",
    __file__,
    {
        "matmul": list(matmul_cases()),
        "nonFinite": list(non_finite_cases()),
        "errors": list(error_cases()),
        "linear": list(linear_cases()),
        "linearErrors": list(linear_error_cases()),
        "rounded": list(rounded_cases()),
        "rounding": list(rounding_cases()),
        "sweeps": list(sweep_cases()),
    },
    note="exact: every product and sum as a fraction, rounded once",
)
