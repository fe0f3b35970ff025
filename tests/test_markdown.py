"""The extension as a guest: other text stays as it is, and no text makes a page fail."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown

from mkdocs_paramsize.markdown import Log, ParamsizeExtension, conversion, makeExtension
from tests.echo import EchoDoor

OTHERS = ("extra", "admonition", "toc", "smarty", "pymdownx.superfences", "pymdownx.arithmatex")
MARKUP = (
    *("\n", "\n\n", "    ", "- ", "1. ", "> ", "# ", "---", "===", "`", "```", "~~~", "|", "|---|"),
    *("<<", ">>", "<", ">", "\\", '"', "'", "<b>", "</b>", "<div>", "<div markdown>", "</div>"),
    *("<!--", "-->", "*", "**", "_", "[a](b)", "![", "](c)", "$", "{ .c }", "!!! note", "[^1]"),
    *("\n:   ", "\n\n    ```py\n    x\n    ```\n", "\x02", "\x03", "wzxhzdk:0"),
    *("<<name>>", "<< word: x >>", "std::cout << x", "\\<<", " ", "text", "中文", "&amp;", "\t"),
)
OURS = (
    *("<< params: 7B >>", "<< model: 7B >>", "<< model: ", "<<model>>", "<< modle: 7B >>"),
    *("```paramsize\n", "model: 7B\n", "<< params: unknown >>", "\\<< params: 7B >>", ", as: x"),
)


def plain(text: str) -> str:
    return Markdown(extensions=[*OTHERS]).convert(text)


def ours(text: str, log: Log | None = None) -> str:
    extension = ParamsizeExtension(door=EchoDoor(buttons=True), log=log or Log())
    return Markdown(extensions=[*OTHERS, extension]).convert(text)


@settings(max_examples=300)
@given(st.lists(st.sampled_from(MARKUP), max_size=40).map("".join))
def test_a_page_without_markers_is_the_page_that_it_would_be(text: str) -> None:
    assert ours(text) == plain(text)


@settings(max_examples=300)
@given(st.lists(st.sampled_from(MARKUP), max_size=40).map("".join))
def test_looking_for_dials_leaves_a_page_as_it_would_be(text: str) -> None:
    text += "\n\nA dial, a calculator, and `a << b`.\n"
    assert ours(text) == plain(text)


@settings(max_examples=300)
@given(st.lists(st.sampled_from(MARKUP + OURS), max_size=40).map("".join))
def test_no_page_fails_and_no_token_of_ours_is_left_on_it(text: str) -> None:
    html = ours(text)
    assert not re.search("[\ue000-\ue002]", html)
    assert "\x02" not in html


@pytest.mark.parametrize("sign", ["\ue000paramsize{}\ue001", "<!--paramsize {}-->", "\ue002{}"])
def test_a_token_that_an_author_types_stays_however_long_it_is(sign: str) -> None:
    typed = sign.format("9" * 5000)
    assert typed in ours(f"```paramsize\nparams: 7B\n```\n\n{typed} stays\n")


@pytest.mark.parametrize(
    "typed", ["\ue000paramsize-end\ue001", "\ue000para\ue000paramsize-end\ue001msize-end\ue001"]
)
def test_what_ends_a_page_is_not_taken_from_what_an_author_types(typed: str) -> None:
    html = ours(f"{typed}\n\nOf << params: 7B >>.\n\nLast.")
    assert html.index("Last.") < html.index("<aside")
    assert "paramsize-end" in html


def test_a_marker_in_text_is_not_taken_for_raw_html_for_a_sign_that_an_author_types() -> None:
    log = Log()
    html = ours("Of \ue003\ue004<< params: 7B >>.\n\n<p><< params: 8B >></p>", log)
    assert "params|7B" in html
    assert [entry.text for entry in log.entries] == ["<< params: 8B >>"]


def test_a_page_may_have_more_markers_than_there_are_signs_for_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(conversion, "_MOST", 3)
    html = ours("\n\n".join(f"<< params: {size}M >>, of << params: 7B >>" for size in "123456"))
    assert [html.count(f"params|{size}M") for size in "123456"] == [1] * 6
    assert html.count("params|7B") == 6


def test_one_markdown_object_converts_many_pages() -> None:
    md = Markdown(extensions=[ParamsizeExtension(door=EchoDoor(buttons=True))])
    first = md.convert("Of << params: 7B >>.")
    assert "<aside>" not in md.reset().convert("Of nothing.")
    assert md.convert("Of << params: 7B >>.") == first


def test_one_extension_serves_many_markdown_objects() -> None:
    extension = ParamsizeExtension(door=EchoDoor(buttons=True))
    outer, inner = Markdown(extensions=[extension]), Markdown(extensions=[extension])
    outer.convert("Of << params: 7B >>.")
    assert "1 markers" in inner.convert("Of << params: 7B >>.")


def test_a_bug_is_not_hidden() -> None:
    class Broken(EchoDoor):
        def page(self, *_: object) -> None:  # type: ignore[override]
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Markdown(extensions=[ParamsizeExtension(door=Broken())]).convert("<< model: 7B >>")


def test_no_word_is_lost_after_an_attribute_list() -> None:
    # Where its brace goes is the other extension's affair.
    html = ours("<< params: 7B >>{ .a } is more than {braces}")
    assert ">params|7B</data>" in html
    assert " is more than {braces" in html


def test_python_markdown_finds_the_extension_by_the_name_of_its_module() -> None:
    assert isinstance(makeExtension(door=EchoDoor()), ParamsizeExtension)


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "<< model: ",
            "<< params: 7B >> ",
            "<< params: 7B,\n",
            "<<model>> ",
            "\\<< model: 7B >> ",
        ),
        *('<b c="<b" << model: 7B >> ', "<!-- << model: 7B >> ", "` << model: 7B >> ", "`` ` "),
        *("```paramsize\n", "```paramsize\nmodel: 7B\n```\n", "> ```\n", "````\n```\n"),
    ],
)
def test_a_page_of_nothing_but_markers_and_slips_is_converted(unit: str) -> None:
    # What takes exponential time never comes back from this; the benchmarks tell the rest.
    times = 6_000 // len(unit)
    html = Markdown(extensions=[ParamsizeExtension(door=EchoDoor())]).convert(unit * times)
    assert html.count("7B") >= times * unit.count("7B")


def test_a_definition_may_follow_a_marker_on_a_page_that_may_have_dials() -> None:
    html = ours("# A calculator\n\n<< params: 7B >>\n\n:   A note.\n")
    assert "A note." in html


def test_marks_of_markdown_in_a_fence_of_ours_are_the_authors_characters() -> None:
    html = ours("<div>\n```paramsize\n\x02wzxhzdk:0\x03\n```\n</div>\n")
    assert "wzxhzdk:0" in html


def test_a_fence_that_nobody_reads_is_given_back() -> None:
    html = ours(" <div markdown>\n\n```paramsize\nparams: 7B\n```\n\n</div>\n")
    assert "```paramsize" in html
