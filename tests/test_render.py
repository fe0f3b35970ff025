"""What a reader gets: markup that is safe, named, distinct without colour, and light."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown
from playwright.sync_api import Browser, Page, sync_playwright

from mkdocs_paramsize.algebra.quantity import Quantity
from mkdocs_paramsize.answer import Bar, Phrase, Plain, Point, Ruler, Segment, Zone
from mkdocs_paramsize.architecture.tensor import COMPONENTS
from mkdocs_paramsize.assets import FOLDER, stylesheet
from mkdocs_paramsize.markdown import ParamsizeExtension
from mkdocs_paramsize.render.bar import LEAST, bar, widths
from mkdocs_paramsize.render.content import Writer
from mkdocs_paramsize.render.door import Door
from mkdocs_paramsize.render.figure import figure
from mkdocs_paramsize.render.ruler import NARROWEST, ruler
from mkdocs_paramsize.words import Words, locales

BLOCKS = (
    "model: Llama 3.1 70B",
    "model: 70B",
    "params: DeepSeek V3",
    "breakdown: Llama 3.1 70B",
    "breakdown: DeepSeek V3, as: table",
    "tier: 8x7B",
    "tiers:",
    "memory: 70B",
    "memory: 8B",
    "memory: 8B, of: training",
    "training: 70B",
    "data: 70B",
    "speed: 70B",
    "fit: 70B",
    "compare: 7B / 70B",
    "memory: 70B, as: working",
)
INLINE = ("params: 70B", "memory: 70B", "model: 70B", "fit: 70B", "breakdown: 70B")


@cache
def _door(locale: str) -> Door:
    """One site a language, so that the catalogue is read once."""
    return Door({"assets": "none", "locale": locale})


def html(text: str, door: Door | None = None) -> str:
    extension = ParamsizeExtension(door=door or _door("en"))
    return Markdown(extensions=[extension], output_format="xhtml").convert(text)


def page(text: str, locale: str = "en") -> Element:
    """A page as a tree: the HTML that a browser gets, parsed as strictly as XML."""
    return fromstring(f"<div>{html(text, _door(locale))}</div>")


def text_of(element: Element) -> str:
    return "".join(element.itertext())


def classes(root: Element) -> set[str]:
    return {name for element in root.iter() for name in (element.get("class") or "").split()}


@pytest.fixture(scope="module", params=locales())
def whole(request: pytest.FixtureRequest) -> Element:
    """Every kind on one page, in each language."""
    paragraph = ", ".join(f"<< {marker} >>" for marker in INLINE)
    blocks = "\n\n".join(f"<< {marker} >>" for marker in BLOCKS)
    return page(f"{paragraph}.\n\n{blocks}", request.param)


# Numbers --------------------------------------------------------------------------------------


def test_a_number_in_a_sentence_is_text_and_nothing_else_is() -> None:
    paragraph = page("It has << params: 70B >> parameters.")[0]
    assert text_of(paragraph) == "It has 70B parameters."
    data = paragraph.find(".//data")
    assert data is not None
    assert data.attrib == {"class": "paramsize", "value": "70000000000", "data-label": "nominal"}


def test_an_estimate_says_so_in_the_text_itself() -> None:
    assert text_of(page("<< memory: 70B >>, says he.")[0]).startswith("≈")


def test_the_button_of_a_number_is_named_in_the_language_of_the_page() -> None:
    names = {
        locale: page("<< params: 70B >>, 70B.", locale).find(".//button").get("aria-label")  # type: ignore[union-attr]
        for locale in locales()
    }
    assert names["en"] == "How 70B is computed"
    assert len(set(names.values())) == len(names)


def test_every_button_opens_a_working_of_the_page(whole: Element) -> None:
    ids = [element.get("id") for element in whole.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    targets = {button.get("popovertarget") for button in whole.iter("button")}
    assert targets == {element.get("id") for element in whole.findall(".//*[@popover]")}


def test_a_page_shows_the_same_working_once() -> None:
    made = page("<< params: 70B >> and << params: 70B >> and << params: 70B >>.")
    assert len(made.findall(".//*[@popover]")) == 1
    assert len(made.findall(".//*[@class='paramsize-open']")) == 3


# Workings -------------------------------------------------------------------------------------


def test_a_working_shows_formula_numbers_inputs_and_label() -> None:
    working = page("<< memory: 70B, of: weights >>, see.").find(".//*[@popover]")
    assert working is not None
    told = text_of(working)
    for part in ("M", "⌈N × p ÷ 8⌉", "= ⌈70,000,000,000 × 16 ÷ 8⌉", "= 140,000,000,000 bytes"):
        assert part in told
    assert "nominal:" in told
    assert next(map(text_of, working.iter("dt"))) == "written here"
    assert [sub.text for sub in working.iter("sub")] == ["w"]


@pytest.mark.parametrize(
    ("marker", "most"),
    [("params: 70B", 10), ("memory: 70B, of: weights", 20), ("training: 70B", 20)],
)
def test_a_working_has_few_elements(marker: str, most: int) -> None:
    """A site's search walks through every one of them, on every page."""
    working = page(f"<< {marker} >>, see.").find(".//*[@popover]")
    assert working is not None
    assert sum(1 for _ in working.iter()) <= most


# Safety and search ----------------------------------------------------------------------------


def test_html_in_the_name_of_a_model_stays_text(tmp_path: Path) -> None:
    name = "<script>alert(1)</script><img src=x onerror=y>"
    entry = f'[[model]]\nname = "{name}"\naliases = ["evil"]\nsource = "<b>s</b>"\npublished = "7B"'
    (tmp_path / "evil.toml").write_text(entry, encoding="utf-8")
    markers = ("model", "params", "memory", "tier", "training", "fit")
    text = "\n\n".join(f"<< {kind}: evil >>" for kind in markers)
    door = Door({"assets": "none", "models": "."}, tmp_path)
    made = html(f"{text}\n\n<< compare: evil / 7B >>\n\nIn text: << memory: evil >>.", door)
    assert made.count("&lt;script&gt;") > len(markers)
    assert "<script" not in made
    assert "<img" not in made
    assert "<b>s</b>" not in made


def test_nothing_excluded_from_search_nests_its_own_tag(whole: Element) -> None:
    """Material would end the exclusion at the end of the inner one."""
    excluded = whole.findall(".//*[@data-search-exclude]")
    assert len(excluded) >= len(BLOCKS)
    for element in excluded:
        assert Counter(inner.tag for inner in element.iter())[element.tag] == 1


def test_every_class_is_ours(whole: Element) -> None:
    assert [name for name in classes(whole) if not name.startswith("paramsize")] == []


# Tables ---------------------------------------------------------------------------------------


def test_a_table_has_a_name_and_its_heads_say_what_they_head(whole: Element) -> None:
    tables = list(whole.iter("table"))
    assert len(tables) >= len(BLOCKS) - 1
    for table in tables:
        caption = table.find("caption")
        assert text_of(caption) if caption is not None else table.get("aria-label")
        assert {head.get("scope") for head in table.findall("thead/tr/th")} == {"col"}
        assert all(row[0].get("scope") == "row" for row in table.findall("tbody/tr"))


def test_the_rows_of_a_breakdown_sum_to_its_total() -> None:
    rows = page("<< breakdown: Llama 3.1 70B >>").findall(".//tr[@data-part]")
    counts = {row.get("data-part"): int(row.find(".//data").get("value")) for row in rows}  # type: ignore[union-attr, arg-type]
    assert counts.pop("total") == sum(counts.values()) == 70_553_706_496


def test_the_rows_of_a_bar_carry_its_colours_and_are_its_legend() -> None:
    made = page("<< breakdown: DeepSeek V3 >>")
    drawn = [rect.get("class") for rect in _rects(made)]
    keys = [row[0].get("class") for row in made.findall(".//tr[@data-part]")]
    assert keys == [*drawn, None]
    assert made.find(".//*[@class='paramsize-legend']") is None
    assert page("<< model: 70B >>").find(".//*[@class='paramsize-legend']") is not None


# Figures --------------------------------------------------------------------------------------


def test_every_figure_has_a_title_and_a_description(whole: Element) -> None:
    figures = list(_svgs(whole))
    assert len(figures) >= 9
    for svg in figures:
        assert svg.get("role") == "img"
        assert [child.tag.split("}")[-1] for child in svg][:2] == ["title", "desc"]
        assert text_of(svg[0]).strip()
        assert re.search(r"\d", text_of(svg[1]))


amounts = st.lists(st.integers(0, 10**12), min_size=1, max_size=11)


@given(amounts, st.integers(0, 10**12))
def test_the_parts_of_a_bar_take_what_they_are_of_the_whole(parts: list[int], room: int) -> None:
    whole = max(sum(parts), room)
    made = widths(parts, whole)
    share = 100 * sum(parts) / whole if whole else 0
    assert sum(made) == pytest.approx(max(share, LEAST) if share > 0 else 0)
    assert all(width >= 0 for width in made)
    assert [width > 0 for width in made] == [part > 0 for part in parts] or not whole


@given(amounts)
def test_no_part_of_a_whole_is_too_thin_to_see(parts: list[int]) -> None:
    assert all(width >= 0.75 for width in widths(parts, sum(parts)) if width)


def test_neighbours_are_told_apart_without_their_colours() -> None:
    rects = list(_rects(page("<< breakdown: DeepSeek V3 >>")))
    for left, right in pairwise(rects):
        assert _percent(left, "x") + _percent(left, "width") < _percent(right, "x")


@pytest.mark.parametrize(
    ("marker", "begins", "stripes"),
    [("memory: 70B", "✗ does not fit", True), ("memory: 8B", "✓ fits", False)],
)
def test_a_bar_beyond_the_capacity_is_striped_and_says_so(
    marker: str, begins: str, stripes: bool
) -> None:
    made = page(f"<< {marker} >>")
    verdict = made.find(".//p[@class='paramsize-verdict']")
    assert verdict is not None
    assert text_of(verdict).startswith(begins)
    (beyond,) = [line for line in _shapes(made, "line") if line.get("class") == "paramsize-beyond"]
    assert (_percent(beyond, "x2") > _percent(beyond, "x1")) == stripes
    assert "79.6 GiB" in next(map(text_of, _shapes(made, "text")))


def test_a_verdict_is_said_once() -> None:
    assert text_of(page("<< fit: 70B >>").find(".//section")).count("short by") == 1  # type: ignore[arg-type]


names = st.text("Llama 3.1-千问", min_size=1, max_size=18)
points = st.lists(st.tuples(names, st.integers(10**6, 2 * 10**13)), max_size=14)


@given(points)
def test_the_labels_of_a_ruler_meet_neither_each_other_nor_a_pole(
    models: list[tuple[str, int]],
) -> None:
    shapes, height = ruler(_ruler(models), _writer())
    poles = [shape for shape in shapes if shape.get("class") == "paramsize-pole"]
    labels = [shape for shape in shapes if shape.tag == "text" and shape.get("dx")]
    assert len(labels) == len(models)
    boxes = [
        (x := _percent(label, "x") * NARROWEST / 100 + 0.4, x + _drawn(label), _em(label, "y"))
        for label in labels
    ]
    for start, end, y in boxes:
        assert end <= NARROWEST + 1e-6
        assert 0 < y < height
        for pole in poles:
            x = _percent(pole, "x1") * NARROWEST / 100
            crosses = start < x < end and _em(pole, "y1") < y - 0.1
            assert not crosses
    for place, (start, end, y) in enumerate(boxes):
        for other_start, other_end, other_y in boxes[place + 1 :]:
            assert y != other_y or end <= other_start or other_end <= start


def test_a_ruler_marks_powers_of_ten_in_the_language_of_the_page() -> None:
    for locale, ticks in {
        "en": {"100M", "1B", "10B", "1T"},
        "zh": {"1 亿", "10 亿", "1 万亿"},
    }.items():
        assert ticks <= {text_of(text) for text in _shapes(page("<< tiers: >>", locale), "text")}


def test_places_in_a_figure_do_not_grow_with_the_screen() -> None:
    """Across in percent and down in em: no scaling, so that words keep their size."""
    for svg in _svgs(page("<< tiers: >>\n\n<< memory: 70B >>\n\n<< compare: 7B / 70B >>")):
        assert svg.get("viewBox") is None
        for shape in svg.iter():
            for name in ("x", "x1", "x2", "cx"):
                assert shape.get(name, "%").endswith("%")
            for name in ("y", "y1", "y2", "cy"):
                assert shape.get(name, "em").endswith("em")


def test_a_part_of_nothing_is_no_error() -> None:
    nothing = Quantity("weights", 0, "byte", "exact", origin="marker")
    made = Bar(Phrase("tiers.title"), (Segment("weights", Phrase("memory.weights"), nothing),))
    shapes, _ = bar(made, _writer())
    assert [shape.get("width") for shape in shapes] == ["0%"]
    assert figure(made, _writer()).tag == "figure"


# Stylesheet -----------------------------------------------------------------------------------


def test_the_stylesheet_speaks_of_our_classes_alone() -> None:
    css = stylesheet().text
    assert [
        name for name in re.findall(r"\.([A-Za-z][\w-]*)", css) if not name.startswith("paramsize")
    ] == []
    assert css.count("{") == css.count("}")


def test_the_stylesheet_has_no_rule_for_what_no_page_shows(whole: Element) -> None:
    calculator = page("<< calculator: 70B, of: fit >>\n\nOf << model: Lama >>.")
    script = "".join(path.read_text("utf-8") for path in FOLDER.glob("*.js"))
    shown = classes(whole) | classes(calculator) | set(re.findall(r"paramsize-[a-z-]+", script))
    words = Words.of("en")
    for name in set(re.findall(r"\.(paramsize[\w-]*)", stylesheet().text)) - shown:
        part = name.removeprefix("paramsize-part-")
        assert words.has(f"component.{part}") or words.has(f"memory.{part}"), name


def test_the_stylesheet_is_small() -> None:
    assert len(gzip.compress(stylesheet().text.encode(), 9)) <= 2048


@pytest.mark.parametrize(
    ("place", "background"), [(0, "#ffffff"), (1, "#1e2129")], ids=["light", "dark"]
)
def test_every_colour_stands_out_from_the_page(place: int, background: str) -> None:
    colours = _colours(place)
    assert len(set(colours.values())) >= 8
    for colour in colours.values():
        assert _contrast(colour, background) >= 3


@pytest.mark.parametrize("place", [0, 1], ids=["light", "dark"])
def test_every_component_has_a_colour_of_its_own(place: int) -> None:
    """What has no name in the stylesheet shares a grey: what is not divided, and what is left."""
    colours = _colours(place)
    unnamed = [name for name in COMPONENTS if name not in colours]
    assert unnamed == ["other"]
    found = [colours[name] for name in ("", *COMPONENTS) if name in colours]
    assert len(found) == len(COMPONENTS) == len(set(found))


# In a browser ---------------------------------------------------------------------------------

PHONE = {"width": 360, "height": 640}
THEME = "body { margin: 16px; font: 16px/1.6 sans-serif; } svg { height: auto; }"


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=str(chromium), args=flags)
        yield made
        made.close()


@pytest.fixture
def phone(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """Every kind, on a phone whose reader has turned JavaScript off."""
    content = "\n\n".join(f"<< {marker} >>" for marker in ("params: 70B, as: number", *BLOCKS))
    head = f"<meta charset=utf-8><style>{THEME}{stylesheet().text}</style>"
    (tmp_path / "page.html").write_text(f"<!doctype html>{head}{html(content)}", "utf-8")
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)  # type: ignore[arg-type]
    shown = context.new_page()
    shown.goto((tmp_path / "page.html").as_uri())
    yield shown
    context.close()


def test_nothing_is_wider_than_a_phone(phone: Page) -> None:
    assert phone.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_words_in_figures_can_be_read_on_a_phone(phone: Page) -> None:
    sizes = phone.evaluate(
        "[...document.querySelectorAll('svg text')].map(text =>"
        " parseFloat(getComputedStyle(text).fontSize))"
    )
    assert len(sizes) > 20
    assert min(sizes) >= 11


def test_labels_of_the_ruler_stay_apart_on_a_phone(phone: Page) -> None:
    boxes = phone.evaluate(
        "[...document.querySelectorAll('.paramsize-tiers svg text')].map(text => {"
        " const box = text.getBoundingClientRect();"
        " return [box.left, box.right, box.top + 3, box.bottom - 3]; })"
    )
    assert len(boxes) > 12
    for place, (left, right, top, bottom) in enumerate(boxes):
        assert right <= PHONE["width"]
        for other in boxes[place + 1 :]:
            assert right <= other[0] or other[1] <= left or bottom <= other[2] or other[3] <= top


def test_figures_are_as_high_as_they_say_where_a_theme_says_auto(phone: Page) -> None:
    heights = phone.evaluate(
        "[...document.querySelectorAll('svg')].map(svg => [svg.getBoundingClientRect().height,"
        " parseFloat(svg.getAttribute('height')) * parseFloat(getComputedStyle(svg).fontSize)])"
    )
    for drawn, said in heights:
        assert drawn == pytest.approx(said, abs=0.5)


def test_a_number_is_large_enough_for_a_finger(phone: Page) -> None:
    sizes = phone.evaluate(
        "[...document.querySelectorAll('.paramsize-open')].flatMap(button => {"
        " const box = button.getBoundingClientRect(); return [box.width, box.height]; })"
    )
    assert min(sizes) >= 24


def test_a_working_opens_and_closes_without_javascript(phone: Page) -> None:
    phone.locator(".paramsize-open").first.click()
    working = phone.locator(".paramsize-working:popover-open")
    assert "70,000,000,000 parameters" in working.inner_text()
    box = working.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    working.locator(".paramsize-close").click()
    assert phone.locator(".paramsize-working:popover-open").count() == 0


def test_print_shows_neither_workings_nor_tools(phone: Page) -> None:
    phone.emulate_media(media="print")
    assert not phone.locator(".paramsize-workings").is_visible()
    assert phone.locator(".paramsize-grid").first.is_visible()


# Helpers --------------------------------------------------------------------------------------


def _shapes(root: Element, tag: str) -> Iterator[Element]:
    return (element for element in root.iter() if element.tag.split("}")[-1] == tag)


def _svgs(root: Element) -> Iterator[Element]:
    return _shapes(root, "svg")


def _rects(root: Element) -> Iterator[Element]:
    return (rect for rect in _shapes(root, "rect") if "paramsize-part-" in rect.get("class", ""))


def _percent(shape: Element, name: str) -> float:
    return float(shape.attrib[name].removesuffix("%"))


def _em(shape: Element, name: str) -> float:
    return float(shape.attrib[name].removesuffix("em"))


def _drawn(label: Element) -> float:
    """Em that a label takes in the widest of usual fonts."""
    return sum(1.0 if letter > "⺀" else 0.55 for letter in label.text or "")


def _ruler(models: list[tuple[str, int]]) -> Ruler:
    zones = tuple(Zone(Plain(str(start)), start) for start in (0, 10**9, 10**10, 10**11))
    made = [Point(name, Quantity("total", size, "parameter", "exact")) for name, size in models]
    return Ruler(Phrase("tiers.title"), zones, tuple(made))


def _writer() -> Writer:
    return Writer(Words.of("en"), lambda _: None)


def _colours(place: int) -> dict[str, str]:
    """The colour of each part in light or in dark, and under "" that of all others."""
    found: dict[str, str] = {}
    for names, colour in re.findall(r"([^{}]+){--paramsize-part:([^}]+)}", stylesheet().text):
        codes = re.findall(r"#([0-9a-f])([0-9a-f])([0-9a-f])\b", colour)
        code = "#" + "".join(2 * digit for digit in codes[place % len(codes)])
        found |= dict.fromkeys(re.findall(r"part-?(\w*(?:-\w+)*)", names), code)
    return found


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio.

    >>> round(_contrast("#ffffff", "#000000"))
    21
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
