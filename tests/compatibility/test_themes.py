"""The themes that come with MkDocs, and their search."""

from __future__ import annotations

import json

import pytest

from tests.site import Site

PAGE = "It has << params: Llama 3.1 70B >> parameters.\n\n<< breakdown: Llama 3.1 70B >>"


@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs"])
def test_pages_hold_numbers_blocks_and_workings(site: Site, theme: str) -> None:
    built = site.theme(theme).page(PAGE).build(strict=True).shows("It has 70.6B parameters.")
    built.has('<tr data-part="attention">').has("paramsize-workings").has("assets/paramsize/")


@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs"])
def test_their_search_finds_sentences_and_no_workings(site: Site, theme: str) -> None:
    built = site.theme(theme).plugin("search").page(PAGE).build(strict=True)
    index = json.loads((built.folder / "search" / "search_index.json").read_text("utf-8"))
    text = " ".join(entry["text"] for entry in index["docs"])
    assert "It has 70.6B parameters." in text
    assert "12,079,595,520" not in text
