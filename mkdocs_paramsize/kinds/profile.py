"""What a model caches, keeps and computes a token, as the inputs of formulas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec.structs import replace

from mkdocs_paramsize import formulas
from mkdocs_paramsize.algebra.quantity import Quantity, Unit
from mkdocs_paramsize.architecture import Architecture, Mixing
from mkdocs_paramsize.architecture.tensor import Tensor
from mkdocs_paramsize.errors import UnknownShapeError
from mkdocs_paramsize.ledger.layer_shape import Outputs, together
from mkdocs_paramsize.scenario.subject import Subject, once
from mkdocs_paramsize.storage.packing import multiplies

Inputs = Mapping[str, Quantity]
"""Parameters of a formula by name."""

DECODER_CACHE: Final = "decoder-cache"
"""What must be said of the cache of a model whose decoder also attends to what an encoder read."""
COPIES: Final = "copied-heads"
"""And of one that holds a copy of each key for every query head."""

_ONCE: Final = ("pooler.",)
"""How the names of what works on one token of a sequence begin."""

KEPT_GATED: Final = 8
KEPT_PLAIN: Final = 4
"""Bytes that training keeps of a feed-forward unit in 16 bits: gate, up, the gate's
activation and their product; or the unit before and after its activation."""


def leaf(subject: Subject, name: str, value: float, unit: Unit = "element") -> Quantity:
    """A number that the shape of a model gives, as sure as the shape."""
    return Quantity(
        name=name,
        value=value,
        unit=unit,
        label=subject.shape_label,
        source=subject.source,
        origin=subject.origin or "model",
        cell=subject.cell(name),
        typical=subject.typical,
    )


def _of_cache(architecture: Architecture) -> str | None:
    """What must be known of a model's cache."""
    if architecture.has_encoder:
        return DECODER_CACHE
    return COPIES if any(group.copied for group in architecture.mixing) else None


@once
def cache_inputs(subject: Subject) -> tuple[Inputs, ...]:
    """The model's part of `kv_cache`: one set of inputs for each window that the model has.

    Numbers are summed over the layers of a group. Models have one window or none; the first
    set carries the layers that see everything and the constant states. Of an encoder-decoder
    they are those of the decoder's own attention, and say so.
    """
    architecture = subject.ledger.architecture
    mixing, remark = architecture.mixing, _of_cache(architecture)
    windows = sorted({int(group.window) for group in mixing if group.window is not None})
    full = sum(_per_token(group) for group in mixing if group.window is None)
    state = sum(len(group.layers) * int(group.constant) for group in mixing)
    sets = []
    for place, window in enumerate(windows or [0]):
        windowed = sum(_per_token(group) for group in mixing if group.window == window)
        sets.append(
            {
                "full": replace(leaf(subject, "full", 0 if place else full), remark=remark),
                "windowed": leaf(subject, "windowed", windowed),
                "window": leaf(subject, "window", window, "token"),
                "state": leaf(subject, "state", 0 if place else state),
            }
        )
    return tuple(sets)


@once
def room_inputs(subject: Subject) -> tuple[Inputs, Inputs]:
    """The model's part of `longest_context`, and what is kept of a sequence at any length.

    Of a model with several windows the smallest grows; the others count as if they were full.
    """
    first, *others = cache_inputs(subject)
    grows = {name: given for name, given in first.items() if name != "state"}
    filled = sum(int(more["windowed"].low * more["window"].low) for more in others)
    return grows, {"state": first["state"], "filled": leaf(subject, "filled", filled)}


@once
def matmul_inputs(subject: Subject) -> Inputs:
    """The model's part of `matmul_flops`: weights that multiply a token, and attention scores.

    Weights that layers share count in each of them. The input lookup is left out, and what works
    once a sequence, as BERT's pooler; the head counts even where it is tied. A model with several
    windows is counted by the largest of them. Raises UnknownShapeError for one whose layers see
    otherwise than those of decoders.
    """
    ledger, architecture = subject.ledger, subject.ledger.architecture
    if (why := sees_otherwise(architecture)) is not None:
        raise UnknownShapeError(
            f"{subject.name} {why}; its matrix products are not computed here; write of: flops"
        )
    weights = sum(
        tensor.worked
        for tensor in ledger.parameters
        if tensor.component != "norm"
        and multiplies(tensor)
        and not ledger.is_input(tensor)
        and not tensor.name.startswith(_ONCE)
    )
    windows = [int(group.window) for group in architecture.mixing if group.window is not None]
    full = sum(_scores(group) for group in architecture.mixing if group.window is None)
    windowed = sum(_scores(group) for group in architecture.mixing if group.window is not None)
    return {
        "matmul": leaf(subject, "matmul", weights, "parameter"),
        "scores": leaf(subject, "scores", full),
        "windowed_scores": leaf(subject, "windowed_scores", windowed),
        "window": leaf(subject, "window", max(windows, default=0), "token"),
    }


def sees_otherwise(architecture: Architecture) -> str | None:
    """What its layers attend to, where that is not what those of decoders do."""
    if architecture.has_encoder:
        return "reads with its encoder and writes with its decoder"
    if any(".indexer." in tensor.name for tensor in architecture.tensors):
        return "attends only to the tokens that an indexer picks"
    return None


def reads_whole(architecture: Architecture) -> bool:
    """Whether it encodes: then each position attends to those behind it as well, and a sequence
    cannot be read in pieces."""
    return not architecture.decoder or architecture.has_encoder


def _scores(group: Mixing) -> int:
    return len(group.layers) * int(group.scores)


def _per_token(group: Mixing) -> int:
    return len(group.layers) * int(group.per_token)


@once
def position_bytes(subject: Subject) -> Quantity:
    """Bytes that one position of a forward pass works in, by the model's width and its widest
    feed-forward network.

    Of routed experts those count that one token is sent to, and shared ones beside them.
    """
    ledger = subject.ledger
    return formulas.position_bytes.of(
        width=leaf(subject, "width", int(ledger.architecture.dims["width"]), "count"),
        intermediate=leaf(subject, "intermediate", ledger.widest, "count"),
    )


@once
def vocab(subject: Subject) -> Quantity:
    """Logits of a position; none for a model that is not asked for the next token."""
    architecture = subject.ledger.architecture
    rows = int(architecture.dims.get("vocab", 0)) if architecture.decoder else 0
    return leaf(subject, "vocab", rows, "count")


def activation_inputs(subject: Subject, *, scores: bool = False) -> Inputs:
    """The model's part of `training_activations`, over all of its layers.

    `scores`: whether the attention matrices are kept.
    """
    heads = _score_heads(subject.ledger.architecture) if scores else 0
    score_heads = leaf(subject, "score_heads", heads, "count")
    return {
        **_of_all_layers(subject),
        # What is computed again is 0 for every model, so it follows no dial.
        "score_heads": score_heads if scores else replace(score_heads, cell=None),
    }


@once
def _of_all_layers(subject: Subject) -> Inputs:
    return _activations(subject, subject.ledger.all_layers, "")


@once
def heaviest_inputs(subject: Subject) -> Inputs:
    """The model's part of `training_activations` for the layer that keeps the most; nothing of a
    model without a layer that keeps anything."""
    each = (together((layer,)) for layer in subject.ledger.layers)
    heaviest = max(each, key=lambda one: 2 * one.projected + _kept(one), default=together(()))
    none = replace(leaf(subject, "score_heads", 0, "count"), cell=None)
    return {**_activations(subject, heaviest, "layer-"), "score_heads": none}


def _activations(subject: Subject, found: Outputs, prefix: str) -> dict[str, Quantity]:
    width = int(subject.ledger.architecture.dims["width"])
    kept = _kept(found) / found.feed_forward if found.feed_forward else KEPT_GATED
    return {
        "layers": leaf(subject, f"{prefix}layers", found.layers, "count"),
        "width": leaf(subject, "width", width, "count"),
        "projected": leaf(subject, f"{prefix}projected", found.projected),
        "feed_forward": leaf(subject, f"{prefix}feed_forward", found.feed_forward),
        "kept": leaf(subject, f"{prefix}kept", kept, "byte"),
    }


def target_ends(subject: Subject, targets: tuple[Tensor, ...], named: str) -> Quantity:
    """Inputs and outputs of the matrices that get adapters, summed over all of them.

    `named` is what the author calls these matrices.
    """
    ends = sum(tensor.times * sum(map(int, tensor.shape)) for tensor in targets)
    return replace(leaf(subject, "ends", ends, "count"), cell=subject.cell(f"ends-{named}"))


def _kept(found: Outputs) -> int:
    """Bytes that training keeps of the feed-forward units."""
    return KEPT_GATED * found.gated + KEPT_PLAIN * (found.feed_forward - found.gated)


def _score_heads(architecture: Architecture) -> int:
    heads = int(architecture.dims.get("heads", 0))
    return sum(len(group.layers) for group in architecture.mixing if group.scores) * heads
