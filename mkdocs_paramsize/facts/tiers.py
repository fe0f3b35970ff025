"""The scale of sizes: tiny, small, medium, large, or the site's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from mkdocs_paramsize.algebra.quantity import Source
from mkdocs_paramsize.errors import NotationError, OptionError
from mkdocs_paramsize.notation import parse_size

_DATA: Final = Path(__file__).parents[1] / "data" / "tiers.toml"


@dataclass(frozen=True, slots=True)
class Tier:
    """A stretch of the scale that begins at `start` parameters (included).

    `name` and `text` are the site's own words by locale; for the built-in tiers they are
    empty and the words stand in the table of words under `key`.
    """

    key: str
    start: int
    examples: tuple[str, ...] = ()
    name: Mapping[str, str] | None = None
    text: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Tiers:
    """The tiers from the smallest to the largest.

    >>> Tiers.built_in().of(10_000_000_000).key
    'medium'
    """

    tiers: tuple[Tier, ...]
    source: Source

    @classmethod
    def built_in(cls) -> Tiers:
        """The tiers of `data/tiers.toml`."""
        return _read(msgspec.toml.decode(_DATA.read_bytes(), type=_File))

    @classmethod
    def of_site(cls, rows: Sequence[Mapping[str, Any]]) -> Tiers:
        """Tiers from the site's `tiers` option. Raises OptionError that names the row."""
        if not rows:
            raise OptionError("tiers: an empty list; leave the option out for the built-in tiers")
        tiers = tuple(_site_tier(number, row) for number, row in enumerate(rows, 1))
        starts = [tier.start for tier in tiers]
        if starts != sorted(set(starts)):
            raise OptionError("tiers: each `from` must be larger than the one before")
        return cls(tiers, Source("tiers of this site"))

    def of(self, parameters: float) -> Tier:
        """The tier of a number of parameters; an exact boundary belongs to the upper one."""
        below = [tier for tier in self.tiers if tier.start <= parameters]
        return below[-1] if below else self.tiers[0]

    def end(self, tier: Tier) -> int | None:
        """Where the next tier begins; None for the last."""
        later = [other.start for other in self.tiers if other.start > tier.start]
        return later[0] if later else None


class _Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    key: str
    start: str
    examples: tuple[str, ...] = ()


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    source: str
    tier: tuple[_Row, ...]


def _read(file: _File) -> Tiers:
    tiers = tuple(
        Tier(row.key, parse_size(row.start).total or 0 if row.start != "0" else 0, row.examples)
        for row in file.tier
    )
    return Tiers(tiers, Source(file.source))


def _site_tier(number: int, row: Mapping[str, Any]) -> Tier:
    place = f"tiers: entry {number}"
    if not isinstance(row, Mapping):
        raise OptionError(f"{place} is {row!r}; name, from and text are wanted")
    if unknown := sorted(set(row) - {"name", "from", "text", "examples"}):
        raise OptionError(f"{place}: unknown key '{unknown[0]}'; name, from, text and examples")
    start = str(row.get("from", "0"))
    try:
        total = 0 if start == "0" else parse_size(start).total
    except NotationError as error:
        raise OptionError(f"{place}: from: {error}") from error
    if total is None:
        raise OptionError(f"{place}: from: {start} is a mixture; write a size such as 10B")
    name = _by_locale(place, "name", row.get("name"))
    text = _by_locale(place, "text", row.get("text", ""))
    examples = tuple(str(example) for example in row.get("examples", ()))
    return Tier(next(iter(name.values())), total, examples, name, text)


def _by_locale(place: str, key: str, value: Any) -> Mapping[str, str]:
    """A text for every locale, or one by locale."""
    if isinstance(value, str) and (value or key == "text"):
        return {"": value}
    if isinstance(value, Mapping) and value and all(isinstance(v, str) for v in value.values()):
        return {str(locale): text for locale, text in value.items()}
    raise OptionError(f"{place}: {key} is {value!r}; a text, or one for each locale, is wanted")
