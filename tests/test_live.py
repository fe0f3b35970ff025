"""Live pages in a browser: what a reader can do, and what nothing that is typed can do."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.browser import Tab, chromium_at, served
from tests.site import Site

LIVE: Final = """---
lang: {lang}
---
# A live page

Take << dial: model, value: {model} >> with
<< dial: context, value: {context}, from: 1k, to: 128k >> on << dial: gpu, value: {gpu} >>
in << dial: precision >>. It has << params: page >>, takes << memory: page >>
(<< memory: page, of: weights >>); a << tier: page >> model; << fit: page >>.

<< calculator: {model}, of: fit >>

<< breakdown: page >>

<< calculator: {model}, of: training, tokens: 2T, price: 2 >>

Many: {many}

[Plain page]({plain})
"""
VALUES: Final = {"lang": "en", "model": "70B", "context": "8k", "gpu": "H100 SXM 80GB"}
OTHERS: Final = {"lang": "en", "model": "3B", "context": "32k", "gpu": "RTX 4090"}
PLAIN: Final = "# Plain\n\nNothing follows << params: 7B >> here. [Live page](index.md)\n"
OFFERED: Final = """# Any model

<< dial: model, value: {model} >> at << dial: context, value: 8k >> in << dial: precision >>:
<< params: page >>, << params: page, of: active >>, << memory: page >>, << fit: page >>.

<< breakdown: page >>

<< calculator: {model}, of: training, tokens: 2T, price: 2 >>
"""
SHAPES: Final = """# A shape

<< calculator: {shape}, of: shape >>

It takes << memory: shape, of: kv-cache >>; << fit: shape >>.
"""
UNDISCLOSED: Final = """# Undisclosed

<< dial: model, choices: Llama 3.1 8B / GPT-4 >> has << params: page >>; it << fit: page >>.
"""
WORDS: Final = """# Words

<< dial: model, value: {model} >> << dial: context, value: {context} >>
<< dial: gpu, value: {gpu} >> << dial: gpus, value: {gpus} >> << dial: tokens, value: 1T >>
<< dial: price, value: 2 >>

<< memory: page >>

<< fit: page, over: gpus >>

<< speed: page, gpu: RTX 4090 >>

<< training: page >>
"""
TOLD: Final = {"model": "Llama 3 8B", "context": "8k", "gpu": "H100 SXM 80GB", "gpus": "1"}
STALE: Final = {
    "many": ({}, {"gpus": "8"}),
    "one": ({"gpus": "8"}, {"gpus": "1"}),
    "beyond": ({}, {"context": "9k"}),
    "within": ({"context": "9k"}, {"context": "8k"}),
    "shorter": ({}, {"model": "Llama 2 7B"}),
    "longer": ({"context": "9k"}, {"model": "Llama 3.1 8B"}),
    "reported": ({"gpu": "Instinct MI300X"}, {"gpu": "H200 SXM 141GB"}),
}
"""What would be said of the page's own values alone: those, and what its reader changes."""
TOLD_OF_ONE: Final = r"The longest context is what[^.]*(\.\d[^.]*)?\. |GPU-hours as published.*?GB "
"""What is told of the page's own model, and not of one that its reader names."""
OWN: Final = {
    "model_type": "qwen3",
    "hidden_size": 128,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 32,
    "intermediate_size": 384,
    "vocab_size": 1000,
}
SMALL: Final = """# Small

With << dial: context, value: 8k, choices: 8k / 32k >> the cache of Llama 3.1 8B takes
<< memory: Llama 3.1 8B, of: kv-cache >>. [Plain page](plain.md)
"""


NAMED: Final = {"mixture": "DeepSeek-V3", "own": "my-model", "windows": "Gemma 3 27B"}
"""Pages of models that no other page offers, one of them the site's own."""


def live(**values: str) -> str:
    many = " ".join(["<< memory: page, of: kv-cache >>", "<< training: page, of: cost >>"] * 40)
    return LIVE.format(**VALUES | values, many=many, plain="plain.md")


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    with chromium_at(chromium) as made:
        yield made


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """A folder with a built site in its `sub/`, and the port that the site's address names."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    folder = tmp_path_factory.mktemp("live")
    made = Site(folder).theme("material", font=False, features=["navigation.instant"])
    made.using(site_url=f"http://127.0.0.1:{port}/sub/", site_dir=str(folder / "site" / "sub"))
    made.page(live()).page(live(lang="zh"), "zh.md").page(live(**OTHERS), "others.md")
    made.page(PLAIN, "plain.md").page(SMALL, "small.md")
    made.file("docs/models/my-model.json", json.dumps(OWN)).options(models="docs/models")
    for name, model in {"any": "70B", **NAMED}.items():
        made.page(OFFERED.format(model=model), f"{name}.md")
    for name, shape in {"shape": "Llama 3.1 8B", "mixed": "Mixtral 8x7B"}.items():
        made.page(SHAPES.format(shape=shape), f"{name}.md")
    made.page(UNDISCLOSED, "undisclosed.md")
    for name, (own, changes) in STALE.items():
        made.page(WORDS.format(**TOLD | own), f"{name}-own.md")
        made.page(WORDS.format(**TOLD | own | changes), f"{name}-changed.md")
    made.build()
    return folder / "site", port


@pytest.fixture(scope="module")
def root(site: tuple[Path, int]) -> Iterator[str]:
    folder, port = site
    with served(folder, port=port) as address:
        yield f"{address}sub/"


@pytest.fixture
def tab(browser: Browser) -> Iterator[Tab]:
    made = Tab(browser, viewport={"width": 1000, "height": 800})
    yield made
    made.close()
    assert made.problems == []
    assert made.outside == []


def dial(page: Page, name: str) -> Locator:
    """The first control over an input."""
    return page.locator(f"[data-dial={name}] .paramsize-control").first


def enter(page: Page, name: str, text: str) -> None:
    """Type into a dial and be done."""
    dial(page, name).focus()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)
    page.keyboard.press("Enter")


def settled(page: Page) -> None:
    """Wait until a change has been said and stands in the address."""
    page.wait_for_timeout(500)


def numbers(page: Page) -> dict[str, str]:
    """Every number of the page that follows a dial, by its key; those of hidden rows left out."""
    return dict(
        page.evaluate(
            """() => [...document.querySelectorAll('[data-live]')]
            .filter(element => !element.closest('[hidden]'))
            .map(element => [element.dataset.live, element.textContent])"""
        )
    )


def content(page: Page) -> str:
    """All that the article says, controls and what the script adds left out."""
    return str(
        page.evaluate(
            """() => { const copy = document.querySelector('article').cloneNode(true);
            const added = '[hidden], select, input, aside, .paramsize-tools, script,' +
              '.paramsize-status';
            copy.querySelectorAll(added).forEach(element => element.remove());
            const drawn = [...copy.querySelectorAll('desc')].map(desc => desc.textContent);
            return [copy.innerText, ...drawn].join(' ').replace(/\\s+/g, ' '); }"""
        )
    )


def status(page: Page) -> str:
    return page.locator(".paramsize-status").inner_text()


# Following ----------------------------------------------------------------------------------


def test_a_page_that_is_changed_reads_as_if_it_were_built_so(tab: Tab, root: str) -> None:
    page = tab.page
    page.goto(f"{root}others/")
    wanted = numbers(page)
    page.goto(root)
    built = numbers(page)
    for name, text in OTHERS.items():
        if name == "gpu":
            dial(page, name).select_option(text)
        elif name != "lang":
            enter(page, name, text)
    changed = numbers(page)
    assert {key: changed[key] for key in wanted} == wanted != built
    # A part that the other model does not have stands at nothing.
    assert {changed[key] for key in changed.keys() - wanted.keys()} <= {"≈0", "≈0%"}
    assert len(wanted) > 40


@pytest.mark.parametrize("path", ["", "zh/", "small/"])
def test_at_the_pages_own_values_it_reads_as_it_was_built(
    browser: Browser, tab: Tab, root: str, path: str
) -> None:
    static = Tab(browser, java_script_enabled=False)
    static.page.goto(root + path)
    as_built = content(static.page)
    static.close()
    page = tab.page
    page.goto(root + path)
    assert content(page) == as_built
    change = {"small/": lambda x: dial(page, "context").select_option(x)}.get(
        path, lambda x: enter(page, "context", x)
    )
    change("32k")
    assert content(page) != as_built
    change("8k")
    assert content(page) == as_built


@pytest.mark.parametrize("name", STALE)
def test_words_follow_as_the_numbers_do(tab: Tab, root: str, name: str) -> None:
    page, (_, changes) = tab.page, STALE[name]
    page.goto(f"{root}{name}-changed/")
    wanted = _of_any(content(page))
    page.goto(f"{root}{name}-own/")
    own = _of_any(content(page))
    page.goto(f"{root}{name}-own/?ps={','.join(f'{x}~{quote(changes[x])}' for x in changes)}")
    page.wait_for_function("document.querySelector('.paramsize-tools').hidden === false")
    assert _of_any(content(page)) == wanted != own


def _of_any(text: str) -> str:
    return re.sub(TOLD_OF_ONE, "", text)


def test_nothing_is_said_of_a_model_that_is_not_disclosed(tab: Tab, root: str) -> None:
    page = tab.page
    page.goto(f"{root}undisclosed/")
    built = content(page)
    assert " it fits, with " in built
    dial(page, "model").select_option("GPT-4")
    assert "GPT-4 has –; it –." in content(page)
    dial(page, "model").select_option("Llama 3.1 8B")
    assert content(page) == built


def test_bars_are_drawn_as_the_build_draws_them(tab: Tab, root: str) -> None:
    page = tab.page
    drawn = """() => [...document.querySelectorAll('[data-live-bar]')].map(svg => [
      svg.textContent, ...[...svg.querySelectorAll('rect, line, text')].map(shape =>
        [shape.className.baseVal, ...['x', 'width', 'x1', 'x2', 'text-anchor'].map(name =>
          shape.getAttribute(name))])])"""
    page.goto(f"{root}others/")
    wanted = page.evaluate(drawn)
    page.goto(f"{root}?ps=model~3B,context~32k,gpu~{quote(OTHERS['gpu'])}")
    made = page.evaluate(drawn)
    assert len(made) == len(wanted) >= 2
    for (said, *ours), (also, *theirs) in zip(made, wanted, strict=True):
        assert said == also
        drawn_ours, drawn_theirs = ({name: _places(at) for name, *at in x} for x in (ours, theirs))
        for name, places in drawn_theirs.items():
            assert drawn_ours[name] == pytest.approx(places, abs=0.011), name
        assert all(drawn_ours[name][1] == 0 for name in drawn_ours.keys() - drawn_theirs.keys())


def _places(attributes: Sequence[str | None]) -> list[float]:
    """Percents as numbers; what anchors a text as one too."""
    anchors = {None: 0.0, "start": 0.0, "end": 1.0}
    return [
        anchors[text] if text in anchors else float(str(text).removesuffix("%"))
        for text in attributes
    ]


def test_a_working_shows_the_readers_numbers_and_then_the_pages_own_again(
    tab: Tab, root: str
) -> None:
    page = tab.page
    page.goto(root)
    opened = page.locator(".paramsize-number:has([data-live]) .paramsize-open").nth(1)
    working = page.locator(f"#{opened.get_attribute('popovertarget')}")
    opened.click()
    own = working.inner_text()
    page.keyboard.press("Escape")
    enter(page, "context", "32k")
    opened.click()
    changed = working.inner_text()
    assert "32,768" in changed
    assert "32,768" not in own
    assert changed.splitlines()[0].startswith(own.splitlines()[0].rsplit(" ", 1)[0][:10])
    page.keyboard.press("Escape")
    enter(page, "context", "8k")
    opened.click()
    assert working.inner_text() == own


# Using --------------------------------------------------------------------------------------


def test_a_keyboard_is_enough(tab: Tab, root: str) -> None:
    page = tab.page
    page.goto(root)
    dial(page, "model").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.ariaLabel") == "context"
    page.keyboard.press("ArrowUp")
    assert dial(page, "context").input_value() == "16k"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert dial(page, "context").input_value() == "4k"
    page.keyboard.type("99")
    page.keyboard.press("Escape")
    assert dial(page, "context").input_value() == "4k"
    page.keyboard.press("Control+A")
    page.keyboard.type("20k")
    page.keyboard.press("Tab")
    assert "with 20k on" in content(page)
    assert page.evaluate("document.activeElement.ariaLabel") == "GPU"
    page.keyboard.press("ArrowDown")
    assert "on H200 SXM 141GB in" in content(page)


def test_dragging_sideways_steps_through_values(tab: Tab, root: str) -> None:
    page = tab.page
    page.goto(root)
    box = dial(page, "context").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 34, y, steps=8)
    assert "with 32k on" in content(page)
    page.mouse.move(x - 1000, y, steps=30)
    page.mouse.up()
    assert "with 1k on" in content(page)
    assert page.evaluate("document.activeElement.tagName") != "INPUT"
    dial(page, "context").click()
    assert page.evaluate("document.activeElement.tagName") == "INPUT"


@pytest.mark.parametrize("width", [360, 1000])
def test_a_finger_hits_what_it_aims_at(browser: Browser, root: str, width: int) -> None:
    tab = Tab(browser, viewport={"width": width, "height": 800}, has_touch=True)
    tab.page.goto(root)
    for selector, least in (
        (".paramsize-control", 24),
        (".paramsize-field .paramsize-control", 44),
        (".paramsize-tools button", 24),
    ):
        boxes = [found.bounding_box() for found in tab.page.locator(selector).all()]
        heights = [box["height"] for box in boxes if box is not None]
        assert len(heights) == len(boxes) > 3
        assert min(heights) >= least, selector
    scroll = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert tab.page.evaluate(scroll) == 0
    tab.close()


def test_nothing_moves_when_the_page_comes_to_life(tab: Tab, root: str) -> None:
    for path in ("", "zh/", "small/"):
        tab.page.goto(root + path)
        tab.page.wait_for_timeout(300)
        assert tab.shift == 0


def test_each_change_is_said_once_and_politely(tab: Tab, root: str) -> None:
    page = tab.page
    page.goto(root)
    assert page.locator("[role=status], [aria-live]").locator("visible=true").count() <= 1
    page.evaluate(
        """() => { window.said = []; const status = document.querySelector('.paramsize-status');
        new MutationObserver(() => said.push(status.textContent))
          .observe(status, { childList: true, characterData: true, subtree: true }); }"""
    )
    dial(page, "context").focus()
    for _ in range(4):
        page.keyboard.press("ArrowUp")
    settled(page)
    said = page.evaluate("said")
    assert len(said) == 1
    assert said[0].startswith("context: 128k; ")
    enter(page, "model", "1B")
    settled(page)
    assert len(page.evaluate("said")) == 2
    assert "fits" in page.evaluate("said")[1]


def test_readers_who_want_no_motion_get_none(browser: Browser, root: str) -> None:
    tab = Tab(browser, reduced_motion="reduce")
    tab.page.goto(root)
    enter(tab.page, "context", "32k")
    moving = """[...document.querySelectorAll('article *')].filter(element =>
      element.getAnimations().length && element.className?.includes?.('paramsize')).length"""
    assert tab.page.evaluate(moving) == 0
    tab.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_against_a_live_page(browser: Browser, root: str, scheme: str) -> None:
    tab = Tab(browser, color_scheme=scheme)
    tab.page.goto(root)
    assert tab.violations() == []
    enter(tab.page, "model", "8B")
    settled(tab.page)
    assert tab.violations() == []
    enter(tab.page, "model", "nonsense")
    settled(tab.page)
    assert tab.violations() == []
    tab.close()


@pytest.mark.parametrize("path", NAMED)
def test_any_model_of_the_catalogue_can_be_named(tab: Tab, root: str, path: str) -> None:
    page, asked = tab.page, []
    page.goto(f"{root}{path}/")
    wanted = numbers(page)
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.goto(f"{root}any/")
    assert not any(name.startswith("models.") for name in asked)
    enter(page, "model", NAMED[path].lower().replace(" ", "-"))
    page.wait_for_function("document.querySelectorAll('datalist option').length > 300")
    assert [name for name in asked if name.startswith("models.")] != []
    changed = numbers(page)
    assert {key: changed[key] for key in wanted} == wanted
    assert dial(page, "model").input_value() == NAMED[path]


def test_a_shared_link_may_name_any_model(tab: Tab, root: str) -> None:
    page = tab.page
    page.goto(f"{root}mixture/")
    wanted = numbers(page)
    page.goto(f"{root}any/?ps=model~deepseek-v3")
    page.wait_for_function("document.querySelector('[data-dial=model]').innerText[0] === 'D'")
    assert numbers(page).items() >= wanted.items()
    assert status(page) == ""
    page.goto(f"{root}any/?ps=model~GPT-4")
    page.wait_for_function("document.querySelector('.paramsize-status').textContent")
    assert "address" in status(page)


@pytest.mark.parametrize("width", [360, 1000])
def test_a_shape_is_drawn_by_its_dials(tab: Tab, root: str, width: int) -> None:
    page = tab.page
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{root}mixed/")
    wanted = numbers(page)
    page.goto(f"{root}shape/")
    assert page.locator("tr[data-part=experts]").is_hidden()
    for name, text in {"vocab": "32000", "experts": "8", "top_k": "3"}.items():
        enter(page, name, text)
    changed = numbers(page)
    assert changed != wanted
    enter(page, "top_k", "2")
    changed = numbers(page)
    assert {key: changed[key] for key in wanted} == wanted
    assert page.locator("tr[data-part=experts]").is_visible()
    assert page.locator("tr[data-part=mlp]").is_hidden()
    enter(page, "top_k", "9")
    assert page.locator("tr[data-part=total] [data-live]").first.inner_text() == "–"
    assert tab.violations() == []


# The address --------------------------------------------------------------------------------


def test_a_shared_link_brings_the_same_page(browser: Browser, tab: Tab, root: str) -> None:
    page = tab.page
    page.goto(f"{root}?utm=1#many")
    enter(page, "model", "8x7B")
    enter(page, "context", "2,000")
    dial(page, "gpu").select_option("RTX 4090")
    settled(page)
    assert page.url == f"{root}?utm=1&ps=model~8x7B,context~2000,gpu~RTX+4090#many"
    other = Tab(browser)
    other.page.goto(page.url)
    assert numbers(other.page) == numbers(page)
    other.close()
    page.locator(".paramsize-tools button", has_text="Reset").first.click()
    settled(page)
    assert page.url == f"{root}?utm=1#many"
    assert "Take 70B with 8k on H100" in content(page)


def test_the_address_follows_back_and_forward(tab: Tab, root: str) -> None:
    page = tab.page
    page.goto(f"{root}small/?ps=context~32k")
    first = numbers(page)
    page.evaluate("history.pushState(null, '', '?')")
    page.go_back()
    assert numbers(page) == first
    page.go_forward()
    page.wait_for_timeout(100)
    assert dial(page, "context").input_value() == "8k"


def test_instant_navigation_keeps_pages_live_in_both_directions(tab: Tab, root: str) -> None:
    page = tab.page
    page.goto(root)
    page.evaluate("window.mark = 1")
    enter(page, "context", "16k")
    settled(page)
    page.get_by_role("link", name="Plain page", exact=True).click()
    page.wait_for_url(f"{root}plain/")
    page.get_by_role("link", name="Live page", exact=True).click()
    page.wait_for_selector(".paramsize-control")
    assert page.evaluate("window.mark") == 1
    assert "with 8k on" in content(page)
    enter(page, "context", "32k")
    assert "with 32k on" in content(page)
    settled(page)
    page.go_back()
    page.wait_for_url(f"{root}plain/")
    page.go_back()
    page.wait_for_selector(".paramsize-control")
    page.wait_for_timeout(300)
    assert "with 16k on" in content(page)
    enter(page, "context", "64k")
    assert "with 64k on" in content(page)
    assert page.locator(".paramsize-status").count() == 1


BAD: Final = (
    *("-5", "0", "nan", "Infinity", "1e999", "99999T", "", " ", "null", "undefined", "{}", "🦙"),
    *(
        "<img src=x onerror=alert(1)>",
        "</template><script>alert(1)</script>",
        "'\"`${1}",
        "__proto__",
    ),
    "9" * 5000,
)


@pytest.mark.parametrize("name", ["model", "context", "batch", "tokens", "mfu", "price"])
def test_whatever_is_typed_is_left_out_with_a_note(tab: Tab, root: str, name: str) -> None:
    page = tab.page
    page.goto(root)
    before = dial(page, name).input_value()
    possible = {("price", "0"), ("tokens", "99999T")}
    for text in (text for text in BAD if (name, text) not in possible):
        enter(page, name, text)
        noted = page.locator(".paramsize-noted").text_content() or ""
        assert f"“{text[:40]}”" in noted
        assert dial(page, name).input_value() in (
            before,
            "1",
            "10000000",
            "0",
            "10000",
            "1k",
            "128k",
        )
        assert page.locator("article img, article script:not([src])").count() == 0
        assert not {"NaN", "undefined", "Infinity"} & set(re.findall(r"\w+", content(page)))


def test_out_of_bounds_is_brought_back_with_a_note(tab: Tab, root: str) -> None:
    page = tab.page
    page.goto(root)
    for name, text, bound in (
        *(("context", "1M", "128k"), ("context", "5", "1k"), ("batch", "-3", "1")),
        *(("batch", "99999999", "10000000"), ("price", "1e9", "10000"), ("gpus", "0", "1")),
    ):
        enter(page, name, text)
        assert dial(page, name).input_value() == bound
        assert text in status(page)
        assert bound in status(page)
    enter(page, "context", "64k")
    settled(page)
    assert page.locator(".paramsize-noted").count() == 0


@pytest.mark.parametrize(
    "state",
    [
        "context~-1",
        "context~<img src=x onerror=alert(1)>",
        "model~</template><script>alert(1)</script>",
        "__proto__~1,constructor~2,toString~3",
        "nonsense",
        "~~~,,,~",
        "gpu~Abacus",
        "precision~int3.14",
        "context~" + "9" * 3000,
        ",".join(f"key{i}~{i}" for i in range(1000)),
        "%E0%A4%A",
    ],
)
def test_whatever_is_in_the_address_is_left_out_with_a_note(
    tab: Tab, root: str, state: str
) -> None:
    page = tab.page
    page.goto(root)
    before = content(page)
    page.goto(f"{root}?ps={state if '%' in state else quote(state)}")
    assert content(page) == before
    assert page.locator(".paramsize-noted").is_visible()
    assert "address" in status(page)


# Taking along -------------------------------------------------------------------------------


def test_figures_can_be_taken_along(browser: Browser, root: str) -> None:
    tab = Tab(browser, permissions=["clipboard-read", "clipboard-write"])
    page = tab.page
    page.goto(root)
    enter(page, "model", "8B")
    settled(page)
    copied = {}
    for name in ("link", "table", "JSON"):
        page.locator(".paramsize-tools button", has_text=f"Copy {name}").first.click()
        page.wait_for_timeout(100)
        assert "Copied" in status(page)
        copied[name] = page.evaluate("navigator.clipboard.readText()")
    assert copied["link"] == f"{root}?ps=model~8B"
    rows = copied["table"].splitlines()
    assert rows[:2] == ["| What | Value |", "| --- | --- |"]
    assert "| model | 8B |" in rows
    assert "| bf16: Needs | ≈16 GiB |" in rows
    assert all(re.fullmatch(r"\| [^|]+ \| [^|]+ \|", row) for row in rows)
    told = json.loads(copied["JSON"])
    assert told["inputs"]["model"] == "8B"
    needs = {"name": "bf16: Needs", "text": "≈16 GiB", "label": "estimated"}
    assert any(needs.items() <= figure.items() for figure in told["figures"])
    tab.close()


def test_a_page_without_calculator_shows_its_tools_when_something_differs(
    tab: Tab, root: str
) -> None:
    page = tab.page
    page.goto(f"{root}small/")
    tools = page.locator(".paramsize-tools")
    assert not tools.is_visible()
    dial(page, "context").select_option("32k")
    assert tools.is_visible()
    tools.get_by_text("Reset").click()
    assert not tools.is_visible()


# Where pages live ---------------------------------------------------------------------------


def test_a_strict_policy_lets_the_script_run(browser: Browser, site: tuple[Path, int]) -> None:
    policy = {"Content-Security-Policy": "script-src 'self'; object-src 'none'; base-uri 'self'"}
    tab = Tab(browser)
    with served(site[0], policy) as address:
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
