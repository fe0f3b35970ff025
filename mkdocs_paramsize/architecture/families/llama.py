"""Dense decoders of the Llama line: RMSNorm before each block, rotary positions, SwiGLU.

Source of every name, shape and default: models/llama and models/mistral in Hugging Face
transformers 5.23 (modelling and configuration files).
"""

from __future__ import annotations

from collections.abc import Sequence

from mkdocs_paramsize.architecture.assembly import transformer
from mkdocs_paramsize.architecture.blocks import (
    LAYER,
    Gqa,
    Tensors,
    attention,
    gated_mlp,
    head,
    norm,
    stack,
    table,
    under,
)
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.layers import full_and_sliding, mixing_by_layer
from mkdocs_paramsize.architecture.model import Architecture, Mixing


def decoder(
    config: Config,
    layer: Tensors,
    a: Gqa,
    *,
    tied: bool,
    sliding_by_default: bool = False,
    mixing: Sequence[Mixing] | None = None,
    final: Tensors | None = None,
    head_bias: bool = False,
) -> Architecture:
    """A model of one embedding, equal layers, a final norm and a head, named as Llama's.

    `mixing`: how the layers attend where `layer_types` alone does not tell; `final`: what
    stands after the layers in place of `model.norm`.
    """
    width, vocab, layers = config.width(), config.vocab(), config.depth()
    tied = config.tied(tied)
    tensors = (
        *table("model.embed_tokens", vocab, width),
        *stack(LAYER, layers, layer),
        *(norm("model.norm", width) if final is None else final),
        *head(tied, "lm_head", width, vocab, bias=head_bias),
    )
    if mixing is None:
        mixing = mixing_by_layer(config, a, layers, sliding_by_default=sliding_by_default)
    return transformer(
        config,
        tensors,
        mixing,
        a,
        layers=layers,
        width=width,
        intermediate=config.dim("intermediate", "intermediate_size"),
        vocab=vocab,
        tied=tied,
    )


def two_norms(width: Dim, *, bias: bool = False) -> Tensors:
    """A norm before the attention and one before the MLP."""
    return (
        *norm("input_layernorm", width, bias=bias),
        *norm("post_attention_layernorm", width, bias=bias),
    )


def mlp(config: Config, *, bias: bool = False) -> Tensors:
    """SwiGLU under its usual names."""
    intermediate = config.dim("intermediate", "intermediate_size")
    return under("mlp", gated_mlp(config.width(), intermediate, bias=bias))


def plain_layer(
    config: Config,
    a: Gqa,
    *,
    qkv_bias: bool = False,
    out_bias: bool = False,
    mlp_bias: bool = False,
) -> Tensors:
    """Llama's layer: attention, SwiGLU, a norm before each."""
    width = config.width()
    return (
        *under("self_attn", attention(width, a, qkv_bias=qkv_bias, out_bias=out_bias)),
        *mlp(config, bias=mlp_bias),
        *two_norms(width),
    )


def full_everywhere(config: Config, a: Gqa) -> tuple[Mixing, ...]:
    """Full attention in every layer, whatever windows the config speaks of."""
    return (a.mixing(range(config.depth())),)


def sliding_everywhere(config: Config, a: Gqa, window: int | None) -> tuple[Mixing, ...]:
    """The same window in every layer; full attention where there is none."""
    kind = "full_attention" if window is None else "sliding_attention"
    return full_and_sliding(config, a, (kind,) * int(config.depth()), window)


def llama(config: Config) -> Architecture:
    """Llama 1 to 3.3, Yi, DeepSeek LLM, SmolLM2 and many more."""
    a = Gqa.of(config, config.width())
    bias, mlp_bias = config.flag("attention_bias", False), config.flag("mlp_bias", False)
    layer = plain_layer(config, a, qkv_bias=bias, out_bias=bias, mlp_bias=mlp_bias)
    return decoder(config, layer, a, tied=False, mixing=full_everywhere(config, a))


def mistral(config: Config) -> Architecture:
    """Mistral: Llama's shapes, a sliding window in every layer where the config has one."""
    a = Gqa.of(config, config.width(), kv_heads=8)
    mixing = sliding_everywhere(config, a, config.window(absent=4096))
    return decoder(config, plain_layer(config, a), a, tied=False, mixing=mixing)
