"""What is said of a change: sentences that a listener understands, and few of them."""

from __future__ import annotations

import re

import pytest

from tests.browser import Tab
from tests.live.reader import dial, enter, settled, status


@pytest.mark.parametrize(
    ("model", "verdict"),
    [
        ("1B", "fits, with ≈[0-9.]+ GiB to spare"),
        ("405B", "does not fit: short by ≈[0-9.]+ GiB; ≈[0-9]+ × H100 SXM 80GB would fit"),
    ],
)
def test_a_verdict_is_said_once_then_the_sentences_that_follow(
    tab: Tab, root: str, model: str, verdict: str
) -> None:
    page = tab.page
    page.goto(root)
    enter(page, "model", model)
    settled(page)
    trained = f"Training {model} takes [^;]+"
    assert re.fullmatch(f"model: {model}; {verdict}; {trained}", status(page))


def test_figures_are_said_with_their_names(tab: Tab, root: str) -> None:
    page = tab.page
    page.goto(f"{root}small/")
    dial(page, "context").select_option("32k")
    settled(page)
    assert status(page) == "context: 32k; KV cache: 4 GiB"


def test_the_verdict_of_the_build_is_said_when_it_comes_back(tab: Tab, root: str) -> None:
    page = tab.page
    page.goto(root)
    enter(page, "model", "1B")
    settled(page)
    enter(page, "model", "70B")
    settled(page)
    assert status(page).startswith("model: 70B; does not fit: short by ")


def test_what_became_of_a_calculator_is_said_of_that_one(tab: Tab, root: str) -> None:
    page = tab.page
    page.goto(root)
    training = page.locator(".paramsize-calculator", has=page.locator("[data-dial=mfu]"))
    training.locator("[data-dial=gpu] select").select_option("A100 80GB SXM")
    settled(page)
    assert re.fullmatch("GPU: A100 80GB SXM; GPU time: [^;]+; training time: [^;]+", status(page))
