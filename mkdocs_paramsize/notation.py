"""Text <-> numbers: `70B`, `700亿`, `8x7B`, `128k`, `40 GiB`; parse_* and format_* side by side.

Parsing is exact: an amount is a ratio of whole numbers until it is known to be whole.
Formatting is defined so that a browser prints the same text, see `_in_units`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache
from math import inf, isfinite, prod
from typing import Final, Literal, NamedTuple

from mkdocs_paramsize.errors import NotationError, did_you_mean

# Each row of a table of units: scale, suffix, and the value from which the next row serves.
# That value is the limit less half of the last digit printed there, so a carry changes the unit.
Unit = tuple[int, str, float]

COUNT_UNITS: Final[dict[str, tuple[Unit, ...]]] = {
    "en": (
        (1, "", 999.5),
        (10**3, "K", 999.5),
        (10**6, "M", 999.5),
        (10**9, "B", 999.5),
        (10**12, "T", 999.5),
    ),
    "zh": (
        (1, "", 9999.5),
        (10**4, " 万", 9999.5),
        (10**8, " 亿", 9999.5),
        (10**12, " 万亿", 999.5),
    ),
}
NUMBER_UNITS: Final[tuple[Unit, ...]] = ((1, "", 999_999_999_999_999.5),)
BINARY_BYTE_UNITS: Final[tuple[Unit, ...]] = (
    (1, " B", 1023.95),
    (2**10, " KiB", 1023.95),
    (2**20, " MiB", 1023.95),
    (2**30, " GiB", 1023.95),
    (2**40, " TiB", 1023.95),
    (2**50, " PiB", 1023.95),
)
DECIMAL_BYTE_UNITS: Final[tuple[Unit, ...]] = (
    (1, " B", 999.95),
    (10**3, " kB", 999.95),
    (10**6, " MB", 999.95),
    (10**9, " GB", 999.95),
    (10**12, " TB", 999.95),
    (10**15, " PB", 999.95),
)

FINER_TIMES: Final[dict[str, tuple[Literal["hour", "minute", "second"], int, float]]] = {
    "day": ("hour", 24, 23.95),
    "hour": ("minute", 60, 59.95),
    "minute": ("second", 60, 59.95),
}
"""For a unit of time the next finer one, how many it has of that, and how many are one again."""

COUNT_DIGITS: Final = 3
TWO_PLACES_BELOW: Final = 10  # bytes: two decimals below ten of the unit, one from there on
PERCENT_SHOWN_FROM: Final = 0.0005
TOKENS_ABBREVIATED_FROM: Final = 999_999.5
SCIENTIFIC_BELOW: Final = 1e-6

_SUPERSCRIPTS: Final = dict(zip(map(ord, "-0123456789"), "⁻⁰¹²³⁴⁵⁶⁷⁸⁹", strict=True))
_FOLD: Final[dict[int, int | str]] = {
    **{0xFF01 + i: 0x21 + i for i in range(94)},  # the full-width forms of ASCII
    **dict.fromkeys(map(ord, "‐‑‒–—―−"), "-"),
    **dict(zip(map(ord, "萬億〜"), "万亿~", strict=True)),
    **{ord(raised): "^" + chr(digit) for digit, raised in _SUPERSCRIPTS.items()},
}
_POWERS: Final = {"k": 10**3, "m": 10**6, "b": 10**9, "t": 10**12} | {
    "十": 10,
    "百": 100,
    "千": 10**3,
    "万": 10**4,
    "亿": 10**8,
}
_BYTES: Final = {
    suffix.strip().lower(): scale for scale, suffix, _ in (*BINARY_BYTE_UNITS, *DECIMAL_BYTE_UNITS)
}

_NUMBER: Final = (
    r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+(?:_[0-9]+)*)(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?"
)
_CHINESE: Final = r"[十百千]?(?:万亿|万|亿)|[十百千]"
_AMOUNT: Final = rf"(?:-?{_NUMBER} ?(?:[kmbt]|{_CHINESE})?|{_CHINESE})"
_SIZE: Final = (
    rf"(?P<experts>-?[0-9]+) ?[x×*] ?(?P<each>{_AMOUNT})"
    rf"|(?P<total>{_AMOUNT})(?:[ -]*a ?(?P<active>{_AMOUNT}))?"
)
_LONGEST: Final = 100  # characters; the clamp of `_ratio` relies on it
_EXPERTS: Final = range(2, 10_001)


class _Amount(NamedTuple):  # a dataclass would double the time that the import takes
    """What a parser reads: its bounds (both allowed), and the words of its messages."""

    noun: str
    counted: str
    least: int
    most: int
    examples: str
    rounds: bool = False


_SIZES: Final = _Amount(
    "a size", "parameters", 10**3, 10**16, "70B, 350M, 1.3T, 7e9, 700亿, 8x7B or 671B-A37B"
)
_TOKENS: Final = _Amount("an amount of tokens", "tokens", 1, 10**18, "15T, 300B, 128k or 3000亿")
_MEMORY: Final = _Amount(
    "an amount of memory", "bytes", 0, 10**18, "40 GiB, 80GB or 512 MiB", rounds=True
)


@dataclass(frozen=True, slots=True)
class Size:
    """A size as the author wrote it, in parameters.

    `total` is None for a mixture written `8x7B`: its experts share everything else, so the
    product is not the count.
    """

    text: str
    total: int | None
    active: int | None = None
    experts: int | None = None
    expert_size: int | None = None


def is_size(text: str) -> bool:
    """Whether the text has the form of a size, be its value possible or not.

    >>> [is_size(text) for text in ("70B", "千亿", "0B", "1e999", "235b a22b", "8 × 7B")]
    [True, True, True, True, True, True]
    >>> [is_size(text) for text in ("Llama 3 70B", "GPT-4", "o1", "B", "1,5B", "8 7B", "")]
    [False, False, False, False, False, False, False]
    """
    return re.fullmatch(_SIZE, _fold(text)) is not None


def parse_size(text: str) -> Size:
    """The number of parameters that a size stands for.

    >>> parse_size("1.3T").total, parse_size("７００ 亿").total, parse_size("千亿").total
    (1300000000000, 70000000000, 100000000000)
    >>> parse_size("671B-A37B")
    Size(text='671B-A37B', total=671000000000, active=37000000000, experts=None, expert_size=None)
    >>> parse_size("8x7B")
    Size(text='8x7B', total=None, active=None, experts=8, expert_size=7000000000)
    >>> parse_size("70")
    Traceback (most recent call last):
    mkdocs_paramsize.errors.NotationError: '70' is fewer than 1,000 parameters; did you mean '70B'?
    >>> parse_size("1.23456789012B")
    Traceback (most recent call last):
    mkdocs_paramsize.errors.NotationError: '1.23456789012B' is no whole number of parameters; \
write 1,234,567,890 or 1,234,567,891
    """
    match = re.fullmatch(_SIZE, _bounded(text, _SIZES))
    if match is None:
        raise _unreadable(text, _SIZES)
    if match["each"]:
        return _mixture(text, match["experts"], match["each"])
    total = _size(text, match["total"])
    active = _size(text, match["active"]) if match["active"] else None
    if active is not None and active > total:
        raise NotationError(
            f"'{_shown(text)}' has more active parameters than parameters; "
            "write the total first, as in 671B-A37B"
        )
    return Size(_shown(text), total, active)


def parse_tokens(text: str) -> int:
    """An amount of tokens.

    A whole power of two before `k` or `M` counts in 1,024s, any other number in 1,000s;
    `Ki` and `Mi` are always 1,024s, B and T always powers of ten.

    >>> [parse_tokens(text) for text in ("8k", "128k", "200k", "1M", "1.5M")]
    [8192, 131072, 200000, 1048576, 1500000]
    >>> [parse_tokens(text) for text in ("200 Ki", "4096", "1T", "15万亿", "8千")]
    [204800, 4096, 1000000000000, 15000000000000, 8000]
    >>> parse_tokens("0")
    Traceback (most recent call last):
    mkdocs_paramsize.errors.NotationError: '0': an amount of tokens cannot be zero; \
write 15T, 300B, 128k or 3000亿
    """
    pattern = rf"(-?)({_NUMBER}) ?(ki|mi|[kmbt]|{_CHINESE})?|({_CHINESE})"
    match = re.fullmatch(pattern, _bounded(text, _TOKENS))
    if match is None:
        raise _unreadable(text, _TOKENS)
    sign, number, unit, alone = match.groups(default="")
    scale = _token_scale(number, unit + alone)
    return _whole(text, sign, number, scale, _TOKENS)


def parse_bytes(text: str) -> int:
    """An amount of memory in bytes; `GiB` is 2³⁰ and `GB` is 10⁹.

    Few decimals of a binary unit are whole bytes, so the nearest byte is taken, halves up.

    >>> parse_bytes("40 GiB"), parse_bytes("80GB"), parse_bytes("1.5 kib"), parse_bytes("0 B")
    (42949672960, 80000000000, 1536, 0)
    >>> parse_bytes("79.6 GiB")
    85469849190
    >>> parse_bytes("80")
    Traceback (most recent call last):
    mkdocs_paramsize.errors.NotationError: '80' is not an amount of memory; \
write 40 GiB, 80GB or 512 MiB
    """
    pattern = rf"(-?)({_NUMBER}) ?({'|'.join(_BYTES)})"
    match = re.fullmatch(pattern, _bounded(text, _MEMORY))
    if match is None:
        raise _unreadable(text, _MEMORY)
    sign, number, unit = match.groups()
    return _whole(text, sign, number, _BYTES[unit], _MEMORY)


_NUMBERS: Final = "8 or 0.5"
_SHARES: Final = "40% or 0.4"


def parse_number(text: str) -> int | float:
    """A plain number; one written with digits only stays an int.

    >>> parse_number("8"), parse_number("1,000"), parse_number("2.5"), parse_number("1e-4")
    (8, 1000, 2.5, 0.0001)
    >>> parse_number("nan")
    Traceback (most recent call last):
    mkdocs_paramsize.errors.NotationError: 'nan' is not a number; write 8 or 0.5
    """
    folded = _fold(text)
    if len(folded) > _LONGEST or not re.fullmatch(rf"-?{_NUMBER}", folded):
        raise NotationError(f"'{_shown(text)}' is not a number", _NUMBERS)
    digits = folded.replace(",", "").replace("_", "")
    if digits.lstrip("-").isdigit():
        return int(digits)
    value = float(digits)
    if not isfinite(value):
        raise NotationError(f"'{_shown(text)}' is beyond reason", _NUMBERS)
    return value


def parse_fraction(text: str) -> float:
    """A share from 0 to 1, written `40%` or `0.4`.

    >>> parse_fraction("40%"), parse_fraction("0.4"), parse_fraction("１００％")
    (0.4, 0.4, 1.0)
    >>> parse_fraction("40")
    Traceback (most recent call last):
    mkdocs_paramsize.errors.NotationError: '40' is more than the whole; write 40% or 0.4
    """
    folded = _fold(text)
    match = re.fullmatch(rf"(-?{_NUMBER}) ?(%?)", folded)
    if match is None or len(folded) > _LONGEST:
        raise NotationError(f"'{_shown(text)}' is not a share", _SHARES)
    return _fraction(text, match[1], match[2])


def parse_range_fraction(text: str) -> tuple[float, float]:
    """A band of shares, lower end first; a single share is a band of no width.

    >>> parse_range_fraction("25%-50%"), parse_range_fraction("25–50 %")
    ((0.25, 0.5), (0.25, 0.5))
    >>> parse_range_fraction("0.25 - 0.5"), parse_range_fraction("40%")
    ((0.25, 0.5), (0.4, 0.4))
    >>> parse_range_fraction("50%-25%")
    Traceback (most recent call last):
    mkdocs_paramsize.errors.NotationError: '50%-25%' runs from high to low; \
write the lower share first, as in 25%-50%
    """
    pattern = rf"({_NUMBER}) ?(%?) ?[-~] ?({_NUMBER}) ?(%?)"
    folded = _fold(text)
    match = re.fullmatch(pattern, folded)
    if match is None or len(folded) > _LONGEST:
        single = parse_fraction(text)
        return single, single
    low, low_percent, high, high_percent = match.groups()
    band = (
        _fraction(text, low, low_percent or high_percent),
        _fraction(text, high, high_percent),
    )
    if band[0] > band[1]:
        raise NotationError(
            f"'{_shown(text)}' runs from high to low; write the lower share first, as in 25%-50%"
        )
    return band


def format_count(n: int | float, locale: str = "en", beside: float | None = None) -> str:
    """A count in three significant digits, or all its whole digits where those are more.

    The lower end of a range is in the unit of the upper, `beside` which it stands.

    >>> [format_count(n) for n in (70553706496, 100e9, 99_950, 999_950_000, 999, 999.5, 0.25)]
    ['70.6B', '100B', '100K', '1B', '999', '1K', '0.25']
    >>> [format_count(n, "zh") for n in (70553706496, 1.76e12, 7000, 9999, 1234567, 12345678)]
    ['706 亿', '1.76 万亿', '7000', '9999', '123 万', '1235 万']
    >>> format_count(6603, "zh", 13207), format_count(999, beside=1500)
    ('0.66 万', '0.999K')
    >>> format_count(99_995_000, "zh-CN"), format_count(3.646e24), format_count(10**15, "zh")
    ('1 亿', '3.65×10²⁴', '1×10¹⁵')
    """
    return _in_units(_finite(n), _units_of(locale), COUNT_DIGITS, beside=beside)


@cache
def _units_of(locale: str) -> tuple[Unit, ...]:
    """The units of counts in a language, be it told with its country."""
    return COUNT_UNITS.get(re.split("[-_]", locale.lower())[0], COUNT_UNITS["en"])


def format_count_both(n: int | float, beside: float | None = None) -> str:
    """A Chinese count with the field's notation beside it, where that says something new.

    >>> format_count_both(70553706496), format_count_both(7000), format_count_both(1e15)
    ('706 亿(70.6B)', '7000', '1×10¹⁵')
    """
    chinese = format_count(n, "zh", beside)
    has_unit = " " in chinese
    return f"{chinese}({format_count(n)})" if has_unit else chinese


def format_exact(n: int) -> str:
    """Every digit of a whole number, in groups of three.

    >>> format_exact(70553706496)
    '70,553,706,496'
    """
    return f"{n:,}"


def format_tokens(n: int | float, locale: str = "en", beside: float | None = None) -> str:
    """An amount of tokens: all digits below a million, from there on as a count.

    >>> format_tokens(131072), format_tokens(1_048_576), format_tokens(15e12, "zh")
    ('131,072', '1.05M', '15 万亿')
    """
    if abs(_finite(n)) < TOKENS_ABBREVIATED_FROM:
        return _text(_rounded(_finite(n), 0), grouped=True)
    return format_count(n, locale, beside)


def format_bytes(n: int | float, binary: bool = True) -> str:
    """An amount of bytes, in two decimals below ten of the unit and in one from there on.

    >>> [format_bytes(n) for n in (141107412992, 1023.97 * 2**20, 2**40, 1023, 1536)]
    ['131.4 GiB', '1 GiB', '1 TiB', '1023 B', '1.5 KiB']
    >>> [format_bytes(n, binary=False) for n in (140e9, 999_960, 1.234e12, 9.996e9)]
    ['140 GB', '1 MB', '1.23 TB', '10 GB']
    """
    x = _finite(n)
    unit = _unit(x, BINARY_BYTE_UNITS if binary else DECIMAL_BYTE_UNITS)
    if unit is None:
        return f"{_scientific(x, COUNT_DIGITS)} B"
    scale, suffix, _ = unit
    places = 2 if abs(x / scale) < TWO_PLACES_BELOW else 1
    return _text(_rounded(x / scale, places)) + suffix


def format_number(x: int | float, digits: int = COUNT_DIGITS) -> str:
    """A number in `digits` significant digits, whole digits always kept and grouped.

    >>> [format_number(x) for x in (0.31849, 12.345, 1234.5, 70553706496, 3.646e24, 0)]
    ['0.318', '12.3', '1,235', '70,553,706,496', '3.65×10²⁴', '0']
    >>> format_number(2.5, digits=1), format_number(3e-7), format_number(9.996)
    ('3', '3×10⁻⁷', '10')
    """
    return _in_units(_finite(x), NUMBER_UNITS, digits, grouped=True)


def format_percent(fraction: float) -> str:
    """A share in per cent, in one decimal.

    >>> [format_percent(x) for x in (0.799, 0.5, 0.0005, 0.00049, 0, 1)]
    ['79.9%', '50%', '0.1%', '<0.1%', '0%', '100%']
    """
    x = _finite(fraction)
    if 0 < x < PERCENT_SHOWN_FROM:
        return "<0.1%"
    return _text(_rounded(Decimal(repr(x)).scaleb(2), 1)) + "%"


def _in_units(
    x: float,
    units: tuple[Unit, ...],
    digits: int,
    grouped: bool = False,
    beside: float | None = None,
) -> str:
    """The one algorithm of `format_count` and `format_number`; all its steps exist in JavaScript.

    1. Take the first row of the table where `abs(x) / scale < end` (a division of doubles;
       the ends make allowance for rounding, so nothing is rounded twice); where x stands
       `beside` another number, the row of that.
    2. Round the quotient half away from zero, on the shortest decimal text of the double:
       to `digits` significant digits while it is below 10^(digits - 1), else to a whole
       number. That is `Intl.NumberFormat` with `maximumSignificantDigits: digits` or with
       `maximumFractionDigits: 0`, and `useGrouping` as `grouped` says.
    3. Append the suffix. Past the last row, and below a millionth: `notation: "scientific"`,
       with `E` written out. A zero has no sign.

    `format_bytes` shares step 1; its step 2 is `maximumFractionDigits` 2 or 1.
    `format_percent` is `style: "percent"`, which moves the decimal point exactly.

    >>> _in_units(-999_500, COUNT_UNITS["en"], 3), _in_units(999_499, COUNT_UNITS["en"], 3)
    ('-1M', '999K')
    """
    unit = _unit(x if beside is None else beside, units)
    if unit is None or 0 < abs(x) < SCIENTIFIC_BELOW:
        return _scientific(x, digits)
    scale, suffix, _ = unit
    quotient = Decimal(repr(x / scale))
    return _text(_rounded(quotient, _places(quotient, digits)), grouped) + suffix


def _unit(x: float, units: tuple[Unit, ...]) -> Unit | None:
    size = abs(x)
    for unit in units:
        if size / unit[0] < unit[2]:
            return unit
    return None


def _scientific(x: float, digits: int) -> str:
    """Powers of ten in superscript; a mantissa that rounds to ten carries.

    >>> _scientific(9.996e15, 3), _scientific(-1.005e20, 3)
    ('1×10¹⁶', '-1.01×10²⁰')
    """
    exact = Decimal(repr(x))
    carried = _rounded(exact.scaleb(-exact.adjusted()), digits - 1).scaleb(exact.adjusted())
    mantissa = _text(carried.scaleb(-carried.adjusted()))
    return f"{mantissa}×10{str(carried.adjusted()).translate(_SUPERSCRIPTS)}"


def _places(value: Decimal, digits: int) -> int:
    """The decimals that `digits` significant digits leave; never fewer than none.

    >>> [_places(Decimal(text), 3) for text in ("1.25", "0.00125", "1250.5")]
    [2, 5, 0]
    """
    return max(0, digits - 1 - value.adjusted())


def _rounded(value: float | Decimal, places: int) -> Decimal:
    """Half away from zero, on the shortest decimal text of a double.

    >>> _rounded(1.005, 2), _rounded(0.285, 2), _rounded(-2.5, 0)
    (Decimal('1.01'), Decimal('0.29'), Decimal('-3'))
    """
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    return exact.quantize(_last_place(places), ROUND_HALF_UP, _PRECISE)


_PRECISE: Final = Context(prec=400)
"""More digits than a double has in decimal, whatever its size."""


@cache
def _last_place(places: int) -> Decimal:
    return Decimal(1).scaleb(-places)


def _text(value: Decimal, grouped: bool = False) -> str:
    """Digits without exponent, idle zeros or the sign of a zero."""
    if not value:
        return "0"
    text = f"{value:,f}" if grouped else f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _finite(x: int | float) -> float:
    """The double that both languages print."""
    try:
        value = float(x)
    except OverflowError:
        value = inf
    if not isfinite(value):
        raise NotationError("a figure grew beyond what can be printed; use smaller inputs")
    return value


def _fold(text: str) -> str:
    """The text in the one spelling that the patterns know.

    >>> _fold(" ７０Ｂ "), _fold("671B–A37B"), _fold("3.65×10²⁴")
    ('70b', '671b-a37b', '3.65e24')
    """
    folded = " ".join(text.translate(_FOLD).lower().split())
    ten_to_the = r" ?[x×*] ?10((?:\^[-0-9]+)+)"
    return re.sub(ten_to_the, lambda power: "e" + power[1].replace("^", ""), folded)


def _bounded(text: str, amount: _Amount) -> str:
    folded = _fold(text)
    if len(folded) > _LONGEST:
        raise _unreadable(text, amount)
    return folded


def _shown(text: str) -> str:
    """The text as a message quotes it: in one line, and short."""
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "…"


def _unreadable(text: str, amount: _Amount) -> NotationError:
    return _impossible(text, f" is not {amount.noun}", amount)


def _mixture(text: str, experts: str, each: str) -> Size:
    count = int(experts)
    if count not in _EXPERTS:
        raise NotationError(
            f"'{_shown(text)}' has {count:,} experts, which is not within "
            f"{_EXPERTS[0]:,} to {_EXPERTS[-1]:,}; write 8x7B"
        )
    return Size(_shown(text), None, experts=count, expert_size=_size(text, each))


def _size(text: str, piece: str) -> int:
    """One amount of parameters: a number, a unit, or both."""
    match = re.fullmatch(rf"(-?)({_NUMBER})? ?(\D*)", piece)
    assert match is not None, "a piece that the grammar let through"
    sign, number, unit = match.groups(default="")
    return _whole(text, sign, number, _power(unit), _SIZES)


def _power(unit: str) -> int:
    """The power of ten that `b`, `千万` or nothing stands for.

    >>> _power("b"), _power("千万"), _power("万亿"), _power("")
    (1000000000, 10000000, 1000000000000, 1)
    """
    return prod(_POWERS[part] for part in unit)


def _token_scale(number: str, unit: str) -> int:
    above, below = _ratio(number)
    is_power_of_two = above % below == 0 and (above // below).bit_count() == 1
    if unit in ("ki", "mi") or (unit in ("k", "m") and is_power_of_two):
        return 1024 if unit.startswith("k") else 1024**2
    return _power(unit)


def _fraction(text: str, number: str, percent: str) -> float:
    above, below = _ratio(number.lstrip("-"))
    share = above / (below * 100 if percent else below)
    if number.startswith("-") and share:
        raise NotationError(f"'{_shown(text)}': a share cannot be negative", _SHARES)
    if share > 1:
        raise NotationError(f"'{_shown(text)}' is more than the whole", _SHARES)
    return share


def _whole(text: str, sign: str, number: str, scale: int, amount: _Amount) -> int:
    """`number` times `scale`, exactly, within the bounds of the amount."""
    above, below = _ratio(number)
    above *= scale
    if above == 0 and amount.least > 0:
        raise _impossible(text, f": {amount.noun} cannot be zero", amount)
    if above > 0 and sign:
        raise _impossible(text, f": {amount.noun} cannot be negative", amount)
    if above > amount.most * below:
        most = f"{format_number(amount.most)} {amount.counted}"
        raise _impossible(text, f" is more than {most}, beyond reason", amount)
    if above < amount.least * below:
        raise _too_few(text, number, amount)
    whole, rest = divmod(above, below)
    if amount.rounds:
        return whole + (2 * rest >= below)
    if rest:
        near = f"{format_exact(whole)} or {format_exact(whole + 1)}"
        raise NotationError(
            f"'{_shown(text)}' is no whole number of {amount.counted}; write {near}"
        )
    return whole


def _impossible(text: str, why: str, amount: _Amount) -> NotationError:
    return NotationError(f"'{_shown(text)}'{why}", amount.examples)


def _too_few(text: str, number: str, amount: _Amount) -> NotationError:
    """Most often a size whose last number lacks its B."""
    why = f" is fewer than {format_exact(amount.least)} {amount.counted}"
    if amount is _SIZES and number.isdigit() and text.rstrip().endswith(number):
        return NotationError(f"'{_shown(text)}'{why}{did_you_mean([f'{_shown(text)}B'])}")
    return _impossible(text, why, amount)


def _ratio(number: str) -> tuple[int, int]:
    """A written number as numerator and denominator; nothing written counts once (`千亿`).

    Exponents are clamped: past 200 no text of `_LONGEST` characters comes back into any
    bounds, and a power of ten that large would only fill the memory.

    >>> _ratio("1.25"), _ratio("7e9"), _ratio(""), _ratio("1e999999999999") == _ratio("1e200")
    ((125, 100), (7000000000, 1), (1, 1), True)
    """
    digits, _, exponent = number.replace(",", "").replace("_", "").partition("e")
    whole, _, decimals = digits.partition(".")
    shift = max(-200, min(200, int(exponent or 0))) - len(decimals)
    mantissa = int(whole + decimals) if number else 1
    power: int = 10 ** abs(shift)
    return (mantissa * power, 1) if shift > 0 else (mantissa, power)
