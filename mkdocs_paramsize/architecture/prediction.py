"""Layers that predict further tokens, shipped beside the model and counted when asked.

Source: DeepSeek-AI 2024, arXiv:2412.19437, section 2.2 (multi-token prediction).
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.blocks import (
    LAYER,
    Tensors,
    as_module,
    linear,
    norm,
    stack,
    table,
)
from mkdocs_paramsize.architecture.config import MOST_LAYERS, Config
from mkdocs_paramsize.architecture.dimension import Dim

_FIELDS = ("num_nextn_predict_layers", "num_mtp_layers")
_ANYWHERE = (*_FIELDS, "mtp_num_hidden_layers")
"""The same in configs of families whose prediction layers are not counted, Qwen3.5's among them."""


def prediction_layers(config: Config) -> Dim:
    """How many of them the release has; none when the config does not tell."""
    return config.dim("prediction_layers", *_FIELDS, default=0, least=0, most=MOST_LAYERS)


def predicts(config: Config) -> bool:
    """Whether the release has any of them, be their tensors known here or not."""
    numbers = (config.get(key) for key in _ANYWHERE)
    return any(isinstance(number, int) and number > 0 for number in numbers)


def appended(
    config: Config, block: Tensors, *, final: str = "shared_head.norm", copies: bool = False
) -> Tensors:
    """Prediction layers numbered on after the model's own, as DeepSeek-V3 stores them.

    Each joins the next token's embedding with the last hidden state (`eh_proj`
    [width, 2·width], a norm for either), passes them through one more layer (`block`) and
    a norm (`final`). `copies`: the file repeats the embedding table and the head for it.
    """
    width, layers, more = config.width(), config.depth(), prediction_layers(config)
    vocab = config.vocab()
    repeated = (
        *table("embed_tokens", vocab, width),
        *linear("shared_head.head", width, vocab, "lm_head"),
    )
    tensors = (
        *(repeated if copies else ()),
        *joined(width),
        *block,
        *norm(final, width),
    )
    numbers = range(layers, layers + more)
    return as_module("mtp", stack(LAYER, numbers, tensors))


def joined(width: Dim) -> Tensors:
    """What joins a token's embedding with the hidden state before it."""
    return (
        *norm("enorm", width),
        *norm("hnorm", width),
        *linear("eh_proj", 2 * width, width, "other"),
    )
