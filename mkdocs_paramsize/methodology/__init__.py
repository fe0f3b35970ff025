"""The methodology page: every formula, every constant, what is left out, and the validation.

Markdown with blocks of HTML, written from the code and the data that the figures come from.
Whoever builds a site adds it as a generated page; nothing of it is stored.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, tostring

from mkdocs_paramsize.algebra.quantity import LABELS
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.methodology import comparison, constants, equations
from mkdocs_paramsize.render.element import Content, element
from mkdocs_paramsize.words import Words

__all__ = ["page"]


def page(locale: str, facts: Facts) -> str:
    """The page in one language, as Markdown with front matter.

    Raises DataError when a published figure names a marker or a formula that does not exist.
    """
    words = Words.of(locale)
    title = words.text("methodology.title")
    head = f"---\nlang: {words.locale}\ntitle: {title}\n---\n\n# {title} {{ #methodology }}\n"
    return "\n".join([head, *(_piece(made) for made in _pieces(words, facts))])


def _pieces(words: Words, facts: Facts) -> Iterator[Element | str]:
    """Headings as Markdown, so that they stand in the table of contents; the rest as HTML."""
    yield _paragraph(words, "lead")
    yield _heading(words, "labels")
    yield _paragraph(words, "labels-lead")
    yield _labels(words)
    yield _heading(words, "formulas")
    yield _paragraph(words, "formulas-lead")
    for group, made in equations.groups(words):
        yield f"### {words.text(f'methodology.group.{group}')} {{ #formulas-{group} }}\n"
        yield from made
    yield _heading(words, "constants")
    yield _paragraph(words, "constants-lead")
    for name, table in constants.tables(facts, words):
        yield _heading(words, name, 3)
        if words.has(f"methodology.{name}-lead"):
            yield _paragraph(words, f"{name}-lead")
        yield table
    yield _heading(words, "missing")
    yield _unmodelled(words)
    yield _heading(words, "validation")
    yield from comparison.parts(facts, words)


def _piece(made: Element | str) -> str:
    """Markdown as it is; an element as a block of HTML, which Markdown leaves alone."""
    return made if isinstance(made, str) else tostring(made, "unicode", method="html") + "\n"


def _heading(words: Words, name: str, depth: int = 2) -> str:
    return f"{'#' * depth} {words.text(f'methodology.{name}')} {{ #{name} }}\n"


def _paragraph(words: Words, name: str) -> Element:
    return element("p", {}, words.text(f"methodology.{name}"))


def _labels(words: Words) -> Element:
    return element("ul", {}, *(element("li", {}, *_label(label, words)) for label in LABELS))


def _label(label: str, words: Words) -> Iterator[Content]:
    """A label in bold and what it means, joined as the language joins a name and its text."""
    said: dict[str, Content] = {
        "name": element("b", {}, words.text(f"label.{label}")),
        "said": words.text(f"label-meaning.{label}"),
    }
    for literal, place in words.pieces("list.named"):
        yield literal
        if place is not None:
            yield said[place]


def _unmodelled(words: Words) -> Element:
    prefix = "methodology.unmodelled."
    keys = [key for key in words.table if key.startswith(prefix)]
    return element("ul", {}, *(element("li", {}, words.text(key)) for key in keys))
