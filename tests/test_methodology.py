"""The methodology page: everything that figures rest on stands on it, in every language."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from markdown import markdown

from mkdocs_paramsize.algebra.formula import formula
from mkdocs_paramsize.algebra.quantity import LABELS
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.facts.records import optimizer_data
from mkdocs_paramsize.formulas import all_formulas
from mkdocs_paramsize.methodology import equations, page
from mkdocs_paramsize.methodology.validation import checks
from mkdocs_paramsize.notation import format_percent
from mkdocs_paramsize.render.steps import label_in_words
from mkdocs_paramsize.scenario import INPUTS
from mkdocs_paramsize.words import Words, locales
from tests.site import Site

FACTS = Facts()
every_language = pytest.mark.parametrize("locale", locales())


class Reader(HTMLParser):
    """Texts, elements and ids of a page as a browser would see them."""

    VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.ids: list[str] = []
        self.tags: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@cache
def source(locale: str) -> str:
    return page(locale, FACTS)


@cache
def read(locale: str) -> Reader:
    body = source(locale).split("---\n", 2)[2]
    reader = Reader()
    reader.feed(markdown(body, extensions=["attr_list", "toc"]))
    assert reader.open == []
    return reader


def text(locale: str) -> str:
    return re.sub(r"\s+", " ", " ".join(read(locale).texts))


@every_language
def test_every_formula_is_on_it_as_an_equation_with_its_meaning_and_source(locale: str) -> None:
    words, whole = Words.of(locale), text(locale)
    assert read(locale).tags.count("section") == len(all_formulas())
    for each in all_formulas().values():
        assert f"formula-{each.name}" in read(locale).ids
        assert words.text(f"meaning.{each.name}") in whole
        assert each.is_ours or each.source in whole


@every_language
def test_every_constant_is_on_it_with_its_source_and_day(locale: str) -> None:
    words, whole = Words.of(locale), text(locale)
    named: list[Any] = [
        *FACTS.gpus,
        *FACTS.precisions.precisions,
        *optimizer_data().optimizers,
        *FACTS.scaling.fits,
        *FACTS.scaling.exponents,
    ]
    for record in named:
        key = f"scaling.{record.name}"
        assert (words.text(key) if words.has(key) else record.name) in whole
        assert words.cited(record.source) in whole
        assert record.checked.isoformat() in whole
    for run in FACTS.training.runs:
        assert run.model in whole
        assert run.source in whole
        assert run.mfu is None or format_percent(run.mfu) in whole
    for each in FACTS.scaling.exponents:
        for low, high in filter(None, (each.a_interval, each.b_interval)):
            assert f"({low}–{high})" in whole
    for price in FACTS.prices:
        assert price.date.isoformat() in whole
    for given in INPUTS.values():
        assert given.default is None or given.default in whole


@every_language
def test_a_source_stands_below_its_row_across_the_table(locale: str) -> None:
    (table,) = re.findall(
        f'<table[^>]* aria-label="{Words.of(locale).text("methodology.gpus")}".*?</table>',
        source(locale),
        re.DOTALL,
    )
    head, *rows = fromstring(table).iter("tr")
    assert len(rows) == 2 * len(FACTS.gpus)
    for gpu, row, below in zip(FACTS.gpus, rows[::2], rows[1::2], strict=True):
        (cell,) = below
        assert row[0].text == gpu.name
        assert gpu.source in "".join(cell.itertext())
        assert int(cell.attrib["colspan"]) == len(row) == len(head)


@every_language
def test_every_published_figure_is_on_it_misses_included(locale: str) -> None:
    whole, words = text(locale), Words.of(locale)
    found = checks(FACTS)
    for check in found:
        assert check.case in whole
        assert check.source.text in whole
        if check.flaw is not None:
            assert words.text(f"published.flaw.{check.flaw}") in whole
    agree = sum(check.agrees for check in found)
    assert str(agree) in whole
    assert str(len(found)) in whole
    assert "27" in whole.split(words.text("methodology.validation"))[-1]


@every_language
def test_differences_of_the_table_are_those_of_the_checks(locale: str) -> None:
    whole = text(locale)
    assert "−50%" in whole  # the cache of 405B
    assert "+900%" in whole  # the slip of table A3


def test_both_languages_have_the_same_headings() -> None:
    first, *others = (read(locale).ids for locale in locales())
    assert len(first) == len(set(first))
    for ids in others:
        assert ids == first


def test_no_english_sentence_of_ours_is_left_on_the_chinese_page() -> None:
    english, whole = Words.of("en"), text("zh")
    ours = ("meaning.", "methodology.", "published.", "label-meaning.")
    sentences = [
        words
        for key, words in english.table.items()
        if key.startswith(ours) and " " in words.strip(" ;.") and "{" not in words
    ]
    assert len(sentences) > 80
    assert [sentence for sentence in sentences if sentence in whole] == []


@every_language
def test_math_survives_markdown_as_elements(locale: str) -> None:
    assert read(locale).tags.count("math") > 2 * len(all_formulas())
    assert "<math" not in text(locale)
    assert "{ #" not in text(locale)


def test_a_changed_formula_changes_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the validation is stored: our side is computed at each build."""

    @formula("K", "usd", "definition")
    def cost(gpu_hours: float, price: float) -> float:
        """Twice the price."""
        return 2 * gpu_hours * price

    before = next(check for check in checks(FACTS) if check.group == "cost")
    changed = {**all_formulas(), "cost": cost}
    monkeypatch.setattr("mkdocs_paramsize.formulas.all_formulas", lambda: changed)
    after = next(check for check in checks(FACTS) if check.group == "cost")
    assert (before.difference, after.difference) == (0, 1)


def test_a_formula_without_words_is_a_bug_that_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    @formula("x", "count", "definition")
    def nameless(n: float) -> float:
        """A formula that nobody wrote words for."""
        return n

    monkeypatch.setattr(equations, "all_formulas", lambda: {"nameless": nameless})
    with pytest.raises(KeyError, match=r"quantity\.n|meaning\.nameless"):
        list(equations.groups(Words.of("en")))


HOOK = Path(__file__).parent.parent / "tools" / "methodology_hook.py"


def test_a_site_gets_the_page_in_every_language(tmp_path: Path) -> None:
    site = Site(tmp_path).page("Of 70B.").using(hooks=[str(HOOK)])
    for locale in locales():
        site.page("Of 70B.", f"{locale}/index.md")
    built = site.build(strict=True)
    for locale in locales():
        title = Words.of(locale).text("methodology.title")
        built.shows(title, on=f"{locale}/methodology/index.html")
        built.has("<math", on=f"{locale}/methodology/index.html")


def test_a_language_that_the_site_has_no_pages_in_gets_none(tmp_path: Path) -> None:
    site = Site(tmp_path).page("Of 70B.").page("Of 70B.", "en/index.md")
    built = site.using(hooks=[str(HOOK)]).build(strict=True)
    made = built.folder.glob("*/methodology/index.html")
    assert [page.parent.parent.name for page in made] == ["en"]


@every_language
def test_a_label_and_its_meaning_are_joined_as_the_language_joins_them(locale: str) -> None:
    whole = "".join(read(locale).texts)
    assert [label for label in LABELS if label_in_words(label, Words.of(locale)) not in whole] == []
