"""Text <-> numbers. The edges stand as doctests in the module; here stand the properties."""

from __future__ import annotations

import doctest
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_paramsize import notation
from mkdocs_paramsize.errors import NotationError
from mkdocs_paramsize.notation import (
    Size,
    format_bytes,
    format_count,
    format_count_both,
    format_number,
    format_percent,
    format_tokens,
    is_size,
    parse_bytes,
    parse_fraction,
    parse_number,
    parse_range_fraction,
    parse_size,
    parse_tokens,
)

locales = st.sampled_from(["en", "zh"])
counts = st.integers(0, 13).flatmap(lambda power: st.integers(10**3, 10 ** (power + 3)))
three_digits = st.tuples(st.integers(1, 999), st.integers(0, 15)).map(lambda d: d[0] * 10 ** d[1])


def test_the_examples_in_the_docstrings_hold() -> None:
    result = doctest.testmod(notation)
    assert result.attempted > 30
    assert result.failed == 0


def test_importing_loads_nothing_heavy() -> None:
    code = "import sys, mkdocs_paramsize.notation; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    roots = {name.partition(".")[0] for name in loaded.stdout.split()}
    assert "mkdocs_paramsize" in roots
    assert not roots & {"markdown", "mkdocs", "numpy", "yaml", "json", "fractions"}


# --- sizes


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("70B", 70 * 10**9),
        (" 70 b ", 70 * 10**9),
        ("350M", 350 * 10**6),
        ("125k", 125_000),
        ("1.3T", 1_300_000_000_000),
        ("0.5B", 500_000_000),
        ("7e9", 7 * 10**9),
        ("7E+9", 7 * 10**9),
        ("1.5e-3T", 1_500_000_000),
        ("70000000000", 70 * 10**9),
        ("70,000,000,000", 70 * 10**9),
        ("70，000，000，000", 70 * 10**9),
        ("70_000_000_000", 70 * 10**9),
        ("10000000000.0", 10**10),
        ("700亿", 70 * 10**9),
        ("７００億", 70 * 10**9),
        ("1.76万亿", 1_760_000_000_000),
        ("3500 万", 35_000_000),
        ("1.5千亿", 150 * 10**9),
        ("百亿", 10 * 10**9),
        ("千亿", 100 * 10**9),
        ("万亿", 10**12),
        ("3.65×10¹⁵", 3_650_000_000_000_000),
        ("7 x 10^9", 7 * 10**9),
        ("1000", 1000),
        ("1e16", 10**16),
    ],
)
def test_a_size_is_read_exactly(text: str, total: int) -> None:
    assert parse_size(text) == Size(" ".join(text.split()), total)
    assert is_size(text)


@pytest.mark.parametrize("text", ["8x7B", "8×7B", "8 X 7 b", "８ｘ７Ｂ", "8*7B", "8×70亿"])
def test_a_mixture_has_experts_and_no_total(text: str) -> None:
    size = parse_size(text)
    each = 7 * 10**9 if "亿" not in text else 70 * 10**8
    assert (size.total, size.active, size.experts, size.expert_size) == (None, None, 8, each)


@pytest.mark.parametrize(
    ("text", "total", "active"),
    [
        ("671B-A37B", 671 * 10**9, 37 * 10**9),
        ("235B-A22B", 235 * 10**9, 22 * 10**9),
        ("30b a3b", 30 * 10**9, 3 * 10**9),
        ("30BA3B", 30 * 10**9, 3 * 10**9),
        ("671B – A37B", 671 * 10**9, 37 * 10**9),
        ("1T-A 32B", 10**12, 32 * 10**9),
        ("6710亿-A370亿", 671 * 10**9, 37 * 10**9),
        ("7B-A7B", 7 * 10**9, 7 * 10**9),
    ],
)
def test_total_and_active_are_both_read(text: str, total: int, active: int) -> None:
    assert parse_size(text) == Size(text, total, active)


@pytest.mark.parametrize(
    ("text", "why", "instead"),
    [
        ("0B", "cannot be zero", "write 70B"),
        ("0e999999999999", "cannot be zero", "write 70B"),
        ("-7B", "cannot be negative", "write 70B"),
        ("1e999999", "beyond reason", "write 70B"),
        ("1e" + "9" * 90, "beyond reason", "write 70B"),
        ("1e-999999T", "fewer than 1,000 parameters", "write 70B"),
        ("10001T", "beyond reason", "write 70B"),
        ("999", "fewer than 1,000 parameters", "did you mean '999B'?"),
        ("8x7", "fewer than 1,000 parameters", "did you mean '8x7B'?"),
        ("671B-A37", "fewer than 1,000 parameters", "did you mean '671B-A37B'?"),
        ("671-A37B", "fewer than 1,000 parameters", "write 70B"),
        ("37B-A671B", "more active parameters than parameters", "total first"),
        ("1x7B", "1 experts", "write 8x7B"),
        ("99999x7B", "99,999 experts", "write 8x7B"),
        ("1.23456789012B", "no whole number", "write 1,234,567,890 or 1,234,567,891"),
        ("1000." + "0" * 80 + "1", "no whole number", "write 1,000 or 1,001"),
    ],
)
def test_an_impossible_size_still_is_one_and_is_refused(text: str, why: str, instead: str) -> None:
    assert is_size(text)
    with pytest.raises(NotationError) as caught:
        parse_size(text)
    message = str(caught.value)
    assert message.startswith(f"'{text[:59]}")
    assert why in message
    assert instead in message


@pytest.mark.parametrize(
    "text",
    [
        *["", " ", "B", "nan", "inf", "Infinity", "70 Bn", "8 7B", "70 000", "1,5B", "0,500B"],
        *["7.B", ".5B", "70⁹B", "٧٠B", "1__0B", "70B/7B", "x7B", "8x", "70B-A", "亿亿"],
        *["Llama 3 70B", "GPT-4", "<b>7B</b>", "七百亿", "2026-11-24"],
    ],
)
def test_what_is_no_size_is_refused_with_examples(text: str) -> None:
    assert not is_size(text)
    with pytest.raises(NotationError, match=r"is not a size; write 70B, .* 8x7B or 671B-A37B"):
        parse_size(text)


def test_a_message_quotes_in_one_short_line() -> None:
    with pytest.raises(NotationError) as caught:
        parse_size("seventy\n billion " * 1000)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    "parse", [parse_size, parse_tokens, parse_bytes, parse_number, parse_range_fraction]
)
@given(st.text(alphabet="0123456789.,_-+eExX×*aAkKmMbBtTiI%^¹⁹亿万千 ~\u3000７", max_size=60))
def test_any_text_is_read_or_refused(parse: Callable[[str], object], text: str) -> None:
    try:
        outcome = parse(text)
    except NotationError as error:
        outcome = str(error)
    is_way_out = isinstance(outcome, str) and re.search("; (write|did you mean) ", outcome)
    assert is_way_out or isinstance(outcome, Size | int | float | tuple)


@given(three_digits.filter(lambda n: 10**3 <= n <= 10**16), locales)
def test_a_count_of_three_digits_comes_back_exactly(n: int, locale: str) -> None:
    assert parse_size(format_count(n, locale)).total == n


@given(counts, locales)
def test_any_count_comes_back_within_rounding(n: int, locale: str) -> None:
    total = parse_size(format_count(n, locale)).total
    assert total is not None
    assert abs(total - n) * 200 <= n


@given(counts, locales)
def test_printing_what_was_printed_changes_nothing(n: int, locale: str) -> None:
    text = format_count(n, locale)
    total = parse_size(text).total
    assert total is not None
    assert format_count(total, locale) == text


# --- tokens, memory, plain numbers, shares


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("15T", 15 * 10**12),
        ("300B", 300 * 10**9),
        ("1B", 10**9),
        ("8k", 8192),
        ("8 K", 8192),
        ("128k", 131_072),
        ("200k", 200_000),
        ("1M", 1_048_576),
        ("2.0M", 2_097_152),
        ("10M", 10_000_000),
        ("0.5k", 500),
        ("200Ki", 204_800),
        ("1.5 Mi", 1_572_864),
        ("131,072", 131_072),
        ("1", 1),
        ("15万亿", 15 * 10**12),
        ("3000亿", 300 * 10**9),
        ("8千", 8000),
        ("万亿", 10**12),
        ("1e18", 10**18),
    ],
)
def test_tokens_count_in_1024s_only_where_the_field_does(text: str, tokens: int) -> None:
    assert parse_tokens(text) == tokens


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("0", "cannot be zero"),
        ("-8k", "cannot be negative"),
        ("0.5", "fewer than 1 tokens; write 15T"),
        ("1.5", "no whole number of tokens; write 1 or 2"),
        ("1.1e18", "beyond reason"),
        ("1e999999999k", "beyond reason"),
        ("8 tokens", "not an amount of tokens"),
        ("8Gi", "not an amount of tokens"),
        ("", "not an amount of tokens"),
        ("nan", "not an amount of tokens"),
    ],
)
def test_impossible_tokens_are_refused(text: str, why: str) -> None:
    with pytest.raises(NotationError, match=re.escape(why)):
        parse_tokens(text)


@given(st.integers(1, 10**6 - 1), locales)
def test_printed_contexts_come_back_exactly(n: int, locale: str) -> None:
    assert parse_tokens(format_tokens(n, locale)) == n


@given(st.integers(1, 999), st.integers(7, 15), locales)
def test_printed_training_tokens_come_back_exactly(digits: int, power: int, locale: str) -> None:
    n = digits * 10**power
    text = format_tokens(n, locale)
    if not text.endswith("M"):  # 16M is read in 1,024s and printed in 1,000s
        assert parse_tokens(text) == n


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("40 GiB", 40 * 2**30),
        ("80GB", 80 * 10**9),
        ("512 MiB", 512 * 2**20),
        ("1 B", 1),
        ("0B", 0),
        ("1 KB", 1000),
        ("1 kB", 1000),
        ("1 kib", 1024),
        ("1.5TiB", 3 * 2**39),
        ("2 TB", 2 * 10**12),
        ("1 PiB", 2**50),
        ("1,024 MB", 1_024_000_000),
        ("８０　ＧＢ", 80 * 10**9),
        ("79.6 GiB", 85_469_849_190),
        ("0.5 B", 1),
    ],
)
def test_memory_is_read_in_the_unit_that_is_written(text: str, amount: int) -> None:
    assert parse_bytes(text) == amount


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("80", "not an amount of memory"),
        ("80 G", "not an amount of memory"),
        ("GiB", "not an amount of memory"),
        ("-1 GiB", "cannot be negative"),
        ("1e999 GiB", "beyond reason"),
    ],
)
def test_memory_without_unit_or_beyond_bounds_is_refused(text: str, why: str) -> None:
    with pytest.raises(NotationError, match=rf"{why}.*; write 40 GiB, 80GB or 512 MiB"):
        parse_bytes(text)


@given(st.integers(0, 999), st.integers(0, 4), st.booleans())
def test_whole_amounts_of_memory_come_back_exactly(k: int, power: int, binary: bool) -> None:
    n = k * (1024 if binary else 1000) ** power
    assert parse_bytes(format_bytes(n, binary)) == n


@given(st.integers(0, 10**17), st.booleans())
def test_any_memory_comes_back_within_rounding(n: int, binary: bool) -> None:
    assert abs(parse_bytes(format_bytes(n, binary)) - n) <= max(1, n * 0.0051)


@pytest.mark.parametrize(
    ("text", "number"),
    [("8", 8), ("-3", -3), ("1_000", 1000), ("2.5", 2.5), ("8.0", 8.0), ("1e9", 1e9), ("８", 8)],
)
def test_a_plain_number_keeps_its_type(text: str, number: int | float) -> None:
    read = parse_number(text)
    assert read == number
    assert type(read) is type(number)


@pytest.mark.parametrize(
    "text", ["nan", "inf", "-inf", "1e999", "40%", "0x10", "", "8k", "9" * 101]
)
def test_what_is_no_finite_number_is_refused(text: str) -> None:
    with pytest.raises(NotationError, match=r"write 8 or 0\.5"):
        parse_number(text)


@given(st.integers(0, 1000))
def test_a_share_is_the_same_double_however_it_is_written(permille: int) -> None:
    assert parse_fraction(f"{permille / 10}%") == parse_fraction(str(permille / 1000))


@pytest.mark.parametrize("text", ["-1%", "101%", "1.01", "40", "1e999", "x", "%", "nan", ""])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(NotationError, match=r"write 40% or 0\.4"):
        parse_fraction(text)
    with pytest.raises(NotationError, match=r"write 40% or 0\.4"):
        parse_range_fraction(text)


@pytest.mark.parametrize(
    "text", ["25%-50%", "25%–50%", "25% — 50%", "25-50%", "25%～50%", "0.25-0.5", "25e-2-5e-1"]
)
def test_a_band_of_shares_is_read(text: str) -> None:
    assert parse_range_fraction(text) == (0.25, 0.5)


# --- formats


@pytest.mark.parametrize(
    ("n", "en", "zh"),
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (1000, "1K", "1000"),
        (9999, "10K", "9999"),
        (9999.5, "10K", "1 万"),
        (10_000, "10K", "1 万"),
        (99_950, "100K", "10 万"),
        (999_499, "999K", "99.9 万"),
        (999_500, "1M", "100 万"),
        (1_005_000, "1.01M", "101 万"),
        (12_345_678, "12.3M", "1235 万"),
        (99_994_999, "100M", "9999 万"),
        (99_995_000, "100M", "1 亿"),
        (999_950_000, "1B", "10 亿"),
        (100e9, "100B", "1000 亿"),
        (999_949_999_999, "1T", "9999 亿"),
        (999_950_000_000, "1T", "1 万亿"),
        (671_026_404_352, "671B", "6710 亿"),
        (999_499_999_999_999, "999T", "999 万亿"),
        (999_500_000_000_000, "1×10¹⁵", "1×10¹⁵"),
        (3.646e24, "3.65×10²⁴", "3.65×10²⁴"),
        (0.12345, "0.123", "0.123"),
        (-70553706496, "-70.6B", "-706 亿"),
    ],
)
def test_counts_carry_into_the_next_unit(n: float, en: str, zh: str) -> None:
    assert format_count(n) == en
    assert format_count(n, "zh") == format_count(n, "zh-Hans") == zh


def test_both_notations_stand_together_only_where_they_differ() -> None:
    assert format_count_both(70_553_706_496) == "706 亿(70.6B)"
    assert format_count_both(12_345) == "1.23 万(12.3K)"
    assert format_count_both(999) == "999"
    assert format_count_both(10**15) == "1×10¹⁵"


@pytest.mark.parametrize("power", range(5))
def test_bytes_that_round_to_a_full_unit_carry(power: int) -> None:
    binary, decimal = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"], ["B", "kB", "MB", "GB", "TB", "PB"]
    assert format_bytes(1023.96 * 1024**power) == f"1 {binary[power + 1]}"
    assert format_bytes(1023.94 * 1024**power) == f"1023.9 {binary[power]}"
    assert format_bytes(999.96 * 1000**power, binary=False) == f"1 {decimal[power + 1]}"
    assert format_bytes(999.94 * 1000**power, binary=False) == f"999.9 {decimal[power]}"


@given(st.integers(0, 2**60), st.booleans())
def test_bytes_never_reach_the_next_unit(n: int, binary: bool) -> None:
    text, limit = format_bytes(n, binary), 1024 if binary else 1000
    number = text.split()[0].partition("×")[0]
    assert Decimal(number) < limit
    assert not re.search(r"\.\d*0$", number)


@pytest.mark.parametrize("x", [float("nan"), float("inf"), -float("inf"), 10**400])
@pytest.mark.parametrize(
    "print_it", [format_count, format_bytes, format_number, format_percent, format_tokens]
)
def test_what_is_not_finite_is_not_printed(print_it: Callable[[float], str], x: float) -> None:
    with pytest.raises(NotationError, match="use smaller inputs"):
        print_it(x)


@pytest.mark.parametrize("x", [1e308, -1e308, 5e-324, 2**63, 1e22])
@pytest.mark.parametrize(
    "print_it", [format_count, format_bytes, format_number, format_percent, format_tokens]
)
def test_every_finite_double_is_printed(print_it: Callable[[float], str], x: float) -> None:
    assert re.fullmatch(r"[-<]?[\d.,]+(×10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?( ?[%BKMT])?", print_it(x))


TWIN = """
const {tables, doubles, limits} = JSON.parse(require("fs").readFileSync(0, "utf8"));
const intl = (x, options) => new Intl.NumberFormat("en", {useGrouping: false, ...options})
  .format(x).replace(/^-0$/, "0");
const raised = text => [...text].map(c => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(c)]).join("");
const scientific = (x, digits) =>
  intl(x, {notation: "scientific", maximumSignificantDigits: digits})
    .replace(/E(.*)/, (_, power) => "×10" + raised(power));
const unit = (x, units) => units.find(([scale, , end]) => Math.abs(x) / scale < end);
function inUnits(x, units, useGrouping) {
  const found = unit(x, units);
  if (!found || (x !== 0 && Math.abs(x) < limits.scientific)) return scientific(x, 3);
  const value = x / found[0];
  const rounding = Math.abs(value) < 100
    ? {maximumSignificantDigits: 3} : {maximumFractionDigits: 0};
  return intl(value, {useGrouping, ...rounding}) + found[1];
}
function bytes(x, units) {
  const found = unit(x, units);
  if (!found) return scientific(x, 3) + " B";
  const value = x / found[0];
  return intl(value, {maximumFractionDigits: Math.abs(value) < limits.places ? 2 : 1}) + found[1];
}
const percent = x => x > 0 && x < limits.percent
  ? "<0.1%" : intl(x, {style: "percent", maximumFractionDigits: 1}).replace(/^-0%$/, "0%");
console.log(JSON.stringify(doubles.map(x => [
  inUnits(x, tables.en, false), inUnits(x, tables.zh, false), inUnits(x, tables.number, true),
  bytes(x, tables.binary), bytes(x, tables.decimal), percent(x)])));
"""


def doubles_near_every_edge() -> list[float]:
    """Ties and carries of every table, their neighbours, and a spread of plain values."""
    tables = [*notation.COUNT_UNITS.values(), notation.NUMBER_UNITS]
    tables += [notation.BINARY_BYTE_UNITS, notation.DECIMAL_BYTE_UNITS]
    edges = [scale * end for table in tables for scale, _, end in table]
    ties = [(k + 0.5) / 100 * 10**power for k in range(99, 1000, 7) for power in range(-8, 19)]
    spread = [7 * 1.37**k for k in range(-60, 200)]
    near = [x * factor for x in edges for factor in (1, 1 - 2**-52, 1 + 2**-52, 1 - 1e-9)]
    values = [0.0, *near, *ties, *spread]
    return [*values, *(-x for x in values)]


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node")
def test_a_browser_prints_the_same_from_the_same_tables() -> None:
    doubles = doubles_near_every_edge()
    tables = {
        **notation.COUNT_UNITS,
        "number": notation.NUMBER_UNITS,
        "binary": notation.BINARY_BYTE_UNITS,
        "decimal": notation.DECIMAL_BYTE_UNITS,
    }
    limits = {
        "scientific": notation.SCIENTIFIC_BELOW,
        "places": notation.TWO_PLACES_BELOW,
        "percent": notation.PERCENT_SHOWN_FROM,
    }
    given_to_node = json.dumps({"tables": tables, "doubles": doubles, "limits": limits})
    ran = subprocess.run(
        ["node", "-e", TWIN], input=given_to_node, capture_output=True, text=True, check=True
    )
    ours = [
        [
            *(format_count(x), format_count(x, "zh"), format_number(x)),
            *(format_bytes(x), format_bytes(x, binary=False), format_percent(x)),
        ]
        for x in doubles
    ]
    pairs = zip(doubles, ours, json.loads(ran.stdout), strict=True)
    assert [(x, a, b) for x, a, b in pairs if a != b] == []
