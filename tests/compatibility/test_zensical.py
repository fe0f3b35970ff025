"""Zensical, which runs Markdown extensions and no MkDocs plugin."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mkdocs_paramsize.assets import stylesheet
from tests.site import Built, Site
from tests.test_plugin import TINY, TOTAL

pytest.importorskip("zensical")

PAGE = """\
---
lang: en
---

# Sizes

It has << params: Llama 3.1 70B >> and << params: own, as: exact >>; not << params: x >>.

<< breakdown: 70B >>
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """One site for all that is only looked at, built from another folder."""
    site = Site(tmp_path_factory.mktemp("zensical")).options(models="sizes").without_plugin()
    site.using(theme={"language": "zh"}).file("sizes/own.json", json.dumps(TINY))
    site.page(PAGE).page("# 没有", "other.md").page("有 << params: 70B >>", "zh.md")
    return site.run("zensical", cwd=Path.home())


def test_pages_hold_numbers_blocks_and_workings(built: Built) -> None:
    assert built.exit_code == 0, built.log
    built.shows("It has 70.6B").has('<tr data-part="attention">').has("12,079,595,520")


def test_the_folder_of_models_is_that_of_the_configuration(built: Built) -> None:
    built.shows(f"and {TOTAL} parameters")


def test_the_language_is_that_of_the_page_then_of_the_theme(built: Built) -> None:
    built.shows("有 700 亿", on="zh/index.html")


def test_the_stylesheet_stands_once_in_each_page_that_uses_it(built: Built) -> None:
    assert built.html().count(stylesheet().text) == 1
    built.lacks("paramsize", on="other/index.html")


def test_a_mistake_is_told_with_file_and_line(built: Built) -> None:
    assert [warning.split(": ")[0] for warning in built.warnings] == ["index.md:7"]


def test_search_finds_sentences_and_no_workings(built: Built) -> None:
    found = (built.folder / "search.json").read_text("utf-8")
    assert "It has 70.6B" in found
    assert "12,079,595,520" not in found


def test_a_wrong_option_is_told_by_each_marker_and_ends_nothing(site: Site) -> None:
    site.options(models="nowhere").page("Of << params: 7B >>.").without_plugin()
    built = site.run("zensical")
    assert built.exit_code == 0, built.log
    [warning] = built.warnings
    assert "index.md:1: << params: 7B >>: models: there is no file or folder nowhere" in warning


def test_without_assets_nothing_is_put_into_pages(site: Site) -> None:
    site.options(assets="none").page("Of << params: 7B >>.").without_plugin()
    site.run("zensical").shows("Of 7B.").lacks(stylesheet().text)
