"""Where an answer cannot stand as it is: in attributes, headings and links; and a page's own
characters that look like ours."""

from __future__ import annotations

import logging
import re

import pytest
from markdown import Markdown

from mkdocs_paramsize.markdown import Log, ParamsizeExtension

LOOK_ALIKE = "\ue002\U000f0000"


def shown(text: str) -> str:
    """A page's HTML without what follows its content."""
    extension = ParamsizeExtension(assets="none", log=Log())
    html = Markdown(extensions=["attr_list", "toc", "abbr", extension]).convert(text)
    return html.partition("<aside")[0].strip()


@pytest.mark.parametrize(
    ("text", "attribute"),
    [
        ('[x](b.md){ title="of << params: 7B >>" }', 'title="of 7B"'),
        ('![x](b.png "of << params: 7B >>")', 'title="of 7B"'),
        ("![of << params: 7B >>](b.png)", 'alt="of 7B"'),
        ('![x](b.png){ alt="of << params: 7B >>" }', 'alt="of 7B"'),
        ('A << params: 8B >>{ title="of << params: 7B >>" }', 'title="of 7B"'),
    ],
)
def test_an_attribute_holds_the_text_of_a_number(text: str, attribute: str) -> None:
    html = shown(text)
    assert attribute in html
    assert not re.search(r'="[^"]*<', html)


def test_characters_of_the_authors_are_no_answers() -> None:
    html = shown(f"It has << params: 7B >>, and {LOOK_ALIKE} and `{LOOK_ALIKE}` stay.\n")
    assert html.count("7B</data>") == 1
    assert html.count(LOOK_ALIKE[1]) == 2


@pytest.mark.parametrize(
    "text", ["# In << dial: context, value: 8k >>", "[in << dial: context, value: 8k >>](b.md)"]
)
def test_a_dial_that_cannot_be_pressed_is_its_value_and_the_author_is_told(
    text: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        html = shown(text)
    assert '<span data-live-text="context">8k</span>' in html
    assert "data-dial" not in html
    assert "<< dial: context, value: 8k >>: a heading or a link has no room" in caplog.text


def test_a_working_follows_a_dial_also_where_it_tells_of_one_of_several_cases() -> None:
    dial = "<< dial: context, value: 8k >>\n\n"
    assert "data-live-working" in shown(f"{dial}<< memory: Llama 3.1 8B, as: working >>")
    chosen = shown(f"{dial}<< fit: Llama 3.1 8B, as: working >>")
    cases = re.findall(r'<div class="paramsize-steps"([^>]*) data-live-working=', chosen)
    assert ["hidden" in case for case in cases] == [False, True]
    still = shown("<< fit: Llama 3.1 8B, as: working >>")
    assert still.count('<div class="paramsize-steps">') == 1
    unmoved = shown(f"{dial}<< params: Llama 3.1 8B, as: working >>")
    assert "data-live-own" not in unmoved
    assert "data-live-working" not in unmoved


def test_weights_that_a_marker_binds_to_a_format_follow_no_dial() -> None:
    dial = "<< dial: precision, value: bf16 >>: "
    for size in ("70B", "671B-A37B", "Llama 3.1 8B", "gpt-oss 120B"):
        assert "data-live=" not in shown(
            f"{dial}<< memory: {size}, of: weights, precision: int4 >>"
        )
        assert "data-live=" in shown(f"{dial}<< memory: {size}, of: weights >>")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<< fit: 70B, over: nothing >>", "over: nothing is not one of precisions, gpus"),
        ("<< tiers: 7B >>", "tiers shows the whole scale and takes no subject"),
    ],
)
def test_what_means_nothing_is_refused(
    text: str, message: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert "paramsize-error" in shown(text)
    assert message in caplog.text


def test_what_is_wrong_with_the_front_matter_is_told_apart(
    caplog: pytest.LogCaptureFixture,
) -> None:
    from mkdocs_paramsize.markdown import Place

    place = Place(path="a.md", meta={"paramsize": {"batch": None, "gpus": "0"}})
    extension = ParamsizeExtension(assets="none", log=Log(), place=place)
    with caplog.at_level(logging.WARNING):
        Markdown(extensions=[extension]).convert("It has << params: 7B >>.")
    first, second = (record.getMessage() for record in caplog.records)
    assert first.startswith("a.md: paramsize: batch: batch is empty; write a number of sequences")
    assert second.startswith("a.md: paramsize: gpus: 0 is not a whole number from 1")


@pytest.mark.parametrize(
    "html",
    [
        "<p>Of << params: 7B >></p>",
        "<table><tr><td><< params: nope >></td></tr></table>",
        "<div>\n<< memory: 7B >>\n</div>",
        "Text.\n\n<p><code>x</code> << params: 7B >></p>",
    ],
)
def test_a_marker_in_raw_html_is_told_since_nobody_reads_it(html: str) -> None:
    log = Log()
    assert "<<" in Markdown(extensions=[ParamsizeExtension(log=log)]).convert(html)
    [entry] = log.entries
    assert entry.line == html[: html.index("<< ")].count("\n") + 1
    assert 'write markdown="1"' in entry.message


@pytest.mark.parametrize(
    "html",
    [
        '<div title="<< params: 7B >>">x</div>',
        "<pre><< params: 7B >></pre>",
        "<!-- << params: 7B >> -->",
        "<div><code><< params: 7B >></code></div>",
        "<p>\\<< params: 7B >></p>",
        "<p>a << b; c << model: d</p>",
        "<div markdown>\n<< params: 7B >>\n</div>",
    ],
)
def test_what_no_reader_would_take_for_a_marker_is_not_told(html: str) -> None:
    log = Log()
    Markdown(extensions=["md_in_html", ParamsizeExtension(log=log)]).convert(html)
    assert log.entries == ()
