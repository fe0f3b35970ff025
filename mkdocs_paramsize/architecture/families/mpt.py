"""MPT: ALiBi, no biases anywhere, norms without them too.

Source of every name, shape and default: models/mpt in Hugging Face transformers 5.23
(modelling and configuration files); `expansion_ratio`, `no_bias` and `qk_ln` change nothing
there. Models with fewer KV heads bring code of their own, whose projection is that of
mosaicml/llm-foundry, llmfoundry/models/layers/attention.py.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from mkdocs_paramsize.architecture.assembly import transformer
from mkdocs_paramsize.architecture.blocks import (
    Gqa,
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
from mkdocs_paramsize.architecture.model import Architecture

MULTI_HEAD: Final = "multihead_attention"
MULTI_QUERY: Final = "multiquery_attention"
GROUPED: Final = "grouped_query_attention"


def mpt(config: Config) -> Architecture:
    """MPT 7B and 30B, and models of the same code with fewer KV heads."""
    width, vocab = config.width("d_model", "hidden_size"), config.vocab()
    layers = config.depth("n_layers", "num_hidden_layers")
    a, tied = _heads(config, width), config.tied(True)
    intermediate = 4 * width
    layer = (
        *norm("norm_1", width),
        *linear("attn.Wqkv", width, a.query + 2 * a.key, "attention"),
        *linear("attn.out_proj", width, width, "attention"),
        *norm("norm_2", width),
        *under("ffn", plain_mlp(width, intermediate, bias=False, names=("up_proj", "down_proj"))),
    )
    tensors = (
        *table("transformer.wte", vocab, width),
        *stack("transformer.blocks.{layer}", layers, layer),
        *norm("transformer.norm_f", width),
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
        context=config.context("max_seq_len"),
    )


def _heads(config: Config, width: Dim) -> Gqa:
    """Raises ConfigError for a kind of attention that this code does not have."""
    every = Gqa.multi_head(config, width, "n_heads", "num_attention_heads")
    if not config.has("attn_config"):
        return every
    own = config.nested("attn_config")
    kind = own.text("attn_type", MULTI_HEAD)
    if kind not in (MULTI_HEAD, MULTI_QUERY, GROUPED):
        known = f"{MULTI_HEAD}, {GROUPED} and {MULTI_QUERY}"
        raise own.error(f"attn_type is {kind[:60]}; known are {known}")
    if kind == MULTI_HEAD:
        return every
    shared = own.kv_heads(every.heads, "kv_n_heads")
    return replace(every, kv_heads=Dim.named("kv_heads", 1) if kind == MULTI_QUERY else shared)
