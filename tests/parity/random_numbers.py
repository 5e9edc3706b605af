"""Writes tests/fixtures/random_numbers.json: what PyTorch draws after torch.manual_seed.

Long draws are kept as a checksum of their bits, which no wrong bit survives, beside their last numbers.
"""

from typing import Any

import numpy
import torch
from fixtures import array, error_text, write
from torch import nn

DTYPES = {"float32": torch.float32, "float64": torch.float64}
SIZES = [1, 2, 7, 15, 16, 17, 18, 30, 31, 32, 33, 47, 48, 49, 100, 1000]
SEEDS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 42, 123, 777, 1234, 2024, 31337, 65536, 999983]
SEEDS += [2**31 - 1, 2**32 - 1, 2**32 + 42, 2**53]


def checksum(values):
    """Of the bit patterns as unsigned integers, each weighted by its place: exact in 64 bits, kept to 48."""
    words = values.numpy().view(numpy.uint32 if values.dtype == torch.float32 else numpy.uint64)
    places = numpy.arange(1, words.size + 1, dtype=numpy.uint64)
    return int((words.astype(numpy.uint64) * places).sum() & numpy.uint64(2**48 - 1))


def sequences():
    for i, seed in enumerate(SEEDS):
        for size in SIZES:
            case: dict[str, Any] = {"seed": seed, "size": size}
            for name, dtype in DTYPES.items():
                torch.manual_seed(seed)
                uniform = torch.rand(size, dtype=dtype)
                torch.manual_seed(seed)
                normal = torch.randn(size, dtype=dtype)
                after = torch.rand(2, dtype=dtype)
                case[name] = {"rand": checksum(uniform), "after": array(after), "tail": array(normal[-3:])}
                if name == "float32":
                    case[name]["randn"] = checksum(normal)
                # All numbers of a few: every size once.
                if size <= 49 and (SIZES.index(size) - i) % len(SIZES) == 0:
                    case[name]["all"] = array(normal)
            yield case


def shifted():
    """uniform_ and normal_ with other parameters, below and above the switch."""
    for i, seed in enumerate(SEEDS):
        low, high, mean, std = -0.5 - i / 7, 1 + i / 3, i / 5 - 1, 0.1 + i / 11
        for size in (5, 15, 20, 37):
            case: dict[str, Any] = {
                "seed": seed,
                "size": size,
                "low": low,
                "high": high,
                "mean": mean,
                "std": std,
            }
            for name, dtype in DTYPES.items():
                torch.manual_seed(seed)
                uniform = torch.empty(size, dtype=dtype).uniform_(low, high)
                case[name] = {
                    "uniform": checksum(uniform),
                    "normal": array(torch.empty(size, dtype=dtype).normal_(mean, std)[-3:]),
                    "exponential": array(torch.empty(3, dtype=dtype).exponential_()),
                }
            yield case


def integers():
    bounds = [(0, 2), (0, 10), (-7, 9), (0, 2**20), (0, 2**28 - 1), (0, 2**28), (-5, 2**28 - 5)]
    bounds += [(0, 2**32), (0, 2**40 + 1), (-(2**53), 2**53)]
    for i, seed in enumerate(SEEDS):
        low, high = bounds[i % len(bounds)]
        torch.manual_seed(seed)
        drawn = torch.randint(low, high, (12,))
        yield {"seed": seed, "low": low, "high": high, "values": array(drawn.double())}


def permutations():
    for i, seed in enumerate(SEEDS):
        torch.manual_seed(seed)
        yield {"seed": seed, "values": array(torch.randperm(i * i % 41).double())}


def bernoulli():
    for i, seed in enumerate(SEEDS):
        p = [0.0, 0.1, 0.25, 0.5, 0.9, 1.0][i % 6]
        torch.manual_seed(seed)
        draws = torch.empty(40).bernoulli_(p)
        torch.manual_seed(seed)
        dropped = nn.functional.dropout(torch.ones(40), p)
        yield {"seed": seed, "p": p, "values": array(draws), "dropout": array(dropped)}


def multinomials():
    for i, seed in enumerate(SEEDS):
        generator = numpy.random.default_rng(i)
        weights = torch.tensor(generator.random(1 + i % 9) ** 3)
        if i % 4 == 1 and len(weights) > 2:
            weights[1] = 0
        for name, dtype in DTYPES.items():
            for replacement, samples in [(True, 1), (True, 2), (True, 30), (False, 1), (False, len(weights))]:
                if not replacement and samples > int((weights > 0).sum()):
                    samples = int((weights > 0).sum())
                torch.manual_seed(seed)
                drawn = torch.multinomial(weights.to(dtype), samples, replacement)
                yield {
                    "seed": seed,
                    "dtype": name,
                    "weights": array(weights),
                    "replacement": replacement,
                    "values": array(drawn.double()),
                }


def refused():
    for weights, samples, replacement in [
        ([0.0, 0.0], 2, True),
        ([0.0, 0.0], 1, False),
        ([1.0, -1.0], 2, True),
        ([1.0, float("nan")], 1, True),
        ([1.0, float("inf")], 2, True),
        ([1.0, 2.0], 3, False),
        ([1.0, 2.0], 0, True),
    ]:
        drawn = torch.tensor(weights)
        yield {
            "weights": array(weights),
            "samples": samples,
            "replacement": replacement,
            "error": error_text(lambda w=drawn, s=samples, r=replacement: torch.multinomial(w, s, r)),
        }


def initialisations():
    shapes = [(1, 1), (2, 3), (3, 5), (4, 4), (5, 4), (1, 17), (8, 2)]
    for i, seed in enumerate(SEEDS):
        rows, cols = shapes[i % len(shapes)]
        case: dict[str, Any] = {"seed": seed, "out": rows, "in": cols}
        for name, dtype in DTYPES.items():
            torch.manual_seed(seed)
            layer = nn.Linear(cols, rows, dtype=dtype)
            case[name] = {"weight": checksum(layer.weight.detach().reshape(-1)), "bias": array(layer.bias)}
            for kind, gain, call in [
                ("kaimingUniform", 2**0.5, lambda w: nn.init.kaiming_uniform_(w, nonlinearity="relu")),
                ("kaimingNormal", 2**0.5, lambda w: nn.init.kaiming_normal_(w, nonlinearity="relu")),
                ("xavierUniform", 5 / 3, lambda w: nn.init.xavier_uniform_(w, gain=5 / 3)),
                ("xavierNormal", 5 / 3, lambda w: nn.init.xavier_normal_(w, gain=5 / 3)),
            ]:
                weight = torch.empty(rows, cols, dtype=dtype)
                torch.manual_seed(seed)
                call(weight)
                case[name][kind] = {"gain": gain, "values": array(weight)}
        yield case


def main():
    write(
        "random_numbers",
        __file__,
        {
            "sequences": list(sequences()),
            "shifted": list(shifted()),
            "integers": list(integers()),
            "permutations": list(permutations()),
            "bernoulli": list(bernoulli()),
            "multinomials": list(multinomials()),
            "refused": list(refused()),
            "initialisations": list(initialisations()),
        },
        "on a processor with AVX2, as PyTorch's own dispatch calls it",
    )


if __name__ == "__main__":
    main()
