"""Numbers that come into being on the page open their working as those of the build do."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from tests.browser import Tab
from tests.live.reader import enter

VERDICT = ".paramsize-fit .paramsize-verdict, .paramsize-calculator .paramsize-verdict"


def buttons(page: Page) -> list[str]:
    """The names of the buttons in the verdict of the page's first calculator."""
    found = page.locator(VERDICT).first.locator(".paramsize-open")
    return [one.get_attribute("aria-label") or "" for one in found.all()]


def test_every_number_of_a_verdict_has_a_button_although_it_came_later(tab: Tab, root: str) -> None:
    page = tab.page
    page.goto(root)
    for model, ends in (("1B", "spare"), ("405B", "would fit")):
        enter(page, "model", model)
        verdict = page.locator(VERDICT).first
        assert verdict.inner_text().endswith(ends)
        shown = verdict.locator("data").all_inner_texts()
        assert buttons(page) == [f"How {text} is computed" for text in shown] != []
        assert page.locator("data[data-live]:not(.paramsize-number *, [hidden] *)").count() == 0
    assert tab.violations() == []


def test_its_working_shows_formula_numbers_and_label(tab: Tab, root: str) -> None:
    page = tab.page
    page.goto(root)
    enter(page, "model", "405B")
    opened = page.locator(VERDICT).first.locator(".paramsize-open").first
    working = page.locator(f"#{opened.get_attribute('popovertarget')}")
    opened.click()
    told = working.inner_text()
    assert re.search(r"memory that is missing\s+≈[0-9,]+ bytes", told)
    assert " = " in told
    assert told.rstrip().endswith("expect the real figure to be near it, not equal to it.")
    page.keyboard.press("Escape")
    assert not working.is_visible()
    assert page.locator(f"#{opened.get_attribute('popovertarget')}").count() == 1
