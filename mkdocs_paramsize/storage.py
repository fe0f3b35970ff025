"""A precision is a rule over the ledger: which tensors are packed, and which stay as they were."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from mkdocs_paramsize import formulas
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.quantity import Quantity, Source, add
from mkdocs_paramsize.records import Precision
from mkdocs_paramsize.subject import Subject
from mkdocs_paramsize.tensor import Component, Tensor

BLOCKS: Final[frozenset[Component]] = frozenset(
    {"attention", "mixer", "mlp", "experts", "shared_experts"}
)
"""Components whose matrices are linear layers within the blocks of a model."""


@dataclass(frozen=True, slots=True)
class Share:
    """Tensors of a model that are stored in one format."""

    format: Precision
    tensors: tuple[Tensor, ...]


def shares(tensors: Iterable[Tensor], precision: Precision, facts: Facts) -> tuple[Share, ...]:
    """The tensors by the format that each is stored in, the packed ones first."""
    groups: dict[str, list[Tensor]] = defaultdict(list)
    for tensor in tensors:
        packed = is_packed(tensor, precision)
        groups[precision.name if packed else precision.rest or precision.name].append(tensor)
    return tuple(Share(facts.precision(name), tuple(group)) for name, group in groups.items())


def is_packed(tensor: Tensor, precision: Precision) -> bool:
    """Whether a precision stores this tensor in its blocks."""
    matrix = len(tensor.shape) >= 2
    match precision.packs:
        case "all":
            return True
        case "all-matrices":
            return matrix and tensor.component not in ("router", "norm", "position_embedding")
        case "linear":
            return matrix and tensor.component in BLOCKS and _is_linear(tensor)
        case "experts":
            return matrix and tensor.component == "experts"


def _is_linear(tensor: Tensor) -> bool:
    """A matrix that multiplies the residual stream: no convolution, no state matrix."""
    return not any(part in tensor.name for part in ("conv1d", "A_log", "conv."))


def weights(subject: Subject, precision: Precision, facts: Facts) -> Quantity:
    """Bytes of the weights: summed tensor by tensor, or the size times its bits.

    A bare size has no tensors, so that every parameter counts at the format's own bits.
    """
    if subject.model is None and subject.total().label == "nominal":
        return formulas.nominal_weights.of(
            "weights", parameters=subject.total(), bits=_bits(precision)
        )
    if subject.model is not None and not subject.model.has_shape:
        return formulas.nominal_weights.of(
            "weights", parameters=subject.total(), bits=_bits(precision)
        )
    return weights_of(subject, subject.ledger.parameters, precision, facts)


def weights_of(
    subject: Subject, tensors: Iterable[Tensor], precision: Precision, facts: Facts
) -> Quantity:
    """Bytes of some of a model's tensors, summed tensor by tensor."""
    parts = [_stored(subject, share) for share in shares(tensors, precision, facts)]
    return parts[0] if len(parts) == 1 else add("weights", *parts)


def _stored(subject: Subject, share: Share) -> Quantity:
    elements = Quantity(
        name="elements",
        value=sum(tensor.count for tensor in share.tensors),
        unit="element",
        label=subject.shape_label,
        lines=share.tensors,
        source=subject.source,
        origin=None if subject.model else "typical",
    )
    return formulas.stored.of(
        "weights",
        elements=elements,
        block_elements=_of_format("block_elements", share.format.block_elements, share.format),
        block_bytes=_of_format("block_bytes", share.format.block_bytes, share.format),
    )


def _of_format(name: str, value: int, precision: Precision) -> Quantity:
    return Quantity(
        name=name,
        value=value,
        unit="byte" if name == "block_bytes" else "element",
        label="exact",
        source=Source(f"{precision.name}: {precision.source}", precision.checked),
        origin="precision",
    )


def _bits(precision: Precision) -> Quantity:
    """Bits a parameter in the format's own blocks."""
    return Quantity(
        name="bits",
        value=precision.bits,
        unit="bit",
        label="exact",
        source=Source(f"{precision.name}: {precision.source}", precision.checked),
        origin="precision",
        cell="precision.bits",
    )
