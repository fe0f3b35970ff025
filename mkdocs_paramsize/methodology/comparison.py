"""The validation table: published, ours, difference, and why they may differ."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import compress, groupby
from xml.etree.ElementTree import Element

from mkdocs_paramsize.answer import Phrase, Plain, Row, Table
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.notation import format_exact, format_number, format_percent
from mkdocs_paramsize.published import PrintedUnit
from mkdocs_paramsize.quantity import Range
from mkdocs_paramsize.render.content import Writer
from mkdocs_paramsize.render.element import element
from mkdocs_paramsize.render.table import table
from mkdocs_paramsize.validation import AGREES, Check, checks
from mkdocs_paramsize.words import Words

HEADS = ("case", "published", "ours", "difference", "remark", "source")
"""The last two are left out where they would be empty, or the same in every row."""


NO_BREAK = "\u00a0"


def parts(facts: Facts, writer: Writer) -> Iterator[Element | str]:
    """What the comparison comes to, then a table for each group of figures."""
    words, found = writer.words, checks(facts)
    sample = {run.model for run in facts.training.runs if run.mfu_sample}
    inside = [one for one in found if one.group == "gpu-hours" and one.case in sample]
    lead = words.filled(
        "methodology.validation-lead",
        agree=str(sum(one.agrees for one in found)),
        all=str(len(found)),
        within=format_percent(AGREES),
    )
    bands = words.filled(
        "methodology.bands", inside=str(sum(one.difference == 0 for one in inside))
    )
    yield element("p", {}, lead, " ", bands)
    for group, members in groupby(found, key=lambda one: one.group):
        heading = words.text(f"published.group.{group}")
        yield f"### {heading} {{ #validation-{group} }}\n"
        listed = tuple(members)
        sources = {one.source.text for one in listed}
        box = table(_table(listed, len(sources) > 1, words), writer, [heading])
        box.set("data-search-exclude", "")
        yield box
        if len(sources) == 1:
            cited = words.filled("methodology.source", source=sources.pop())
            yield element("p", {"class": "paramsize-note"}, cited)


def _table(members: tuple[Check, ...], with_sources: bool, words: Words) -> Table:
    shown = [True] * 4 + [any(one.flaw or one.note for one in members), with_sources]
    return Table(
        tuple(Phrase(f"methodology.head.{head}") for head in compress(HEADS, shown)),
        tuple(Row(tuple(compress(_cells(one, words), shown)), part=_part(one)) for one in members),
    )


def _cells(check: Check, words: Words) -> tuple[Plain, ...]:
    remark = f"published.flaw.{check.flaw}" if check.flaw else f"published.note.{check.note}"
    return (
        Plain(check.case),
        Plain(_amount(check.published, check.unit, words)),
        Plain(_ours(check, words)),
        Plain(_verdict(check, words)),
        Plain(words.text(remark) if check.flaw or check.note else ""),
        Plain(check.source.text),
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
            return words.filled(f"unit.{unit.lower()}", n=digits).replace(" ", NO_BREAK)
        case "t":
            return f"{digits}{NO_BREAK}t{NO_BREAK}CO₂e"
    return f"{digits}{NO_BREAK}{unit}"
