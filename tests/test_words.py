"""The words of the output: one table for each language, none of which lacks a word."""

from __future__ import annotations

from pathlib import Path
from string import Formatter

import pytest

import mkdocs_paramsize
from mkdocs_paramsize.render.steps import working
from mkdocs_paramsize.words import Words, locales
from tests.asking import figure

ENGLISH = Words.of("en").table
OTHERS = [locale for locale in locales() if locale != "en"]


def places(template: str) -> set[str]:
    """The names of what is filled in."""
    return {field for _, field, _, _ in Formatter().parse(template) if field}


@pytest.mark.parametrize("locale", OTHERS)
def test_every_language_has_every_word(locale: str) -> None:
    assert set(Words.of(locale).table) == set(ENGLISH)


@pytest.mark.parametrize("locale", OTHERS)
def test_a_table_is_no_copy_of_another_language(locale: str) -> None:
    table = Words.of(locale).table
    sentences = [key for key, text in ENGLISH.items() if text.count(" ") >= 3]
    assert [key for key in sentences if table[key] == ENGLISH[key]] == []


@pytest.mark.parametrize("locale", OTHERS)
def test_every_language_fills_the_same_places(locale: str) -> None:
    table = Words.of(locale).table
    # Not every language has a plural.
    differing = {key: places(table[key]) ^ places(ENGLISH[key]) for key in ENGLISH}
    assert {key: names for key, names in differing.items() if names - {"s"}} == {}


@pytest.mark.parametrize("key", [key for key, text in ENGLISH.items() if "{s}" in text])
def test_only_one_stands_in_the_singular(key: str) -> None:
    one, two, many = (Words.of("en").counted(key, n) for n in ("1", "2", "1–2"))
    assert one.replace("1", "2") != two
    assert two.replace("2", "1–2") == many


@pytest.mark.parametrize("locale", locales())
def test_no_word_is_empty(locale: str) -> None:
    assert [key for key, text in Words.of(locale).table.items() if not text.strip()] == []


@pytest.mark.parametrize(
    ("marker", "reason"),
    [
        ("training: 70B, of: gpu-hours", "training-runs"),
        ("training: 70B, of: cost", "list-price"),
        ("memory: 70B, of: weights, precision: int4", "two-to-a-byte"),
        ("speed: 8B, gpu: RTX 3060 12GB, precision: int4", "no-rate"),
    ],
)
def test_a_reason_is_given_in_the_language_of_the_page(marker: str, reason: str) -> None:
    for locale in locales():
        words = Words.of(locale)
        assert words.text(f"source.{reason}") in "".join(
            working(figure(marker), words).lines(words)
        )


def test_every_reason_is_given_somewhere() -> None:
    package = Path(mkdocs_paramsize.__file__).parent
    listed = [path for ending in ("py", "toml") for path in package.rglob(f"*.{ending}")]
    texts = [path.read_text() for path in listed if not path.name.startswith("words.")]
    reasons = {key.removeprefix("source.") for key in ENGLISH if key.startswith("source.")}
    # The file of GPUs writes that as two words.
    written = {reason for reason in reasons if any(f'"{reason}"' in text for text in texts)}
    assert reasons - written == {"list-price"}


def test_a_country_or_a_script_does_not_matter() -> None:
    assert Words.of("zh-Hans-CN") is Words.of("zh_TW") is Words.of("zh")


@pytest.mark.parametrize("locale", [None, "", "xx", "xx-YY"])
def test_a_language_without_a_table_is_english(locale: str | None) -> None:
    assert Words.of(locale).locale == "en"
