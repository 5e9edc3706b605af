"""Writes tests/fixtures/svd_freedom.json: what PyTorch's singular value decomposition does when one entry
moves, and how far each truncation of a noisy matrix is from the clean one; NumPy's own LAPACK has to agree
before anything is written."""

import numpy
import torch
from fixtures import array, number, write

torch.set_default_dtype(torch.float64)
EPS = torch.finfo(torch.float64).eps


def turn(before, after):
    """Largest angle between columns of one name, signs aside; by atan2, which sees small angles."""
    cosine = (before * after).sum(dim=0)
    sine = torch.linalg.vector_norm(after - before * cosine, dim=0)
    return torch.atan2(sine, cosine.abs()).max()


def nudge_cases():
    for name, a, size in [
        ("separate", [[2.5, 0.0], [0.0, 1.5]], 1e-9),
        ("turned", [[1.2, 0.0], [1.6, 2.0]], 1e-3),
        ("tall", [[2.0, 1.0], [0.0, 1.0], [1.0, -3.0]], 0.25),
        ("wide", [[2.0, 1.0, 0.5], [0.0, 1.0, -4.0]], -0.125),
    ]:
        a = torch.tensor(a)
        nudged = a.clone()
        nudged[0, -1] += size
        u, s, vh = torch.linalg.svd(a, full_matrices=False)
        u2, s2, vh2 = torch.linalg.svd(nudged, full_matrices=False)
        yield {
            "name": name,
            "a": array(a),
            "size": size,
            "s": array(s2),
            "leftTurn": number(turn(u, u2)),
            "rightTurn": number(turn(vh.mH, vh2.mH)),
            "sigmaChange": number((s - s2).abs().max()),
        }


def denoising_case(name, clean, sigma, seed):
    torch.manual_seed(seed)
    noisy = clean + sigma * torch.randn(*clean.shape)
    u, s, vh = torch.linalg.svd(noisy, full_matrices=False)
    errors = [torch.linalg.matrix_norm(clean - (u[:, :k] * s[:k]) @ vh[:k]).item() for k in range(len(s) + 1)]
    nu, ns, nvh = numpy.linalg.svd(noisy.numpy(), full_matrices=False)
    check = [numpy.linalg.norm(clean.numpy() - (nu[:, :k] * ns[:k]) @ nvh[:k]) for k in range(len(ns) + 1)]
    assert numpy.abs(numpy.array(errors) - check).max() < 1000 * EPS * s[0].item(), name
    return {
        "name": name,
        "clean": array(clean),
        "noisy": array(noisy),
        "errors": array(errors),
        "best": int(numpy.argmin(errors)),
    }


def house():
    """The picture of web/src/concepts/svd/house.ts."""
    grey = {".": 0.8, "o": 1.0, "C": 0.4, "R": 0.3, "H": 0.7, "W": 0.1, "D": 0.2, "g": 0.5}
    rows = """
................
.oo........CC...
.oo....R...CC...
......RRR..CC...
.....RRRRR.CC...
....RRRRRRRCC...
...RRRRRRRRRR...
..RRRRRRRRRRRR..
...HHHHHHHHHH...
...HWWHHHHWWH...
...HWWHHHHWWH...
...HHHHDDHHHH...
...HHHHDDHHHH...
...HHHHDDHHHH...
gggggggDDggggggg
gggggggDDggggggg
""".split()
    return torch.tensor([[grey[c] for c in row] for row in rows])


if __name__ == "__main__":
    picture = house()
    u, s, vh = torch.linalg.svd(picture)
    generator = torch.Generator().manual_seed(5)
    low = torch.randn(7, 2, generator=generator) @ torch.randn(2, 5, generator=generator)
    write(
        "svd_freedom",
        __file__,
        {
            "nudge": list(nudge_cases()),
            "denoising": [
                denoising_case("house, noise 0.15, seed 0", picture, 0.15, 0),
                denoising_case("house, no noise", picture, 0.0, 0),
                denoising_case("rank two 7x5", low, 0.3, 3),
            ],
            "house": [
                {
                    "picture": array(picture),
                    "s": array(s),
                    "rank": int(torch.linalg.matrix_rank(picture)),
                    "missed": array([torch.linalg.vector_norm(s[k:]).item() for k in range(len(s) + 1)]),
                }
            ],
        },
    )
