"""Fixtures of cosine similarity: the function and its eps, F.normalize, top-k, attention scores."""

import fixtures
import mpmath
import torch
import torch.nn.functional as F
from fixtures import array, error_text, number

torch.manual_seed(7)
torch.set_default_dtype(torch.float64)
mpmath.mp.dps = 60

KING = [0.2, 0.8, -0.1, 0.3, 0.7]
QUEEN = [0.1, 0.7, -0.2, 0.2, 0.6]
APPLE = [-0.5, 0.1, 0.8, -0.3, 0.2]


def pairs():
    yield "default", [2.0, 1.0], [1.0, 2.0], 1e-8
    yield "king, queen", KING, QUEEN, 1e-8
    yield "king, apple", KING, APPLE, 1e-8
    yield "queen, apple", QUEEN, APPLE, 1e-8
    yield "zero vector", [0.0, 0.0], [1.0, 2.0], 1e-8
    yield "both zero", [0.0, 0.0], [0.0, 0.0], 1e-8
    yield "length 1e-9", [0.6e-9, 0.8e-9], [0.6e-9, 0.8e-9], 1e-8
    yield "length 1e-9 against length 1", [0.6e-9, 0.8e-9], [0.6, 0.8], 1e-8
    yield "length 1e-13", [0.6e-13, 0.8e-13], [0.6, 0.8], 1e-8
    yield "large eps", [0.3, 0.4], [3.0, 4.0], 1.0
    yield "antiparallel", [1.0, -2.0, 3.0], [-2.0, 4.0, -6.0], 1e-8
    yield "past one", [0.8, 1.5], [1.6, 3.0], 1e-8
    yield "right angle", [1.0, 2.0], [-2.0, 1.0], 1e-8
    yield "one entry", [-3.0], [2.0], 1e-8
    yield "1e150", [3e150, 4e150], [1e150, 0.0], 1e-8
    for n in (1, 2, 3, 5, 8, 32):
        for scale in (1.0, 1e-4, 1e5):
            a, b = torch.randn(2, n)
            yield f"random {n} x {scale:g}", (scale * a).tolist(), b.tolist(), 1e-8
    for n in (2, 3, 7):
        a = torch.randn(n)
        yield f"same direction {n}", a.tolist(), (1e3 * a).tolist(), 1e-8


def pair_cases():
    for name, a, b, eps in pairs():
        x, y = torch.tensor(a), torch.tensor(b)
        case = {
            "name": name,
            "a": array(x),
            "b": array(y),
            "eps": eps,
            "function": number(F.cosine_similarity(x, y, dim=0, eps=eps)),
            "module": number(torch.nn.CosineSimilarity(dim=0, eps=eps)(x, y)),
            # The formula printed on the page of nn.CosineSimilarity, which is not what it computes.
            "moduleFormula": number(
                torch.dot(x, y) / (torch.linalg.vector_norm(x) * torch.linalg.vector_norm(y)).clamp(min=eps)
            ),
            "normalized": number(F.normalize(x, dim=0) @ F.normalize(y, dim=0)),
            "unitX": array(F.normalize(x, dim=0)),
            "distance": number(torch.dist(x, y)),
        }
        p, q = [mpmath.mpf(v) for v in a], [mpmath.mpf(v) for v in b]
        norm_p, norm_q = (mpmath.sqrt(mpmath.fsum(v * v for v in r)) for r in (p, q))
        if norm_p > 0 and norm_q > 0:
            cosine = mpmath.fsum(v * w for v, w in zip(p, q, strict=True)) / (norm_p * norm_q)
            case["exactCosine"] = number(cosine)
        yield case


def ranking_cases():
    for m, n, k in [(3, 5, 2), (5, 2, 3), (8, 3, 7), (12, 3, 4), (16, 16, 5), (2, 1, 1)]:
        for query in (0, m - 1):
            x = torch.randn(m, n) * torch.rand(m, 1) * 3
            others = [i for i in range(m) if i != query]
            rows = x[others]
            cosine = F.cosine_similarity(rows, x[query])
            dots, distance = rows @ x[query], torch.cdist(x[query][None], rows)[0]

            def order(values, largest=True, k=k, others=others):
                return [others[i] for i in torch.topk(values, k, largest=largest).indices]

            yield {
                "x": array(x),
                "query": query,
                "k": k,
                "byCosine": order(cosine),
                "byDot": order(dots),
                "byDistance": order(distance, largest=False),
                "cosines": array(torch.topk(cosine, k).values),
                "dots": array(torch.topk(dots, k).values),
                "distances": array(torch.topk(distance, k, largest=False).values),
                "allCosines": array(F.cosine_similarity(x[:, None], x[None], dim=-1)),
                "allDots": array(x @ x.T),
                "allDistances": array(torch.cdist(x, x, compute_mode="donot_use_mm_for_euclid_dist")),
                "units": array(F.normalize(x)),
            }


def attention_cases():
    sets = [(torch.randn(n), torch.randn(m, n)) for m, n in [(1, 1), (4, 2), (5, 3), (10, 64)]]
    # A long key aside, and a short one in line with the query.
    sets.append((torch.tensor([1.5, 0.5]), torch.tensor([[0.6, 0.2], [1.0, 3.0], [-1.0, 1.0]])))
    sets.append((torch.tensor([30.0, 40.0]), torch.tensor([[30.0, 40.0], [0.0, 0.0], [-50.0, 1.0]])))
    for q, keys in sets:
        # With the identity as values attention returns its weights.
        weights = F.scaled_dot_product_attention(q[None, None], keys[None], torch.eye(len(keys))[None])
        cosine = F.cosine_similarity(q[None], keys)
        yield {
            "q": array(q),
            "keys": array(keys),
            "scaled": array(keys @ q / len(q) ** 0.5),
            "scaledWeights": array(weights.reshape(-1)),
            "cosine": array(cosine),
            "cosineWeights": array(torch.softmax(cosine, dim=0)),
        }


def error_cases():
    yield {
        "a": 3,
        "b": 2,
        "error": error_text(lambda: F.cosine_similarity(torch.zeros(3), torch.zeros(2), dim=0)),
    }


fixtures.write(
    "cosine_similarity",
    __file__,
    {
        "pairs": list(pair_cases()),
        "rankings": list(ranking_cases()),
        "attention": list(attention_cases()),
        "errors": list(error_cases()),
    },
    note="exactCosine: mpmath, 60 digits, rounded once",
)
