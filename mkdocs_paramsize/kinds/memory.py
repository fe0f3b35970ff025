"""`memory`: the bytes that serving or training a model takes, against what a GPU really has."""

from __future__ import annotations

from datetime import date
from typing import Final

from msgspec.structs import replace

from mkdocs_paramsize import formulas
from mkdocs_paramsize.algebra.quantity import Quantity, Source, add, weakest
from mkdocs_paramsize.answer import (
    Answer,
    Bar,
    Block,
    Cell,
    Choose,
    Phrase,
    Row,
    Segment,
    Several,
    Table,
    While,
)
from mkdocs_paramsize.errors import MarkerError, UnknownShapeError
from mkdocs_paramsize.kinds import memory_training
from mkdocs_paramsize.kinds.assumptions import used
from mkdocs_paramsize.kinds.cautions import WITHOUT_LIMIT, context_warnings, storage_warnings
from mkdocs_paramsize.kinds.conditions import at_least
from mkdocs_paramsize.kinds.gpu import ONE_GPU, capacity, gpu_notes, of_gpu
from mkdocs_paramsize.kinds.inputs import (
    called,
    context,
    is_chosen,
    kv_bits,
    precision_name,
    weigh,
)
from mkdocs_paramsize.kinds.profile import cache_inputs, leaf, position_bytes, reads_whole, vocab
from mkdocs_paramsize.kinds.question import Question
from mkdocs_paramsize.kinds.remarks import remark_notes
from mkdocs_paramsize.kinds.shapes import shape_notes
from mkdocs_paramsize.kinds.unshaped import Parts, either, optional, while_shaped, while_shapeless
from mkdocs_paramsize.scenario.inputs import SERVING

OF: Final = ("total", "weights", "kv-cache", "activations", "training")
INPUTS: Final = tuple(dict.fromkeys((*SERVING, *memory_training.INPUTS)))

PASS: Final = Quantity(
    name="most",
    value=2048,
    unit="token",
    label="published",
    source=Source(
        "vLLM, vllm/config/scheduler.py (commit 01230b4): "
        "SchedulerConfig.DEFAULT_MAX_NUM_BATCHED_TOKENS",
        date(2026, 11, 27),
    ),
)
"""Positions that one pass of a decoder holds at the most, unless its sequences alone are more."""

WHOLE: Final = replace(
    PASS,
    value=WITHOUT_LIMIT.value,
    label=WITHOUT_LIMIT.label,
    source=Source("read-whole"),
)
"""The same of an encoder, as the formulas of decoders take it."""

_IN_PRECISION: Final = ("weights", "total")
"""What the weights' precision has a part in."""


def memory(question: Question) -> Answer:
    """What `of:` names; as a block, all parts beside the GPU's real capacity.

    Raises MarkerError for an input of the other use: serving and training share few.
    """
    if question.of == "training":
        _refuse(question, SERVING, memory_training.INPUTS, "of: training")
        return memory_training.memory_training(question)
    _refuse(question, memory_training.INPUTS, SERVING, f"of: {question.of}")
    return _serving(question)


def _refuse(question: Question, others: tuple[str, ...], own: tuple[str, ...], use: str) -> None:
    for name in question.options:
        if name in others and name not in own:
            raise MarkerError(f"'{name}' has no part in {use}, which takes {', '.join(own)}")


def _serving(question: Question) -> Answer:
    parts = serving_parts(question)
    total, has_shape = total_of(question, parts), counts_cache(parts)
    figure, room = _asked(question, parts, total), available(question)
    return Answer(
        kind="memory",
        title=_title(question),
        inline=_said_total(question, total, has_shape) if question.of == "total" else figure,
        sentence=_sentence(question, figure, has_shape),
        cautions=(
            *(context_warnings(question) if has_shape and question.of != "weights" else ()),
            *storage_warnings(question),
        ),
        make_block=lambda: _block(question, parts, total, room),
    )


def _asked(question: Question, parts: Parts, total: Quantity) -> Quantity:
    """What `of:` names. Raises UnknownShapeError where that cannot be told."""
    named = dict(parts) | {"total": total}
    if question.of not in named:
        raise UnknownShapeError(
            f"the shape of {question.subject.name} is not known, and {question.of} cannot be told "
            "without it; write of: weights"
        )
    return named[question.of]


def _title(question: Question) -> Phrase:
    return Phrase("memory.title", {"name": called(question.subject)})


def _sentence(question: Question, figure: Quantity, has_shape: bool) -> Phrase:
    alone = Phrase("memory.weights")
    what = either(question, Phrase(f"memory.{question.of}"), alone) if has_shape else alone
    told: dict[str, Cell] = {
        "name": called(question.subject),
        "what": what,
        "size": figure,
        "precision": precision_name(question),
    }
    return Phrase(f"memory.sentence{'' if question.of in _IN_PRECISION else '-part'}", told)


def _block(question: Question, parts: Parts, total: Quantity, room: Quantity) -> Block:
    shaped, gpus = while_shaped(question), question.scenario.quantity("gpus")
    shares = gpus.low > 1 or gpus.origin == "dial"
    names = names_behind(parts)
    return Block(
        figure=Bar(_title(question), segments(in_total(question, parts)), room, whose(gpus)),
        table=_table(parts, total, room, whose(gpus), shaped),
        notes=(
            *used(question, total, *((room,) if shares else ()), names=names, shaped=shaped),
            *_about_weights(question, counts_cache(parts)),
            *remark_notes(total, room),
            *gpu_notes(question),
            *shape_notes(question.subject),
        ),
    )


def _said_total(question: Question, total: Quantity, has_shape: bool) -> Cell:
    """The total in a sentence, which says so where it is of the weights alone."""
    shaped = while_shaped(question)
    if not has_shape:
        return weights_alone(total)
    if shaped is None:
        return total
    return Several((total, While(while_shapeless(question, shaped), _ALONE)), joined=True)


_ALONE: Final = Phrase("memory.alone")


def weights_alone(said: Cell) -> Several:
    """What is said of a model of which no more is known than its weights."""
    return Several((said, _ALONE), joined=True)


def serving_parts(question: Question) -> Parts:
    """Weights, cache and activations; weights alone where no shape is known."""
    stored = weigh(question)
    try:
        kept, working = cache(question), activations(question)
    except UnknownShapeError:
        return (("weights", stored),)
    return (("weights", stored), ("kv-cache", kept), ("activations", working))


def counts_cache(parts: Parts) -> bool:
    """Whether more is known than the weights, which is where the shape is."""
    return len(parts) > 1


def names_behind(parts: Parts) -> tuple[str, ...]:
    """Inputs that parts rest on and that no figure carries as a number."""
    return ("precision", "kv_precision", "gpu") if counts_cache(parts) else ("precision", "gpu")


def _about_weights(question: Question, has_shape: bool) -> tuple[Cell, ...]:
    """That weights are all that is counted, where that is so or may become so."""
    note, shaped = Phrase("memory.weights-only"), while_shaped(question)
    if not has_shape:
        return (note,)
    return () if shaped is None else (While(while_shapeless(question, shaped), note),)


def serving_total(question: Question) -> Quantity:
    """All that serving the scenario takes, as far as the shape is known."""
    return total_of(question, serving_parts(question))


def total_of(question: Question, parts: Parts) -> Quantity:
    """The sum of the parts of serving, for which the weights must be known."""
    if len(parts) == 1:
        return parts[0][1]
    return add("serving-total", *(part for _, part in in_total(question, parts)))


def in_total(question: Question, parts: Parts) -> Parts:
    """The parts as they stand in a total, which rests on the weights and may lack the others."""
    return parts[:1] + optional(parts[1:], while_shaped(question))


def available(question: Question) -> Quantity:
    """Bytes of all the scenario's GPUs together."""
    return formulas.pooled.of(
        "capacity", capacity=of_gpu(question, capacity), gpus=question.scenario.quantity("gpus")
    )


def cache(question: Question) -> Quantity:
    """Bytes of keys, values and states for the scenario's context and batch."""
    shared = {
        "context": context(question),
        "batch": question.scenario.quantity("batch"),
        "kv_bits": kv_bits(question),
    }
    groups = [
        formulas.kv_cache.of("kv-cache", **given, **shared)
        for given in cache_inputs(question.subject)
    ]
    return groups[0] if len(groups) == 1 else add("kv-cache", *groups)


def activations(question: Question) -> Quantity:
    """Bytes that one forward pass works in: of prompts or pieces of them, or of one token each."""
    return formulas.serving_activations.of(
        "activations",
        positions=_positions(question),
        position_bytes=position_bytes(question.subject),
        batch=question.scenario.quantity("batch"),
        vocab=vocab(question.subject),
    )


def _positions(question: Question) -> Quantity:
    """Positions of one forward pass. Of a model that a reader may change it is told as of any."""
    most = most_positions(question)
    sequences = {"batch": question.scenario.quantity("batch"), "context": at_once(question)}
    if most is WHOLE:
        return formulas.whole_positions.of("positions", **sequences)
    return formulas.pass_positions.of("positions", **sequences, most=most)


def most_positions(question: Question) -> Quantity:
    """Positions that one pass of the subject holds at the most."""
    subject = question.subject
    most = WHOLE if reads_whole(subject.ledger.architecture) else PASS
    if not is_chosen(subject, question):
        return most
    label = weakest((most.label, subject.shape_label))
    return replace(most, label=label, cell=subject.cell("most"))


def at_once(question: Question) -> Quantity:
    """Tokens of a sequence that are read: those of the context or, where an encoder takes the same
    number of whatever it is given and that is more, as many."""
    subject, tokens = question.subject, context(question)
    always = subject.ledger.architecture.always
    if always is None or always <= tokens.low or is_chosen(subject, question):
        return tokens
    return leaf(subject, "always", int(always), "token")


def segments(parts: Parts) -> tuple[Segment, ...]:
    """The parts as pieces of a bar."""
    return tuple(Segment(name, Phrase(f"memory.{name}"), part) for name, part in parts)


def whose(gpus: Quantity) -> Choose:
    """Whose capacity it is: the GPU's, or that of all."""
    only = at_least(ONE_GPU, gpus)
    return Choose.between(only, Phrase("memory.capacity"), Phrase("memory.capacity-all"))


def _table(
    parts: Parts, total: Quantity, room: Quantity, limit: Cell, shaped: Quantity | None
) -> Table:
    rows = [
        Row((Phrase(f"memory.{name}"), part), part=name, amount=shaped if place else None)
        for place, (name, part) in enumerate(parts)
    ]
    rows.append(Row((Phrase("memory.total"), total), part="total", strong=True))
    rows.append(Row((limit, room), part="capacity"))
    return Table((Phrase("head.what"), Phrase("head.memory")), tuple(rows))
