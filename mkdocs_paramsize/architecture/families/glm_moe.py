"""Mixtures of experts by Zhipu: GLM-4.5 to 4.7, GLM-4.7-Flash, GLM-5; and Solar Open.

Source of every name, shape and default: models/glm4_moe, glm4_moe_lite, glm_moe_dsa and
solar_open in Hugging Face transformers 5.23 (modelling and configuration files).

Prediction layers: GLM-4.5 and GLM-4.7-Flash were released with the embedding table and the
head repeated (a listing of GLM-4.7-Flash's tensors; GLM-4.5's published total), GLM-5
without (a description of its layer's 791 tensors). GLM-4.6 leaves them out as well, which
its config does not tell: its prediction layer is counted too large by the two tables.
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.assembly import mixture
from mkdocs_paramsize.architecture.blocks import LAYER, Gqa, attention, stack, under
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.experts import (
    Experts,
    balanced_block,
    by_mlp_type,
    dense_layers,
    first_dense,
    gqa_dims,
    leading_dense,
    listed,
    shared_count,
    stack_in,
)
from mkdocs_paramsize.architecture.families.deepseek import (
    index_key,
    indexer,
    latent_layer,
    latent_mixture,
)
from mkdocs_paramsize.architecture.families.llama import full_everywhere, two_norms
from mkdocs_paramsize.architecture.families.qwen import qk_norms
from mkdocs_paramsize.architecture.latent import Mla
from mkdocs_paramsize.architecture.layers import where as numbers_where
from mkdocs_paramsize.architecture.model import Architecture, Mixing
from mkdocs_paramsize.architecture.prediction import appended


def glm4_moe(config: Config) -> Architecture:
    """GLM-4.5, 4.5-Air, 4.6, 4.7: grouped-query attention, biases on q, k and v."""
    width, layers = config.width(), config.depth()
    a = Gqa.of(config, width, kv_heads=8)
    where = first_dense(config, layers, absent=1)
    e = Experts.where(config, where)
    shared = shared_count(config, "n_shared_experts", absent=1)
    norms = qk_norms(a) if config.flag("use_qk_norm", False) else ()
    bias = config.flag("attention_bias", False)
    layer = (
        *under("self_attn", (*attention(width, a, qkv_bias=bias), *norms)),
        *two_norms(width),
    )
    sparse = balanced_block(width, e, shared) if e else ()
    blocks = (
        *stack(LAYER, layers, layer),
        *dense_layers(config, where),
        *stack_in(where.sparse, sparse),
    )
    return mixture(
        config,
        blocks,
        full_everywhere(config, a),
        gqa_dims(a),
        e,
        tied=False,
        extras=appended(config, (*layer, *sparse), copies=True),
    )


def solar_open(config: Config) -> Architecture:
    """Solar Open 100B: GLM-4.5's layer without q/k norms, experts in every layer."""
    width, layers = config.width(), config.depth()
    a, e = Gqa.of(config, width, kv_heads=8, head_dim=128), Experts.of(config)
    shared = shared_count(config, "n_shared_experts", absent=1)
    bias = config.flag("attention_bias", False)
    layer = (
        *under("self_attn", attention(width, a, qkv_bias=bias)),
        *two_norms(width),
        *balanced_block(width, e, shared),
    )
    blocks = stack(LAYER, layers, layer)
    return mixture(config, blocks, full_everywhere(config, a), gqa_dims(a), e, tied=False)


def glm4_moe_lite(config: Config) -> Architecture:
    """GLM-4.7-Flash: latent attention with its own sizes, one plain layer first."""
    width, layers = config.width(), config.depth()
    m = Mla.of(config, q_rank=768, nope=192, value=256, rope_keys=("qk_rope_head_dim", "head_dim"))
    usual = leading_dense(layers, Dim.named("dense_layers", 1))
    where = by_mlp_type(config, layers, usual)
    e = Experts.where(config, where)
    shared = shared_count(config, "n_shared_experts", absent=1)
    layer = latent_layer(config, m)
    sparse = balanced_block(width, e, shared) if e else ()
    blocks = (
        *stack(LAYER, layers, layer),
        *dense_layers(config, where),
        *stack_in(where.sparse, sparse),
    )
    extras = appended(config, (*layer, *sparse), copies=True)
    return latent_mixture(config, blocks, m, e, extras=extras)


def glm_moe_dsa(config: Config) -> Architecture:
    """GLM-5: latent attention with an indexer in every layer, or in some of them.

    A layer whose indexer is shared takes the tokens that the layer before it picked; it
    holds no indexer and keeps no key. The key of the others is `index_head_dim` (128)
    numbers a token beside the latent's 576.
    """
    width, layers = config.width(), config.depth()
    m = Mla.of(config, q_rank=2048, nope=192, value=256)
    where = by_mlp_type(config, layers, first_dense(config, layers, absent=3))
    e = Experts.where(config, where)
    shared = shared_count(config, "n_shared_experts", absent=1)
    key = index_key(config)
    layer = latent_layer(config, m)
    index = under("self_attn.indexer", indexer(config, m, key, heads=32))
    sparse = balanced_block(width, e, shared) if e else ()
    kinds = _indexers(config, layers)
    own = listed(layers, numbers_where(kinds, "full"))
    blocks = (
        *stack(LAYER, layers, layer),
        *stack_in(own.sparse, index),
        *dense_layers(config, where),
        *stack_in(where.sparse, sparse),
    )
    return mixture(
        config,
        blocks,
        _indexed_mixing(m, own.sparse.numbers, own.dense.numbers, key),
        m.dims,
        e,
        tied=False,
        extras=appended(config, (*layer, *index, *sparse)),
    )


def _indexers(config: Config, layers: Dim) -> tuple[str, ...]:
    kinds = config.texts("indexer_types", layers) or _pattern(config, layers)
    if strange := sorted(set(kinds) - {"full", "shared"}):
        raise config.error(
            f"indexer_types names {strange[0]!r}; an indexer is either 'full' or 'shared'"
        )
    return kinds


def _pattern(config: Config, layers: Dim) -> tuple[str, ...]:
    """One letter or word a layer, F for full and S for shared; else every n-th."""
    if isinstance(config.get("index_topk_pattern"), list):
        return config.texts("index_topk_pattern", layers) or ()
    pattern = config.text("index_topk_pattern")
    if pattern:
        if len(pattern) != layers:
            raise config.error(f"index_topk_pattern has {len(pattern)} letters for {layers} layers")
        return tuple({"F": "full", "S": "shared"}.get(letter, letter) for letter in pattern)
    every = config.dim("every", "index_topk_freq", default=1)
    offset = config.dim("offset", "index_skip_topk_offset", default=2, least=0)
    return tuple(
        "full" if max(number - offset + 1, 0) % every == 0 else "shared" for number in range(layers)
    )


def _indexed_mixing(
    m: Mla, own: tuple[int, ...], lent: tuple[int, ...], key: Dim
) -> tuple[Mixing, ...]:
    return m.mixing(own, key), m.mixing(lent)
