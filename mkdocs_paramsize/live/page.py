"""A live page's data: what its script needs, as JSON within the page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Any, Final

from mkdocs_paramsize.algebra.formula import Formula
from mkdocs_paramsize.algebra.quantity import LABELS, Quantity
from mkdocs_paramsize.algebra.symbols import SYMBOLS
from mkdocs_paramsize.algebra.text import written
from mkdocs_paramsize.answer import Dial
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.kinds.dial import NAMES
from mkdocs_paramsize.live.expression import SUM, SYMBOL, by_place, followed
from mkdocs_paramsize.live.harvest import (
    Choices,
    Known,
    gpus,
    is_plain_size,
    models,
    precisions,
)
from mkdocs_paramsize.live.sheet import Sheet
from mkdocs_paramsize.live.tables import reader, tables
from mkdocs_paramsize.marker import Marker
from mkdocs_paramsize.notation import FINER_TIMES, is_size
from mkdocs_paramsize.render.content import dial_name
from mkdocs_paramsize.render.numbers import IN_COUNTS
from mkdocs_paramsize.render.popover import lines
from mkdocs_paramsize.render.steps import called, constant, label_in_words
from mkdocs_paramsize.scenario import INPUTS, Scenario
from mkdocs_paramsize.scenario.cells import FOLLOWING, GPU, WEIGHED
from mkdocs_paramsize.scenario.dials import MODEL, value_of
from mkdocs_paramsize.scenario.shape import DIMENSIONS, set_by
from mkdocs_paramsize.scenario.subject import PAGE
from mkdocs_paramsize.words import Words

_OWNERS: Final = {"model": PAGE, "gpu": GPU}
"""Whose cells an input's own are."""


def data(
    sheet: Sheet,
    dials: Iterable[Dial],
    markers: Iterable[Marker],
    scenario: Scenario,
    facts: Facts,
) -> dict[str, Any]:
    """The whole sheet of a page: expressions, the numbers of its choices, and words."""
    cells, asked = _cells(sheet), tuple(markers)
    shapes = _shapes(cells)
    drawn = DIMENSIONS if shapes else ()
    assumed = {quantity.name: quantity for quantity in scenario.assumed}
    following = {name: owner for name, owner in FOLLOWING.items() if name in assumed}
    given = _given(sheet, drawn, scenario, facts)
    brought = tuple(dials)
    offered = {dial.input: (dial.value, *dial.choices) for dial in brought}
    unknown = {dial.input: dial.text for dial in brought if dial.is_unknown}
    offered |= {name: (text,) for name, text in given.items()}
    return {
        "locale": sheet.words.locale,
        "inputs": {name: _text(name, scenario, facts) for name in sorted(sheet.inputs)} | unknown,
        "given": given,
        "assumed": dict(_assumed(scenario)),
        "follows": {name: (owner, f"{_OWNERS[owner]}|{name}") for name, owner in following.items()},
        "numbers": dict(_numbers(sheet, following)),
        "choices": sheet.choices,
        "bars": sheet.drawn,
        "models": _models(offered, asked, scenario, facts),
        "gpus": _gpus(offered, cells, facts, scenario),
        "precisions": precisions(
            _formats(offered, cells),
            facts,
            of_sizes=bool(shapes) or _tells_sizes(brought, offered, cells),
        ),
        "shape": shapes,
        "tables": tables((*sheet.inputs, *drawn), sheet.words.locale),
        "templates": _templates(sheet),
        "words": _words(sheet),
    }


def _given(sheet: Sheet, drawn: Sequence[str], scenario: Scenario, facts: Facts) -> dict[str, str]:
    """What the page says of inputs that have no dial, names and the dimensions that are drawn."""
    given = {
        name: _text(name, scenario, facts)
        for name in (*NAMES, *drawn)
        if name not in sheet.inputs and scenario.text(name)
    }
    assumed = {quantity.name for quantity in scenario.assumed}
    if "tokens" in assumed and "model" not in sheet.inputs:
        given.setdefault("model", MODEL)
    return given


def _models(
    offered: Mapping[str, Sequence[str]],
    asked: tuple[Marker, ...],
    scenario: Scenario,
    facts: Facts,
) -> dict[str, Known]:
    """The numbers of models; a size has none but those of matrices that an author names."""
    adapts = any(marker.option("method") for marker in asked)
    names = dict.fromkeys(
        text for text in offered.get("model", ()) if adapts or not is_plain_size(text)
    )
    choices = Choices(tuple(names), tuple(dict.fromkeys(offered.get("precision", ()))))
    # A page in another language asks the same, and so does the next build of a preview.
    return facts.once(
        ("models", asked, scenario.key, choices),
        lambda: models(asked, scenario, facts, choices),
    )


def _assumed(scenario: Scenario) -> Iterator[tuple[str, list[Any]]]:
    """What nobody has said and follows from no other input: low, high and label."""
    for quantity in scenario.assumed:
        if quantity.name not in FOLLOWING and quantity.label != LABELS[0]:
            yield quantity.name, [quantity.low, quantity.high, LABELS.index(quantity.label)]


def _numbers(sheet: Sheet, following: Mapping[str, str]) -> Iterator[tuple[str, list[Any]]]:
    """The numbers; those that are shown, with the inputs that change them: also those that an input
    of which nobody has said anything is `following`."""
    for key, made in sheet.numbers.items():
        shown = sheet.quantities.get(key)
        if shown is None:
            yield key, made
            continue
        names = followed(shown, sheet.inputs)
        owners = {owner for name, owner in following.items() if name in names}
        yield key, [*made, sorted(names | owners & sheet.inputs)]


def to_come(sheet: Sheet, opened: Set[str]) -> Iterator[tuple[str, Quantity]]:
    """The numbers that may come into being on the page, by key: those of its choices for which no
    button that it has opens a working."""
    found = re.findall(r'\["live", "(\w+)"\]', json.dumps(sheet.choices))
    for key in dict.fromkeys(found):
        if sheet.shown.get(key) not in opened:
            yield key, sheet.quantities[key]


def _formats(offered: Mapping[str, Sequence[str]], cells: Set[str]) -> dict[str, None]:
    """The formats that the page offers, and those that its figures are bound to: `weights@fp8`."""
    names = (cell.rpartition("|")[2].partition("@") for cell in cells)
    bound = sorted({bound for name, _, bound in names if bound and name in WEIGHED})
    return dict.fromkeys((*offered.get("precision", ()), *offered.get("kv_precision", ()), *bound))


def _tells_sizes(
    dials: Iterable[Dial], offered: Mapping[str, Sequence[str]], cells: Set[str]
) -> bool:
    """Whether the page speaks of a size, or its reader may name one: what that weighs in a format
    is computed in the page."""
    if any(dial.input == "model" and not dial.choices for dial in dials):
        return True
    owners = (cell.rpartition("|")[0] for cell in cells)
    return any(map(is_size, (*offered.get("model", ()), *owners)))


def _gpus(
    offered: Mapping[str, Sequence[str]], cells: Set[str], facts: Facts, scenario: Scenario
) -> dict[str, dict[str, Any]]:
    """The numbers of the GPUs that the page offers or names, as far as its figures rest on any."""
    known = {gpu.name for gpu in facts.gpus}
    parted = [cell.rpartition("|") for cell in cells]
    of_gpus = [(owner, name) for owner, _, name in parted if owner == GPU or owner in known]
    named = sorted({owner for owner, _ in of_gpus} - {GPU})
    asked = {name.partition("@")[0] for _, name in of_gpus}
    asked |= {"price"} & {told.name for told in scenario.assumed}
    return gpus((*offered.get("gpu", ()), *named), facts, frozenset(asked)) if asked else {}


def _shapes(cells: Set[str]) -> dict[str, list[list[str]]]:
    """The shapes that figures rest on, by owner of their cells: all dimensions of each, those that
    a marker sets with their value."""
    owners = {cell.rpartition("|")[0] for cell in cells}
    found = ((owner, set_by(owner)) for owner in sorted(owners))
    return {
        owner: [[name, *([bound[name]] if name in bound else ())] for name in DIMENSIONS]
        for owner, bound in found
        if bound is not None
    }


def _cells(sheet: Sheet) -> frozenset[str]:
    """Every text of the sheet, among which its cells are."""
    found: set[str] = set()
    pending: list[Any] = [sheet.numbers, sheet.choices, sheet.drawn]
    while pending:
        made = pending.pop()
        if isinstance(made, str):
            found.add(made)
        elif isinstance(made, list | dict):
            pending.extend(made.values() if isinstance(made, dict) else made)
    return frozenset(found)


def _text(name: str, scenario: Scenario, facts: Facts) -> str:
    text = scenario.text(name) or INPUTS[name].default or ""
    return str(value_of(name, text, facts)) if name in NAMES and text else text


def _templates(sheet: Sheet) -> Mapping[str, str]:
    """How the working of each formula and each sum of the page is written, as HTML, with places
    for numbers."""
    used = {name for key in sheet.numbers for name in _applied(sheet.numbers[key][0])}
    formulas, made = by_place(), {}
    for name in sorted(used):
        head, *told = name.split("|")
        if head in formulas:
            made[name] = _filled(formulas[head], told, sheet.words)
        elif head.startswith(SUM):
            made[name] = _sum(head.removeprefix(SUM), told, sheet.words)
    return made


def _sum(unit: str, told: Sequence[str], words: Words) -> str:
    """The terms of a sum by name, then places for them and for its own number."""
    total, *terms = (_called(name, words) for name in told)
    places = (f"{{{number}}}" for number in range(len(terms)))
    steps = " + ".join(terms), " + ".join(places), words.text(f"exact.{unit}")
    return lines(total, steps, "")


def _filled(made: Formula, told: Sequence[str], words: Words) -> str:
    """The formula in symbols, and names for inputs without one; then with places for numbers,
    which are numbered as its parameters are; then a place for its own."""

    def line(names: Mapping[str, str]) -> str:
        return written(made.body, names, constant, words.text("case.line"))

    result, *names = (_called(name, words) for name in told or (f"{SYMBOL}{made.symbol}",))
    others = [key for key in made.parameters if key not in SYMBOLS]
    symbols = {**SYMBOLS, **dict(zip(others, names, strict=True))}
    places = {key: f"{{{number}}}" for number, key in enumerate(made.parameters)}
    steps = [line(symbols), line(places)]
    return lines(result, [*steps, words.text(f"exact.{made.unit}")], made.publication)


def _called(name: str, words: Words) -> str:
    return name.removeprefix(SYMBOL) if name.startswith(SYMBOL) else called(name, words)


def _applied(made: Any) -> set[str]:
    """The formulas and sums of an expression."""
    if not isinstance(made, list) or not made or not isinstance(made[0], str):
        return set()
    return {made[0]}.union(*(_applied(part) for part in made[1:]))


def _words(sheet: Sheet) -> dict[str, Any]:
    """The words that the script writes: units, ranges, names of inputs, messages."""
    words = sheet.words
    drawn = {made["unit"] for made in sheet.drawn.values()}
    used = {made[1] for made in sheet.numbers.values()} | drawn
    for unit, (finer, *_) in FINER_TIMES.items():
        # A time is told in a finer unit where it is less than one, and in one finer than that.
        used |= {finer} if unit in used else set()
    return {
        "unit": {unit: words.text(f"unit.{unit}") for unit in sorted(used)},
        "exact": {unit: words.text(f"exact.{unit}") for unit in sorted(used)},
        "estimated": words.text("number.estimated"),
        "range": words.text("number.range"),
        "name": {name: dial_name(name, words) for name in sorted(sheet.inputs)},
        "takes": {name: _takes(name, words) for name in sorted(sheet.inputs)},
        "counted": sorted(used & {*IN_COUNTS, "token"}),
        "finer": {unit: told for unit, told in FINER_TIMES.items() if unit in used},
        "labels": LABELS,
        "label": [label_in_words(label, words) for label in LABELS],
        "between": words.text("list.between"),
        "apart": words.text("list.apart"),
        "dials": words.text("origin.dial"),
        "undisclosed": words.text("undisclosed.inline"),
        **_messages(words),
    }


def _takes(name: str, words: Words) -> str:
    """What a dial takes, for a reader who gave it something else."""
    kind, *_ = reader(name) or ("name",)
    return words.text(f"takes.{kind}")


def _messages(words: Words) -> dict[str, str]:
    prefix = "live."
    return {
        key.removeprefix(prefix): text
        for key, text in words.table.items()
        if key.startswith(prefix)
    }


def as_json(made: Mapping[str, Any]) -> str:
    """JSON that can stand in a script element: no `<`, `>` or `&` in it."""
    text = json.dumps(made, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
