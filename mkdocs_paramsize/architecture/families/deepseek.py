"""DeepSeek's mixtures of experts and those built like them: V1, V2, V3, R1, V3.2, Kimi K2.

Source of every name, shape and default: models/deepseek_v2, deepseek_v3, deepseek_v32,
mistral4 and axk1 in Hugging Face transformers 5.23 (modelling and configuration files). The
first DeepSeekMoE has no file there: its layers follow mlx_lm/models/deepseek.py of mlx-lm.

Prediction layers as in the released files of DeepSeek-R1 and DeepSeek-V3.2, seen in a
listing of every tensor's name and shape: they repeat the embedding table and the head.
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.assembly import mixture
from mkdocs_paramsize.architecture.blocks import (
    LAYER,
    Gqa,
    Tensors,
    attention,
    linear,
    norm,
    stack,
    under,
)
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.experts import (
    Experts,
    Schedule,
    balanced_block,
    by_mlp_type,
    dense_layers,
    first_dense,
    fused_experts,
    gqa_dims,
    listed,
    router,
    shared_count,
    shared_experts,
    stack_in,
)
from mkdocs_paramsize.architecture.families.llama import full_everywhere, two_norms
from mkdocs_paramsize.architecture.latent import Mla, latent_attention
from mkdocs_paramsize.architecture.model import Architecture
from mkdocs_paramsize.architecture.prediction import appended


def schedule(config: Config, *, absent: int) -> Schedule:
    """Plain MLPs first, then experts in every `moe_layer_freq`-th layer.

    The reference implementation takes the frequency for 1, as it is in every release.
    """
    layers = config.depth()
    usual = first_dense(config, layers, absent=absent)
    frequency = config.dim("frequency", "moe_layer_freq", default=1)
    if frequency == 1:
        return usual
    return listed(layers, (n for n in usual.sparse.numbers if n % frequency == 0))


def deepseek(config: Config) -> Architecture:
    """DeepSeekMoE 16B: grouped-query attention, shared experts, no balancing bias."""
    width = config.width()
    a = Gqa.of(config, width)
    where = schedule(config, absent=0)
    e = Experts.where(config, where)
    shared = shared_count(config, "n_shared_experts", absent=0)
    bias = config.flag("attention_bias", False)
    layer = (
        *under("self_attn", attention(width, a, qkv_bias=bias, out_bias=bias)),
        *two_norms(width),
    )
    blocks = (
        *stack(LAYER, config.depth(), layer),
        *dense_layers(config, where),
        *(stack_in(where.sparse, balanced_block(width, e, shared, balanced=False)) if e else ()),
    )
    mixing = full_everywhere(config, a)
    return mixture(config, blocks, mixing, gqa_dims(a), e, tied=False)


def deepseek_v2(config: Config) -> Architecture:
    """DeepSeek-V2 and V2-Lite: latent attention, two shared experts, no balancing bias."""
    width, m = config.width(), Mla.of(config)
    if width % m.heads:
        raise config.error(f"a width of {width} cannot be shared by {m.heads} heads evenly")
    where = schedule(config, absent=0)
    e = Experts.where(config, where)
    shared = shared_count(config, "n_shared_experts", absent=2)
    bias = config.flag("mlp_bias", False)
    blocks = (
        *stack(LAYER, config.depth(), latent_layer(config, m)),
        *dense_layers(config, where, bias=bias),
        *(
            stack_in(where.sparse, balanced_block(width, e, shared, balanced=False, bias=bias))
            if e
            else ()
        ),
    )
    return latent_mixture(config, blocks, m, e)


def deepseek_v3(config: Config) -> Architecture:
    """DeepSeek-V3 and R1, Kimi K2, Moonlight: a balancing bias at the router."""
    width, m = config.width(), Mla.of(config)
    where = schedule(config, absent=3)
    e = Experts.where(config, where)
    shared = shared_count(config, "n_shared_experts", absent=1)
    layer = latent_layer(config, m)
    sparse = balanced_block(width, e, shared) if e else ()
    blocks = (
        *stack(LAYER, config.depth(), layer),
        *dense_layers(config, where),
        *stack_in(where.sparse, sparse),
    )
    extras = appended(config, (*layer, *sparse), copies=True)
    return latent_mixture(config, blocks, m, e, extras=extras)


def deepseek_v32(config: Config) -> Architecture:
    """DeepSeek-V3.2: V3 with an indexer in every layer that picks the tokens to attend to.

    The indexer keeps a key of its own beside the latent: `index_head_dim` (128) numbers a
    token and layer on top of 576. Engines store it in 8 bit with a scale.
    """
    width, m = config.width(), Mla.of(config)
    where = by_mlp_type(config, config.depth(), first_dense(config, config.depth(), absent=3))
    e = Experts.where(config, where)
    shared = shared_count(config, "n_shared_experts", absent=1)
    key = index_key(config)
    layer = (
        *latent_layer(config, m),
        *under("self_attn.indexer", indexer(config, m, key, heads=64)),
    )
    sparse = balanced_block(width, e, shared) if e else ()
    blocks = (
        *stack(LAYER, config.depth(), layer),
        *dense_layers(config, where),
        *stack_in(where.sparse, sparse),
    )
    extras = appended(config, (*layer, *sparse), copies=True)
    return latent_mixture(config, blocks, m, e, beside=key, extras=extras)


def mistral4(config: Config) -> Architecture:
    """Mistral Small 4: latent attention, fused experts, no balancing bias."""
    width, m = config.width(), Mla.of(config, q_rank=1024, nope=64)
    where = schedule(config, absent=0)
    e = Experts.where(config, where)
    shared = shared_count(config, "n_shared_experts", absent=1)
    blocks = (
        *stack(LAYER, config.depth(), latent_layer(config, m)),
        *dense_layers(config, where),
        *(stack_in(where.sparse, _fused(width, e, shared)) if e else ()),
    )
    return latent_mixture(config, blocks, m, e)


def axk1(config: Config) -> Architecture:
    """A.X K1: DeepSeek-V3 with a norm after the experts."""
    width, layers, m = config.width(), config.depth(), Mla.of(config)
    where = by_mlp_type(config, layers, schedule(config, absent=1))
    e = Experts.where(config, where)
    shared = shared_count(config, "n_shared_experts", absent=1)
    sparse = (*balanced_block(width, e, shared), *norm("post_mlp_layernorm", width)) if e else ()
    blocks = (
        *stack(LAYER, layers, latent_layer(config, m)),
        *dense_layers(config, where),
        *stack_in(where.sparse, sparse),
    )
    return latent_mixture(config, blocks, m, e)


def _fused(width: Dim, e: Experts, shared: int) -> Tensors:
    return (
        *router("mlp.gate", width, e),
        *under("mlp", fused_experts(width, e)),
        *shared_experts("mlp.shared_experts", width, e.intermediate * shared),
    )


def index_key(config: Config) -> Dim:
    """The size of the key by which an indexer finds tokens."""
    return config.dim("index_dim", "index_head_dim", default=128)


def indexer(config: Config, m: Mla, key: Dim, *, heads: int) -> Tensors:
    """The indexer of sparse attention: queries from the compressed ones, one key for all heads.

    Shapes: wq_b [index_heads·index_dim, q_rank]; wk [index_dim, width]; a norm with a bias
    over the key; weights_proj [index_heads, width].
    """
    if m.q_rank is None:
        raise config.error("q_lora_rank is missing, but the indexer reads compressed queries")
    width = config.width()
    index_heads = config.dim("index_heads", "index_n_heads", default=heads)
    return (
        *linear("wq_b", m.q_rank, index_heads * key, "attention"),
        *linear("wk", width, key, "attention"),
        *norm("k_norm", key, bias=True),
        *linear("weights_proj", width, index_heads, "attention"),
    )


def latent_layer(config: Config, m: Mla) -> Tensors:
    """Latent attention and the norms before it and before what follows."""
    width = config.width()
    bias = config.flag("attention_bias", False)
    return (*under("self_attn", latent_attention(width, m, bias=bias)), *two_norms(width))


def latent_mixture(
    config: Config,
    blocks: Tensors,
    m: Mla,
    e: Experts | None,
    *,
    beside: int = 0,
    extras: Tensors = (),
) -> Architecture:
    """A mixture whose every layer attends by a latent; `beside`: what an indexer keeps."""
    mixing = (m.mixing(range(config.depth()), beside),)
    return mixture(config, blocks, mixing, m.dims, e, tied=False, extras=extras)
