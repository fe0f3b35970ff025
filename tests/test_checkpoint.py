"""Checkpoints on the site's own disk: counted by their headers, held beside their configs."""

from __future__ import annotations

import json
import struct
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from math import prod
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mkdocs_paramsize.architecture import read
from mkdocs_paramsize.catalogue import Catalogue, Model, OwnModels
from mkdocs_paramsize.catalogue.checkpoint import is_checkpoint
from mkdocs_paramsize.catalogue.checkpoint_names import component_of, is_buffer, module_of
from mkdocs_paramsize.catalogue.gguf_header import FILE_TYPES, TYPES, GgufHeader, read_gguf
from mkdocs_paramsize.catalogue.safetensors_header import BITS, LARGEST_HEADER, read_safetensors
from mkdocs_paramsize.errors import (
    ConfigError,
    DataError,
    ParamsizeError,
    UnknownArchitectureError,
    UnknownNameError,
    UnknownShapeError,
)
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.kinds import answer, question
from mkdocs_paramsize.ledger import Ledger
from mkdocs_paramsize.marker import parse
from mkdocs_paramsize.scenario import Scenario
from mkdocs_paramsize.scenario.subject import Subject, resolve
from mkdocs_paramsize.storage import weights
from tests.cache import cached_per_token

pytest.importorskip("safetensors")

FOLDER = Path(__file__).parent / "truth"
RELEASED = {
    row["id"]: row for row in json.loads((FOLDER / "models.json").read_text(encoding="utf-8"))
}
TINY = {
    "model_type": "llama",
    "hidden_size": 64,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "intermediate_size": 256,
    "vocab_size": 512,
    "dtype": "bfloat16",
}
MIXTURE = {**TINY, "model_type": "mixtral", "num_local_experts": 4, "num_experts_per_tok": 2}

Shapes = Mapping[str, tuple[str, tuple[int, ...]]]
"""Type and shape of tensors by their names."""


def of_config(config: dict[str, Any], dtype: str = "BF16") -> dict[str, Any]:
    """The checkpoint that a config describes, buffers included."""
    return {
        name: (dtype, tuple(map(int, tensor.shape)))
        for tensor in read(config).tensors
        for name in tensor.expanded()
    }


def write_safetensors(path: Path, tensors: Shapes) -> Path:
    """A file of these tensors whose data is a hole: as large as it says, and empty."""
    header, at = {}, 0
    for name, (dtype, shape) in tensors.items():
        end = at + prod(shape) * BITS[dtype] // 8
        header[name] = {"dtype": dtype, "shape": list(shape), "data_offsets": [at, end]}
        at = end
    text = json.dumps(header).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        file.truncate(8 + len(text) + at)
    return path


def write_index(folder: Path, tensors: Shapes, parts: int, *, files: bool = True) -> Path:
    """An index and, if wanted, the files that it names."""
    names = [f"model-{number + 1:05}-of-{parts:05}.safetensors" for number in range(parts)]
    where = {name: names[number % parts] for number, name in enumerate(tensors)}
    size = sum(prod(shape) * BITS[dtype] // 8 for dtype, shape in tensors.values())
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "model.safetensors.index.json"
    path.write_text(json.dumps({"metadata": {"total_size": size}, "weight_map": where}))
    for file in names if files else ():
        write_safetensors(folder / file, {n: t for n, t in tensors.items() if where[n] == file})
    return path


GGUF_NUMBERS = {name: number for number, (name, _, _) in TYPES.items()}


def text(value: str) -> bytes:
    return struct.pack("<Q", len(value.encode())) + value.encode()


def gguf_bytes(tensors: Shapes, fields: Mapping[str, int | str | list[str]] | None = None) -> bytes:
    """The header of a GGUF file, padded to where its data begins."""
    given_fields = fields or {}
    made = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(given_fields))
    for key, value in given_fields.items():
        made += text(key)
        if isinstance(value, int):
            made += struct.pack("<II", 4, value)
        elif isinstance(value, str):
            made += struct.pack("<I", 8) + text(value)
        else:
            made += struct.pack("<IIQ", 9, 8, len(value)) + b"".join(map(text, value))
    at = 0
    for name, (dtype, shape) in tensors.items():
        made += text(name) + struct.pack("<I", len(shape))
        made += struct.pack(f"<{len(shape)}Q", *reversed(shape))
        made += struct.pack("<IQ", GGUF_NUMBERS[dtype], at)
        at += -(-_gguf_size(dtype, shape) // 32) * 32
    return made + bytes(-len(made) % 32)


def _gguf_size(dtype: str, shape: tuple[int, ...]) -> int:
    _, elements, size = TYPES[GGUF_NUMBERS[dtype]]
    return prod(shape) // elements * size


def write_gguf(path: Path, tensors: Shapes, fields: Mapping[str, Any] | None = None) -> Path:
    made = gguf_bytes(tensors, fields)
    data = sum(-(-_gguf_size(*tensor) // 32) * 32 for tensor in tensors.values())
    with path.open("wb") as file:
        file.write(made)
        file.truncate(len(made) + data)
    return path


def site(folder: Path) -> Facts:
    return Facts(Catalogue(OwnModels((folder,), folder)))


def model(folder: Path, name: str) -> Model:
    found = site(folder).catalogue.model(name)
    assert found.witness is not None
    return found


def subject(folder: Path, name: str) -> Subject:
    return resolve(name, site(folder).catalogue)


def noted(folder: Path, marker: str) -> list[str]:
    """Keys of the notes beside an answer."""
    facts = site(folder)
    made = answer(question(parse(marker), Scenario(()), facts))
    return [note.key for note in made.block.notes if hasattr(note, "key")]


# What a checkpoint without a config tells


def test_the_count_is_summed_from_the_file_and_exact(tmp_path: Path) -> None:
    write_safetensors(tmp_path / "my-model.safetensors", of_config(TINY))
    total = subject(tmp_path, "my-model").total()
    assert total.value == Ledger(read(TINY)).total
    assert total.label == "exact"
    assert total.source is not None
    assert total.source.text == "my-model.safetensors"


@pytest.mark.parametrize("name", ["llama-3.1-8b", "mixtral-8x7b", "gpt2", "qwen3-30b-a3b"])
def test_headers_of_released_models_are_counted_without_their_data(
    tmp_path: Path, name: str
) -> None:
    config = RELEASED[name]["config"]
    write_index(tmp_path / "released", of_config(config), 4)
    start = time.perf_counter()
    found = model(tmp_path, "released")
    assert found.ledger.total == RELEASED[name]["total"]
    assert found.ledger.with_buffers == RELEASED[name]["total_with_persistent_buffers"]
    assert time.perf_counter() - start < 5
    assert found.witness is not None
    assert found.witness.bytes == 2 * RELEASED[name]["total_with_persistent_buffers"]
    ours = {k: v for k, v in found.ledger.by_component.items() if v}
    assert ours == {k: v for k, v in RELEASED[name]["by_component"].items() if v}


def test_layers_and_experts_that_are_alike_are_one_line(tmp_path: Path) -> None:
    write_safetensors(tmp_path / "mix.safetensors", of_config(MIXTURE))
    ours = {(t.name, t.shape, t.times) for t in model(tmp_path, "mix").ledger.parameters}
    theirs = {(t.name, tuple(map(int, t.shape)), t.times) for t in read(MIXTURE).tensors}
    assert ours == theirs


def test_bytes_as_released_are_those_of_the_file(tmp_path: Path) -> None:
    tensors = of_config(TINY)
    tensors["model.norm.weight"] = ("F32", (64,))
    write_safetensors(tmp_path / "mine.safetensors", tensors)
    found, facts = subject(tmp_path, "mine"), site(tmp_path)
    assert found.model is not None
    assert found.model.released == "bf16"
    figure = weights(found, facts.precision("bf16"), facts)
    assert figure.value == 2 * Ledger(read(TINY)).total + 2 * 64
    assert figure.label == "exact"


def test_in_another_precision_the_tensors_of_the_file_are_weighed(tmp_path: Path) -> None:
    write_safetensors(tmp_path / "mine.safetensors", of_config(TINY))
    found, facts = subject(tmp_path, "mine"), site(tmp_path)
    described = Ledger(read(TINY))
    linear = described.by_component["attention"] + described.by_component["mlp"]
    figure = weights(found, facts.precision("int4"), facts)
    assert figure.value == linear // 2 + 2 * (described.total - linear)


def test_what_needs_a_shape_says_what_is_missing(tmp_path: Path) -> None:
    write_safetensors(tmp_path / "mine.safetensors", of_config(TINY))
    with pytest.raises(UnknownShapeError, match=r"put its config\.json beside it"):
        list(model(tmp_path, "mine").architecture.mixing)
    with pytest.raises(UnknownShapeError, match=r"put its config\.json beside it"):
        _ = model(tmp_path, "mine").architecture.dims["width"]


@pytest.mark.parametrize("marker", ["params: mix", "memory: mix", "breakdown: mix", "model: mix"])
def test_a_mixture_answers_all_that_needs_no_shape(tmp_path: Path, marker: str) -> None:
    write_safetensors(tmp_path / "mix.safetensors", of_config(MIXTURE))
    made = answer(question(parse(marker), Scenario(()), site(tmp_path)))
    assert made.title


def test_experts_that_serve_a_token_are_not_guessed(tmp_path: Path) -> None:
    write_safetensors(tmp_path / "mix.safetensors", of_config(MIXTURE))
    with pytest.raises(UnknownShapeError, match="how many experts serve a token"):
        _ = model(tmp_path, "mix").ledger.active


# With a config beside it


def write_config(path: Path, config: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(config), encoding="utf-8")


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


# Packed checkpoints


def packed(config: dict[str, Any], make: Any) -> dict[str, Any]:
    """The checkpoint with its linear layers packed by `make(stem, outputs, inputs)`."""
    tensors: dict[str, Any] = {}
    for name, (dtype, shape) in of_config(config).items():
        if name.endswith("_proj.weight"):
            tensors |= make(name.removesuffix(".weight"), *shape)
        else:
            tensors[name] = (dtype, shape)
    return tensors


def gptq(stem: str, outputs: int, inputs: int) -> dict[str, Any]:
    return {
        f"{stem}.qweight": ("I32", (inputs // 8, outputs)),
        f"{stem}.qzeros": ("I32", (inputs // 64, outputs // 8)),
        f"{stem}.scales": ("F16", (inputs // 64, outputs)),
        f"{stem}.g_idx": ("I32", (inputs,)),
    }


def awq(stem: str, outputs: int, inputs: int) -> dict[str, Any]:
    return {
        f"{stem}.qweight": ("I32", (inputs, outputs // 8)),
        f"{stem}.qzeros": ("I32", (inputs // 64, outputs // 8)),
        f"{stem}.scales": ("F16", (inputs // 64, outputs)),
    }


def nf4(stem: str, outputs: int, inputs: int) -> dict[str, Any]:
    return {
        f"{stem}.weight": ("U8", (outputs * inputs // 2, 1)),
        f"{stem}.weight.absmax": ("U8", (outputs * inputs // 64,)),
        f"{stem}.weight.nested_absmax": ("F32", (outputs * inputs // 64 // 256 + 1,)),
        f"{stem}.weight.nested_quant_map": ("F32", (256,)),
        f"{stem}.weight.quant_map": ("F32", (16,)),
        f"{stem}.weight.quant_state.bitsandbytes__nf4": ("U8", (80,)),
    }


def fp8(stem: str, outputs: int, inputs: int) -> dict[str, Any]:
    return {
        f"{stem}.weight": ("F8_E4M3", (outputs, inputs)),
        f"{stem}.weight_scale_inv": ("F32", (-(-outputs // 128), -(-inputs // 128))),
    }


def nvfp4(stem: str, outputs: int, inputs: int) -> dict[str, Any]:
    return {
        f"{stem}.weight_packed": ("U8", (outputs, inputs // 2)),
        f"{stem}.weight_scale": ("F8_E4M3", (outputs, inputs // 16)),
        f"{stem}.weight_global_scale": ("F32", (1,)),
    }


def int8(stem: str, outputs: int, inputs: int) -> dict[str, Any]:
    return {f"{stem}.weight": ("I8", (outputs, inputs)), f"{stem}.SCB": ("F32", (outputs,))}


@pytest.mark.parametrize(
    ("make", "precision"),
    [
        (gptq, "gptq-int4"),
        (awq, "awq-int4"),
        (nf4, "nf4-dq"),
        (fp8, "fp8-block"),
        (nvfp4, "nvfp4"),
        (int8, "int8"),
    ],
)
def test_packed_weights_are_counted_as_what_they_unpack_to(
    tmp_path: Path, make: Any, precision: str
) -> None:
    tensors = packed(TINY, make)
    write_safetensors(tmp_path / "mine.safetensors", tensors)
    found, facts = subject(tmp_path, "mine"), site(tmp_path)
    assert found.total().value == Ledger(read(TINY)).total
    assert found.model is not None
    assert found.model.released == precision
    size = sum(prod(shape) * BITS[dtype] // 8 for dtype, shape in tensors.values())
    assert weights(found, facts.precision(precision), facts).value == size


def test_mxfp4_blocks_hold_two_weights_a_byte(tmp_path: Path) -> None:
    tensors = {
        "model.embed_tokens.weight": ("BF16", (512, 64)),
        "model.layers.0.mlp.experts.down_proj_blocks": ("U8", (4, 64, 3, 16)),
        "model.layers.0.mlp.experts.down_proj_scales": ("U8", (4, 64, 3)),
    }
    write_safetensors(tmp_path / "mine.safetensors", tensors)
    assert model(tmp_path, "mine").ledger.total == 512 * 64 + 4 * 64 * 96
    assert model(tmp_path, "mine").released == "mxfp4-experts"


def test_integers_whose_width_only_the_config_tells(tmp_path: Path) -> None:
    def make(stem: str, outputs: int, inputs: int) -> dict[str, Any]:
        return {
            f"{stem}.weight_packed": ("I32", (outputs, inputs // 8)),
            f"{stem}.weight_scale": ("BF16", (outputs, inputs // 32)),
            f"{stem}.weight_shape": ("I64", (2,)),
        }

    write_safetensors(tmp_path / "mine" / "model.safetensors", packed(TINY, make))
    with pytest.raises(DataError, match=r"model\.safetensors: .*config\.json beside it"):
        site(tmp_path).catalogue.model("mine")
    weight = {"num_bits": 4, "type": "int", "strategy": "group", "group_size": 32}
    groups = {"group_0": {"targets": ["Linear"], "weights": weight}}
    packing = {
        "quant_method": "compressed-tensors",
        "format": "pack-quantized",
        "ignore": ["lm_head"],
        "config_groups": groups,
    }
    write_config(tmp_path / "mine" / "config.json", {**TINY, "quantization_config": packing})
    assert model(tmp_path, "mine").difference is None
    assert model(tmp_path, "mine").released == "w4a16"


# Names of files


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("my-model.safetensors", "my-model"),
        ("my-model/model.safetensors", "my-model"),
        ("my-model-00001-of-00001.safetensors", "my-model"),
        ("My Model.safetensors", "my-model"),
    ],
)
def test_a_checkpoint_is_called_by_its_file_or_its_folder(
    tmp_path: Path, file: str, name: str
) -> None:
    write_safetensors(tmp_path / file, of_config(TINY))
    assert model(tmp_path, name).ledger.total == Ledger(read(TINY)).total


def test_later_parts_are_no_models(tmp_path: Path) -> None:
    write_index(tmp_path / "mine", of_config(TINY), 3)
    assert set(OwnModels((tmp_path,), tmp_path).names) == {"mine"}
    assert not is_checkpoint(Path("model-00002-of-00003.safetensors"))


def test_parts_without_an_index_are_found_by_their_numbers(tmp_path: Path) -> None:
    write_index(tmp_path / "mine", of_config(TINY), 3).unlink()
    assert model(tmp_path, "mine").ledger.total == Ledger(read(TINY)).total
    (tmp_path / "mine" / "model-00002-of-00003.safetensors").unlink()
    with pytest.raises(DataError, match=r"its part model-00002-of-00003\.safetensors is not there"):
        site(tmp_path).catalogue.model("mine")


def test_nothing_is_read_before_a_name_asks_for_it(tmp_path: Path) -> None:
    (tmp_path / "broken.safetensors").write_bytes(b"broken")
    write_safetensors(tmp_path / "mine.safetensors", of_config(TINY))
    assert model(tmp_path, "mine").ledger.total
    with pytest.raises(UnknownNameError):
        site(tmp_path).catalogue.model("something else")


def test_a_part_outside_of_the_site_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    write_index(folder / "mine", of_config(TINY), 1)
    part = folder / "mine" / "model-00001-of-00001.safetensors"
    part.rename(tmp_path / "away.safetensors")
    part.symlink_to(tmp_path / "away.safetensors")
    with pytest.raises(DataError, match="outside of the site's folder"):
        site(folder).catalogue.model("mine")


# An index alone


def test_an_index_with_a_config_tells_the_bytes(tmp_path: Path) -> None:
    tensors = of_config(TINY)
    tensors["model.norm.weight"] = ("F32", (64,))
    write_index(tmp_path / "mine", tensors, 2, files=False)
    write_config(tmp_path / "mine" / "config.json", TINY)
    found, facts = subject(tmp_path, "mine"), site(tmp_path)
    assert found.total().value == Ledger(read(TINY)).total
    size = 2 * Ledger(read(TINY)).total + 2 * 64
    assert weights(found, facts.precision("bf16"), facts).value == size


def test_an_index_that_counts_other_parameters_than_its_config_says_so(tmp_path: Path) -> None:
    path = write_index(tmp_path / "mine", of_config(TINY), 2, files=False)
    index = json.loads(path.read_text(encoding="utf-8"))
    index["metadata"]["total_parameters"] = 1234
    path.write_text(json.dumps(index), encoding="utf-8")
    assert subject(tmp_path, "mine").total().value == 1234
    write_config(tmp_path / "mine" / "config.json", TINY)
    assert subject(tmp_path, "mine").total().value == Ledger(read(TINY)).total
    assert "note.index-differs" in noted(tmp_path, "params: mine")


@pytest.mark.parametrize(
    ("index", "fault"),
    [
        ("", "not an index"),
        ("[]", "not an index"),
        ("[" * 100_000, "not an index"),
        ('{"weight_map": {"a": 3}}', "not an index"),
        ('{"metadata": ' + '{"a":' * 50_000 + "1" + "}" * 50_000 + "}", "not an index"),
        ('{"weight_map": {"a": "../../etc/passwd"}}', "no file beside"),
        ('{"weight_map": {"a": "/x.safetensors"}}', "no file beside"),
        ('{"weight_map": {"a": "x.safetensors"}}', "total_size is missing"),
        ('{"metadata": {"total_size": -1}, "weight_map": {}}', "total_size is -1"),
        ('{"metadata": {"total_size": 9223372036854775808}, "weight_map": {}}', "is that meant"),
        ('{"metadata": {"total_size": 1e400}, "weight_map": {}}', "not an index"),
        ('{"metadata": {"total_size": "16"}, "weight_map": {}}', "is that meant"),
        ('{"metadata": {"total_size": 16}, "weight_map": {}}', "cannot be told from it alone"),
    ],
)
def test_a_wrong_index_is_a_clear_error(tmp_path: Path, index: str, fault: str) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "model.safetensors.index.json").write_text(index, encoding="utf-8")
    with pytest.raises(DataError, match=fault) as caught:
        site(tmp_path).catalogue.model("mine")
    assert str(caught.value).startswith("model.safetensors.index.json: ")
    assert len(str(caught.value)) < 400


def test_a_tensor_that_is_not_in_the_file_that_the_index_names(tmp_path: Path) -> None:
    path = write_index(tmp_path / "mine", of_config(TINY), 1)
    index = json.loads(path.read_text(encoding="utf-8"))
    index["weight_map"]["model.ghost"] = "model-00001-of-00001.safetensors"
    path.write_text(json.dumps(index), encoding="utf-8")
    with pytest.raises(DataError, match=r"model\.ghost is to be in"):
        site(tmp_path).catalogue.model("mine")


# Headers of safetensors that lie


def safetensors_bytes(header: bytes, stated: int | None = None, data: bytes = b"") -> bytes:
    return struct.pack("<Q", len(header) if stated is None else stated) + header + data


ONE = b'{"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}'


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 7,
        safetensors_bytes(b"{}", 2**63),
        safetensors_bytes(b"{}", 2**64 - 1),
        safetensors_bytes(ONE, data=b"\0" * 7),
        safetensors_bytes(ONE, data=b"\0" * 9),
        safetensors_bytes(ONE[:-1], data=b"\0" * 8),
        safetensors_bytes(ONE.replace(b"F32", b"F33"), data=b"\0" * 8),
        safetensors_bytes(ONE.replace(b"[2]", b"[-2]"), data=b"\0" * 8),
        safetensors_bytes(ONE.replace(b"[2]", b"[1e9]"), data=b"\0" * 8),
        safetensors_bytes(ONE.replace(b"[2]", b"[9223372036854775808, 4]"), data=b"\0" * 8),
        safetensors_bytes(ONE.replace(b"[0, 8]", b"[8, 0]"), data=b"\0" * 8),
        safetensors_bytes(b"[" * 1_000_000),
        safetensors_bytes(b'{"a":' * 200_000),
        safetensors_bytes(b'{"__metadata__": {"a": ' + b"[" * 200_000 + b"]" * 200_000 + b"}}"),
        safetensors_bytes(b"\xff\xfe"),
    ],
    ids=range(16),
)
def test_a_lying_safetensors_header_is_a_clear_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "mine.safetensors"
    path.write_bytes(content)
    start = time.perf_counter()
    with pytest.raises(DataError, match=r"^mine\.safetensors: not a whole safetensors file: "):
        read_safetensors(path)
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize("package", ["safetensors", "numpy"])
def test_a_package_that_is_not_there_is_named_with_the_way_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    path = write_safetensors(tmp_path / "mine.safetensors", of_config(TINY))
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(DataError, match=r"mine\.safetensors: .*mkdocs-paramsize\[checkpoints\]"):
        read_safetensors(path)


def test_a_gguf_file_needs_no_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_gguf(tmp_path / "mine.gguf", GGUF_TINY, GGUF_FIELDS)
    for package in ("gguf", "numpy", "safetensors"):
        monkeypatch.setitem(sys.modules, package, None)
    assert len(read_gguf(path).tensors) == len(GGUF_TINY)


def test_a_header_far_larger_than_any_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "mine.safetensors"
    with path.open("wb") as file:
        file.write(struct.pack("<Q", LARGEST_HEADER + 1))
        file.truncate(LARGEST_HEADER + 100)
    with pytest.raises(DataError, match="which no released checkpoint needs"):
        read_safetensors(path)


def test_a_header_of_a_hundred_thousand_tensors_is_read_in_seconds(tmp_path: Path) -> None:
    tensors = {f"model.layers.{n % 61}.x{n // 61}": ("BF16", (1,)) for n in range(100_000)}
    write_safetensors(tmp_path / "mine.safetensors", tensors)
    start = time.perf_counter()
    assert model(tmp_path, "mine").ledger.total == 100_000
    assert time.perf_counter() - start < 20


@given(st.data())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_safetensors_file_never_breaks_the_reader(
    tmp_path: Path, data: st.DataObject
) -> None:
    path = write_safetensors(tmp_path / "mine.safetensors", {"a.weight": ("F32", (4, 4))})
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] = data.draw(st.integers(0, 255))
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    _either_read_or_refused(tmp_path)


def _either_read_or_refused(folder: Path) -> None:
    """A count, or an error that names the file."""
    told = _told(lambda: subject(folder, "mine").total().value)
    assert isinstance(told, int) or str(told).startswith("mine.")


def _told(action: Callable[[], object]) -> object:
    try:
        return action()
    except ParamsizeError as error:
        return str(error)


# GGUF

GGUF_TINY: dict[str, Any] = {
    "token_embd.weight": ("Q6_K", (512, 256)),
    "blk.0.attn_q.weight": ("Q4_K", (256, 256)),
    "blk.1.attn_q.weight": ("Q4_K", (256, 256)),
    "blk.0.attn_norm.weight": ("F32", (256,)),
    "blk.1.attn_norm.weight": ("F32", (256,)),
    "blk.0.ffn_down_exps.weight": ("Q4_K", (4, 256, 512)),
    "rope_freqs.weight": ("F32", (64,)),
    "output.weight": ("Q6_K", (512, 256)),
}
GGUF_FIELDS: dict[str, Any] = {
    "general.architecture": "llama",
    "general.file_type": 15,
    "llama.expert_count": 4,
    "llama.expert_used_count": 2,
    "tokenizer.ggml.tokens": ["a", "b", "語"] * 1000,
}
GGUF_TOTAL = 2 * 512 * 256 + 2 * 256 * 256 + 2 * 256 + 4 * 256 * 512


def test_a_gguf_file_is_counted_in_weights_and_in_bytes(tmp_path: Path) -> None:
    write_gguf(tmp_path / "mine-Q4_K_M.gguf", GGUF_TINY, GGUF_FIELDS)
    found, facts = subject(tmp_path, "mine-q4_k_m"), site(tmp_path)
    assert found.total().value == GGUF_TOTAL
    assert found.active().value == GGUF_TOTAL - 2 * 256 * 512
    assert found.model is not None
    assert found.model.released == "q4_k_m"
    size = sum(_gguf_size(*tensor) for tensor in GGUF_TINY.values())
    assert weights(found, facts.precision("q4_k_m"), facts).value == size


def test_types_and_files_are_numbered_as_the_format_has_them() -> None:
    gguf = pytest.importorskip("gguf")
    for number, (name, elements, size) in TYPES.items():
        kind = gguf.GGMLQuantizationType(number)
        assert kind.name == name
        assert gguf.constants.GGML_QUANT_SIZES[kind] == (elements, size)
    for number, name in FILE_TYPES.items():
        theirs = gguf.LlamaFileType(number).name.split("_", 1)[1].lower()
        usual = {"f32": "fp32", "f16": "fp16", "mxfp4_moe": "mxfp4-experts"}
        assert usual.get(theirs, theirs) == name
        assert Facts().precision(name)


def test_a_file_that_the_formats_own_library_wrote_is_read(tmp_path: Path) -> None:
    gguf, numpy = pytest.importorskip("gguf"), pytest.importorskip("numpy")
    path = tmp_path / "mine.gguf"
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_file_type(1)
    writer.add_float32("llama.rope.freq_base", 1e4)
    writer.add_bool("tokenizer.ggml.add_bos_token", True)
    writer.add_array("tokenizer.ggml.scores", [0.5, 1.5])
    writer.add_array("tokenizer.ggml.tokens", ["one", "two"])
    writer.add_tensor("token_embd.weight", numpy.zeros((8, 32), numpy.float16))
    writer.add_tensor("blk.0.attn_q.weight", numpy.zeros((16, 32), numpy.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    header = read_gguf(path)
    assert {s.name: s.shape for s in header.tensors} == {
        "token_embd.weight": (8, 32),
        "blk.0.attn_q.weight": (16, 32),
    }
    assert header.fields["general.architecture"] == "llama"
    assert model(tmp_path, "mine").released == "fp16"


def test_parts_of_a_gguf_file_are_summed(tmp_path: Path) -> None:
    first = dict(list(GGUF_TINY.items())[:4])
    second = dict(list(GGUF_TINY.items())[4:])
    fields = {**GGUF_FIELDS, "split.tensors.count": len(GGUF_TINY)}
    write_gguf(tmp_path / "mine-00001-of-00002.gguf", first, fields)
    write_gguf(tmp_path / "mine-00002-of-00002.gguf", second, {"split.no": 1})
    assert model(tmp_path, "mine").ledger.total == GGUF_TOTAL
    write_gguf(tmp_path / "mine-00002-of-00002.gguf", dict(list(second.items())[:2]))
    with pytest.raises(DataError, match="8 tensors are stated, but 6 are there"):
        site(tmp_path).catalogue.model("mine")


def head(tensors: int, fields: int, rest: bytes = b"", version: int = 3) -> bytes:
    return b"GGUF" + struct.pack("<IQQ", version, tensors, fields) + rest


def tensor_info(
    name: str = "a", dims: tuple[int, ...] = (32,), kind: int = 0, offset: int = 0
) -> bytes:
    made = text(name) + struct.pack("<I", len(dims)) + struct.pack(f"<{len(dims)}Q", *dims)
    return made + struct.pack("<IQ", kind, offset)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GGUF" + b"\0" * 19,
        b"GGML" + b"\0" * 60,
        head(0, 0, version=1),
        head(0, 0, version=99),
        head(2**63, 0),
        head(0, 2**63),
        head(1, 0),
        head(0, 1, struct.pack("<Q", 2**63)),
        head(0, 1, text("k") + struct.pack("<IQ", 8, 2**63)),
        head(0, 1, text("k") + struct.pack("<IIQ", 9, 4, 2**62)),
        head(0, 1, text("k") + struct.pack("<IIQ", 9, 8, 2**62)),
        head(0, 1, text("k") + struct.pack("<I", 9) + struct.pack("<IQ", 9, 1) * 3000),
        head(0, 1, text("k") + struct.pack("<I", 77)),
        head(0, 1, text("\udcff".encode("utf-8", "surrogatepass").decode("latin-1")) + b"\4"),
        head(1, 0, tensor_info(dims=(2**63,))),
        head(1, 0, tensor_info(dims=(2**40, 2**40))),
        head(1, 0, tensor_info(dims=())),
        head(1, 0, text("a") + struct.pack("<I", 2**32 - 1)),
        head(1, 0, tensor_info(dims=(31,), kind=12)),
        head(1, 0, tensor_info(kind=4096)),
        head(1, 0, tensor_info(offset=2**62) + b"\0" * 200),
        head(2, 0, tensor_info("a") + tensor_info("a") + b"\0" * 400),
        head(1, 0, tensor_info(dims=(1024,)) + b"\0" * 64),
        head(
            1,
            1,
            text("general.alignment") + struct.pack("<II", 4, 2**31) + tensor_info() + b"\0" * 400,
        ),
        head(1, 0, tensor_info("a" * 2_000_000, kind=4096)),
        head(0, 1, text("k" * 2_000_000) + struct.pack("<I", 77)),
        head(0, 1, text("k") + struct.pack("<IIQ", 9, 8, 3) + text("a") + struct.pack("<Q", 2**63)),
        head(0, 1, text("k") + struct.pack("<IIQ", 9, 8, 2) + text("a" * 20) + b"\0" * 7),
    ],
    ids=range(29),
)
def test_a_lying_gguf_header_is_a_clear_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "mine.gguf"
    path.write_bytes(content)
    start = time.perf_counter()
    with pytest.raises(DataError, match=r"^mine\.gguf: not a (whole )?GGUF file: ") as caught:
        read_gguf(path)
    assert len(str(caught.value)) < 200
    assert time.perf_counter() - start < 1


def test_a_vocabulary_without_end_is_not_followed(tmp_path: Path) -> None:
    """A list of empty texts as long as the file: eight bytes each, a thousand million of them."""
    path = tmp_path / "mine.gguf"
    with path.open("wb") as file:
        file.write(head(0, 1, text("k") + struct.pack("<IIQ", 9, 8, 10**9)))
        file.truncate(9 * 10**9)
    start = time.perf_counter()
    with pytest.raises(DataError, match="longer than the header"):
        read_gguf(path)
    assert time.perf_counter() - start < 1


@given(st.data())
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_gguf_file_never_breaks_the_reader(tmp_path: Path, data: st.DataObject) -> None:
    small = {"token_embd.weight": ("Q8_0", (4, 32)), "blk.0.attn_norm.weight": ("F32", (8,))}
    path = write_gguf(tmp_path / "mine.gguf", small, {"general.file_type": 7, "k": ["a", "b"]})
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] = data.draw(st.integers(0, 255))
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    _either_read_or_refused(tmp_path)


def test_a_vocabulary_alone_is_no_model(tmp_path: Path) -> None:
    write_gguf(tmp_path / "mine.gguf", {}, GGUF_FIELDS)
    with pytest.raises(DataError, match=r"mine\.gguf: it holds no tensors"):
        site(tmp_path).catalogue.model("mine")


@given(st.binary(max_size=400))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_break_the_gguf_reader(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "mine.gguf"
    path.write_bytes(b"GGUF\3\0\0\0" + content)
    told = _told(lambda: read_gguf(path))
    assert isinstance(told, GgufHeader) or str(told).startswith("mine.gguf: ")


# Names of tensors


def every_tensor() -> Iterator[Any]:
    for path in sorted(FOLDER.glob("*.json")):
        if path.stem != "models":
            for row in json.loads(path.read_text(encoding="utf-8")):
                try:
                    yield from read(row["config"]).tensors
                except ConfigError:
                    continue


def test_names_alone_tell_the_component_of_nearly_every_tensor() -> None:
    tensors = list({tensor.name: tensor for tensor in every_tensor()}.values())
    right = [t for t in tensors if component_of(t.name) == t.component]
    assert len(right) > 0.9 * len(tensors)


@pytest.mark.parametrize(
    ("name", "component"),
    [
        ("blk.3.attn_q.weight", "attention"),
        ("blk.3.attn_q_norm.weight", "norm"),
        ("blk.3.ffn_gate_inp.weight", "router"),
        ("blk.3.ffn_gate_exps.weight", "experts"),
        ("blk.3.ffn_up_shexp.weight", "shared_experts"),
        ("blk.3.ffn_gate.weight", "mlp"),
        ("blk.3.ssm_in.weight", "mixer"),
        ("output.weight", "lm_head"),
        ("output_norm.weight", "norm"),
        ("token_embd.weight", "embedding"),
        ("model.layers.3.mlp.gate.weight", "router"),
        ("model.layers.3.mlp.gate_proj.weight", "mlp"),
        ("something.else", "other"),
    ],
)
def test_a_name_tells_its_component(name: str, component: str) -> None:
    assert component_of(name) == component
    assert module_of(name) == "text"
    assert not is_buffer(name, 2)
