"""What dials give a page: one value for each input, whoever sets where it starts."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement

import pytest
from markdown import Markdown
from markdown.blockprocessors import BlockProcessor

from mkdocs_paramsize.kinds.compare_columns import COLUMNS
from mkdocs_paramsize.markdown import ParamsizeExtension
from mkdocs_paramsize.marker import parse
from mkdocs_paramsize.render.door import Door
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


def test_what_a_reader_may_bring_is_read_in_no_heading_and_found_by_no_search(site: Site) -> None:
    dial, marker = "<< dial: model, value: 8B >>", "<< memory: page >>"
    site.plugin("search")
    built = site.page(f"{dial}\n\n## Needs {marker}\n\nIt needs {marker} here.\n").build()
    alone = "(its weights alone)"
    assert alone in built.html()
    index = json.loads((built.folder / "search" / "search_index.json").read_text("utf-8"))
    found = [entry["text"] for entry in index["docs"]]
    assert "It needs ≈16 GiB here." in found
    assert not any(alone in text for text in found)
    assert not re.search("<h2[^>]*alone", built.html())


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


@pytest.mark.parametrize(
    ("said", "dial", "start"),
    [
        ("model: Llama 3.1 8B", "dial: model, choices: 7B / llama-3.1-8b", "Llama 3.1 8B"),
        ("gpu: A100 40GB", "dial: gpu, choices: H100 / A100 40GB SXM", "A100 40GB SXM"),
        ("batch: 4", "dial: batch, choices: 1 / 4", "4"),
        ("context: 8192", "dial: context, choices: 4k / 8k", "8k"),
        ("precision: INT4", "dial: precision, choices: bf16 / int4", "int4"),
        ("batch: 3", "dial: batch, choices: 2 / 4", "2"),
        ("gpus: 2", "dial: batch, choices: 2 / 4", "2"),
    ],
)
def test_choices_start_from_what_the_page_says_if_it_is_one_of_them(
    site: Site, said: str, dial: str, start: str
) -> None:
    page = f"---\nparamsize: {{{said}}}\n---\nAt << {dial} >>.\n\n<< memory: 8B >>"
    site.page(page).build(strict=True).shows(f"At {start}.")


TEXT = "It takes << memory: Llama 3.1 8B, of: kv-cache >>.\n\n"
DIAL = "<< dial: context, value: 64k >>"
LONG = "```paramsize\ndial: context\nvalue: 64k\n```"
EXTENSIONS = [
    "extra",
    "admonition",
    "pymdownx.superfences",
    "pymdownx.details",
    "pymdownx.arithmatex",
    {"pymdownx.tabbed": {"alternate_style": True}},
]
READ = {
    "a sentence": f"At {DIAL}.",
    "a heading's section": f"# Title\n\nAt {DIAL}.",
    "a list": f"- a\n\n    at {DIAL}",
    "a list in a list": f"- a\n    - b {DIAL}",
    "a quotation": f"> At {DIAL}.",
    "a quotation, wrapped": "> At << dial: context,\n> value: 64k >> x",
    "wrapped before its end": "At << dial: context,\nvalue: 64k\n>> x",
    "an admonition": f"!!! note\n    at {DIAL}",
    "details": f'??? "a"\n\n    At {DIAL}',
    "a tab": f'=== "a"\n\n    At {DIAL}',
    "a table": f"| a | b |\n|---|---|\n| {DIAL} | c |",
    "a footnote": f"Of[^1].\n\n[^1]: At {DIAL}.",
    "Markdown in HTML": f"<div markdown>\n\nat {DIAL}\n\n</div>",
    "between backticks of other paragraphs": f"A ` tick.\n\nAt {DIAL}.\n\nAnother ` tick.",
    "between escaped backticks": f"Press \\` x {DIAL} or \\` y",
    "an escaped backslash": f"\\\\{DIAL} x",
    "the long form": LONG,
    "a list under the first line": f"## Steps\n- one\n\n    with {DIAL}",
    "a box under the first line": f"See:\n!!! note\n    One.\n\n    Two {DIAL}",
    "a list in a box": f"!!! note\n    - a\n\n        {DIAL}",
    "a box in a list": f"- a\n    - b\n\n        !!! note\n            {DIAL}",
    "a list in a quotation": f"> - a\n>     - b\n>\n>         {DIAL}",
    "what goes on in a nested list": f"1. Do this\n    - so\n\n        with {DIAL}",
    "a definition": f"Term\n:   Text.\n\n    {DIAL}",
    "a footnote under a line": f"x[^1]\n[^1]: y\n\n    {DIAL}",
    "a list before a reference": f"- a\n\n[r]: http://x\n\n    {DIAL}",
    "Markdown in HTML in HTML": f"<div markdown>\n\n<div markdown>\n\n{DIAL}\n\n</div>\n\n</div>",
    "beside code in HTML": f"<code>a</code> {DIAL}",
    "after a tag in a code span": f"A `<code>` {DIAL}",
    "a calculator in a list": "- << calculator: 7B, context: 64k >>",
    "two in a row": "<< calculator: 7B, context: 64k >>\n<< calculator: page, of: memory >>",
}
NOT_READ = {
    "a comment": f"<!-- TODO: {DIAL} -->",
    "a comment in a sentence": f"text <!-- {DIAL} --> more",
    "indented code": f"    {DIAL}",
    "indented code of a list": f"- a\n\n        {DIAL}",
    "indented code of a quotation": f">     {DIAL}",
    "a fence": f"```\n{DIAL}\n```",
    "a code span": f"`{DIAL}` x",
    "an attribute": f'<b title="{DIAL}">x</b>',
    "code in HTML": f"A <code>a {DIAL}</code> b",
    "after an open tag of code": f"A <code> {DIAL}",
    "an escaped marker": f"\\{DIAL} x",
    "code after a list": f"- q\n\n<!-- x -->\n\n    {DIAL}",
    "code deep in a list": f"- a\n    - b\n\n            {DIAL}",
    "the long form in a comment": f"<!--\n{LONG}\n-->",
    "the long form in indented code": "    " + LONG.replace("\n", "\n    "),
}


@pytest.mark.parametrize("text", READ.values(), ids=READ)
def test_figures_start_from_the_dials_of_their_page(site: Site, text: str) -> None:
    built = site.using(markdown_extensions=EXTENSIONS).page(TEXT + text).build(strict=True)
    built.shows("It takes 8 GiB.")
    assert 'data-dial="context"' in built.html()
    assert 'data-live="' in built.html()


@pytest.mark.parametrize("text", NOT_READ.values(), ids=NOT_READ)
def test_what_is_no_dial_sets_nothing(site: Site, text: str) -> None:
    built = site.using(markdown_extensions=EXTENSIONS).page(TEXT + text).build(strict=True)
    built.shows("It takes 1 GiB.")
    assert "data-live" not in built.html()


def test_a_dial_in_raw_html_sets_nothing_and_is_told_of(site: Site) -> None:
    page = site.using(markdown_extensions=EXTENSIONS).page(f"{TEXT}<div>\n{DIAL}\n</div>")
    built = page.build().shows("It takes 1 GiB.")
    [warning] = built.warnings
    assert warning.startswith(f"index.md:4: {DIAL}: it stands in raw HTML")


def test_a_value_that_nobody_sees_is_told_of(site: Site) -> None:
    page = site.using(markdown_extensions=EXTENSIONS).page(f"{TEXT}Let $x$ be ${DIAL}$.")
    assert page.build().warnings == [
        "index.md:3: << dial: context, value: 64k >>: no marker is read where this stands, but "
        "the figures of the page start from its value; take it out"
    ]


def test_a_marker_that_is_refused_sets_nothing(site: Site) -> None:
    built = site.page(
        "<< training: 70B >> with << dial: model, value: 7B >>\n\n"
        "<< calculator: Llama 3.1 8B, of: training >>"
    ).build()
    assert len(built.warnings) == 1
    built.shows("≈5.88×10²³ FLOP with 7B")


@pytest.mark.parametrize("wrong", ["1e30", "0B", "-7B", "37B-A671B", "Foo"])
def test_one_wrong_marker_leaves_a_live_page_alive(site: Site, wrong: str) -> None:
    text = f"<< memory: 7B >> of << dial: batch >>; << params: {wrong} >>"
    built = site.theme("material", font=False).page(text).build()
    assert len(built.warnings) == 1
    assert built.warnings[0].startswith("index.md:1: << params:")
    html = built.html()
    assert 'class="paramsize-sheet"' in html
    assert '<aside class="paramsize-workings"' in html
    assert re.search(r'<script src="[^"]*paramsize', html)


@pytest.mark.parametrize(
    ("dials", "shown"),
    [
        (("<< dial: tokens >>", "<< dial: model, value: Llama 3.1 8B >>"), "7.23×10²³ FLOP"),
        (("<< dial: tokens >>", "<< calculator: Llama 3.1 8B, of: data >>"), "7.23×10²³ FLOP"),
        (("<< dial: model >>", "<< calculator: 13B, of: fit >>"), "2.03×10²² FLOP"),
        (("<< dial: price >>", "<< calculator: 7B, of: training, gpu: A100 >>"), "≈$41.9K–83.8K"),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_a_dial_without_a_value_starts_from_the_others_wherever_it_stands(
    site: Site, dials: tuple[str, str], shown: str, turned: bool
) -> None:
    figures = ("<< training: page >>", "<< training: page, of: cost >>")
    text = "\n\n".join((*(dials[::-1] if turned else dials), *figures))
    site.page(text).build(strict=True).shows(shown)


def test_what_nobody_has_said_is_no_surer_for_a_dial_over_it(site: Site) -> None:
    text = "<< training: 70B >>, << training: 70B, of: cost >>, << data: 70B, of: words >>\n\n"
    assumed = site.page(text + "<< calculator: 70B, of: training >>").build(strict=True)
    assumed.shows("≈5.88×10²³ FLOP, ≈$1.78M–3.57M, ≈1.05T words")
    assert "Hoffmann et al. 2022" in assumed.html()
    said = site.page(text + "<< calculator: 70B, of: training, tokens: 1.4T >>").build(strict=True)
    said.shows("5.88×10²³ FLOP, $1.78M–3.57M, ≈1.05T words").hides("≈5.88×10²³ FLOP")


@pytest.mark.parametrize(
    "text",
    [
        "With << dial: context, value: 64k, as: table >>.",
        "With << calculator: 7B, context: 64k >> in it.",
        "# << calculator: 7B, context: 64k >>",
    ],
)
def test_what_is_refused_where_it_stands_sets_nothing(site: Site, text: str) -> None:
    built = site.page(f"{TEXT}{text}").build()
    assert len(built.warnings) == 1
    built.shows("It takes 1 GiB.")


@pytest.mark.parametrize(
    "front_matter",
    [
        "paramsize:\n  context: {}",
        "paramsize: {}",
        "paramsize: [a, {}]",
        "lang: {}",
        "paramsize:\n  {}: 1",
    ],
)
def test_a_number_that_cannot_be_printed_stops_no_page(site: Site, front_matter: str) -> None:
    number = f"0x{'F' * 4000}"
    page = f"---\n{front_matter.format(number)}\n---\n\nOf << memory: 7B >>.\n"
    site.page(page).build().shows("Of ")


def test_what_is_assumed_of_the_pages_model_and_gpu_is_not_of_others() -> None:
    def values(text: str) -> list[str]:
        html = Markdown(extensions=[ParamsizeExtension()]).convert(text)
        return re.findall('<data class="paramsize" value="([^"]*)"', html.partition("\n")[0])

    calculator = "\n\n<< calculator: 70B, of: training >>"
    alone = (
        "<< training: DeepSeek-V3 >> << training: 7B, of: gpu-hours >> "
        "<< training: 70B, tokens: 2T, of: cost, gpu: A100 80GB SXM >> "
    )
    assert values(alone + calculator) == values(alone) != []
    tokens = "\n\n<< dial: tokens, value: 3T >>"
    assert values(alone + tokens) != values(alone)
    compared = values(f"<< compare: page / 7B / DeepSeek-V3, show: training >>{calculator}")
    assert {"1400000000000", "140000000000", "14800000000000"} <= set(compared)


def test_what_nobody_has_said_of_a_named_model_can_still_be_asked() -> None:
    def said(text: str) -> str:
        html = Markdown(extensions=[ParamsizeExtension()]).convert(text)
        return re.sub("<[^>]+>", "", html.partition("\n")[0])

    assert "not known" in said("<< data: 70B, of: ratio >> with << dial: tokens >>")
    priced = said("<< training: 7B, of: cost, gpu: RTX 4090 >> at << dial: price >>")
    assert "$" in priced


@pytest.mark.parametrize(
    "model", ["GPT-4", "T5 base", "GLM-130B", "671B-A37B", "BERT large", "70B"]
)
@pytest.mark.parametrize("more", ["", "dial: tokens", "dial: tokens, value: 1T", "dial: gpu"])
def test_a_comparison_with_the_pages_model_is_answered_whichever_that_is(
    model: str, more: str
) -> None:
    dials = [parse(f"dial: model, value: {model}"), *([parse(more)] if more else [])]
    for show in COLUMNS:
        page = Door({}).page({}, "en", tuple(dials))
        made = page.block(parse(f"compare: page / 8B, show: {show}"))
        assert "8B" in made.html
        assert page.end(())


class _Figures(BlockProcessor):
    """Numbers figures by what it keeps on the object that reads the page."""

    def test(self, parent: Element, block: str) -> bool:
        return block.startswith("Figure:")

    def run(self, parent: Element, blocks: list[str]) -> None:
        self.parser.md.figures.append(blocks.pop(0))
        self.parser.md.last = len(self.parser.md.figures)
        SubElement(parent, "p").text = f"Figure {self.parser.md.last}"


@pytest.mark.parametrize("dial", ["", "At << dial: context, value: 8k >>.\n\n"])
def test_what_others_count_on_a_page_with_a_dial_is_counted_once(dial: str) -> None:
    md = Markdown(extensions=[ParamsizeExtension()])
    md.figures, md.last = [], 0  # type: ignore[attr-defined]
    md.parser.blockprocessors.register(_Figures(md.parser), "figures", 75)
    assert "Figure 1</p>\n<p>Figure 2</p>" in md.convert(f"{dial}Figure: a\n\nFigure: b")


@pytest.mark.parametrize("options", ["value: nf4", "choices: bf16 / gptq-int4"])
def test_a_dial_offers_no_format_that_a_cache_cannot_have(site: Site, options: str) -> None:
    built = site.page(
        f"<< dial: kv_precision, {options} >> << memory: 70B, of: kv-cache >>"
    ).build()
    assert any("is no format of single numbers" in warning for warning in built.warnings)


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("<< calculator: GPT-4, of: training >>", "–"),
        ("<< dial: model, value: GPT-4 >> << dial: tokens >>", "–"),
        ("---\nparamsize: {model: GPT-4, tokens: 2T}\n---\n\n<< dial: tokens >>", "2T"),
        ("<< calculator: GPT-4, of: training, tokens: 3T >>", "3T"),
        ("<< calculator: GPT-3 175B, of: training >>", "300B"),
    ],
)
def test_no_tokens_are_shown_beside_a_model_of_which_nothing_is_known(
    tmp_path: Path, page: str, shown: str
) -> None:
    html = Site(tmp_path).page(page).build(strict=True).html()
    assert re.findall(r'data-dial="tokens"[^>]*>([^<]*)<', html) == [shown]
