"""A model is found by whatever name people know it, typed or in the address."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

import pytest

from tests.browser import Tab
from tests.live.reader import dial, enter, numbers, status

NAMES: Final = {
    "GPT-3": "GPT-3 175B",
    "gpt 3 xl": "GPT-3 1.3B",
    "llama3 8b": "Llama 3 8B",
    "meta-llama/Llama-3.1-70B": "Llama 3.1 70B",
    "bigscience/bloom": "BLOOM 176B",
}
LOADED: Final = "document.querySelectorAll('datalist option').length > 300"


@pytest.mark.parametrize("name", NAMES)
def test_other_names_are_understood(tab: Tab, root: str, name: str) -> None:
    page = tab.page
    page.goto(f"{root}any/?ps=model~{quote(name, safe='')}")
    page.wait_for_function("document.querySelector('.paramsize-tools').hidden === false")
    page.wait_for_function(f"document.querySelector('[data-dial] input').value === '{NAMES[name]}'")
    assert status(page) == ""
    told = numbers(page)
    page.goto(f"{root}any/")
    enter(page, "model", name)
    page.wait_for_function(LOADED)
    page.wait_for_timeout(100)
    assert dial(page, "model").input_value() == NAMES[name]
    assert numbers(page) == told


@pytest.mark.parametrize("name", ["GTP-5", "constructor", "__proto__"])
def test_what_is_no_name_is_refused(tab: Tab, root: str, name: str) -> None:
    page = tab.page
    page.goto(f"{root}any/")
    enter(page, "model", name)
    page.wait_for_function(LOADED)
    page.wait_for_timeout(100)
    assert f"“{name}” cannot be used" in (page.locator(".paramsize-noted").text_content() or "")
