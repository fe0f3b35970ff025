"""OPT and its kin from fairseq: positions with an offset of two, `fc1` and `fc2`.

Source of every name, shape and default: models/opt, xglm and biogpt in Hugging Face
transformers 5.23 (modelling and configuration files).
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.assembly import refuse, transformer
from mkdocs_paramsize.architecture.blocks import (
    Gqa,
    Tensors,
    attention,
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

NAMES = ("q_proj", "k_proj", "v_proj", "out_proj")


def _layer(width: Dim, intermediate: Dim, a: Gqa, *, bias: bool = True) -> Tensors:
    return (
        *under("self_attn", attention(width, a, qkv_bias=bias, out_bias=bias, names=NAMES)),
        *plain_mlp(width, intermediate, bias=bias),
    )


def _layer_norms(width: Dim) -> Tensors:
    return (
        *norm("self_attn_layer_norm", width, bias=True),
        *norm("final_layer_norm", width, bias=True),
    )


def opt(config: Config) -> Architecture:
    """OPT 125M to 175B; 350M projects a narrower embedding and norms after its blocks."""
    width, vocab, layers = config.width(), config.vocab(), config.depth()
    intermediate = config.dim("intermediate", "ffn_dim")
    positions = config.dim("context", "max_position_embeddings", default=2048)
    narrow = config.dim("embedding_width", "word_embed_proj_dim", default=width)
    a, tied = Gqa.multi_head(config, width), config.tied(True)
    affine = config.flag("layer_norm_elementwise_affine", True)
    layer = (
        *_layer(width, intermediate, a, bias=config.flag("enable_bias", True)),
        *(_layer_norms(width) if affine else ()),
    )
    tensors = (
        *table("model.decoder.embed_tokens", vocab, narrow),
        *table(
            "model.decoder.embed_positions", positions + 2, width, component="position_embedding"
        ),
        *(_projections(width, narrow) if narrow != width else ()),
        *(norm("model.decoder.final_layer_norm", width, bias=True) if _ends(config) else ()),
        *stack("model.decoder.layers.{layer}", layers, layer),
        *head(tied, "lm_head", narrow, vocab),
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
        context=positions,
    )


def _projections(width: Dim, narrow: Dim) -> Tensors:
    return (
        *linear("model.decoder.project_out", width, narrow, "other"),
        *linear("model.decoder.project_in", narrow, width, "other"),
    )


def _ends(config: Config) -> bool:
    """Whether a norm with weights stands after the last layer."""
    return (
        config.flag("do_layer_norm_before", True)
        and not config.flag("_remove_final_layer_norm", False)
        and config.flag("layer_norm_elementwise_affine", True)
    )


def xglm(config: Config) -> Architecture:
    """XGLM: sinusoidal positions, which no checkpoint stores."""
    refuse(config, "add_cross_attention")
    width, vocab = config.width("d_model", "hidden_size"), config.vocab()
    layers = config.depth("num_layers", "num_hidden_layers")
    intermediate = config.dim("intermediate", "ffn_dim")
    a = Gqa.multi_head(config, width, "attention_heads", "num_attention_heads")
    tied = config.tied(True)
    tensors = (
        *table("model.embed_tokens", vocab, width),
        *stack(
            "model.layers.{layer}",
            layers,
            (*_layer(width, intermediate, a), *_layer_norms(width)),
        ),
        *norm("model.layer_norm", width, bias=True),
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
    )


def biogpt(config: Config) -> Architecture:
    """BioGPT: OPT's layer under the names `biogpt` and `output_projection`."""
    width, vocab, layers = config.width(), config.vocab(), config.depth()
    intermediate = config.dim("intermediate", "intermediate_size")
    positions = config.dim("context", "max_position_embeddings", default=1024)
    a, tied = Gqa.multi_head(config, width), config.tied(True)
    tensors = (
        *table("biogpt.embed_tokens", vocab, width),
        *table("biogpt.embed_positions", positions + 2, width, "position_embedding"),
        *stack(
            "biogpt.layers.{layer}",
            layers,
            (*_layer(width, intermediate, a), *_layer_norms(width)),
        ),
        *norm("biogpt.layer_norm", width, bias=True),
        *head(tied, "output_projection", width, vocab),
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
        context=positions,
    )
