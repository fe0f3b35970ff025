"""What a checkpoint says of itself: a witness beside the model's config."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Witness:
    """The sums over a checkpoint's own tensors.

    `bytes` are those of its data, `precision` that of most of them, by a name of the data file.
    """

    file: str
    total: int | None
    bytes: int | None
    precision: str | None = None
