"""Fixtures of the chain rule: compositions traced node by node through torch.autograd and torch.func.

Every text is evaluated twice: by PyTorch, operation by operation, with the slope of each edge from autograd
on that operation alone; and by mpmath with 50 digits, whose numerical derivatives know no chain rule.
"""

import ast
import random
from typing import Any

import fixtures
import mpmath
import torch
from fixtures import error_text, number

torch.set_default_dtype(torch.float64)
mpmath.mp.dps = 50
VARIABLES = ["x", "y", "w", "b"]
POINT = [0.7, -1.3, 0.6, 0.25]

BINARY = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Pow: lambda a, b: a**b,
}


def largest(a, b):
    a, b = (v if isinstance(v, torch.Tensor) else torch.tensor(v) for v in (a, b))
    return torch.maximum(a, b)


CALLS = {name: getattr(torch, name) for name in (
    "sin cos tan exp expm1 log log1p sqrt tanh relu sigmoid abs atan erf cosh sinh hypot"
).split()} | {"max": largest, "softplus": torch.nn.functional.softplus}  # fmt: skip
MP_CALLS = {
    name: getattr(mpmath, name)
    for name in ("sin cos tan exp expm1 log log1p sqrt tanh atan erf cosh sinh hypot").split()
} | {
    "abs": abs,
    "relu": lambda a: a if a > 0 else mpmath.mpf(0),
    "sigmoid": lambda a: 1 / (1 + mpmath.exp(-a)),
    "softplus": lambda a: mpmath.log(1 + mpmath.exp(a)),
    "max": max,
}


class Trace:
    """The operations of a text in the order of evaluation, equal ones once, on torch tensors."""

    def __init__(self, text, tensors, repeat=1, cut=None):
        self.nodes, self.known, self.edges, self.calls, self.cut = [], {}, [], [], cut
        whole: Any = ast.parse(f"({text.replace('^', '**')},)", mode="eval").body
        tree = whole.elts
        used = {n.id for n in ast.walk(ast.Tuple(tree)) if isinstance(n, ast.Name)}
        self.names = [v for v in VARIABLES if v in used] or VARIABLES[:1]
        self.inputs = [tensors[v] for v in self.names]
        self.nodes = list(self.inputs)
        self.where = {v: i for i, v in enumerate(self.names)}
        for _ in range(repeat):
            self.outputs = [self.visit(part) for part in tree]
            self.where["x"] = self.outputs[0]

    def visit(self, part):
        """An index of a node, or a plain number wrapped in a tuple."""
        if isinstance(part, ast.Constant):
            number: Any = part.value
            return (float(number),)
        if isinstance(part, ast.Name):
            return self.where[part.id]
        if isinstance(part, ast.UnaryOp):
            return self.operation("neg", lambda a: -a, [self.visit(part.operand)])
        if isinstance(part, ast.BinOp):
            left, right = self.visit(part.left), self.visit(part.right)
            return self.operation(type(part.op).__name__, BINARY[type(part.op)], [left, right])
        return self.operation(part.func.id, CALLS[part.func.id], [self.visit(a) for a in part.args])

    def operation(self, name, call, operands):
        key = (name, *operands)
        if key in self.known:
            return self.known[key]
        taken = []
        for operand in operands:
            if isinstance(operand, tuple):
                taken.append(operand[0])
                continue
            value = self.nodes[operand]
            taken.append(value.detach() if len(self.edges) == self.cut else value)
            self.edges.append((operand, None))
        if all(isinstance(operand, tuple) for operand in operands):
            value = call(*(torch.tensor(v) for v in taken))
            self.known[key] = (float(value),)
            return self.known[key]
        self.nodes.append(call(*taken))
        index = len(self.nodes) - 1
        self.edges = [(a, index if b is None else b) for a, b in self.edges]
        self.calls.append((call, operands))
        self.known[key] = index
        return index

    def slopes(self):
        """Of each edge, by autograd on its operation alone."""
        found = []
        for call, operands in self.calls:
            copies = [
                o[0] if isinstance(o, tuple) else self.nodes[o].detach().clone().requires_grad_()
                for o in operands
            ]
            leaves = [c for c in copies if isinstance(c, torch.Tensor)]
            found += torch.autograd.grad(call(*copies), leaves)
        return found


def leaves(point):
    return {v: torch.tensor(float(p), requires_grad=True) for v, p in zip(VARIABLES, point, strict=True)}


def exact(text, point, repeat, names):
    """Values and gradients by mpmath: central differences of 50 digits and no chain rule."""
    tree = compile(text.replace("^", "**"), "text", "eval")

    def f(*values):
        scope = (
            dict(zip(VARIABLES, map(mpmath.mpf, point), strict=True))
            | dict(zip(names, values, strict=False))
            | MP_CALLS
        )
        for _ in range(repeat):
            result = eval(tree, {}, scope)
            scope["x"] = result
        return result

    at = [mpmath.mpf(point[VARIABLES.index(v)]) for v in names]
    orders = [tuple(int(i == k) for i in range(len(at))) for k in range(len(at))]
    return float(f(*at)), [float(mpmath.diff(f, at, order)) for order in orders]


def case(text, point=POINT, repeat=1, second=True):
    trace = Trace(text, leaves(point), repeat)
    slopes = trace.slopes()
    for node in trace.nodes[len(trace.inputs) :]:
        if node.requires_grad:
            node.retain_grad()
    output = trace.nodes[trace.outputs[0]]
    output.backward()

    def every(*inputs):
        return tuple(Trace(text, dict(zip(trace.names, inputs, strict=True)), repeat).nodes[len(inputs) :])

    plain = tuple(v.detach() for v in trace.inputs)
    moved = [torch.zeros(()) for _ in plain]
    moved[0] = torch.ones(())
    tangents = torch.func.jvp(every, plain, tuple(moved))[1] if trace.calls else ()
    result = {
        "f": text,
        "at": [number(p) for p in point],
        "repeat": repeat,
        "names": trace.names,
        "edges": trace.edges,
        "values": [number(v) for v in trace.nodes],
        "slopes": [number(s) for s in slopes],
        "tangents": [1.0, *(0.0 for _ in plain[1:]), *(number(t) for t in tangents)],
        "gradients": [None if v.grad is None else number(v.grad) for v in trace.nodes],
    }
    if second:
        value, gradient = exact(text, point, repeat, trace.names)
        result |= {"exactValue": number(value), "exactGradient": [number(g) for g in gradient]}
    return result


COMPOSITIONS = """
    (x^2+1)^3 sin(x) x relu(3*sin(x)^2) x*x x*x+x sin(x)*sin(x) tanh(w*x+b) (x*y+sin(x))*(x-y)
    x/(1+abs(x)) x/y x-y 1-x 2/x 2^x (x+2)^y x^3 x^-2 -x^2 exp(-x^2) x*sigmoid(w*x) log(1+exp(x))
    sqrt(x^2+y^2) hypot(x,y) max(x,y) max(x,0.2) atan(x*w) softplus(x*y) erf(x)+cosh(y)-sinh(x)
    cos(x)/sin(x) expm1(x)*log1p(x) tan(x*w) abs(x-y) relu(w*x+b)-y (tanh(w*x+b)-y)^2
    sigmoid(sigmoid(sigmoid(x))) x+x+x+x (x+y)*(x+y)^2*(x+y) exp(sin(x*y)+cos(w))/(1+b^2)
    x*3/4-b/2+0.5*w
""".split()
REPEATED = [
    ("sigmoid(x)", 20),
    ("3*x", 20),
    ("x+tanh(x)", 6),
    ("tanh(w*x)", 10),
    ("x^2", 6),
    ("0.9*x+b", 12),
    ("y+w", 3),
]


def random_text(rng, depth):
    if depth == 0:
        return rng.choice([*VARIABLES, "x", "x", "2", "0.5"])
    kind = rng.random()
    if kind < 0.45:
        a, b = random_text(rng, depth - 1), random_text(rng, rng.randrange(depth))
        return f"({a}{rng.choice('+-*')}{b})"
    if kind < 0.55:
        return f"({random_text(rng, depth - 1)})^{rng.choice([2, 3])}"
    name = rng.choice("sin cos tanh sigmoid softplus atan erf".split())
    return f"{name}({random_text(rng, depth - 1)})"


def random_cases():
    rng = random.Random(12)
    made: list[Any] = []
    while len(made) < 60:
        text = random_text(rng, rng.randrange(2, 6))
        if "x" not in text.replace("exp", ""):
            continue
        point = [round(rng.uniform(-1.5, 1.5), 3) for _ in VARIABLES]
        found = case(text, point)
        finite = all(isinstance(g, float) or g is None for g in found["gradients"])
        if finite and 3 <= len(found["values"]) <= 24:
            made.append(found)
    return made


# Kinks, poles, saturation, dead units, absent variables: what PyTorch answers, and no second opinion.
EDGES = [
    ("relu(x)", [0.0, 0, 0, 0]),
    ("relu(x)", [-0.0, 0, 0, 0]),
    ("abs(x)", [0.0, 0, 0, 0]),
    ("sqrt(x)", [0.0, 0, 0, 0]),
    ("log(x)", [0.0, 0, 0, 0]),
    ("log(x)", [-1.0, 0, 0, 0]),
    ("max(x,y)", [0.5, 0.5, 0, 0]),
    ("x^0", [0.0, 0, 0, 0]),
    ("1/x", [0.0, 0, 0, 0]),
    ("sigmoid(x)", [800.0, 0, 0, 0]),
    ("sigmoid(x)", [-800.0, 0, 0, 0]),
    ("tanh(x)", [30.0, 0, 0, 0]),
    ("exp(x)", [800.0, 0, 0, 0]),
    ("relu(-x^2)*w", [2.0, 0, 3.0, 0]),
    ("relu(x-5)", [2.0, 0, 0, 0]),
    ("y*w", [9.0, 2.0, 3.0, 0]),
    ("x^0.5", [0.0, 0, 0, 0]),
    ("x*0", [3.0, 0, 0, 0]),
]

SPOILED = """
    (x^2+1)^3 relu(3*sin(x)^2) x*x x*x+x sin(x)*exp(x) tanh(w*x+b) sigmoid(x)/cosh(y) 2^(x+1)
    (x+2)^(y+3) sqrt(exp(x)) hypot(sin(x),sin(y)) max(sin(x),cos(y)) tan(1-x) 1/(2+x) (x-y)*(x-y)
    softplus(3*x)-abs(x-2) expm1(atan(x))/2 (tanh(w*x+b)-y)^2 relu(sigmoid(x)*x)*y
""".split()


def cut_case(text, edge):
    trace = Trace(text, leaves(POINT), cut=edge)
    output = trace.nodes[trace.outputs[0]]
    result = {"f": text, "at": POINT, "cut": edge, "error": None, "gradients": None}
    if not output.requires_grad:
        result["error"] = error_text(output.backward)["text"]
        return result
    output.backward()
    result["gradients"] = [None if v.grad is None else number(v.grad) for v in trace.inputs]
    return result


def edit_case(text, node):
    trace = Trace(text, leaves(POINT))
    output = trace.nodes[trace.outputs[0]]

    def run():
        trace.nodes[node].add_(1)
        output.backward()

    try:
        run()
        message = ""
    except RuntimeError as error:
        message = str(error).split(" Hint:")[0]
    return {"f": text, "at": POINT, "edit": node, "error": message}


SYSTEMS = ["x*y, x+y", "x*y*w*b", "sin(x), cos(x), x^2", "x*w+y*b, x*b-y*w", "exp(x*y), x*y+w", "y, x^2, x*y"]


def system_case(text):
    names = Trace(text, leaves(POINT)).names
    plain = tuple(torch.tensor(POINT[VARIABLES.index(v)]) for v in names)

    def f(*inputs):
        trace = Trace(text, dict(zip(names, inputs, strict=True)))
        return torch.stack([trace.nodes[o] for o in trace.outputs])

    each = tuple(range(len(plain)))
    reverse = torch.stack(torch.func.jacrev(f, argnums=each)(*plain), dim=1)
    forward = torch.stack(torch.func.jacfwd(f, argnums=each)(*plain), dim=1)
    return {"f": text, "at": POINT, "reverse": fixtures.array(reverse), "forward": fixtures.array(forward)}


def spoiled():
    cuts, edits = [], []
    for text in SPOILED:
        trace = Trace(text, leaves(POINT))
        cuts += [cut_case(text, edge) for edge in range(len(trace.edges))]
        edits += [edit_case(text, node) for node in range(len(trace.nodes))]
    return cuts, edits


cuts, edits = spoiled()
fixtures.write(
    "chain_rule",
    __file__,
    {
        "upstream": [case("(x^2+1)^3", [2.0, 0, 0, 0])],
        "compositions": [case(text) for text in COMPOSITIONS],
        "repeated": [case(text, repeat=times) for text, times in REPEATED],
        "random": random_cases(),
        "edges": [case(text, point, second=False) for text, point in EDGES],
        "cuts": cuts,
        "edits": edits,
        "systems": [system_case(text) for text in SYSTEMS],
    },
    note="second source: mpmath with 50 digits",
)
