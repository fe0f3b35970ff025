"""Zamba 2: Mamba 2 in every layer, few attention blocks shared among the hybrid layers.

Source of every name, shape and default: models/zamba2 in Hugging Face transformers 5.23
(modelling and configuration files).
"""

from __future__ import annotations

from typing import Final

from mkdocs_paramsize.architecture.assembly import hybrid
from mkdocs_paramsize.architecture.blocks import (
    LAYER,
    Gqa,
    Tensors,
    attention,
    linear,
    norm,
    shared,
    stack,
    under,
)
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.experts import gqa_dims
from mkdocs_paramsize.architecture.layers import where
from mkdocs_paramsize.architecture.mixed import LINEAR, kinds
from mkdocs_paramsize.architecture.model import Architecture
from mkdocs_paramsize.architecture.recurrent import Mamba2, shared_evenly
from mkdocs_paramsize.architecture.tensor import Component

HYBRID: Final = "hybrid"

MOST_ADAPTERS: Final = 4096

_USUAL: Final = (
    *(LINEAR,),
    *(*(LINEAR,) * 5, HYBRID) * 7,
    *(*(LINEAR,) * 4, HYBRID),
    *(*(LINEAR,) * 3, HYBRID),
    *(LINEAR,) * 2,
)


def zamba2(config: Config) -> Architecture:
    """Zamba 2 1.2B to 7B.

    A shared block stands in the checkpoint once, at the first layer that uses it; a layer
    that uses it again has its own adapter there.
    """
    width = config.width()
    layout = kinds(
        config, _USUAL, known=(LINEAR, HYBRID), keys=("layers_block_type", "layer_types")
    )
    layers = config.dim("layers", "num_hidden_layers", default=54)
    if layers != len(layout):
        raise config.error(
            f"num_hidden_layers is {layers}, but layers_block_type tells {len(layout)} layers"
        )
    a, m = _attention(config, width), _mamba2(config, width)
    intermediate = config.dim("intermediate", "intermediate_size", default=4 * width)
    plain, hybrids = where(layout, LINEAR), where(layout, HYBRID)
    mixer = _mixer(config, m)
    blocks = (
        *stack(LAYER, plain, mixer),
        *stack(LAYER, hybrids, under("mamba_decoder", mixer)),
        *stack(LAYER, hybrids, linear("linear", width, width, "other")),
        *_shared_blocks(config, a, intermediate, hybrids),
    )
    return hybrid(
        config,
        blocks,
        (a.mixing(hybrids), m.mixing(range(layers))),
        {**gqa_dims(a), **m.dims, "intermediate": intermediate},
        layers=layers,
        tied=config.tied(True),
        final="model.final_layernorm",
    )


def _attention(config: Config, width: Dim) -> Gqa:
    """Attention over the hidden state beside the embedding: heads share twice the width."""
    heads = config.heads()
    size = config.dim("head_dim", "attention_head_dim", "head_dim", default=2 * width // heads)
    return Gqa(heads, config.kv_heads(heads), size)


def seen(config: Config) -> Dim:
    """What a shared block reads: the hidden state beside the embedding."""
    return config.dim("attention_width", "attention_hidden_size", default=2 * config.width())


def _mamba2(config: Config, width: Dim) -> Mamba2:
    inner = config.dim("expand", "mamba_expand", default=2) * width
    heads = config.dim("mamba_heads", "n_mamba_heads", default=8)
    return Mamba2(
        heads,
        shared_evenly(config, "a Mamba layer", inner, heads),
        groups=config.dim("groups", "mamba_ngroups", default=1),
        state=config.dim("state", "mamba_d_state", default=64),
        kernel=config.dim("kernel", "mamba_d_conv", default=4),
    )


def _mixer(config: Config, m: Mamba2) -> Tensors:
    width = config.width()
    mixer = m.tensors(width, bias=config.flag("add_bias_linear", False), conv_bias=True)
    return (*norm("input_layernorm", width), *under("mamba", mixer))


def _shared_blocks(config: Config, a: Gqa, intermediate: Dim, hybrids: tuple[int, ...]) -> Tensors:
    """The blocks, at the first hybrid layers, and the adapters of all that share them.

    The reference implementation shares nothing where `tie_word_embeddings` is false: each
    hybrid layer then holds its block, and every adapter of it, of which it has use for its own.
    """
    blocks = config.dim("shared_blocks", "num_mem_blocks", default=1)
    owners = hybrids[:blocks] if config.tied(True) else hybrids
    if len(owners) * len(hybrids) > MOST_ADAPTERS * blocks:
        raise config.error(f"{len(hybrids)} hybrid layers make too many adapters to count")
    block = under("shared_transformer", _block(config, a, intermediate))
    adapters = (
        tensor
        for number, owner in enumerate(owners)
        for use in range(number % blocks, len(hybrids), blocks)
        for tensor in shared(
            (hybrids[use],) if owner == hybrids[use] or config.tied(True) else (),
            stack(LAYER, (owner,), _adapters(config, intermediate, use)),
        )
    )
    return (*shared(hybrids, stack(LAYER, owners, block)), *adapters)


def _block(config: Config, a: Gqa, intermediate: Dim) -> Tensors:
    """Attention over [hidden, embedding], and an MLP whose gate and up are one matrix."""
    width, bias = config.width(), config.flag("add_bias_linear", False)
    q, k, v, _ = attention(seen(config), a)
    mlp = (
        *linear("gate_up_proj", width, 2 * intermediate, "mlp", bias=bias),
        *linear("down_proj", intermediate, width, "mlp", bias=bias),
    )
    return (
        *norm("input_layernorm", seen(config)),
        *under("self_attn", (q, k, v, *linear("o_proj", a.query, width, "attention"))),
        *norm("pre_ff_layernorm", width),
        *under("feed_forward", mlp),
    )


def _adapters(config: Config, intermediate: Dim, use: int) -> Tensors:
    """What one use of a shared block adds to its matrices, each of low rank.

    The MLPs always have adapters, the attention only where the config says so.
    """
    width, outer = config.width(), seen(config)
    attends = config.flag("use_shared_attention_adapter", False)
    pairs = [
        *((f"self_attn.linear_{x}_adapter_list", outer, outer) for x in "qkv" if attends),
        ("feed_forward.gate_up_proj_adapter_list", width, 2 * intermediate),
    ]
    rank = config.dim("adapter_rank", "adapter_rank", default=128)
    return tuple(
        tensor
        for name, inputs, outputs in pairs
        for tensor in _low_rank(f"shared_transformer.{name}.{use}", inputs, rank, outputs)
    )


def _low_rank(name: str, inputs: Dim, rank: Dim, outputs: Dim) -> Tensors:
    component: Component = "attention" if "self_attn" in name else "mlp"
    return (
        *linear(f"{name}.0", inputs, rank, component),
        *linear(f"{name}.1", rank, outputs, component),
    )
