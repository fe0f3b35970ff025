"""Dense EXAONE 4: norms behind the blocks and over query and key heads.

Source of every name, shape and default: models/exaone4 in Hugging Face transformers 5.23
(modelling and configuration files).
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.blocks import Gqa, attention, norm, under
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.families.llama import decoder, mlp
from mkdocs_paramsize.architecture.families.qwen import qk_norms
from mkdocs_paramsize.architecture.layers import FULL, SLIDING, alternating, full_every
from mkdocs_paramsize.architecture.model import Architecture


def exaone4(config: Config) -> Architecture:
    """EXAONE 4: three sliding layers to one full where there is a window at all."""
    width, layers = config.width(), config.depth()
    a = Gqa.of(config, width, kv_heads=32)
    layer = (
        *under("self_attn", (*attention(width, a), *qk_norms(a))),
        *mlp(config),
        *norm("post_attention_layernorm", width),
        *norm("post_feedforward_layernorm", width),
    )
    window = config.window(absent=4096)
    usual = (FULL,) * int(layers) if window is None else _pattern(config, layers)
    mixing = alternating(config, a, usual, window)
    return decoder(config, layer, a, tied=False, mixing=mixing)


def _pattern(config: Config, layers: int) -> tuple[str, ...]:
    """A number, or letters as "LLLG": local, local, local, global, and so on."""
    given = config.get("sliding_window_pattern")
    if not isinstance(given, str):
        return full_every(config.dim("pattern", "sliding_window_pattern", default=4), layers)
    if not given or set(given) - {"L", "G"}:
        raise config.error('sliding_window_pattern is to be a number or letters as "LLLG"')
    kinds = {"L": SLIDING, "G": FULL}
    return tuple(kinds[given[number % len(given)]] for number in range(layers))
