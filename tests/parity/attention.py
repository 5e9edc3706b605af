"""Fixtures of attention: forward and backward with masks, formats, several heads, and the study of the scale."""

import math

import mpmath
import torch
import torch.nn.functional as F
from fixtures import array, error_text, number, write

mpmath.mp.dps = 50
torch.set_default_dtype(torch.float64)
attention = F.scaled_dot_product_attention


def masks(n, m):
    """By name: what may be seen."""
    everything = torch.ones(n, m, dtype=torch.bool)
    padding = everything.clone()
    padding[:, max(1, m - 2) :] = False
    painted = torch.rand(n, m) > 0.4
    painted[:, 0] = True
    blind = painted.clone()
    blind[n // 2] = False
    return {"none": None, "padding": padding, "painted": painted, "blind": blind}


def exact(q, k, v, seen, factor):
    """The output to fifty digits; rows that may see nothing are 0."""
    q, k, v = ([[mpmath.mpf(x) for x in row] for row in t.tolist()] for t in (q, k, v))
    out = []
    for i, row in enumerate(q):
        keys = [j for j in range(len(k)) if seen[i][j]]
        e = [mpmath.exp(factor * mpmath.fsum(a * b for a, b in zip(row, k[j], strict=True))) for j in keys]
        total = mpmath.fsum(e)
        out.append(
            [
                float(mpmath.fsum(w * v[j][c] for w, j in zip(e, keys, strict=True)) / total) if keys else 0.0
                for c in range(len(v[0]))
            ]
        )
    return out


def case(name, q, k, v, mask, causal, scale):
    leaves = [t.clone().requires_grad_() for t in (q, k, v)]
    factor = 1 / math.sqrt(q.shape[1]) if scale else 1.0
    seen = torch.ones(len(q), len(k), dtype=torch.bool) if mask is None else mask
    if causal:
        seen = seen & torch.ones_like(seen).tril()
    g = torch.randn(len(q), v.shape[1])
    out = attention(*leaves, attn_mask=seen, scale=factor)
    # PyTorch's own softmax and product, for what stands between; a row that may see nothing is left out of the slopes.
    live = seen.any(1)
    scores = leaves[0] @ leaves[1].T * factor
    weights = torch.zeros_like(scores)
    weights[live] = torch.softmax(scores[live].masked_fill(~seen[live], -torch.inf), -1)
    again = weights @ leaves[2]
    assert torch.allclose(again, out, rtol=1e-13, atol=1e-13)
    grads = torch.autograd.grad(again, [*leaves, weights, scores], g)
    return {
        "name": name,
        "q": array(q),
        "k": array(k),
        "v": array(v),
        "mask": array(torch.empty(0, 0) if mask is None else mask.double()),
        "causal": causal,
        "scale": scale,
        "g": array(g),
        "scores": array(q @ k.T),
        "weights": array(weights),
        "output": array(out),
        "exact": array(
            exact(q, k, v, seen.tolist(), mpmath.mpf(1) / mpmath.sqrt(q.shape[1]) if scale else 1)
        ),
        "qGrad": array(grads[0]),
        "kGrad": array(grads[1]),
        "vGrad": array(grads[2]),
        "weightsGrad": array(grads[3]),
        "scoresGrad": array(grads[4]),
        "entropy": array(torch.special.entr(weights).sum(-1)),
        "trace": array((weights * (1 - weights)).sum(-1)),
    }


def cases():
    torch.manual_seed(0)
    for n, m, d, dv in [(4, 4, 2, 2), (3, 5, 4, 2), (8, 8, 3, 3), (1, 6, 1, 4), (5, 2, 8, 1)]:
        q, k, v = torch.randn(n, d), torch.randn(m, d), torch.randn(m, dv)
        for name, mask in masks(n, m).items():
            for causal in (False, True):
                yield case(name, q, k, v, mask, causal, True)
        yield case("unscaled", q, k, v, None, False, False)
    one = torch.ones(1, 1)
    yield case("one of each", one, one, one, None, False, True)
    yield case("equal keys", torch.randn(3, 2), torch.ones(4, 2), torch.randn(4, 2), None, False, True)
    large = torch.tensor([[1e4, 0.0], [0.0, 1e4]])
    yield case("scores of 1e8", large, large, torch.randn(2, 2), None, False, True)
    yield case("zeros", torch.zeros(2, 3), torch.zeros(4, 3), torch.randn(4, 2), None, False, True)


def fills():
    """What becomes of a query that may see nothing: three ways, two formats."""
    torch.manual_seed(1)
    q, k, v = torch.randn(3, 4), torch.randn(4, 4), torch.randn(4, 2)
    seen = torch.tensor([[1, 1, 0, 1], [0, 0, 0, 0], [1, 0, 1, 0]], dtype=torch.bool)
    for name, dtype in (("float64", torch.float64), ("float32", torch.float32), ("float16", torch.float16)):
        a, b, c = (t.to(dtype) for t in (q, k, v))
        scores = ((a.double() @ b.double().T).to(dtype) / 2).to(dtype)
        added = scores + torch.where(seen, 0.0, -1e9).to(dtype)
        for fill, masked in (("inf", scores.masked_fill(~seen, -torch.inf)), ("finite", added)):
            weights = torch.softmax(masked, -1)
            yield {
                "fill": fill,
                "format": name,
                "q": array(q),
                "k": array(k),
                "v": array(v),
                "mask": array(seen.double()),
                "masked": array(masked.double()),
                "weights": array(weights.double()),
                "output": array((weights.double() @ c.double()).to(dtype).double()),
            }
        safe = attention(a[None], b[None], c[None], attn_mask=seen)[0]
        yield {
            "fill": "safe",
            "format": name,
            "q": array(q),
            "k": array(k),
            "v": array(v),
            "mask": array(seen.double()),
            "output": array(safe.double()),
        }


def fnv(word):
    value = 2166136261
    for byte in word.encode():
        value = ((value ^ byte) * 16777619) % 2**32
    return value


def placed(x):
    i = torch.arange(len(x), dtype=torch.float64)[:, None]
    k = torch.arange(8)
    angle = i * 10000.0 ** (-(k - k % 2) / 8)
    return x + torch.where(k % 2 == 0, angle.sin(), angle.cos())


def heads():
    for text, count, gain, positions, causal, seed, turn in [
        ("the cat sat on the mat", 1, 3.0, False, False, 0, 2),
        ("the cat sat on the mat", 2, 3.0, False, False, 0, 2),
        ("the cat sat on the mat", 4, 2.0, True, False, 3, 1),
        ("the cat sat on the mat", 2, 3.0, False, True, 0, 2),
        ("a", 8, 1.0, False, False, 1, 0),
        ("to be or not to be", 2, 4.0, True, True, 5, 3),
        ("größer ∇ 猫", 2, 3.0, False, False, 0, 1),
    ]:
        words = text.split()
        rows = []
        for word in words:
            torch.manual_seed(fnv(word))
            rows.append(torch.randn(8) * gain)
        x = torch.stack(rows)
        torch.manual_seed(seed)
        layer = torch.nn.MultiheadAttention(8, count, bias=False, batch_first=True)
        mask = torch.ones(len(x), len(x), dtype=torch.bool).triu(1) if causal else None

        def run(rows, layer=layer, mask=mask, positions=positions):
            h = (placed(rows) if positions else rows)[None]
            out, weights = layer(h, h, h, attn_mask=mask, average_attn_weights=False)
            return out[0], weights[0]

        out, weights = run(x)
        order = [(i + turn) % len(x) for i in range(len(x))]
        turned = run(x[order])[0]
        moved = torch.empty_like(out)
        moved[order] = turned
        yield {
            "text": text,
            "heads": count,
            "gain": gain,
            "positions": positions,
            "causal": causal,
            "seed": seed,
            "turn": turn,
            "x": array(placed(x) if positions else x),
            "weights": array(weights.reshape(-1, len(x))),
            "output": array(out),
            "moved": array(moved),
        }


def scaling():
    """Means over many queries with random keys, drawn in full: nothing is taken for granted about their scores."""
    torch.manual_seed(0)
    for d, trials in ((1, 40000), (4, 40000), (16, 40000), (64, 40000), (256, 10000), (1024, 4000)):
        sums = []
        for _ in range(max(1, trials * d // 4_000_000)):
            count = min(trials, 4_000_000 // d)
            s = (torch.randn(count, 1, d) @ torch.randn(count, 10, d).mT).squeeze(1)
            row = [s.square().mean(-1)]
            for t in (s, s / math.sqrt(d)):
                p = torch.softmax(t, -1)
                row += [p.max(-1).values, torch.special.entr(p).sum(-1), 1 - p.square().sum(-1)]
            sums.append(torch.stack(row))
        drawn = torch.cat(sums, 1)
        yield {
            "d": d,
            "trials": drawn.shape[1],
            "means": array(drawn.mean(1)),
            "errors": array(drawn.std(1) / math.sqrt(drawn.shape[1])),
        }
    torch.manual_seed(7)
    q, k = torch.randn(1, 64), torch.randn(10, 64)
    s = (q @ k.T)[0]
    yield {
        "seed": 7,
        "scores": array(s),
        "plain": array(torch.softmax(s, -1)),
        "scaled": array(torch.softmax(s / 8, -1)),
    }


def filled(rows, cols, seed):
    """Numbers between -1 and 1 that float32 holds, by the generator of the kernels' tests."""
    out = []
    for _ in range(rows * cols):
        seed = (seed * 1664525 + 1013904223) % 2**32
        out.append(seed / 2147483648.0 - 1.0)
    return torch.tensor(out).float().double().reshape(rows, cols)


def backward():
    """Slopes of more queries and keys than the kernel takes at once; inputs by seeds 1 to 4."""
    for n, m, d, w in [(70, 67, 5, 6), (125, 3, 2, 1)]:
        for causal in (False, True):
            q, k, v = (
                filled(*shape, i + 1).requires_grad_() for i, shape in enumerate([(n, d), (m, d), (m, w)])
            )
            out = attention(q, k, v, is_causal=causal)
            slopes = torch.autograd.grad(out, [q, k, v], filled(n, w, 4))
            shape = {"n": n, "m": m, "d": d, "w": w, "causal": causal}
            yield {**shape, **{name: array(t) for name, t in zip(["q", "k", "v"], slopes, strict=True)}}


def facts():
    half = torch.tensor(-1e9).half()
    yield {"name": "-1e9 in float16", "value": number(half)}
    yield {"name": "least of float16", "value": number(torch.finfo(torch.float16).min)}
    # A NaN in V under a mask reaches every output in PyTorch: 0 · NaN.
    q, k, v = torch.zeros(2, 2), torch.zeros(3, 2), torch.ones(3, 2)
    v[2] = torch.nan
    seen = torch.tensor([[True, True, False]] * 2)
    yield {"name": "NaN under a mask", "value": number(attention(q, k, v, attn_mask=seen)[0, 0])}
    # float32 forgets the scores beside -1e9: a query that may see nothing looks everywhere alike.
    alike = torch.softmax(torch.tensor([1.0, 2.0, 3.0]).float() - 1e9, -1)
    yield {"name": "-1e9 in float32", "value": number(alike.max() - alike.min())}


def errors():
    q, k, v = torch.randn(4, 2), torch.randn(5, 3), torch.randn(5, 2)
    yield {"name": "q and k", **error_text(lambda: attention(q, k, v))}
    yield {"name": "weights and v", **error_text(lambda: attention(torch.randn(4, 3), k, torch.randn(4, 2)))}
    mask = torch.ones(4, 4, dtype=torch.bool)
    yield {"name": "mask", **error_text(lambda: attention(torch.randn(4, 3), k, v, attn_mask=mask))}
    yield {"name": "heads", **error_text(lambda: torch.nn.MultiheadAttention(8, 3))}


if __name__ == "__main__":
    write(
        "attention",
        __file__,
        {
            "cases": list(cases()),
            "backward": list(backward()),
            "fills": list(fills()),
            "heads": list(heads()),
            "scaling": list(scaling()),
            "facts": list(facts()),
            "errors": list(errors()),
        },
        note=f"exact: mpmath {mpmath.__version__}, {mpmath.mp.dps} digits",
    )
