"""The site's own pages: every example works, and the reference names all that there is."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from mkdocs_paramsize import options
from mkdocs_paramsize.cli import main
from mkdocs_paramsize.cli.check import check
from mkdocs_paramsize.cli.site import site_of
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.facts.records import optimizer_data
from mkdocs_paramsize.kinds import KINDS
from mkdocs_paramsize.kinds.compare_columns import COLUMNS
from mkdocs_paramsize.kinds.fit import OVER
from mkdocs_paramsize.marker import LIST, View
from mkdocs_paramsize.options import OPTIONS
from mkdocs_paramsize.scenario import INPUTS, read_input, read_settings
from mkdocs_paramsize.scenario.dials import LIVE_INPUTS
from mkdocs_paramsize.words import locales

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
WRITTEN = [*PAGES, ROOT / "README.md"]

FENCE = re.compile(
    r"^(?P<indent> *)(?P<mark>`{3,})(?P<name>[^\n`]*)\n(?P<code>.*?)^ *(?P=mark)$", re.M | re.S
)
CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
MISTAKE = re.compile(r"\.md:\d+: << (.+?) >>: (.+)$", re.M)

LANGUAGES = sorted(path.parent.name for path in DOCS.glob("*/reference.md"))
"""The site's own. The plugin may speak more: a table of words is one file, a site many pages."""

each_language = pytest.mark.parametrize("locale", LANGUAGES)


def fences(path: Path, *names: str) -> list[str]:
    """The code of a page's fences of these names, without the indentation of the fence."""
    found = FENCE.finditer(path.read_text("utf-8"))
    return [
        re.sub(f"^{fence['indent']}", "", fence["code"], flags=re.M)
        for fence in found
        if fence["name"].strip() in names
    ]


def spans(text: str) -> list[str]:
    """What stands between single backticks."""
    return CODE.findall(text)


def complaints(text: str, folder: Path) -> list[str]:
    """What is wrong with the markers of a page that holds this text."""
    page = folder / "example.md"
    page.write_text(text, "utf-8")
    return [str(entry) for entry in check(page, site_of(ROOT / "mkdocs.yml"))]


def examples(path: Path) -> list[str]:
    """Markers that a page shows in code, alone or with the text around them."""
    fenced = [*fences(path, "markdown"), *(code for code in fences(path, "") if "<<" in code)]
    prose = FENCE.sub("", path.read_text("utf-8"))
    return [*fenced, *(span for span in spans(prose) if re.match(r"<< \w+:", span))]


def mistakes(path: Path) -> list[tuple[str, str]]:
    """Markers and messages of the log that a page shows."""
    return MISTAKE.findall("\n".join(fences(path, "text")))


def configurations(path: Path) -> list[dict[str, Any]]:
    """What a page shows of `mkdocs.yml`, or of a page's front matter."""
    return [yaml.safe_load(code) for code in fences(path, "yaml")]


def pages_with(shown: Callable[[Path], list[Any]]) -> pytest.MarkDecorator:
    paths = [path for path in WRITTEN if shown(path)]
    return pytest.mark.parametrize("path", paths, ids=lambda path: str(path.relative_to(ROOT)))


# Examples -----------------------------------------------------------------------------------


def test_every_marker_of_the_site_is_answered() -> None:
    assert [str(entry) for entry in check(DOCS, site_of(ROOT / "mkdocs.yml"))] == []


@pages_with(examples)
def test_every_example_of_a_marker_is_answered(path: Path, tmp_path: Path) -> None:
    for example in examples(path):
        assert complaints(example, tmp_path) == [], example


@pages_with(mistakes)
def test_every_mistake_that_is_shown_gets_the_message_that_is_shown(
    path: Path, tmp_path: Path
) -> None:
    for marker, message in mistakes(path):
        (entry,) = complaints(f"<< {marker} >>", tmp_path)
        assert entry.endswith(f"<< {marker} >>: {message}")


def data_files(path: Path) -> list[str]:
    """GPUs and prices of a site's own, as a page shows them."""
    return [code for code in fences(path, "toml") if "[[gpu]]" in code]


@pages_with(data_files)
def test_every_gpu_that_is_shown_is_read(path: Path, tmp_path: Path) -> None:
    for number, code in enumerate(data_files(path)):
        (tmp_path / f"{number}.toml").write_text(code, "utf-8")
        own = options.read({"gpus": f"{number}.toml"}, tmp_path).facts
        assert own.price(own.gpu("Nova 1")).usd_per_hour == 1.5


@pages_with(configurations)
def test_every_configuration_that_is_shown_is_accepted(path: Path) -> None:
    for settings in configurations(path):
        read_settings(settings.get("paramsize", {}), path.name)
        for entry in (*settings.get("plugins", ()), *settings.get("markdown_extensions", ())):
            if isinstance(entry, dict):
                options.read(entry["paramsize"], ROOT)


@each_language
def test_every_command_of_the_reference_runs(
    locale: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(DOCS, tmp_path / "docs")
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    monkeypatch.chdir(tmp_path)
    commands = re.findall(
        r"^\$ paramsize (.+)$", "\n".join(fences(reference(locale), "console")), re.M
    )
    assert len(commands) >= 4
    for command in commands:
        words = [quoted or plain for quoted, plain in re.findall(r'"([^"]+)"|(\S+)', command)]
        assert main(words) == 0, command


# Figures that no marker prints ---------------------------------------------------------------


@each_language
def test_the_rents_of_one_and_two_gpus_are_those_of_the_data(locale: str) -> None:
    page = (DOCS / locale / "tiers.md").read_text("utf-8")
    rents = [price.usd_per_hour for price in Facts().prices if price.gpu == "H100 SXM 80GB"]
    assert len(rents) >= 2
    for rent in (min(rents), max(rents)):
        assert f"{rent:.2f}" in page
        assert f"{2 * rent:.2f}" in page


# Two languages ------------------------------------------------------------------------------


def test_every_page_is_there_in_every_language() -> None:
    assert {"en", "zh"} <= set(LANGUAGES) <= set(locales())
    pages = {locale: {path.name for path in (DOCS / locale).glob("*.md")} for locale in LANGUAGES}
    assert len(set(map(frozenset, pages.values()))) == 1, pages


@pytest.mark.parametrize("name", sorted(path.name for path in (DOCS / "en").glob("*.md")))
def test_a_page_has_the_same_sections_in_every_language(name: str) -> None:
    first, *others = (
        re.findall(r"^#+ .*\{ #([\w-]+) ", (DOCS / locale / name).read_text("utf-8"), re.M)
        for locale in LANGUAGES
    )
    assert first
    assert all(other == first for other in others)


# The reference ------------------------------------------------------------------------------


VALUES = {"show": COLUMNS, "over": OVER, "corpus": ("of: epochs",)}
"""What a kind's own option may be, as far as the reference says it beside the option."""


def reference(locale: str) -> Path:
    return DOCS / locale / "reference.md"


@cache
def sections(locale: str) -> dict[str, str]:
    """The text below each heading of the reference, by the heading's id."""
    parts = re.split(r"^#+ .*\{ #([\w-]+) \}$", reference(locale).read_text("utf-8"), flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def rows(locale: str, section: str) -> dict[str, list[str]]:
    """A table's rows by the name in their first cell."""
    lines = re.findall(r"^\| `([^`]+)` \|(.*)\|$", sections(locale)[section], re.M)
    return {name: [cell.strip() for cell in rest.split(" | ")] for name, rest in lines}


def bullets(locale: str, kind: str) -> dict[str, list[str]]:
    """The names in each list item of a kind's section, by the bold word it begins with."""
    found = re.findall(r"^- \*\*(.+?)\*\*[:：](.*)$", sections(locale)[kind], re.M)
    return {title: spans(rest) for title, rest in found}


@each_language
def test_every_kind_has_a_section(locale: str) -> None:
    headings = re.findall(r"^### `(\w+)` \{ #(\w+) \}$", reference(locale).read_text("utf-8"), re.M)
    assert headings == [(name, name) for name in KINDS]


@each_language
@pytest.mark.parametrize("name", KINDS)
def test_a_kind_lists_exactly_what_it_takes(locale: str, name: str) -> None:
    kind, listed = KINDS[name], bullets(locale, name)
    of = tuple(listed.pop("of", [""]))
    named = {word for words in listed.values() for word in words if word != LIST}
    values = {value for option in kind.options for value in VALUES.get(option, ())}
    assert of == kind.of
    assert named == {*kind.inputs, *kind.options, *values}


@each_language
def test_the_inputs_that_can_be_dials_are_named(locale: str) -> None:
    assert set(LIVE_INPUTS) <= set(spans(sections(locale)["dial"]))


@each_language
def test_every_view_is_named_with_the_kinds_that_have_it(locale: str) -> None:
    named = {view: tuple(spans(kinds)) for view, (_, kinds) in rows(locale, "views").items()}
    assert named == {
        view: tuple(name for name, kind in KINDS.items() if view in kind.views)
        for view in get_args(View)
    }


@each_language
def test_every_input_is_named_with_its_default_and_what_it_means(locale: str) -> None:
    listed = rows(locale, "inputs")
    assert list(listed) == list(INPUTS)
    for name, (default, _, meaning) in listed.items():
        assert meaning, name
        assert INPUTS[name].default in (None, *spans(default)), name


@each_language
def test_every_optimizer_is_named(locale: str) -> None:
    (_, written, *_) = rows(locale, "inputs")["optimizer"]
    assert spans(written) == [optimizer.name for optimizer in optimizer_data().optimizers]


@each_language
def test_every_value_of_an_input_that_is_named_can_be_written(locale: str) -> None:
    facts = Facts()
    looked_up = {"gpu": facts.gpu, "precision": facts.precision, "kv_precision": facts.precision}
    for name, (default, written, *_) in rows(locale, "inputs").items():
        for value in spans(f"{default} {written}"):
            read_input(name, value)
            looked_up.get(name, str)(value)


@each_language
def test_every_option_is_named_with_its_default_and_what_it_means(locale: str) -> None:
    listed = rows(locale, "options")
    assert list(listed) == list(OPTIONS)
    for name, (default, meaning) in listed.items():
        assert meaning, name
        plain = OPTIONS[name].default
        assert not isinstance(plain, str | int) or spans(default) == [str(plain)], name
