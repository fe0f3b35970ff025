"""What several kinds say in the same way."""

from __future__ import annotations

from mkdocs_paramsize.answer import Cell, Phrase, Plain, Several
from mkdocs_paramsize.subject import Subject


def names(listed: tuple[str, ...]) -> Several:
    """Proper names in a list."""
    return Several(tuple(Plain(name) for name in listed))


def shape_notes(subject: Subject) -> tuple[Cell, ...]:
    """What a reader must know of the shape: typical only, or text model only."""
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
