"""Packed checkpoints are counted as what they unpack to."""

from __future__ import annotations

from math import prod
from pathlib import Path
from typing import Any

import pytest

from mkdocs_paramsize.architecture import read
from mkdocs_paramsize.catalogue.safetensors_header import BITS
from mkdocs_paramsize.errors import DataError
from mkdocs_paramsize.ledger import Ledger
from mkdocs_paramsize.storage import weights
from tests.checkpoint.files import TINY, of_config, write_config, write_safetensors
from tests.checkpoint.reading import model, site, subject

pytest.importorskip("safetensors")


def packed(config: dict[str, Any], make: Any) -> dict[str, Any]:
    """The checkpoint with its linear layers packed by `make(stem, outputs, inputs)`."""
    tensors: dict[str, Any] = {}
    for name, (dtype, shape) in of_config(config).items():
        if name.endswith("_proj.weight"):
            tensors |= make(name.removesuffix(".weight"), *shape)
        else:
            tensors[name] = (dtype, shape)
    return tensors


def gptq(stem: str, outputs: int, inputs: int, bits: int = 4) -> dict[str, Any]:
    return {
        f"{stem}.qweight": ("I32", (inputs * bits // 32, outputs)),
        f"{stem}.qzeros": ("I32", (inputs // 64, outputs * bits // 32)),
        f"{stem}.scales": ("F16", (inputs // 64, outputs)),
        f"{stem}.g_idx": ("I32", (inputs,)),
    }


def without(ending: str, tensors: dict[str, Any]) -> dict[str, Any]:
    return {name: told for name, told in tensors.items() if not name.endswith(ending)}


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


@pytest.mark.parametrize("bits", [2, 3, 4, 8])
@pytest.mark.parametrize("beside", ["g_idx", "qzeros"])
def test_either_table_beside_weights_of_gptq_tells_their_bits(
    tmp_path: Path, bits: int, beside: str
) -> None:
    other = {"g_idx": "qzeros", "qzeros": "g_idx"}[beside]
    tensors = without(other, packed(TINY, lambda *shape: gptq(*shape, bits=bits)))
    write_safetensors(tmp_path / "mine.safetensors", tensors)
    assert model(tmp_path, "mine").ledger.total == Ledger(read(TINY)).total
    assert model(tmp_path, "mine").released == f"gptq-int{bits}"


def test_bits_of_gptq_without_either_table_are_those_of_the_config(tmp_path: Path) -> None:
    tensors = packed(TINY, lambda *shape: gptq(*shape, bits=8))
    write_safetensors(
        tmp_path / "mine" / "model.safetensors", without("g_idx", without("qzeros", tensors))
    )
    with pytest.raises(DataError, match=r"model\.safetensors: .*config\.json beside it"):
        site(tmp_path).catalogue.model("mine")
    packing = {"quant_method": "gptq", "bits": 8, "group_size": 64}
    write_config(tmp_path / "mine" / "config.json", {**TINY, "quantization_config": packing})
    assert model(tmp_path, "mine").difference is None
    assert model(tmp_path, "mine").released == "gptq-int8"


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
