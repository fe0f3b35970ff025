"""Building one model in the reference implementation and looking at what it saves."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from inspect import signature
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch
import transformers
from transformers import AutoModelForCausalLM, DynamicCache, PreTrainedModel
from transformers.models.auto.configuration_auto import CONFIG_MAPPING

TOKENS = 3
"""Tokens of the forward pass whose cache is measured; every window is larger."""


@dataclass(frozen=True, slots=True)
class Built:
    """What is saved of a model, and what its cache keeps of a sequence."""

    tensors: dict[str, tuple[int, ...]]
    buffers: list[str]
    cache_per_token: int | None
    state: int | None
    tied: bool


def build(fields: Mapping[str, Any]) -> Built:
    """Build the model that a config describes, run it, save it, read the saved header."""
    config = CONFIG_MAPPING[fields["model_type"]].from_dict(dict(fields))
    # The fused kernels want sizes in multiples of 16 bytes.
    config._experts_implementation = "eager"
    torch.manual_seed(0)
    model = _model(config, fields).eval()
    cache = _cache(model, config)
    tensors, buffers = _saved(model)
    per_token, state = (None, None) if cache is None else _kept(cache, model)
    return Built(tensors, buffers, per_token, state, _tied(model))


def defaults(model_type: str) -> dict[str, Any]:
    """The values that a family's config has where nothing is written."""
    config = CONFIG_MAPPING[model_type]()
    values: dict[str, Any] = config.to_dict()
    for other, own in config.attribute_map.items():
        values.setdefault(other, values.get(own))
    return values


def _model(config: Any, fields: Mapping[str, Any]) -> PreTrainedModel:
    named = fields.get("architectures")
    if named:
        return getattr(transformers, named[0])._from_config(config)
    return AutoModelForCausalLM.from_config(config)


def _cache(model: PreTrainedModel, config: Any) -> Any:
    """The cache after a few tokens; None where the model has none or wants more than text."""
    inputs = {"input_ids": torch.arange(1, TOKENS + 1)[None], "use_cache": True}
    if config.is_encoder_decoder:
        inputs["decoder_input_ids"] = inputs["input_ids"]
    try:
        with torch.no_grad():
            output = model(**inputs)
            if (
                _cache_of(output) is None
                and "past_key_values" in signature(model.forward).parameters
            ):
                # Some models fill a cache, but do not hand it back.
                inputs["past_key_values"] = DynamicCache(config=config)
                model(**inputs)
                return inputs["past_key_values"]
    except Exception as error:
        print(f"  {config.model_type}: no forward pass: {type(error).__name__}: {error}")
        return None
    return _cache_of(output)


def _cache_of(output: Any) -> Any:
    cache = getattr(output, "past_key_values", None)
    if cache is None:
        cache = getattr(output, "cache_params", None)
    return getattr(cache, "self_attention_cache", cache)


def _kept(cache: Any, model: PreTrainedModel) -> tuple[int, int] | tuple[None, None]:
    """Numbers a token, and numbers whatever the length."""
    if not hasattr(cache, "layers"):
        return None, None
    if any(hasattr(layer, "compressed_kv") for layer in cache.layers):
        print(f"  so few as {TOKENS} tokens tell nothing of a cache that compresses many")
        return None, None
    per_token = state = 0
    for layer in cache.layers:
        for name in ("keys", "values", "indexer_keys"):
            per_token += _numel(getattr(layer, name, None))
        for name in ("conv_states", "recurrent_states"):
            state += sum(map(_numel, getattr(layer, name, {}).values()))
    # MiniMax keeps its states beside the layers, Griffin in the modules themselves.
    state += sum(map(_numel, getattr(cache, "linear_cache", ())))
    for module in model.modules():
        state += _numel(getattr(module, "conv1d_state", None))
        state += _numel(getattr(module, "recurrent_states", None))
    if per_token % TOKENS:
        print(f"  {per_token} cached numbers are not {TOKENS} times as many as for one token")
        return None, None
    return per_token // TOKENS, state


def _numel(tensor: Any) -> int:
    return int(tensor.numel()) if isinstance(tensor, torch.Tensor) else 0


def _saved(model: PreTrainedModel) -> tuple[dict[str, tuple[int, ...]], list[str]]:
    """Shapes by the names in the checkpoint, and which of these names are buffers.

    Saving renames tensors, so buffers carry a mark through it: they alone are doubles.
    """
    model.float()
    for module in model.modules():
        for name, buffer in module.named_buffers(recurse=False):
            setattr(module, name, buffer.double())
    with TemporaryDirectory() as folder:
        model.save_pretrained(folder)
        (file,) = Path(folder).glob("*.safetensors")
        with file.open("rb") as opened:
            (length,) = struct.unpack("<Q", opened.read(8))
            header = json.loads(opened.read(length))
    header.pop("__metadata__", None)
    tensors = {name: tuple(entry["shape"]) for name, entry in header.items()}
    return tensors, [name for name, entry in header.items() if entry["dtype"] == "F64"]


def _tied(model: PreTrainedModel) -> bool:
    inputs, outputs = model.get_input_embeddings(), model.get_output_embeddings()
    return outputs is not None and outputs.weight is inputs.weight
