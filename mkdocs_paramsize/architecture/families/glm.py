"""Dense GLM: few key/value heads, biases on q, k and v, gate and up in one matrix.

Source of every name, shape and default: models/glm and models/glm4 in Hugging Face
transformers 5.23 (modelling and configuration files); for `chatglm` the files
modeling_chatglm.py and configuration_chatglm.py that the releases carry, as kept in
XuRui314/GLM4v-Finetune (513b75de) and syjjhl/chatglm2-6b (a5172e3b).
"""

from __future__ import annotations

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
from mkdocs_paramsize.architecture.families.llama import decoder, full_everywhere, two_norms
from mkdocs_paramsize.architecture.families.phi import fused_gated_mlp
from mkdocs_paramsize.architecture.model import Architecture
from mkdocs_paramsize.architecture.tensor import Tensor


def _layer(config: Config, a: Gqa) -> Tensors:
    width = config.width()
    intermediate = config.dim("intermediate", "intermediate_size")
    bias = config.flag("attention_bias", True)
    return (
        *under("self_attn", attention(width, a, qkv_bias=bias)),
        *under("mlp", fused_gated_mlp(width, intermediate)),
        *two_norms(width),
    )


def glm(config: Config) -> Architecture:
    """GLM-4 9B, GLM-Edge."""
    a = Gqa.of(config, config.width(), kv_heads=2, head_dim=128)
    mixing = full_everywhere(config, a)
    return decoder(config, _layer(config, a), a, tied=False, mixing=mixing)


def glm4(config: Config) -> Architecture:
    """GLM-4-0414 and GLM-Z1: two more norms, behind attention and MLP."""
    width = config.width()
    a = Gqa.of(config, width, kv_heads=2, head_dim=128)
    layer = (
        *_layer(config, a),
        *norm("post_self_attn_layernorm", width),
        *norm("post_mlp_layernorm", width),
    )
    return decoder(config, layer, a, tied=False, mixing=full_everywhere(config, a))


def chatglm(config: Config) -> Architecture:
    """ChatGLM 2 and 3, GLM-4 9B in its first format; the first ChatGLM is another model."""
    width, vocab = config.width(), config.vocab("padded_vocab_size")
    layers = config.depth("num_layers")
    intermediate = config.dim("intermediate", "ffn_hidden_size")
    a, tied = _chatglm_heads(config), config.tied(False)
    layer = (*_chatglm_layer(config, width, intermediate, a), *_chatglm_norms(config, width))
    ends = config.flag("post_layer_norm", True)
    tensors = (
        *table("transformer.embedding.word_embeddings", vocab, width),
        Tensor("transformer.rotary_pos_emb.inv_freq", (a.head_dim // 4,), "other", buffer=True),
        *stack("transformer.encoder.layers.{layer}", layers, layer),
        *(norm("transformer.encoder.final_layernorm", width) if ends else ()),
        *head(tied, "transformer.output_layer", width, vocab),
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


def _chatglm_heads(config: Config) -> Gqa:
    heads, head_dim = config.heads(), config.dim("head_dim", "kv_channels", default=128)
    if not config.flag("multi_query_attention", False):
        return Gqa(heads, heads, head_dim)
    return Gqa(heads, config.kv_heads(heads, "multi_query_group_num", absent=1), head_dim)


def _chatglm_layer(config: Config, width: Dim, intermediate: Dim, a: Gqa) -> Tensors:
    bias = config.flag("add_bias_linear", False)
    qkv_bias = bias or config.flag("add_qkv_bias", False)
    attending, feeding = "self_attention", "mlp"
    return (
        *under(
            attending,
            linear("query_key_value", width, a.query + 2 * a.key, "attention", bias=qkv_bias),
        ),
        *under(attending, linear("dense", a.query, width, "attention", bias=bias)),
        *under(feeding, linear("dense_h_to_4h", width, 2 * intermediate, "mlp", bias=bias)),
        *under(feeding, linear("dense_4h_to_h", intermediate, width, "mlp", bias=bias)),
    )


def _chatglm_norms(config: Config, width: Dim) -> Tensors:
    if not config.flag("rmsnorm", True):
        raise config.error("rmsnorm is false, which no released ChatGLM has")
    return two_norms(width)
