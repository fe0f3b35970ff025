"""DBRX: fused projections, layer norms without biases, experts stacked in one matrix each.

Source of every name, shape and default: models/dbrx in Hugging Face transformers 5.23
(modelling and configuration files).
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.blocks import (
    Gqa,
    Tensors,
    head,
    linear,
    norm,
    routed,
    stack,
    table,
    under,
)
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.experts import Experts, gqa_dims, router
from mkdocs_paramsize.architecture.model import Architecture
from mkdocs_paramsize.architecture.tensor import Tensor


def dbrx(config: Config) -> Architecture:
    """DBRX base and instruct: 16 experts, of which 4 serve a token, in every layer."""
    width, vocab = config.width("d_model", "hidden_size"), config.vocab()
    layers = config.depth("n_layers", "num_hidden_layers")
    if config.tied(False):
        raise config.error("tie_word_embeddings is true, but DBRX's head has a table of its own")
    a, e = _attention(config, width), _experts_of(config)
    tensors = (
        *table("transformer.wte", vocab, width),
        *stack("transformer.blocks.{layer}", layers, _block(width, a, e)),
        *norm("transformer.norm_f", width),
        *head(False, "lm_head", width, vocab),
    )
    return Architecture(
        model_type=config.text("model_type"),
        tensors=tensors,
        mixing=(a.mixing(range(layers)),),
        dims={"layers": layers, "width": width, "vocab": vocab, **gqa_dims(a), **e.dims},
        tied=False,
        context=config.context("max_seq_len", "max_position_embeddings"),
    )


def _attention(config: Config, width: Dim) -> Gqa:
    """The heads share the width, whatever `head_dim` says."""
    a = Gqa.multi_head(config, width, "n_heads", "num_attention_heads")
    kv_heads = (
        config.nested("attn_config").kv_heads(a.heads, "kv_n_heads", absent=1)
        if config.has("attn_config")
        else Dim.named("kv_heads", 1)
    )
    return Gqa(a.heads, kv_heads, a.head_dim)


def _experts_of(config: Config) -> Experts:
    feed_forward = config.nested("ffn_config")
    return Experts.of(feed_forward, "ffn_hidden_size")


def _block(width: Dim, a: Gqa, e: Experts) -> Tensors:
    """w1 and v1 are the gate's and the way up, w2 the way down, [experts·width, d] each."""
    rows = e.count * e.intermediate
    stacked = (Tensor(f"ffn.experts.mlp.{name}", (rows, width), "experts") for name in _MATRICES)
    return (
        *under(
            "norm_attn_norm",
            (
                *norm("norm_1", width),
                *linear("attn.Wqkv", width, a.query + 2 * a.key, "attention"),
                *linear("attn.out_proj", a.query, width, "attention"),
                *norm("norm_2", width),
            ),
        ),
        *router("ffn.router.layer", width, e),
        *routed(stacked, e.count, e.top_k),
    )


_MATRICES = ("w1", "v1", "w2")
