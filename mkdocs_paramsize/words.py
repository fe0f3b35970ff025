"""The words of the output: one table for each language, `data/words.<locale>.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, Final

_DATA: Final = Path(__file__).parent / "data"
FALLBACK: Final = "en"
Pieces = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The words of one language.

    >>> Words.of("zh-CN").locale
    'zh'
    >>> Words.of("en").text("component.mlp")
    'MLP'
    """

    locale: str
    table: Mapping[str, str]

    @classmethod
    def of(cls, locale: str | None) -> Words:
        """The words of a locale such as `en`, `zh`, `zh-CN`; English for any other."""
        wanted = (locale or FALLBACK).replace("_", "-").split("-")[0].casefold()
        return _read(wanted if wanted in locales() else FALLBACK)

    def text(self, key: str) -> str:
        """The words under a key. A missing key is a bug of the package: KeyError."""
        return self.table[key]

    def has(self, key: str) -> bool:
        """Whether the table has this key."""
        return key in self.table

    def cited(self, source: str) -> str:
        """A source as it is: a publication, or the reason of that name where nobody is cited.

        >>> Words.of("zh").cited("definition"), Words.of("zh").cited("arXiv:2001.08361")
        ('定义', 'arXiv:2001.08361')
        """
        return self.table.get(f"source.{source}", source)

    def listed(self, names: Sequence[str]) -> str:
        """Names in a list.

        >>> Words.of("en").listed(("GPT-2", "GPT-3", "GPT-4")), Words.of("en").listed(())
        ('GPT-2, GPT-3 and GPT-4', '')
        """
        *first, last = names or ("",)
        told = self.text("list.between").join(first)
        return f"{told}{self.text('list.last')}{last}" if first else last

    def pieces(self, key: str) -> Pieces:
        """The template under a key: literal text, and the name of the place that follows it."""
        return _pieces(self.table[key])

    def filled(self, key: str, **fields: str) -> str:
        """The template with plain texts in its places."""
        return self.table[key].format(**fields)

    def counted(self, key: str, n: str) -> str:
        """The template with a number, written as text, and the ending that a plural has.

        >>> [Words.of("en").counted("unit.day", n) for n in ("1", "2", "1–2")]
        ['1 day', '2 days', '1–2 days']
        """
        return self.filled(key, n=n, s="" if n == "1" else "s")


_CHINESE: Final = re.compile("[一-鿿]")


def close_up(first: str, second: str) -> str:
    """Two texts beside each other, without a space between Chinese characters: templates have one
    around names and numbers, most of which are Latin.

    >>> close_up("自建解码器", " 的参数量"), close_up("为 ", "通义 千问"), close_up("70B", " 的")
    ('自建解码器的参数量', '为通义 千问', '70B 的')
    """
    before, after = first.rstrip(" "), second.lstrip(" ")
    are_chinese = _CHINESE.match(before[-1:]) and _CHINESE.match(after[:1])
    return before + after if are_chinese else first + second


@cache
def _pieces(template: str) -> Pieces:
    return tuple((literal, field) for literal, field, _, _ in Formatter().parse(template))


@cache
def locales() -> tuple[str, ...]:
    """The languages that have a table."""
    return tuple(sorted(path.name.split(".")[1] for path in _DATA.glob("words.*.toml")))


@cache
def _read(locale: str) -> Words:
    with (_DATA / f"words.{locale}.toml").open("rb") as file:
        return Words(locale, dict(_flat(tomllib.load(file))))


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value)
