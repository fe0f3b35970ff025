"""MPT: ALiBi, no biases anywhere, norms without them too.

Source of every name, shape and default: models/mpt in Hugging Face transformers 5.23
(modelling and configuration files); `expansion_ratio`, `no_bias` and `qk_ln` change nothing
there.
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.assembly import transformer
from mkdocs_paramsize.architecture.blocks import (
    Gqa,
    head,
    linear,
    norm,
    plain_mlp,
    stack,
    table,
    under,
)
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.model import Architecture


def mpt(config: Config) -> Architecture:
    """MPT 7B and 30B."""
    width, vocab = config.width("d_model", "hidden_size"), config.vocab()
    layers = config.depth("n_layers", "num_hidden_layers")
    a, tied = Gqa.multi_head(config, width, "n_heads", "num_attention_heads"), config.tied(True)
    intermediate = 4 * width
    layer = (
        *norm("norm_1", width),
        *linear("attn.Wqkv", width, 3 * width, "attention"),
        *linear("attn.out_proj", width, width, "attention"),
        *norm("norm_2", width),
        *under("ffn", plain_mlp(width, intermediate, bias=False, names=("up_proj", "down_proj"))),
    )
    tensors = (
        *table("transformer.wte", vocab, width),
        *stack("transformer.blocks.{layer}", layers, layer),
        *norm("transformer.norm_f", width),
        *head(tied, "lm_head", width, vocab),
    )
    return transformer(
        config,
        tensors,
        (a.mixing(range(layers)),),
        a,
        layers=layers,
        width=width,
        intermediate=intermediate,
        vocab=vocab,
        tied=tied,
        context=config.context("max_seq_len"),
    )
