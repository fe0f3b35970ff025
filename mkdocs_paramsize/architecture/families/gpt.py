"""Decoders of the GPT-2 line: LayerNorms with biases, two-matrix MLPs, `transformer.h`.

Source of every name, shape and default: models/gpt2, gpt_bigcode, gpt_neo, gptj, codegen
and openai in Hugging Face transformers 5.23 (modelling and configuration files).
"""

from __future__ import annotations

from dataclasses import dataclass

from mkdocs_paramsize.architecture.assembly import refuse, transformer
from mkdocs_paramsize.architecture.blocks import (
    Gqa,
    Tensors,
    attention,
    conv1d_linear,
    head,
    linear,
    norm,
    plain_mlp,
    stack,
    table,
    under,
)
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.layers import FULL, SLIDING, full_and_sliding
from mkdocs_paramsize.architecture.model import Architecture, Mixing

LAYER = "transformer.h.{layer}"


@dataclass(frozen=True, slots=True)
class Gpt:
    """The sizes of a GPT; `intermediate` is four widths where the config does not tell."""

    layers: Dim
    width: Dim
    intermediate: Dim
    vocab: Dim
    positions: Dim

    @classmethod
    def of(cls, config: Config, positions: int) -> Gpt:
        """Read n_layer, n_embd, n_inner, n_positions; `positions` where that is absent."""
        width = config.width("n_embd", "hidden_size")
        return cls(
            config.depth("n_layer", "num_hidden_layers"),
            width,
            config.dim("intermediate", "n_inner", default=4 * width),
            config.vocab(),
            config.dim("context", "n_positions", "max_position_embeddings", default=positions),
        )

    def tables(self, tokens: str, positions: str) -> Tensors:
        """The tables of tokens and of learnt positions."""
        return (
            *table(tokens, self.vocab, self.width),
            *table(positions, self.positions, self.width, "position_embedding"),
        )

    def built(
        self,
        config: Config,
        tensors: Tensors,
        a: Gqa,
        *,
        tied: bool,
        mixing: tuple[Mixing, ...] = (),
    ) -> Architecture:
        """The architecture of these sizes; full attention everywhere by default."""
        return transformer(
            config,
            tensors,
            mixing or (a.mixing(range(self.layers)),),
            a,
            layers=self.layers,
            width=self.width,
            intermediate=self.intermediate,
            vocab=self.vocab,
            tied=tied,
            context=self.positions,
        )


def _heads(config: Config, width: Dim) -> Gqa:
    return Gqa.multi_head(config, width, "n_head", "num_attention_heads")


def _two_norms(width: Dim) -> Tensors:
    return (*norm("ln_1", width, bias=True), *norm("ln_2", width, bias=True))


def _conv1d_layer(gpt: Gpt) -> Tensors:
    """GPT-2's layer: q, k and v in one matrix [width, 3·width], a bias on every matrix."""
    return (
        *conv1d_linear("attn.c_attn", gpt.width, 3 * gpt.width, "attention"),
        *conv1d_linear("attn.c_proj", gpt.width, gpt.width, "attention"),
        *_two_norms(gpt.width),
        *conv1d_linear("mlp.c_fc", gpt.width, gpt.intermediate, "mlp"),
        *conv1d_linear("mlp.c_proj", gpt.intermediate, gpt.width, "mlp"),
    )


def gpt2(config: Config) -> Architecture:
    """GPT-2 and the GPT-3 shapes."""
    refuse(config, "add_cross_attention")
    gpt, tied = Gpt.of(config, positions=1024), config.tied(True)
    tensors = (
        *gpt.tables("transformer.wte", "transformer.wpe"),
        *stack(LAYER, gpt.layers, _conv1d_layer(gpt)),
        *norm("transformer.ln_f", gpt.width, bias=True),
        *head(tied, "lm_head", gpt.width, gpt.vocab),
    )
    return gpt.built(config, tensors, _heads(config, gpt.width), tied=tied)


def openai_gpt(config: Config) -> Architecture:
    """The first GPT: norms after the blocks, none at the end."""
    width = config.width("n_embd", "hidden_size")
    gpt, tied = Gpt.of(config, positions=512), config.tied(True)
    if gpt.intermediate != 4 * width:
        raise config.error("n_inner is not read by this family, whose MLP is four widths wide")
    tensors = (
        *gpt.tables("transformer.tokens_embed", "transformer.positions_embed"),
        *stack(LAYER, gpt.layers, _conv1d_layer(gpt)),
        *head(tied, "lm_head", width, gpt.vocab),
    )
    return gpt.built(config, tensors, _heads(config, width), tied=tied)


def gpt_bigcode(config: Config) -> Architecture:
    """SantaCoder and StarCoder: GPT-2 whose queries share one key/value head."""
    refuse(config, "add_cross_attention")
    gpt, tied = Gpt.of(config, positions=1024), config.tied(True)
    a = _heads(config, gpt.width)
    if config.flag("multi_query", True):
        a = Gqa(a.heads, Dim.named("kv_heads", 1), a.head_dim)
    layer = (
        *linear("attn.c_attn", gpt.width, gpt.width + 2 * a.key, "attention", bias=True),
        *linear("attn.c_proj", gpt.width, gpt.width, "attention", bias=True),
        *_two_norms(gpt.width),
        *under("mlp", plain_mlp(gpt.width, gpt.intermediate, names=("c_fc", "c_proj"))),
    )
    tensors = (
        *gpt.tables("transformer.wte", "transformer.wpe"),
        *stack(LAYER, gpt.layers, layer),
        *norm("transformer.ln_f", gpt.width, bias=True),
        *head(tied, "lm_head", gpt.width, gpt.vocab),
    )
    return gpt.built(config, tensors, a, tied=tied)


def gpt_neo(config: Config) -> Architecture:
    """GPT-Neo: no biases on q, k and v; by default every second layer looks 256 tokens back."""
    width = config.width()
    gpt = Gpt(
        config.depth("num_layers", "num_hidden_layers"),
        width,
        config.dim("intermediate", "intermediate_size", default=4 * width),
        config.vocab(),
        config.dim("context", "max_position_embeddings", default=2048),
    )
    a = Gqa.multi_head(config, width, "num_heads", "num_attention_heads")
    tied = config.tied(True)
    names = ("q_proj", "k_proj", "v_proj", "out_proj")
    layer = (
        *under("attn.attention", attention(width, a, out_bias=True, names=names)),
        *_two_norms(width),
        *under("mlp", plain_mlp(width, gpt.intermediate, names=("c_fc", "c_proj"))),
    )
    tensors = (
        *gpt.tables("transformer.wte", "transformer.wpe"),
        *stack(LAYER, gpt.layers, layer),
        *norm("transformer.ln_f", width, bias=True),
        *head(tied, "lm_head", width, gpt.vocab),
    )
    return gpt.built(config, tensors, a, tied=tied, mixing=_neo_mixing(config, a, gpt.layers))


def _neo_mixing(config: Config, a: Gqa, layers: int) -> tuple[Mixing, ...]:
    """Layers by `attention_types`: [[["global", "local"], 12]] is twelve such pairs."""
    given = config.get("attention_types") or [[["global", "local"], 12]]
    try:
        names = [name for pattern, times in given for name in list(pattern) * min(times, layers)]
        kinds = [{"global": FULL, "local": SLIDING}[name] for name in names]
    except (KeyError, TypeError, ValueError):
        raise config.error('attention_types is to look like [[["global", "local"], 12]]') from None
    if len(kinds) < layers:
        raise config.error(f"attention_types tells {len(kinds)} layers, but there are {layers}")
    window = config.dim("window", "window_size", default=256)
    return full_and_sliding(config, a, kinds[:layers], window)


def gptj(config: Config) -> Architecture:
    """GPT-J: rotary positions, attention and MLP side by side behind one norm."""
    gpt = Gpt.of(config, positions=2048)
    a = _heads(config, gpt.width)
    names = ("q_proj", "k_proj", "v_proj", "out_proj")
    return _parallel(config, gpt, a, under("attn", attention(gpt.width, a, names=names)))


def codegen(config: Config) -> Architecture:
    """CodeGen: GPT-J with q, k and v in one matrix [3·width, width]."""
    gpt = Gpt.of(config, positions=2048)
    fused = (
        *linear("attn.qkv_proj", gpt.width, 3 * gpt.width, "attention"),
        *linear("attn.out_proj", gpt.width, gpt.width, "attention"),
    )
    return _parallel(config, gpt, _heads(config, gpt.width), fused)


def _parallel(config: Config, gpt: Gpt, a: Gqa, attending: Tensors) -> Architecture:
    tied = config.tied(False)
    layer = (
        *attending,
        *norm("ln_1", gpt.width, bias=True),
        *under("mlp", plain_mlp(gpt.width, gpt.intermediate, names=("fc_in", "fc_out"))),
    )
    tensors = (
        *table("transformer.wte", gpt.vocab, gpt.width),
        *stack(LAYER, gpt.layers, layer),
        *norm("transformer.ln_f", gpt.width, bias=True),
        *head(tied, "lm_head", gpt.width, gpt.vocab, bias=True),
    )
    return gpt.built(config, tensors, a, tied=tied)
