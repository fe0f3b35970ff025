"""Checkpoints as files that hold a header and a hole: as large as they say, and empty."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from math import prod
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from mkdocs_paramsize.architecture import read
from mkdocs_paramsize.catalogue.gguf_header import TYPES
from mkdocs_paramsize.catalogue.safetensors_header import BITS

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


def write_config(path: Path, config: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(config), encoding="utf-8")


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
        at += -(-gguf_size(dtype, shape) // 32) * 32
    return made + bytes(-len(made) % 32)


def gguf_size(dtype: str, shape: tuple[int, ...]) -> int:
    _, elements, size = TYPES[GGUF_NUMBERS[dtype]]
    return prod(shape) // elements * size


def write_gguf(path: Path, tensors: Shapes, fields: Mapping[str, Any] | None = None) -> Path:
    made = gguf_bytes(tensors, fields)
    data = sum(-(-gguf_size(*tensor) // 32) * 32 for tensor in tensors.values())
    with path.open("wb") as file:
        file.write(made)
        file.truncate(len(made) + data)
    return path


def damage(path: Path, data: st.DataObject) -> None:
    """Change a few bytes of a file, and cut it off."""
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] = data.draw(st.integers(0, 255))
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
