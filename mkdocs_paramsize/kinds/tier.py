"""`tier` and `tiers`: where a size belongs, and the whole scale."""

from __future__ import annotations

from mkdocs_paramsize.answer import (
    Answer,
    Cell,
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
from mkdocs_paramsize.errors import ParamsizeError
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.kinds.question import Question
from mkdocs_paramsize.kinds.shared import names
from mkdocs_paramsize.quantity import Quantity
from mkdocs_paramsize.subject import Subject, resolve
from mkdocs_paramsize.tiers import Tier, Tiers


def tier(question: Question) -> Answer:
    """The tier that a subject's total belongs to, with what such models are for."""
    subject, tiers = question.subject, question.facts.tiers
    total = subject.total()
    found = tiers.of(total.low)
    name = name_of(found)
    return Answer(
        kind="tier",
        title=Phrase("tier.of", {"name": Plain(subject.name), "tier": name}),
        inline=name,
        sentence=Phrase(
            "tier.sentence", {"name": Plain(subject.name), "count": total, "tier": name}
        ),
        table=Table(
            (Phrase("head.tier"), Phrase("head.meaning")),
            tuple(Row((label, text)) for label, text in _about(found, tiers)),
        ),
    )


def name_of(found: Tier) -> Cell:
    """The tier's name: the table's word, or the site's own."""
    if found.name is None:
        return Phrase(f"tier.{found.key}.name")
    return Localised(found.name)


def explanation(found: Tier) -> tuple[Cell, ...]:
    """What such models are for, what they cost, what they are bad at."""
    if found.text is not None:
        return (Localised(found.text),)
    return tuple(Phrase(f"tier.{found.key}.{part}") for part in ("purpose", "cost", "weakness"))


def span(found: Tier, tiers: Tiers) -> Phrase:
    """From where to where the tier reaches."""
    end = tiers.end(found)
    fields: dict[str, Cell] = {"from": _edge(found.start, tiers), "to": _edge(end or 0, tiers)}
    if end is None:
        return Phrase("tier.range_from", fields)
    return Phrase("tier.range_from_to" if found.start else "tier.range_below", fields)


def _about(found: Tier, tiers: Tiers) -> tuple[tuple[Cell, Cell], ...]:
    rows: list[tuple[Cell, Cell]] = [(Phrase("head.range"), span(found, tiers))]
    parts = ("purpose", "cost", "weakness") if found.text is None else ("purpose",)
    rows += zip((Phrase(f"head.{part}") for part in parts), explanation(found), strict=True)
    if found.examples:
        rows.append((Phrase("head.examples"), names(found.examples)))
    return tuple(rows)


def _edge(value: int, tiers: Tiers) -> Quantity:
    return Quantity("boundary", value, "parameter", "nominal", source=tiers.source)


def tiers(question: Question) -> Answer:
    """The whole scale on a logarithmic ruler with known models on it, and as a table."""
    scale = question.facts.tiers
    rows = tuple(
        Row((name_of(one), span(one, scale), Several(explanation(one)[:1]), names(one.examples)))
        for one in scale.tiers
    )
    head = tuple(Phrase(f"head.{name}") for name in ("tier", "range", "purpose", "examples"))
    title = Phrase("tiers.title")
    return Answer(
        kind="tiers",
        title=title,
        inline=Several(tuple(name_of(one) for one in scale.tiers)),
        figure=Ruler(
            title,
            tuple(Zone(name_of(one), one.start) for one in scale.tiers),
            _points(scale, question.facts),
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
