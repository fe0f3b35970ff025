"""What the plugin does to a site of plain MkDocs."""

from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from mkdocs_paramsize.assets import stylesheet
from mkdocs_paramsize.catalogue import catalogue
from mkdocs_paramsize.catalogue.entries import read_models
from mkdocs_paramsize.kinds import answer
from mkdocs_paramsize.render import door
from mkdocs_paramsize.words import locales
from tests.site import Site

TINY = {
    "model_type": "llama",
    "vocab_size": 1000,
    "hidden_size": 64,
    "intermediate_size": 256,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "tie_word_embeddings": True,
}
TOTAL = "187,200"
"""Of `TINY`: 1000·64 + 2·(64·64·2 + 64·32·2 + 3·64·256 + 2·64) + 64."""

SCRIPT = re.compile(r'<script src="([^"]*assets/paramsize/paramsize\.[0-9a-f]{8}\.js)"></script>')
STYLESHEET = re.compile(r'href="([^"]*)assets/paramsize/(paramsize\.[0-9a-f]{8}\.css)"')


def test_a_marker_becomes_a_number(site: Site) -> None:
    site.page("It has << params: 70B >> parameters.").build().shows("It has 70B parameters.")


def test_a_wrong_marker_is_told_with_file_and_line(site: Site) -> None:
    built = site.page("# Title\n\nOne << params: Lama 3 70B >> two.").build()
    assert built.warnings == [
        "index.md:3: << params: Lama 3 70B >>: no model called 'Lama 3 70B'; "
        "did you mean 'Llama 3 70B', 'Llama 3.1 70B' or 'Llama 3.3 70B'?"
    ]
    built.shows("One << params: Lama 3 70B >> two.")


def test_a_wrong_marker_fails_a_strict_build(site: Site) -> None:
    site.page("One << params: Lama 3 70B >> two.")
    with pytest.raises(Abort, match="1 warnings"):
        site.build(strict=True)


def test_a_site_without_mistakes_builds_strictly(site: Site) -> None:
    built = site.page("One << params: 70B >> two.\n\n<< breakdown: 70B >>").build(strict=True)
    assert built.log == []


def test_all_mistakes_of_all_pages_are_told_at_once(site: Site) -> None:
    site.page("<< params: x >>\n\n<< memory: 70B, gpu: y >>\n\n<< parms: 70B >>\n\n<< fit: 70B")
    site.page("Good << params: 13B >>\n\n<< params: 70B, of: z >>", "other.md")
    built = site.build().shows("Good 13B", on="other/index.html")
    places = [warning.split(": ")[0] for warning in built.warnings]
    assert places == ["index.md:1", "index.md:3", "index.md:5", "index.md:7", "other.md:3"]


def test_a_value_cannot_bring_html_or_script(site: Site) -> None:
    built = site.page('<< params: "<script>alert(1)</script>" >> and `a`').build()
    built.lacks("<script>alert").shows("<script>alert(1)</script>")


WRONG_OPTIONS: list[tuple[dict[str, Any], str]] = [
    ({"locale": "xx"}, f"locale: 'xx' is none of {', '.join(locales())}"),
    ({"locale": ["en"]}, "locale: "),
    ({"models": 7}, "models: 7"),
    ({"models": "nowhere"}, "models: there is no file or folder nowhere"),
    ({"models": ".."}, "models: .. lies outside the site's folder"),
    ({"gpus": "nowhere.toml"}, "gpus: there is no file or folder nowhere.toml"),
    ({"gpus": "mkdocs.yml"}, "gpus: mkdocs.yml: cannot be read as TOML"),
    ({"tiers": "large"}, "tiers: 'large'"),
    ({"tiers": []}, "tiers: an empty list"),
    ({"tiers": [{"name": "a", "from": "many"}]}, "tiers: entry 1: from: "),
    ({"tiers": [{"name": "a"}, {"name": "b", "from": "0"}]}, "tiers: entry 2: from: "),
    ({"scenario": "gpu"}, "scenario: 'gpu'"),
    ({"scenario": {"contxt": "8k"}}, "scenario: there is no input called 'contxt'"),
    ({"scenario": {"context": "-8k"}}, "scenario: context: "),
    ({"assets": "some"}, "assets: 'some' is neither auto nor none"),
    ({"modles": "docs"}, "there is no option 'modles'; did you mean 'models'?"),
    ({"colour": "red"}, "there is no option 'colour'; the options are locale, models, "),
]


@pytest.mark.parametrize("name", ["paramsize", "lang"])
@pytest.mark.parametrize("levels", [0, 12])
def test_front_matter_without_end_stops_no_build(site: Site, name: str, levels: int) -> None:
    """A list that holds itself, and lists of lists of the same, which double at each level."""
    levelled = range(1, levels + 1)
    lists = [f"a{level}: &a{level} [*a{level - 1}, *a{level - 1}]" for level in levelled]
    meta = "\n".join(["a0: &a0 [1]", *lists, f"{name}: &own [*a{levels}, *own]"])
    site.page(f"---\n{meta}\n---\n\nOf << params: 7B >>.").build().shows("7B")


@pytest.mark.parametrize(("options", "message"), WRONG_OPTIONS, ids=lambda value: str(value)[:40])
@pytest.mark.parametrize("strict", [False, True], ids=["", "strict"])
def test_a_wrong_option_stops_the_build_and_is_named(
    site: Site, options: dict[str, Any], message: str, strict: bool
) -> None:
    told = site.page("# No marker").options(**options).stops(strict=strict)
    assert told.startswith(f"paramsize: {message}")


def test_a_config_that_is_dropped_in_answers_by_its_name(site: Site) -> None:
    site.file("docs/models/my-model.json", json.dumps(TINY)).options(models="docs/models")
    site.page("<< params: my-model, as: exact >>\n\n<< breakdown: My Model >>")
    built = site.build(strict=True).shows(f"{TOTAL} parameters")
    assert '<tr data-part="attention">' in built.html()


@pytest.mark.parametrize(
    ("path", "name"), [("deep/er/tiny.json", "tiny"), ("Tiny-2/config.json", "Tiny 2")]
)
def test_models_may_stand_in_folders_of_the_folder(site: Site, path: str, name: str) -> None:
    site.file(f"sizes/{path}", json.dumps(TINY)).options(models=["sizes"])
    site.page(f"It has << params: {name}, as: exact >>").build(strict=True).shows(TOTAL)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{not JSON", "my-model.json: not JSON"),
        ("[]", "my-model.json: a JSON object with the model's fields is wanted"),
        (json.dumps(TINY | {"model_type": "unheard-of"}), "unheard-of"),
        (json.dumps(TINY | {"hidden_size": "<b>"}), "hidden_size"),
        (json.dumps({"model_type": "llama"}), "hidden_size"),
    ],
)
def test_a_config_that_is_none_is_told_where_it_is_asked_for(
    site: Site, content: str, message: str
) -> None:
    site.file("docs/models/my-model.json", content).options(models="docs/models")
    built = site.page("<< params: my-model >> and << params: 7B >>").build().shows("and 7B")
    [warning] = built.warnings
    assert warning.startswith("index.md:1: << params: my-model >>: ")
    assert message in warning


def test_a_link_that_leads_out_of_the_site_is_not_read(site: Site, tmp_path: Path) -> None:
    outside = tmp_path.with_name(tmp_path.name + "-outside")
    outside.mkdir()
    (outside / "secret.json").write_text(json.dumps(TINY), "utf-8")
    site.file("sizes/own.json", json.dumps(TINY)).options(models="sizes")
    (site.folder / "sizes" / "secret.json").symlink_to(outside / "secret.json")
    built = site.page("<< params: secret >> and << params: own, as: exact >>").build()
    assert "secret.json lies outside the site's folder" in built.warnings[0]
    built.shows(f"and {TOTAL}")


def test_a_folder_of_models_that_leads_out_of_the_site_is_refused(
    site: Site, tmp_path: Path
) -> None:
    (site.folder / "sizes").symlink_to(tmp_path.parent, target_is_directory=True)
    told = site.page("# No marker").options(models="sizes").stops()
    assert "models: sizes lies outside the site's folder" in told


def test_serve_watches_the_files_that_options_name(site: Site) -> None:
    site.file("sizes/own.json", json.dumps(TINY)).options(models=["sizes", "docs/one.json"])
    site.file("docs/one.json", json.dumps(TINY))
    config = load_config(str(site.config))
    plugin = config.plugins["paramsize"]
    plugin.on_config(config)
    plugin.on_config(config)
    wanted = [str((site.folder / path).resolve()) for path in ("sizes", "docs/one.json")]
    assert [path for path in config.watch if path in wanted] == wanted


@pytest.mark.parametrize(
    ("settings", "page", "prefix"),
    [
        ({}, "one/two/index.html", "../../"),
        ({"use_directory_urls": False}, "one/two.html", "../"),
        ({"site_url": "https://example.org/docs/1.0/"}, "one/two/index.html", "../../"),
        ({"site_url": "https://example.org/docs/1.0/"}, "404.html", "/docs/1.0/"),
    ],
)
def test_the_stylesheet_is_found_from_every_page(
    site: Site, settings: dict[str, Any], page: str, prefix: str
) -> None:
    built = site.using(**settings).page("# A").page("<< params: 7B >>", "one/two.md").build()
    found = STYLESHEET.search(built.html(page))
    assert found
    assert found[1] == prefix
    assert (built.folder / "assets" / "paramsize" / found[2]).is_file()


def test_a_site_without_live_pages_gets_the_stylesheet_alone(site: Site) -> None:
    built = site.page("<< params: 7B >>").build()
    [path] = (built.folder / "assets" / "paramsize").iterdir()
    assert path.read_text("utf-8") == stylesheet().text


def test_live_pages_find_the_script_and_no_other_page_has_it(site: Site) -> None:
    site.page("Of << params: 7B >>.").page("# A", "blog.md")
    site.page("Of << dial: model, value: 70B >>, << params: page >>.", "one/two.md")
    built = site.build(strict=True)
    [source] = SCRIPT.findall(built.html("one/two/index.html"))
    assert (built.folder / "one" / "two" / source).resolve().is_file()
    assert not SCRIPT.search(built.html())
    assert not SCRIPT.search(built.html("blog/index.html"))


def test_without_assets_the_site_brings_its_own(site: Site) -> None:
    built = site.options(assets="none").page("<< params: 7B >>").build().shows("7B")
    assert not (built.folder / "assets").exists()
    built.lacks("paramsize.css").lacks("<style")


def test_no_page_holds_the_stylesheet_itself(site: Site) -> None:
    site.page("<< params: 7B >>").build().lacks("<style")


def test_the_extension_may_be_listed_as_well(site: Site) -> None:
    site.using(markdown_extensions=["paramsize", "admonition"])
    site.page("!!! note\n    It has << params: 7B >>.\n\n<< params: x >>")
    built = site.build().shows("It has 7B.").lacks("<style")
    assert len(built.warnings) == 1
    assert built.html().count('class="paramsize-workings"') == 1


def test_options_of_the_listed_extension_count_unless_the_plugin_says_otherwise(site: Site) -> None:
    site.using(markdown_extensions=[{"paramsize": {"locale": "zh", "scenario": {"batch": 2}}}])
    site.page("Of << params: 70B >>.").build().shows("Of 700 亿")
    site.options(locale="en").build().shows("Of 70B.")


def test_the_language_is_that_of_the_theme(site: Site) -> None:
    site.theme("mkdocs", locale="zh_CN").page("<< params: 70B >>").build().shows("700 亿")


def test_the_language_of_a_page_comes_before_that_of_the_theme(site: Site) -> None:
    site.theme("mkdocs", locale="zh_CN").page("---\nlang: en\n---\nOf << params: 70B >>.")
    site.build().shows("Of 70B.")


def test_the_option_comes_before_every_other_language(site: Site) -> None:
    site.options(locale="zh").page("---\nlang: en\n---\nOf << params: 70B >>.")
    site.build().shows("700 亿")


def test_a_language_without_words_is_english(site: Site) -> None:
    site.theme("mkdocs", locale="fr").page("Of << params: 70B >>.").build().shows("Of 70B.")


def test_the_sites_scenario_counts_unless_page_or_marker_say_otherwise(site: Site) -> None:
    site.options(scenario={"precision": "fp8"})
    site.page("It is << memory: 70B, of: weights >>.").page(
        "---\nparamsize: {precision: fp32}\n---\n\n"
        "- << memory: 70B, of: weights >>\n- << memory: 70B, of: weights, precision: bf16 >>",
        "other.md",
    )
    built = site.build().shows("It is 70 GB.")
    built.shows("280 GB", on="other/index.html").shows("140 GB", on="other/index.html")


def test_a_page_may_name_its_model(site: Site) -> None:
    site.page("---\nparamsize:\n  model: Llama 3.1 70B\n---\n<< params: page >>").build()
    site.build().shows("70.6B")


WRONG_CONTEXT = (
    "index.md:4: paramsize: contxt: there is no input called 'contxt'; did you mean 'context'?"
)


@pytest.mark.parametrize("text", ["<< params: 7B >>, << fit: 7B >>", "No markers."])
def test_wrong_front_matter_is_told_where_it_stands(site: Site, text: str) -> None:
    page = f"---\ntitle: A\nparamsize:\n  contxt: 8k\n---\n\n{text}"
    assert site.page(page).build().log == [WRONG_CONTEXT]


def test_front_matter_without_inputs_costs_no_marker_its_answer(site: Site) -> None:
    site.page("---\nparamsize: 70B\n---\n\nIt has << params: 7B >>, and << params: page >>.")
    built = site.build().shows("It has 7B, and << params: page >>.")
    first, second = built.log
    assert first.startswith("index.md:2: paramsize: '70B' names no input; write such as `")
    assert second.startswith("index.md:5: << params: page >>: this page names no model")


def test_a_number_in_a_heading_stands_alone(site: Site) -> None:
    site.theme("mkdocs").page("# Of << params: Llama 3.1 70B >>\n\nText.")
    built = site.build().has('<h1 id="of-706b">').lacks("popovertarget").lacks("<aside")
    built.shows("Of 70.6B")


def test_two_builds_of_one_process_are_the_same(site: Site) -> None:
    site.page("<< params: x >> and << params: 7B >>\n\n<< model: Llama 3.1 70B >>")
    first, again = site.build(), site.build()
    assert first.warnings == again.warnings
    assert len(first.warnings) == 1
    assert first.text() == again.text()


def test_an_edited_model_is_read_anew(site: Site) -> None:
    site.file("sizes/own.json", json.dumps(TINY)).options(models="sizes")
    site.page("<< params: own, as: exact >>").build().shows(TOTAL)
    site.file("sizes/own.json", json.dumps(TINY | {"tie_word_embeddings": False}))
    site.build().shows("251,200")


@pytest.mark.parametrize(
    ("name", "file"),
    [("Llama 3.1 70B", "llama"), ("gpt-3 175b", "gpt"), ("DeepSeek-V3", "deepseek")],
)
def test_a_page_that_names_one_model_reads_one_file(
    site: Site, monkeypatch: pytest.MonkeyPatch, name: str, file: str
) -> None:
    read: list[str] = []

    def reading(path: Path) -> Any:
        read.append(path.stem)
        return read_models(path)

    monkeypatch.setattr(catalogue, "read_models", reading)
    site.page(f"It has << params: {name} >>, << breakdown: {name} >>").build(strict=True)
    assert read == [file]


def test_a_question_is_answered_once_for_a_site(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def answering(question: Any) -> Any:
        asked.append(question.text)
        return answer(question)

    monkeypatch.setattr(door, "answer", answering)
    for page in ("index", "one", "two"):
        site.page("Of << params: 7B >>, <<params:7B>> and << params: 8B >>.", f"{page}.md")
    site.build(strict=True).shows("Of 7B, 7B and 8B.", on="two/index.html")
    assert asked == ["7B", "8B"]


def test_paths_of_a_configuration_without_a_file_begin_where_the_build_does(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.file("inside/sizes/own.json", json.dumps(TINY)).file("inside/docs/index.md", "# A")
    settings = site.options(models="sizes").config.read_bytes()
    monkeypatch.chdir(site.folder / "inside")
    config = load_config(BytesIO(settings))
    door = config.plugins["paramsize"]._door(config)  # type: ignore[attr-defined]
    assert door.options.watched == (site.folder / "inside" / "sizes",)
