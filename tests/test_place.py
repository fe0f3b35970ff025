"""Warnings name the author's file and line, whatever has been done to the text since."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from mkdocs.commands.build import build
from mkdocs.config import load_config
from msgspec.structs import replace

from mkdocs_paramsize.markdown import Entry, Log, ParamsizeExtension, Place
from mkdocs_paramsize.markdown.indented import indented
from mkdocs_paramsize.markdown.place import place_of
from tests.echo import EchoDoor

WRONG = "<< params: unknown >>"

Built = Callable[..., list[str]]


@pytest.fixture
def built(tmp_path: Path) -> Built:
    """Builds a site of the pages given as text, and returns what was logged."""

    def build_site(plugins: Sequence[str] = (), **pages: str) -> list[str]:
        log = Log()
        docs = tmp_path / "docs"
        for name, text in pages.items():
            path = docs / (name.replace("__", "/") + ".md")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        (tmp_path / "mkdocs.yml").write_text("site_name: Site", "utf-8")
        config = load_config(
            str(tmp_path / "mkdocs.yml"),
            docs_dir=str(docs),
            site_dir=str(tmp_path / "site"),
            theme={"name": "material"},
            plugins=list(plugins),
            markdown_extensions=[{"pymdownx.snippets": {"base_path": [str(tmp_path)]}}],
        )
        config.markdown_extensions.append(ParamsizeExtension(door=EchoDoor(), log=log))
        build(config)
        return [str(entry) for entry in log.entries]

    return build_site


def test_mkdocs_names_the_page_and_the_line_in_the_file(built: Built) -> None:
    assert built(index=f"# A\n\nText {WRONG}.", models__big=f"# B\n\n- x\n- {WRONG}") == [
        f"index.md:3: {WRONG}: no model called 'unknown'",
        f"models/big.md:4: {WRONG}: no model called 'unknown'",
    ]


def test_lines_of_front_matter_count(built: Built) -> None:
    assert built(index=f"---\ntitle: A\nlang: zh\n---\n\n{WRONG}")[0].startswith("index.md:6: ")


def test_each_occurrence_has_its_own_line(built: Built) -> None:
    page = f"`{WRONG}`\n\n{WRONG}\n\n```\n{WRONG}\n```\n\n> Text {WRONG[:10]}\n> {WRONG[10:]}"
    assert [entry.split(" ")[0] for entry in built(index=page)] == ["index.md:3:", "index.md:9:"]


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        ("<< modle: 7B >>\n\nThe << modle: 7B >> here.", {1, 3}),
        ("The << modle: 7B >> here.\n\n<< modle: 7B >>\n\n<< modle: 7B >>", {1, 3, 5}),
        (f"{WRONG}\n\nOf {WRONG}.\n\n- {WRONG}\n\n{WRONG}", {1, 3, 5, 7}),
    ],
)
def test_no_wrong_marker_hides_another_of_the_same_words(
    built: Built, page: str, lines: set[int]
) -> None:
    told = [entry.split(":")[1] for entry in built(index=page)]
    assert sorted(map(int, told)) == sorted(lines)


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        (f"a {WRONG}\n\n    code {WRONG}\n\nc {WRONG}", [1, 5]),
        (f"a {WRONG}\n\n\tcode {WRONG}\n\nc {WRONG}", [1, 5]),
        (f"- a\n\n    goes on {WRONG}\n\n        code {WRONG}\n\nc {WRONG}", [3, 7]),
        (f"1. a\n    - b\n\n        goes on {WRONG}\n\nd\n\n    {WRONG}\n\n{WRONG}", [4, 10]),
        (f"# A\n    {WRONG}\n\n>     {WRONG}\n\nc {WRONG}", [6]),
        (f'!!! note "A"\n    {WRONG}\n\n        {WRONG}\n\nc {WRONG}', [2, 6]),
        (f"A[^1]\n\n[^1]: b\n\n    {WRONG}\n\n        {WRONG}\n\nc {WRONG}", [5, 9]),
        (f"A\n: b\n\n    {WRONG}\n\n        {WRONG}\n\nc {WRONG}", [4, 8]),
        (f"<div>\n\n    {WRONG}\n\n</div>\n\n    {WRONG}\n\nc {WRONG}", [3, 9]),
        (f"```\n- a\n```\n\n    {WRONG}\n\nc {WRONG}", [7]),
    ],
)
def test_code_by_indentation_is_no_place_of_a_marker(page: str, lines: list[int]) -> None:
    log = Log()
    ours = ParamsizeExtension(door=EchoDoor(), log=log)
    Markdown(extensions=["extra", "admonition", ours]).convert(page)
    assert sorted(entry.line or 0 for entry in log.entries) == lines


STARTS = (
    *("", "  ", "    ", "        ", "            ", "- ", "1. ", "    - ", "        - ", "# "),
    *("> ", "> - ", ">     ", ">         ", "    > ", "> > ", "- > ", "!!! note\n    "),
    *('=== "T"\n    ', "    !!! note\n        "),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(STARTS), max_size=6))
def test_code_by_indentation_is_what_markdown_takes_for_it(starts: list[str]) -> None:
    paragraphs = [f"{start}w{number}z\n" for number, start in enumerate(starts)]
    lines = "\n".join(paragraphs).split("\n")
    extensions = ["extra", "admonition", "pymdownx.tabbed"]
    html = Markdown(extensions=extensions).convert("\n".join(lines))
    code = "".join(re.findall("<code>.*?</code>", html, re.DOTALL))
    told = "".join(lines[number] for number in indented(lines))
    assert re.findall(r"w\d+z", told) == re.findall(r"w\d+z", code)


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        ("<< params: 7B\n\nok\n\n<< params: 7B >", [1, 5]),
        ("<< params: 7B >\n\nok\n\n<< params: 7B", [1, 5]),
        ("Of << params: 7B\n\n<< params: 7B\n\n> << params: 7B >\n\n<< params: 7B", [1, 3, 5, 7]),
        ("Of << params: 7B or so\n\n<< params: 7B\n\n<< params: 7B >>", [1, 3]),
    ],
)
def test_an_unclosed_marker_is_not_the_beginning_of_another(page: str, lines: list[int]) -> None:
    log = Log()
    Markdown(extensions=[ParamsizeExtension(door=EchoDoor(), log=log)]).convert(page)
    assert sorted(entry.line or 0 for entry in log.entries) == lines


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        ("Of << params: 7B >>.\n\n<div><< params: 7B >></div>\n\n<< params: 7B >>", [7]),
        ("<div>\n<< params: 7B >>\n</div>\n\n<< params: 7B >>\n\n<p><< params: 7B >></p>", [6, 11]),
        ("<div><pre>\n<< params: 7B >></pre>\n<< params: 7B >></div>\n\nOf << params: 7B >>.", [7]),
        (f"<div>{WRONG}</div>\n\nOf {WRONG}.\n\n<div>{WRONG}</div>", [5, 7, 9]),
    ],
)
def test_markers_in_raw_html_are_counted_apart(built: Built, page: str, lines: list[int]) -> None:
    told = [entry.split(":")[1] for entry in built(index=f"---\ntitle: A\n---\n\n{page}")]
    assert sorted(map(int, told)) == lines


def test_raw_html_beside_an_included_marker_of_the_same_words(built: Built, tmp_path: Path) -> None:
    (tmp_path / "part.md").write_text("Two << params: 7B >>.", "utf-8")
    page = '# A\n\n--8<-- "part.md"\n\n<div><< params: 7B >></div>\n\nOf << params: 7B >>.'
    [told] = built(index=page)
    assert "(line 5 once included text" in told


def test_an_included_marker_is_told_beside_one_of_the_page(built: Built, tmp_path: Path) -> None:
    (tmp_path / "part.md").write_text(f"Two {WRONG}.", "utf-8")
    told = built(index=f'# A\n\nOne {WRONG}.\n\n--8<-- "part.md"\n')
    assert len(told) == 2
    assert told[0].startswith("index.md:3: ")
    assert "once included text" in told[1]


def test_included_text_is_said_to_be_included(built: Built, tmp_path: Path) -> None:
    (tmp_path / "part.md").write_text(f"One.\n\nTwo {WRONG}.", "utf-8")
    assert built(index='# A\n\n--8<-- "part.md"\n') == [
        f"index.md: {WRONG}: no model called 'unknown' "
        "(line 5 once included text and macros are put in)"
    ]


def test_a_blog_says_it_once_and_of_the_post(built: Built, tmp_path: Path) -> None:
    post = f"---\ndate: 2026-01-01\n---\n\n# Post\n\n{WRONG} so\n\n<!-- more -->\n\n<< model: 7B >>"
    entries = built(index="# A", blog__index="# Blog", blog__posts__one=post, plugins=["blog"])
    assert entries == [f"blog/posts/one.md:7: {WRONG}: no model called 'unknown'"]


def test_strict_builds_count_the_warning(built: Built, caplog: pytest.LogCaptureFixture) -> None:
    built(index=WRONG)
    ours = [record for record in caplog.records if record.name == "mkdocs.plugins.paramsize"]
    assert [record.levelno for record in ours] == [logging.WARNING]


def test_a_log_says_a_thing_once(caplog: pytest.LogCaptureFixture) -> None:
    log, entry = Log(), Entry("a.md", 1, "<< model: x >>", "no")
    log.warn(entry)
    log.warn(entry)
    assert (len(log.entries), len(caplog.records)) == (1, 1)


def test_documents_without_a_name_are_told_apart() -> None:
    log = Log()
    md = Markdown(extensions=[ParamsizeExtension(door=EchoDoor(), log=log)])
    for text in (f"A {WRONG}", f"B {WRONG}"):
        md.reset().convert(text)
        md.convert(text)
    assert [entry.line for entry in log.entries] == [1, 1]


def test_a_page_is_told_once_however_often_it_is_converted() -> None:
    log = Log()
    for place in (Place("a.md"), Place()):
        ours = ParamsizeExtension(door=EchoDoor(), log=log, place=place)
        Markdown(extensions=[ours]).convert(WRONG)
        Markdown(extensions=[ours]).convert(WRONG)
    md = Markdown(extensions=[ParamsizeExtension(door=EchoDoor(), log=log, place=Place("a.md"))])
    md.reset().convert(WRONG)
    assert [entry.path for entry in log.entries] == ["a.md", None]


def test_the_next_build_says_it_again(built: Built) -> None:
    assert built(index=WRONG) == built(index=WRONG) != []


def test_mkdocs_tells_the_front_matter_and_the_language(built: Built, tmp_path: Path) -> None:
    places: list[Place] = []

    class Asking(EchoDoor):
        def page(self, meta, locale, dials=()):  # type: ignore[no-untyped-def]
            places.append(replace(place_of(md), meta=meta, locale=locale))
            return super().page(meta, locale)

    md = Markdown(extensions=[ParamsizeExtension(door=Asking())])
    page = SimpleNamespace(meta={"paramsize": {"gpu": "H100"}})
    file = SimpleNamespace(src_uri="a.md", abs_src_path=None, page=page)
    processor = Treeprocessor(md)
    processor.file = file  # type: ignore[attr-defined]
    processor.config = SimpleNamespace(theme={"language": "zh"})  # type: ignore[attr-defined]
    md.treeprocessors.register(processor, "relpath", 0)
    for locale, lang in ((None, None), ("fr", None), ("fr", "de")):
        file.locale = locale
        page.meta = {"paramsize": {"gpu": "H100"}, **({"lang": lang} if lang else {})}
        md.reset().convert("<< model: 7B >>")
    assert [place.locale for place in places] == ["zh", "fr", "de"]
    assert places[0] == Place("a.md", None, {"paramsize": {"gpu": "H100"}}, "zh")


def test_zensical_tells_the_page_and_the_language(tmp_path: Path) -> None:
    context = pytest.importorskip("zensical.extensions.context")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text(f"---\nlang: zh\n---\n{WRONG}", "utf-8")
    page = context.Page(url="a/", path="a.md", meta={"title": "A"})
    config = {"root_dir": str(tmp_path), "docs_dir": "docs", "theme": {"language": "de"}}
    log = Log()
    ours = ParamsizeExtension(door=EchoDoor(), log=log)
    md = Markdown(extensions=[context.ContextExtension(page=page, config=config), ours])
    md.convert(WRONG)
    assert place_of(md) == Place("a.md", tmp_path / "docs" / "a.md", {"title": "A"}, "de")
    assert str(log.entries[0]).startswith("a.md:4: ")


def test_python_markdown_alone_knows_front_matter_by_its_own_extension() -> None:
    md = Markdown(extensions=["meta"])
    md.convert("---\nlang: zh\n---\nText")
    assert place_of(md) == Place(meta={"lang": "zh"})


def test_front_matter_of_python_markdown_alone_has_lines_too() -> None:
    log = Log()
    md = Markdown(extensions=["meta", ParamsizeExtension(log=log, assets="none")])
    html = md.convert("---\nlang: en\nparamsize: 70B\n---\n\nOf << params: 7B >>.")
    assert 'value="7000000000"' in html
    [told] = log.entries
    assert str(told).startswith("<text>:3: paramsize: '70B' names no input")


def test_a_caller_may_name_the_place(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(f"\ufeffOne\r\n\r\n{WRONG}\r\n".encode())
    log = Log()
    place = Place(str(path), path)
    md = Markdown(extensions=[ParamsizeExtension(door=EchoDoor(), log=log, place=place)])
    md.convert(path.read_text("utf-8-sig"))
    assert [entry.line for entry in log.entries] == [3]


def test_a_file_that_is_gone_costs_only_the_line(tmp_path: Path) -> None:
    log = Log()
    place = Place("a.md", tmp_path / "a.md")
    md = Markdown(extensions=[ParamsizeExtension(door=EchoDoor(), log=log, place=place)])
    md.convert(WRONG)
    assert (log.entries[0].path, log.entries[0].rendered) == ("a.md", True)


def test_numbers_in_a_blogs_excerpt_have_no_buttons() -> None:
    md = Markdown(extensions=[ParamsizeExtension(door=EchoDoor(buttons=True))])
    assert "<button" in md.convert("<< params: 7B >>, yes")
    md.treeprocessors.register(Treeprocessor(md), "excerpt", 0)
    html = md.reset().convert("<< params: 7B >>, yes")
    assert html == '<p><data class="paramsize">params|7B</data>, yes</p>'


PIECES = (
    *("<<", ">>", "<< model: 70B", "<< params: 7B >>", ": ", "model", "70B", "x", "`", "```"),
    *("```paramsize", "~~~", "\n", "\n\n", "> ", "- ", "    ", "<!--", "-->", "<pre>", "</pre>"),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_no_text_stops_the_build_whatever_is_wrong_in_it(text: str) -> None:
    log = Log()
    ours = ParamsizeExtension(door=EchoDoor(), log=log)
    Markdown(extensions=["fenced_code", "md_in_html", ours]).convert(text)
    lines = text.count("\n") + 1
    assert all(entry.line is None or 1 <= entry.line <= lines for entry in log.entries)
