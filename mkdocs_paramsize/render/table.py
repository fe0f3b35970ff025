"""Tables: one head, one row a part, the first cell of a row its heading."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element

from msgspec.structs import replace

from mkdocs_paramsize.algebra.quantity import Quantity
from mkdocs_paramsize.answer import Cell, Choose, Exact, Own, Row, Table
from mkdocs_paramsize.render.content import Writer
from mkdocs_paramsize.render.element import Content, element, plain_text


def table(
    made: Table,
    writer: Writer,
    name: Sequence[Content] = (),
    *,
    captioned: bool = False,
    keys: frozenset[str] = frozenset(),
) -> Element:
    """The table, in a box that scrolls by itself on a narrow screen.

    `name` says what it shows: as its caption, or to assistive technology alone where the
    figure above it has that caption already. `keys` are the parts of that figure: the
    colour of each stands before the name of its row.
    """
    writer = in_one_unit(made, writer)
    numeric = [_is_numeric(made, column) for column in range(len(made.head))]
    head = _cells("th", {"scope": "col"}, zip(made.head, numeric, strict=True), writer)
    parts = [element("caption", {}, *name)] if captioned else []
    parts.append(element("thead", {}, element("tr", {}, *head)))
    rows = (_row(row, numeric, writer, keys) for row in made.rows if _may_show(row, writer))
    parts.append(element("tbody", {}, *rows))
    attributes = {"class": _classes(numeric, keyed=bool(keys))}
    # A name that a reader may change would be wrong then; the figure above says it anyway.
    if name and not captioned and not any(isinstance(piece, Element) for piece in name):
        attributes["aria-label"] = plain_text(name)
    return element("div", {"class": "paramsize-table"}, element("table", attributes, *parts))


def _classes(numeric: list[bool], *, keyed: bool) -> str:
    """Words at the end of a row of figures go below them where the screen is narrow."""
    stacked = len(numeric) > 2 and not numeric[-1]
    names = ("paramsize-keyed", keyed), ("paramsize-stacked", stacked)
    return " ".join(["paramsize-grid", *(name for name, holds in names if holds)])


def in_one_unit(made: Table, writer: Writer) -> Writer:
    """A writer of all bytes of a table: in GB if each amount is a nominal one, else in GiB; as
    where they stand, if that is in GiB."""
    cells = [cell for row in made.rows for cell in row.cells]
    amounts = [cell for cell in cells if isinstance(cell, Quantity) and cell.unit == "byte"]
    nominal = all(cell.label == "nominal" for cell in amounts)
    return replace(writer, binary=writer.binary or not nominal)


def _is_numeric(made: Table, column: int) -> bool:
    """Whether most cells of a column are figures, so that its head stands over their ends."""
    cells = [row.cells[column] for row in made.rows]
    figures = sum(isinstance(cell, Quantity | Exact) for cell in cells)
    # Choices of one column are alike, and take time to make.
    choices = [cell for cell in cells if isinstance(cell, Choose)]
    if choices and any(isinstance(cell, Quantity) for _, cell in choices[0].cases):
        figures += len(choices)
    return 2 * figures > len(cells)


def _figures(numeric: bool) -> dict[str, str]:
    return {"class": "paramsize-figure"} if numeric else {}


def _may_show(row: Row, writer: Writer) -> bool:
    """Whether there is a row, or a reader of a live page may bring it."""
    return row.amount is None or writer.while_positive(row.amount) is not None


def _row(row: Row, numeric: list[bool], writer: Writer, keys: frozenset[str]) -> Element:
    attributes = writer.own(row.own) | ({"data-part": row.part} if row.part else {})
    if row.strong:
        attributes["class"] = "paramsize-sum"
    if row.amount is not None:
        attributes |= writer.while_positive(row.amount) or {}
    first, *rest = zip(row.cells, numeric, strict=True)
    colour = {"class": f"paramsize-part-{row.part}"} if row.part in keys else {}
    heading = element("th", {"scope": "row", **colour}, *writer.cell(first[0]))
    return element("tr", attributes, heading, *_cells("td", {}, rest, writer))


def _cells(
    tag: str, attributes: dict[str, str], cells: Iterable[tuple[Cell, bool]], writer: Writer
) -> list[Element]:
    """Cells, and whether they are of a column of figures; the last of the row goes as a whole
    where it holds of the page's own values only."""
    *others, (last, is_figure) = cells
    made = [element(tag, attributes | _figures(one), *writer.cell(cell)) for cell, one in others]
    own = writer.own(last.inputs) if isinstance(last, Own) else {}
    content = writer.cell(last.cell if isinstance(last, Own) else last)
    return [*made, element(tag, attributes | _figures(is_figure) | own, *content)]
