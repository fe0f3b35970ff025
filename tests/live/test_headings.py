"""The table of contents says what its headings say."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from playwright.sync_api import Browser, Page

from tests.browser import Tab, served
from tests.live.reader import enter, settled
from tests.site import Site

PAGE = """# A model

<< dial: model, value: Llama 3.1 8B >> on << dial: gpu, value: RTX 4090 >>

## All << params: page >> of *it*

### << model: page >>

## << fit: page >>

## Nothing of it
"""
MARKS: list[Any] = [True, "#"]
TITLES = """[...document.querySelectorAll('h2, h3')].map(heading => {
  const text = heading.cloneNode(true);
  text.querySelector('.headerlink').remove();
  return [heading.id, text.textContent];
})"""
LISTED = """id => [...document.querySelectorAll(`a[href$="#${id}"]:not(.headerlink)`)]
  .map(link => link.textContent.trim())"""


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("theme", ["material", "mkdocs", "readthedocs"])
def test_the_contents_follow_their_headings(
    browser: Browser, tmp_path: Path, theme: str, mark: Any
) -> None:
    site = Site(tmp_path).theme(theme).using(use_directory_urls=False)
    built = site.using(markdown_extensions=[{"toc": {"permalink": mark}}]).page(PAGE).build()
    tab = Tab(browser)
    page = tab.page
    page.goto((built.folder / "index.html").as_uri())
    before = page.evaluate(TITLES)
    changed = _titles_with(page, "Llama 3.1 70B", before)
    assert [a != b for a, b in zip(before, changed, strict=True)] == [True, True, True, False]
    listed = _listed(page, changed)
    assert _titles_with(page, "Llama 3.1 8B", changed) == before
    assert _listed(page, before) == listed
    tab.close()


def _titles_with(page: Page, model: str, before: object) -> Any:
    """The headings once another model is named, whose numbers may have to be loaded."""
    enter(page, "model", model)
    page.wait_for_function(
        f"before => JSON.stringify({TITLES}) !== JSON.stringify(before)", arg=before
    )
    return page.evaluate(TITLES)


def _listed(page: Page, titles: list[tuple[str, str]]) -> list[str]:
    """The headings that the page's contents list, each by the text that it has now."""
    listed = {identifier: page.evaluate(LISTED, identifier) for identifier, _ in titles}
    for identifier, title in titles:
        assert set(listed[identifier]) <= {title}
    found = [identifier for identifier, texts in listed.items() if texts]
    assert len(found) >= 3
    return found


UNICODE: Final = """# 模型

<< dial: model, value: 7B >> [7B](other.md)

## 模型 << params: page >> 的  显存

## << params: page >>

## << params: page, of: active >>
"""


def test_the_contents_follow_headings_of_any_script(browser: Browser, tmp_path: Path) -> None:
    """Once the reader has changed something the address stands in every link, and encoded."""
    slugify = "!!python/name:markdown.extensions.toc.slugify_unicode"
    site = (
        Site(tmp_path).theme("material", font=False, language="zh").using(use_directory_urls=False)
    )
    site.using(markdown_extensions=["TOC"]).page(UNICODE).page("# 7B", "other.md")
    config = site.config
    config.write_text(
        config.read_text("utf-8").replace("- TOC", f"- toc:\n    slugify: {slugify}"), "utf-8"
    )
    build(load_config(str(config)))
    tab = Tab(browser)
    page = tab.page
    page.goto((tmp_path / "site" / "index.html").as_uri())
    for size, text in (("13B", "130 亿(13B)"), ("70B", "700 亿(70B)"), ("8x7B", "407 亿(40.7B)")):
        enter(page, "model", size)
        settled(page)
        listed = page.locator(".md-sidebar--secondary .md-nav__link").all_inner_texts()
        said = page.locator("article h2").all_inner_texts()
        assert [" ".join(x.split()) for x in listed] == [" ".join(x.split()) for x in said]
        assert text in said[0]
    assert page.locator("article a[href^='other']").inner_text() == "7B"
    tab.close()


def test_links_within_a_page_keep_what_its_reader_changed(browser: Browser, tmp_path: Path) -> None:
    """With instant navigation Material makes every link absolute."""
    site = Site(tmp_path).theme("material", font=False, features=["navigation.instant"])
    site.using(site_url="http://127.0.0.1/", markdown_extensions=[{"toc": {"permalink": True}}])
    built = site.page(PAGE).page("# Other", "other.md").build()
    tab = Tab(browser, viewport={"width": 1400, "height": 800})
    page = tab.page
    with served(built.folder) as address:
        page.goto(address)
        before = page.evaluate(TITLES)
        changed = _titles_with(page, "Llama 3.1 70B", before)
        _listed(page, changed)
        settled(page)
        page.click(".md-nav--secondary .md-nav__link >> nth=-1")
        page.wait_for_timeout(500)
        assert page.url.endswith("/?ps=model~Llama+3.1+70B#nothing-of-it")
        assert page.evaluate(TITLES) == changed
    tab.close()
