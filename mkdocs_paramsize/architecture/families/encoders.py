"""Encoders of text: BERT and its kin. Counted is the encoder itself, its pooler with it.

Heads for masked words or classes belong to a task, not to the model, and are left out.
Source of every name, shape and default: models/bert, roberta, xlm_roberta, camembert,
electra, mpnet, distilbert, eurobert and nomic_bert in Hugging Face transformers 5.23
(modelling and configuration files; nomic_bert's names: conversion_mapping.py).
"""

from __future__ import annotations

from dataclasses import replace

from mkdocs_paramsize.architecture.assembly import refuse, transformer
from mkdocs_paramsize.architecture.blocks import (
    Gqa,
    Tensors,
    attention,
    gated_mlp,
    linear,
    norm,
    plain_mlp,
    stack,
    table,
    under,
)
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.families.llama import plain_layer
from mkdocs_paramsize.architecture.model import Architecture, Mixing

LAYER = "encoder.layer.{layer}"
SELF = ("self.query", "self.key", "self.value", "output.dense")


def seeing_everything(a: Gqa, layers: Dim) -> tuple[Mixing, ...]:
    """Every token attends to every other, and nothing is kept for a next one."""
    return (replace(a.mixing(range(layers)), per_token=0),)


def encoder(
    config: Config,
    tensors: Tensors,
    a: Gqa,
    *,
    layers: Dim,
    width: Dim,
    intermediate: Dim,
    vocab: Dim | None,
    mixing: tuple[Mixing, ...] = (),
) -> Architecture:
    """An architecture without a cache, without a head and so without a tied table."""
    return transformer(
        config,
        tensors,
        mixing or seeing_everything(a, layers),
        a,
        layers=layers,
        width=width,
        intermediate=intermediate,
        vocab=vocab,
        tied=False,
        decoder=False,
    )


def pooler(width: Dim) -> Tensors:
    """The layer that reads the first token."""
    return linear("pooler.dense", width, width, "other", bias=True)


def block(
    width: Dim, intermediate: Dim, a: Gqa, names: tuple[str, str, str, str] = SELF
) -> Tensors:
    """BERT's layer: a norm behind the attention and one behind the MLP."""
    attending = attention(width, a, qkv_bias=True, out_bias=True, names=names)
    behind = "attention.output" if names == SELF else "attention"
    return (
        *under("attention", attending),
        *norm(f"{behind}.LayerNorm", width, bias=True),
        *plain_mlp(width, intermediate, names=("intermediate.dense", "output.dense")),
        *norm("output.LayerNorm", width, bias=True),
    )


def embeddings(config: Config, width: Dim, *, kinds: bool = True) -> Tensors:
    """The tables of words, positions and, but for MPNet, kinds of text; a norm behind them."""
    positions = config.dim("context", "max_position_embeddings", default=512)
    types = config.dim("kinds", "type_vocab_size", default=2, least=0)
    return under(
        "embeddings",
        (
            *table("word_embeddings", config.vocab(), width),
            *table("position_embeddings", positions, width, "position_embedding"),
            *(table("token_type_embeddings", types, width) if kinds else ()),
            *norm("LayerNorm", width, bias=True),
        ),
    )


def bert(config: Config) -> Architecture:
    """BERT, RoBERTa, XLM-RoBERTa, CamemBERT and the many embedding models built on them."""
    refuse(config, "add_cross_attention")
    width, layers = config.width(), config.depth()
    intermediate = config.dim("intermediate", "intermediate_size")
    a = Gqa.multi_head(config, width)
    tensors = (
        *embeddings(config, width),
        *stack(LAYER, layers, block(width, intermediate, a)),
        *pooler(width),
    )
    return encoder(
        config,
        tensors,
        a,
        layers=layers,
        width=width,
        intermediate=intermediate,
        vocab=config.vocab(),
    )


def electra(config: Config) -> Architecture:
    """ELECTRA: BERT behind a narrower table, without a pooler."""
    refuse(config, "add_cross_attention")
    width, layers = config.width(), config.depth()
    narrow = config.dim("embedding_width", "embedding_size", default=128)
    intermediate = config.dim("intermediate", "intermediate_size")
    a = Gqa.multi_head(config, width)
    widening = linear("embeddings_project", narrow, width, "other", bias=True)
    tensors = (
        *embeddings(config, narrow),
        *(widening if narrow != width else ()),
        *stack(LAYER, layers, block(width, intermediate, a)),
    )
    return encoder(
        config,
        tensors,
        a,
        layers=layers,
        width=width,
        intermediate=intermediate,
        vocab=config.vocab(),
    )


def mpnet(config: Config) -> Architecture:
    """MPNet: BERT with one table of relative positions for all layers."""
    width, layers = config.width(), config.depth()
    intermediate = config.dim("intermediate", "intermediate_size")
    a = Gqa.multi_head(config, width)
    buckets = config.dim("buckets", "relative_attention_num_buckets", default=32)
    names = ("attn.q", "attn.k", "attn.v", "attn.o")
    tensors = (
        *embeddings(config, width, kinds=False),
        *stack(LAYER, layers, block(width, intermediate, a, names)),
        *table("encoder.relative_attention_bias", buckets, a.heads, "position_embedding"),
        *pooler(width),
    )
    return encoder(
        config,
        tensors,
        a,
        layers=layers,
        width=width,
        intermediate=intermediate,
        vocab=config.vocab(),
    )


def distilbert(config: Config) -> Architecture:
    """DistilBERT: half of BERT's layers, no kinds of text, no pooler."""
    width, vocab = config.width("dim", "hidden_size"), config.vocab()
    layers = config.depth("n_layers", "num_hidden_layers")
    intermediate = config.dim("intermediate", "hidden_dim")
    a = Gqa.multi_head(config, width, "n_heads", "num_attention_heads")
    names = ("q_lin", "k_lin", "v_lin", "out_lin")
    layer = (
        *under("attention", attention(width, a, qkv_bias=True, out_bias=True, names=names)),
        *norm("sa_layer_norm", width, bias=True),
        *under("ffn", plain_mlp(width, intermediate, names=("lin1", "lin2"))),
        *norm("output_layer_norm", width, bias=True),
    )
    tensors = (
        *embeddings(config, width, kinds=False),
        *stack("transformer.layer.{layer}", layers, layer),
    )
    return encoder(
        config,
        tensors,
        a,
        layers=layers,
        width=width,
        intermediate=intermediate,
        vocab=vocab,
    )


def eurobert(config: Config) -> Architecture:
    """EuroBERT: Llama's layer, looking both ways."""
    width, layers = config.width(), config.depth()
    a = Gqa.of(config, width)
    bias, mlp_bias = config.flag("attention_bias", False), config.flag("mlp_bias", False)
    layer = plain_layer(config, a, qkv_bias=bias, out_bias=bias, mlp_bias=mlp_bias)
    tensors = (
        *table("embed_tokens", config.vocab(), width),
        *stack("layers.{layer}", layers, layer),
        *norm("norm", width),
    )
    return encoder(
        config,
        tensors,
        a,
        layers=layers,
        width=width,
        intermediate=config.dim("intermediate", "intermediate_size"),
        vocab=config.vocab(),
    )


def nomic_bert(config: Config) -> Architecture:
    """Nomic Embed: BERT with gated MLPs, rotary positions and no biases but the norms'."""
    width, vocab = config.width("hidden_size", "n_embd"), config.vocab()
    layers = config.depth("num_hidden_layers", "n_layer")
    intermediate = config.dim("intermediate", "intermediate_size", "n_inner")
    heads = config.heads("num_attention_heads", "n_head")
    a = Gqa(heads, heads, config.head_dim(width, heads))
    names = ("fc12", "fc11", "fc2")
    layer = (
        *linear("attn.Wqkv", width, 3 * a.query, "attention"),
        *linear("attn.out_proj", a.query, width, "attention"),
        *norm("norm1", width, bias=True),
        *under("mlp", gated_mlp(width, intermediate, names=names)),
        *norm("norm2", width, bias=True),
    )
    kinds = config.dim("kinds", "type_vocab_size", default=2)
    tensors = (
        *table("embeddings.word_embeddings", vocab, width),
        *table("embeddings.token_type_embeddings", kinds, width),
        *norm("emb_ln", width, bias=True),
        *stack("encoder.layers.{layer}", layers, layer),
    )
    return encoder(
        config,
        tensors,
        a,
        layers=layers,
        width=width,
        intermediate=intermediate,
        vocab=vocab,
    )
