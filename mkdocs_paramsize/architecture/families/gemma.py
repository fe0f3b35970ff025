"""Dense Gemma text models: tied tables, heads of 256, up to four norms a layer.

Source of every name, shape and default: models/gemma, gemma2, gemma3 and vaultgemma in
Hugging Face transformers 5.23 (modelling and configuration files).
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.assembly import transformer
from mkdocs_paramsize.architecture.blocks import (
    LAYER,
    Gqa,
    Tensors,
    attention,
    head,
    norm,
    stack,
    table,
    under,
)
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.families.llama import decoder, full_everywhere, mlp, plain_layer
from mkdocs_paramsize.architecture.families.qwen import qk_norms
from mkdocs_paramsize.architecture.layers import alternating, full_every
from mkdocs_paramsize.architecture.model import Architecture


def feedforward_norms(width: Dim) -> Tensors:
    """The norms around the MLP that Gemma 2 and 3 have beside the usual two."""
    return (
        *norm("pre_feedforward_layernorm", width),
        *norm("post_feedforward_layernorm", width),
    )


def gemma(config: Config) -> Architecture:
    """Gemma 1."""
    a = Gqa.of(config, config.width(), kv_heads=16, head_dim=256)
    bias = config.flag("attention_bias", False)
    layer = plain_layer(config, a, qkv_bias=bias, out_bias=bias)
    return decoder(config, layer, a, tied=True, mixing=full_everywhere(config, a))


def gemma2(config: Config) -> Architecture:
    """Gemma 2: four norms a layer, every second layer slides."""
    width = config.width()
    a = Gqa.of(config, width, kv_heads=4, head_dim=256)
    bias = config.flag("attention_bias", False)
    layer = (
        *plain_layer(config, a, qkv_bias=bias, out_bias=bias),
        *feedforward_norms(width),
    )
    usual = full_every(2, config.depth())
    mixing = alternating(config, a, usual, config.window(absent=4096))
    return decoder(config, layer, a, tied=True, mixing=mixing)


def vaultgemma(config: Config) -> Architecture:
    """VaultGemma: Gemma 2 with one norm before the attention and one before the MLP."""
    width = config.width()
    a = Gqa.of(config, width, kv_heads=4, head_dim=256)
    bias = config.flag("attention_bias", False)
    layer = (
        *under("self_attn", attention(width, a, qkv_bias=bias, out_bias=bias)),
        *mlp(config),
        *norm("input_layernorm", width),
        *norm("pre_feedforward_layernorm", width),
    )
    usual = full_every(2, config.depth())
    mixing = alternating(config, a, usual, config.window(absent=4096))
    return decoder(config, layer, a, tied=True, mixing=mixing)


def gemma3_text(config: Config) -> Architecture:
    """Gemma 3's text model: Gemma 2 with q/k norms, five sliding layers to one full.

    Released configs leave out whatever the defaults tell: heads, head size, vocabulary.
    """
    width, layers = config.width(), config.depth()
    vocab = config.vocab(default=262208)
    heads = config.dim("heads", "num_attention_heads", default=8)
    a = Gqa(
        heads,
        config.kv_heads(heads, absent=4),
        config.head_dim(width, heads, absent=256),
    )
    bias, tied = config.flag("attention_bias", False), config.tied(True)
    layer = (
        *plain_layer(config, a, qkv_bias=bias, out_bias=bias),
        *under("self_attn", qk_norms(a)),
        *feedforward_norms(width),
    )
    tensors = (
        *table("model.embed_tokens", vocab, width),
        *stack(LAYER, layers, layer),
        *norm("model.norm", width),
        *head(tied, "lm_head", width, vocab),
    )
    pattern = config.dim("pattern", "sliding_window_pattern", default=6)
    return transformer(
        config,
        tensors,
        alternating(config, a, full_every(pattern, layers), _window(config)),
        a,
        layers=layers,
        width=width,
        intermediate=config.dim("intermediate", "intermediate_size"),
        vocab=vocab,
        tied=tied,
    )


def _window(config: Config) -> Dim | None:
    """Gemma 3's window; an encoder (EmbeddingGemma) looks half of it to each side."""
    window = config.window(absent=4096)
    if window is not None and config.flag("use_bidirectional_attention", False):
        return window // 2 + 1
    return window
