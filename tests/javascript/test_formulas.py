"""The script of live pages computes what Python does, to the last bit."""

from __future__ import annotations

import gzip
import random
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from pathlib import Path
from struct import pack, unpack
from typing import Final

import pytest

from mkdocs_paramsize.algebra.formula import Formula
from mkdocs_paramsize.algebra.javascript import arrow
from mkdocs_paramsize.assets import script, stylesheet
from mkdocs_paramsize.assets.squeeze import squeezed
from mkdocs_paramsize.live import generate
from mkdocs_paramsize.live.expression import by_place
from tests.script import run

SCENARIOS: Final = 20_000


def test_the_committed_file_is_what_would_be_generated() -> None:
    assert generate.main(["--check"]) == 0


def test_what_a_page_loads_is_small() -> None:
    assert len(gzip.compress(script().text.encode(), 9)) <= 8192
    assert len(gzip.compress(stylesheet().text.encode(), 9)) <= 2048


COMPUTE = """
const doubles = text => new Float64Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer);
const columns = given.columns.map(doubles);
return given.formulas.map(([name, arity]) => {
  const inputs = columns.slice(0, arity);
  const apply = FORMULAS[parseInt(name)];
  const made = inputs[0].map((_, row) => apply(...inputs.map(column => column[row])));
  return Buffer.from(made.buffer).toString('base64');
});
"""


def columns(seed: int) -> list[list[float]]:
    """Numbers as formulas meet them, from bits to FLOP: whole ones, and others."""
    random.seed(seed)
    draw: tuple[Callable[[], float], ...] = (
        lambda: float(random.randint(1, 1024)),
        lambda: float(int(10 ** random.uniform(0, 13))),
        lambda: 10 ** random.uniform(-3, 15),
    )
    return [[random.choice(draw)() for _ in range(SCENARIOS)] for _ in range(12)]


def packed(numbers: Sequence[float]) -> str:
    return b64encode(pack(f"<{len(numbers)}d", *numbers)).decode()


def unpacked(text: str) -> tuple[float, ...]:
    return unpack(f"<{SCENARIOS}d", b64decode(text))


def ulps_apart(a: float, b: float) -> int:
    """How many doubles lie between two numbers."""
    first, second = (int(unpack("<q", pack("<d", x))[0]) for x in (a, b))
    return abs(first - second)


def in_python(formula: Formula, numbers: tuple[float, ...]) -> float | None:
    """The result; None where there is none that is a finite number."""
    try:
        made = formula(*numbers)
        return float(made) if isinstance(made, int | float) and abs(made) < float("inf") else None
    except (OverflowError, ZeroDivisionError, ValueError):
        return None


def test_every_formula_gives_the_same_bits(node: Path) -> None:
    given = columns(seed=20261124)
    # Those of a typical decoder's dimensions are written where these are, and compared below.
    known = by_place()
    asked = [[called, len(formula.parameters)] for called, formula in known.items()]
    told = run(node, COMPUTE, {"columns": [packed(x) for x in given], "formulas": asked})
    for formula, text in zip(known.values(), told, strict=True):
        has_power = "**" in arrow(formula)
        rows = zip(*given[: len(formula.parameters)], strict=True)
        for numbers, theirs in zip(rows, unpacked(text), strict=True):
            ours = in_python(formula, numbers)
            if ours is None:
                assert theirs != theirs or abs(theirs) == float("inf"), (formula.name, numbers)
            elif has_power:
                assert ours == pytest.approx(theirs, rel=1e-11, abs=0), (formula.name, numbers)
            else:
                assert ours == theirs, (formula.name, numbers, ours, theirs)


def test_powers_differ_by_one_unit_in_the_last_place_at_most(node: Path) -> None:
    bases, exponents = columns(seed=1)[0], [random.uniform(-3, 3) for _ in range(SCENARIOS)]
    power = COMPUTE.replace("FORMULAS[parseInt(name)]", "(x, y) => x ** y")
    (text,) = run(
        node, power, {"columns": [packed(bases), packed(exponents)], "formulas": [["power", 2]]}
    )
    for base, exponent, theirs in zip(bases, exponents, unpacked(text), strict=True):
        assert ulps_apart(base**exponent, theirs) <= 1, (base, exponent)


def test_squeezing_changes_nothing_that_the_script_does(node: Path) -> None:
    """Names within names, in templates, as properties, as defaults; conditionals; regexes."""
    program = r"""
    const name = 'outer', size = 3, list = [1, 2, 3];
    const shown = (value, { name, size: length = size } = {}, ...rest) =>
      `${name ?? 'none'} of ${value ? `${length}` : '/* no */'}: ${rest.map(x => x ** 2)}`;
    const pick = x => x > 1 ? y => y : z => ({ name: z, size });
    let total = 0;
    for (const name of list) { const size = name * 2; total += size; }
    const split = text => text.replace(/[/"']+|\/\/ {2}/g, '-').split(/-/), half = total / 2 / 3;
    if (total) total++;
    const { name: other = name, ...left } = { size: 1, total: 2 };
    try { name.missing.deep; } catch { total += +'1'; }
    globalThis.told = [name, shown(1, { name: 'n' }, 2, 3), shown(0), pick(2)(5), pick(0)(6),
      total, half, split('a//b"c'), other, left, a => a];
    """
    squeezed_program = squeezed(program)
    assert len(squeezed_program) < 0.75 * len(program)
    made = [run(node, f"{text}; return told;", None) for text in (program, squeezed_program)]
    assert made[0] == made[1]
    assert made[0][:3] == ["outer", "n of 3: 4,9", "none of /* no */: "]
