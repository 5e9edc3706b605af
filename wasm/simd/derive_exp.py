"""Derives the constants of exponential.h and writes them: python3 wasm/simd/derive_exp.py [--check].

With n the whole number nearest to x/ln 2 and r = x - n ln 2, |r| <= ln(2)/2, e^x = 2^n e^r and
e^r - 1 = r + r^2 q(r). The polynomial q is minimax (Remez' exchange, 60 digits) for the error of e^r
relative to e^r; its coefficients are then rounded to the format. ln 2 is cut in two (Cody & Waite 1980):
the first part has so few digits that n times it is exact.
"""

import sys
from pathlib import Path

import mpmath as mp

mp.mp.dps = 60
TARGET = Path(__file__).with_name("exp_constants.cpp")
HALF = mp.log(2) / 2

# Format: type, digits, degree of q, digits of n, bounds beyond which e^x is 0 or infinite, and tanh x is 1.
FORMATS = [("float", 24, 4, 8, -104, 89, 10), ("double", 53, 9, 11, -746, 710, 20)]


def wanted(r: mp.mpf) -> mp.mpf:
    """q(r) = (e^r - 1 - r)/r^2, by its series: the quotient cancels."""
    return mp.nsum(lambda k: r**k / mp.factorial(k + 2), [0, 40]) if r else mp.mpf(1) / 2


def weight(r: mp.mpf) -> mp.mpf:
    """An error of q counts r^2/e^r times in e^r."""
    return r**2 / mp.exp(r)


def remez(degree: int) -> tuple[list[mp.mpf], mp.mpf]:
    """Coefficients of the minimax polynomial, lowest first, and its error."""
    count = degree + 2
    # Off the middle, where an error counts nothing.
    points = [-HALF * mp.cos(mp.pi * (k + mp.mpf(2) / 5) / count) for k in range(count)]
    grid = [-HALF + HALF * (2 * k + 1) / 2000 for k in range(2000)]
    values, weights = [wanted(r) for r in grid], [weight(r) for r in grid]
    coefficients: list[mp.mpf] = []
    for _ in range(20):
        rows = [[*(weight(x) * x**k for k in range(degree + 1)), (-1) ** i] for i, x in enumerate(points)]
        solution = mp.lu_solve(mp.matrix(rows), mp.matrix([weight(x) * wanted(x) for x in points]))
        coefficients = list(solution)[:-1]
        errors = [
            w * (mp.polyval(coefficients[::-1], r) - v) for r, v, w in zip(grid, values, weights, strict=True)
        ]
        # The largest error of each run of one sign.
        runs: list[int] = []
        for i, e in enumerate(errors):
            if runs and (errors[runs[-1]] > 0) == (e > 0):
                if abs(e) > abs(errors[runs[-1]]):
                    runs[-1] = i
            else:
                runs.append(i)
        while len(runs) > count:
            runs.pop(0 if abs(errors[runs[0]]) < abs(errors[runs[-1]]) else -1)
        if len(runs) < count:
            break
        points = [grid[i] for i in runs]
    return coefficients, max(abs(e) for e in errors)


def rounded(x: mp.mpf, digits: int) -> mp.mpf:
    """The nearest number of so many binary digits."""
    scale = mp.mpf(2) ** (digits - 1 - int(mp.floor(mp.log(abs(x), 2))))
    return mp.nint(x * scale) / scale


def literal(x: mp.mpf, digits: int) -> str:
    """An exact C++ literal."""
    return float(rounded(x, digits)).hex().replace("0000000p", "p") + ("f" if digits == 24 else "")


def table(name: str, digits: int, degree: int, whole: int, low: int, high: int, level: int) -> str:
    """One definition."""
    ln2 = mp.log(2)
    first = rounded(ln2, digits - whole)
    coefficients, error = remez(degree)
    magic = mp.mpf(3) * mp.mpf(2) ** (digits - 2)
    lines = [f"    {literal(c, digits)},\n" for c in coefficients]
    least = 126 if digits == 24 else 1022  # 2^-n is the smallest normal number
    point = ".0f" if digits == 24 else ""
    return (
        f"// e^r within {mp.nstr(error, 2)} of itself before rounding.\n"
        f"const ExpConstants<{name}> kExp{name.title()}{{\n"
        f"    {low}{point},\n    {high}{point},\n"
        f"    {literal(-ln2 * (least + 1), digits)},\n    {int(ln2 * least)},\n    {level},\n"
        f"    {literal(1 / ln2, digits)},\n    {literal(magic, digits)},\n"
        f"    {literal(-first, digits)},\n    {literal(first - ln2, digits)},\n"
        f"    {{\n{''.join('    ' + line for line in lines)}    }},\n}};\n"
    )


def text() -> str:
    """The whole file."""
    return (
        "// Made by derive_exp.py: do not edit.\n"
        '#include "exponential.h"\n\nnamespace nabla {\n\n// clang-format off\n'
        + "\n".join(table(*f) for f in FORMATS)
        + "// clang-format on\n\n}  // namespace nabla\n"
    )


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(0 if TARGET.read_text() == text() else f"{TARGET.name} is not what derive_exp.py makes.")
    TARGET.write_text(text())
    print(TARGET.read_text())
