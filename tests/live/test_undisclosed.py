"""A model that is not disclosed says so until its reader chooses another, and again afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest

from tests.browser import Tab, served
from tests.live.reader import content, dial, numbers
from tests.site import Site

TEXT: Final = """# Page

<< dial: model, choices: {choices} >> has << params: page >>; it << fit: page >>.
<< memory: page, as: sentence >>

<< breakdown: page >>

<< memory: page >>
"""
GPT: Final = "GPT-4 / Llama 3.1 8B / 8B"
LLAMA: Final = "Llama 3.1 8B / GPT-4 / 8B"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    site = Site(tmp_path_factory.mktemp("undisclosed")).theme("material", font=False)
    site.page(TEXT.format(choices=GPT), "gpt.md").page(TEXT.format(choices=LLAMA), "llama.md")
    with served(site.build(strict=True).folder) as address:
        yield address


def test_numbers_come_with_another_model_and_go_with_it(tab: Tab, pages: str) -> None:
    page = tab.page
    page.goto(f"{pages}llama/")
    wanted = numbers(page)
    page.goto(f"{pages}gpt/")
    built = content(page)
    assert "GPT-4 has not disclosed; it not disclosed." in built
    assert "GiB" not in built
    assert page.locator("figure svg").locator("visible=true").count() == 0
    dial(page, "model").select_option("Llama 3.1 8B")
    changed = numbers(page)
    assert {key: changed.get(key) for key in wanted} == wanted
    assert "has 8.03B; it fits, with" in content(page)
    assert "not published" not in content(page)
    assert page.locator("figure svg").locator("visible=true").count() == 2
    assert tab.violations() == []
    dial(page, "model").select_option("GPT-4")
    assert content(page) == built
