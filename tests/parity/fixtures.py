"""What every fixture script shares: how numbers are written, and the header that says who computed them."""

import json
import math
import os
import platform
from pathlib import Path

import numpy
import torch

# The parity command writes elsewhere, to compare with what is committed.
FIXTURES = Path(os.environ.get("NABLA_FIXTURES") or Path(__file__).resolve().parent.parent / "fixtures")


def number(value):
    """A float as JSON: Python's repr round-trips exactly; JSON has no word for the infinities and NaN."""
    value = float(value)
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return value


def array(values):
    """Any real tensor, array or nested list: {"shape": [...], "data": [row-major]}.

    The shape is kept beside the data so that empty arrays survive.
    """
    values = numpy.asarray(
        values.detach() if isinstance(values, torch.Tensor) else values, dtype=numpy.float64
    )
    return {"shape": list(values.shape), "data": [number(x) for x in values.reshape(-1)]}


def complex_array(values):
    """A complex tensor or array: {"shape": [...], "real": [...], "imag": [...]}."""
    values = numpy.asarray(
        values.detach() if isinstance(values, torch.Tensor) else values, dtype=numpy.complex128
    )
    return {
        "shape": list(values.shape),
        "real": [number(x) for x in values.real.reshape(-1)],
        "imag": [number(x) for x in values.imag.reshape(-1)],
    }


def header(script, note=""):
    """Who made the numbers. No date and no machine: the same versions must write the same bytes."""
    return {
        "script": f"tests/parity/{Path(script).name}",
        "python": platform.python_version(),
        "torch": torch.__version__.split("+")[0],
        "numpy": numpy.__version__,
        "note": note,
    }


def error_text(call):
    """The class and the first line of what a call raises; a fixture that expects an error must get one."""
    try:
        call()
    except Exception as error:
        return {"type": type(error).__name__, "text": str(error).splitlines()[0]}
    raise AssertionError("expected an error")


def write(slug, script, groups, note=""):
    """Writes tests/fixtures/<slug>.json, one case a line so that a change reads well in a diff."""
    FIXTURES.mkdir(exist_ok=True)
    path = FIXTURES / f"{slug}.json"
    lines = ["{", f' "header": {json.dumps(header(script, note))}']
    for name, cases in groups.items():
        lines[-1] += ","
        body = ",\n  ".join(json.dumps(case, allow_nan=False) for case in cases)
        lines.append(f' "{name}": [\n  {body}\n ]')
    lines.append("}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    count = sum(len(cases) for cases in groups.values())
    print(f"{path.name}: {count} cases in {len(groups)} groups")
