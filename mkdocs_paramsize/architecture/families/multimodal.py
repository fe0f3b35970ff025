"""Models that also read images or sound: the text model inside, and the tower beside it.

Only the text model is counted; the tower's tensors wait among the extras, where its kind is
known. Source of every name and default: the modelling and configuration files of each
family in Hugging Face transformers 5.23; the names in the released files are those of its
conversion_mapping.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from mkdocs_paramsize.architecture import read
from mkdocs_paramsize.architecture.blocks import Tensors, as_module
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.model import Architecture
from mkdocs_paramsize.architecture.release import uncounted
from mkdocs_paramsize.architecture.tensor import Tensor
from mkdocs_paramsize.architecture.vision import clip, qwen, towers
from mkdocs_paramsize.architecture.vision.images import Tower
from mkdocs_paramsize.errors import MissingFieldError, UnknownArchitectureError


@dataclass(frozen=True, slots=True)
class Wrapper:
    """How one family puts a text model among others.

    `text`: the text model's type where its config does not say; `inner`, `head`: what stands
    for `model` and `lm_head` in the checkpoint's names; `flat`: older configs have the text
    model's fields beside `vision_config`; `own_tie`: the text model's own flag ties the head,
    `either_tie`: either flag does, as configs from before transformers 5 have it inside only.
    """

    text: str
    inner: str = "language_model.model"
    head: str = "language_model.lm_head"
    tower: Tower | None = None
    flat: bool = False
    own_tie: bool = False
    either_tie: bool = False


def _newer(text: str, tower: Tower | None = None, inner: str = "model.language_model") -> Wrapper:
    return Wrapper(text, inner, "lm_head", tower)


def _qwen(text: str, tower: Tower) -> Wrapper:
    """Qwen2-VL's checkpoints name the text model as if it stood alone."""
    return Wrapper(text, "model", "lm_head", tower, flat=True, either_tie=True)


WRAPPERS: Final[Mapping[str, Wrapper]] = {
    "aya_vision": Wrapper("cohere2"),
    "gemma3": Wrapper("gemma3_text", tower=clip.gemma3_tower),
    "gemma3n": _newer("gemma3n_text"),
    "gemma4": _newer("gemma4_text", towers.gemma4_tower),
    "gemma4_unified": _newer("gemma4_unified_text"),
    "idefics3": _newer("llama", inner="model.text_model"),
    "internvl": Wrapper("qwen2"),
    "kimi_k25": Wrapper("deepseek_v3"),
    "lfm2_vl": _newer("lfm2"),
    "llama4": Wrapper("llama4_text", tower=towers.llama4_tower, own_tie=True),
    "llava": Wrapper("llama", tower=clip.llava_tower, either_tie=True),
    "llava_next": Wrapper("llama", tower=clip.llava_next_tower),
    "mistral3": Wrapper("mistral", tower=towers.mistral3_tower),
    "paligemma": Wrapper("gemma", tower=clip.paligemma_tower),
    "qwen2_vl": _qwen("qwen2_vl_text", qwen.qwen2_tower),
    "qwen2_5_vl": _qwen("qwen2_5_vl_text", qwen.qwen2_5_tower),
    "qwen3_vl": _newer("qwen3_vl_text", qwen.qwen3_vl_tower),
    "qwen3_vl_moe": _newer("qwen3_vl_moe_text", qwen.qwen3_vl_tower),
    "qwen3_5": _newer("qwen3_5_text", qwen.qwen3_5_tower),
    "qwen3_5_moe": _newer("qwen3_5_moe_text", qwen.qwen3_5_tower),
    "qwen4_exp": _newer("qwen4_exp_text", qwen.qwen3_5_tower),
    "shieldgemma2": Wrapper("gemma3_text", tower=clip.gemma3_tower),
    "smolvlm": _newer("llama", inner="model.text_model"),
}


EITHER_TIE: Final = frozenset(
    {"fast_vlm", "glm4v", "glm4v_moe", "hunyuan_vl", "llava_onevision", "paddleocr_vl"}
)
"""Families that are not listed above and of which `either_tie` holds."""

UNSAID: Final[Mapping[str, Mapping[str, int]]] = {
    "llama": {
        "hidden_size": 4096,
        "intermediate_size": 11008,
        "num_hidden_layers": 32,
        "num_attention_heads": 32,
        "vocab_size": 32000,
    },
    "mistral": {
        "hidden_size": 4096,
        "intermediate_size": 14336,
        "num_hidden_layers": 32,
        "num_attention_heads": 32,
        "num_key_value_heads": 8,
        "vocab_size": 32000,
    },
}
"""What older versions of transformers leave out of a config inside another: whatever is the
default of its class. Source: LlamaConfig and MistralConfig of transformers 5.24."""


def wrapper(config: Config) -> Architecture:
    """A model of one of these families: its text model, under the checkpoint's names."""
    known = WRAPPERS[config.text("model_type")]
    text = _text_model(config, known)
    width = text.dims["width"]
    images = _tower(config, known, width)
    extras = tuple(_renamed(tensor, known) for tensor in text.extras)
    return replace(
        text,
        model_type=config.text("model_type"),
        tensors=tuple(_renamed(tensor, known) for tensor in text.tensors),
        extras=(*extras, *as_module("vision", images)),
    )


def _tower(config: Config, known: Wrapper, width: Dim) -> Tensors:
    """None where its kind is not known, or its config leaves a dimension to its class."""
    if known.tower is None or not config.has("vision_config"):
        return ()
    try:
        return known.tower(config, width)
    except MissingFieldError:
        return ()


def _text_model(config: Config, known: Wrapper) -> Architecture:
    inner = config if known.flat and not config.has("text_config") else config.nested("text_config")
    fields = dict(inner.fields)
    if inner is config or not inner.has("model_type"):
        fields["model_type"] = known.text
    if inner is not config:
        fields = {**UNSAID.get(inner.text("model_type", known.text), {}), **fields}
    if inner.text("model_type", known.text) in WRAPPERS and inner is not config:
        raise inner.error("its model_type is not that of a text model")
    if not known.own_tie:
        fields |= _outer_tie(config, inner, either=known.either_tie)
    return _read_within(fields, inner.place)


def _outer_tie(config: Config, inner: Config, *, either: bool) -> dict[str, Any]:
    """Whether the head is tied, as the outer config says where it says so.

    `either`: it is also tied where the text model's own config says so.
    """
    inside_ties = either and inner.flag("tie_word_embeddings", False)
    if inside_ties or not config.stated("tie_word_embeddings"):
        return {}
    return {"tie_word_embeddings": config.get("tie_word_embeddings")}


def _read_within(fields: Mapping[str, Any], place: str) -> Architecture:
    """A text model that is part of another, whatever class its own weights came from."""
    return read({key: value for key, value in fields.items() if key != "architectures"}, place)


def _renamed(tensor: Tensor, known: Wrapper) -> Tensor:
    first, _, rest = tensor.name.partition(".")
    place = {"model": known.inner, "lm_head": known.head}.get(first, first)
    return replace(tensor, name=f"{place}.{rest}")


def inside(config: Config) -> Architecture:
    """The text model of a family that is not known, by its `text_config`, under its own names.

    Raises UnknownArchitectureError when the text model's family is not known either, and when
    it is an encoder, which does not write text: then the rest is what does the work.
    """
    inner = config.nested("text_config")
    if inner.has("text_config"):
        raise inner.error("a text_config inside another one is not understood")
    unsaid = UNSAID.get(inner.text("model_type"), {})
    tie = _outer_tie(config, inner, either=config.text("model_type") in EITHER_TIE)
    text = _read_within({**unsaid, **inner.fields, **tie}, inner.place)
    if not text.decoder:
        raise UnknownArchitectureError(
            f"{config.place}: model_type '{config.text('model_type')[:60]}' is not an architecture "
            "that is counted here, and its text_config is that of an encoder: a part of it"
        )
    # A family that is not known may hold anything beside its text model.
    return text if uncounted(config) else replace(text, left_out=(*text.left_out, "media"))
