"""Whole files that were measured, for models whose mixture cannot be worked out."""

from __future__ import annotations

from mkdocs_paramsize.algebra.quantity import Quantity, Source
from mkdocs_paramsize.catalogue.names import normal
from mkdocs_paramsize.errors import UnknownShapeError
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.facts.records import Measured, Precision


def measured_bits(
    precision: Precision, parameters: float, name: str, facts: Facts, cell: str | None = None
) -> Quantity:
    """Bits a parameter in the measured file of the model nearest in size.

    Published where that is the model itself, else an estimate. Raises UnknownShapeError
    when no file of the kind was measured.
    """
    rows = _rows(precision, facts)
    if not rows:
        raise UnknownShapeError(
            f"no file of type {precision.name} is recorded, and the types of the tensors of {name} "
            "are not known; name a model of the Llama or Qwen line, or another precision"
        )
    nearest = min(rows, key=lambda row: (_distance(row.parameters, parameters), -_digits(row)))
    own = normal(nearest.model) == normal(name)
    return Quantity(
        name="bits",
        value=bits_of(nearest),
        unit="bit",
        label="published" if own else "estimated",
        source=Source(nearest.source, nearest.checked, of=f"{precision.name}, {nearest.model}"),
        origin="precision",
        remark=None if own else "measured-elsewhere",
        cell=cell,
    )


def measured_sizes(precision: Precision, facts: Facts) -> list[list[float]]:
    """Parameters and bits of each measured file, those first that win where two are as near."""
    rows = sorted(_rows(precision, facts), key=lambda row: -_digits(row))
    return [[row.parameters, bits_of(row)] for row in rows]


def _rows(precision: Precision, facts: Facts) -> list[Measured]:
    return [
        row
        for row in facts.precisions.measured
        if row.precision == precision.name and row.superseded is None
    ]


def bits_of(row: Measured) -> float:
    """Bits of a file for each parameter of its model, as printed or from its size."""
    if row.bits_per_weight is not None:
        return row.bits_per_weight
    size = row.size_gib * 2**30 if row.size_gib is not None else (row.size_gb or 0) * 1e9
    return 8 * size / row.parameters


def _distance(size: float, other: float) -> float:
    return max(size, other) / min(size, other)


def _digits(row: Measured) -> int:
    """How precisely a row tells the size."""
    return len(repr(row.bits_per_weight)) if row.bits_per_weight is not None else 0
