"""Wherever a dial stands, in lists, boxes and notes within each other: a page's figures follow it
if and only if its reader sees it, and looking for it leaves no trace."""

from __future__ import annotations

import re
from typing import Final

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from markdown import Markdown

from mkdocs_paramsize.markdown import Log, ParamsizeExtension
from mkdocs_paramsize.render.door import Door

FIGURE: Final = "It takes << memory: Llama 3.1 8B, of: kv-cache >>."
DIALS: Final = (
    "at << dial: context, value: 64k >> x",
    "<< dial: context, value: 64k >>",
    "<< calculator: 7B, context: 64k >>",
    "    << dial: context, value: 64k >>",
)
WITHIN: Final = {
    "list": "- a\n- b\n\n{}",
    "numbers": "1. a\n\n{}",
    "list in a list": "* a\n    * b\n\n    {}",
    "tasks": "- [ ] a\n\n{}",
    "admonition": "!!! note\n{}",
    "details": '??? note "x"\n\n{}',
    "tab": '=== "A"\n\n{}',
    "definition": "Term\n:   Text.\n\n{}",
    "footnote": "See[^1].\n\n[^1]: y\n\n{}",
}
BEFORE: Final = ("## H\n\n", "text before\n\n", "See:\n", "<!-- x -->\n\n")
EXTENSIONS: Final = [
    *("extra", "admonition", "toc", "pymdownx.superfences", "pymdownx.tabbed"),
    *("pymdownx.details", "pymdownx.tasklist", "pymdownx.blocks.tab"),
]
NUMBER: Final = re.compile(r"</?(?:data|button|span)\b[^>]*>")
MARKER: Final = "&lt;&lt; dial: context, value: 64k &gt;&gt;"
"""A dial in code."""
DOOR: Final = Door({"assets": "none"})


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" if line else line for line in text.split("\n"))


@st.composite
def nested(draw: st.DrawFn) -> str:
    text = draw(st.sampled_from(DIALS))
    for _ in range(draw(st.integers(0, 3))):
        form = draw(st.sampled_from((*WITHIN, "quotation", "before")))
        if form == "quotation":
            text = "\n".join(f"> {line}" if line else ">" for line in text.split("\n"))
        elif form == "before":
            text = draw(st.sampled_from(BEFORE)) + text
        else:
            text = WITHIN[form].format(_indented(text))
    return draw(st.sampled_from((f"{FIGURE}\n\n{{}}", f"{{}}\n\n{FIGURE}"))).format(text)


def convert(text: str) -> tuple[str, list[str]]:
    log = Log(quietly=True)
    extension = ParamsizeExtension(door=DOOR, log=log)
    html = Markdown(extensions=[*EXTENSIONS, extension]).convert(text)
    return html.partition('<aside class="paramsize')[0], [str(entry) for entry in log.entries]


@settings(max_examples=300, deadline=None)
@given(nested())
def test_figures_follow_a_dial_exactly_where_it_is_shown(text: str) -> None:
    html, complaints = convert(text)
    assert all("calculator stands alone" in complaint for complaint in complaints)
    assert ('class="paramsize-dial"' in html) is (">8 GiB<" in html)


@settings(max_examples=150, deadline=None)
@given(nested())
def test_looking_for_dials_leaves_no_trace(text: str) -> None:
    assume("<< calculator" not in text)
    plainly = text.replace("<< dial: context, value: 64k >>", "64k")
    tabs = '=== "B"\n\n    b\n\n/// tab | C\nc\n///\n\n<div markdown>\n\n*d*\n\n</div>\n\n'
    followed, _ = convert(tabs + text)
    shown = re.sub(r'<span class="paramsize-dial"[^>]*>64k</span>', "64k", followed)
    shown, wanted = (NUMBER.sub("", html) for html in (shown, convert(tabs + plainly)[0]))
    assert shown.replace("8 GiB", "1 GiB").replace(MARKER, "64k") == wanted
