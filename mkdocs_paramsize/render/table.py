"""Tables: one head, one row a part, the first cell of a row its heading."""

from __future__ import annotations

from dataclasses import replace
from xml.etree.ElementTree import Element

from mkdocs_paramsize.answer import Cell, Exact, Row, Table
from mkdocs_paramsize.quantity import Quantity
from mkdocs_paramsize.render.content import Writer
from mkdocs_paramsize.render.element import element


def table(made: Table, writer: Writer) -> Element:
    """The table, in a box that scrolls by itself on a narrow screen."""
    writer = replace(writer, binary=not _all_decimal(made))
    head = [element("th", {"scope": "col"}, *writer.cell(cell)) for cell in made.head]
    rows = [_row(row, writer) for row in made.rows]
    body = element("tbody", {}, *rows)
    inner = element("table", {}, element("thead", {}, element("tr", {}, *head)), body)
    return element("div", {"class": "paramsize-table"}, inner)


def _all_decimal(made: Table) -> bool:
    """Whether every amount of bytes is a nominal one, in GB; else all are in GiB."""
    cells = [cell for row in made.rows for cell in row.cells]
    amounts = [cell for cell in cells if isinstance(cell, Quantity) and cell.unit == "byte"]
    return all(cell.label == "nominal" for cell in amounts)


def _row(row: Row, writer: Writer) -> Element:
    attributes = {"data-part": row.part} if row.part else {}
    if row.strong:
        attributes["class"] = "paramsize-sum"
    first, *rest = row.cells
    heading = element("th", {"scope": "row"}, *writer.cell(first))
    return element("tr", attributes, heading, *(_cell(cell, writer) for cell in rest))


def _cell(cell: Cell, writer: Writer) -> Element:
    numeric = isinstance(cell, Quantity | Exact)
    attributes = {"class": "paramsize-figure"} if numeric else {}
    return element("td", attributes, *writer.cell(cell))
