"""Workings on the page: those of numbers that come into being there, and those in the text."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser import Serve, Tab
from tests.live.reader import enter
from tests.site import Site

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
    assert re.search(r"missing memory\s+≈[0-9,]+ bytes", told)
    assert " = " in told
    assert told.rstrip().endswith("expect the real figure to be near it, not equal to it.")
    page.keyboard.press("Escape")
    assert not working.is_visible()
    assert page.locator(f"#{opened.get_attribute('popovertarget')}").count() == 1


WORKING = """# Page

<< dial: model, value: {} >> at << dial: context, value: {} >>.

<< memory: page, as: working >>
"""


def lines(page: Page) -> list[str]:
    """What the page's working reckons."""
    told = page.locator("section .paramsize-equation").all_inner_texts()
    return [line for text in told for line in text.splitlines() if "=" in line]


def test_a_working_in_the_text_reckons_as_the_build_does(
    tab: Tab, serve: Serve, tmp_path: Path
) -> None:
    site = Site(tmp_path).theme("material", font=False)
    site.page(WORKING.format("Llama 3.1 8B", "8k"), "own.md")
    site.page(WORKING.format("Mixtral 8x7B", "16k"), "other.md")
    page = tab.page
    address = serve(site.build(strict=True).folder)
    page.goto(f"{address}other/")
    built = lines(page)
    page.goto(f"{address}own/")
    own = page.locator("section").inner_text()
    enter(page, "model", "Mixtral 8x7B")
    enter(page, "context", "16k")
    expect(page.locator("section")).to_contain_text("2 × 28,672")
    followed = lines(page)
    assert len(followed) > 10
    assert set(followed) <= set(built)
    enter(page, "model", "Llama 3.1 8B")
    enter(page, "context", "8k")
    assert page.locator("section").inner_text() == own
    assert tab.violations() == []


VERDICTS = """# Page

<< dial: context, value: {} >>.

<< fit: Llama 3.1 8B, gpu: RTX 4090, as: working >>
"""


def test_the_working_of_a_verdict_follows_it(tab: Tab, serve: Serve, tmp_path: Path) -> None:
    site = Site(tmp_path).theme("material", font=False)
    for name, value in (("fits", "8k"), ("lacks", "128k")):
        site.page(VERDICTS.format(value), f"{name}.md")
    page, address = tab.page, serve(site.build(strict=True).folder)
    told = {}
    for name in ("lacks", "fits"):
        page.goto(f"{address}{name}/")
        told[name] = [line for line in lines(page) if line]
    assert "missing memory" in page.locator("section").text_content(), "for the reader's values"
    assert "memory to spare" in page.locator("section").inner_text()
    enter(page, "context", "128k")
    expect(page.locator("section")).to_contain_text("131,072")
    assert "memory to spare" not in page.locator("section").inner_text()
    assert set(filter(None, lines(page))) <= set(told["lacks"])
    enter(page, "context", "8k")
    assert [line for line in lines(page) if line] == told["fits"]


CALLED = """# Page

<< dial: model, value: {} >>, << dial: context, value: {} >>, << dial: gpu, value: H100 SXM >> and
<< dial: tokens, value: 1T >>.

<< memory: page, of: training >>; << fit: page >>; << training: page, of: cost >>.
"""
OWN_COMPUTE = """# Page

<< dial: model, value: 8B >> << dial: tokens, value: 1T >>: << training: 70B, of: flops >>.
"""


def told_by(page: Page) -> list[list[str]]:
    """What the popover of each number in the text reckons, and the dials that it names."""
    told = []
    for button in page.locator("article .paramsize-open").all():
        button.click()
        working = page.locator(f"#{button.get_attribute('popovertarget')}")
        told.append(
            [line for text in working.locator("p").all_inner_texts() for line in text.splitlines()]
        )
        page.keyboard.press("Escape")
    return told


def test_a_working_calls_everything_as_the_build_does(
    tab: Tab, serve: Serve, tmp_path: Path
) -> None:
    site = Site(tmp_path).theme("material", font=False)
    site.page(CALLED.format("Llama 3.1 8B", "8k"), "own.md")
    site.page(CALLED.format("Llama 3.2 3B", "8k"), "other.md")
    address, page = serve(site.build(strict=True).folder), tab.page
    page.goto(f"{address}other/")
    built = told_by(page)
    page.goto(f"{address}own/")
    enter(page, "model", "Llama 3.2 3B")
    followed = told_by(page)
    assert len(followed) == len(built) == 3
    reckoned = [[line for line in told if " = " in line] for told in followed]
    for lines, whole in zip(reckoned, built, strict=True):
        assert len(lines) > 1
        assert set(lines) <= set(whole)
    assert "gradients = ⌈N × Beach ÷ nshard⌉" in reckoned[0]
    assert "Δ = Mgpus − total to serve" in reckoned[1]
    assert "K = T × price" in reckoned[2]


def test_a_working_names_the_dials_that_have_changed_its_number(
    tab: Tab, serve: Serve, tmp_path: Path
) -> None:
    site = Site(tmp_path).theme("material", font=False).page(CALLED.format("8B", "8k"))
    page = tab.page
    page.goto(serve(site.build(strict=True).folder))
    own = told_by(page)
    enter(page, "context", "32k")
    memory, spare, cost = told_by(page)
    assert (memory, cost) == (own[0], own[2])
    assert "context: 32k" in spare
    enter(page, "tokens", "2T")
    memory, spare, cost = told_by(page)
    assert memory == own[0]
    assert "context: 32k" in spare
    assert "training data: 2T" not in spare
    assert "training data: 2T" in cost
    assert "context: 32k" not in cost


def test_what_the_author_has_set_is_not_said_to_follow_the_model(
    tab: Tab, serve: Serve, tmp_path: Path
) -> None:
    site = Site(tmp_path).theme("material", font=False).page(OWN_COMPUTE)
    page = tab.page
    page.goto(serve(site.build(strict=True).folder))
    own = told_by(page)
    enter(page, "model", "13B")
    assert told_by(page) == own
    enter(page, "tokens", "2T")
    [told] = told_by(page)
    assert "training data: 2T" in told
    assert "model: 13B" not in told
