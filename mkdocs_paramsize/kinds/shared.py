"""What several kinds say in the same way."""

from __future__ import annotations

from mkdocs_paramsize.answer import Cell, Phrase, Plain, Several
from mkdocs_paramsize.quantity import Quantity
from mkdocs_paramsize.subject import Subject


def names(listed: tuple[str, ...]) -> Several:
    """Proper names in a list."""
    return Several(tuple(Plain(name) for name in listed))


def shape_notes(subject: Subject) -> tuple[Cell, ...]:
    """What a reader must know of the shape: typical only, or text model only."""
    if subject.size is not None and subject.size.experts is not None:
        return (_mixture(subject),)
    if subject.model is None:
        if not subject.neighbours:
            return (Phrase("note.typical-alone", {"size": Plain(subject.name)}),)
        fields: dict[str, Cell] = {
            "size": Plain(subject.name),
            "models": names(subject.neighbours),
        }
        return (Phrase("note.typical", fields),)
    if not subject.model.has_shape:
        return ()
    return tuple(Phrase(f"note.without-{part}") for part in subject.model.architecture.left_out)


def _mixture(subject: Subject) -> Phrase:
    """Why 8x7B is not 56B."""
    size = subject.size
    assert size is not None
    assert size.experts is not None
    assert size.expert_size is not None
    product = Quantity(
        "total", size.experts * size.expert_size, "parameter", "nominal", origin="marker"
    )
    return Phrase("note.mixture", {"text": Plain(subject.name), "product": product})
