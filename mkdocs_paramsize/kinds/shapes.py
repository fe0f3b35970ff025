"""Notes on the shape that figures are of: typical of a size, less than a release, a mixture."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from msgspec.structs import replace

from mkdocs_paramsize.algebra.quantity import Quantity
from mkdocs_paramsize.answer import (
    Cell,
    Exact,
    Localised,
    Phrase,
    Plain,
    Several,
    While,
)
from mkdocs_paramsize.catalogue import Model
from mkdocs_paramsize.kinds.conditions import of_own_shape, whether
from mkdocs_paramsize.kinds.inputs import called, is_chosen
from mkdocs_paramsize.kinds.question import Question
from mkdocs_paramsize.kinds.unshaped import has_shape, while_shaped, while_shapeless
from mkdocs_paramsize.scenario.subject import POOLER, Subject

CONVENTIONS: Final = ("without-mtp", "without-vision", "without-media", POOLER)
"""Notes on what is counted that a model of the catalogue may call for. A live page has for all that
there is one."""

MIXTURE_SHAPE: Final = Phrase("note.mixture-shape")
"""What shape stands for that of a size such as 8x7B."""


def names(listed: tuple[str, ...]) -> Several:
    """Proper names in a list."""
    return Several(tuple(Plain(name) for name in listed))


def shape_notes(subject: Subject, counted: str = "") -> tuple[Cell, ...]:
    """What a reader must know of the shape: typical only, or text model only. That what is
    `counted` is left out is not said where it is asked for."""
    own = tuple(of_own_shape(subject, note) for note in _shape_notes(subject))
    if subject.dimensions:
        return own
    return (*_conventions(subject, counted), *own, *_mixture(subject), _typical(subject))


def _conventions(subject: Subject, counted: str) -> Iterator[Cell]:
    """What a release holds beside what is counted, and what others may not count; of the page's
    model also once a reader has chosen one that does."""
    told = subject.conventions
    names = (*CONVENTIONS, *told) if subject.from_page else told
    for name in dict.fromkeys(name for name in names if name != f"without-{counted}"):
        holds = whether(name in told, subject.cell(name), subject.source)
        yield While(replace(holds, origin=subject.origin), Phrase(f"note.{name}"))


def _shape_notes(subject: Subject) -> tuple[Cell, ...]:
    if subject.model is None or not subject.model.has_shape:
        return ()
    return (*_of_record(subject.model), *_difference(subject.model))


def _of_record(model: Model) -> Iterator[Cell]:
    """What else its entry says that a reader should know."""
    note = model.record.note
    if note:
        yield Localised.of(note)


def _typical(subject: Subject) -> Cell:
    """That figures are those of a typical decoder, be it once a reader has named a size; with
    models that are about as large as the size that the author named."""
    near = _near(subject) if subject.is_typical else Plain("")
    said = {"size": called(subject), "near": of_own_shape(subject, near)}
    return While(_is_typical(subject), Phrase("note.typical", said))


def _is_typical(subject: Subject) -> Quantity:
    """1 where a subject is a size that has the shape of a typical decoder."""
    holds = whether(subject.is_typical, subject.cell("typical"), subject.source)
    return replace(holds, origin="typical")


def _near(subject: Subject) -> Cell:
    """Real models that are about as large, if there are any."""
    if not subject.neighbours:
        return Plain("")
    return Phrase("note.near", {"models": names(subject.neighbours)})


def typical_sizes(subjects: Iterable[Subject], *, are_drawn: bool = True) -> Iterator[Cell]:
    """That sizes alone have no shape of their own, where several stand side by side.

    Of a size the typical decoder is seen where its parts or what it takes `are_drawn`, of a
    mixture also where its parameters are counted.
    """
    if are_drawn:
        yield from _of_sizes("fitting.typical", _is_typical, subjects)
    yield from _of_sizes("fitting.typical-mixture", _product, subjects, shape=MIXTURE_SHAPE)


def _of_sizes(
    key: str, amount: Callable[[Subject], Quantity], subjects: Iterable[Subject], **more: Cell
) -> tuple[Cell, ...]:
    """A note on the subjects of which there is an amount, or of the page's own may come to be."""
    listed = [(one, amount(one)) for one in subjects if not one.dimensions]
    others = [called(one) for one, found in listed if found.low and not one.from_page]
    theirs = [While(found, called(one)) for one, found in listed if one.from_page]
    return of_models(key, others, theirs, **more)


def without_shape(asked: Iterable[Question]) -> tuple[Cell, ...]:
    """Models that are weighed without what they work with, since no shape of them is known."""
    sized = [one for one in asked if not one.subject.is_undisclosed]
    others = [
        called(one.subject)
        for one in sized
        if not is_chosen(one.subject, one) and not has_shape(one.subject)
    ]
    theirs = [
        While(while_shapeless(one, shaped), called(one.subject))
        for one in sized
        if (shaped := while_shaped(one)) is not None
    ]
    return of_models("note.weights-alone", others, theirs)


def of_models(key: str, others: list[Cell], theirs: list[While], **more: Cell) -> tuple[Cell, ...]:
    """A note on some models, among which the page's own may come to be."""
    if others:
        return (Phrase(key, {"models": Several((*others, *theirs)), **more}),)
    return tuple(While(one.amount, Phrase(key, {"models": one.cell, **more})) for one in theirs[:1])


def _difference(model: Model) -> tuple[Cell, ...]:
    """That a checkpoint of the site holds another number than its config describes."""
    if model.witness is None or model.difference is None:
        return ()
    held, described = (
        Quantity("total", value, "parameter", "exact", source=model.source)
        for value in model.difference
    )
    fields: dict[str, Cell] = {
        "file": Plain(model.witness.file),
        "counted": Exact(held),
        "config": Exact(described),
    }
    # An index names tensors without their shapes: then the config's are what is counted.
    return (
        Phrase("note.witness-differs" if model.witness.tensors else "note.index-differs", fields),
    )


def _mixture(subject: Subject) -> Iterator[Cell]:
    """Why 8x7B is not 56B, and what it is, be it once a reader has named such a size."""
    product = _product(subject)
    if not product.low and not subject.from_page:
        return
    near = _near(subject) if product.low else Plain("")
    told = {
        "size": called(subject),
        "shape": MIXTURE_SHAPE,
        "near": of_own_shape(subject, near),
    }
    yield While(product, Phrase("note.mixture", {"text": called(subject), "product": product}))
    yield While(product, Phrase("note.typical-mixture", told))


def _product(subject: Subject) -> Quantity:
    """The number that a size such as 8x7B seems to say; 0 for any other subject."""
    return Quantity(
        name="total",
        value=subject.product,
        unit="parameter",
        label="nominal",
        origin="marker",
        cell=subject.cell("product"),
    )
