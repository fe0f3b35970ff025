"""One marker answered in the terminal, or as JSON for machines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

from mkdocs_paramsize.algebra.quantity import Quantity
from mkdocs_paramsize.answer import NOT_DISCLOSED, Answer, Cell, Choose, Table, Undisclosed, numbers
from mkdocs_paramsize.kinds import Question, answer, question
from mkdocs_paramsize.ledger.text import counted
from mkdocs_paramsize.marker import IN_TEXT, LIVE, View, parse
from mkdocs_paramsize.options import read
from mkdocs_paramsize.render.content import Writer
from mkdocs_paramsize.render.element import plain_text
from mkdocs_paramsize.render.numbers import shown
from mkdocs_paramsize.render.steps import working
from mkdocs_paramsize.render.table import in_one_unit
from mkdocs_paramsize.render.view import comparing, inline
from mkdocs_paramsize.scenario import Scenario
from mkdocs_paramsize.scenario.dials import dials_of
from mkdocs_paramsize.words import Words


@dataclass(frozen=True, slots=True)
class Answered:
    """A marker, what was asked, what was answered, and in which language."""

    question: Question
    answer: Answer
    words: Words


def asked(text: str, options: Mapping[str, Any], root: Path, locale: str) -> Answered:
    """The answer to a marker's text, with or without its `<<` and `>>`. Raises ParamsizeError."""
    marker = parse(text.strip().removeprefix("<<").removesuffix(">>").strip())
    site = read(options, root)
    scenario = Scenario((("site", site.scenario),))
    for dial in dials_of(marker, scenario, site.facts) if marker.kind in LIVE else ():
        assumed = () if dial.assumed is None else (dial.assumed,)
        scenario = scenario.with_dials({dial.input: dial.value}, assumed)
    made = question(marker, scenario, site.facts)
    return Answered(made, answer(made), Words.of(locale))


def as_text(answered: Answered) -> str:
    """The answer, its workings and its tables, as lines of a terminal."""
    parts = [answered, *(replace(answered, answer=part) for part in answered.answer.parts)]
    return "\n".join(line for part in parts for line in _lines(part)).rstrip()


def as_json(answered: Answered) -> dict[str, Any]:
    """The answer as plain data: exact values, units, labels, parts and the workings.

    A single number stands at the top, as does the word that there is none; of a sentence with
    several, each is one of `numbers`.
    """
    made, writer = answered.answer, _writer(answered)
    said = _chosen(made.inline)
    data: dict[str, Any] = {
        "kind": made.kind,
        "subjects": [subject.name for subject in answered.question.subjects],
        "text": _said(answered),
    }
    if isinstance(made.inline, Quantity):
        data |= _worked(made.inline, writer)
    elif isinstance(said, Undisclosed):
        data |= _undisclosed(said, writer) | {"working": []}
    else:
        data["numbers"] = [_worked(number, writer) for number in numbers(made.inline)]
    tables = [_rows(table, writer) for table in _tables(made)]
    if tables:
        data["table"] = tables[0]
    data["warnings"] = [plain_text(writer.phrase(warning)) for warning in made.warnings]
    notes = (plain_text(writer.cell(note)) for note in made.block.notes)
    data["notes"] = [note for note in notes if note]
    if made.parts:
        data["parts"] = [as_json(replace(answered, answer=part)) for part in made.parts]
    return data


def _writer(answered: Answered) -> Writer:
    return comparing(answered.answer, Writer(answered.words, lambda _: None))


def _said(answered: Answered) -> str:
    """What the marker would be in a sentence."""
    asked_for = answered.question.options.get("as")
    view: View = next((view for view in IN_TEXT if view == asked_for), "number")
    return plain_text([inline(answered.answer, view, _writer(answered))])


def _tables(made: Answer) -> tuple[Table, ...]:
    card = made.block.card.tables if made.block.card else ()
    return (made.block.table, *card) if made.block.table else card


def _rows(table: Table, writer: Writer) -> list[dict[str, Any]]:
    writer = in_one_unit(table, writer)
    return [
        {"part": row.part, "cells": [_cell(cell, writer) for cell in row.cells]}
        for row in table.shown
    ]


def _cell(cell: Cell, writer: Writer) -> Any:
    match _chosen(cell):
        case Quantity() as quantity:
            return _quantity(quantity, writer)
        case Undisclosed() as undisclosed:
            return _undisclosed(undisclosed, writer)
        case other:
            return plain_text(writer.cell(other))


def _chosen(cell: Cell) -> Cell:
    return cell.chosen if isinstance(cell, Choose) else cell


def _worked(quantity: Quantity, writer: Writer) -> dict[str, Any]:
    return {
        **_quantity(quantity, writer),
        "working": list(working(quantity, writer.words).lines(writer.words)),
    }


def _quantity(quantity: Quantity, writer: Writer) -> dict[str, Any]:
    return {
        "value": [quantity.low, quantity.high] if quantity.low != quantity.high else quantity.low,
        "unit": quantity.unit,
        "label": quantity.label,
        "shown": shown(quantity, writer.words, binary=writer.binary),
    }


def _undisclosed(cell: Undisclosed, writer: Writer) -> dict[str, Any]:
    """The fields of a number, for one that nobody has published."""
    shown_text = plain_text(writer.cell(cell))
    return {"value": None, "unit": None, "label": NOT_DISCLOSED, "shown": shown_text}


def _lines(answered: Answered) -> Iterator[str]:
    """Paragraphs, with an empty line after each."""
    made, writer = answered.answer, _writer(answered)
    yield from (plain_text(writer.phrase(made.title)), _said(answered), "")
    for number in numbers(made.inline):
        yield from (*working(number, answered.words).lines(answered.words), "")
    for table in _tables(made):
        yield from (*table_lines(table, writer), "")
    if answered.question.kind == "breakdown" and made.block.table:
        yield from (*_ledger(answered.question), "")
    for note in (*made.warnings, *made.block.notes):
        if note is not made.inline and (said := plain_text(writer.cell(note))):
            yield from (said, "")


def table_lines(table: Table, writer: Writer) -> Iterator[str]:
    """A table in columns; exact values are left to `--json`."""
    writer = in_one_unit(table, writer)
    rows = [[plain_text(writer.cell(head)) for head in table.head]]
    rows += [[plain_text(writer.cell(cell)) for cell in row.cells] for row in table.shown]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        padded = (f"{text}{' ' * (w - _width(text))}" for text, w in zip(row, widths, strict=True))
        yield "  ".join(padded).rstrip()


def _width(text: str) -> int:
    """Columns of a terminal: a Chinese character takes two.

    >>> _width("70B"), _width("700 亿")
    (3, 6)
    """
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _ledger(asked_of: Question) -> Iterator[str]:
    """Every tensor: its name, its shape, how often it stands there, and its count."""
    for line in asked_of.subject.ledger.parameters:
        yield f"{line.count:>18,}  {line.component:<18}  {line.name}  = {counted((line,))}"
