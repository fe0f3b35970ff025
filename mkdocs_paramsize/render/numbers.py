"""A quantity as people read it: rounded, in its unit, with ≈ where it is an estimate."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from mkdocs_paramsize.algebra.quantity import Label, Quantity, Range, Unit
from mkdocs_paramsize.notation import (
    FINER_TIMES,
    format_bytes,
    format_count,
    format_count_both,
    format_exact,
    format_number,
    format_percent,
    format_tokens,
)
from mkdocs_paramsize.words import Words

_BEFORE_UNIT: Final = re.compile("(?<=[万亿]) (?=[一-鿿])")
IN_COUNTS: frozenset[Unit] = frozenset(
    {"parameter", "element", "word", "flop", "flop/s", "gpu-hour", "usd", "kwh", "kg"}
)


def shown(quantity: Quantity, words: Words, *, binary: bool = False) -> str:
    """The quantity as it stands in a sentence; `binary` forces GiB where figures are compared.

    A range reads as one, an estimate begins with ≈, and bytes of a nominal size are in
    decimal units, since the size itself is decimal: 70B at 16 bits is 140 GB.
    """
    return in_words(quantity.value, quantity.unit, quantity.label, words, binary)


@lru_cache(maxsize=4096)
def in_words(value: float | Range, unit: Unit, label: Label, words: Words, binary: bool) -> str:
    """All that the text of a quantity depends on: a figure, its table and its legend say it."""
    finer = _in_finer_unit(value, unit)
    if finer is not None:
        return in_words(*finer, label, words, False)
    if isinstance(value, Range):
        low, high = (
            _number(end, unit, label, words, binary, beside=value.high)
            for end in (value.low, value.high)
        )
        number = low if low == high else words.filled("number.range", low=low, high=high)
    else:
        number = _number(value, unit, label, words, binary)
    return _as_sure(_close(words.counted(f"unit.{unit}", number)), label, words)


def _in_finer_unit(value: float | Range, unit: Unit) -> tuple[float | Range, Unit] | None:
    """A time in the next finer unit, if it is less than one of its own: 0.5 days are 12 h.

    Of a range the upper end decides.
    """
    if unit not in FINER_TIMES:
        return None
    finer, times, end = FINER_TIMES[unit]
    ends = (value.low, value.high) if isinstance(value, Range) else (value, value)
    low, high = (end * times for end in ends)
    if abs(high) >= end:
        return None
    return (low if low == high else Range(low, high)), finer


def _close(text: str) -> str:
    """万 and 亿 stand close to a Chinese unit: 438 万美元."""
    return _BEFORE_UNIT.sub("", text)


def exact(quantity: Quantity, words: Words) -> str:
    """The quantity in all its digits, in the unit that it is counted in; ≈ before an estimate."""
    return _as_sure(exact_in_words(quantity, words), quantity.label, words)


def exact_in_words(quantity: Quantity, words: Words) -> str:
    """All digits, in the unit that the quantity is counted in."""
    return words.counted(f"exact.{quantity.unit}", in_digits(quantity.value))


def in_digits(value: float | Range) -> str:
    """All digits of a number, or of both ends of a range."""
    if not isinstance(value, Range):
        return all_digits(value)
    low, high = all_digits(value.low), all_digits(value.high)
    return low if value.low == value.high else f"{low}–{high}"


def _as_sure(text: str, label: Label, words: Words) -> str:
    """A number as text, marked where it is an estimate."""
    # "<0.1%" says by itself that it is no exact number.
    estimated = label == "estimated" and not text.startswith("<")
    return words.filled("number.estimated", n=text) if estimated else text


def machine(quantity: Quantity) -> str:
    """The exact value for the `value` attribute; `low/high` for a range."""
    low, high = quantity.low, quantity.high
    return _plain(low) if low == high else f"{_plain(low)}/{_plain(high)}"


def _number(
    value: float,
    unit: Unit,
    label: Label,
    words: Words,
    binary: bool,
    beside: float | None = None,
) -> str:
    match unit:
        case "byte":
            return format_bytes(value, binary=binary or label != "nominal")
        case "byte/s":
            return format_bytes(value, binary=False)
        case "fraction":
            return format_percent(value)
        case "token":
            return format_tokens(value, words.locale, beside)
        case "parameter" if words.locale == "zh":
            return format_count_both(value, beside)
        case _ if unit in IN_COUNTS:
            return format_count(value, words.locale, beside)
    return format_number(value)


@lru_cache(maxsize=4096)
def all_digits(value: float) -> str:
    """A whole number in full, from 10¹⁵ on as far as a double tells it: a live page has no more."""
    if not float(value).is_integer():
        return format_number(value, 6)
    return format_exact(int(value)) if abs(value) < 10**15 else format_number(value, 17)


def _plain(value: float) -> str:
    return str(int(value)) if float(value).is_integer() and abs(value) < 2**63 else repr(value)
