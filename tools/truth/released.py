"""Names in released files that the reference implementation does not give back on saving.

It reads them under other names and saves some under neither; what a ledger lists is the
release's. Seen in listings of the released tensors.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

RENAMED: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "deepseek_v4": (
        (r"^model\.embed_tokens\.", "embed."),
        (r"^model\.hc_head\.hc_", "hc_head_"),
        (r"^lm_head\.", "head."),
        (r"^model\.", ""),
        (r"\.attn\.norm\.", ".attn.kv_norm."),
    ),
}


def as_released(model_type: str, name: str) -> str:
    """The name in the released files.

    >>> as_released("deepseek_v4", "model.layers.0.attn.norm.weight")
    'layers.0.attn.kv_norm.weight'
    """
    for pattern, replacement in RENAMED.get(model_type, ()):
        name = re.sub(pattern, replacement, name)
    return name
