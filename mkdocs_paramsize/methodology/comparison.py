"""The validation table: published, ours, difference, and why they may differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final
from xml.etree.ElementTree import Element

from mkdocs_paramsize.algebra.quantity import Range
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.facts.published import PrintedUnit
from mkdocs_paramsize.methodology.grid import NO_BREAK, Line, grid, source_of
from mkdocs_paramsize.methodology.validation import AGREES, Check, checks
from mkdocs_paramsize.notation import format_exact, format_number, format_percent
from mkdocs_paramsize.render.element import element
from mkdocs_paramsize.words import Words

HEADS: Final = ("case", "published", "ours", "difference")
MARKS: Final = "*†‡§"
"""What leads from a row to its remark below the table."""


def parts(facts: Facts, words: Words) -> Iterator[Element | str]:
    """What the comparison comes to, then a table for each group of figures."""
    found = checks(facts)
    yield element("p", {}, _lead(found, words))
    yield element("p", {}, _bands(found, facts, words))
    for group, members in groupby(found, key=lambda one: one.group):
        heading = words.text(f"published.group.{group}")
        yield f"### {heading} {{ #validation-{group} }}\n"
        yield from _group(heading, tuple(members), words)


def _lead(found: Sequence[Check], words: Words) -> str:
    return words.filled(
        "methodology.validation-lead",
        agree=str(sum(one.agrees for one in found)),
        all=str(len(found)),
        within=format_percent(AGREES),
    )


def _bands(found: Sequence[Check], facts: Facts, words: Words) -> str:
    """How many of the runs whose utilisation gives the band lie in it."""
    sample = {run.model for run in facts.training.runs if run.mfu_sample}
    runs = [one for one in found if one.group == "gpu-hours" and one.case in sample]
    return words.filled("methodology.bands", inside=str(sum(one.difference == 0 for one in runs)))


def _group(heading: str, listed: Sequence[Check], words: Words) -> Iterator[Element]:
    """The table; what is the same in many rows stands once below it."""
    remarks = list(dict.fromkeys(filter(None, (_remark(one, words) for one in listed))))
    sources = list(dict.fromkeys(one.source.text for one in listed))
    titles = [words.text(f"methodology.head.{head}") for head in HEADS]
    lines = [
        Line(
            _cells(one, remarks, words),
            part=_part(one),
            source=source_of(one.source.text, None, words) if len(sources) > 1 else (),
        )
        for one in listed
    ]
    yield grid(heading, titles, lines, figures=(1, 2, 3))
    notes = [f"{mark} {remark}" for mark, remark in zip(MARKS, remarks, strict=False)]
    if len(sources) == 1:
        notes.append(words.filled("methodology.source", source=sources[0]))
    for note in notes:
        yield element("p", {"class": "paramsize-note"}, note)


def _remark(check: Check, words: Words) -> str | None:
    if check.flaw is not None:
        return words.text(f"published.flaw.{check.flaw}")
    return words.text(f"published.note.{check.note}") if check.note else None


def _cells(check: Check, remarks: Sequence[str], words: Words) -> tuple[str, ...]:
    remark = _remark(check, words)
    mark = f"{NO_BREAK}{MARKS[remarks.index(remark)]}" if remark else ""
    return (
        f"{check.case}{mark}",
        _amount(check.published, check.unit, words),
        _ours(check, words),
        _verdict(check, words),
    )


def _part(check: Check) -> str:
    """What the row is: a figure that agrees, one that does not, or one known to be wrong."""
    if check.flaw is not None:
        return "flaw"
    return "agrees" if check.agrees else "differs"


def _ours(check: Check, words: Words) -> str:
    if isinstance(check.ours, Range):
        low, high = (_digits(end, check.unit) for end in (check.ours.low, check.ours.high))
        return _with_unit(words.filled("number.range", low=low, high=high), check.unit, words)
    return _amount(check.ours, check.unit, words)


def _verdict(check: Check, words: Words) -> str:
    if isinstance(check.ours, Range):
        if check.difference == 0:
            return words.text("methodology.inside")
        return words.filled("methodology.outside", difference=_signed(check.difference))
    return _signed(check.difference)


def _signed(difference: float) -> str:
    """A difference in per cent with its sign.

    >>> [_signed(x) for x in (0.0024, -0.5, 0, -0.00002)]
    ['+0.2%', '−50%', '0%', '0%']
    """
    text = format_percent(abs(difference))
    if text in ("0%", "<0.1%"):
        return "0%"
    return f"{'+' if difference > 0 else '−'}{text}"


def _amount(value: float, unit: PrintedUnit, words: Words) -> str:
    return _with_unit(_digits(value, unit), unit, words)


def _digits(value: float, unit: PrintedUnit) -> str:
    if unit == "fraction":
        return format_percent(value)
    if unit in ("GPU-hour", "USD"):
        return format_exact(round(value))
    return format_number(value, 5 if unit == "GiB" else 4)


def _with_unit(digits: str, unit: PrintedUnit, words: Words) -> str:
    match unit:
        case "fraction" | "GPU-hour":  # The heading says that hours are listed.
            return digits
        case "USD" | "day":
            return words.counted(f"unit.{unit.lower()}", digits)
        case "t":
            return f"{digits} t CO₂e"
    return f"{digits} {unit}"
