"""What a page costs grows with its length, whatever it holds: steps are counted, never seconds."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from markdown import Markdown

import mkdocs_paramsize
from mkdocs_paramsize.markdown import ParamsizeExtension
from mkdocs_paramsize.markdown.raw import with_signs
from mkdocs_paramsize.marker.grammar import close, split
from mkdocs_paramsize.plugin import SHEET
from mkdocs_paramsize.unsearched import Unsearched
from tests.echo import EchoDoor

OURS = str(Path(mkdocs_paramsize.__file__).parent)

PAGES = {
    "unclosed in one line": "<< memory: ",
    "unclosed, a line each": "<< memory: \n",
    "unclosed, a paragraph each": "<< memory: \n\n",
    "unclosed in a quotation": '<< memory: "a ',
    "answered": "<< memory: 70B >> ",
    "wrapped": "so\n<< memory:\n70B >> ",
    "wrong": "<< params: unknown >> ",
    "wrong, each alone": "<< params: unknown >>\n\n",
    "no kind": "<< modle: 70B >> ",
    "prose after a kind": "<< memory is as cheap as it was then >> ",
    "of other tools": "<< word: 7 >> <<name>> ",
    "escaped": "\\<< memory: 70B >> ",
    "beside code": "`a` << memory: 70B >>\n",
    "beside code, wrong": "`a` << params: unknown >>\n",
    "between tags": "<b>x</b> << memory: 70B >> ",
    "in a link": '<a href="x">of << memory: 70B >></a> ',
    "in attributes": '<b title="<< memory: 70B >>">x</b> ',
    "in code of HTML": "<code>x << memory: 70B >></code> ",
    "in code of HTML, wrong beside": "<code>x</code> << params: unknown >>\n",
    "after an open tag of code": "<code> << memory: 70B >> ",
    "in comparisons": "a <b, << memory: 70B >>, c> d ",
    "after an open tag": "<b << memory: 70B >> ",
    "in quotations": "> so << memory:\n> unknown >>\n",
    "fences": "```paramsize\nmemory: unknown\n```\n\n",
    "unclosed fences": "```paramsize\n",
}


def steps(run: Callable[[], object]) -> int:
    """How many lines of our own code are run; a loop in one line counts each time round."""
    count = 0

    def line(frame: FrameType, event: str, arg: Any) -> Any:
        nonlocal count
        count += event == "line"
        return line

    def call(frame: FrameType, event: str, arg: Any) -> Any:
        return line if frame.f_code.co_filename.startswith(OURS) else None

    before = sys.gettrace()
    sys.settrace(call)
    try:
        run()
    finally:
        sys.settrace(before)
    return count


def converted(text: str) -> int:
    md = Markdown(extensions=["tables", "fenced_code", ParamsizeExtension(door=EchoDoor())])
    md.convert("<< params: 7B >>")
    return steps(lambda: md.reset().convert(text))


@pytest.mark.parametrize("piece", PAGES.values(), ids=PAGES)
def test_four_times_the_markers_cost_four_times_the_steps(piece: str) -> None:
    few, many = converted(piece * 50), converted(piece * 200)
    assert few > 50
    assert many < 4.4 * few


@pytest.mark.parametrize("text", ["a", "a'b ", '"a', "a,", "'a' / "])
@pytest.mark.parametrize("separator", [",", " / "])
def test_a_value_is_divided_in_steps_that_grow_with_it(text: str, separator: str) -> None:
    few, many = (steps(lambda n=n: split(text * n, separator)) for n in (100, 400))
    assert many < 4.4 * few + 10


@pytest.mark.parametrize("text", ["a", "a'b ", '"a', "'a' / "])
def test_an_end_is_looked_for_in_as_many_steps_as_a_marker_may_be_long(text: str) -> None:
    few, many = (steps(lambda n=n: close(text * n, 0)) for n in (1000, 4000))
    assert many < 1.1 * few + 10


@pytest.mark.parametrize(
    "tag", ["<section ", "<a ", '<a title="', "<template class=paramsize-sheet ", "<data "]
)
def test_tags_that_never_end_are_not_looked_through_from_each(tag: str) -> None:
    """Which would take hours: a regular expression has no steps to count."""
    page = f"<< params: 7B >> paramsize {tag * 300_000}"
    assert Unsearched().hide(page) == page
    assert with_signs("\x02wzxhzdk:0\x03", [page]) is not None
    assert SHEET.search(page) is None
