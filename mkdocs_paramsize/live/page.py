"""A live page's data: what its script needs, as JSON within the page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from mkdocs_paramsize.algebra.text import written
from mkdocs_paramsize.answer import Dial
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.formulas import all_formulas
from mkdocs_paramsize.kinds.dial import NAMES, name_of
from mkdocs_paramsize.live.harvest import Choices, gpus, models, precisions
from mkdocs_paramsize.live.sheet import Sheet
from mkdocs_paramsize.marker import Marker
from mkdocs_paramsize.notation import is_size
from mkdocs_paramsize.scenario import INPUTS, Scenario
from mkdocs_paramsize.words import Words
from mkdocs_paramsize.working import constant


def data(
    sheet: Sheet,
    dials: Iterable[Dial],
    markers: Iterable[Marker],
    scenario: Scenario,
    facts: Facts,
) -> dict[str, Any]:
    """The whole sheet of a page: expressions, the numbers of its choices, and words."""
    offered = {dial.input: (dial.value, *dial.choices) for dial in dials}
    names = tuple(text for text in offered.get("model", ()) if not is_size(text))
    formats = dict.fromkeys((*offered.get("precision", ()), *_given(scenario, "precision")))
    cached = dict.fromkeys((*offered.get("kv_precision", ()), *_given(scenario, "kv_precision")))
    cards = dict.fromkeys((*offered.get("gpu", ()), *_given(scenario, "gpu")))
    choices = Choices(names, tuple(dict.fromkeys(offered.get("precision", ()))))
    return {
        "locale": sheet.words.locale,
        "inputs": {name: _text(name, scenario, facts) for name in sorted(sheet.inputs)},
        "numbers": sheet.numbers,
        "choices": sheet.choices,
        "bars": sheet.bars,
        "models": models(markers, scenario, facts, choices),
        "gpus": gpus(cards, facts) if "gpu" in sheet.inputs else {},
        "precisions": precisions((*formats, *cached), facts),
        "templates": _templates(sheet),
        "words": _words(sheet),
    }


def _given(scenario: Scenario, name: str) -> tuple[str, ...]:
    text = scenario.text(name)
    return (text,) if text else ()


def _text(name: str, scenario: Scenario, facts: Facts) -> str:
    text = scenario.text(name) or INPUTS[name].default or ""
    return name_of(name, text, facts) if name in NAMES and text else text


def _templates(sheet: Sheet) -> Mapping[str, list[str]]:
    """For each formula of the page: its symbol, and its expression with places for numbers."""
    found = all_formulas()
    used = {name for key in sheet.numbers for name in _formulas_of(sheet.numbers[key][0])}
    return {
        name: [
            found[name].symbol,
            written(
                found[name].body,
                {key: f"{{{key}}}" for key in found[name].parameters},
                constant,
            ),
        ]
        for name in sorted(used & set(found))
    }


def _formulas_of(made: Any) -> set[str]:
    if not isinstance(made, list) or not made or not isinstance(made[0], str):
        return set()
    return {made[0]}.union(*(_formulas_of(part) for part in made[1:]))


def _words(sheet: Sheet) -> dict[str, Any]:
    """The words that the script writes: units, ranges, names of inputs, messages."""
    words = sheet.words
    units = sorted({made[1] for made in sheet.numbers.values()})
    return {
        "unit": {unit: words.text(f"unit.{unit}") for unit in units},
        "exact": {unit: words.text(f"exact.{unit}") for unit in units},
        "estimated": words.text("number.estimated"),
        "range": words.text("number.range"),
        "name": {name: words.text(f"input.{name}") for name in sorted(sheet.inputs)},
        **_messages(words),
    }


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
