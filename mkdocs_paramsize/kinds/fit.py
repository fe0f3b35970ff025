"""`fit`: does it run on this GPU, by how much not, and what would make it fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from msgspec import structs

from mkdocs_paramsize import formulas
from mkdocs_paramsize.algebra.quantity import BY_DEFINITION, Quantity, Source, add
from mkdocs_paramsize.answer import (
    UNKNOWN,
    Answer,
    Bar,
    Block,
    Cell,
    Choose,
    Phrase,
    Plain,
    Row,
    Table,
    While,
)
from mkdocs_paramsize.errors import UnknownShapeError
from mkdocs_paramsize.facts.records import Gpu, Precision
from mkdocs_paramsize.kinds.assumptions import used
from mkdocs_paramsize.kinds.cautions import (
    WITHOUT_LIMIT,
    context_warnings,
    made_for,
    storage_warnings,
)
from mkdocs_paramsize.kinds.conditions import ONE, at_least, while_holds
from mkdocs_paramsize.kinds.gpu import (
    capacity,
    cards,
    gpu,
    gpu_name,
    gpu_notes,
    lacks_type_of,
    of_gpu,
)
from mkdocs_paramsize.kinds.inputs import (
    bits_of,
    called,
    has_dial,
    is_as_released,
    is_chosen,
    kv_bits,
    precision_name,
    weigh,
    weigh_in,
    weight_precision,
)
from mkdocs_paramsize.kinds.memory import (
    at_once,
    available,
    cache,
    counts_cache,
    in_total,
    most_positions,
    names_behind,
    segments,
    serving_parts,
    total_of,
    weights_alone,
    whose,
)
from mkdocs_paramsize.kinds.profile import cache_inputs, position_bytes, room_inputs, vocab
from mkdocs_paramsize.kinds.question import Question, one_of
from mkdocs_paramsize.kinds.remarks import remark_notes
from mkdocs_paramsize.kinds.shapes import shape_notes
from mkdocs_paramsize.kinds.unshaped import Parts, either, either_note, while_shaped
from mkdocs_paramsize.scenario.dials import CARDS
from mkdocs_paramsize.scenario.inputs import SERVING
from mkdocs_paramsize.scenario.subject import Subject, once

INPUTS: Final = SERVING
OPTIONS: Final = ("over",)
OVER: Final = ("precisions", "gpus")

CANDIDATES: Final = ("bf16", "fp8", "int8", "q6_k", "q5_k_m", "q4_k_m", "int4", "q2_k")
"""Precisions that are tried, as far as they are denser than the one asked for."""

TWINS: Final = {"bf16": ("bf16", "fp16")}
"""Formats of one size, of which a GPU may have units for one alone: a verdict tries both."""

LEAST_CONTEXT: Final = Quantity("context", 1024, "token", "exact", source=Source("least-context"))

NOTHING: Final = Quantity("kept", 0, "element", "exact", source=BY_DEFINITION)

ONE_TOKEN: Final = Quantity("context", 1, "token", "exact", source=BY_DEFINITION)


def fit(question: Question) -> Answer:
    """A verdict with its distance; as a block, over precisions or over GPUs."""
    parts, room = serving_parts(question), available(question)
    need, has_shape, shaped = total_of(question, parts), counts_cache(parts), while_shaped(question)
    subject, on = called(question.subject), cards(question)
    gpus = question.scenario.quantity("gpus")
    verdict = _verdict(question, parts, need, room)
    alone = weights_alone(verdict)
    told = either(question, verdict, alone) if has_shape else alone
    over = one_of("over", question.options.get("over", OVER[0]), OVER)
    title = Phrase("fit.title", {"name": subject, "gpu": on})

    def block() -> Block:
        table = _by_gpu(question) if over == "gpus" else _by_precision(question)
        return Block(
            figure=Bar(title, segments(in_total(question, parts)), room, whose(gpus)),
            table=table,
            notes=(
                told,
                *used(question, need, room, names=names_behind(parts), shaped=shaped),
                *_about_counts(question, has_shape),
                *_about_context(question),
                *remark_notes(need, room, *_weights(question, table)),
                *gpu_notes(question),
                *shape_notes(question.subject),
            ),
        )

    return Answer(
        kind="fit",
        title=title,
        inline=told,
        sentence=Phrase("fit.sentence", {"name": subject, "gpu": on, "verdict": told}),
        cautions=(
            *(context_warnings(question) if has_shape else ()),
            *storage_warnings(question),
        ),
        make_block=block,
    )


def _verdict(question: Question, parts: Parts, need: Quantity, room: Quantity) -> Choose:
    """That it fits, or by how much not and the nearest change that would make it fit: a
    shorter context, a denser format, or more GPUs."""
    spare = formulas.spare.of("spare", held=room, taken=need)
    short = formulas.spare.of("short", held=need, taken=room)
    number = formulas.gpus_needed.of("gpus-needed", total=need, capacity=of_gpu(question, capacity))
    more = Phrase("fit.change.gpus", {"gpus": number, "gpu": gpu_name(question)})

    def cases() -> Iterator[tuple[Quantity, Cell]]:
        yield spare, Phrase("fit.fits", {"spare": spare})
        for sign, change in _changes(question, parts, room):
            yield sign, Phrase("fit.short-but", {"short": short, "change": change})

    return Choose(cases, Phrase("fit.short-but", {"short": short, "change": more}))


def _changes(question: Question, parts: Parts, room: Quantity) -> Iterator[tuple[Quantity, Phrase]]:
    """Changes from the smallest, each with what is left after it: negative if it is no help."""
    (_, weights), *others = in_total(question, parts)
    context = longest_context(question, _beside(room, weights))
    if context is not None:
        beyond = at_least(context, LEAST_CONTEXT)
        yield beyond, Phrase("fit.change.context", {"context": context})
    rest = [part for _, part in others]
    for_weights = _beside(room, add("serving-total", *rest)) if rest else room
    lacks = () if has_dial("gpu", question) else gpu(question).lacks
    for precision in _tried(question):
        left = _beside(for_weights, weigh_in(question, precision))
        if has_dial("gpu", question) or precision.compute in lacks:
            left = _beside(left, _barred(question, precision, room))
        yield left, Phrase("fit.change.precision", {"precision": Plain(precision.name)})


def _tried(question: Question) -> Iterator[Precision]:
    """Formats that are denser than the one asked for, or may come to be."""
    asked, may_change = weight_precision(question), _may_be_repacked(question)
    facts, names = question.facts, [x for name in CANDIDATES for x in TWINS.get(name, (name,))]
    for precision in facts.once("tried", lambda: tuple(map(facts.precision, names))):
        if may_change or precision.bits < asked.bits:
            yield precision


def _may_be_repacked(question: Question) -> bool:
    """Whether a reader may bring weights in another format than the one asked for."""
    return has_dial("precision", question) or is_as_released(question)


def _barred(question: Question, precision: Precision, room: Quantity) -> Quantity:
    """All of the room where the GPU cannot compute in a format, which is then no advice; else 0."""
    return while_holds(room, lacks_type_of(question, precision))


def _in(question: Question, precision: Precision) -> Question:
    return _with(question, {"precision": precision.name})


def _on(question: Question, found: Gpu) -> Question:
    return _with(question, {"gpu": found.name})


def _with(question: Question, inputs: dict[str, str]) -> Question:
    """The same question with inputs of its own before all others."""
    return replace(question, scenario=question.scenario.with_marker(inputs))


def longest_context(question: Question, beside: Quantity | None = None) -> Quantity | None:
    """Tokens of context that fit beside the weights; None where the shape is not known, and
    for a model that keeps nothing of a sequence and is not the reader's to change.

    `beside` is the memory that the weights leave, where it has been reckoned already.
    """
    if not _may_keep_cache(question):
        return None
    batch, bits = question.scenario.quantity("batch"), kv_bits(question)
    grows, fixed = room_inputs(question.subject)
    room = formulas.growth_room.of(
        "growth-room",
        room=beside or _beside(available(question), weigh(question)),
        **fixed,
        batch=batch,
        kv_bits=bits,
        vocab=vocab(question.subject),
    )
    return formulas.longest_context.of(
        "longest-context",
        growth_room=room,
        **grows,
        batch=batch,
        kv_bits=bits,
        position_bytes=position_bytes(question.subject),
        most=most_positions(question),
    )


def most_sequences(question: Question, beside: Quantity | None = None) -> Quantity | None:
    """Sequences of the scenario's context that can be served at once; None as above."""
    if not _may_keep_cache(question):
        return None
    return formulas.most_sequences.of(
        "most-sequences",
        room=beside or _beside(available(question), weigh(question)),
        cache=cache(_with(question, {"batch": "1"})),
        context=at_once(question),
        position_bytes=position_bytes(question.subject),
        vocab=vocab(question.subject),
        most=most_positions(question),
    )


def _may_keep_cache(question: Question) -> bool:
    """Whether the model keeps something of a sequence, or a reader may choose one that does."""
    kept = _kept(question.subject)
    return kept is not None and (kept.low > 0 or is_chosen(question.subject, question))


@once
def _kept(subject: Subject) -> Quantity | None:
    """Numbers that a model keeps of a sequence; None where the shape is not known."""
    try:
        first, *_ = cache_inputs(subject)
    except UnknownShapeError:
        return None
    return add("kept", first["full"], first["windowed"], first["state"])


def _beside(room: Quantity, taken: Quantity) -> Quantity:
    return formulas.spare.of("spare", held=room, taken=taken)


def _by_precision(question: Question) -> Table:
    asked = row(precision_name(question), question)
    return Table(head("precision"), (asked, *_denser(question)))


def _denser(question: Question) -> Iterator[Row]:
    """A row for each format that is denser than the one asked for, or may come to be."""
    setting, asked = question.scenario.setting("precision"), weight_precision(question)
    may_change = _may_be_repacked(question)
    own = "precision|bits" if setting else question.subject.cell("bits")
    cell = own if may_change else None
    weighs, chosen = weigh(question), is_chosen(question.subject, question)
    for precision in map(question.facts.precision, CANDIDATES):
        less = at_least(weighs, weigh_in(question, precision))
        if may_change:
            less = at_least(bits_of(asked, cell), bits_of(precision))
        elif precision.bits >= asked.bits or (less.low <= 0 and not chosen):
            continue
        yield row(Plain(precision.name), _in(question, precision), amount=less)


def _by_gpu(question: Question) -> Table:
    common = [question.facts.gpu(name) for name in CARDS]
    own = gpu(question)
    listed = sorted({*common, own}, key=lambda card: (capacity(card).low, card.name))
    may_change = frozenset({"gpu"} if has_dial("gpu", question) else ())
    rows = (
        structs.replace(
            row(Plain(card.name), _on(question, card)),
            own=frozenset() if card in common else may_change,
        )
        for card in listed
    )
    return Table(head("gpu"), tuple(rows))


def head(first: str) -> tuple[Phrase, ...]:
    """The head of a table whose rows are made by `row`; `first` is what they differ in."""
    names = (first, "needs", "fits", "gpus-needed", "longest-context", "most-sequences")
    return tuple(Phrase(f"head.{name}") for name in names)


def _weights(question: Question, table: Table) -> Iterator[Quantity]:
    """The weights by the rows of a table: the first of what each needs, or all of it. None of a
    model that a reader chooses, of which nobody knows what must be said."""
    for row in () if is_chosen(question.subject, question) else table.shown:
        _, need, *_ = row.cells
        if isinstance(need, Quantity):
            yield need.terms[0] if need.terms else need


def row(name: Cell, question: Question, amount: Quantity | None = None) -> Row:
    """What serving needs, whether it fits, the GPUs for it, and how far context and batch go;
    there while an `amount` is above 0."""
    parts, room = serving_parts(question), available(question)
    need, beside = total_of(question, parts), _beside(room, dict(parts)["weights"])
    spare = formulas.spare.of("spare", held=room, taken=need)
    number = formulas.gpus_needed.of("gpus-needed", total=need, capacity=of_gpu(question, capacity))
    nothing = Plain(UNKNOWN)
    return Row(
        (
            name,
            need,
            Choose.between(spare, Phrase("fit.yes"), Phrase("fit.no")),
            number,
            _longest(question, beside) or nothing,
            _most(question, beside) or nothing,
        ),
        amount=amount,
    )


def _about_counts(question: Question, has_shape: bool) -> tuple[Cell, ...]:
    """What is counted: all that serving takes, or weights alone."""
    note, alone = Phrase("fit.note"), Phrase("memory.weights-only")
    return either_note(question, note, alone) if has_shape else (alone,)


def _about_context(question: Question) -> tuple[Cell, ...]:
    """That memory may allow a longer context than the model was made for."""
    own, kept = made_for(question, question.subject), _kept(question.subject)
    if own is None or kept is None:
        return ()
    told = {"name": called(question.subject), "own": own}
    known = at_least(WITHOUT_LIMIT, own)
    return (While(known, While(kept, Phrase("fit.own-context", told))),)


def _longest(question: Question, beside: Quantity) -> Cell | None:
    """The longest context, or that there is no limit to it."""
    longest, kept = longest_context(question, beside), _kept(question.subject)
    if longest is None or kept is None:
        return None
    beyond = at_least(longest, WITHOUT_LIMIT)
    some = at_least(longest, ONE_TOKEN)

    def cases() -> Iterator[tuple[Quantity, Cell]]:
        if is_chosen(question.subject, question):
            yield at_least(NOTHING, kept), Plain(UNKNOWN)
        yield beyond, Phrase("fit.no-limit")
        yield some, longest

    return Choose(cases, Plain(UNKNOWN))


def _most(question: Question, beside: Quantity) -> Cell | None:
    """The most sequences at once, while the model keeps anything of them."""
    most, kept = most_sequences(question, beside), _kept(question.subject)
    if most is None or kept is None or not is_chosen(question.subject, question):
        return most
    return Choose.between(at_least(kept, ONE), most, Plain(UNKNOWN))
