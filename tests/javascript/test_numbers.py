"""The script of live pages writes numbers and reads texts as Python does."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, get_args

import pytest

from mkdocs_paramsize.algebra.quantity import LABELS, Quantity, Range, Unit
from mkdocs_paramsize.errors import ParamsizeError
from mkdocs_paramsize.live.tables import tables
from mkdocs_paramsize.notation import FINER_TIMES, parse_size, parse_tokens
from mkdocs_paramsize.render.numbers import IN_COUNTS, exact, machine, shown
from mkdocs_paramsize.scenario import read_input
from mkdocs_paramsize.scenario.shape import DIMENSIONS
from mkdocs_paramsize.words import Words
from tests.script import run

SHOW = """
Object.assign(TABLES, given.data.tables);
return given.rows.map(([value, unit, how]) => [shown(value, unit, how, given.data),
  between(value, String, '{low}/{high}')]);
"""
UNITS: Final = get_args(Unit)


def words_of(locale: str) -> dict[str, Any]:
    words = Words.of(locale)
    made = {
        kind: {unit: words.text(f"{kind}.{unit}") for unit in UNITS} for kind in ("unit", "exact")
    }
    return {
        "locale": locale,
        "tables": tables((), locale),
        "words": {
            **made,
            "estimated": words.text("number.estimated"),
            "range": words.text("number.range"),
            "counted": [*IN_COUNTS, "token"],
            "finer": FINER_TIMES,
        },
    }


def doubles() -> Iterator[float]:
    """Ties and carries in every unit, and values from all over."""
    random.seed(7)
    yield from (0.0, 0.5, 1.0, 999.5, 999_950.0, 999_999.5, 1e15, 1e21, 2.0**53, 5e-7, 1e-6)
    for power in range(-8, 19):
        yield from ((random.randint(100, 9999) + 0.5) / 100 * 10**power for _ in range(40))
        yield from (float(random.randint(1, 10**6)) * 2.0**power for _ in range(20))
    yield from (float(random.randint(0, 10 ** random.randint(1, 15))) for _ in range(500))
    yield from (10 ** random.uniform(-9, 27) for _ in range(500))
    yield from (random.random() for _ in range(300))


def quantities(unit: Unit) -> Iterator[Quantity]:
    for x in doubles():
        label = random.choice(LABELS)
        value = Range(x, x * random.choice((1, 1.0001, 2))) if random.random() < 0.2 else x
        yield Quantity("x", value, unit, label)
        yield Quantity("x", -x, unit, label)


@pytest.mark.parametrize("locale", ["en", "zh"])
def test_every_number_reads_the_same(node: Path, locale: str) -> None:
    words = Words.of(locale)
    asked = [
        (quantity, how)
        for unit in UNITS
        for quantity in quantities(unit)
        for how in ("", "b", "x")
        if not (how == "b" and unit != "byte")
    ]
    rows = [[[x.low, x.high, LABELS.index(x.label)], x.unit, how] for x, how in asked]
    told = run(node, SHOW, {"rows": rows, "data": words_of(locale)})
    ours = [
        exact(x, words) if how == "x" else shown(x, words, binary=how == "b") for x, how in asked
    ]
    pairs = zip(asked, ours, told, strict=True)
    assert [(x, how, a, b[0]) for (x, how), a, b in pairs if a != b[0]] == []


def test_every_number_has_the_same_value_for_machines(node: Path) -> None:
    asked = list(quantities("byte"))
    rows = [[[x.low, x.high, 0], "byte", ""] for x in asked]
    told = run(node, SHOW, {"rows": rows, "data": words_of("en")})
    for quantity, (_, text) in zip(asked, told, strict=True):
        theirs = [float(part) for part in text.split("/")]
        assert theirs == [float(part) for part in machine(quantity).split("/")]
        if abs(quantity.high) < 1e15 and float(quantity.high).is_integer():
            assert text == machine(quantity)


READ = """
Object.assign(TABLES, given.tables);
return given.texts.map(text => [
  parseTokens(text) ?? null, parseSize(text) ?? null,
  ...['mfu', 'batch', 'price', 'pue'].map(name => read(name, text) ?? null)]);
"""
WRITTEN: Final = """
8k | 8 K | 128k | 200k | 1M | 2.0M | 1.5M | 10M | 0.5k | 200Ki | 200 ki | 1.5 Mi | 131,072 | 1
| 0 | -8k | 0.5 | 1.5 | 1e18 | 1.1e18 | 1e999k | 15T | 300B | 15万亿 | 3000亿 | 8千 | 万亿 | 千亿
| 十万 | 亿亿 | 70B | 350M | 1.3T | 7e9 | 700亿 | 1.76万亿 | 8x7B | 8×7B | 8 * 7b | 8X7B | 70 | 999
| 671B-A37B | 235b a22b | 1T-A 32B | 6710亿-A370亿 | 7B-A7B | 37B-A671B | 671-A37B | 671B-A37
| 10001T | 1x7B | 99999x7B | ７０Ｂ | ７００　亿 | 671B–A37B | 671B — A37B | 3.65×10²⁴ | 10² | ²
| 1.5x10^13 | 2×10⁻³ | 70⁹B | 1_000 | 1__0 | 1,000 | 1,5B | 12,34 | 01,000 | 25%-50% | 25%–50%
| 25-50% | 25–50 % | 0.25 - 0.5 | 25e-2-5e-1 | 40% | 0.4 | 100% | 101% | 0% | 50%-25% | 25%～50%
| １００％ | 40 % | -40% | 2.5 | 1e-4 | 1e9 | .5 | 5. | 8.0 | +8 | -1 | 1e400 | nan | NaN | inf
| 1E3 | Infinity | null | undefined | true | 0x10 | 1e | 1e+3 | --1 | 1-2-3 | %
| <b>7B</b> | ＜script＞ | __proto__ | constructor | toString | 70B/7B | Llama-3-70B | GPT-4 | o1
| B | x7B | 8x | 七百亿 | ٧٠B | 🦙
"""


def texts() -> list[str]:
    """What people write, what they mistype, and strings of the signs that mean something."""
    random.seed(11)
    signs = "0123456789" * 2 + ".,_-+eExX×*aAkKmMbBtTiI%^万亿千 ~７"
    strange = ["".join(random.choices(signs, k=random.randint(1, 9))) for _ in range(20_000)]
    by_comma = [text.strip() for text in WRITTEN.replace("\n", " ").split(" | ")]
    return [*by_comma, *WRITTEN.split(), "", " ", *strange]


def python_size(text: str) -> Any:
    size = parse_size(text)
    if size.total is None:
        return {"experts": size.experts, "each": size.expert_size}
    return {"total": size.total} | ({"active": size.active} if size.active else {})


def or_none(read: Callable[[str], Any], text: str) -> Any:
    try:
        return read(text)
    except ParamsizeError:
        return None


def python_input(name: str, text: str) -> Any:
    """The value of an input, lower and upper end."""
    value = or_none(lambda text: read_input(name, text), text)
    if value is None:
        return None
    return [value.low, value.high] if isinstance(value, Range) else [value, value]


def test_every_text_is_read_or_refused_alike(node: Path) -> None:
    asked = texts()
    names = ("mfu", "batch", "price", "pue")
    told = run(node, READ, {"texts": asked, "tables": tables(names, "en")})
    wrong: list[tuple[Any, ...]] = []
    for text, (tokens, size, *inputs) in zip(asked, told, strict=True):
        if tokens != or_none(parse_tokens, text) or size != or_none(python_size, text):
            wrong.append((text, tokens, size))
        for name, theirs in zip(names, inputs, strict=True):
            ours = python_input(name, text)
            # What Python refuses for its size alone is brought back to the bound, and says so.
            clamped = theirs is not None and len(theirs) > 3 and bool(theirs[3])
            if (theirs and theirs[:2]) != ours and not (ours is None and clamped):
                wrong.append((name, text, theirs, ours))
    assert wrong == []


def test_arrows_step_through_every_amount_of_things(node: Path) -> None:
    asked = [
        ["batch", 3, 1], ["batch", 3, -1], ["gpus", 1, -1], ["experts", 0, 1], ["top_k", 2, 1],
        ["kv_heads", 8, -1], ["layers", 80, 1], ["context", 8192, 1], ["sequence", 2**20, 1],
        ["context", 512, 1], ["price", 2, 1], ["tokens", 15e12, -1],
        ["mfu", 0.25, 1], ["mfu", 0.4, -1], ["carbon", 0.4, -1], ["model", 7e9, 1],
    ]  # fmt: skip
    wanted = ["4", "2", "1", "1", "4", "4", "128", "16k", "2M", "1k", "2.5", "12T"]
    wanted += ["31%", "32%", "0.32", "8.8B"]
    stepped = (
        "Object.assign(TABLES, given.tables);"
        "return given.asked.map(([name, x, by]) => step(name, x, by));"
    )
    read = tables({*DIMENSIONS, *(str(name) for name, *_ in asked if name != "model")}, "en")
    told = run(node, stepped, {"asked": asked, "tables": read})
    assert told == wanted
    for (name, *_), text in zip(asked, told, strict=True):
        assert name == "model" or read_input(str(name), text) is not None
