"""Fixtures of the dot product: geometry against 60 digits, rounding step by step, random pairs."""

import itertools

import fixtures
import mpmath
import torch
from fixtures import array, error_text, number

torch.manual_seed(6)
torch.set_default_dtype(torch.float64)
mpmath.mp.dps = 60

UPSTREAM_X = [1.0, 0.5, -0.2, 0.8]
UPSTREAM_W = [0.3, 0.7, -0.1, 0.4]


def pairs():
    yield "default", [1.0, 2.0], [3.0, 1.0]
    yield "the reference's neuron", UPSTREAM_X, UPSTREAM_W
    yield "right angle", [1.0, 2.0], [-2.0, 1.0]
    yield "parallel", [0.1, 0.3], [0.2, 0.6]
    yield "antiparallel", [1.0, -2.0, 0.5], [-2.0, 4.0, -1.0]
    yield "cosine past one", [0.8, 1.5], [1.6, 3.0]
    yield "cosine short of one", [0.1, 0.1, 0.1], [0.1, 0.1, 0.1]
    yield "one entry", [-2.0], [3.0]
    yield "no entry", [], []
    yield "a is zero", [0.0, 0.0], [1.0, 1.0]
    yield "b is zero", [1.0, 1.0], [0.0, 0.0]
    yield "1e200", [3e200, 4e200], [1e200, 0.0]
    yield "1e-200", [3e-200, 4e-200], [1e-200, 0.0]
    yield "overflow that cancels", [1e200, 1e200], [1e200, -1e200]
    yield "subnormal", [5e-324, 0.0], [5e-324, 5e-324]
    yield "large beside small", [1e16, 1.0, -1e16], [1.0, 1.0, 1.0]
    yield "nearly parallel", [1.0, 1e-9], [1.0, 0.0]
    for n in (1, 2, 3, 4, 5, 8, 16, 100):
        for scale in (1.0, 1e-3, 1e6):
            a, b = torch.randn(2, n)
            yield f"random {n} x {scale:g}", (scale * a).tolist(), b.tolist()
    for n in (2, 3, 6):
        a = torch.randn(n)
        yield f"nearly antiparallel {n}", a.tolist(), (-a + 1e-7 * torch.randn(n)).tolist()


def exact(a, b):
    """The same in 60 digits; None where the geometry has no answer."""
    a, b = [mpmath.mpf(x) for x in a], [mpmath.mpf(x) for x in b]
    value = mpmath.fsum(x * y for x, y in zip(a, b, strict=True))
    norm_a, norm_b = (mpmath.sqrt(mpmath.fsum(x * x for x in v)) for v in (a, b))
    out = {"exactDot": number(value), "exactNormA": number(norm_a), "exactNormB": number(norm_b)}
    if norm_b > 0:
        along = value / norm_b**2
        rest = [x - along * y for x, y in zip(a, b, strict=True)]
        out["exactShadow"] = number(value / norm_b)
        out["exactProjection"] = array([float(along * y) for y in b])
        out["exactRejection"] = number(mpmath.sqrt(mpmath.fsum(x * x for x in rest)))
    if norm_a > 0 and norm_b > 0:
        u, v = [x / norm_a for x in a], [y / norm_b for y in b]
        apart = mpmath.sqrt(mpmath.fsum((x - y) ** 2 for x, y in zip(u, v, strict=True)))
        together = mpmath.sqrt(mpmath.fsum((x + y) ** 2 for x, y in zip(u, v, strict=True)))
        out["exactCosine"] = number(value / (norm_a * norm_b))
        out["exactAngle"] = number(mpmath.degrees(2 * mpmath.atan2(apart, together)))
    return out


def geometry_cases():
    for name, a, b in pairs():
        x, y = torch.tensor(a), torch.tensor(b)
        value = torch.dot(x, y)
        norm_a, norm_b = torch.linalg.vector_norm(x), torch.linalg.vector_norm(y)
        cosine = value / (norm_a * norm_b)
        yield {
            "name": name,
            "a": array(x),
            "b": array(y),
            "products": array(x * y),
            "dot": number(value),
            "normA": number(norm_a),
            "normB": number(norm_b),
            "cosine": number(cosine),
            "clamped": number(torch.rad2deg(torch.acos(cosine.clamp(-1, 1)))),
            "raw": number(torch.rad2deg(torch.acos(cosine))),
            **exact(a, b),
        }


DTYPES = {
    "float64": torch.float64,
    "float32": torch.float32,
    "float16": torch.float16,
    "bfloat16": torch.bfloat16,
}


def pairwise(terms):
    if len(terms) == 1:
        return terms[0]
    half = len(terms) // 2
    return pairwise(terms[:half]) + pairwise(terms[half:])


def kahan(terms):
    total, lost = torch.zeros((), dtype=terms[0].dtype), torch.zeros((), dtype=terms[0].dtype)
    for term in terms:
        corrected = term - lost
        following = total + corrected
        lost = (following - total) - corrected
        if not torch.isfinite(following):
            lost = torch.zeros_like(lost)
        total = following
    return total


def rounded_cases():
    """Every operation by PyTorch on scalars of the format, so each rounds as the format does."""
    for name, a, b in [
        ("absorbed", [1e8, 1.0, -1e8], [1.0, 1.0, 1.0]),
        ("cancelled first", [1e8, -1e8, 1.0], [1.0, 1.0, 1.0]),
        ("one entry", [3.3], [1.1]),
        ("300 * 300 leaves float16", [300.0, 1.0], [300.0, 1.0]),
        ("tenths", [0.1] * 10, [1.0] * 10),
        ("ten thousand and tenths", [1e4] + [0.1] * 15, [1.0] * 16),
        ("the reference's neuron", UPSTREAM_X, UPSTREAM_W),
        ("random", torch.randn(20).tolist(), torch.randn(20).tolist()),
        ("graded", [10.0**-k for k in range(8)], [1.0] * 8),
    ]:
        for format, dtype in DTYPES.items():
            # By way of float32, as PyTorch stores it: the values here are the same either way.
            x, y = torch.tensor(a).to(dtype), torch.tensor(b).to(dtype)
            terms = list(x * y)
            running, total = [], torch.zeros((), dtype=dtype)
            for term in terms:
                total = total + term
                running.append(float(total))
            yield {
                "name": name,
                "format": format,
                "a": array(a),
                "b": array(b),
                "products": array([float(t) for t in terms]),
                "running": array(running),
                "pairwise": number(pairwise(terms)),
                "kahan": number(kahan(terms)),
                "reversed": number(sum(reversed(terms[:-1]), terms[-1])),
                "exact": number(
                    mpmath.fsum(mpmath.mpf(p) * mpmath.mpf(q) for p, q in zip(a, b, strict=True))
                ),
            }


def neuron_cases():
    for n in (1, 2, 2, 2, 3, 4, 8):
        x, w, bias = torch.randn(n), torch.randn(n), torch.randn(())
        z = torch.nn.functional.linear(x, w[None], bias[None])[0]
        length = torch.linalg.vector_norm(w)
        yield {
            "x": array(x),
            "w": array(w),
            "bias": number(bias),
            "activation": number(z),
            "distance": number(z / length),
            "origin": array(-bias * w / length**2),
            "foot": array(x - z * w / length**2),
        }


def random_cases():
    for seed, count, dims in [(0, 200, 40), (7, 40, 200), (2**32 - 1, 8, 9)]:
        torch.manual_seed(seed)
        z = torch.randn(2 * count, dims)
        a, b = z[0::2], z[1::2]
        cosines = torch.stack(
            [torch.nn.functional.cosine_similarity(a[:, :d], b[:, :d]) for d in range(2, dims + 1)]
        )
        bins = 21
        edge = torch.linspace(-1, 1, bins + 1)
        # No cosine so close to the edge of a bin that rounding decides where it is counted.
        assert (cosines[..., None] - edge[1:-1]).abs().min() > 1e-9
        yield {
            "seed": seed,
            "pairs": count,
            "dims": dims,
            "bins": bins,
            "counts": array(torch.stack([torch.histc(row, bins, -1, 1) for row in cosines])),
            "deviation": array(cosines.square().mean(dim=1).sqrt()),
            "largest": array(cosines.abs().amax(dim=1)),
            "nearlyRight": array(100 * (cosines.acos().rad2deg() - 90).abs().lt(10).double().mean(dim=1)),
        }


def expected_cases():
    """Shares of the bins by the incomplete beta function: (cos θ + 1)/2 is Beta((d−1)/2, (d−1)/2)."""
    for dim in (2, 3, 4, 5, 10, 100, 1000):
        for bins in (9, 81):
            half = mpmath.mpf(dim - 1) / 2

            def below(t, half=half):
                return mpmath.betainc(half, half, 0, t, regularized=True)

            edges = [below(mpmath.mpf(i) / bins) for i in range(bins + 1)]
            yield {
                "dim": dim,
                "bins": bins,
                "shares": array([float(q - p) for p, q in itertools.pairwise(edges)]),
            }


def error_cases():
    yield {
        "a": 3,
        "b": 2,
        "error": error_text(lambda: torch.dot(torch.zeros(3), torch.zeros(2))),
    }


fixtures.write(
    "dot_product",
    __file__,
    {
        "geometry": list(geometry_cases()),
        "rounded": list(rounded_cases()),
        "neuron": list(neuron_cases()),
        "random": list(random_cases()),
        "expected": list(expected_cases()),
        "errors": list(error_cases()),
    },
    note="exact…: mpmath, 60 digits, rounded once",
)
