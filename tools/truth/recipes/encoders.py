"""Small configs of encoders, and of encoders with decoders."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from tools.truth.recipes.llama import llama, maybe
from tools.truth.recipes.neox import many_heads
from tools.truth.recipes.qwen import other_heads

Recipe = Callable[[random.Random], dict[str, Any]]


def bare(architecture: str, recipe: Recipe) -> Recipe:
    """The recipe, for the encoder itself in place of a model with a head."""
    return lambda rng: {"architectures": [architecture], **_untied(recipe(rng))}


def _untied(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if key != "tie_word_embeddings"}


def bert(rng: random.Random) -> dict[str, Any]:
    """Some kinds of text, and positions for more than three tokens."""
    return {**many_heads(rng), **maybe(rng, type_vocab_size=rng.choice([1, 3]))}


def electra(rng: random.Random) -> dict[str, Any]:
    """A table as wide as the model, or narrower."""
    fields = other_heads(rng, bert, 4)
    width = fields["hidden_size"]
    return {**fields, **maybe(rng, embedding_size=rng.choice([width, 12]))}


def mpnet(rng: random.Random) -> dict[str, Any]:
    """Relative positions in several buckets."""
    return {**many_heads(rng), **maybe(rng, relative_attention_num_buckets=rng.choice([8, 16]))}


def distilbert(rng: random.Random) -> dict[str, Any]:
    """Its own names."""
    fields = many_heads(rng)
    return {
        "dim": fields.pop("hidden_size"),
        "n_layers": fields.pop("num_hidden_layers"),
        "n_heads": fields.pop("num_attention_heads"),
        "hidden_dim": fields.pop("intermediate_size"),
        **fields,
    }


def eurobert(rng: random.Random) -> dict[str, Any]:
    """Llama's layer with shared keys, biases and heads of any size."""
    return {**llama(rng), "mask_token_id": 3}


def nomic_bert(rng: random.Random) -> dict[str, Any]:
    """Kinds of text, heads of any size."""
    fields = {**bert(rng), **maybe(rng, head_dim=rng.choice([8, 12]))}
    return {**fields, "hidden_size": fields["num_attention_heads"] * 8}


def modernbert(rng: random.Random) -> dict[str, Any]:
    """Biases here and there, local layers in several patterns."""
    fields = {**many_heads(rng), "cls_token_id": 1, "sep_token_id": 2}
    for flag in ("norm_bias", "attention_bias", "mlp_bias"):
        fields |= maybe(rng, **{flag: rng.choice([True, False])})
    return {
        **fields,
        "hidden_size": fields["num_attention_heads"] * 8,
        **maybe(rng, global_attn_every_n_layers=rng.choice([2, 4])),
        **maybe(rng, local_attention=rng.choice([16, 32])),
    }


def modernbert_decoder(rng: random.Random) -> dict[str, Any]:
    """With and without biases in the head."""
    return {
        **modernbert(rng),
        **maybe(rng, decoder_bias=rng.choice([True, False])),
        **maybe(rng, classifier_bias=rng.choice([True, False])),
    }


def t5(rng: random.Random) -> dict[str, Any]:
    """Plain and gated MLPs, as many layers on both sides or not."""
    return {
        "d_model": rng.choice([16, 24]),
        "d_kv": rng.choice([4, 8]),
        "d_ff": rng.randint(20, 60),
        "num_heads": rng.choice([2, 3]),
        "num_layers": rng.randint(2, 4),
        "vocab_size": rng.randint(50, 200),
        "decoder_start_token_id": 0,
        **maybe(rng, num_decoder_layers=rng.choice([None, 1, 3])),
        **maybe(rng, feed_forward_proj=rng.choice(["relu", "gated-gelu"])),
        **maybe(rng, relative_attention_num_buckets=rng.choice([8, 16])),
    }


def whisper(rng: random.Random) -> dict[str, Any]:
    """Sizes of its own on both sides; the width is shared."""
    heads = rng.choice([2, 4])
    return {
        "architectures": ["WhisperForConditionalGeneration"],
        "d_model": heads * rng.choice([4, 8]),
        "encoder_layers": rng.randint(2, 4),
        "decoder_layers": rng.randint(2, 4),
        "encoder_attention_heads": heads,
        "decoder_attention_heads": heads // 2,
        "encoder_ffn_dim": rng.randint(20, 60),
        "decoder_ffn_dim": rng.randint(20, 60),
        "vocab_size": rng.randint(50, 200),
        "pad_token_id": 0,
        "bos_token_id": 1,
        "eos_token_id": 2,
        "decoder_start_token_id": 1,
        **maybe(rng, num_mel_bins=rng.choice([16, 32])),
        **maybe(rng, max_source_positions=rng.choice([32, 64])),
        **maybe(rng, max_target_positions=rng.choice([32, 64])),
    }


RECIPES = {
    "bert": bare("BertModel", bert),
    "roberta": bare("RobertaModel", bert),
    "xlm-roberta": bare("XLMRobertaModel", bert),
    "camembert": bare("CamembertModel", bert),
    "electra": bare("ElectraModel", electra),
    "mpnet": bare("MPNetModel", mpnet),
    "distilbert": bare("DistilBertModel", distilbert),
    "eurobert": bare("EuroBertModel", eurobert),
    "nomic_bert": bare("NomicBertModel", nomic_bert),
    "modernbert": bare("ModernBertModel", modernbert),
    "modernbert-decoder": modernbert_decoder,
    "t5": lambda rng: {"architectures": ["T5ForConditionalGeneration"], **t5(rng)},
    "mt5": lambda rng: {"architectures": ["MT5ForConditionalGeneration"], **t5(rng)},
    "umt5": lambda rng: {"architectures": ["UMT5ForConditionalGeneration"], **t5(rng)},
    "whisper": whisper,
}
