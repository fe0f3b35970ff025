"""Dials by keyboard and by pointer, and what a reader takes along."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser

from tests.browser import Serve, Tab, served
from tests.live.reader import content, dial, enter, settled, status
from tests.site import Site


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


def test_a_band_is_stepped_as_one(tab: Tab, root: str) -> None:
    page = tab.page
    page.goto(root)
    assert dial(page, "mfu").input_value() == "25%–50%"
    dial(page, "mfu").focus()
    for stepped in ("31%–63%", "39%–79%", "49%–99%", "49%–99%"):
        page.keyboard.press("ArrowUp")
        assert dial(page, "mfu").input_value() == stepped


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


EDGE: Final = """# Edge

A line that is long enough for what follows it: a << dial: model, value: 70B >> takes
<< memory: page >>.
"""


def test_a_dial_opens_within_the_page_and_closes_once_it_is_read(
    browser: Browser, tmp_path: Path
) -> None:
    tab = Tab(browser, viewport={"width": 390, "height": 800})
    page = tab.page
    site = Site(tmp_path).theme("material", font=False).page(EDGE)
    with served(site.build(strict=True).folder) as address:
        page.goto(address)
        field, text = dial(page, "model"), page.locator(".paramsize-dial")
        shown = "field => getComputedStyle(field).opacity"
        for width in range(320, 400, 4):
            page.set_viewport_size({"width": width, "height": 800})
            field.blur()
            field.focus()
            box = field.bounding_box()
            assert box is not None
            assert box["x"] + box["width"] <= width
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert field.evaluate(shown) == "1"
        page.keyboard.press("End")
        assert field.evaluate(shown) == "1"
        field.blur()
        text.click()
        assert field.evaluate("field => field === document.activeElement")
        enter(page, "model", "nonsense")
        assert field.evaluate(shown) == "0"
        assert field.evaluate("field => field === document.activeElement")
        page.keyboard.press("Control+A")
        page.keyboard.type("8B")
        assert field.evaluate(shown) == "1"
        page.keyboard.press("Enter")
        assert field.evaluate(shown) == "0"
        assert text.locator("span").inner_text() == "8B"
    tab.close()


def test_each_calculator_copies_what_it_shows(browser: Browser, root: str) -> None:
    tab = Tab(browser, permissions=["clipboard-read", "clipboard-write"])
    page = tab.page
    page.goto(root)
    calculators = page.locator(".paramsize-calculator").all()
    copied = []
    for calculator in calculators:
        calculator.get_by_text("Copy table").click()
        page.wait_for_timeout(100)
        copied.append(page.evaluate("navigator.clipboard.readText()"))
    assert len(copied) == 2
    assert "| batch | 1 |" in copied[0]
    assert "| batch | 1 |" not in copied[1]
    assert "| US$ per GPU-hour | 2 |" in copied[1]
    assert "| cost | " in copied[1]
    assert "cost" not in copied[0]
    calculators[1].get_by_text("Copy JSON").click()
    page.wait_for_timeout(100)
    told = json.loads(page.evaluate("navigator.clipboard.readText()"))
    assert set(told["inputs"]) == {"model", "tokens", "gpu", "gpus", "mfu", "price"}
    tab.close()


def test_a_note_goes_at_the_next_press(tab: Tab, root: str) -> None:
    page = tab.page
    page.goto(root)
    enter(page, "context", "long")
    note = page.locator(".paramsize-noted")
    assert "It takes a number of tokens such as 8k" in note.inner_text()
    page.locator("h1").click()
    assert note.count() == 0


def test_a_press_beside_a_note_is_not_lost(tab: Tab, root: str) -> None:
    page = tab.page
    page.goto(f"{root}small/?ps=context~32k,context~long")
    assert page.locator(".paramsize-noted").count() == 1
    page.locator(".paramsize-tools").get_by_text("Reset").click()
    assert dial(page, "context").input_value() == "8k"
    assert page.locator(".paramsize-noted").count() == 0


LANGUAGES: Final = (
    "# Page\n\nAt << dial: context, value: 8k >>: << memory: 7B >>. "
    '<a href="../zh/">中文</a> <a hreflang="zh" href="../plain/">other</a>\n'
)


def test_a_field_at_the_edge_of_a_phone_does_not_push_the_page_aside(
    tab: Tab, serve: Serve, tmp_path: Path
) -> None:
    page = tab.page
    page.set_viewport_size({"width": 360, "height": 640})
    text = "<< memory: 7B >> at << dial: context, value: 8k >>\n"
    site = Site(tmp_path).theme("material", font=False).page(text)
    page.goto(serve(site.build().folder))
    page.add_style_tag(content="p { text-align: end }")
    field = dial(page, "context")
    field.focus()
    box = field.bounding_box()
    assert box is not None
    assert box["width"] > 60
    assert 0 <= box["x"] < box["x"] + box["width"] <= 360
    assert page.evaluate("[scrollX, document.documentElement.scrollWidth]") == [0, 360]


def test_the_page_in_another_language_opens_with_the_same_values(
    tab: Tab, serve: Serve, tmp_path: Path
) -> None:
    site = Site(tmp_path).theme("material", font=False)
    site.page(LANGUAGES, "en.md").page(LANGUAGES, "zh.md")
    page = tab.page
    address = serve(site.build().folder)
    page.goto(f"{address}en/")
    enter(page, "context", "32k")
    settled(page)
    assert page.get_by_text("other").get_attribute("href") == "../plain/"
    page.get_by_text("中文").click()
    page.wait_for_url("**/zh/?ps=context~32k")
    page.wait_for_load_state("networkidle")
    assert dial(page, "context").input_value() == "32k"
    assert str(page.get_by_text("中文").get_attribute("href")).endswith("?ps=context~32k")


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
    needs = {"name": "bf16: Needs", "text": "≈16 GiB", "label": "estimated", "unit": "byte"}
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
