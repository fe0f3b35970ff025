"""One marker answered in the terminal, or as JSON for machines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mkdocs_paramsize.algebra.quantity import Quantity
from mkdocs_paramsize.algebra.working import working
from mkdocs_paramsize.answer import Answer, Table
from mkdocs_paramsize.errors import MarkerError
from mkdocs_paramsize.kinds import KINDS, Question, answer, question
from mkdocs_paramsize.ledger.text import counted
from mkdocs_paramsize.marker import parse
from mkdocs_paramsize.options import read
from mkdocs_paramsize.render.content import Writer
from mkdocs_paramsize.render.element import plain_text
from mkdocs_paramsize.render.figures import shown
from mkdocs_paramsize.scenario import Scenario
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
    if marker.kind not in KINDS:
        raise MarkerError(f"the kind '{marker.kind}' has no answer outside of a page")
    site = read(options, root)
    made = question(marker, Scenario((("site", site.scenario),)), site.facts)
    return Answered(made, answer(made), Words.of(locale))


def as_text(answered: Answered) -> str:
    """The answer, its table and its working, as lines of a terminal."""
    return "\n".join(_lines(answered))


def as_json(answered: Answered) -> dict[str, Any]:
    """The answer as plain data: exact values, units, labels, parts and the working."""
    made, words = answered.answer, answered.words
    writer = Writer(words, lambda _: None)
    data: dict[str, Any] = {
        "kind": made.kind,
        "subjects": [subject.name for subject in answered.question.subjects],
        "text": plain_text(writer.cell(made.inline)),
    }
    if isinstance(made.inline, Quantity):
        data |= _quantity(made.inline, words)
        data["working"] = list(working(made.inline, words).lines())
    if made.block.table is not None:
        data["table"] = [
            {"part": row.part, "cells": [_cell(cell, writer) for cell in row.cells]}
            for row in made.block.table.rows
        ]
    data["warnings"] = [plain_text(writer.phrase(warning)) for warning in made.warnings]
    data["notes"] = [plain_text(writer.cell(note)) for note in made.block.notes]
    return data


def _quantity(quantity: Quantity, words: Words) -> dict[str, Any]:
    return {
        "value": [quantity.low, quantity.high] if quantity.low != quantity.high else quantity.low,
        "unit": quantity.unit,
        "label": quantity.label,
        "shown": shown(quantity, words),
    }


def _cell(cell: Any, writer: Writer) -> Any:
    if isinstance(cell, Quantity):
        return _quantity(cell, writer.words)
    return plain_text(writer.cell(cell))


def _lines(answered: Answered) -> Iterator[str]:
    made, words = answered.answer, answered.words
    writer = Writer(words, lambda _: None)
    yield plain_text(writer.phrase(made.title))
    yield plain_text(writer.cell(made.inline))
    if isinstance(made.inline, Quantity):
        yield ""
        yield from working(made.inline, words).lines()
    if made.block.table is not None:
        yield ""
        yield from table_lines(made.block.table, writer)
    if made.kind == "breakdown":
        yield ""
        yield from _ledger(answered.question)
    for note in (*made.warnings, *made.block.notes):
        yield ""
        yield plain_text(writer.cell(note))


def table_lines(table: Table, writer: Writer) -> Iterator[str]:
    """A table in columns; `machine` values are left to `--json`."""
    rows = [[plain_text(writer.cell(head)) for head in table.head]]
    rows += [[plain_text(writer.cell(cell)) for cell in row.cells] for row in table.rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()


def _ledger(asked_of: Question) -> Iterator[str]:
    """Every tensor: its name, its shape, how often it stands there, and its count."""
    for line in asked_of.subject.ledger.parameters:
        yield f"{line.count:>18,}  {line.component:<18}  {line.name}  = {counted((line,))}"
