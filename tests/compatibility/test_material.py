"""Material for MkDocs: its search index, its blog, its instant navigation."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.site import Built, Site

PAGE = """\
# Sizes of << params: Llama 3.1 70B >>

It has << params: Llama 3.1 70B >> parameters and takes << memory: Llama 3.1 70B, of: weights >>.

<< breakdown: Llama 3.1 70B >>

!!! note
    After the table << params: 13B >>.

| a | b |
|---|---|
| c | << params: 34B >> |

=== "Of << params: 8B >>"

    In a tab << memory: 8B, of: weights >>.
"""

POST = """\
---
date: 2026-01-01
---

# Post

Before << params: Llama 3.1 70B >> and << params: x >>.

<!-- more -->

After << memory: 13B, of: weights >>.
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """One site for all that is only looked at."""
    site = Site(tmp_path_factory.mktemp("material")).theme(
        "material", features=["navigation.instant", "search.highlight"], font=False
    )
    site.using(
        site_url="http://127.0.0.1:8000/",
        extra={"generator": False},
        markdown_extensions=[
            "admonition",
            "attr_list",
            "tables",
            {"toc": {"permalink": True}},
            "pymdownx.superfences",
            {"pymdownx.tabbed": {"alternate_style": True}},
        ],
    )
    site.plugin("search").plugin("blog", blog_toc=True)
    site.page(PAGE).page("# Nothing here", "other.md")
    site.page("# Blog", "blog/index.md").page(POST, "blog/posts/post.md")
    return site.build()


def searched(built: Built) -> list[dict[str, Any]]:
    index = json.loads((built.folder / "search" / "search_index.json").read_text("utf-8"))
    entries: list[dict[str, Any]] = index["docs"]
    return entries


def test_numbers_in_sentences_are_found(built: Built) -> None:
    text = "".join(entry["text"] for entry in searched(built))
    assert "It has 70.6B parameters and takes 131.4 GiB." in text
    assert "After the table 13B." in text
    assert "In a tab 16 GB." in text
    assert "34B" in text


def test_headings_are_found_by_their_number(built: Built) -> None:
    [title] = [entry["title"] for entry in searched(built) if "Sizes" in entry["title"]]
    assert title == "Sizes of 70.6B"


def test_workings_and_tables_of_blocks_are_not_found(built: Built) -> None:
    text = "".join(entry["text"] for entry in searched(built))
    assert "12,079,595,520" not in text
    assert "8192" not in text
    assert "paramsize" not in text


def test_the_page_itself_has_all_of_it(built: Built) -> None:
    built.has("12,079,595,520").has('<tr data-part="attention">').lacks("<!--paramsize")
    article = built.html().split("<article")[1].split("</article>")[0]
    assert article.count('<aside class="paramsize-workings"') == 1
    opened = {part.split('"')[0] for part in article.split('popovertarget="')[1:]}
    assert all(article.count(f'id="{name}"') == 1 for name in opened)


def test_a_page_without_markers_has_nothing_but_the_stylesheet(built: Built) -> None:
    html = built.html("other/index.html")
    assert html.count("paramsize") == 2  # the folder and the file's name in one address


def test_a_post_is_whole_and_its_excerpt_has_no_buttons(built: Built) -> None:
    post = "blog/2026/01/01/post/index.html"
    built.has('popovertarget="paramsize-', on=post).has("paramsize-workings", on=post)
    built.shows("After 26 GB", on=post)
    built.shows("Before 70.6B", on="blog/index.html").hides("26 GB", on="blog/index.html")
    built.lacks("popovertarget", on="blog/index.html").lacks("<aside class", on="blog/index.html")


def test_a_mistake_in_a_post_is_told_once(built: Built) -> None:
    assert [warning.split(": ")[0] for warning in built.warnings] == ["blog/posts/post.md:7"]


def test_tabs_keep_their_numbers_and_lose_their_buttons(built: Built) -> None:
    built.has('<label for="__tabbed_1_1">Of <data class="paramsize"')


def test_the_language_is_that_of_the_theme(site: Site) -> None:
    site.theme("material", language="zh", font=False).page("有 << params: 70B >>").build()
    site.build().shows("有 700 亿")


def test_a_minifier_keeps_numbers_and_workings(site: Site) -> None:
    pytest.importorskip("mkdocs_minify_plugin")
    site.theme("material", font=False).plugin("search").plugin("minify", minify_html=True)
    built = site.page("It has << params: Llama 3.1 70B >>.").build().shows("It has 70.6B.")
    built.has("12,079,595,520").has("popovertarget")


@pytest.mark.parametrize("first", [True, False], ids=["before ours", "after ours"])
def test_a_live_page_keeps_its_script_wherever_a_minifier_stands(site: Site, first: bool) -> None:
    pytest.importorskip("mkdocs_minify_plugin")
    site.theme("material", font=False).plugin("minify", minify_html=True)
    site.page("<< dial: model, value: 70B >> needs << memory: page >>.")
    built = (site.plugins_reversed() if first else site).build()
    assert re.search(r"</template><script src=[^>]*/paramsize[^>]*\.js", built.html())


def test_workings_and_figures_take_no_time_to_read(site: Site) -> None:
    site.theme("material", font=False).plugin("blog")
    site.page("# Blog", "blog/index.md")
    post = "---\ndate: 2026-01-01\n---\n\n# A post\n\nOf << params: 7B >>.\n\n"
    site.page(post + "<< breakdown: Llama 3.1 70B >>\n\n<< calculator: 70B >>", "blog/posts/a.md")
    built = site.build().shows("1 min read", on="blog/2026/01/01/a-post/index.html")
    built.has("12,079,595,520", on="blog/2026/01/01/a-post/index.html")


def test_a_privacy_plugin_finds_nothing_to_fetch(site: Site, tmp_path: Path) -> None:
    site.theme("material", font=False).plugin("privacy").page("It has << params: 70B >>.")
    built = site.build().shows("It has 70B.")
    assert not (built.folder / "assets" / "external").exists()
