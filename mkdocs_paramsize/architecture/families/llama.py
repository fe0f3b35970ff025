"""Dense decoders of the Llama line: RMSNorm before each block, rotary positions, SwiGLU.

Source of every name and shape: the families' modelling files in Hugging Face transformers.
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.blocks import (
    Gqa,
    Tensors,
    attention,
    gated_mlp,
    head,
    norm,
    stack,
    table,
    under,
)
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.layers import mixing_by_layer
from mkdocs_paramsize.architecture.model import Architecture
from mkdocs_paramsize.dimension import Dim

LAYER = "model.layers.{layer}"


def decoder(
    config: Config,
    layer: Tensors,
    a: Gqa,
    *,
    tied: bool,
    sliding_by_default: bool = False,
) -> Architecture:
    """A model of one embedding, equal layers, a final norm and a head, named as Llama's."""
    width, vocab, layers = config.width(), config.vocab(), config.depth()
    tied = config.tied(tied)
    tensors = (
        *table("model.embed_tokens", vocab, width),
        *stack(LAYER, layers, layer),
        *norm("model.norm", width),
        *head(tied, "lm_head", width, vocab),
    )
    return Architecture(
        model_type=config.text("model_type"),
        tensors=tensors,
        mixing=mixing_by_layer(config, a, layers, sliding_by_default=sliding_by_default),
        dims=dims(config, a),
        tied=tied,
        context=config.get("max_position_embeddings"),
    )


def dims(config: Config, a: Gqa) -> dict[str, Dim]:
    """The named dimensions of a dense decoder."""
    return {
        "layers": config.depth(),
        "width": config.width(),
        "heads": a.heads,
        "kv_heads": a.kv_heads,
        "head_dim": a.head_dim,
        "intermediate": config.dim("intermediate", "intermediate_size"),
        "vocab": config.vocab(),
    }


def two_norms(width: Dim) -> Tensors:
    """A norm before the attention and one before the MLP."""
    return (*norm("input_layernorm", width), *norm("post_attention_layernorm", width))


def mlp(config: Config, *, bias: bool = False) -> Tensors:
    """SwiGLU under its usual names."""
    intermediate = config.dim("intermediate", "intermediate_size")
    return under("mlp", gated_mlp(config.width(), intermediate, bias=bias))


def llama(config: Config) -> Architecture:
    """Llama 1 to 3.3, Yi, DeepSeek LLM, SmolLM2 and many more."""
    width = config.width()
    a = Gqa.of(config, width)
    bias = config.flag("attention_bias", False)
    layer = (
        *under("self_attn", attention(width, a, qkv_bias=bias, out_bias=bias)),
        *mlp(config, bias=config.flag("mlp_bias", False)),
        *two_norms(width),
    )
    return decoder(config, layer, a, tied=False)


def mistral(config: Config) -> Architecture:
    """Mistral: Llama's shapes, a sliding window in every layer where the config has one."""
    width = config.width()
    a = Gqa.of(config, width)
    layer = (*under("self_attn", attention(width, a)), *mlp(config), *two_norms(width))
    return decoder(config, layer, a, tied=False, sliding_by_default=True)
