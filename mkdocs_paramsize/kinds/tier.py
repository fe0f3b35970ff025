"""`tier` and `tiers`: where a size belongs, and the whole scale."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from msgspec.structs import replace

from mkdocs_paramsize.algebra.quantity import Quantity
from mkdocs_paramsize.answer import (
    Answer,
    Block,
    Cell,
    Choose,
    Exact,
    Localised,
    Phrase,
    Plain,
    Point,
    Row,
    Ruler,
    Several,
    Table,
    Zone,
)
from mkdocs_paramsize.errors import MarkerError, ParamsizeError
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.facts.tiers import Tier, Tiers
from mkdocs_paramsize.kinds.conditions import at_least
from mkdocs_paramsize.kinds.inputs import called
from mkdocs_paramsize.kinds.question import Question
from mkdocs_paramsize.kinds.shapes import names
from mkdocs_paramsize.notation import COUNT_DIGITS
from mkdocs_paramsize.scenario.subject import Subject, resolve


def tier(question: Question) -> Answer:
    """The tier that a subject's total belongs to, with what such models are for."""
    subject, tiers = question.subject, question.facts.tiers
    total = subject.total()
    name = named(total, tiers)
    return Answer(
        kind="tier",
        title=Phrase("tier.of", {"name": called(subject), "tier": name}),
        inline=name,
        sentence=Phrase(
            "tier.sentence",
            {"name": called(subject), "count": counted(total, tiers), "tier": name},
        ),
        make_block=lambda: Block(
            table=Table(
                (Phrase("head.tier"), name),
                tuple(Row(_headed(key, said)) for key, said in about(total, tiers).items()),
            ),
        ),
    )


def about(total: Quantity, tiers: Tiers) -> dict[str, Cell]:
    """What is told of the tier by its key: where it reaches, the explanation, examples."""
    told: dict[str, Cell] = {"range": _by_tier(total, tiers, lambda one: span(one, tiers))}
    told |= _explained(total, tiers)
    if any(one.examples for one in tiers.tiers):
        told["examples"] = _by_tier(total, tiers, lambda one: names(one.examples))
    return told


def paragraphs(total: Quantity, tiers: Tiers) -> tuple[tuple[Cell, Cell], ...]:
    """What such models are for and more of that kind, each with the word that it begins with."""
    return tuple(_headed(key, said) for key, said in _explained(total, tiers).items())


def _explained(total: Quantity, tiers: Tiers) -> dict[str, Cell]:
    return {key: _by_tier(total, tiers, partial(_said, key)) for key in _keys(tiers)}


def _keys(tiers: Tiers) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for one in tiers.tiers for key in explanation(one)))


def _headed(key: str, said: Cell) -> tuple[Cell, Cell]:
    return Phrase(f"head.{key}"), said


def _said(key: str, one: Tier) -> Cell:
    return explanation(one).get(key, Plain(""))


PARTS = ("purpose", "cost", "weakness")


def named(total: Quantity, tiers: Tiers) -> Choose:
    """The name of the tier that a total belongs to, from the largest tier downwards."""
    return _by_tier(total, tiers, name_of)


def counted(total: Quantity, tiers: Tiers) -> Choose:
    """The count that stands beside its tier: in all its digits where a rounded one would be that
    of the tier above."""
    # The sentences say of what it is.
    digits = Exact(replace(total, unit="count"))

    def cases() -> Iterator[tuple[Quantity, Cell]]:
        for one in reversed(tiers.tiers[1:]):
            edge, near = _edge(one.start, tiers), _edge(_rounds_up(one.start), tiers)
            yield at_least(total, edge), total
            yield at_least(total, near), digits

    return Choose(cases, total)


def _rounds_up(start: int) -> int:
    """From which number on a count reads as that one.

    >>> _rounds_up(10**9), _rounds_up(70 * 10**9)
    (999500000, 69950000000)
    """
    last: int = 10 ** max(0, len(str(start - 1)) - COUNT_DIGITS)
    return start - last // 2


def _by_tier(total: Quantity, tiers: Tiers, cell: Callable[[Tier], Cell]) -> Choose:
    def cases() -> Iterator[tuple[Quantity, Cell]]:
        for one in reversed(tiers.tiers[1:]):
            edge = _edge(one.start, tiers)
            yield at_least(total, edge), cell(one)

    return Choose(cases, cell(tiers.tiers[0]))


def name_of(found: Tier) -> Cell:
    """The tier's name: the table's word, or the site's own."""
    if found.name is None:
        return Phrase(f"tier.{found.key}.name")
    return Localised(found.name)


def explanation(found: Tier) -> dict[str, Cell]:
    """What such models are for, what they cost, what they are bad at; the site's own words."""
    if found.text is not None:
        return {"text": Localised(found.text)} if any(found.text.values()) else {}
    return {part: Phrase(f"tier.{found.key}.{part}") for part in PARTS}


def span(found: Tier, tiers: Tiers) -> Phrase:
    """From where to where the tier reaches."""
    end = tiers.end(found)
    fields: dict[str, Cell] = {"from": _edge(found.start, tiers), "to": _edge(end or 0, tiers)}
    if end is None:
        return Phrase("tier.range_from", fields)
    return Phrase("tier.range_from_to" if found.start else "tier.range_below", fields)


def _edge(value: int, tiers: Tiers) -> Quantity:
    return Quantity("boundary", value, "parameter", "nominal", source=tiers.source)


def tiers(question: Question) -> Answer:
    """The whole scale on a logarithmic ruler with known models on it, and as a table."""
    if question.text:
        raise MarkerError(
            f"tiers shows the whole scale and takes no subject; write `tiers:`, or `tier: "
            f"{question.text}` for the tier of one"
        )
    scale = question.facts.tiers
    return Answer(
        kind="tiers",
        title=Phrase("tiers.title"),
        inline=Several(tuple(name_of(one) for one in scale.tiers)),
        make_block=lambda: _scale(scale, question.facts),
    )


def _scale(scale: Tiers, facts: Facts) -> Block:
    first = _keys(scale)[:1]
    rows = tuple(
        Row(
            (
                name_of(one),
                span(one, scale),
                *(_said(key, one) for key in first),
                names(one.examples),
            )
        )
        for one in scale.tiers
    )
    head = tuple(Phrase(f"head.{name}") for name in ("tier", "range", *first, "examples"))
    title = Phrase("tiers.title")
    return Block(
        figure=Ruler(
            title,
            tuple(Zone(name_of(one), one.start) for one in scale.tiers),
            _points(scale, facts),
        ),
        table=Table(head, rows),
    )


def _points(scale: Tiers, facts: Facts) -> tuple[Point, ...]:
    examples = [_example(name, facts) for one in scale.tiers for name in one.examples]
    return tuple(Point(found.name, found.total()) for found in examples if found is not None)


def _example(name: str, facts: Facts) -> Subject | None:
    """An example of the scale; a name that a site made up for its own tiers is only a name."""
    try:
        subject = resolve(name, facts.catalogue)
        subject.total()
    except ParamsizeError:
        return None
    return subject
