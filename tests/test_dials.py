"""What dials give a page: one value for each input, whoever sets where it starts."""

from __future__ import annotations

import pytest

from tests.site import Site


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("dial: context, value: 8k", "dial: context, value: 32k"),
        ("dial: model, value: 70B", "calculator: 13B, of: fit"),
        ("calculator: 70B, of: fit, gpu: H100", "calculator: page, of: memory, gpu: H200"),
        ("calculator: Mixtral 8x7B, of: shape", "dial: layers, value: 12"),
    ],
)
def test_a_second_value_for_an_input_is_refused(site: Site, first: str, second: str) -> None:
    built = site.page(f"<< {first} >>\n\n<< {second} >>").build()
    assert len(built.warnings) == 1
    assert "index.md:3: " in built.warnings[0]
    assert "already, by another dial of this page" in built.warnings[0]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("dial: context, value: 8k", "dial: context, value: 8192"),
        ("dial: context, value: 32k", "dial: context, choices: 8k / 32k"),
        ("dial: model, value: Llama 3.1 8B", "calculator: llama-3.1-8b, of: fit"),
        ("calculator: 13B, of: fit", "calculator: page, of: training"),
    ],
)
def test_dials_over_one_input_start_from_one_value(site: Site, first: str, second: str) -> None:
    built = site.page(f"<< {first} >>\n\n<< {second} >>").build(strict=True)
    assert built.warnings == []


def test_a_dial_shows_the_value_that_its_page_has(site: Site) -> None:
    text = "First << dial: context, value: 32k >>, then << dial: context, choices: 8k / 32k >>."
    site.page(text).build(strict=True).shows("First 32k, then 32k.")
