"""Dense families that are Llama's layer with other defaults, biases or norms.

Source of every name, shape and default: models/ministral, ministral3, seed_oss, smollm3,
cwm, helium, ernie4_5, hunyuan_v1_dense, bitnet, diffllama, doge and iquestcoder in Hugging
Face transformers 5.23 (modelling and configuration files).
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.assembly import refuse
from mkdocs_paramsize.architecture.blocks import (
    Gqa,
    Tensors,
    linear,
    norm,
    under,
)
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.families.llama import (
    decoder,
    full_everywhere,
    mlp,
    plain_layer,
    sliding_everywhere,
    two_norms,
)
from mkdocs_paramsize.architecture.families.qwen import qk_norms
from mkdocs_paramsize.architecture.layers import FULL, SLIDING, alternating
from mkdocs_paramsize.architecture.model import Architecture
from mkdocs_paramsize.architecture.tensor import Tensor


def ministral(config: Config) -> Architecture:
    """Ministral: Mistral whose layers may differ in their window."""
    a = Gqa.of(config, config.width(), kv_heads=8)
    window = config.window(absent=4096)
    usual = (FULL if window is None else SLIDING,) * int(config.depth())
    mixing = alternating(config, a, usual, window)
    return decoder(config, plain_layer(config, a), a, tied=False, mixing=mixing)


def ministral3(config: Config) -> Architecture:
    """Ministral 3: Mistral with heads of 128 and, by default, no window."""
    a = Gqa.of(config, config.width(), kv_heads=8, head_dim=128)
    mixing = sliding_everywhere(config, a, config.window())
    return decoder(config, plain_layer(config, a), a, tied=False, mixing=mixing)


def seed_oss(config: Config) -> Architecture:
    """Seed-OSS: biases on q, k and v, none on the way out."""
    a = Gqa.of(config, config.width(), kv_heads=8, head_dim=128)
    layer = plain_layer(
        config,
        a,
        qkv_bias=config.flag("attention_bias", True),
        out_bias=config.flag("attention_out_bias", False),
        mlp_bias=config.flag("mlp_bias", False),
    )
    return decoder(config, layer, a, tied=False, mixing=full_everywhere(config, a))


def smollm3(config: Config) -> Architecture:
    """SmolLM3: every fourth layer has no rotary positions; those may slide."""
    layers = config.depth()
    a = Gqa.of(config, config.width(), kv_heads=4)
    bias, mlp_bias = config.flag("attention_bias", False), config.flag("mlp_bias", False)
    layer = plain_layer(config, a, qkv_bias=bias, out_bias=bias, mlp_bias=mlp_bias)
    window = config.window() if config.flag("use_sliding_window", False) else None
    interval = config.dim("interval", "no_rope_layer_interval", default=4)
    rotary = config.whole_numbers(
        "no_rope_layers", [int((number + 1) % interval != 0) for number in range(layers)]
    )
    if len(rotary) != layers:
        raise config.error(f"no_rope_layers tells {len(rotary)} layers, but there are {layers}")
    usual = [FULL if window is None or turned else SLIDING for turned in rotary]
    mixing = alternating(config, a, usual, window)
    return decoder(config, layer, a, tied=True, mixing=mixing)


def cwm(config: Config) -> Architecture:
    """Code World Model: one full layer, then three sliding ones."""
    a = Gqa.of(config, config.width(), kv_heads=8, head_dim=128)
    layer = plain_layer(config, a, mlp_bias=config.flag("mlp_bias", False))
    usual = tuple(SLIDING if number % 4 else FULL for number in range(config.depth()))
    mixing = alternating(config, a, usual, config.window(absent=8192))
    return decoder(config, layer, a, tied=False, mixing=mixing)


def helium(config: Config) -> Architecture:
    """Helium: the way out of the attention is [width, width] whatever the heads."""
    width = config.width()
    a = Gqa.of(config, width, kv_heads=20, head_dim=128)
    query, key = a.query, a.key
    bias = config.flag("attention_bias", False)
    layer = (
        *linear("self_attn.q_proj", width, query, "attention", bias=bias),
        *linear("self_attn.k_proj", width, key, "attention", bias=bias),
        *linear("self_attn.v_proj", width, key, "attention", bias=bias),
        *linear("self_attn.o_proj", width, width, "attention"),
        *mlp(config, bias=config.flag("mlp_bias", False)),
        *two_norms(width),
    )
    return decoder(config, layer, a, tied=False, mixing=full_everywhere(config, a))


def ernie4_5(config: Config) -> Architecture:
    """Dense ERNIE 4.5."""
    a = Gqa.of(config, config.width(), kv_heads=2, head_dim=128)
    bias = config.flag("use_bias", False)
    layer = plain_layer(config, a, qkv_bias=bias, out_bias=bias, mlp_bias=bias)
    return decoder(config, layer, a, tied=True, mixing=full_everywhere(config, a))


def hunyuan_v1_dense(config: Config) -> Architecture:
    """Dense Hunyuan: norms over query and key heads, under names of their own."""
    a = Gqa.of(config, config.width())
    bias = config.flag("attention_bias", False)
    layer = (
        *plain_layer(config, a, qkv_bias=bias, out_bias=bias),
        *under("self_attn", qk_norms(a, ("query_layernorm", "key_layernorm"))),
    )
    return decoder(config, layer, a, tied=False, mixing=full_everywhere(config, a))


def bitnet(config: Config) -> Architecture:
    """BitNet b1.58: a norm inside the attention and one inside the MLP."""
    width = config.width()
    a = Gqa.of(config, width, kv_heads=5)
    bias = config.flag("attention_bias", False)
    layer = (
        *plain_layer(config, a, qkv_bias=bias, out_bias=bias),
        *norm("self_attn.attn_sub_norm", width),
        *norm("mlp.ffn_sub_norm", config.dim("intermediate", "intermediate_size")),
    )
    return decoder(config, layer, a, tied=False, mixing=full_everywhere(config, a))


def diffllama(config: Config) -> Architecture:
    """DiffLlama: four vectors [head_dim] a layer weigh one attention against another."""
    a = Gqa.of(config, config.width())
    bias = config.flag("attention_bias", False)
    names = ("lambda_q1", "lambda_k1", "lambda_q2", "lambda_k2")
    layer = (
        *plain_layer(config, a, qkv_bias=bias, out_bias=bias),
        *(Tensor(f"self_attn.{name}", (a.head_dim,), "attention") for name in names),
    )
    return decoder(config, layer, a, tied=False, mixing=full_everywhere(config, a))


def doge(config: Config) -> Architecture:
    """Doge without experts: a dynamic mask over the keys, weighed residuals."""
    refuse(config, "is_moe")
    config.knows("num_experts")
    width = config.width()
    a = Gqa.of(config, width)
    bias, mlp_bias = config.flag("attention_bias", False), config.flag("mlp_bias", False)
    layer = (
        *plain_layer(config, a, qkv_bias=bias, out_bias=bias, mlp_bias=mlp_bias),
        *under("self_attn", _doge_mask(a, bias=bias)),
        Tensor("input_residual", (width,), "other"),
        Tensor("post_attention_residual", (width,), "other"),
    )
    mixing = sliding_everywhere(config, a, config.window())
    return decoder(config, layer, a, tied=False, mixing=mixing)


def _doge_mask(a: Gqa, *, bias: bool) -> Tensors:
    return (
        Tensor("A", (a.kv_heads,), "attention"),
        *linear("dt_proj", a.key, a.kv_heads, "attention", bias=bias),
        *qk_norms(a),
    )


def iquestcoder(config: Config) -> Architecture:
    """IQuest-Coder: Llama with heads of 128."""
    refuse(config, "use_sliding_window")
    a = Gqa.of(config, config.width(), kv_heads=8, head_dim=128)
    bias, mlp_bias = config.flag("attention_bias", False), config.flag("mlp_bias", False)
    layer = plain_layer(config, a, qkv_bias=bias, out_bias=bias, mlp_bias=mlp_bias)
    return decoder(config, layer, a, tied=False, mixing=full_everywhere(config, a))
