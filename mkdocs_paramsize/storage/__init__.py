"""A precision is a rule over the ledger: which tensors are packed, and which stay as they were.

A rule gives each tensor its format, in pieces where parts of it differ, and adds what stands
beside it. The bytes of the weights are then a sum over formats. Three rules are known: a
release's own (`packing.Released`), llama.cpp's (`gguf_recipe.Recipe`), and what a precision
means by itself (`packing.Packing`). Where llama.cpp's is not known for a model, a file of that
kind that was measured stands in (`measured`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec.structs import replace

from mkdocs_paramsize import formulas
from mkdocs_paramsize.algebra.quantity import Quantity, Source, Unit, add
from mkdocs_paramsize.architecture import Architecture
from mkdocs_paramsize.architecture.tensor import Lines, Tensor
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.facts.records import Precision
from mkdocs_paramsize.scenario.subject import Subject
from mkdocs_paramsize.storage.formats import Format, Piece, Rule, Share, shares
from mkdocs_paramsize.storage.gguf_recipe import Recipe
from mkdocs_paramsize.storage.gguf_rules import SOURCE
from mkdocs_paramsize.storage.measured import measured_bits
from mkdocs_paramsize.storage.packing import Packing, Released, weighs_alike

__all__ = ["Share", "by_size", "shares", "weights", "weights_of"]


def weights(subject: Subject, precision: Precision, facts: Facts) -> Quantity:
    """Bytes of the weights: summed tensor by tensor, or the size times its bits.

    A bare size has no tensors, so that every parameter counts at the format's own bits; of a
    mixture of types, at those of a measured file.
    """
    key = ("weights", subject, precision.name)
    return facts.once(key, lambda: _weights(subject, precision, facts))


def _weights(subject: Subject, precision: Precision, facts: Facts) -> Quantity:
    witness = subject.model.witness if subject.model else None
    if witness is not None and witness.precision == precision.name and witness.bytes is not None:
        return Quantity(
            "weights", witness.bytes, "byte", "exact", source=subject.source, origin="model"
        )
    nominal = subject.model is None and subject.total().label == "nominal"
    if nominal or (subject.model is not None and not subject.model.has_shape):
        return by_size(subject, subject.total(), precision, facts)
    return weights_of(subject, subject.ledger.parameters, precision, facts)


def weights_of(
    subject: Subject, tensors: Iterable[Tensor], precision: Precision, facts: Facts
) -> Quantity:
    """Bytes of some of a model's tensors, summed tensor by tensor."""
    listed = tuple(tensors)
    rule = _rule(subject, precision, facts)
    if rule is None:
        return by_size(subject, _elements(subject, listed), precision, facts)
    parts = [_stored(subject, share) for share in shares(listed, rule)]
    if len(parts) == 1:
        return replace(parts[0], name="weights")
    return add("weights", *parts)


def _rule(subject: Subject, precision: Precision, facts: Facts) -> Rule | None:
    """The rule of a precision for a model; None where only a measured file tells. That of a shape
    that no release has is one that a page can follow."""
    if subject.model is None or subject.dimensions is not None:
        return Packing.in_blocks(precision, facts) if weighs_alike(precision) else None
    release = subject.model.packed_as(precision.name)
    if release is not None and subject.source is not None:
        return Released.of(release, subject.source, facts)
    if precision.packs == "all-matrices":
        found = _gguf(subject.ledger.architecture, precision, facts)
        if found is not None or precision.kind == "mixture":
            return found
    return Packing.of(precision, facts)


def _gguf(model: Architecture, precision: Precision, facts: Facts) -> Rule | None:
    """llama.cpp's recipe, if it knows every tensor of the model."""
    recipe = Recipe(precision.name, (precision.ggml_type or "").lower(), model)
    known = {tensor: recipe.pieces(tensor) for tensor in model.tensors}
    if None in known.values():
        return None
    formats = _ggml_formats(facts)

    def rule(tensor: Tensor) -> Iterable[Piece]:
        found = known[tensor] if tensor in known else recipe.pieces(tensor)
        return ((formats[name], piece) for name, piece in found or ())

    return rule


def _ggml_formats(facts: Facts) -> dict[str, Format]:
    """The types of a GGUF file by their names in lower case."""
    placed = f"; which tensor has it: {SOURCE}"
    found: dict[str, Format] = {}
    for precision in facts.precisions.precisions:
        if precision.ggml_type is not None:
            made = Format.of(precision)
            source = replace(made.source, text=made.source.text + placed)
            found.setdefault(made.name.lower(), replace(made, source=source))
    plain = {"f32": "fp32", "f16": "fp16"}
    return found | {name: Format.of(facts.precision(plain[name])) for name in plain}


def by_size(subject: Subject, parameters: Quantity, precision: Precision, facts: Facts) -> Quantity:
    """Bytes of so many parameters of a size, each in the bits of the format.

    Those of a file that mixes types are its bits as measured. A size says nothing of experts, so
    a format that packs nothing else packs nothing of it that is known.
    """
    cell = "precision|bits"
    if precision.kind == "mixture":
        bits = measured_bits(precision, subject.total().low, subject.name, facts, cell)
    else:
        rest = precision.rest if precision.packs == "experts" else None
        stored = precision if rest is None else facts.precision(rest)
        source = Source(stored.source, stored.checked, of=stored.name)
        bits = _leaf("bits", stored.bits, source, cell)
        if subject.dimensions or rest is not None:
            bits = replace(bits, label="estimated")
    made = formulas.nominal_weights.of("weights", parameters=parameters, bits=bits)
    return replace(made, remark=bits.remark)


def _stored(subject: Subject, share: Share) -> Quantity:
    source = share.format.source
    return formulas.stored.of(
        f"{share.format.holds}@{share.format.name}",
        elements=_elements(subject, share.tensors),
        block_elements=_leaf("block_elements", share.format.elements, source),
        block_bytes=replace(
            _leaf("block_bytes", share.format.bytes, source), label=share.format.label
        ),
    )


def _elements(subject: Subject, tensors: tuple[Tensor, ...]) -> Quantity:
    return Quantity(
        name="elements",
        value=sum(tensor.count for tensor in tensors),
        unit="element",
        label=subject.shape_label,
        lines=Lines(tensors),
        source=subject.source,
        origin=subject.origin,
        typical=subject.typical,
    )


def _leaf(name: str, value: float, source: Source, cell: str | None = None) -> Quantity:
    """A number that belongs to a format."""
    unit = _UNITS[name]
    return Quantity(name, value, unit, "exact", source=source, origin="precision", cell=cell)


_UNITS: Final[Mapping[str, Unit]] = {
    "bits": "bit",
    "block_elements": "element",
    "block_bytes": "byte",
}
