"""Multi-head latent attention: keys and values are rebuilt from one small vector a token.

Source: DeepSeek-AI 2024, arXiv:2405.04434, section 2.1; names and shapes: models/deepseek_v2
and models/deepseek_v3 in Hugging Face transformers 5.23.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mkdocs_paramsize.architecture.blocks import Tensors, linear, norm
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.model import Mixing


@dataclass(frozen=True, slots=True)
class Mla:
    """The dimensions of latent attention.

    `q_rank`, `kv_rank`: the sizes of the compressed queries and of the latent that keys and
    values come from; without `q_rank` queries are projected at once. A query or key head
    is `nope` numbers without and `rope` numbers with a position, a value head `value`.
    """

    heads: Dim
    q_rank: Dim | None
    kv_rank: Dim
    nope: Dim
    rope: Dim
    value: Dim

    @classmethod
    def of(
        cls,
        config: Config,
        *,
        q_rank: int = 1536,
        nope: int = 128,
        rope: int = 64,
        value: int | Dim = 128,
        rope_keys: Sequence[str] = ("qk_rope_head_dim",),
    ) -> Mla:
        """Read under the usual names; the sizes are the family's where a field is absent.
        `rope_keys`: what the family calls the size of the part that has positions.

        `q_lora_rank: null` says that queries are not compressed.
        """
        heads = config.heads()
        config.kv_heads(heads)
        plain = config.stated("q_lora_rank") and not config.has("q_lora_rank")
        return cls(
            heads=heads,
            q_rank=None if plain else config.dim("q_rank", "q_lora_rank", default=q_rank),
            kv_rank=config.dim("kv_rank", "kv_lora_rank"),
            nope=config.dim("nope_dim", "qk_nope_head_dim", default=nope),
            rope=config.dim("rope_dim", *rope_keys, default=rope),
            value=config.dim("value_dim", "v_head_dim", default=value),
        )

    @property
    def query(self) -> Dim:
        """Outputs of the query projection."""
        return self.heads * (self.nope + self.rope)

    @property
    def dims(self) -> dict[str, Dim]:
        """Its named dimensions."""
        dims = {
            "heads": self.heads,
            "kv_rank": self.kv_rank,
            "nope_dim": self.nope,
            "rope_dim": self.rope,
            "value_dim": self.value,
        }
        return dims if self.q_rank is None else {**dims, "q_rank": self.q_rank}

    def mixing(self, layers: Sequence[int], beside: int = 0) -> Mixing:
        """One latent and one rotated key a token for all heads; `beside`: what else is kept."""
        return Mixing(
            tuple(layers),
            "latent",
            per_token=self.kv_rank + self.rope + beside,
            scores=self.heads * (self.nope + self.rope + self.value),
        )


def latent_attention(width: int, m: Mla, *, bias: bool = False) -> Tensors:
    """The projections of latent attention; `bias` stands on those to and from the width.

    Shapes: q_a [q_rank, width]; q_b [heads·(nope + rope), q_rank]; kv_a [kv_rank + rope,
    width]; kv_b [heads·(nope + value), kv_rank]; o [width, heads·value].

    >>> d = Dim.named("width", 7168)
    >>> m = Mla(Dim(128), Dim(1536), Dim(512), Dim(128), Dim(64), Dim(128))
    >>> sum(tensor.count for tensor in latent_attention(d, m))
    187107328
    """
    return (
        *queries(width, m, bias=bias),
        *linear("kv_a_proj_with_mqa", width, m.kv_rank + m.rope, "attention", bias=bias),
        *norm("kv_a_layernorm", m.kv_rank),
        *linear("kv_b_proj", m.kv_rank, m.heads * (m.nope + m.value), "attention"),
        *linear("o_proj", m.heads * m.value, width, "attention", bias=bias),
    )


def queries(width: int, m: Mla, *, bias: bool = False) -> Tensors:
    """The projection of the queries, or both where they are compressed on the way."""
    if m.q_rank is None:
        return linear("q_proj", width, m.query, "attention")
    return (
        *linear("q_a_proj", width, m.q_rank, "attention", bias=bias),
        *norm("q_a_layernorm", m.q_rank),
        *linear("q_b_proj", m.q_rank, m.query, "attention"),
    )
