"""RWKV 4: a recurrence over channels in place of attention.

Source of every name, shape and default: models/rwkv in Hugging Face transformers 5.23
(modelling and configuration files); the idea: Peng et al. 2023, arXiv:2305.13048.
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.assembly import hybrid
from mkdocs_paramsize.architecture.blocks import Tensors, linear, norm, stack, under
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.model import Architecture, Mixing
from mkdocs_paramsize.architecture.recurrent import parameter
from mkdocs_paramsize.architecture.tensor import Tensor

BLOCK = "rwkv.blocks.{layer}"


def rwkv(config: Config) -> Architecture:
    """RWKV 4 169M to 14B; the first layer has a norm before it."""
    width, layers = config.width(), config.depth()
    inner = config.dim("inner", "attention_hidden_size", default=width)
    intermediate = config.dim("intermediate", "intermediate_size", default=4 * width)
    layer = (
        *under("attention", _time_mixing(width, inner)),
        *under("feed_forward", _channel_mixing(width, intermediate)),
        *norm("ln1", width, bias=True),
        *norm("ln2", width, bias=True),
    )
    # The last input of each half, and numerator, denominator and maximum of the average.
    state = Mixing(tuple(range(layers)), "linear", constant=2 * width + 3 * inner)
    return hybrid(
        config,
        (*stack(BLOCK, layers, layer), *stack(BLOCK, (0,), norm("pre_ln", width, bias=True))),
        (state,),
        {"intermediate": intermediate},
        layers=layers,
        tied=config.tied(False),
        embedding="rwkv.embeddings",
        final=norm("rwkv.ln_out", width, bias=True),
        output="head",
        context=config.context("context_length", "max_position_embeddings"),
    )


def _time_mixing(width: Dim, inner: Dim) -> Tensors:
    return (
        *parameter("time_decay", inner),
        *parameter("time_first", inner),
        *parameter("time_mix_key", 1, 1, width),
        *parameter("time_mix_value", 1, 1, width),
        *parameter("time_mix_receptance", 1, 1, width),
        *linear("key", width, inner, "mixer"),
        *linear("value", width, inner, "mixer"),
        *linear("receptance", width, inner, "mixer"),
        *linear("output", inner, width, "mixer"),
    )


def _channel_mixing(width: Dim, intermediate: Dim) -> Tensors:
    return (
        Tensor("time_mix_key", (1, 1, width), "mlp"),
        Tensor("time_mix_receptance", (1, 1, width), "mlp"),
        *linear("key", width, intermediate, "mlp"),
        *linear("receptance", width, width, "mlp"),
        *linear("value", intermediate, width, "mlp"),
    )
