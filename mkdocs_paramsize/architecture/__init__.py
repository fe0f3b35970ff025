"""From a Hugging Face config to what the model is.

`read` finds the adapter of the config's `model_type` and asks it for the model's tensors.
A family without an adapter is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from importlib import import_module
from typing import Any, Final

from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.model import Architecture, Mixing
from mkdocs_paramsize.architecture.registry import ADAPTERS, known_families
from mkdocs_paramsize.architecture.release import held
from mkdocs_paramsize.architecture.unread import refuse_unread
from mkdocs_paramsize.errors import ConfigError, UnknownArchitectureError, did_you_mean

__all__ = ["ADAPTERS", "Architecture", "Mixing", "known_families", "read"]

INSIDE: Final = "multimodal:inside"
"""Reads the text model that stands in an unknown family's `text_config`."""


def read(fields: Mapping[str, Any], place: str = "config.json") -> Architecture:
    """The architecture that a `config.json`'s fields describe.

    Raises ConfigError for a missing, mistyped or impossible field, and
    UnknownArchitectureError for a `model_type` without an adapter.

    >>> read({"model_type": "llama", "hidden_size": 64, "num_hidden_layers": 2,
    ...       "num_attention_heads": 4, "intermediate_size": 128, "vocab_size": 1000}).tied
    False
    """
    if not isinstance(fields, Mapping):
        raise ConfigError(f"{place}: {type(fields).__name__}; an object of named fields is wanted")
    config = Config(fields, place)
    if config.get("per_layer_config") and not config.text("model_type").startswith("gemma4"):
        raise config.error("per_layer_config changes single layers, which is not understood here")
    model_type = config.text("model_type")
    if not model_type:
        raise config.error(
            "the field model_type is missing, so the family cannot be told; add it, such as "
            '"model_type": "llama"'
        )
    if model_type not in ADAPTERS:
        if not config.has("text_config"):
            raise _unknown(config, model_type)
        model_type = INSIDE
    module, function = ADAPTERS.get(model_type, model_type).split(":")
    adapter = getattr(import_module(f"{__name__}.families.{module}"), function)
    model = adapter(config)
    # What stands beside a text model inside is not counted, whatever it is.
    if not config.has("text_config"):
        refuse_unread(config)
    return held(config, model)


def _unknown(config: Config, model_type: str) -> UnknownArchitectureError:
    near = get_close_matches(model_type[:60], ADAPTERS, n=3)
    return UnknownArchitectureError(
        f"{config.place}: model_type '{model_type[:60]}' is not an architecture that is counted "
        f"here{did_you_mean(near) or '.'} To ask for it, open an issue with its config.json. "
        f"Counted are {len(ADAPTERS)} architectures, all listed by `paramsize families`, of the "
        f"families {', '.join(known_families())}."
    )
