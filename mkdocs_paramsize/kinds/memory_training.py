"""`memory` of training: what one GPU holds of weights, gradients, optimizer and activations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Final, Literal

from msgspec import structs

from mkdocs_paramsize import formulas
from mkdocs_paramsize.algebra.quantity import Quantity, Source, add
from mkdocs_paramsize.answer import (
    Answer,
    Bar,
    Block,
    Cell,
    Phrase,
    Row,
    Segment,
    Table,
)
from mkdocs_paramsize.architecture.tensor import Tensor
from mkdocs_paramsize.errors import ScenarioError, UnknownShapeError, did_you_mean
from mkdocs_paramsize.facts.records import Optimizer
from mkdocs_paramsize.kinds.assumptions import used
from mkdocs_paramsize.kinds.cautions import context_warnings
from mkdocs_paramsize.kinds.conditions import of_own_shape
from mkdocs_paramsize.kinds.gpu import capacity, gpu_notes, of_gpu
from mkdocs_paramsize.kinds.inputs import called, chosen, sequence, weigh
from mkdocs_paramsize.kinds.profile import activation_inputs, heaviest_inputs, target_ends, vocab
from mkdocs_paramsize.kinds.question import Question
from mkdocs_paramsize.kinds.remarks import remark_notes
from mkdocs_paramsize.kinds.shapes import shape_notes
from mkdocs_paramsize.kinds.unshaped import Parts, either, either_note, optional, while_shaped
from mkdocs_paramsize.ledger.layer_shape import FEED_FORWARD, MIXERS, linear_layers
from mkdocs_paramsize.scenario.inputs import TARGETS

INPUTS: Final = (
    "method",
    "precision",
    "rank",
    "targets",
    "optimizer",
    "zero",
    "gpu",
    "gpus",
    "batch",
    "sequence",
    "recompute",
)

PACKED: Final = "nf4-dq"
"""The format of QLoRA's base weights, where the marker names no other."""

BYTES_COUNTED: Final = 2
"""Bytes of a number, as the formulas of activations count them."""

ZERO: Final = Source("Rajbhandari et al. 2019, ZeRO, arXiv:1910.02054, section 3.1")
STAGES: Final[Mapping[State, int]] = {"optimizer": 1, "gradients": 2, "weights": 3}
"""The ZeRO stage from which each kind of state is cut up among the GPUs."""

State = Literal["weights", "gradients", "optimizer"]


def stage_of(state: State) -> Quantity:
    """The ZeRO stage from which a state is cut up, as an input of a formula."""
    return Quantity(f"{state}-stage", STAGES[state], "count", "exact", source=ZERO)


def memory_training(question: Question) -> Answer:
    """The total on each GPU; as a block, its parts beside the GPU's real capacity.

    Raises ScenarioError for inputs that contradict each other.
    """
    _check(question)
    question = _with_packed_base(question)
    states, rest, shaped = _states(question), _activations(question), while_shaped(question)
    parts = states + optional(rest, shaped)
    total = add("training-total", *(part for _, part in parts))
    room = of_gpu(question, capacity)
    title = Phrase("memory.training-title", {"name": called(question.subject)})
    method = Phrase(f"choice.method.{question.scenario.choice('method')}")
    told: dict[str, Cell] = {"name": called(question.subject), "size": total, "method": method}
    whole, alone = (Phrase(f"memory.training-sentence{end}", told) for end in ("", "-states"))
    pieces = tuple(Segment(name, Phrase(f"memory.{name}"), part) for name, part in parts)
    return Answer(
        kind="memory",
        title=title,
        inline=total,
        sentence=either(question, whole, alone) if rest else alone,
        cautions=context_warnings(question, "sequence") if rest else (),
        make_block=lambda: Block(
            figure=Bar(title, pieces, room),
            table=_table(states, rest, total, room, shaped),
            notes=(
                *used(question, total, names=_names(question, rest), shaped=shaped),
                *_about_counts(question, rest),
                *_about_adapters(question),
                *remark_notes(total, room),
                *gpu_notes(question),
                *shape_notes(question.subject),
            ),
        ),
    )


def _check(question: Question) -> None:
    """Raises ScenarioError for inputs that contradict each other."""
    scenario = question.scenario
    zero, gpus = scenario.quantity("zero"), scenario.quantity("gpus")
    if zero.low and gpus.low == 1:
        raise ScenarioError(
            f"zero: {zero.low:g} cuts states up among GPUs, but gpus is 1; write gpus: and how "
            "many there are"
        )
    if scenario.choice("method") != "full":
        _check_adapters(question)
        return
    for name in ("rank", "targets"):
        if name in question.options:
            raise ScenarioError(f"{name} is of adapters, and method is full; write method: lora")
    precision = scenario.setting("precision")
    if precision is None or precision.origin != "marker":
        return
    found = question.facts.precision(precision.text)
    if found.packs != "all" or found.bits != 8 * _optimizer(question).weights:
        raise ScenarioError(
            f"precision: {precision.text} with method: full; full training keeps its weights in "
            "16 bits, or with optimizer: adamw-fp32 in 32; write method: qlora to train "
            "adapters beside packed weights"
        )


def _check_adapters(question: Question) -> None:
    precision, rank = question.scenario.setting("precision"), question.scenario.quantity("rank")
    if precision is not None and precision.origin == "marker":
        found = question.facts.precision(precision.text)
        if question.scenario.choice("method") == "qlora" and found.kind == "plain":
            raise ScenarioError(
                f"precision: {precision.text} with method: qlora, which packs the frozen weights; "
                "write method: lora, or leave the precision out"
            )
    width = int(question.subject.ledger.architecture.dims.get("width", 0))
    if width and rank.low > width:
        raise ScenarioError(
            f"rank: {rank.low:g} is more than the model's width of {width:,}, which is the most "
            "that a matrix of it can have; write a rank such as 16"
        )


def _states(question: Question) -> Parts:
    """Weights, gradients and optimizer states; of LoRA, the last two of the adapters only."""
    if question.scenario.choice("method") == "full":
        trained = question.subject.total()
        weights = _state(question, "weights", trained)
    else:
        trained = trainable(question)
        shards = _shards(question, "weights")
        base = formulas.sharded.of("base", total=weigh(question), shards=shards)
        weights = add("weights", base, _state(question, "weights", trained, name="adapters"))
    return (
        ("weights", weights),
        ("gradients", _state(question, "gradients", trained)),
        ("optimizer", _state(question, "optimizer", trained)),
    )


def _state(
    question: Question, state: State, trained: Quantity, name: str | None = None
) -> Quantity:
    kept = formulas.states.of(
        name or state,
        parameters=trained,
        bytes_each=_bytes_each(question, state),
        shards=_shards(question, state),
    )
    return structs.replace(kept, chosen=chosen(question, "method"))


def _optimizer(question: Question) -> Optimizer:
    return question.facts.optimizer(question.scenario.choice("optimizer"))


def _bytes_each(question: Question, state: State) -> Quantity:
    """Bytes of a kind of state for each parameter that is trained."""
    found = _optimizer(question)
    value = {"weights": found.weights, "gradients": found.gradients, "optimizer": found.states}
    source = Source(found.source, found.checked, of=found.name)
    return Quantity(
        f"{state}-bytes",
        value[state],
        "byte",
        "exact",
        source=source,
        chosen=chosen(question, "optimizer"),
    )


def _shards(question: Question, state: State) -> Quantity:
    stage = stage_of(state)
    scenario = question.scenario
    return formulas.shards.of(
        "shards", zero=scenario.quantity("zero"), stage=stage, gpus=scenario.quantity("gpus")
    )


# Adapters -----------------------------------------------------------------------------------


def trainable(question: Question) -> Quantity:
    """Parameters of the adapters. Raises UnknownShapeError, and ScenarioError for a target
    that the model does not have."""
    named = question.scenario.choice("targets")
    ends = target_ends(question.subject, targets(question), named)
    found = formulas.adapters.of("trainable", rank=question.scenario.quantity("rank"), ends=ends)
    return structs.replace(found, chosen=chosen(question, "targets"))


def targets(question: Question) -> tuple[Tensor, ...]:
    """The matrices that get adapters: by component, or by the last part of their names."""
    subject = question.subject
    linear = linear_layers(subject.ledger.parameters)
    wanted = question.scenario.choice("targets")
    if wanted == "attention":
        found = tuple(tensor for tensor in linear if tensor.component in MIXERS)
    elif wanted == "all":
        blocks = (MIXERS | FEED_FORWARD) - {"experts"}
        found = tuple(tensor for tensor in linear if tensor.component in blocks)
    else:
        found = tuple(_by_name(wanted, linear, subject.name))
    if not found:
        raise ScenarioError(
            f"targets: {wanted} finds no linear layer in {subject.name}; its layers are called "
            f"{', '.join(dict.fromkeys(map(_last_name, linear)))}"
        )
    return found


def _by_name(wanted: str, linear: tuple[Tensor, ...], model: str) -> Iterator[Tensor]:
    known = dict.fromkeys(map(_last_name, linear))
    names = [name.strip() for name in wanted.split("/")]
    for name in names:
        if name not in known:
            near = get_close_matches(name, (*known, *TARGETS), n=2)
            told = did_you_mean(near) or f"; write {', '.join(TARGETS)}, or of {', '.join(known)}"
            raise ScenarioError(f"targets: no linear layer of {model} is called '{name}'{told}")
    yield from (tensor for tensor in linear if _last_name(tensor) in names)


def _last_name(tensor: Tensor) -> str:
    """What PEFT calls the layer in `target_modules`: `q_proj`."""
    return tensor.name.removesuffix(".weight").rpartition(".")[2]


def _with_packed_base(question: Question) -> Question:
    """The same question, of QLoRA with the precision that its paper packs the base in."""
    precision = question.scenario.setting("precision")
    named = precision is not None and precision.origin == "marker"
    if question.scenario.choice("method") != "qlora" or named:
        return question
    return replace(question, scenario=question.scenario.with_marker({"precision": PACKED}))


def _about_adapters(question: Question) -> tuple[Cell, ...]:
    """How many parameters are trained, and that routed experts are not."""
    if question.scenario.choice("method") == "full":
        return ()
    notes: list[Cell] = [Phrase("memory.adapters", {"trainable": trainable(question)})]
    routed = any(tensor.routed for tensor in question.subject.ledger.parameters)
    if routed and question.scenario.choice("targets") == "all":
        notes.append(of_own_shape(question.subject, Phrase("memory.without-experts")))
    return tuple(notes)


# Activations --------------------------------------------------------------------------------


def _activations(question: Question) -> Parts:
    """Activations and logits; nothing where the shape is not known."""
    try:
        return (("activations", activations(question)), ("logits", _logits(question)))
    except UnknownShapeError:
        return ()


def activations(question: Question) -> Quantity:
    """What the backward pass needs of the forward pass, by the kind of recomputation, in the
    numbers that the weights are trained in."""
    kept = structs.replace(_kept(question), chosen=chosen(question, "recompute"))
    number = _bytes_each(question, "weights")
    if question.scenario.choice("method") != "full" or number.low == BYTES_COUNTED:
        return kept
    wider = number.low / BYTES_COUNTED
    return formulas.widened_activations.of(
        "activations",
        in_16_bits=structs.replace(kept, name="activations-16"),
        halves=structs.replace(number, name="halves", value=int(wider), unit="count"),
    )


def _kept(question: Question) -> Quantity:
    subject, recompute = question.subject, question.scenario.choice("recompute")
    tokens = {"sequence": sequence(question), "batch": question.scenario.quantity("batch")}
    if recompute != "full":
        given = activation_inputs(subject, scores=recompute == "none")
        return formulas.training_activations.of("activations", **tokens, **given)
    every, heaviest = activation_inputs(subject), heaviest_inputs(subject)
    return formulas.recomputed_activations.of(
        "activations",
        **tokens,
        layers=every["layers"],
        width=every["width"],
        one_layer=formulas.training_activations.of("one-layer", **tokens, **heaviest),
    )


def _logits(question: Question) -> Quantity:
    return formulas.logits.of(
        "logits",
        sequence=sequence(question),
        batch=question.scenario.quantity("batch"),
        vocab=vocab(question.subject),
    )


# What is shown ------------------------------------------------------------------------------


def _table(
    states: Parts, rest: Parts, total: Quantity, room: Quantity, shaped: Quantity | None
) -> Table:
    rows = [_row(name, part) for name, part in states]
    if rest:
        every = add("states", *(part for _, part in states))
        rows.append(_row("states", every, strong=True, amount=shaped))
        rows += [_row(name, part, amount=shaped) for name, part in rest]
    rows += [_row("total", total, strong=True), _row("capacity", room)]
    return Table((Phrase("head.what"), Phrase("head.memory")), tuple(rows))


def _row(name: str, part: Quantity, *, strong: bool = False, amount: Quantity | None = None) -> Row:
    return Row((Phrase(f"memory.{name}"), part), part=name, strong=strong, amount=amount)


def _about_counts(question: Question, rest: Parts) -> tuple[Cell, ...]:
    """What is counted: all that training keeps, or the model states alone."""
    note, alone = Phrase("memory.training-note"), Phrase("memory.states-only")
    return either_note(question, note, alone) if rest else (alone,)


def _names(question: Question, rest: Parts) -> tuple[str, ...]:
    """The inputs that are names, as far as this method has them and activations are counted."""
    adapters = ("precision", "targets") if question.scenario.choice("method") != "full" else ()
    recomputed = ("recompute",) if rest else ()
    return ("method", *adapters, "optimizer", *recomputed, "gpu")
