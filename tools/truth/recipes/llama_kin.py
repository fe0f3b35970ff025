"""Small configs of the families that are Llama's layer but for a detail."""

from __future__ import annotations

import random
from typing import Any

from tools.truth.recipes.llama import maybe, sizes
from tools.truth.recipes.qwen import default_keys, kinds, other_heads


def _biases(rng: random.Random, *flags: str) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for flag in flags:
        fields |= maybe(rng, **{flag: rng.choice([True, False])})
    return fields


def _heads(rng: random.Random) -> dict[str, Any]:
    return maybe(rng, head_dim=rng.choice([8, 12]))


def ministral(rng: random.Random) -> dict[str, Any]:
    """Windows in all layers, in some, in none; the reference wants `head_dim`."""
    fields = {**default_keys(rng, 8), "head_dim": rng.choice([8, 12])}
    if rng.random() < 0.3:
        return {**fields, "sliding_window": None}
    return {**fields, **kinds(rng, fields), **maybe(rng, sliding_window=16)}


def ministral3(rng: random.Random) -> dict[str, Any]:
    """With and without a window."""
    return {**default_keys(rng, 8), **_heads(rng), **maybe(rng, sliding_window=16)}


def seed_oss(rng: random.Random) -> dict[str, Any]:
    """Three flags for biases."""
    flags = ("attention_bias", "attention_out_bias", "mlp_bias")
    return {**default_keys(rng, 8), **_heads(rng), **_biases(rng, *flags)}


def smollm3(rng: random.Random) -> dict[str, Any]:
    """Windows where there are no rotary positions."""
    fields = default_keys(rng, 4)
    layers = fields["num_hidden_layers"]
    return {
        **fields,
        **_biases(rng, "attention_bias", "mlp_bias"),
        **maybe(rng, use_sliding_window=rng.choice([True, False]), sliding_window=16),
        **maybe(rng, no_rope_layer_interval=rng.choice([2, 3])),
        **maybe(rng, no_rope_layers=[rng.choice([0, 1]) for _ in range(layers)]),
    }


def cwm(rng: random.Random) -> dict[str, Any]:
    """Windows by the family's pattern or by `layer_types`."""
    fields = default_keys(rng, 8)
    return {
        **fields,
        **kinds(rng, fields),
        **_heads(rng),
        **_biases(rng, "mlp_bias"),
        **maybe(rng, sliding_window=rng.choice([8, 16])),
    }


def helium(rng: random.Random) -> dict[str, Any]:
    """Its heads have to share the width: the way out is [width, width]."""
    fields = sizes(rng)
    head_dim = fields["hidden_size"] // fields["num_attention_heads"]
    return {**fields, "head_dim": head_dim, **_biases(rng, "attention_bias", "mlp_bias")}


def ernie4_5(rng: random.Random) -> dict[str, Any]:
    """One flag for every bias."""
    return {**default_keys(rng, 2), **_heads(rng), **_biases(rng, "use_bias")}


def hunyuan(rng: random.Random) -> dict[str, Any]:
    """Heads of any size."""
    head_dim = rng.choice([8, 12])
    return {**sizes(rng), "head_dim": head_dim, **_biases(rng, "attention_bias")}


def bitnet(rng: random.Random) -> dict[str, Any]:
    """Norms inside both blocks."""
    return {**default_keys(rng, 5), **_biases(rng, "attention_bias")}


def diffllama(rng: random.Random) -> dict[str, Any]:
    """Heads in pairs."""
    fields = sizes(rng)
    for key in ("num_attention_heads", "num_key_value_heads", "hidden_size"):
        fields[key] *= 2
    return {**fields, **_heads(rng), **_biases(rng, "attention_bias")}


def doge(rng: random.Random) -> dict[str, Any]:
    """Without experts."""
    return {
        **other_heads(rng, sizes, 8),
        **_biases(rng, "attention_bias", "mlp_bias"),
        **maybe(rng, sliding_window=16),
    }


def iquestcoder(rng: random.Random) -> dict[str, Any]:
    """Llama with other defaults."""
    return {**default_keys(rng, 8), **_heads(rng), **_biases(rng, "attention_bias", "mlp_bias")}


def internlm3(rng: random.Random) -> dict[str, Any]:
    """One value for all biases, under the names of the releases."""
    bias = rng.choice([True, False])
    return {**default_keys(rng, 2), **_heads(rng), **maybe(rng, qkv_bias=bias, bias=bias)}


def exaone4(rng: random.Random) -> dict[str, Any]:
    """Windows by a pattern, by `layer_types`, or none."""
    fields = default_keys(rng, 32)
    if rng.random() < 0.3:
        full = ["full_attention"] * int(fields["num_hidden_layers"])
        return {**fields, "sliding_window": None, "layer_types": full}
    return {
        **fields,
        **kinds(rng, fields),
        **maybe(rng, head_dim=rng.choice([8, 12])),
        **maybe(rng, sliding_window=rng.choice([8, 16])),
        **maybe(rng, sliding_window_pattern=rng.choice([2, 3])),
    }


RECIPES = {
    "ministral": ministral,
    "ministral3": ministral3,
    "seed_oss": seed_oss,
    "smollm3": smollm3,
    "cwm": cwm,
    "helium": helium,
    "ernie4_5": ernie4_5,
    "hunyuan_v1_dense": hunyuan,
    "bitnet": bitnet,
    "diffllama": diffllama,
    "doge": doge,
    "iquestcoder": iquestcoder,
    "internlm3": internlm3,
    "exaone4": exaone4,
}
