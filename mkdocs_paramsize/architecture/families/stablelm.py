"""StableLM: Llama's layer with LayerNorms, at times one norm for both blocks.

Source of every name, shape and default: models/stablelm in Hugging Face transformers 5.23
(modelling and configuration files).
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.blocks import Gqa, Tensors, attention, norm, under
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.families.llama import (
    decoder,
    full_everywhere,
    mlp,
    two_norms,
)
from mkdocs_paramsize.architecture.model import Architecture


def stablelm(config: Config) -> Architecture:
    """StableLM 3B, Zephyr 3B, StableLM 2; the 12B norms every head by itself."""
    width, heads = config.width(), config.heads()
    shared = Gqa.multi_head(config, width)
    a = Gqa(heads, config.kv_heads(heads, absent=32), shared.head_dim)
    one_norm = config.flag("use_parallel_residual", False)
    layer = (
        *under("self_attn", attention(width, a, qkv_bias=config.flag("use_qkv_bias", False))),
        *under("self_attn", _norms_per_head(config, a)),
        *mlp(config),
        *(norm("input_layernorm", width, bias=True) if one_norm else two_norms(width, bias=True)),
    )
    final = norm("model.norm", width, bias=True)
    mixing = full_everywhere(config, a)
    return decoder(config, layer, a, tied=False, mixing=mixing, final=final)


def _norms_per_head(config: Config, a: Gqa) -> Tensors:
    if not config.flag("qk_layernorm", False):
        return ()
    return tuple(
        tensor
        for name, heads in (("q_layernorm", a.heads), ("k_layernorm", a.kv_heads))
        for head in range(heads)
        for tensor in norm(f"{name}.norms.{head}", a.head_dim)
    )
