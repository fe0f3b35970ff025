"""ModernBERT and its decoder twin (Ettin): gated MLPs, local attention, few biases.

Source of every name, shape and default: models/modernbert and models/modernbert_decoder in
Hugging Face transformers 5.23 (modelling and configuration files).
"""

from __future__ import annotations

from dataclasses import replace

from mkdocs_paramsize.architecture.assembly import transformer
from mkdocs_paramsize.architecture.blocks import (
    Gqa,
    Tensors,
    attention,
    head,
    linear,
    norm,
    stack,
    table,
    under,
)
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.families.encoders import encoder
from mkdocs_paramsize.architecture.layers import FULL, SLIDING, alternating
from mkdocs_paramsize.architecture.model import Architecture, Mixing


def _body(config: Config, attending: Tensors) -> Tensors:
    """The table, the layers and the norm behind them; the first layer has one norm fewer."""
    width, layers = config.width(), config.depth()
    intermediate = config.dim("intermediate", "intermediate_size")
    norm_bias, mlp_bias = config.flag("norm_bias", False), config.flag("mlp_bias", False)
    layer = (
        *under("attn", attending),
        *norm("mlp_norm", width, bias=norm_bias),
        *linear("mlp.Wi", width, 2 * intermediate, "mlp", bias=mlp_bias),
        *linear("mlp.Wo", intermediate, width, "mlp", bias=mlp_bias),
    )
    first = norm("attn_norm", width, bias=norm_bias)
    return (
        *table("embeddings.tok_embeddings", config.vocab(), width),
        *norm("embeddings.norm", width, bias=norm_bias),
        *stack("layers.{layer}", layers, layer),
        *stack("layers.{layer}", range(1, layers), first),
        *norm("final_norm", width, bias=norm_bias),
    )


def _mixing(config: Config, a: Gqa, window: Dim | None) -> tuple[Mixing, ...]:
    """Every third layer is full unless the config says otherwise."""
    every = config.dim("every", "global_attn_every_n_layers", default=3)
    usual = tuple(SLIDING if number % every else FULL for number in range(config.depth()))
    return alternating(config, a, usual, window)


def modernbert(config: Config) -> Architecture:
    """ModernBERT: an encoder; local layers see `local_attention` tokens, half to each side."""
    width, bias = config.width(), config.flag("attention_bias", False)
    a = Gqa.multi_head(config, width)
    attending = (
        *linear("Wqkv", width, 3 * width, "attention", bias=bias),
        *linear("Wo", width, width, "attention", bias=bias),
    )
    local = config.window("local_attention", absent=128)
    mixing = tuple(replace(group, per_token=0) for group in _mixing(config, a, local))
    return encoder(
        config,
        _body(config, attending),
        a,
        layers=config.depth(),
        width=width,
        intermediate=config.dim("intermediate", "intermediate_size"),
        vocab=config.vocab(),
        mixing=mixing,
    )


def modernbert_decoder(config: Config) -> Architecture:
    """ModernBERT as a decoder: its local layers look half of `local_attention` back."""
    width, vocab = config.width(), config.vocab()
    a = Gqa.multi_head(config, width)
    bias, tied = config.flag("attention_bias", False), config.tied(True)
    names = ("q_proj", "k_proj", "v_proj", "Wo")
    attending = attention(width, a, qkv_bias=bias, out_bias=bias, names=names)
    local = config.window("local_attention", absent=128)
    tensors = (
        *under("model", _body(config, attending)),
        *linear("lm_head.dense", width, width, "lm_head", bias=_classifies(config)),
        *norm("lm_head.norm", width, bias=config.flag("norm_bias", False)),
        *head(tied, "decoder", width, vocab, bias=config.flag("decoder_bias", True)),
    )
    return transformer(
        config,
        tensors,
        _mixing(config, a, None if local is None else local // 2),
        a,
        layers=config.depth(),
        width=width,
        intermediate=config.dim("intermediate", "intermediate_size"),
        vocab=vocab,
        tied=tied,
    )


def _classifies(config: Config) -> bool:
    return config.flag("classifier_bias", False)
