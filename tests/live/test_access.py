"""Live pages for every reader: targets, announcements, motion, what axe-core judges."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Browser, Route

from tests.browser import Tab
from tests.live.reader import content, dial, enter, settled

_PAINTED = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.mark.parametrize("width", [360, 1000])
def test_a_finger_hits_what_it_aims_at(browser: Browser, root: str, width: int) -> None:
    tab = Tab(browser, viewport={"width": width, "height": 800}, has_touch=True)
    tab.page.goto(root)
    for selector, least in (
        (".paramsize-control", 24),
        (".paramsize-field .paramsize-control", 44),
        (".paramsize-tools:not([hidden]) button", 24),
    ):
        boxes = [found.bounding_box() for found in tab.page.locator(selector).all()]
        heights = [box["height"] for box in boxes if box is not None]
        assert len(heights) == len(boxes) > 3
        assert min(heights) >= least, selector
    scroll = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert tab.page.evaluate(scroll) == 0
    tab.close()


def test_nothing_moves_when_the_page_comes_to_life(tab: Tab, root: str) -> None:
    held: list[Route] = []
    tab.page.route("**/paramsize*.js", lambda route: held.append(route))
    tab.page.route("**/", _painted_at_once)
    for path in ("", "zh/", "small/"):
        tab.page.goto(root + path, wait_until="commit")
        # A busy machine shows a table before all its rows have come, and then its columns move
        # by themselves: what the script moves is seen from a page that stands.
        for _ in range(500):
            if held:
                break
            tab.page.wait_for_timeout(20)
        tab.page.evaluate(_PAINTED)
        assert tab.page.locator(".paramsize-control").count() == 0
        tab.page.evaluate("shifts.length = 0")
        held.pop().continue_()
        tab.page.locator(".paramsize-control").first.wait_for(state="attached")
        tab.page.evaluate(_PAINTED)
        tab.page.wait_for_timeout(300)
        assert tab.shift == 0


def _painted_at_once(route: Route) -> None:
    """A page as in a browser that waits for nothing before it paints."""
    answered = route.fetch()
    text = answered.text()
    assert text.count(' blocking="render"') == 1
    route.fulfill(response=answered, body=text.replace(' blocking="render"', ""))


@pytest.mark.parametrize("width", [360, 1000])
def test_nothing_moves_when_a_shared_link_is_opened(
    browser: Browser, root: str, width: int
) -> None:
    tab = Tab(browser, viewport={"width": width, "height": 800})
    # A page is painted when the file comes late, too.
    tab.page.route("**/paramsize*.js", _late)
    for address in ("", "zh/", "small/"):
        tab.page.goto(f"{root}{address}?ps=model~405B,context~128k,gpus~16")
        tab.page.locator(".paramsize-control").first.wait_for(state="attached")
        tab.page.wait_for_timeout(300)
        assert "128k" in content(tab.page)
        assert tab.shift == 0
    tab.close()
    assert tab.problems == []


def _late(route: Route) -> None:
    time.sleep(0.3)
    route.continue_()


def test_each_change_is_said_once_and_politely(tab: Tab, root: str) -> None:
    page = tab.page
    page.goto(root)
    assert page.locator("[role=status], [aria-live]").locator("visible=true").count() <= 1
    page.evaluate(
        """() => { window.said = []; const status = document.querySelector('.paramsize-status');
        new MutationObserver(() => said.push(status.textContent))
          .observe(status, { childList: true, characterData: true, subtree: true }); }"""
    )
    dial(page, "context").focus()
    for _ in range(4):
        page.keyboard.press("ArrowUp")
    settled(page)
    said = page.evaluate("said")
    assert len(said) == 1
    assert said[0].startswith("context: 128k; ")
    enter(page, "model", "1B")
    settled(page)
    assert len(page.evaluate("said")) == 2
    assert "fits" in page.evaluate("said")[1]


def test_readers_who_want_no_motion_get_none(browser: Browser, root: str) -> None:
    tab = Tab(browser, reduced_motion="reduce")
    tab.page.goto(root)
    enter(tab.page, "context", "32k")
    moving = """[...document.querySelectorAll('article *')].filter(element =>
      element.getAnimations().length && element.className?.includes?.('paramsize')).length"""
    assert tab.page.evaluate(moving) == 0
    tab.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_against_a_live_page(browser: Browser, root: str, scheme: str) -> None:
    tab = Tab(browser, color_scheme=scheme)
    tab.page.goto(root)
    assert tab.violations() == []
    enter(tab.page, "model", "8B")
    settled(tab.page)
    assert tab.violations() == []
    enter(tab.page, "model", "nonsense")
    settled(tab.page)
    assert tab.violations() == []
    tab.close()
