"""A checkpoint held beside its config: what agrees, what differs, what is counted apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from mkdocs_paramsize.architecture import read
from mkdocs_paramsize.errors import UnknownArchitectureError, UnknownShapeError
from mkdocs_paramsize.ledger import Ledger
from tests.cache import cached_per_token
from tests.checkpoint.files import (
    MIXTURE,
    TINY,
    of_config,
    write_config,
    write_index,
    write_safetensors,
)
from tests.checkpoint.reading import RELEASED, model, noted, site

pytest.importorskip("safetensors")


def test_a_checkpoint_that_agrees_with_its_config_says_nothing(tmp_path: Path) -> None:
    write_safetensors(tmp_path / "mine" / "model.safetensors", of_config(MIXTURE))
    write_config(tmp_path / "mine" / "config.json", MIXTURE)
    found = model(tmp_path, "mine")
    assert found.difference is None
    assert found.ledger.active == Ledger(read(MIXTURE)).active
    assert noted(tmp_path, "params: mine") == []


def test_a_difference_is_told_beside_the_answer_and_the_file_is_counted(tmp_path: Path) -> None:
    write_safetensors(tmp_path / "mine" / "model.safetensors", of_config(MIXTURE))
    write_config(tmp_path / "mine" / "config.json", {**MIXTURE, "vocab_size": 500})
    found = model(tmp_path, "mine")
    held = Ledger(read(MIXTURE))
    assert found.difference == (held.total, held.total - 2 * 12 * 64)
    assert found.ledger.total == held.total
    assert found.ledger.active == held.active
    assert cached_per_token(found.ledger) == cached_per_token(held)
    assert "note.witness-differs" in noted(tmp_path, "params: mine")


def test_a_tied_head_that_the_file_repeats_counts_once(tmp_path: Path) -> None:
    tied = {**TINY, "tie_word_embeddings": True}
    tensors = {**of_config(tied), "lm_head.weight": ("BF16", (512, 64))}
    write_safetensors(tmp_path / "mine" / "model.safetensors", tensors)
    write_config(tmp_path / "mine" / "config.json", tied)
    assert model(tmp_path, "mine").difference is None
    assert model(tmp_path, "mine").ledger.total == Ledger(read(tied)).total


def test_masks_and_frequencies_of_old_files_are_no_parameters(tmp_path: Path) -> None:
    config = RELEASED["gpt2"]["config"]
    tensors = of_config(config, "F32")
    for layer in range(12):
        tensors[f"transformer.h.{layer}.attn.bias"] = ("F32", (1, 1, 1024, 1024))
        tensors[f"transformer.h.{layer}.attn.masked_bias"] = ("F32", ())
    tensors["rotary_emb.inv_freq"] = ("F32", (32,))
    tensors["embeddings.position_ids"] = ("I64", (1, 512))
    write_safetensors(tmp_path / "gpt2" / "model.safetensors", tensors)
    assert model(tmp_path, "gpt2").ledger.total == RELEASED["gpt2"]["total"]


def test_a_family_that_is_not_known_is_still_counted_by_its_file(tmp_path: Path) -> None:
    strange = {**TINY, "model_type": "nova"}
    write_config(tmp_path / "mine" / "config.json", strange)
    with pytest.raises(UnknownArchitectureError):
        _ = site(tmp_path).catalogue.model("mine").ledger.total
    write_safetensors(tmp_path / "mine" / "model.safetensors", of_config(TINY))
    assert model(tmp_path, "mine").ledger.total == Ledger(read(TINY)).total
    with pytest.raises(UnknownShapeError, match="the family of its config is not known"):
        list(model(tmp_path, "mine").architecture.mixing)


def test_towers_and_prediction_layers_are_not_counted_with_the_text_model(tmp_path: Path) -> None:
    tensors = of_config(TINY)
    tensors["vision_tower.blocks.0.attn.qkv.weight"] = ("BF16", (96, 32))
    tensors["mtp.layers.0.eh_proj.weight"] = ("BF16", (64, 128))
    write_safetensors(tmp_path / "mine.safetensors", tensors)
    ledger = model(tmp_path, "mine").ledger
    assert ledger.total == Ledger(read(TINY)).total
    assert (ledger.module("vision"), ledger.module("mtp")) == (96 * 32, 64 * 128)


def test_layers_that_predict_further_tokens_are_numbered_on_and_not_counted(
    tmp_path: Path,
) -> None:
    config = {**RELEASED["deepseek-v3"]["config"], "num_nextn_predict_layers": 1}
    described = read(config)
    assert described.extras
    extras = {
        name: ("BF16", tuple(map(int, tensor.shape)))
        for tensor in described.extras
        for name in tensor.expanded()
    }
    tensors = {**of_config(config), **extras}
    write_index(tmp_path / "mine", tensors, 8)
    write_config(tmp_path / "mine" / "config.json", config)
    found = model(tmp_path, "mine")
    assert found.difference is None
    assert found.ledger.total == RELEASED["deepseek-v3"]["total"]
    assert found.witness is not None
    assert found.witness.bytes == 2 * RELEASED["deepseek-v3"]["total_with_persistent_buffers"]
