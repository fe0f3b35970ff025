"""DeepSeek-V4's attention: a sliding window everywhere, and compressed tokens before it.

A layer keeps the last `sliding_window` tokens as they are. In most layers a compressor
adds one vector for every few tokens before them: for every 4th, of which an indexer picks
the best (compressed sparse attention), or for every 128th, all of which are attended to
(heavily compressed attention).

Source: models/deepseek_v4 in Hugging Face transformers 5.23.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mkdocs_paramsize.architecture.blocks import Tensors, linear, norm, under
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.layers import SLIDING, where
from mkdocs_paramsize.architecture.model import Mixing
from mkdocs_paramsize.architecture.tensor import Tensor

COMPRESSED: Final = "compressed_sparse_attention"
HEAVY: Final = "heavily_compressed_attention"

_RATIOS: Final = {0: SLIDING, 4: COMPRESSED, 128: HEAVY}
_RATES: Final = {COMPRESSED: ("compress_rate_csa", 4), HEAVY: ("compress_rate_hca", 128)}


@dataclass(frozen=True, slots=True)
class Shared:
    """Multi-query attention in which one head is key and value at once.

    Queries come from `q_rank` compressed numbers; the output is projected in `groups`
    groups of heads to `out_rank` numbers each, and then to the width.
    """

    heads: Dim
    head_dim: Dim
    q_rank: Dim
    groups: Dim
    out_rank: Dim

    @classmethod
    def of(cls, config: Config) -> Shared:
        """Read from the config; raises ConfigError when the heads do not form equal groups."""
        heads = config.heads()
        if config.dim("kv_heads", "num_key_value_heads", default=1) != 1:
            raise config.error("num_key_value_heads is not 1, but all heads of V4 share one")
        groups = config.dim("out_groups", "o_groups", default=8)
        if heads % groups:
            raise config.error(f"{heads} heads cannot form {groups} equal groups (o_groups)")
        return cls(
            heads=heads,
            head_dim=config.dim("head_dim", "head_dim", default=512),
            q_rank=config.dim("q_rank", "q_lora_rank", default=1024),
            groups=groups,
            out_rank=config.dim("out_rank", "o_lora_rank", default=1024),
        )

    @property
    def dims(self) -> dict[str, Dim]:
        """Its named dimensions."""
        return {
            "heads": self.heads,
            "head_dim": self.head_dim,
            "q_rank": self.q_rank,
            "out_groups": self.groups,
            "out_rank": self.out_rank,
        }


def attention(width: int, s: Shared) -> Tensors:
    """The projections, without what compresses.

    Shapes: wq_a [q_rank, width]; wq_b [heads·head_dim, q_rank]; wkv [head_dim, width];
    wo_a [groups·out_rank, heads·head_dim / groups]; wo_b [width, groups·out_rank].
    """
    return (
        Tensor("attn_sink", (s.heads,), "attention"),
        *linear("wq_a", width, s.q_rank, "attention"),
        *norm("q_norm", s.q_rank),
        *linear("wq_b", s.q_rank, s.heads * s.head_dim, "attention"),
        *linear("wkv", width, s.head_dim, "attention"),
        *norm("kv_norm", s.head_dim),
        *linear("wo_a", s.heads * s.head_dim // s.groups, s.groups * s.out_rank, "attention"),
        *linear("wo_b", s.groups * s.out_rank, width, "attention"),
    )


def compressor(config: Config, size: Dim, *, overlap: int) -> Tensors:
    """What makes one vector of `size` numbers out of several tokens.

    wkv and wgate [overlap·size, width], a learnt position for each token of a window (ape
    [rate, overlap·size]), a norm. Overlapping windows need two vectors a token.
    """
    width, rate = config.width(), _rate(config, COMPRESSED if overlap == 2 else HEAVY)
    rows = overlap * size
    return under(
        "compressor",
        (
            Tensor("ape", (rate, rows), "attention"),
            *linear("wgate", width, rows, "attention"),
            *linear("wkv", width, rows, "attention"),
            *norm("norm", size),
        ),
    )


def indexer(config: Config, s: Shared) -> Tensors:
    """What picks among the compressed vectors: queries and compressed keys of its own."""
    heads = config.dim("index_heads", "index_n_heads", default=64)
    key = _index_key(config)
    return under(
        "indexer",
        (
            *compressor(config, key, overlap=2),
            *linear("weights_proj", config.width(), heads, "attention"),
            *linear("wq_b", s.q_rank, heads * key, "attention"),
        ),
    )


def layer_kinds(config: Config, layers: Dim) -> tuple[str, ...]:
    """The kind of every layer's attention, as any of three fields tells it."""
    kinds = config.texts("layer_types")
    if kinds is None and config.has("compress_ratios"):
        ratios = config.whole_numbers("compress_ratios")
        if strange := sorted(set(ratios) - set(_RATIOS)):
            raise config.error(f"compress_ratios names {strange[0]}; 0, 4 and 128 are known")
        kinds = tuple(_RATIOS[ratio] for ratio in ratios)
    if kinds is None:
        kinds = (HEAVY, HEAVY, *(COMPRESSED if n % 2 else HEAVY for n in range(layers - 2)))
    # One ratio more than there are layers stands for the prediction layer.
    if len(kinds) < layers:
        raise config.error(f"the kinds of {len(kinds)} layers are told, but there are {layers}")
    if strange_kinds := sorted(set(kinds) - {SLIDING, COMPRESSED, HEAVY}):
        raise config.error(f"layer_types names {strange_kinds[0]!r}, which V4 does not have")
    return kinds[:layers]


def mixing(config: Config, s: Shared, kinds: tuple[str, ...]) -> tuple[Mixing, ...]:
    """The window of every layer, and beside it the compressed vectors of some.

    A compressed vector counts for the tokens it stands for: `head_dim` numbers for every
    4th token are a quarter as many for each. The few tokens that wait to be compressed are
    left out.
    """
    window = config.window(absent=128)
    scores = 2 * s.heads * s.head_dim
    light, heavy = where(kinds, COMPRESSED), where(kinds, HEAVY)
    rate, rare = _rate(config, COMPRESSED), _rate(config, HEAVY)
    picked = (s.head_dim + _index_key(config)) // rate
    groups = (
        Mixing(tuple(range(len(kinds))), "sliding", s.head_dim, window, scores=scores),
        Mixing(light, "latent", picked, scores=scores // rate),
        Mixing(heavy, "latent", s.head_dim // rare, scores=scores // rare),
    )
    return tuple(group for group in groups if group.layers)


def _index_key(config: Config) -> Dim:
    return config.dim("index_dim", "index_head_dim", default=128)


def _rate(config: Config, kind: str) -> Dim:
    """Tokens that become one vector, by a field of its own or one among `compress_rates`."""
    key, usual = _RATES[kind]
    if config.has("compress_rates") and not config.has(key):
        return config.nested("compress_rates").dim("rate", kind, default=usual)
    return config.dim("rate", key, default=usual)
