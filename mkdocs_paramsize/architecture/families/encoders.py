"""Encoders of text: BERT and its kin. Counted is the encoder itself, its pooler with it.

Heads for masked words or classes belong to a task, not to the model, and are left out.
Source of every name, shape and default: models/bert, roberta, xlm_roberta, camembert,
electra, mpnet, distilbert, eurobert and nomic_bert in Hugging Face transformers 5.23
(modelling and configuration files; nomic_bert's names: conversion_mapping.py). What nomic_bert
has beyond it, biases and experts: modeling_hf_nomic_bert.py of its releases, as kept in
taylorbollman/hf_nomicbert_tb (aabe7d78), and vllm/model_executor/models/bert_with_rope.py of vLLM.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import Final

from mkdocs_paramsize.architecture.assembly import refuse, transformer
from mkdocs_paramsize.architecture.blocks import (
    Gqa,
    Tensors,
    attention,
    linear,
    norm,
    plain_mlp,
    routed,
    stack,
    table,
    under,
)
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.experts import Experts, Schedule, listed, router, stack_in
from mkdocs_paramsize.architecture.families.llama import plain_layer
from mkdocs_paramsize.architecture.model import Architecture, Mixing
from mkdocs_paramsize.architecture.tensor import Tensor
from mkdocs_paramsize.errors import UnknownArchitectureError

LAYER = "encoder.layer.{layer}"
NOMIC_LAYER: Final = "encoder.layers.{layer}"
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
    context: Dim | None = None,
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
        context=context,
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
    """The tables of words, positions and, but for MPNet, kinds of text; a norm behind them.

    Raises UnknownArchitectureError for positions that are not looked up in a table.
    """
    positioned = config.text("position_embedding_type", "absolute")
    if positioned != "absolute":
        raise UnknownArchitectureError(
            f"{config.place}: position_embedding_type is {positioned[:60]}, and which tensors the "
            'model then has is not known here; write "absolute" where it has a table of positions'
        )
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
    """BERT and the many embedding models built on it."""
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


def roberta(config: Config) -> Architecture:
    """RoBERTa, XLM-RoBERTa and CamemBERT: BERT whose text begins behind the padding's position."""
    padding = config.dim("padding", "pad_token_id", default=1, least=0)
    return replace(bert(config), context=_behind(config, padding))


def _behind(config: Config, padding: int) -> int | None:
    """The longest text: rows of the table up to that of the padding are none of its positions."""
    positions = config.context()
    return None if positions is None or positions <= padding + 1 else positions - padding - 1


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
    """MPNet: BERT with one table of relative positions for all layers. Its padding is number 1."""
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
    model = encoder(
        config,
        tensors,
        a,
        layers=layers,
        width=width,
        intermediate=intermediate,
        vocab=config.vocab(),
    )
    return replace(model, context=_behind(config, 1))


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
    """Nomic Embed: BERT with rotary positions. Version 1 has gated MLPs and no biases but the
    norms'; version 2 has plain ones and biases, and experts in every other layer."""
    refuse(config, "prenorm", "use_rms_norm", "parallel_block", "expert_choice_router")
    width, vocab = config.width("hidden_size", "n_embd"), config.vocab()
    layers = config.depth("num_hidden_layers", "n_layer")
    intermediate = config.dim("intermediate", "intermediate_size", "n_inner")
    heads = config.heads("num_attention_heads", "n_head")
    a = Gqa(heads, heads, config.head_dim(width, heads))
    bias = config.flag("qkv_proj_bias", False)
    where = _nomic_schedule(config, layers)
    e = _nomic_experts(config, intermediate) if where.sparse.numbers else None
    layer = (
        *linear("attn.Wqkv", width, 3 * a.query, "attention", bias=bias),
        *linear("attn.out_proj", a.query, width, "attention", bias=bias),
        *norm("norm1", width, bias=True),
        *norm("norm2", width, bias=True),
    )
    kinds = config.dim("kinds", "type_vocab_size", default=2)
    tensors = (
        *table("embeddings.word_embeddings", vocab, width),
        *table("embeddings.token_type_embeddings", kinds, width),
        *norm("emb_ln", width, bias=True),
        *stack(NOMIC_LAYER, layers, layer),
        *stack_in(where.dense, _nomic_mlp(config, width, intermediate), NOMIC_LAYER),
        *(stack_in(where.sparse, _nomic_mixture(width, e), NOMIC_LAYER) if e else ()),
    )
    model = encoder(
        config,
        tensors,
        a,
        layers=layers,
        width=width,
        intermediate=intermediate,
        vocab=vocab,
    )
    return replace(model, dims={**model.dims, **e.dims}) if e else model


def _nomic_schedule(config: Config, layers: Dim) -> Schedule:
    """Experts in the second of every `moe_every_n_layers` layers; in none where it is 0 or 1."""
    every = config.dim("every", "moe_every_n_layers", default=0, least=0)
    config.knows("num_experts")
    return listed(layers, (n for n in range(layers) if every and n % every == 1))


def _nomic_experts(config: Config, intermediate: Dim) -> Experts:
    if config.optional("shared_experts", "num_shared_experts"):
        raise config.error(
            "num_shared_experts is set; Nomic's experts with shared ones are not known here"
        )
    if config.dim("division", "ffn_div", default=1) != 1:
        raise config.error("ffn_div is not 1; narrower experts of Nomic are not known here")
    count = config.dim("experts", "num_experts")
    return Experts(count, config.dim("top_k", "moe_top_k"), intermediate).checked(config)


def _nomic_mlp(config: Config, width: Dim, intermediate: Dim) -> Tensors:
    """Gated by the activation's name, and where the config does not name one."""
    way_in, way_out = config.flag("mlp_fc1_bias", False), config.flag("mlp_fc2_bias", False)
    gated = config.text("activation_function", "swiglu") in ("glu", "swiglu", "geglu")
    names = ("fc11", "fc12") if gated else ("fc1",)
    ways_in = (linear(name, width, intermediate, "mlp", bias=way_in) for name in names)
    return under(
        "mlp",
        (
            *chain.from_iterable(ways_in),
            *linear("fc2", intermediate, width, "mlp", bias=way_out),
        ),
    )


def _nomic_mixture(width: Dim, e: Experts) -> Tensors:
    """Plain experts in one matrix each way, [experts·intermediate, width]; one bias for all."""
    rows = e.count * e.intermediate
    stacked = (Tensor(f"experts.mlp.{name}", (rows, width), "experts") for name in ("w1", "w2"))
    return under(
        "mlp",
        (
            *router("router.layer", width, e),
            *routed(stacked, e.count, e.top_k),
            Tensor("experts.bias", (width,), "mlp"),
        ),
    )
