"""What several kinds say in the same way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace as replace_in
from typing import Final

from msgspec.structs import replace

from mkdocs_paramsize import formulas
from mkdocs_paramsize.algebra.quantity import BY_DEFINITION, Quantity, Source
from mkdocs_paramsize.answer import (
    Answer,
    Block,
    Card,
    Caution,
    Cell,
    Choose,
    Exact,
    Own,
    Phrase,
    Plain,
    Several,
    Undisclosed,
    While,
)
from mkdocs_paramsize.catalogue import Model
from mkdocs_paramsize.kinds.inputs import (
    GENERAL,
    called,
    gpu_name,
    is_chosen,
    lacks_type,
    own_context,
    precision_name,
)
from mkdocs_paramsize.kinds.profile import DECODER_CACHE
from mkdocs_paramsize.kinds.question import Question
from mkdocs_paramsize.kinds.unshaped import has_shape, while_shaped, while_shapeless
from mkdocs_paramsize.scenario.cells import GPU, follows
from mkdocs_paramsize.scenario.dials import MODEL
from mkdocs_paramsize.scenario.subject import PAGE, Subject, resolve

WITHOUT_LIMIT: Final = Quantity(
    "context", 10**15, "token", "exact", source=Source("what the formula gives without a limit")
)


ONE_GPU: Final = Quantity("gpus", 1, "gpu", "exact", source=BY_DEFINITION)

ON_GPU: Final = {"capacity": "marketed-capacity", "peak": "no-rate", "price": "old-price"}
"""What may have to be said of a figure of a GPU. A live page has it for each under that name."""

_OF_GPU: Final = re.compile(rf"(?P<owner>.*\|)(?P<figure>{'|'.join(ON_GPU)})(?P<compute>@.*|)")


def whether(holds: bool, cell: str, source: Source | None) -> Quantity:
    """1 where something holds, else 0: an amount that a live page looks up under that cell."""
    read = source or BY_DEFINITION
    return Quantity("count", int(holds), "count", "exact", source=read, cell=cell)


def names(listed: tuple[str, ...]) -> Several:
    """Proper names in a list."""
    return Several(tuple(Plain(name) for name in listed))


def of_own_shape(subject: Subject, cell: Cell) -> Cell:
    """What is true of this shape alone, be it the page's, which a reader may change."""
    own = changing(subject)
    return Own(own, cell) if own else cell


def changing(subject: Subject) -> frozenset[str]:
    """The inputs with which the subject becomes another."""
    return frozenset({"model"} if subject.from_page else ())


def shape_notes(subject: Subject) -> tuple[Cell, ...]:
    """What a reader must know of the shape: typical only, or text model only."""
    own = tuple(of_own_shape(subject, note) for note in _shape_notes(subject))
    return own if subject.dimensions else (*own, *_mixture(subject), _typical(subject))


def _shape_notes(subject: Subject) -> tuple[Cell, ...]:
    if subject.model is None or not subject.model.has_shape:
        return ()
    left_out = subject.model.architecture.left_out
    return (*(Phrase(f"note.without-{part}") for part in left_out), *_difference(subject.model))


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


def of_models(key: str, others: list[Cell], theirs: list[While], **more: Cell) -> tuple[Cell, ...]:
    """A note on some models, among which the page's own may come to be."""
    if others:
        return (Phrase(key, {"models": Several((*others, *theirs)), **more}),)
    return tuple(While(one.amount, Phrase(key, {"models": one.cell, **more})) for one in theirs[:1])


MIXTURE_SHAPE: Final = Phrase("note.mixture-shape")
"""What shape stands for that of a size such as 8x7B."""


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
    size = subject.size
    return Quantity(
        name="total",
        value=(size.experts or 0) * (size.expert_size or 0) if size else 0,
        unit="parameter",
        label="nominal",
        origin="marker",
        cell=subject.cell("product"),
    )


def answered(answer: Callable[[Question], Answer], asked: Question) -> Answer:
    """What a kind says; of a model that is not disclosed, that it is not, with the source."""
    model = asked.subject.model
    if model is None or not all(subject.is_undisclosed for subject in asked.subjects):
        return _until_it_has_a_shape(answer, asked)
    told = undisclosed(asked.kind, model)
    other = of_any_model(asked)
    return until_known(told, answer(other), other.subject, "total") if other else told


SHAPELESS: Final = frozenset({"memory", "fit", "params", "training"})
"""Kinds that tell less of a model whose shape is not known, instead of nothing."""


def _until_it_has_a_shape(answer: Callable[[Question], Answer], asked: Question) -> Answer:
    """What a kind says, be it of weights alone until a reader chooses a model with a shape."""
    told = answer(asked)
    if asked.kind not in SHAPELESS or len(asked.subjects) > 1:
        return told
    other = of_any_model(asked)
    if other is None or has_shape(asked.subject):
        return told
    once, shaped = until_known(told, answer(other), other.subject, "layers"), while_shaped(asked)
    return replace(once, until=None if shaped is None else while_shapeless(asked, shaped))


def of_any_model(asked: Question) -> Question | None:
    """The same question of a size, where a reader may choose another model for the page's."""
    if not is_chosen(asked.subject, asked):
        return None
    subject = replace_in(resolve(MODEL, asked.facts.catalogue), from_page=True)
    own = asked.scenario.with_dials({"model": MODEL})
    return replace_in(asked, subjects=(subject,), scenario=own)


def until_known(told: Answer, other: Answer, subject: Subject, cell: str) -> Answer:
    """What is told of a model of which a cell is not known (its total, its layers), until a
    reader chooses one of which it is: then `other`, which is what the kind says of any model
    that the page may have."""
    unknown = Quantity(
        cell, -1, "parameter", "exact", source=subject.source, cell=subject.cell(cell)
    )
    said = other.sentence or other.inline
    return replace(
        told,
        inline=Choose.between(unknown, other.inline, told.inline),
        sentence=Choose.between(unknown, said, told.sentence or told.inline),
        once_disclosed=other,
    )


def undisclosed(kind: str, model: Model) -> Answer:
    """That the makers of a model have not published its size; every kind says so alike."""
    name, place = Plain(model.name), Undisclosed(model.source.text)
    sentence = Phrase("undisclosed.sentence", {"name": name})
    return Answer(
        kind=kind,
        title=Phrase("undisclosed.title", {"name": name}),
        inline=place,
        sentence=sentence,
        make_block=lambda: Block(
            card=Card(name, (sentence,), (), (), ()),
            notes=(Phrase("note.source", {"source": Plain(model.source.text)}),),
        ),
    )


def cards(question: Question) -> Cell:
    """The GPU by name, and how many where it is not one."""
    number, name = question.scenario.quantity("gpus"), gpu_name(question)
    several = Phrase("fit.cards", {"number": number, "gpu": name})

    def cases() -> Iterator[tuple[Quantity, Cell]]:
        yield formulas.spare.of("spare", held=ONE_GPU, taken=number), name

    return Choose(cases, several)


def context_warnings(question: Question, name: str = "context") -> tuple[Caution, ...]:
    """That the author asked for more context than a model was made for, with both numbers; on a
    live page, that its reader does. `name` may also be the `sequence` of training."""
    asked = question.scenario.quantity(name)
    if asked.origin in GENERAL:
        return ()
    return tuple(
        _beyond(asked, own, subject)
        for subject in question.subjects
        if (own := made_for(question, subject)) is not None
    )


def type_warnings(question: Question, note: str = "no-units") -> tuple[Caution, ...]:
    """That the GPU cannot compute in the format that was asked for."""
    if question.scenario.setting("precision") is None:
        return ()
    told = {"gpu": gpu_name(question), "precision": precision_name(question)}
    return (Caution(lacks_type(question), Phrase(f"note.{note}", told)),)


def storage_warnings(question: Question) -> tuple[Caution, ...]:
    """The same where the GPU that was asked for need only hold the weights."""
    asked = question.scenario.setting("gpu")
    if asked is None or asked.origin == "built-in":
        return ()
    return type_warnings(question, "only-stored")


def made_for(question: Question, subject: Subject) -> Quantity | None:
    """The longest sequence that a model was made for, as a live page follows it: one without
    limit stands for that of a size, where a reader may name a model that has one."""
    own = own_context(subject) or (WITHOUT_LIMIT if is_chosen(subject, question) else None)
    cell = subject.cell("context") if subject.from_page else None
    return None if own is None else replace(own, cell=cell)


def _beyond(asked: Quantity, own: Quantity, subject: Subject) -> Caution:
    return Caution(
        formulas.spare.of("excess", held=asked, taken=own),
        Phrase(f"note.beyond-{asked.name}", {"asked": asked, "own": own, "name": called(subject)}),
    )


def remark_notes(*figures: Cell) -> tuple[Cell, ...]:
    """What must be known of the numbers that figures rest on, once each.

    That a shape is only typical is told by `shape_notes`, with real models beside it.
    """
    quantities = [figure for figure in figures if isinstance(figure, Quantity)]
    leaves = [leaf for quantity in quantities for leaf in quantity.leaves]
    told = _on_caches(leaves)
    for leaf in leaves:
        told |= _on_gpu(leaf)
    for remark, cell in (pair for quantity in quantities for pair in quantity.remarked):
        told.setdefault(remark, _remark(remark, cell))
    return tuple(note for remark, note in told.items() if remark not in OF_SHAPES)


OF_SHAPES: Final = ("typical", "typical-mixture")
"""Remarks that a shape is only typical."""


def _on_gpu(leaf: Quantity) -> dict[str, Cell]:
    """A remark that a number of a GPU may call for, under its name."""
    # A price that nobody has said has a dial of its own, and is that of the page's GPU until then.
    is_assumed = leaf.cell == "price" and leaf.source is not None
    found = _OF_GPU.fullmatch(f"{GPU}|price" if is_assumed else leaf.cell or "")
    if found is None:
        return {}
    remark = ON_GPU[found["figure"]]
    cell = f"{found['owner']}{remark.replace('-', '_')}{found['compute']}"
    holds, note = whether(leaf.remark == remark, cell, leaf.source), Phrase(f"remark.{remark}")
    return {remark: While(holds, Own(frozenset({"price"}), note) if is_assumed else note)}


def _on_caches(leaves: Iterable[Quantity]) -> dict[str, Cell]:
    """That caches are those of decoders alone, where a model has an encoder as well; of the page's
    model, while it has."""
    cell, note = f"{PAGE}|full", Phrase(f"remark.{DECODER_CACHE}")
    if any(leaf.remark == DECODER_CACHE and leaf.cell != cell for leaf in leaves):
        return {DECODER_CACHE: note}
    own = next((leaf for leaf in leaves if leaf.cell == cell), None)
    if own is None:
        return {}
    holds = whether(own.remark == DECODER_CACHE, f"{PAGE}|decoder_cache", own.source)
    return {DECODER_CACHE: While(replace(holds, origin=own.origin, optional=True), note)}


def _remark(remark: str, cell: str | None) -> Cell:
    """A remark on a number, which holds while that is the page's own."""
    followed, note = follows(cell) if cell else frozenset(), Phrase(f"remark.{remark}")
    return Own(followed, note) if followed else note
