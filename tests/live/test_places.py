"""Where pages live: under a strict policy, in a file, without JavaScript, on paper."""

from __future__ import annotations

import re
from pathlib import Path

from markdown import Markdown
from playwright.sync_api import Browser

from tests.browser import Tab, served
from tests.live.pages import SMALL
from tests.live.reader import content, dial, enter, settled
from tests.site import Site


def test_a_strict_policy_lets_the_script_run(browser: Browser, folder: Path) -> None:
    policy = {"Content-Security-Policy": "script-src 'self'; object-src 'none'; base-uri 'self'"}
    tab = Tab(browser)
    with served(folder, policy) as address:
        tab.page.goto(f"{address}sub/small/")
        dial(tab.page, "context").select_option("32k")
        assert "4 GiB" in content(tab.page)
        ours = [problem for problem in tab.problems if "paramsize" in problem]
        assert ours == []
    tab.close()


def test_a_page_lives_in_a_file(browser: Browser, tmp_path: Path) -> None:
    site = Site(tmp_path).theme("mkdocs").using(use_directory_urls=False)
    built = site.page(SMALL.replace("plain.md", "index.md")).build()
    tab = Tab(browser)
    tab.page.goto((built.folder / "index.html").as_uri())
    dial(tab.page, "context").select_option("32k")
    assert tab.page.locator("[data-live]").inner_text() == "4 GiB"
    settled(tab.page)
    assert [problem for problem in tab.problems if "paramsize" in problem] == []
    tab.close()


def test_a_text_within_a_page_has_dials_of_its_own(browser: Browser, tmp_path: Path) -> None:
    """As the docstrings have that another plugin converts by themselves."""

    def converted(text: str) -> str:
        return Markdown(extensions=["paramsize"]).convert(text)

    inner = converted("With << dial: context, value: 8k >>: << memory: Llama 3.1 8B >>.")
    outer = converted("In << dial: precision, value: bf16 >>: << memory: 70B, of: weights >>.\n\nX")
    page = outer.replace("<p>X</p>", f'<div class="doc">{inner}</div>')
    file = tmp_path / "page.html"
    file.write_text(f'<!DOCTYPE html><meta charset="utf-8"><main>{page}</main>', "utf-8")
    tab = Tab(browser)
    tab.page.goto(file.as_uri())
    weights, needed = (tab.page.locator(f"{one} > p data[data-live]") for one in ("main", ".doc"))
    built = needed.inner_text()
    dial(tab.page, "precision").select_option("int4")
    assert (weights.inner_text(), needed.inner_text()) == ("35 GB", built)
    enter(tab.page, "context", "64k")
    assert weights.inner_text() == "35 GB"
    assert needed.inner_text() != built
    assert tab.problems == []
    tab.close()


def test_without_javascript_no_control_is_there(browser: Browser, root: str) -> None:
    tab = Tab(browser, java_script_enabled=False)
    tab.page.goto(root)
    assert tab.page.locator("article :is(input, select, .paramsize-tools)").count() == 0
    assert "Take 70B with 8k on H100 SXM 80GB in bf16. It has 70B" in content(tab.page)
    tab.close()


def test_pages_without_dials_load_no_script_of_ours(tab: Tab, root: str) -> None:
    asked: list[str] = []
    tab.page.on("request", lambda request: asked.append(request.url))
    tab.page.goto(f"{root}plain/")
    tab.page.wait_for_timeout(200)
    assert [url for url in asked if re.search(r"paramsize\.\w+\.js", url)] == []


def test_in_print_the_page_is_only_text(tab: Tab, root: str) -> None:
    tab.page.goto(root)
    tab.page.emulate_media(media="print")
    for name in (".paramsize-tools", ".paramsize-status"):
        assert not any(found.is_visible() for found in tab.page.locator(name).all())
