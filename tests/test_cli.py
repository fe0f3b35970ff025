"""The command: `check`, `show`, `families`, `assets`, and what it says of a wrong call."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mkdocs_paramsize.architecture import ADAPTERS
from mkdocs_paramsize.cli import main
from mkdocs_paramsize.live import offer
from tests.site import Site
from tests.test_plugin import TINY, TOTAL

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command in an empty folder: exit code, what it printed, what it complained of."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str) -> tuple[int, str, str]:
        try:
            code = main(arguments)
        except SystemExit as stop:
            code = int(stop.code or 0)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return command


# check


def test_check_says_nothing_of_a_sound_tree(run: Run, site: Site) -> None:
    site.page("It has << params: 70B >>.").page("std::cout << x;", "deep/er.md")
    assert run("check") == (0, "", "")


def test_check_names_file_and_line_of_every_mistake(run: Run, site: Site) -> None:
    site.page("---\ntitle: A\n---\n\n<< params: x >>\n\n<< memory: 7B, gpu: y >> too")
    site.page("# B\n\n```\n<< params: x >>\n```\n\n- << modle: 70B >>", "deep/er.md")
    code, printed, _ = run("check", "docs/")
    assert code == 1
    assert [line.split(": ")[0] for line in printed.splitlines()] == [
        "docs/deep/er.md:7",
        "docs/index.md:5",
        "docs/index.md:7",
    ]
    assert "docs/deep/er.md:7: << modle: 70B >>: no kind called 'modle'" in printed


def test_what_front_matter_quotes_is_not_taken_for_a_marker(run: Run, site: Site) -> None:
    site.page("---\ndescription: '<< params: x >> is wrong'\n---\n\n# A\n\nOf << params: x >>.")
    assert run("check")[1].startswith("docs/index.md:7: << params: x >>")
    [warning] = site.build().warnings
    assert warning.startswith("index.md:7: << params: x >>")


def test_front_matter_is_told_although_all_markers_fail(run: Run, site: Site) -> None:
    site.page("---\nparamsize: {modle: 7B}\n---\n\nOf << params: page >>.")
    assert "there is no input called 'modle'; did you mean 'model'?" in run("check")[1]


def test_check_tells_each_wrong_input_of_front_matter_with_its_line(run: Run, site: Site) -> None:
    front = "title: A\nparamsize:\n  context: -1\n  batch: 2\n  gpus: 0\n  gpus: 0.5"
    site.page(f"---\n{front}\n---\n\n# A\n\nWithout a marker.")
    site.page(f"---\n{front}\n---\n\n# A\n\nOf << params: 7B >>, << params: 8B >>.", "b.md")
    site.page("---\nparamsize: {contxt: 1, modle: 7B}\n---\n\n# A", "c.md")
    site.page("---\nlang: en\nparamsize: [7B]\n---\n\n# A", "d.md")
    lines = run("check")[1].splitlines()
    assert [line.split(": ", 3)[:3] for line in lines] == [
        ["docs/b.md:4", "paramsize", "context"],
        ["docs/b.md:7", "paramsize", "gpus"],
        ["docs/c.md:2", "paramsize", "contxt"],
        ["docs/c.md:2", "paramsize", "modle"],
        ["docs/d.md:3", "paramsize", "['7B'] names no input; write such as `paramsize"],
        ["docs/index.md:4", "paramsize", "context"],
        ["docs/index.md:7", "paramsize", "gpus"],
    ]
    assert "'-1': an amount of tokens cannot be negative; write" in lines[0]


def test_check_passes_over_markers_that_a_build_has_yet_to_write(run: Run, site: Site) -> None:
    block = "```paramsize\nmemory: {{ mine }}\ngpu: '{{ gpu }}'\n```"
    site.page(
        f"<< memory: {{{{ mine }}}} >>\n\nOf << params: {{% if a > b %}}7B{{% endif %}} >>.\n\n"
        f"{block}\n\nOf << params: x >> and {{{{ mine }}}}."
    )
    code, printed, _ = run("check")
    assert (code, printed.count("\n")) == (1, 1)
    assert printed.startswith("docs/index.md:10: << params: x >>")


def test_check_takes_one_file(run: Run, site: Site) -> None:
    site.page("<< params: x >>").page("<< params: y >>", "other.md")
    code, printed, _ = run("check", "docs/other.md")
    assert (code, printed.count("\n")) == (1, 1)


def test_check_reads_the_options_of_the_site(run: Run, site: Site) -> None:
    site.file("sizes/own.json", json.dumps(TINY)).options(models="sizes")
    assert site.page("<< params: own >>").config.is_file()
    assert run("check")[0] == 0


def test_a_colon_is_missed_before_a_model_of_the_site_or_of_the_catalogue(
    run: Run, site: Site
) -> None:
    site.file("sizes/own.json", json.dumps(TINY)).options(models="sizes")
    names = ("own", "qwen", "Llama", "shape", "Claude", "meta-llama/Llama-3.1-8B")
    prose = "<< params of ours >> << memory is cheap >> << data all >> << training seed >>"
    site.page("\n\n".join([prose, *(f"Of << params {name} >>." for name in names)]))
    assert site.config.is_file()
    told = run("check")[1].splitlines()
    assert [line.split(" >>: ")[1] for line in told] == [
        f"a colon follows the kind: write '<< params: {name} >>'" for name in names
    ]


def test_check_passes_over_the_tags_of_other_tools(run: Run, site: Site) -> None:
    site.file("sizes/own.json", json.dumps(TINY)).page("<< params: own >>").file(
        "mkdocs.yml",
        "site_name: !ENV [NAME, A]\n"
        "plugins:\n  - search\n  - paramsize:\n      models: sizes\n"
        "markdown_extensions:\n  - pymdownx.emoji:\n"
        "      emoji_index: !!python/name:material.extensions.emoji.twemoji\n"
        "  - pymdownx.arithmatex: !!python/object/apply:os.system ['touch hacked']\n",
    )
    assert run("check") == (0, "", "")
    assert not Path("hacked").exists()


@pytest.mark.parametrize("section", ["plugins", "markdown_extensions"])
@pytest.mark.parametrize("form", ["list", "mapping"])
def test_options_are_found_wherever_the_site_writes_them(
    run: Run, site: Site, section: str, form: str
) -> None:
    site.file("sizes/own.json", json.dumps(TINY)).page("<< params: own >>")
    options = {"models": "sizes"}
    listed: Any = {"paramsize": options} if form == "mapping" else ["toc", {"paramsize": options}]
    site.file("mkdocs.yml", json.dumps({section: listed}))
    assert run("check")[0] == 0


HIDDEN = "<div markdown>\n\n<< params: x >>\n\n</div>"


@pytest.mark.parametrize(
    ("extensions", "page"),
    [
        ([], HIDDEN),
        (["md_in_html"], HIDDEN),
        (["markdown.extensions.md_in_html"], HIDDEN),
        ([], "!!! note\n\n    << params: x >>"),
        (["admonition"], "!!! note\n\n    << params: x >>"),
        (["pymdownx.critic"], "A {>>note << params: x >><<} b"),
        ([{"toc": {"permalink": True, "toc_depth": 2}}], "# Of << params: x >>"),
        (["pymdownx.superfences"], "- a\n\n    ```\n    << params: x >>\n    ```"),
    ],
)
def test_check_reads_a_page_with_the_extensions_of_its_site(
    run: Run, site: Site, extensions: list[Any], page: str
) -> None:
    built = site.using(markdown_extensions=extensions).page(page).build()
    told = run("check")[1].splitlines()
    assert told == [f"docs/{warning}" for warning in built.warnings]


@pytest.mark.parametrize(
    "extension",
    [
        *("no_such", "pymdownx.no_such", "os", "antigravity", "{toc: {no_such: 1}}", "7", "[a]"),
        "{pymdownx.emoji: {emoji_index: !!python/name:os.system }}",
        "{pymdownx.superfences: {custom_fences: [{name: a, format: !!python/name:os.system }]}}",
        "{pymdownx.snippets: {check_paths: true}}",
        "{toc: &a {x: *a}}",
    ],
)
def test_check_does_without_an_extension_that_it_cannot_load(
    run: Run, site: Site, extension: str
) -> None:
    site.page("```a\n\n<< params: y >>\n```\n\n--8<-- 'no.md'\n\nOf << params: x >>")
    site.file("mkdocs.yml", f"markdown_extensions:\n  - {extension}")
    code, printed, _ = run("check")
    assert (code, printed.count("docs/index.md:8: << params: x >>"), printed.count("\n")) == (
        1,
        1,
        1,
    )


def test_options_of_the_extension_and_the_plugin_are_put_together(run: Run, site: Site) -> None:
    site.file("sizes/own.json", json.dumps(TINY)).page("<< params: own >>, << fit: page >>")
    extension = {"paramsize": {"models": "sizes", "scenario": {"model": "7B"}}}
    plugin = {"paramsize": {"models": None, "scenario": {"model": "own"}}}
    site.file("mkdocs.yml", json.dumps({"markdown_extensions": [extension], "plugins": [plugin]}))
    assert run("check") == (0, "", "")
    assert run("show", "params: page")[1].startswith("own: parameters")


def test_options_are_found_in_a_group_of_plugins(run: Run, site: Site) -> None:
    site.file("sizes/own.json", json.dumps(TINY)).page("<< params: own >>")
    grouped = {"enabled": True, "plugins": [{"paramsize": {"models": "sizes"}}]}
    site.file("mkdocs.yml", json.dumps({"plugins": ["search", {"material/group": grouped}]}))
    assert run("check") == (0, "", "")


def test_what_a_configuration_inherits_counts(run: Run, site: Site) -> None:
    site.file("sizes/own.json", json.dumps(TINY)).page("<< params: own >>", "../content/a.md")
    site.file("base.yml", "plugins: {paramsize: {models: sizes}}\ndocs_dir: pages")
    site.file("mkdocs.yml", "INHERIT: base.yml\ndocs_dir: content\nplugins: {search: {}}")
    assert run("check") == (0, "", "")


def test_a_configuration_that_inherits_from_itself_ends_with_two(run: Run, site: Site) -> None:
    site.page("# A").file("mkdocs.yml", "INHERIT: mkdocs.yml")
    code, _, complaint = run("check")
    assert (code, "inherit from one another" in complaint) == (2, True)


@pytest.mark.parametrize(
    "written", ["!ENV SIZES", "!ENV [NONE, SIZES, nowhere]", "!ENV [NONE, sizes]"]
)
def test_a_variable_of_the_environment_is_read(
    run: Run, site: Site, monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    monkeypatch.setenv("SIZES", "sizes")
    site.file("sizes/own.json", json.dumps(TINY)).page("<< params: own >>")
    site.file("mkdocs.yml", f"plugins: [{{paramsize: {{models: {written}}}}}]")
    assert run("check") == (0, "", "")


@pytest.mark.parametrize("text", ["[Beta] docs", "@org docs", "Docs: the: book", "[beta"])
def test_a_variable_of_the_environment_is_a_text(
    run: Run, site: Site, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("NAME", text)
    site.page("Of << params: 7B >>.").file("mkdocs.yml", "site_name: !ENV NAME")
    assert run("check") == (0, "", "")


def test_the_configuration_of_zensical_is_read(run: Run, site: Site) -> None:
    site.file("sizes/own.json", json.dumps(TINY)).page("<< params: own >>", "../pages/a.md")
    site.file(
        "zensical.toml",
        '[project]\ndocs_dir = "pages"\n'
        '[project.markdown_extensions.paramsize]\nmodels = "sizes"\n',
    )
    assert run("check") == (0, "", "")


def test_a_configuration_that_is_no_toml_ends_with_two(run: Run, site: Site) -> None:
    site.page("# A").file("zensical.toml", "[project")
    code, _, complaint = run("check")
    assert (code, "zensical.toml: cannot be read as TOML" in complaint) == (2, True)


def test_check_looks_at_the_pages_that_a_build_would(run: Run, site: Site) -> None:
    wrong = "<< params: x >>"
    site.using(exclude_docs="drafts/\n*.part.md").page("# A")
    for path in ("a.markdown", "b.mkd", "deep/c.mdown", "deep/templates/d.md"):
        site.page(wrong, path)
    for path in ("drafts/e.md", "f.part.md", ".hidden/g.md", ".h.md", "templates/i.md", "j.txt"):
        site.page(wrong, path)
    site.file("elsewhere/k.md", wrong)
    site.folder.joinpath("docs/linked").symlink_to(site.folder / "elsewhere")
    built, (_, printed, _) = site.build(), run("check")
    paths = {line.split(":")[0] for line in printed.splitlines()}
    assert (
        paths
        == {f"docs/{warning.split(':')[0]}" for warning in built.warnings}
        == {
            f"docs/{path}"
            for path in (
                "a.markdown",
                "b.mkd",
                "deep/c.mdown",
                "deep/templates/d.md",
                "linked/k.md",
            )
        }
    )


@pytest.mark.parametrize("typed", [(), ("docs",), ("./conf/../docs",)])
def test_what_is_no_page_is_none_however_the_folder_is_typed(
    run: Run, site: Site, typed: tuple[str, ...]
) -> None:
    site.page("# A").page("<< params: x >>", ".hidden/a.md").page("<< params: x >>", "draft.md")
    site.file("conf/mkdocs.yml", "docs_dir: ../docs\nexclude_docs: draft.md")
    assert run("check", *typed, "--config", "conf/mkdocs.yml") == (0, "", "")


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ('exclude_docs: "!"', "exclude_docs: "),
        ("docs_dir: !ENV [[a], docs]", "!ENV takes the names of variables"),
    ],
)
def test_a_setting_that_cannot_be_read_is_told(
    run: Run, site: Site, written: str, told: str
) -> None:
    site.page("# A").file("mkdocs.yml", f"site_name: A\n{written}")
    code, _, complaint = run("check")
    assert (code, told in complaint) == (2, True)


def test_check_ends_where_a_folder_leads_back_into_itself(run: Run, site: Site) -> None:
    site.page("<< params: x >>", "deep/a.md")
    site.folder.joinpath("docs/deep/again").symlink_to(site.folder / "docs")
    assert run("check")[1].count("no model called 'x'") == 1


def test_check_says_that_front_matter_is_no_yaml(run: Run, site: Site) -> None:
    site.page("---\nparamsize: {model: 70B\nlang: en\n---\n\n# A\n\nOf << params: x >>")
    code, printed, _ = run("check")
    assert code == 1
    first, second = printed.splitlines()
    assert first.startswith("docs/index.md:3: front matter: not YAML, so none of it counts: ")
    assert second.startswith("docs/index.md:8: << params: x >>: ")


@pytest.mark.parametrize("front", ["date: 2026-02-30", "a: " + "[" * 5000])
def test_check_goes_on_whatever_the_front_matter_holds(run: Run, site: Site, front: str) -> None:
    site.page(f"---\n{front}\n---\nOf << params: x >>")
    code, printed, _ = run("check")
    assert code == 1
    first, second = printed.splitlines()
    assert ": front matter: not YAML, so none of it counts: " in first
    assert second.startswith("docs/index.md:4: << params: x >>: ")


def test_check_uses_the_front_matter_of_each_page(run: Run, site: Site) -> None:
    site.page("---\nparamsize:\n  model: 70B\n---\nOf << params: page >>")
    site.page("Of << params: page >>", "other.md")
    code, printed, _ = run("check")
    assert code == 1
    assert printed.startswith("docs/other.md:1: << params: page >>: this page names no model")


def test_check_reports_what_a_strict_build_reports(run: Run, site: Site) -> None:
    site.page("<< params: x >>\n\n<< params: 7B, of: y >> and << fit: 70B, gpus: 0 >>")
    built, (_, printed, _) = site.build(), run("check")
    assert [f"docs/{warning}" for warning in built.warnings] == printed.splitlines()


# show


def test_show_prints_the_answer_and_its_working(run: Run) -> None:
    code, printed, _ = run("show", "params: Llama 3.1 70B")
    assert code == 0
    assert "70.6B" in printed
    assert "70,553,706,496" in printed
    assert "80 × 3 × 8192 × 28672" in printed


def test_show_takes_the_marker_with_its_brackets(run: Run) -> None:
    assert run("show", "<< params: 70B >>") == run("show", "params: 70B")


def test_show_prints_the_ledger_of_a_breakdown(run: Run) -> None:
    _, printed, _ = run("show", "breakdown: GPT-2 Small")
    assert "38,597,376" in printed


def test_show_works_out_every_number_of_a_sentence(run: Run) -> None:
    _, printed, _ = run("show", "model: Llama 3.1 70B")
    assert "70.6B (medium)" in printed
    assert "70,553,706,496 parameters" in printed
    assert "q4_k_m" in printed  # The table of the card


def test_show_writes_json_for_machines(run: Run) -> None:
    data = json.loads(run("show", "memory: 70B, of: weights", "--json")[1])
    assert (data["value"], data["unit"], data["label"]) == (140_000_000_000, "byte", "nominal")
    assert data["shown"] == data["text"] == "140 GB"
    assert data["table"][0]["part"] == "weights"
    exact = json.loads(run("show", "params: Llama 3.1 70B", "--json")[1])
    assert (exact["value"], exact["label"]) == (70_553_706_496, "exact")


def test_amounts_of_one_table_are_in_one_unit(run: Run) -> None:
    """As on the page: weights of a nominal size are in GB, but not beside a cache in GiB."""
    _, printed, _ = run("show", "memory: 70B")
    table = [line for line in printed.splitlines() if line.startswith(("weights", "KV cache"))]
    assert [line.split()[-1] for line in table] == ["GiB", "GiB"]
    rows = json.loads(run("show", "memory: 70B", "--json")[1])["table"]
    assert all(row["cells"][1]["shown"].endswith("iB") for row in rows)


def test_show_speaks_chinese(run: Run) -> None:
    assert "700 亿" in run("show", "params: 70B", "--locale", "zh")[1]


def test_columns_of_chinese_words_stand_below_each_other(run: Run) -> None:
    _, printed, _ = run("show", "memory: 70B", "--locale", "zh")
    lines = printed.splitlines()
    assert "权重          130.4 GiB" in lines  # 4 + 10 columns
    assert "GPU 可用显存  79.6 GiB" in lines  # 12 + 2 columns


def test_show_answers_every_part_of_a_calculator(run: Run) -> None:
    code, printed, _ = run("show", "calculator: 8B")
    assert code == 0
    data = json.loads(run("show", "calculator: 8B", "--json")[1])
    assert len(data["parts"]) >= 1
    assert data["parts"][0]["text"] in printed


@pytest.mark.parametrize("kind", ["breakdown", "data", "fit", "memory", "tier"])
def test_show_says_what_is_not_disclosed_of_every_kind(run: Run, kind: str) -> None:
    code, printed, complaint = run("show", f"{kind}: GPT-4")
    assert (code, complaint) == (0, "")
    assert printed.startswith("GPT-4\nnot disclosed\n")


def test_show_says_what_is_not_disclosed(run: Run) -> None:
    code, printed, _ = run("show", "params: GPT-4")
    assert (code, "not disclosed" in printed) == (0, True)


@pytest.mark.parametrize("kind", ["params", "memory", "model", "fit", "training"])
@pytest.mark.parametrize("locale", ["en", "zh"])
def test_json_labels_what_is_not_disclosed(run: Run, kind: str, locale: str) -> None:
    data = json.loads(run("show", f"{kind}: GPT-4", "--json", "--locale", locale)[1])
    assert (data["value"], data["unit"], data["label"]) == (None, None, "not disclosed")
    assert data["shown"] == data["text"]
    assert data["working"] == []
    assert "numbers" not in data


def test_json_labels_the_cells_that_are_not_disclosed(run: Run) -> None:
    data = json.loads(run("show", "compare: GPT-4 / 7B, show: params", "--json")[1])
    _, *cells = data["table"][0]["cells"]
    told = {"value": None, "unit": None, "label": "not disclosed", "shown": "not disclosed"}
    assert cells == [told] * len(cells)
    assert data["table"][1]["cells"][1].keys() == told.keys()


def test_show_knows_the_models_of_the_site(run: Run, site: Site) -> None:
    site.file("sizes/own.json", json.dumps(TINY)).options(models="sizes")
    assert site.config.is_file()
    assert TOTAL in run("show", "params: own")[1]


@pytest.mark.parametrize(
    ("marker", "message"),
    [
        ("params: Lama 3 70B", "did you mean 'Llama 3 70B'"),
        ("modle: 70B", "did you mean 'model'"),
        ("fit: 70B, gpus: 0", "gpus: 0 is not"),
        ("", "no kind"),
    ],
)
def test_an_error_is_json_where_json_is_asked_for(run: Run, marker: str, message: str) -> None:
    code, printed, complaint = run("show", marker, "--json")
    assert (code, complaint) == (1, "")
    assert list(json.loads(printed)) == ["error"]
    assert message in json.loads(printed)["error"]


def test_a_wrong_option_of_the_site_is_json_too(run: Run, site: Site) -> None:
    assert site.page("# A").options(modles="docs").config.is_file()
    code, printed, _ = run("show", "params: 7B", "--json")
    assert (code, "did you mean 'models'" in json.loads(printed)["error"]) == (1, True)


def test_a_row_that_only_a_reader_may_bring_is_not_listed(run: Run) -> None:
    _, printed, _ = run("show", "calculator: 70B, of: fit, precision: int4")
    rows = re.findall(r"^(int4|int8|fp8|q6_k|q4_k_m|q2_k) ", printed, re.MULTILINE)
    assert rows == ["int4", "q2_k"]
    _, printed, _ = run("show", "calculator: 70B, of: fit, precision: int4", "--json")
    listed = json.loads(printed)["parts"][0]["table"]
    assert [row["cells"][0] for row in listed] == rows


# families


def test_every_architecture_is_listed_under_its_family(run: Run) -> None:
    code, printed, _ = run("families")
    rows = dict(line.split(": ") for line in printed.splitlines())
    assert (code, rows["phi"]) == (0, "phi, phi3, phimoe")
    assert sorted(", ".join(rows.values()).split(", ")) == sorted(ADAPTERS)
    assert all(name.startswith(family) for family in rows for name in rows[family].split(", "))


# assets


def test_assets_are_written_under_plain_names(run: Run) -> None:
    code, printed, _ = run("assets", "docs/assets")
    assert code == 0
    written = sorted(Path(line) for line in printed.splitlines())
    names = ("models.js", "paramsize.css", "paramsize.js")
    assert written == [Path("docs/assets") / name for name in names]
    assert all(path.stat().st_size for path in written)


def test_readers_of_a_site_without_plugins_are_offered_its_own_models_too(run: Run) -> None:
    Path("docs/models").mkdir(parents=True)
    config = {"model_type": "llama", "hidden_size": 64, "num_hidden_layers": 2}
    config |= {"num_attention_heads": 4, "intermediate_size": 128, "vocab_size": 100}
    for name in ("my-model", "llama-3.1-8b"):
        Path(f"docs/models/{name}.json").write_text(json.dumps(config), "utf-8")
    extension = "markdown_extensions:\n  - paramsize:\n      models: docs/models\n"
    Path("mkdocs.yml").write_text(f"site_name: Own\n{extension}", "utf-8")
    code, _, _ = run("assets", "docs/assets")
    written = Path("docs/assets/models.js").read_text("utf-8")
    assert code == 0
    names = offer.read(written)["models"].keys()
    assert list(names)[:2] == ["llama-3.1-8b", "my-model"]
    assert "Llama 3.1 70B" in names
    assert "Llama 3.1 8B" not in names, "the site's own model has its name"


def test_assets_cannot_be_written_into_a_file(run: Run) -> None:
    Path("a.md").write_text("", "utf-8")
    code, _, complaint = run("assets", "a.md")
    assert (code, "a.md: cannot be written to" in complaint) == (2, True)


def test_one_page_that_cannot_be_read_does_not_hide_the_others(run: Run) -> None:
    Path("docs/folder.md").mkdir(parents=True)
    Path("docs/dead.md").symlink_to("nowhere")
    Path("docs/page.md").write_text("<< modle: 7B >>", "utf-8")
    code, printed, complaint = run("check", "docs")
    assert code == 1
    assert "dead.md: this page: cannot be read" in printed + complaint
    assert "page.md:1: << modle: 7B >>" in printed + complaint


# Wrong calls


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "command"),
        (("chek",), "chek"),
        (("check", "nowhere"), "there is no file or folder nowhere"),
        (("check", ".", "--config", "nowhere.yml"), "nowhere.yml"),
        (("show", "params: Lama 3 70B"), "did you mean 'Llama 3 70B'"),
        (("show", "modle: 70B"), "did you mean 'model'"),
        (("show", "nothing"), "nothing"),
        (("show", "fit: 70B, gpus: 0"), "gpus: 0 is not"),
        (("show", "params: 70B", "--locale", "xx"), "xx"),
        (("assets",), "folder"),
    ],
)
def test_a_wrong_call_ends_with_two(run: Run, arguments: tuple[str, ...], message: str) -> None:
    code, printed, complaint = run(*arguments)
    assert (code, printed) == (2, "")
    assert message in complaint


def test_a_wrong_option_of_the_site_ends_with_two(run: Run, site: Site) -> None:
    assert site.page("# A").options(modles="docs").config.is_file()
    code, _, complaint = run("check")
    assert code == 2
    assert "did you mean 'models'" in complaint


def test_a_configuration_that_is_no_yaml_ends_with_two(run: Run, site: Site) -> None:
    site.page("# A").file("mkdocs.yml", "plugins: [")
    code, _, complaint = run("check")
    assert code == 2
    assert "mkdocs.yml: cannot be read as YAML" in complaint


def test_a_configuration_without_end_ends_with_two(run: Run, site: Site) -> None:
    site.page("# A").file("mkdocs.yml", "plugins: " + "[" * 5000)
    code, _, complaint = run("check")
    assert (code, "mkdocs.yml: cannot be read as YAML" in complaint) == (2, True)


def test_the_command_needs_no_generator(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['mkdocs'] = None; from mkdocs_paramsize.cli import main; "
        "sys.exit(main(['show', 'params: 70B']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_check_prints_each_mistake_once(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text("<< params: nope >>", "utf-8")
    command = [sys.executable, "-m", "mkdocs_paramsize", "check", "page.md"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == ""
