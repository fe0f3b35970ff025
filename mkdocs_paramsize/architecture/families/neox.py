"""GPT-NeoX, BLOOM, Falcon, Persimmon: one matrix for q, k and v, MLPs `h_to_4h`.

Source of every name, shape and default: models/gpt_neox, bloom, falcon and persimmon in
Hugging Face transformers 5.23 (modelling and configuration files).
"""

from __future__ import annotations

from dataclasses import replace

from mkdocs_paramsize.architecture.assembly import transformer
from mkdocs_paramsize.architecture.blocks import (
    Gqa,
    Tensors,
    head,
    linear,
    norm,
    plain_mlp,
    stack,
    table,
    under,
)
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.families.llama import decoder, full_everywhere, two_norms
from mkdocs_paramsize.architecture.model import Architecture, Mixing

NAMES = ("dense_h_to_4h", "dense_4h_to_h")


def fused_attention(width: Dim, a: Gqa, *, bias: bool) -> Tensors:
    """q, k and v in one matrix [(heads + 2·kv_heads)·head_dim, width], and the way back."""
    return (
        *linear("query_key_value", width, a.query + 2 * a.key, "attention", bias=bias),
        *linear("dense", a.query, width, "attention", bias=bias),
    )


def gpt_neox(config: Config) -> Architecture:
    """GPT-NeoX, Pythia, Dolly, RedPajama-INCITE."""
    width, vocab, layers = config.width(), config.vocab(), config.depth()
    intermediate = config.dim("intermediate", "intermediate_size")
    a, tied = Gqa.multi_head(config, width), config.tied(False)
    bias = config.flag("attention_bias", True)
    layer = (
        *under("attention", fused_attention(width, a, bias=bias)),
        *under("mlp", plain_mlp(width, intermediate, names=NAMES)),
        *two_norms(width, bias=True),
    )
    tensors = (
        *table("gpt_neox.embed_in", vocab, width),
        *stack("gpt_neox.layers.{layer}", layers, layer),
        *norm("gpt_neox.final_layer_norm", width, bias=True),
        *head(tied, "embed_out", width, vocab),
    )
    return transformer(
        config,
        tensors,
        full_everywhere(config, a),
        a,
        layers=layers,
        width=width,
        intermediate=intermediate,
        vocab=vocab,
        tied=tied,
    )


def persimmon(config: Config) -> Architecture:
    """Persimmon: NeoX's layer under Llama's names, norms over single heads."""
    width = config.width()
    a = Gqa.multi_head(config, width)
    intermediate = config.dim("intermediate", "intermediate_size")
    layer = (
        *under("self_attn", fused_attention(width, a, bias=True)),
        *under("self_attn", _head_norms(config, a)),
        *under("mlp", plain_mlp(width, intermediate, names=NAMES)),
        *two_norms(width, bias=True),
    )
    final = norm("model.final_layernorm", width, bias=True)
    mixing = full_everywhere(config, a)
    return decoder(config, layer, a, tied=False, mixing=mixing, final=final)


def _head_norms(config: Config, a: Gqa) -> Tensors:
    if not config.flag("qk_layernorm", True):
        return ()
    return (
        *norm("q_layernorm", a.head_dim, bias=True),
        *norm("k_layernorm", a.head_dim, bias=True),
    )


def bloom(config: Config) -> Architecture:
    """BLOOM: ALiBi in place of positions, a norm behind the embedding."""
    width, vocab = config.width("hidden_size", "n_embed"), config.vocab()
    layers = config.depth("n_layer", "num_hidden_layers")
    a = Gqa.multi_head(config, width, "n_head", "num_attention_heads")
    tied, intermediate = config.tied(True), 4 * width
    layer = (
        *under("self_attention", fused_attention(width, a, bias=True)),
        *under("mlp", plain_mlp(width, intermediate, names=NAMES)),
        *two_norms(width, bias=True),
    )
    tensors = (
        *table("transformer.word_embeddings", vocab, width),
        *norm("transformer.word_embeddings_layernorm", width, bias=True),
        *stack("transformer.h.{layer}", layers, layer),
        *norm("transformer.ln_f", width, bias=True),
        *head(tied, "lm_head", width, vocab),
    )
    return transformer(
        config,
        tensors,
        (a.mixing(range(layers)),),
        a,
        layers=layers,
        width=width,
        intermediate=intermediate,
        vocab=vocab,
        tied=tied,
        context=config.context("seq_length"),
    )


def falcon(config: Config) -> Architecture:
    """Falcon 7B (one key/value head), 40B and 180B (new decoder), RW (ALiBi, many heads)."""
    width, vocab, layers = config.width("hidden_size", "n_embed"), config.vocab(), config.depth()
    intermediate = config.dim("intermediate", "ffn_hidden_size", default=4 * width)
    a, tied, bias = _falcon_heads(config, width), config.tied(True), config.flag("bias", False)
    layer = (
        *under("self_attention", fused_attention(width, a, bias=bias)),
        *under("mlp", plain_mlp(width, intermediate, bias=bias, names=NAMES)),
        *_falcon_norms(config, width),
    )
    tensors = (
        *table("transformer.word_embeddings", vocab, width),
        *stack("transformer.h.{layer}", layers, layer),
        *norm("transformer.ln_f", width, bias=True),
        *head(tied, "lm_head", width, vocab),
    )
    return transformer(
        config,
        tensors,
        (_falcon_mixing(config, a, layers),),
        a,
        layers=layers,
        width=width,
        intermediate=intermediate,
        vocab=vocab,
        tied=tied,
    )


def _falcon_heads(config: Config, width: Dim) -> Gqa:
    """`num_kv_heads` counts in the new decoder only; before it one head or all of them."""
    a = Gqa.multi_head(config, width)
    if config.flag("new_decoder_architecture", False):
        return Gqa(a.heads, config.kv_heads(a.heads, "num_kv_heads"), a.head_dim)
    if config.flag("multi_query", True, null=False):
        return Gqa(a.heads, Dim.named("kv_heads", 1), a.head_dim)
    return a


def _falcon_mixing(config: Config, a: Gqa, layers: Dim) -> Mixing:
    """The reference implementation repeats the new decoder's keys and values before it caches
    them: one copy for each query head. An engine that shares them keeps heads ÷ kv_heads less.
    """
    mixing = a.mixing(range(layers))
    new = config.flag("new_decoder_architecture", False)
    return replace(mixing, per_token=2 * a.query, copied=True) if new else mixing


def _falcon_norms(config: Config, width: Dim) -> Tensors:
    new = config.flag("new_decoder_architecture", False)
    side_by_side = config.dim("norms", "num_ln_in_parallel_attn", default=2 if new else 1)
    if not config.flag("parallel_attn", True, null=False):
        return two_norms(width, bias=True)
    if side_by_side == 2:
        return (*norm("ln_attn", width, bias=True), *norm("ln_mlp", width, bias=True))
    return norm("input_layernorm", width, bias=True)
