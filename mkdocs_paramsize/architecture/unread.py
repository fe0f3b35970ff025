"""Fields that can only mean more tensors, or others, in a config whose adapter does not read them.

A family's own code has no use for such a field, so that a release that states one comes from
other code. Its config is refused: what the field does to the tensors is not known here.
"""

from __future__ import annotations

import re
from typing import Any, Final

from mkdocs_paramsize.architecture.config import Config, shown
from mkdocs_paramsize.errors import UnknownArchitectureError

_SIZES: Final = re.compile(
    r"""
    (?:\w+_)?latent_\w+                          # a narrower space
  | (?:\w+_)?lora_rank | lora_\w+                # adapters, or latent attention
  | draft_\w+                                    # a model that drafts for another
  | \w+_(?:hidden_size|intermediate_size)        # a width beside the model's own
  | (?:\w+_)?(?:num|n)_(?:\w+_)?experts          # experts
    """,
    re.VERBOSE,
)
"""Names that are of a size whatever the family, by what they are made of."""

_OTHERS: Final = frozenset(
    {
        "alibi_starting_size",  # MosaicBERT, DNABERT-2: gated MLPs, no table of positions
        "attention_head_type",  # SantaCoder: one head for all keys
        "attn_res_block_size",  # Kimi K3: attention over the layers before
        "feed_forward_type",  # JinaBERT: gated MLPs
        "index_head_dim",  # DeepSeek-V3.2's indexer, in other families
        "mla_use_output_gate",  # Kimi K3: a gate behind the attention
        "moe_every_n_layers",  # Nomic Embed 2: experts
        "ngram_vocab_size_ratio",  # LongCat: tables of words side by side
        "num_target_layers",  # DFlash: a draft that reads the layers of its target
        "oe_vocab_size_ratio",  # LongCat: the same under another name
        "pre_seq_len",  # ChatGLM with P-tuning: keys and values put before the text
        "use_full_rank_gate",  # Kimi K3: a gate without a bottleneck
    }
)
"""Names that single releases have, and what they stand for there."""

_TASKS: Final = ("classifier_", "pooler_", "summary_")
"""Widths of heads that belong to a task; they are left out of every count."""


def refuse_unread(config: Config) -> None:
    """Raise UnknownArchitectureError for fields of a size that the adapter has not asked for."""
    told = [
        f"{name} = {shown(value)}"
        for name, value in config.unread()
        if _changes_tensors(name.rpartition(".")[2])
        and _says_something(name, value)
        and not _is_said_again(config, name, value)
    ]
    if told:
        raise UnknownArchitectureError(
            f"{config.place}: {', '.join(told)}: what this adds to a model of the type "
            f"{config.text('model_type')} is not known here, so that its tensors cannot be "
            "counted; leave out what the weights have nothing of, or open an issue with this "
            "config.json"
        )


def _changes_tensors(name: str) -> bool:
    if name.startswith(_TASKS):
        return False
    return name in _OTHERS or _SIZES.fullmatch(name) is not None


def _is_said_again(config: Config, name: str, value: Any) -> bool:
    """Whether it is the width of the MLPs under another name, as Megatron has it."""
    return name == "ffn_hidden_size" and value == config.get("intermediate_size")


def _says_something(name: str, value: Any) -> bool:
    """Whether it is more than a way to say "none"; a single expert is a plain MLP."""
    if name.endswith("experts") and value == 1:
        return False
    return bool(value)
