"""A measured figure and the bound that it must keep."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measured:
    """One line of the report; without a `bound` it only informs."""

    name: str
    value: float
    unit: str
    bound: float | None = None

    @property
    def is_kept(self) -> bool:
        """Whether the bound holds."""
        return self.bound is None or self.value <= self.bound

    def __str__(self) -> str:
        shown = f"{self.value:10.3f} {self.unit:3}"
        if self.bound is None:
            return f"{shown}  {'':14}{self.name}"
        verdict = "ok      " if self.is_kept else "TOO MUCH"
        return f"{shown}  {verdict} ≤{self.bound:<4g} {self.name}"
