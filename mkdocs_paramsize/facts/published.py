"""Figures that others published, and which of our formulas covers each: `data/published.toml`."""

from __future__ import annotations

from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final, Literal, get_args

import msgspec

from mkdocs_paramsize.catalogue.data_file import records
from mkdocs_paramsize.facts.records import DATA, Positive, Record, Text

Group = Literal[
    "zero",
    "weights",
    "gguf",
    "kv-cache",
    "layout",
    "qlora",
    "training",
    "flops",
    "optimal",
    "gpu-hours",
    "days",
    "energy",
    "emissions",
    "cost",
]
GROUPS: Final[tuple[Group, ...]] = get_args(Group)
"""What figures are compared, in the order of the validation table."""

PrintedUnit = Literal["GB", "GiB", "MWh", "t", "USD", "day", "fraction", "FLOP", "GPU-hour"]
SCALE: Final[dict[PrintedUnit, float]] = {
    "GB": 1e9,
    "GiB": 2**30,
    "MWh": 1e3,
    "t": 1e3,
    "USD": 1,
    "day": 1,
    "fraction": 1,
    "FLOP": 1,
    "GPU-hour": 1,
}
"""The unit that a source prints, in the unit that the formulas count in."""

Flaw = Literal["doubled-heads", "erratum"]
Note = Literal[
    "with-adapters", "unstated", "circular", "recomputed", "other-count", "own-power", "gib"
]


class Figure(Record, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One published figure, and the marker or the formulas that ours comes from.

    `terms` are summed; each names a formula and its inputs, which may be formulas again.
    `flaw` says why the published figure is known to be wrong, `note` why the two may differ.
    """

    group: Group
    case: Text
    value: Positive
    unit: PrintedUnit
    marker: Text | None = None
    terms: tuple[dict[str, Any], ...] = ()
    flaw: Flaw | None = None
    note: Note | None = None

    def __post_init__(self) -> None:
        if (self.marker is None) == (not self.terms):
            raise ValueError("either `marker` or `terms` is needed, and not both")


class PublishedData(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `published.toml` holds."""

    figures: tuple[Figure, ...] = msgspec.field(default=(), name="figure")


def published_data(file: Path | Traversable = DATA / "published.toml") -> PublishedData:
    """Published figures. Raises DataError that names the file and the place in it."""
    return records(file, PublishedData)
