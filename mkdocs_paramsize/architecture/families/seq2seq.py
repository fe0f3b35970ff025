"""Encoders with decoders: T5 and its kin, Whisper.

Source of every name, shape and default: models/t5, mt5, umt5 and whisper in Hugging Face
transformers 5.23 (modelling and configuration files).
"""

from __future__ import annotations

from dataclasses import replace

from mkdocs_paramsize.architecture.assembly import transformer
from mkdocs_paramsize.architecture.blocks import (
    Gqa,
    Tensors,
    attention,
    head,
    linear,
    norm,
    plain_mlp,
    stack,
    table,
    under,
)
from mkdocs_paramsize.architecture.config import MOST_LAYERS, Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.model import Architecture
from mkdocs_paramsize.architecture.tensor import Tensor

NAMES = ("q", "k", "v", "o")


def t5(config: Config) -> Architecture:
    """T5, T5 1.1, Flan-T5, mT5 (gated MLPs, a head of its own where tables are not tied)."""
    return _t5(config, activation="relu", in_every_layer=False)


def mt5(config: Config) -> Architecture:
    """mT5: T5 whose MLPs are gated by default."""
    return _t5(config, activation="gated-gelu", in_every_layer=False)


def umt5(config: Config) -> Architecture:
    """umT5: mT5 with relative positions of its own in every layer."""
    return _t5(config, activation="gated-gelu", in_every_layer=True)


def _t5(config: Config, *, activation: str, in_every_layer: bool) -> Architecture:
    """`in_every_layer`: each layer has a table of relative positions, not the first alone.

    The reference implementation ties the head whatever `tie_word_embeddings` says, but
    unties it on loading the checkpoints that say false, which hold a head of their own.
    """
    width, vocab = config.width("d_model", "hidden_size"), config.vocab()
    encoding = config.depth("num_layers", "num_hidden_layers")
    decoding = config.dim(
        "decoder_layers", "num_decoder_layers", default=encoding, most=MOST_LAYERS
    )
    intermediate = config.dim("intermediate", "d_ff")
    heads = config.heads("num_heads", "num_attention_heads")
    a = Gqa(heads, heads, config.dim("head_dim", "d_kv", "head_dim", default=64))
    tied = config.tied(True)
    feeding = _t5_mlp(width, intermediate, gated=_is_gated(config, activation))
    tensors = (
        *table("shared", vocab, width),
        *_t5_stack(config, "encoder", encoding, a, in_every_layer, (feeding,)),
        *norm("encoder.final_layer_norm", width),
        *_t5_stack(config, "decoder", decoding, a, in_every_layer, (_cross(width, a), feeding)),
        *norm("decoder.final_layer_norm", width),
        *head(tied, "lm_head", width, vocab),
    )
    return transformer(
        config,
        tensors,
        (a.mixing(range(decoding)),),
        a,
        layers=decoding,
        width=width,
        intermediate=intermediate,
        vocab=vocab,
        tied=tied,
        context=config.context("n_positions"),
    )


def _is_gated(config: Config, activation: str) -> bool:
    """As `is_gated_act` says, else by the name of the activation.

    Saved configs state both; the first is what the reference implementation builds.
    """
    named = config.text("feed_forward_proj", activation).startswith("gated")
    return config.flag("is_gated_act", named)


def _t5_stack(
    config: Config,
    side: str,
    layers: Dim,
    a: Gqa,
    in_every_layer: bool,
    after: tuple[Tensors, ...],
) -> Tensors:
    """Self-attention and what comes after it, each numbered, each with a norm before it."""
    width = config.width("d_model", "hidden_size")
    buckets = config.dim("buckets", "relative_attention_num_buckets", default=32)
    first = (*under("SelfAttention", attention(width, a, names=NAMES)),)
    relative = table("relative_attention_bias", buckets, a.heads, "position_embedding")
    block = tuple(
        tensor
        for number, part in enumerate((first, *after))
        for tensor in under(f"layer.{number}", (*part, *norm("layer_norm", width)))
    )
    place = side + ".block.{layer}"
    return (
        *stack(place, layers, block),
        *stack(
            place,
            layers if in_every_layer else (0,),
            under("layer.0.SelfAttention", relative),
        ),
    )


def _cross(width: Dim, a: Gqa) -> Tensors:
    return under("EncDecAttention", attention(width, a, names=NAMES))


def _t5_mlp(width: Dim, intermediate: Dim, *, gated: bool) -> Tensors:
    ways_in = ("wi_0", "wi_1") if gated else ("wi",)
    return under(
        "DenseReluDense",
        (
            *(tensor for name in ways_in for tensor in linear(name, width, intermediate, "mlp")),
            *linear("wo", intermediate, width, "mlp"),
        ),
    )


def whisper(config: Config) -> Architecture:
    """Whisper: two convolutions over the spectrogram, an encoder, a decoder of text."""
    width, vocab = config.width("d_model", "hidden_size"), config.vocab()
    layers = config.depth("decoder_layers")
    intermediate = config.dim("intermediate", "decoder_ffn_dim")
    a = Gqa.multi_head(config, width, "decoder_attention_heads")
    tied = config.tied(True)
    length = config.dim("context", "max_target_positions", default=448)
    frames = config.dim("frames", "max_source_positions", default=1500)
    tensors = (
        *under("model.encoder", _listening(config, width, frames)),
        *table("model.decoder.embed_tokens", vocab, width),
        *table("model.decoder.embed_positions", length, width, "position_embedding"),
        *stack(
            "model.decoder.layers.{layer}",
            layers,
            (
                *_whisper_layer(width, intermediate, a),
                *_whisper_attention("encoder_attn", width, a),
            ),
        ),
        *norm("model.decoder.layer_norm", width, bias=True),
        *head(tied, "proj_out", width, vocab),
    )
    model = transformer(
        config,
        tensors,
        (a.mixing(range(layers)),),
        a,
        layers=layers,
        width=width,
        intermediate=intermediate,
        vocab=vocab,
        tied=tied,
        context=length,
    )
    return replace(model, always=frames)


def _listening(config: Config, width: Dim, frames: Dim) -> Tensors:
    """Convolutions of three frames, stored positions, the encoder's layers."""
    bands = config.dim("bands", "num_mel_bins", default=80)
    a = Gqa.multi_head(config, width, "encoder_attention_heads", "num_attention_heads")
    intermediate = config.dim("encoder_intermediate", "encoder_ffn_dim")
    return (
        *_convolution("conv1", bands, width),
        *_convolution("conv2", width, width),
        *table("embed_positions", frames, width, "position_embedding"),
        *stack(
            "layers.{layer}",
            config.depth("encoder_layers", "num_hidden_layers"),
            _whisper_layer(width, intermediate, a),
        ),
        *norm("layer_norm", width, bias=True),
    )


def _convolution(name: str, inputs: Dim, outputs: Dim) -> Tensors:
    return (
        Tensor(f"{name}.weight", (outputs, inputs, 3), "embedding"),
        Tensor(f"{name}.bias", (outputs,), "embedding"),
    )


def _whisper_layer(width: Dim, intermediate: Dim, a: Gqa) -> Tensors:
    return (
        *_whisper_attention("self_attn", width, a),
        *plain_mlp(width, intermediate),
        *norm("final_layer_norm", width, bias=True),
    )


def _whisper_attention(name: str, width: Dim, a: Gqa) -> Tensors:
    """An attention whose keys have no bias, and the norm before it."""
    return (
        *linear(f"{name}.q_proj", width, a.query, "attention", bias=True),
        *linear(f"{name}.k_proj", width, a.key, "attention"),
        *linear(f"{name}.v_proj", width, a.key, "attention", bias=True),
        *linear(f"{name}.out_proj", a.query, width, "attention", bias=True),
        *norm(f"{name}_layer_norm", width, bias=True),
    )
