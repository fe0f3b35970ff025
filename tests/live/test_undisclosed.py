"""A model that is not disclosed says so until its reader chooses another, and again afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import expect

from tests.browser import Tab, served
from tests.live.reader import content, dial, enter, numbers, status
from tests.site import Site

TEXT: Final = """# Page

<< dial: model, choices: {choices} >> has << params: page >>; it << fit: page >>.
<< memory: page, as: sentence >>

<< breakdown: page >>

<< memory: page >>
"""
GPT: Final = "GPT-4 / Llama 3.1 8B / 8B"
UNPRICED: Final = "A40"
PRICED: Final = f"""---
lang: zh
---
# Page

<< dial: gpu, choices: H100 SXM 80GB / {UNPRICED} >> << training: 7B, tokens: 1T, of: cost >>
"""
ONLY: Final = """# Page

<< dial: model, choices: GPT-4 / Llama 3.1 8B / Llama 3.1 70B >>: << fit: page >>.

<< dial: gpus, value: 1, choices: 1 / 2 >>

<< calculator: page, of: models >>
"""
MIXED: Final = """# Page

<< dial: model, value: 7B >>: << fit: page, gpu: RTX 4090 >>.
"""
TRAINED: Final = f"""# Page

<< dial: gpu, choices: {UNPRICED} / H100 SXM 80GB >>

<< training: 7B, tokens: 1T >>
"""
ENCODER: Final = """# Page

<< dial: model, choices: T5 base / Llama 3.1 8B / 7B >>

<< training: page, tokens: 1T >>
"""
LLAMA: Final = "Llama 3.1 8B / GPT-4 / 8B"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    site = Site(tmp_path_factory.mktemp("undisclosed")).theme("material", font=False)
    site.page(TEXT.format(choices=GPT), "gpt.md").page(TEXT.format(choices=LLAMA), "llama.md")
    site.page(PRICED, "price.md").page(ONLY, "only.md").page(MIXED, "mixed.md")
    site.page(TRAINED, "trained.md").page(ENCODER, "encoder.md")
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


def test_a_verdict_comes_back_as_it_was(tab: Tab, pages: str) -> None:
    page = tab.page
    page.goto(f"{pages}only/")
    verdicts = {
        "Llama 3.1 8B": "fits, with ≈63.5 GiB to spare",
        "Llama 3.1 70B": "does not fit: short by ≈54.6 GiB; fp8 weights would fit",
        "GPT-4": "not disclosed",
    }
    paragraph = page.locator("article p").first
    for model in (*verdicts, *reversed(verdicts), *verdicts):
        dial(page, "model").select_option(model)
        expect(paragraph).to_contain_text(f": {verdicts[model]}.")
    heading = page.get_by_text("The largest of these that fits on")
    built = heading.inner_text()
    for gpus in ("2", "1", "2", "1"):
        dial(page, "gpus").select_option(gpus)
    assert heading.inner_text() == built


def test_a_mixture_that_is_typed_is_advised_as_one_that_is_offered(tab: Tab, pages: str) -> None:
    page = tab.page
    page.goto(f"{pages}mixed/")
    enter(page, "model", "8x7B")
    expect(page.locator("article p").first).to_contain_text(
        "does not fit: short by ≈53 GiB; q4_k_m weights would fit"
    )


def test_a_figure_comes_with_a_gpu_whose_price_is_known(tab: Tab, pages: str) -> None:
    page = tab.page
    page.goto(f"{pages}trained/")
    cost = page.locator("tr[data-part=cost]")
    expect(cost).to_be_hidden()
    unknown = "No price is recorded here for A40"
    assert unknown in content(page)
    assert "price $" not in content(page)
    dial(page, "gpu").select_option("H100 SXM 80GB")
    expect(cost).to_contain_text("$")
    expect(cost).to_be_visible()
    dial(page, "gpu").select_option(UNPRICED)
    expect(cost).to_be_hidden()


def test_a_figure_comes_with_a_model_of_which_it_is_known(tab: Tab, pages: str) -> None:
    page = tab.page
    page.goto(f"{pages}encoder/")
    products = page.locator("tr[data-part=flops-matmul]")
    expect(products).to_be_hidden()
    for model, told in (("Llama 3.1 8B", "5.15×10²² FLOP"), ("7B", "≈4.43×10²² FLOP")):
        dial(page, "model").select_option(model)
        expect(products).to_contain_text(told)
        expect(products).to_be_visible()
    dial(page, "model").select_option("T5 base")
    expect(products).to_be_hidden()


def test_what_is_not_disclosed_opens_its_reason_and_who_says_so(tab: Tab, pages: str) -> None:
    page = tab.page
    page.goto(f"{pages}llama/")
    opened = page.locator("article p .paramsize-open").first
    working = page.locator(f"#{opened.get_attribute('popovertarget')}")
    opened.click()
    own = working.inner_text()
    page.keyboard.press("Escape")
    dial(page, "model").select_option("GPT-4")
    assert opened.get_attribute("aria-label") == "How not disclosed is computed"
    opened.click()
    assert working.inner_text().splitlines()[-1].startswith("This cannot be computed")
    assert "; GPT-4 technical report (arXiv:2303.08774)" in working.inner_text()
    assert "undefined" not in working.inner_text()
    page.keyboard.press("Escape")
    dial(page, "model").select_option("Llama 3.1 8B")
    opened.click()
    assert working.inner_text() == own


def test_a_page_says_why_it_shows_dashes(tab: Tab, pages: str) -> None:
    page = tab.page
    page.goto(f"{pages}llama/")
    dial(page, "model").select_option("GPT-4")
    assert status(page).startswith("This cannot be computed for the current choice")
    dial(page, "model").select_option("8B")
    expect(page.locator(".paramsize-status")).to_contain_text("Model: 8B", ignore_case=True)


def test_a_gpu_without_a_price_says_why_there_is_no_cost(tab: Tab, pages: str) -> None:
    page = tab.page
    page.goto(f"{pages}price/")
    opened = page.locator("article p .paramsize-open").first
    dial(page, "gpu").select_option(UNPRICED)
    opened.click()
    told = page.locator(f"#{opened.get_attribute('popovertarget')}").inner_text()
    assert "所依据的某个数据未知" in told
    assert "undefined" not in told


def test_who_has_not_disclosed_it_opens_by_keyboard(tab: Tab, pages: str) -> None:
    page = tab.page
    page.goto(f"{pages}gpt/")
    opened = page.get_by_role("button", name="Source of “not disclosed”").first
    opened.focus()
    page.keyboard.press("Enter")
    working = page.locator(f"#{opened.get_attribute('popovertarget')}")
    expect(working).to_be_visible()
    expect(working).to_contain_text("Source: GPT-4 technical report")
    page.keyboard.press("Escape")
    dial(page, "model").select_option("Llama 3.1 8B")
    dial(page, "model").select_option("GPT-4")
    expect(page.get_by_role("button", name="Source of “not disclosed”").first).to_be_visible()
