"""What a page is changed into is what it would have been built as: texts, bars, descriptions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import Tab, served
from tests.site import Site

COMPARED: Final = """---
lang: {lang}
---
# Page

<< dial: model, value: {model}, choices: Llama 3.1 70B / 8B / Mixtral 8x7B >>
<< dial: context, value: {context} >> << dial: precision, value: {precision} >>

<< compare: page / 8B / Mixtral 8x7B, show: memory / params / tier >>

<< compare: page / Llama 3.1 8B, show: params / speed >>

<< compare: page, show: speed >>
"""
DATA: Final = """# Page

<< dial: model, value: {model}, choices: 8B / Llama 3.1 8B / GPT-3 175B >>

<< data: page >>
"""
PAGES: Final[Mapping[str, tuple[str, dict[str, str], dict[str, str]]]] = {
    "compared": (
        COMPARED,
        {"lang": "en", "model": "Llama 3.1 70B", "context": "8k", "precision": "bf16"},
        {"model": "8B", "context": "32k", "precision": "fp8"},
    ),
    "mixed": (
        COMPARED,
        {"lang": "zh", "model": "8B", "context": "8k", "precision": "bf16"},
        {"model": "Mixtral 8x7B", "precision": "int8"},
    ),
    "with-text": (DATA, {"model": "8B"}, {"model": "GPT-3 175B"}),
    "without-text": (DATA, {"model": "Llama 3.1 8B"}, {"model": "8B"}),
}
"""Pages, their own values, and what a reader changes."""

# Where a model's tokens were read is told of the page's own model alone.
SAID: Final = """() => [...document.querySelectorAll('article *')]
  .filter(element => !element.closest('[hidden], select, input, aside, .paramsize-dial, ' +
    '.paramsize-tools, script, .paramsize-data td:last-child') && !element.children.length)
  .map(element => element.textContent.trim()).filter(text => text)"""
DRAWN: Final = """() => [...document.querySelectorAll('svg[data-live-bar]')].map(svg =>
  [...svg.querySelectorAll('rect, line, text')].map(shape => [shape.className.baseVal,
    ...['x', 'width', 'x1', 'x2'].map(name => parseFloat(shape.getAttribute(name) ?? 0))]))"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site of these pages, each also as it is with what a reader changes."""
    site = Site(tmp_path_factory.mktemp("whole")).theme("material", font=False)
    for name, (text, own, changes) in PAGES.items():
        site.page(text.format(**own), f"{name}.md")
        site.page(text.format(**own | changes), f"{name}-changed.md")
    with served(site.build(strict=True).folder) as address:
        yield address


def said(page: Page) -> list[str]:
    """All texts of the page, the descriptions of figures among them."""
    return list(page.evaluate(SAID))


def drawn(page: Page) -> list[dict[str, list[float]]]:
    """Where the shapes of each figure stand, those that have a place."""
    return [
        {f"{place} {name}": at for place, (name, *at) in enumerate(shapes) if any(at)}
        for shapes in page.evaluate(DRAWN)
    ]


def open_with(page: Page, address: str, changes: Mapping[str, str]) -> None:
    page.goto(f"{address}?ps={','.join(f'{name}~{quote(x)}' for name, x in changes.items())}")
    page.wait_for_function("document.querySelector('.paramsize-tools').hidden === false")


@pytest.mark.parametrize("name", [*PAGES, *(f"{name}-changed" for name in PAGES)])
def test_a_page_that_comes_to_life_says_what_it_was_built_to_say(
    browser: Browser, tab: Tab, pages: str, name: str
) -> None:
    static = Tab(browser, java_script_enabled=False)
    static.page.goto(f"{pages}{name}/")
    as_built = said(static.page)
    static.close()
    tab.page.goto(f"{pages}{name}/")
    assert said(tab.page) == as_built


@pytest.mark.parametrize("name", PAGES)
def test_texts_and_bars_are_those_of_a_page_that_is_built_so(
    tab: Tab, pages: str, name: str
) -> None:
    page, (_, _, changes) = tab.page, PAGES[name]
    page.goto(f"{pages}{name}-changed/")
    wanted, figures = said(page), drawn(page)
    page.goto(f"{pages}{name}/")
    own = said(page)
    open_with(page, f"{pages}{name}/", changes)
    assert said(page) == wanted != own
    for ours, theirs in zip(drawn(page), figures, strict=True):
        assert ours.keys() >= theirs.keys()
        for shape, at in ours.items():
            assert at == pytest.approx(theirs.get(shape, [0, 0, 0, 0]), abs=0.011), shape
    page.locator(".paramsize-tools button").first.click()
    assert said(page) == own
