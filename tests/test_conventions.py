"""Each convention counts its own tensors, and says so in its working."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mkdocs_paramsize import ask
from mkdocs_paramsize.algebra.quantity import Quantity
from mkdocs_paramsize.architecture import read
from mkdocs_paramsize.errors import MarkerError, OptionError, ParamsizeError, ScenarioError
from mkdocs_paramsize.ledger import Ledger
from mkdocs_paramsize.marker import parse
from mkdocs_paramsize.options import read as read_options
from mkdocs_paramsize.render.door import Door

ROWS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "truth" / "models.json").read_text("utf-8")
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_the_lines_of_a_convention_sum_to_its_figure(row: dict[str, Any]) -> None:
    ledger = Ledger(read(row["config"]))
    figures = {
        "total": row["total"],
        "active": row["active_per_token"],
        "active-without-embedding": row["active_excluding_input_embedding"],
        "with-buffers": row["total_with_persistent_buffers"],
    }
    for convention, figure in figures.items():
        assert sum(line.count for line in ledger.lines(convention)) == figure


@pytest.mark.parametrize(
    "marker",
    [
        "params: DeepSeek V3, of: active",
        "params: gpt-oss-120b, of: active-without-embedding",
        "params: Llama 3.1 8B, of: non-embedding",
        "params: DeepSeek V3, of: with-buffers",
        "params: 8x22B, of: active",
        "params: Mixtral 8x7B, of: experts",
    ],
)
def test_a_working_adds_up_to_its_number(marker: str) -> None:
    figure = ask(marker).inline
    assert isinstance(figure, Quantity)
    assert sum(line.count for line in figure.lines) == figure.value


def test_a_dense_size_has_no_buffers_to_add() -> None:
    told = ask("params: 100B, of: with-buffers").inline
    assert isinstance(told, Quantity)
    assert (told.value, told.label) == (100_000_000_000, "nominal")


def test_text_follows_the_tokens_that_are_given() -> None:
    told = ask("data: 7B, of: epochs, tokens: 15T, corpus: 1T").inline
    assert isinstance(told, Quantity)
    assert told.value == 15


@pytest.mark.parametrize(
    "marker",
    ["training: 7B, gpu: H1000", "compare: 7B / 13B, gpu: H1000", "memory: 7B, kv_precision: zz"],
)
def test_a_name_that_there_is_not_is_told_even_where_a_sentence_does_not_need_it(
    marker: str,
) -> None:
    with pytest.raises(ParamsizeError, match=r"no (GPU|precision) called"):
        ask(marker)


@pytest.mark.parametrize(
    "scenario", [{"gpu": "H1000"}, {"precision": "foo"}, {"model": "Lama 3 70B"}]
)
def test_a_name_that_there_is_not_stops_the_build_when_it_is_the_sites(
    scenario: dict[str, str], tmp_path: Path
) -> None:
    with pytest.raises(OptionError, match=r"scenario: no .* called"):
        read_options({"scenario": scenario}, tmp_path)


def test_one_wrong_key_of_the_front_matter_leaves_the_others_in_force(tmp_path: Path) -> None:
    page = Door({}, tmp_path).page({"paramsize": {"contxt": 1, "context": "1k"}}, "en")
    shown = page.inline(parse("memory: Llama 3.1 8B, of: kv-cache")).element
    assert "128 MiB" in "".join(shown.itertext())
    assert "no input called 'contxt'" in " ".join(page.warnings())
    page.inline(parse("memory: Llama 3.1 8B, of: kv-cache"))
    assert page.warnings() == ()


def test_a_wrong_model_of_a_page_does_not_make_it_a_page_of_the_sites_model(tmp_path: Path) -> None:
    page = Door({"scenario": {"model": "7B"}}, tmp_path).page({"paramsize": {"model": "13Q"}}, "en")
    for marker in ("memory: page", "compare: page / 8B"):
        with pytest.raises(MarkerError, match=r"front matter: model: .*13Q"):
            page.block(parse(marker))
    assert "7B" in "".join(page.inline(parse("params: 7B")).element.itertext())


@pytest.mark.parametrize("marker", ["compare: 7B / 13B", "tiers:", "calculator: 7B"])
def test_what_stands_alone_is_refused_inside_a_sentence(marker: str, tmp_path: Path) -> None:
    page = Door({}, tmp_path).page({}, "en")
    with pytest.raises(MarkerError, match="stands alone"):
        page.inline(parse(marker))


@pytest.mark.parametrize(
    "marker",
    [
        "dial: context, value: 8k, choices: 8k / foo",
        "dial: context, value: 2k, from: 128k, to: 8k",
        "dial: batch, value: 9, to: 8",
    ],
)
def test_a_dial_that_cannot_be_turned_is_refused(marker: str) -> None:
    with pytest.raises(ScenarioError):
        ask(marker)


def test_a_file_of_models_that_is_none_stops_the_build_and_names_the_option(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "pyproject.toml").write_text("[project]\nname = 'a'\n", "utf-8")
    with pytest.raises(OptionError, match=r"models: pyproject\.toml"):
        read_options({"models": "models"}, tmp_path)


def test_a_file_whose_name_reads_as_a_size_stops_the_build(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "70B.json").write_text("{}", "utf-8")
    with pytest.raises(OptionError, match="'70B' reads as a size"):
        read_options({"models": "models"}, tmp_path)


def test_an_empty_path_is_no_folder_of_models(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="empty path"):
        read_options({"models": ""}, tmp_path)
