"""Dense Qwen: Llama's layer with biases on queries, keys and values, later with q/k norms.

Source of every name, shape and default: models/qwen2 and models/qwen3 in Hugging Face
transformers 5.23 (modelling and configuration files); for the first Qwen modeling_qwen.py,
which the releases carry, as kept in zhangningboo/Qwen-7B (1ff20863).
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.assembly import transformer
from mkdocs_paramsize.architecture.blocks import (
    Gqa,
    Tensors,
    gated_mlp,
    head,
    linear,
    norm,
    stack,
    table,
    under,
)
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.families.llama import decoder, full_everywhere, plain_layer
from mkdocs_paramsize.architecture.layers import FULL, SLIDING, alternating
from mkdocs_paramsize.architecture.model import Architecture, Mixing


def qk_norms(a: Gqa, names: tuple[str, str] = ("q_norm", "k_norm")) -> Tensors:
    """A norm over each query head and one over each key head, [head_dim] each."""
    query, key = names
    return (*norm(query, a.head_dim), *norm(key, a.head_dim))


def windows(config: Config, a: Gqa) -> tuple[Mixing, ...]:
    """Qwen's windows: only with `use_sliding_window`, from layer `max_window_layers` on."""
    slides = config.flag("use_sliding_window", False)
    window = config.window(absent=4096) if slides else None
    first = config.dim("first", "max_window_layers", default=28, least=0)
    usual = tuple(
        SLIDING if window is not None and number >= first else FULL
        for number in range(config.depth())
    )
    return alternating(config, a, usual, window)


def qwen(config: Config) -> Architecture:
    """Qwen 1: GPT's names; `intermediate_size` counts both halves of the gated MLP."""
    width, vocab, layers = config.width(), config.vocab(), config.depth()
    heads = config.heads()
    a = Gqa(heads, heads, config.dim("head_dim", "kv_channels", default=128))
    both = config.dim("intermediate", "intermediate_size")
    bias, tied = not config.flag("no_bias", True), config.tied(False)
    layer = (
        *norm("ln_1", width),
        *linear("attn.c_attn", width, 3 * a.query, "attention", bias=True),
        *linear("attn.c_proj", width, a.query, "attention", bias=bias),
        *norm("ln_2", width),
        *under("mlp", gated_mlp(width, both // 2, bias=bias, names=("w1", "w2", "c_proj"))),
    )
    tensors = (
        *table("transformer.wte", vocab, width),
        *stack("transformer.h.{layer}", layers, layer),
        *norm("transformer.ln_f", width),
        *head(tied, "lm_head", width, vocab),
    )
    return transformer(
        config,
        tensors,
        full_everywhere(config, a),
        a,
        layers=layers,
        width=width,
        intermediate=both,
        vocab=vocab,
        tied=tied,
    )


def qwen2(config: Config) -> Architecture:
    """Qwen 1.5, 2 and 2.5, QwQ: biases on q, k and v that no field of the config tells."""
    a = Gqa.of(config, config.width(), kv_heads=32)
    layer = plain_layer(config, a, qkv_bias=True)
    return decoder(config, layer, a, tied=False, mixing=windows(config, a))


def qwen3(config: Config) -> Architecture:
    """Dense Qwen 3: heads of 128 whatever the width, a norm over each query and key head."""
    a = Gqa.of(config, config.width(), kv_heads=32, head_dim=128)
    bias = config.flag("attention_bias", False)
    layer = (
        *plain_layer(config, a, qkv_bias=bias, out_bias=bias),
        *under("self_attn", qk_norms(a)),
    )
    return decoder(config, layer, a, tied=False, mixing=windows(config, a))
