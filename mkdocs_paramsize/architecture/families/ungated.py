"""Llama's layer with a plain MLP of two matrices in place of SwiGLU.

Source of every name, shape and default: models/arcee, apertus, nemotron, jais2 and nanochat
in Hugging Face transformers 5.23 (modelling and configuration files; the parameters of
xIELU: activations.py).
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.blocks import (
    Gqa,
    Tensors,
    attention,
    norm,
    plain_mlp,
    under,
)
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.families.llama import decoder, full_everywhere, two_norms
from mkdocs_paramsize.architecture.families.qwen import qk_norms
from mkdocs_paramsize.architecture.model import Architecture
from mkdocs_paramsize.architecture.tensor import Tensor

NAMES = ("up_proj", "down_proj")


def _mlp(config: Config, *, bias: bool = False, names: tuple[str, str] = NAMES) -> Tensors:
    intermediate = config.dim("intermediate", "intermediate_size")
    return under("mlp", plain_mlp(config.width(), intermediate, bias=bias, names=names))


def _attention(config: Config, a: Gqa, *, bias: bool) -> Tensors:
    return under("self_attn", attention(config.width(), a, qkv_bias=bias, out_bias=bias))


def arcee(config: Config) -> Architecture:
    """AFM-4.5B."""
    width = config.width()
    a = Gqa.of(config, width)
    layer = (
        *_attention(config, a, bias=config.flag("attention_bias", False)),
        *_mlp(config, bias=config.flag("mlp_bias", False)),
        *two_norms(width),
    )
    return decoder(config, layer, a, tied=False, mixing=full_everywhere(config, a))


def nemotron(config: Config) -> Architecture:
    """Nemotron 3 8B, Nemotron-4, Minitron: LayerNorms with biases."""
    width = config.width()
    a = Gqa.of(config, width)
    layer = (
        *_attention(config, a, bias=config.flag("attention_bias", False)),
        *_mlp(config, bias=config.flag("mlp_bias", False)),
        *two_norms(width, bias=True),
    )
    final = norm("model.norm", width, bias=True)
    mixing = full_everywhere(config, a)
    return decoder(config, layer, a, tied=False, mixing=mixing, final=final)


def jais2(config: Config) -> Architecture:
    """Jais 2: LayerNorms and biases on every matrix unless the config says otherwise."""
    width = config.width()
    a = Gqa.of(config, width)
    layer = (
        *_attention(config, a, bias=config.flag("attention_bias", True)),
        *_mlp(config, bias=config.flag("mlp_bias", True)),
        *two_norms(width, bias=True),
    )
    final = norm("model.norm", width, bias=True)
    mixing = full_everywhere(config, a)
    return decoder(config, layer, a, tied=False, mixing=mixing, final=final)


def nanochat(config: Config) -> Architecture:
    """nanochat: no norm holds a parameter."""
    a = Gqa.of(config, config.width())
    layer = (
        *_attention(config, a, bias=config.flag("attention_bias", False)),
        *_mlp(config, names=("fc1", "fc2")),
    )
    return decoder(config, layer, a, tied=False, mixing=full_everywhere(config, a), final=())


def apertus(config: Config) -> Architecture:
    """Apertus: q/k norms, and an activation (xIELU) with two parameters a layer."""
    width = config.width()
    a = Gqa.of(config, width)
    layer = (
        *_attention(config, a, bias=config.flag("attention_bias", False)),
        *under("self_attn", qk_norms(a)),
        *_mlp(config),
        *(_xielu() if config.text("hidden_act", "xielu") == "xielu" else ()),
        *norm("attention_layernorm", width),
        *norm("feedforward_layernorm", width),
    )
    return decoder(config, layer, a, tied=False, mixing=full_everywhere(config, a))


def _xielu() -> Tensors:
    """Slopes alpha_p, alpha_n [1] of xIELU (arXiv:2411.13010), its constants as buffers."""
    return (
        Tensor("mlp.act_fn.alpha_p", (1,), "mlp"),
        Tensor("mlp.act_fn.alpha_n", (1,), "mlp"),
        Tensor("mlp.act_fn.beta", (), "mlp", buffer=True),
        Tensor("mlp.act_fn.eps", (), "mlp", buffer=True),
    )
