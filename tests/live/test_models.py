"""Models that a reader names or draws, offered by the page or not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.asking import CATALOGUE
from tests.browser import Serve, Tab
from tests.live.pages import NAMED
from tests.live.reader import content, dial, enter, numbers, status
from tests.site import Site


def test_nothing_is_said_of_a_model_that_is_not_disclosed(tab: Tab, root: str) -> None:
    page = tab.page
    page.goto(f"{root}undisclosed/")
    built = content(page)
    assert " it fits, with " in built
    dial(page, "model").select_option("GPT-4")
    assert "GPT-4 has not disclosed; it –." in content(page)
    dial(page, "model").select_option("Llama 3.1 8B")
    assert content(page) == built


@pytest.mark.parametrize("path", NAMED)
def test_any_model_of_the_catalogue_can_be_named(tab: Tab, root: str, path: str) -> None:
    page, asked = tab.page, []
    page.goto(f"{root}{path}/")
    wanted = numbers(page)
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.goto(f"{root}any/")
    assert not any(name.startswith("models.") for name in asked)
    enter(page, "model", NAMED[path].lower().replace(" ", "-"))
    page.wait_for_function("document.querySelectorAll('datalist option').length > 300")
    assert [name for name in asked if name.startswith("models.")] != []
    changed = numbers(page)
    assert {key: changed[key] for key in wanted} == wanted
    assert dial(page, "model").input_value() == NAMED[path]


def test_a_tuned_variant_is_the_model_that_it_was_tuned_from(tab: Tab, root: str) -> None:
    page = tab.page
    page.goto(f"{root}any/")
    enter(page, "model", "meta-llama/Llama-3.1-70B-Instruct")
    page.wait_for_function("document.querySelectorAll('datalist option').length > 300")
    assert dial(page, "model").input_value() == "Llama 3.1 70B"


def test_a_shared_link_may_name_any_model(tab: Tab, root: str) -> None:
    page = tab.page
    page.goto(f"{root}mixture/")
    wanted = numbers(page)
    page.goto(f"{root}any/?ps=model~deepseek-v3")
    page.wait_for_function("document.querySelector('[data-dial=model]').innerText[0] === 'D'")
    assert numbers(page).items() >= wanted.items()
    assert status(page) == ""
    page.goto(f"{root}any/?ps=model~GTP-4")
    page.wait_for_function("document.querySelector('.paramsize-status').textContent")
    assert "address" in status(page)


def test_a_model_that_is_not_disclosed_may_be_named_and_has_no_numbers(tab: Tab, root: str) -> None:
    page = tab.page
    page.goto(f"{root}any/")
    enter(page, "model", "openai/gpt4")
    page.wait_for_function("document.querySelector('[data-dial=model] input').value === 'GPT-4'")
    assert set(numbers(page).values()) <= {"–", "not disclosed", "2T tokens"}
    assert "cannot be computed for the current choice" in status(page)
    assert "which its makers may not have published" in status(page)


def test_a_working_of_another_model_says_where_that_was_read(tab: Tab, root: str) -> None:
    page = tab.page
    page.goto(f"{root}any/")
    enter(page, "model", "Llama 3.1 405B")
    page.wait_for_function("document.querySelector('[data-dial=model] input').value.at(-3) === '0'")
    opened = page.locator("article p .paramsize-open").first
    opened.click()
    told = page.locator(f"#{opened.get_attribute('popovertarget')}").inner_text()
    source, *_ = CATALOGUE.model("Llama 3.1 405B").record.source.split(";")
    assert f"model: Llama 3.1 405B; {source} (2026-" in told


@pytest.mark.parametrize("width", [360, 1000])
def test_a_shape_is_drawn_by_its_dials(tab: Tab, root: str, width: int) -> None:
    page = tab.page
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{root}mixed/")
    wanted = numbers(page)
    page.goto(f"{root}shape/")
    assert page.locator("tr[data-part=experts]").is_hidden()
    for name, text in {"vocab": "32000", "experts": "8", "top_k": "3"}.items():
        enter(page, name, text)
    changed = numbers(page)
    assert changed != wanted
    enter(page, "top_k", "2")
    changed = numbers(page)
    assert {key: changed[key] for key in wanted} == wanted
    assert page.locator("tr[data-part=experts]").is_visible()
    assert page.locator("tr[data-part=mlp]").is_hidden()
    enter(page, "top_k", "9")
    assert page.locator("tr[data-part=total] [data-live]").first.inner_text() == "–"
    assert tab.violations() == []


def test_nothing_is_read_in_a_step_of_a_mixture_whose_shape_is_not_known(
    tab: Tab, serve: Serve, tmp_path: Path
) -> None:
    text = "<< dial: model, value: Llama 3.1 8B >> << dial: batch, value: 4 >>\n\n<< speed: page >>"
    site = Site(tmp_path).theme("material", font=False).page(text)
    page = tab.page
    address = serve(site.build(strict=True).folder)
    page.goto(address)
    enter(page, "model", "671B-A37B")
    assert page.locator("tr[data-part=touched] data").inner_text() == "–"
    assert page.locator("tr[data-part=decode] data").inner_text() == "–"
