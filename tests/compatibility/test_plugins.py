"""Plugins that write text into a page before we read it, or read it in several languages."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest

from mkdocs_paramsize.unsearched import spare_readers
from tests.site import Site


@pytest.mark.parametrize("first", [True, False], ids=["before ours", "after ours"])
def test_markers_of_an_included_file_are_answered(site: Site, first: bool) -> None:
    site.file("docs/part.txt", "Included << params: 13B >> and << params: x >>.")
    site.page('# A\n\n{% include-markdown "part.txt" %}').plugin("include-markdown")
    built = (site.plugins_reversed() if first else site).build().shows("Included 13B and")
    [warning] = built.warnings
    assert warning.startswith("index.md: << params: x >>: no model called 'x'")
    assert "once included text and macros are put in" in warning


def test_macros_may_write_markers(site: Site) -> None:
    site.using(extra={"name": "Llama 3.1 70B"}).plugin("macros")
    site.page("It has << params: {{ name }} >>.").build().shows("It has 70.6B.")


def test_each_language_of_a_site_has_its_own_words(site: Site) -> None:
    site.theme("material", font=False).plugin(
        "i18n",
        docs_structure="suffix",
        languages=[
            {"locale": "en", "name": "English", "default": True, "build": True},
            {"locale": "zh", "name": "中文", "build": True},
        ],
    )
    site.page("It has << params: 70B >>.").page("有 << params: 70B >>。", "index.zh.md")
    site.page("Of << params: x >>.", "other.md")
    built = site.build().shows("It has 70B.")
    built.shows("有 700 亿", on="zh/index.html")
    # A page that is not translated is built in each language.
    assert [warning.split(": ")[0] for warning in built.warnings] == ["other.md:1"]


HOOK = """\
from pathlib import Path
def on_page_content(html, page, config, files):
    Path(config.config_file_path).with_name("content.html").write_text(html, "utf-8")
def on_page_context(context, page, config, nav):
    Path(config.config_file_path).with_name("context.html").write_text(page.content, "utf-8")
"""


def test_other_plugins_see_a_page_as_it_is(site: Site) -> None:
    """Those that print it, or write it in another format."""
    site.theme("material", font=False).plugin("search")
    site.file("hook.py", HOOK).using(hooks=["hook.py"])
    site.page("Of << params: Llama 3.1 8B >>.\n\n<< breakdown: 7B >>").build()
    for name in ("content.html", "context.html"):
        seen = (site.folder / name).read_text("utf-8")
        assert '<tr data-part="attention">' in seen
        assert 'popovertarget="paramsize-' in seen


class Feed:
    """What a feed's plugin does, as `spare_readers` knows it by its module."""

    def __init__(self) -> None:
        self.seen = ""

    def on_page_content(self, html: str, *, page: Any) -> str:
        self.seen = page.content
        return html


Feed.__module__ = "mkdocs_rss_plugin.plugin"


def test_a_feed_holds_the_numbers_without_what_opens_or_changes_them(site: Site) -> None:
    text = "<< dial: model, value: 8B >> needs << memory: page >>.\n\n<< breakdown: Llama 3.1 8B >>"
    whole = site.page(text).build().html()
    page, feed = SimpleNamespace(content=whole), Feed()
    events: dict[str, list[Any]] = {"page_content": [feed.on_page_content]}
    spare_readers(events)
    assert events["page_content"][0](whole, page=page) == whole == page.content
    assert '<tr data-part="attention">' in feed.seen
    assert "8B needs ≈16 GiB." in re.sub("<[^>]+>", "", feed.seen)
    for theirs in ("paramsize-workings", "popovertarget", "<template", "its weights alone"):
        assert theirs in whole
        assert theirs not in feed.seen
