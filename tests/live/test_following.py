"""All that a page says follows its dials, and reads as if it had been built so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser

from tests.browser import Tab
from tests.live.pages import OTHERS, STALE
from tests.live.reader import content, dial, enter, numbers, settled
from tests.site import Site

TOLD_OF_ONE: Final = (
    r"The longest context is what[^.]*(\.\d[^.]*)?\.|GPU time as published.*?GB"
    r"|Real models near it:.*?[^.\d]\.(?!\d)"
)
"""What is told of the page's own model, and not of one that its reader names."""


def test_a_page_that_is_changed_reads_as_if_it_were_built_so(tab: Tab, root: str) -> None:
    page = tab.page
    page.goto(f"{root}others/")
    wanted = numbers(page)
    page.goto(root)
    built = numbers(page)
    for name, text in OTHERS.items():
        if name == "gpu":
            dial(page, name).select_option(text)
        elif name != "lang":
            enter(page, name, text)
    changed = numbers(page)
    assert {key: changed[key] for key in wanted} == wanted != built
    # A part that the other model does not have stands at nothing.
    assert {changed[key] for key in changed.keys() - wanted.keys()} <= {"≈0", "≈0%"}
    assert len(wanted) > 40


@pytest.mark.parametrize("path", ["", "zh/", "small/", "bound/"])
def test_at_the_pages_own_values_it_reads_as_it_was_built(
    browser: Browser, tab: Tab, root: str, path: str
) -> None:
    static = Tab(browser, java_script_enabled=False)
    static.page.goto(root + path)
    as_built = content(static.page)
    static.close()
    page = tab.page
    page.goto(root + path)
    assert content(page) == as_built
    change = {"small/": lambda x: dial(page, "context").select_option(x)}.get(
        path, lambda x: enter(page, "context", x)
    )
    change("32k")
    assert content(page) != as_built
    change("8k")
    assert content(page) == as_built


@pytest.mark.parametrize("name", STALE)
def test_words_follow_as_the_numbers_do(tab: Tab, root: str, name: str) -> None:
    page, (_, changes) = tab.page, STALE[name]
    page.goto(f"{root}{name}-changed/")
    wanted = _of_any(content(page))
    page.goto(f"{root}{name}-own/")
    own = _of_any(content(page))
    page.goto(f"{root}{name}-own/?ps={','.join(f'{x}~{quote(changes[x])}' for x in changes)}")
    page.wait_for_function("document.querySelector('.paramsize-tools').hidden === false")
    assert _of_any(content(page)) == wanted != own


def _of_any(text: str) -> str:
    return " ".join(re.sub(TOLD_OF_ONE, "", text).split())


def test_bars_are_drawn_as_the_build_draws_them(tab: Tab, root: str) -> None:
    page = tab.page
    drawn = """() => [...document.querySelectorAll('[data-live-bar]')].map(svg => [
      svg.textContent, ...[...svg.querySelectorAll('rect, line, text')].map(shape =>
        [shape.className.baseVal, ...['x', 'width', 'x1', 'x2', 'text-anchor'].map(name =>
          shape.getAttribute(name))])])"""
    page.goto(f"{root}others/")
    wanted = page.evaluate(drawn)
    page.goto(f"{root}?ps=model~3B,context~32k,gpu~{quote(OTHERS['gpu'])}")
    made = page.evaluate(drawn)
    assert len(made) == len(wanted) >= 2
    for (said, *ours), (also, *theirs) in zip(made, wanted, strict=True):
        assert said == also
        drawn_ours, drawn_theirs = ({name: _places(at) for name, *at in x} for x in (ours, theirs))
        for name, places in drawn_theirs.items():
            assert drawn_ours[name] == pytest.approx(places, abs=0.011), name
        assert all(drawn_ours[name][1] == 0 for name in drawn_ours.keys() - drawn_theirs.keys())


def _places(attributes: Sequence[str | None]) -> list[float]:
    """Percents as numbers; what anchors a text as one too."""
    anchors = {None: 0.0, "start": 0.0, "end": 1.0}
    return [
        anchors[text] if text in anchors else float(str(text).removesuffix("%"))
        for text in attributes
    ]


def test_a_working_shows_the_readers_numbers_and_then_the_pages_own_again(
    tab: Tab, root: str
) -> None:
    page = tab.page
    page.goto(root)
    opened = page.locator(".paramsize-number:has([data-live]) .paramsize-open").nth(1)
    working = page.locator(f"#{opened.get_attribute('popovertarget')}")
    opened.click()
    own = working.inner_text()
    page.keyboard.press("Escape")
    enter(page, "context", "32k")
    opened.click()
    changed = working.inner_text()
    assert "32,768" in changed
    assert "32,768" not in own
    assert changed.splitlines()[0].startswith(own.splitlines()[0].rsplit(" ", 1)[0][:10])
    page.keyboard.press("Escape")
    enter(page, "context", "8k")
    opened.click()
    assert working.inner_text() == own


def test_what_nobody_has_said_follows_until_the_reader_says_it(
    browser: Browser, tmp_path: Path
) -> None:
    site = Site(tmp_path).using(use_directory_urls=False)
    built = site.page("<< calculator: 70B, of: training >>").build()
    tab = Tab(browser)
    page = tab.page
    page.goto((built.folder / "index.html").as_uri())
    tokens, price = (dial(page, name) for name in ("tokens", "price"))
    assert (tokens.input_value(), price.input_value()) == ("1.4T", "5.4")
    enter(page, "model", "13B")
    assert tokens.input_value() == "260B"
    dial(page, "gpu").select_option("RTX 4090")
    assert price.input_value() == "–"
    settled(page)
    assert "tokens" not in page.url
    enter(page, "tokens", "2T")
    enter(page, "model", "34B")
    assert tokens.input_value() == "2T"
    settled(page)
    assert page.url.endswith("?ps=model~34B,gpu~RTX+4090,tokens~2T")
    page.locator(".paramsize-tools button", has_text="Reset").click()
    assert (tokens.input_value(), price.input_value()) == ("1.4T", "5.4")
    tab.close()
