"""Dense Phi: parallel blocks with biases (Phi 1 to 2), then Llama's layer, fused (Phi 3, 4).

Source of every name, shape and default: models/phi and models/phi3 in Hugging Face
transformers 5.23 (modelling and configuration files).
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.blocks import (
    Gqa,
    Tensors,
    attention,
    linear,
    norm,
    plain_mlp,
    under,
)
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.families.llama import (
    decoder,
    full_everywhere,
    sliding_everywhere,
    two_norms,
)
from mkdocs_paramsize.architecture.model import Architecture


def phi(config: Config) -> Architecture:
    """Phi 1, 1.5 and 2: one norm a layer, a bias on every matrix, the head's too."""
    width = config.width()
    a = Gqa.of(config, width)
    names = ("q_proj", "k_proj", "v_proj", "dense")
    layer = (
        *under("self_attn", attention(width, a, qkv_bias=True, out_bias=True, names=names)),
        *under("self_attn", _head_norms(config, a)),
        *under("mlp", plain_mlp(width, config.dim("intermediate", "intermediate_size"))),
        *norm("input_layernorm", width, bias=True),
    )
    final = norm("model.final_layernorm", width, bias=True)
    mixing = full_everywhere(config, a)
    return decoder(config, layer, a, tied=False, mixing=mixing, final=final, head_bias=True)


def _head_norms(config: Config, a: Gqa) -> Tensors:
    if not config.flag("qk_layernorm", False):
        return ()
    return (
        *norm("q_layernorm", a.head_dim, bias=True),
        *norm("k_layernorm", a.head_dim, bias=True),
    )


def fused_gated_mlp(width: Dim, intermediate: Dim) -> Tensors:
    """SwiGLU with gate and up in one matrix [2·intermediate, width]."""
    return (
        *linear("gate_up_proj", width, 2 * intermediate, "mlp"),
        *linear("down_proj", intermediate, width, "mlp"),
    )


def phi3(config: Config) -> Architecture:
    """Phi 3, 3.5 mini and 4: q, k, v in one matrix, gate and up in another."""
    width = config.width()
    a = Gqa.of(config, width)
    intermediate = config.dim("intermediate", "intermediate_size")
    layer = (
        *linear("self_attn.qkv_proj", width, a.query + 2 * a.key, "attention"),
        *linear("self_attn.o_proj", a.query, width, "attention"),
        *under("mlp", fused_gated_mlp(width, intermediate)),
        *two_norms(width),
    )
    mixing = sliding_everywhere(config, a, config.window())
    return decoder(config, layer, a, tied=False, mixing=mixing)
