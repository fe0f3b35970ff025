"""Figures as inline SVG, in the theme's colours.

Each has a title and a description for those who do not see it, and stands beside a table
that says the same in numbers. Colours are classes; the stylesheet gives them for light,
dark and print.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from msgspec.structs import replace

from mkdocs_paramsize import formulas
from mkdocs_paramsize.algebra.quantity import Quantity, add
from mkdocs_paramsize.answer import (
    UNKNOWN,
    Bar,
    Bars,
    Cell,
    Choose,
    Figure,
    Phrase,
    Plain,
    Ruler,
    Segment,
)
from mkdocs_paramsize.render.bar import bar, bars
from mkdocs_paramsize.render.content import Writer
from mkdocs_paramsize.render.element import Content, element, plain_text
from mkdocs_paramsize.render.numbers import shown
from mkdocs_paramsize.render.ruler import ruler


def figure(
    made: Figure, writer: Writer, *, keyed: bool = False, verdict: Cell | None = None
) -> Element:
    """The figure under its caption, with a legend and, where it has a limit, the verdict.

    `keyed` says that a table follows whose rows show the colours: it is the legend. `verdict`
    is what the answer itself says of the limit; else it is whether all parts fit.
    """
    if not _live(made, writer):
        made = _without_nothing(made)
    quiet = Writer(writer.words, lambda _: None, sheet=writer.sheet)
    parts = [
        element("figcaption", {}, *writer.phrase(made.title)),
        _drawing(made, quiet),
    ]
    match made:
        case Bar():
            if not keyed:
                parts.append(_legend(made.segments, quiet))
            if made.capacity is not None:
                parts.append(_verdict(made.segments, made.capacity, verdict, writer))
        case Bars():
            parts.append(_legend(_kinds_of(made), quiet, amounts=False))
    return element("figure", {"class": "paramsize-plot"}, *parts)


def _without_nothing(made: Figure) -> Figure:
    """The figure without the parts that are 0, which only a reader of a live page may raise."""
    match made:
        case Bar():
            return replace(made, segments=_some(made.segments))
        case Bars():
            return replace(made, rows=tuple((name, _some(row)) for name, row in made.rows))
        case _:
            return made


def _some(segments: Iterable[Segment]) -> tuple[Segment, ...]:
    return tuple(segment for segment in segments if segment.quantity.high)


def _drawing(made: Figure, writer: Writer) -> Element:
    match made:
        case Bar():
            shapes, height = bar(made, writer)
        case Bars():
            shapes, height = bars(made, writer)
        case Ruler():
            shapes, height = ruler(made, writer)
    attributes = {
        "role": "img",
        "width": "100%",
        "height": f"{height:.1f}em",
        "xmlns": "http://www.w3.org/2000/svg",
        **_live(made, writer),
    }
    title = element("title", {}, plain_text(writer.phrase(made.title)))
    return element("svg", attributes, title, element("desc", {}, _told(made, writer)), *shapes)


def _live(made: Figure, writer: Writer) -> dict[str, str]:
    """The key under which a live page draws bars again."""
    if writer.sheet is None or isinstance(made, Ruler):
        return {}
    if isinstance(made, Bar):
        key = writer.sheet.bars((_named(made.segments, writer),), made.capacity)
    else:
        names = (name.cell for name, _ in made.rows if isinstance(name, Plain))
        is_renamed = any(name in writer.sheet.inputs for name in names)
        rows = (_named(row, writer) for _, row in made.rows)
        key = writer.sheet.bars(rows, is_renamed=is_renamed)
    return {"data-live-bar": key} if key else {}


def _named(segments: Iterable[Segment], writer: Writer) -> list[tuple[str, Quantity]]:
    return [(plain_text(writer.phrase(segment.name)), segment.quantity) for segment in segments]


def _told(made: Figure, writer: Writer) -> str:
    """What the figure shows, in words."""
    between = writer.words.text("list.between")
    match made:
        case Bar():
            return _amounts(made.segments, writer)
        case Bars():
            return writer.words.text("list.apart").join(
                writer.words.filled(
                    "list.named",
                    name=plain_text(writer.cell(name)),
                    said=_amounts(row, writer) or UNKNOWN,
                )
                for name, row in made.rows
            )
        case Ruler():
            return between.join(
                f"{point.name} {shown(point.quantity, writer.words)}" for point in made.points
            )


def _amounts(segments: Iterable[Segment], writer: Writer) -> str:
    return writer.words.text("list.between").join(
        f"{plain_text(writer.phrase(segment.name))} "
        f"{shown(segment.quantity, writer.words, binary=True)}"
        for segment in _some(segments)
    )


def _kinds_of(made: Bars) -> Iterator[Segment]:
    """A piece of each part: as much as all bars have of it, as far as that is known."""
    found: dict[str, list[Segment]] = {}
    for segment in (segment for _, segments in made.rows for segment in segments):
        found.setdefault(segment.part, []).append(segment)
    for part, pieces in found.items():
        amounts = (replace(piece.quantity, optional=True) for piece in pieces)
        yield replace(pieces[0], quantity=add(part, *amounts))


def _legend(segments: Iterable[Segment], writer: Writer, *, amounts: bool = True) -> Element:
    content: list[Content] = []
    for segment in segments:
        said = writer.phrase(segment.name)
        said += [" ", writer.amount(segment.quantity, "bdi")] if amounts else []
        attributes = {"class": f"paramsize-part-{segment.part}"}
        shown_while = writer.while_positive(segment.quantity)
        attributes |= {"hidden": ""} if shown_while is None else shown_while
        content += [element("span", attributes, *said), " "]
    return element("p", {"class": "paramsize-legend"}, *content)


def _verdict(
    segments: tuple[Segment, ...], capacity: Quantity, said: Cell | None, writer: Writer
) -> Element:
    """Whether the parts fit, and by how much: said, not only drawn."""
    writer = replace(writer, binary=True)
    total = add("serving-total", *(segment.quantity for segment in segments))
    spare = formulas.spare.of("spare", held=capacity, taken=total)
    short = formulas.spare.of("short", held=total, taken=capacity)
    mark = Choose.between(spare, Plain("✓ "), Plain("✗ "))
    if said is None:
        fits, lacks = Phrase("fit.fits", {"spare": spare}), Phrase("fit.short", {"short": short})
        said = Choose.between(spare, fits, lacks)
    content = [*writer.cell(mark), *writer.cell(said)]
    # None is given of a model whose size nobody knows, which a reader may choose.
    known = writer.while_positive(segments[0].quantity) or {}
    return element("p", {"class": "paramsize-verdict", **known}, *content)
