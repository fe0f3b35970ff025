"""What a marker is of: one or several, by name or by size, and which models stand near a size."""

from __future__ import annotations

from pathlib import Path

import pytest

from mkdocs_paramsize.errors import MarkerError, UnknownNameError
from mkdocs_paramsize.kinds import KINDS, answer
from mkdocs_paramsize.options import read
from tests.asking import CATALOGUE, FACTS, asked, in_words, told


@pytest.mark.parametrize(
    "kind", [kind.name for kind in KINDS.values() if kind.form.subject == "model"]
)
@pytest.mark.parametrize("listed", ["Llama 3.1 8B / Llama 3.1 70B", "nonsense / Llama 3.1 8B"])
def test_a_list_is_refused_by_a_kind_that_is_of_one(kind: str, listed: str) -> None:
    with pytest.raises(MarkerError, match="one at a time"):
        asked(f"{kind}: {listed}")


@pytest.mark.parametrize(
    "wrong", ["gpu: A100 / H100", "gpu: 8x/H100", "precision: foo/int4", "kv_precision: a/fp8"]
)
def test_a_list_or_an_owner_is_no_name_of_a_gpu_or_a_format(wrong: str) -> None:
    with pytest.raises(UnknownNameError, match=wrong.partition(": ")[2]):
        asked(f"memory: 70B, {wrong}")


@pytest.mark.parametrize(
    ("listed", "meant"),
    [
        ("7B/13B", "7B / 13B"),
        ("7B/Llama 3.1 8B, show: params", "7B / Llama 3.1 8B, show: params"),
        ("GPT-4/Claude", "GPT-4 / Claude"),
        ("70B / Qwen 7B/page", "70B / Qwen 7B / page"),
        ("7B/unheard-of", "7B / unheard-of"),
        ("7B、13B", "7B / 13B"),
        ("'7B, 13B'", "7B / 13B"),
        ("Qwen/Qwen3-8B/Qwen/Qwen3-14B", "Qwen/Qwen3-8B / Qwen/Qwen3-14B"),
        ("meta-llama/Llama-3.1-8B/Llama 3.1 70B", "meta-llama/Llama-3.1-8B / Llama 3.1 70B"),
    ],
)
def test_a_list_with_another_mark_between_is_told_how_it_is_written(
    listed: str, meant: str
) -> None:
    with pytest.raises(MarkerError) as caught:
        asked(f"compare: {listed}", model="7B")
    assert f"put ' / ' between models, as in 'compare: {meant}'" in str(caught.value)


@pytest.mark.parametrize("name", ["meta-llama/Llama-3.1-8B", "unsloth/meta-llama/Llama-3.1-8B"])
def test_the_owner_of_a_model_is_no_item_of_a_list(name: str) -> None:
    assert len(asked(f"compare: {name} / 7B").subjects) == 2


@pytest.mark.parametrize("size", ["0.1B", "0.35B", "7B", "47B", "49.9975B", "1T", "1.76T"])
def test_models_near_a_size_are_dense_decoders(size: str) -> None:
    subject = asked(f"memory: {size}").subject
    for name in subject.neighbours:
        architecture = CATALOGUE.model(name).architecture
        assert architecture.decoder, name
        assert all(tensor.active == tensor.count for tensor in architecture.tensors), name


def test_the_densest_change_is_not_advised_where_a_nearer_one_fits() -> None:
    assert "q5_k_m" in in_words(told("fit: Qwen2.5 14B, gpu: RTX 3060 12GB").inline)
    assert "q4_k_m" in in_words(told("fit: Qwen2.5 14B, gpu: RTX 3060 12GB, context: 16k").inline)


@pytest.mark.parametrize(
    ("marker", "said"),
    [
        ("model: Gemma 3 1B", "999,885,952, tiny"),
        ("model: 0.9994B", "999M, tiny"),
        ("model: 1B", "1B, small"),
        ("model: 99.99B", "99,990,000,000, medium"),
        ("model: 100B", "100B, large"),
    ],
)
def test_a_count_does_not_look_like_one_of_the_tier_above(marker: str, said: str) -> None:
    assert in_words(told(marker).inline).replace(" (", ", ").rstrip(")") == said


def test_nor_of_a_tier_of_the_sites_own(tmp_path: Path) -> None:
    tiers = [{"name": "pocket"}, {"name": "rack", "from": "70B"}]
    facts = read({"tiers": tiers}, tmp_path).facts
    for size, said in (("69960M", "69,960,000,000 (pocket)"), ("69940M", "69.9B (pocket)")):
        assert in_words(answer(asked(f"model: {size}", facts)).inline) == said


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Nvidia H100", "H100 SXM 80GB"),
        ("NVIDIA RTX 4090", "RTX 4090"),
        ("AMD MI300X", "Instinct MI300X"),
        ("华为昇腾 910C", "Ascend 910C"),
    ],
)
def test_a_gpu_is_known_by_its_makers_name_too(written: str, name: str) -> None:
    assert FACTS.gpu(written).name == name


@pytest.mark.parametrize("kind", ["memory", "breakdown", "params", "fit", "model", "speed"])
def test_a_mixture_by_size_names_real_ones(kind: str) -> None:
    notes = " ".join(map(in_words, told(f"{kind}: 8x7B").block.notes))
    assert "two experts serve a token. Real models near it: Mixtral 8x7B" in notes


def test_the_pages_own_size_is_said_to_be_typical_where_models_are_compared() -> None:
    for model, said in (("8x7B", "decoder of one expert's size"), ("70B", "decoder of that size")):
        notes = [*map(in_words, told("compare: page / Llama 3.1 8B", model=model).block.notes)]
        assert any(f"the figures for {model} are" in note and said in note for note in notes)


def test_what_is_weighed_without_a_shape_is_said_where_models_are_compared() -> None:
    notes = [*map(in_words, told("compare: 671B-A37B / 8x7B / 70B, show: memory").block.notes)]
    assert any(note.endswith("counts the weights alone: 671B-A37B.") for note in notes)
    assert any(
        note.startswith("A size alone has no shape: the figures for 8x7B ") for note in notes
    )
    assert not any("weights alone" in in_words(x) for x in told("compare: 7B / 8B").block.notes)
