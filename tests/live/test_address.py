"""The state of a page stands in its address: links, history, instant navigation."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.browser import Tab
from tests.live.reader import content, dial, enter, numbers, settled


def test_a_shared_link_brings_the_same_page(browser: Browser, tab: Tab, root: str) -> None:
    page = tab.page
    page.goto(f"{root}?utm=1#many")
    enter(page, "model", "8x7B")
    enter(page, "context", "2,000")
    dial(page, "gpu").select_option("RTX 4090")
    settled(page)
    assert page.url == f"{root}?utm=1&ps=model~8x7B,context~2000,gpu~RTX+4090#many"
    other = Tab(browser)
    other.page.goto(page.url)
    assert numbers(other.page) == numbers(page)
    other.close()
    page.locator(".paramsize-tools button", has_text="Reset").first.click()
    settled(page)
    assert page.url == f"{root}?utm=1#many"
    assert "Take 70B with 8k on H100" in content(page)


def test_the_address_follows_back_and_forward(tab: Tab, root: str) -> None:
    page = tab.page
    page.goto(f"{root}small/?ps=context~32k")
    first = numbers(page)
    page.evaluate("history.pushState(null, '', '?')")
    page.go_back()
    assert numbers(page) == first
    page.go_forward()
    page.wait_for_timeout(100)
    assert dial(page, "context").input_value() == "8k"


def test_instant_navigation_keeps_pages_live_in_both_directions(tab: Tab, root: str) -> None:
    page = tab.page
    page.goto(root)
    page.evaluate("window.mark = 1")
    enter(page, "context", "16k")
    settled(page)
    page.get_by_role("link", name="Plain page", exact=True).click()
    page.wait_for_url(f"{root}plain/")
    page.get_by_role("link", name="Live page", exact=True).click()
    page.wait_for_selector(".paramsize-control")
    assert page.evaluate("window.mark") == 1
    assert "with 8k on" in content(page)
    enter(page, "context", "32k")
    assert "with 32k on" in content(page)
    settled(page)
    page.go_back()
    page.wait_for_url(f"{root}plain/")
    page.go_back()
    page.wait_for_selector(".paramsize-control")
    page.wait_for_timeout(300)
    assert "with 16k on" in content(page)
    enter(page, "context", "64k")
    assert "with 64k on" in content(page)
    assert page.locator(".paramsize-status").count() == 1
