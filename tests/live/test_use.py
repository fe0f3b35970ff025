"""Dials by keyboard and by pointer, and what a reader takes along."""

from __future__ import annotations

import json
import re

from playwright.sync_api import Browser

from tests.browser import Tab
from tests.live.reader import content, dial, enter, settled, status


def test_a_keyboard_is_enough(tab: Tab, root: str) -> None:
    page = tab.page
    page.goto(root)
    dial(page, "model").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.ariaLabel") == "context"
    page.keyboard.press("ArrowUp")
    assert dial(page, "context").input_value() == "16k"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert dial(page, "context").input_value() == "4k"
    page.keyboard.type("99")
    page.keyboard.press("Escape")
    assert dial(page, "context").input_value() == "4k"
    page.keyboard.press("Control+A")
    page.keyboard.type("20k")
    page.keyboard.press("Tab")
    assert "with 20k on" in content(page)
    assert page.evaluate("document.activeElement.ariaLabel") == "GPU"
    page.keyboard.press("ArrowDown")
    assert "on H200 SXM 141GB in" in content(page)


def test_dragging_sideways_steps_through_values(tab: Tab, root: str) -> None:
    page = tab.page
    page.goto(root)
    box = dial(page, "context").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 34, y, steps=8)
    assert "with 32k on" in content(page)
    page.mouse.move(x - 1000, y, steps=30)
    page.mouse.up()
    assert "with 1k on" in content(page)
    assert page.evaluate("document.activeElement.tagName") != "INPUT"
    dial(page, "context").click()
    assert page.evaluate("document.activeElement.tagName") == "INPUT"


def test_figures_can_be_taken_along(browser: Browser, root: str) -> None:
    tab = Tab(browser, permissions=["clipboard-read", "clipboard-write"])
    page = tab.page
    page.goto(root)
    enter(page, "model", "8B")
    settled(page)
    copied = {}
    for name in ("link", "table", "JSON"):
        page.locator(".paramsize-tools button", has_text=f"Copy {name}").first.click()
        page.wait_for_timeout(100)
        assert "Copied" in status(page)
        copied[name] = page.evaluate("navigator.clipboard.readText()")
    assert copied["link"] == f"{root}?ps=model~8B"
    rows = copied["table"].splitlines()
    assert rows[:2] == ["| What | Value |", "| --- | --- |"]
    assert "| model | 8B |" in rows
    assert "| bf16: Needs | ≈16 GiB |" in rows
    assert all(re.fullmatch(r"\| [^|]+ \| [^|]+ \|", row) for row in rows)
    told = json.loads(copied["JSON"])
    assert told["inputs"]["model"] == "8B"
    needs = {"name": "bf16: Needs", "text": "≈16 GiB", "label": "estimated"}
    assert any(needs.items() <= figure.items() for figure in told["figures"])
    tab.close()


def test_a_page_without_calculator_shows_its_tools_when_something_differs(
    tab: Tab, root: str
) -> None:
    page = tab.page
    page.goto(f"{root}small/")
    tools = page.locator(".paramsize-tools")
    assert not tools.is_visible()
    dial(page, "context").select_option("32k")
    assert tools.is_visible()
    tools.get_by_text("Reset").click()
    assert not tools.is_visible()
