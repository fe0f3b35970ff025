"""What a tensor of a checkpoint is, as far as its name tells.

Used where no config beside the checkpoint tells it better. Names of Hugging Face's and of
llama.cpp's are understood; what no rule knows is `other`.
"""

from __future__ import annotations

import re
from typing import Final

from mkdocs_paramsize.architecture.tensor import Component, Module

_RULES: Final[tuple[tuple[Component, str], ...]] = (
    (
        "norm",
        r"(^|[._])(layer_?norm|rms_?norm|norm\d?|ln)(_?[\w]{1,3})?$|layernorm[^.]*(\.\d+)?$|_norm$|norms\.\d+$",
    ),
    ("other", r"\bpooler\b|\bhc_|hyper_connection|\bple\b"),
    ("lm_head", r"^(.*\.)?(lm_head|embed_out|output_layer|output_projection)\b|^output\b"),
    ("position_embedding", r"\b(wpe|embed_positions|position_embd|position_embeddings)\b"),
    ("position_embedding", r"positions_embed|relative_attention_bias|attn_rel_b"),
    ("embedding", r"embed_tokens|embeddings?\b|\bwte\b|embed_in|tok_embeddings|token_embd"),
    ("embedding", r"^(.*\.)?shared$|token_types|tokens_embed|^embed$"),
    ("shared_experts", r"shared_expert|shared_mlp|_shexp"),
    ("router", r"\brouter\b|gate_inp\b|exp_probs|e_score_correction|expert_bias"),
    ("router", r"\b(mlp|block_sparse_moe|feed_forward|ffn|moe)\.gate\b"),
    ("experts", r"\bexperts\b|_exps\b|\b(input|output)_linear\b"),
    ("mixer", r"\b(mamba|mixer|ssm|linear_attn|conv|short_?conv|time_mix|temporal_block)\b|ssm_"),
    ("mixer", r"conv_?1d|a_log$|dt_(bias|proj)|_decay$|slope_rate"),
    ("attention", r"attn|attention|\b[qkvo]_proj\b|qkv|\bsinks\b|indexer"),
    ("mlp", r"\b(mlps?|ffn|feed_forward|dense|fc\d|intermediate|wi_?\d?|wo)\b|ffn_|_proj\b"),
    ("mlp", r"densereludense|dense_h_to_4h|dense_4h_to_h|c_fc|c_proj|lin[12]\b"),
)
"""The first rule that finds itself in a name gives the component."""

_PARAMETER: Final = re.compile(r"\.(weight|bias)$")

_COMPONENTS: Final = tuple((component, re.compile(rule)) for component, rule in _RULES)

_MODULES: Final[tuple[tuple[Module, re.Pattern[str]], ...]] = (
    (
        "vision",
        re.compile(
            r"\b(visual|vision_tower|vision_model|vision_embed\w*|image_newline|vpm|resampler|"
            r"multi_modal_projector|mm_projector|audio_tower|audio_model)\b|"
            r"^(v|mm|a)\."
        ),
    ),
    ("mtp", re.compile(r"^(model\.)?mtp\b|nextn|\bmtp_")),
)

_BUFFERS: Final = re.compile(
    r"rotary_emb|inv_freq|masked_bias|position_ids|rope_(freqs|factors)|"
    r"e_score_correction_bias|expert_bias|exp_probs_b|\btid2eid\b"
)
_MASK: Final = re.compile(r"(attn|attention)\.bias$")


def component_of(name: str) -> Component:
    """The part of the model that a tensor belongs to.

    >>> [component_of(f"blk.0.{name}.weight") for name in ("attn_q", "ffn_down", "attn_norm")]
    ['attention', 'mlp', 'norm']
    """
    module = _PARAMETER.sub("", name.casefold())
    return next((found for found, pattern in _COMPONENTS if pattern.search(module)), "other")


def module_of(name: str) -> Module:
    """The module of the release: the text model, a tower for images, prediction layers."""
    return next((found for found, pattern in _MODULES if pattern.search(name)), "text")


def is_buffer(name: str, dimensions: int) -> bool:
    """Whether it is stored beside the parameters without being one.

    >>> is_buffer("h.0.attn.bias", 4), is_buffer("h.0.attn.c_attn.bias", 1)
    (True, False)
    """
    mask = dimensions > 2 and _MASK.search(name) is not None
    return mask or _BUFFERS.search(name) is not None
