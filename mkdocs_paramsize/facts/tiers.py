"""The scale of sizes: tiny, small, medium, large, or the site's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from reprlib import repr as _repr
from typing import Any, Final

import msgspec

from mkdocs_paramsize.algebra.quantity import Source
from mkdocs_paramsize.errors import NotationError, OptionError, did_you_mean
from mkdocs_paramsize.notation import parse_size
from mkdocs_paramsize.words import locales

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
    """The tiers from the smallest to the largest; an exact boundary belongs to the upper one.

    >>> [tier.key for tier in Tiers.built_in().tiers]
    ['tiny', 'small', 'medium', 'large']
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
        _require_order(tiers)
        return cls(tiers, Source("site-tiers"))

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


_KEYS: Final = ("name", "from", "text", "examples")
_ARE_KNOWN: Final = f"; the keys are {', '.join(_KEYS)}"


def _require_order(tiers: Sequence[Tier]) -> None:
    """Raises OptionError for a tier that begins below the one before, or has its name."""
    if tiers[0].start:
        raise OptionError(
            "tiers: entry 1: from: the first tier begins at 0, or smaller models would have none; "
            "leave its `from` out"
        )
    for number, (before, tier) in enumerate(pairwise(tiers), 2):
        if tier.start <= before.start:
            raise OptionError(
                f"tiers: entry {number}: from: it is not above that of entry {number - 1}; list "
                "the tiers from the smallest to the largest"
            )
    names = [tier.key for tier in tiers]
    for number, name in enumerate(names, 1):
        if name in names[: number - 1]:
            raise OptionError(
                f"tiers: entry {number}: name: '{name}' is that of entry "
                f"{names.index(name) + 1} too; give each a name of its own"
            )


def _site_tier(number: int, row: Mapping[str, Any]) -> Tier:
    place = f"tiers: entry {number}"
    if not isinstance(row, Mapping):
        raise OptionError(f"{place} is {_repr(row)}; name, from and text are wanted")
    for key in row:
        if key not in _KEYS:
            known = did_you_mean(get_close_matches(str(key), _KEYS, n=1))
            raise OptionError(f"{place}: unknown key '{key}'{known or _ARE_KNOWN}")
    name = _by_locale(place, "name", row.get("name"))
    text = _by_locale(place, "text", row["text"]) if "text" in row else {"": ""}
    start = _start(place, row, is_first=number == 1)
    return Tier(next(iter(name.values())), start, _examples(place, row), name, text)


def _start(place: str, row: Mapping[str, Any], *, is_first: bool) -> int:
    """The size from which on a tier goes; the first goes from 0 and need not say so."""
    given = row.get("from", 0 if is_first else None)
    if given is None or isinstance(given, bool) or not isinstance(given, str | int | float):
        told = f"is {_repr(given)}" if "from" in row else "is missing"
        raise OptionError(f"{place}: from {told}; write a size such as 10B")
    try:
        total = 0 if str(given) == "0" else parse_size(str(given)).total
    except NotationError as error:
        raise OptionError(f"{place}: from: {error}") from error
    if total is None:
        raise OptionError(f"{place}: from: {given} is a mixture; write a size such as 10B")
    return total


def _examples(place: str, row: Mapping[str, Any]) -> tuple[str, ...]:
    given = row.get("examples", ())
    is_list = isinstance(given, list | tuple)
    if not is_list or any(not isinstance(name, str) or not name.strip() for name in given):
        raise OptionError(
            f"{place}: examples is {_repr(given)}; a list of names such as [Llama 3.1 8B] is wanted"
        )
    return tuple(given)


def _by_locale(place: str, key: str, value: Any) -> Mapping[str, str]:
    """A text for every locale, or one by locale."""
    texts = value if isinstance(value, Mapping) else {"": value}
    if not texts or any(not isinstance(text, str) or not text.strip() for text in texts.values()):
        told = "is missing" if value is None else f"is {_repr(value)}"
        raise OptionError(f"{place}: {key} {told}; a text, or one for each locale, is wanted")
    if isinstance(value, Mapping):
        for locale in value:
            if locale not in locales():
                raise OptionError(
                    f"{place}: {key}: '{locale}' is no language of the output; "
                    f"those are {', '.join(locales())}"
                )
    return {str(locale): text for locale, text in texts.items()}
