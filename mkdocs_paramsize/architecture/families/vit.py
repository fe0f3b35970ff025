"""The Vision Transformer: patches in place of words. Counted without head and pooler.

Source of every name, shape and default: models/vit in Hugging Face transformers 5.23
(modelling and configuration files; the checkpoint's names: conversion_mapping.py).
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.blocks import (
    Gqa,
    Tensors,
    attention,
    norm,
    plain_mlp,
    stack,
    under,
)
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.families.encoders import encoder
from mkdocs_paramsize.architecture.model import Architecture
from mkdocs_paramsize.architecture.tensor import Tensor

NAMES = ("attention.query", "attention.key", "attention.value", "output.dense")


def vit(config: Config) -> Architecture:
    """ViT: one vector a patch, one for the class, a learnt position for each. They are what it
    reads of an image, whichever that is."""
    width, layers = config.width(), config.depth()
    intermediate = config.dim("intermediate", "intermediate_size")
    a = Gqa.multi_head(config, width)
    qkv_bias = config.flag("qkv_bias", True)
    layer = (
        *under("attention", attention(width, a, qkv_bias=qkv_bias, out_bias=True, names=NAMES)),
        *plain_mlp(width, intermediate, names=("intermediate.dense", "output.dense")),
        *norm("layernorm_before", width, bias=True),
        *norm("layernorm_after", width, bias=True),
    )
    image, patch = _sides(config, "image_size", 224), _sides(config, "patch_size", 16)
    positions = (image[0] // patch[0]) * (image[1] // patch[1]) + 1
    tensors = (
        *under("embeddings", _patches(config, width, patch, positions)),
        *stack("encoder.layer.{layer}", layers, layer),
        *norm("layernorm", width, bias=True),
    )
    return encoder(
        config,
        tensors,
        a,
        layers=layers,
        width=width,
        intermediate=intermediate,
        vocab=None,
        context=positions,
    )


def _patches(config: Config, width: Dim, patch: tuple[Dim, Dim], positions: Dim) -> Tensors:
    """A convolution over patches, the class token, a table of positions."""
    channels = config.dim("channels", "num_channels", default=3)
    projection = "patch_embeddings.projection"
    return (
        Tensor("cls_token", (1, 1, width), "embedding"),
        Tensor("position_embeddings", (1, positions, width), "position_embedding"),
        Tensor(f"{projection}.weight", (width, channels, *patch), "embedding"),
        Tensor(f"{projection}.bias", (width,), "embedding"),
    )


def _sides(config: Config, key: str, default: int) -> tuple[Dim, Dim]:
    """Height and width; one number stands for both."""
    if not isinstance(config.get(key), list):
        side = config.dim(key, key, default=default)
        return side, side
    sides = config.whole_numbers(key)
    if len(sides) != 2 or min(sides) < 1:
        raise config.error(f"{key} is {list(sides)}; one size or height and width are wanted")
    return Dim(sides[0]), Dim(sides[1])
