"""Memory as others published it, asked for as a page asks: misses that are known are named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mkdocs_paramsize import formulas
from mkdocs_paramsize.algebra.quantity import Quantity
from mkdocs_paramsize.answer import Answer
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.kinds import answer, question
from mkdocs_paramsize.marker import parse
from mkdocs_paramsize.scenario import Scenario

PUBLISHED: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parent / "published" / "memory.json").read_text("utf-8")
)
FACTS = Facts()
GB, GIB = 10**9, 2**30


def asked(marker: str) -> Answer:
    return answer(question(parse(marker), Scenario(), FACTS))


def figure(marker: str) -> float:
    found = asked(marker).inline
    assert isinstance(found, Quantity)
    return found.low


def row(told: Answer, part: str) -> float:
    """The amount in the row of that part, as a reader finds it in the table."""
    assert told.block.table is not None
    (found,) = [row.cells[1] for row in told.block.table.rows if row.part == part]
    assert isinstance(found, Quantity)
    return found.low


def trainable(marker: str) -> float:
    """The parameters that are trained, out of the note that tells them."""
    notes = [
        note for note in asked(marker).block.notes if getattr(note, "key", "") == "memory.adapters"
    ]
    (found,) = [note.fields["trainable"] for note in notes]  # type: ignore[union-attr]
    assert isinstance(found, Quantity)
    return found.low


def rows(group: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "published", PUBLISHED[group], ids=lambda row: "-".join(map(str, list(row.values())[:3]))
    )


@rows("zero")
def test_zeros_stages_keep_what_the_paper_draws(published: dict[str, Any]) -> None:
    marker = f"memory: 7.5B, of: training, zero: {published['zero']}, gpus: 64"
    assert row(asked(marker), "states") / GB == pytest.approx(published["gb"], rel=0.015)


def test_zeros_stages_cut_up_one_more_state_each() -> None:
    parts = ("optimizer", "gradients", "weights")
    for zero in range(4):
        told = asked(f"memory: 7.5B, of: training, zero: {zero}, gpus: 64")
        whole = asked("memory: 7.5B, of: training")
        cut = [part for part in parts if row(told, part) == row(whole, part) / 64]
        assert cut == list(parts[:zero])


@rows("kv_cache")
def test_llamas_cache_is_as_hugging_face_tells(published: dict[str, Any]) -> None:
    marker = f"memory: {published['model']}, of: kv-cache, context: {published['tokens']}"
    assert figure(marker) / GIB == pytest.approx(published["gib"], rel=0.005)


@rows("kv_cache_of_twice_the_heads")
def test_the_405bs_published_cache_is_that_of_twice_the_heads(published: dict[str, Any]) -> None:
    marker = f"memory: {published['model']}, of: kv-cache, context: {published['tokens']}"
    assert published["gib"] / (figure(marker) / GIB) == pytest.approx(2, rel=0.005)


@rows("weights")
def test_a_sizes_weights_are_its_bytes(published: dict[str, Any]) -> None:
    marker = f"memory: {published['size']}, of: weights, precision: {published['precision']}"
    assert figure(marker) == published["gb"] * GB


@rows("lora")
def test_adapters_have_the_parameters_that_peft_prints(published: dict[str, Any]) -> None:
    options = f"rank: {published['rank']}, targets: {published['targets']}"
    marker = f"memory: {published['model']}, of: training, method: lora, {options}"
    assert trainable(marker) == published["trainable"]


def test_llama_2s_adapters_by_hand() -> None:
    """32 layers, q and v of 4,096 by 4,096, rank 8; all linear layers, rank 64."""
    marker = "memory: Llama 2 7B, of: training, method: lora, "
    assert trainable(f"{marker} rank: 8, targets: q_proj / v_proj") == 32 * 2 * 8 * (4096 + 4096)
    attention, mlp = 4 * (4096 + 4096), 3 * (4096 + 11008)
    assert trainable(f"{marker} rank: 64, targets: all") == 32 * 64 * (attention + mlp)
    assert trainable(f"{marker} rank: 64") == 32 * 64 * attention


@rows("lora_of_gpt_3")
def test_the_lora_papers_own_adapters(published: dict[str, Any]) -> None:
    ends = 96 * 2 * (12288 + 12288)
    ours = formulas.adapters(published["rank"], ends) / 1e6
    assert round(ours, 1) == published["millions"]


# Activations as Korthikanti et al. 2022, arXiv:2205.05198, count them

GPT_3 = {"sequence": 2048, "batch": 1, "width": 12288, "heads": 96}
MT_NLG = {"sequence": 2048, "batch": 1, "width": 20480, "heads": 128}


@pytest.mark.parametrize("model", [GPT_3, MT_NLG], ids=["GPT-3", "MT-NLG"])
def test_the_papers_count_without_its_dropout_is_ours(model: dict[str, int]) -> None:
    s, b, d, a = model.values()
    masks = 2 * s * b * d  # One byte for each number behind the two linear layers
    scores = 3 * a * s * s * b  # A mask of one byte, and the product of two
    ours = formulas.training_activations(s, b, 1, d, 4 * d, 4 * d, 4, a)
    assert ours == formulas.korthikanti_activations(s, b, d, a) - masks - scores


def test_a_gpt_keeps_what_the_paper_says_less_dropout() -> None:
    """GPT-3 through a marker: 32 s b d in each of 96 layers, and its attention matrices."""
    marker = "memory: GPT-3 175B, of: training, sequence: 2048, recompute: "
    linear = 32 * 2048 * 12288 * 96
    assert row(asked(f"{marker} selective"), "activations") == linear
    assert row(asked(f"{marker} none"), "activations") == linear + 2 * 96 * 2048**2 * 96
    assert row(asked(f"{marker} full"), "activations") == 2 * 2048 * 12288 * 96 + linear / 96
