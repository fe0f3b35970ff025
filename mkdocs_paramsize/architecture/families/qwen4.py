"""Qwen4-Exp: Qwen3.5's layers with hyper-connections, an indexer and n-gram embeddings.

Source of every name, shape and default: models/qwen4_exp in Hugging Face transformers 5.23
(modelling and configuration files); the names in the released files are those of its
conversion_mapping.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count, islice
from typing import Final

from mkdocs_paramsize.architecture.assembly import hybrid
from mkdocs_paramsize.architecture.blocks import (
    LAYER,
    Gqa,
    Tensors,
    linear,
    norm,
    stack,
    table,
    under,
)
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.experts import gqa_dims
from mkdocs_paramsize.architecture.families.qwen_linear import (
    delta_net,
    experts,
    gated_attention,
    mixture,
)
from mkdocs_paramsize.architecture.layers import FULL, full_every, where
from mkdocs_paramsize.architecture.mixed import LINEAR, kinds
from mkdocs_paramsize.architecture.model import Architecture, Mixing
from mkdocs_paramsize.architecture.recurrent import DeltaNet
from mkdocs_paramsize.architecture.tensor import Tensor

MOST_TABLES: Final = 1024
"""No layer looks up more n-gram tables, and no table comes in more files."""

_FULL_WORDS: Final = (FULL, "indexed_attention", "qwen_sparse_attention")


def qwen4_exp_text(config: Config) -> Architecture:
    """The text model; in place of norms each block has a gated mixture of residual streams."""
    width, layers = config.width(), config.depth()
    a, d, e = _heads(config), DeltaNet.of(config), experts(config)
    nth = config.dim("interval", "full_attention_interval", default=4)
    layout = kinds(
        config, full_every(nth, layers, LINEAR), layers=layers, known=(LINEAR, *_FULL_WORDS)
    )
    full, recurrent = where(layout, *_FULL_WORDS), where(layout, LINEAR)
    h = Streams.of(config, width)
    grams = _ngram_layers(config, h, recurrent)
    layer = (
        *under("attn_hyper_connection", h.connection()),
        *under("mlp_hyper_connection", h.connection()),
        *mixture(config, e),
    )
    blocks = (
        *stack(LAYER, layers, layer),
        *stack(LAYER, recurrent, under("linear_attn", delta_net(width, d))),
        *(_attention_layers(config, a, full) if full else ()),
        *(tensor for gram in grams for tensor in gram.tensors(config, width, h)),
    )
    indexer = config.dim("indexer_dim", "indexer_head_dim") if full else Dim(0)
    attends = a.mixing(full)
    return hybrid(
        config,
        blocks,
        (
            replace(attends, per_token=attends.per_token + indexer),
            d.mixing(recurrent),
            *(gram.mixing(h) for gram in grams),
        ),
        {**gqa_dims(a), **d.dims},
        layers=layers,
        tied=config.tied(False),
        e=e,
        final=under("model.hyper_connection_mixer", h.connection(last=True)),
    )


def _heads(config: Config) -> Gqa:
    heads = config.heads()
    kv = config.kv_heads(heads, absent=2)
    return Gqa(heads, kv, config.dim("head_dim", "head_dim", default=256))


@dataclass(frozen=True, slots=True)
class Streams:
    """Residual streams that run side by side, and the rank of what mixes them."""

    count: Dim
    rank: Dim
    width: Dim

    @classmethod
    def of(cls, config: Config, width: Dim) -> Streams:
        """Read from `hc_count` and `hc_lowrank`."""
        streams = config.dim("streams", "hc_count", default=4, least=2)
        return cls(streams, config.dim("mix_rank", "hc_lowrank", default=320), width)

    @property
    def size(self) -> Dim:
        """All streams together."""
        return self.count * self.width

    def connection(self, *, last: bool = False) -> Tensors:
        """How a block takes its input from the streams, and puts its output into them."""
        inject = () if last else linear("block_inject_weight", self.size, self.count, "other")
        return (
            *norm("hc_norm", self.size),
            *linear("input_mix_weight_down", self.size, self.rank, "other"),
            *linear("input_mix_weight_up", self.rank, self.size, "other"),
            *inject,
        )


def _attention_layers(config: Config, a: Gqa, full: tuple[int, ...]) -> Tensors:
    """Attention, and the indexer that picks what it looks at; an index has one key head."""
    width = config.width()
    heads = config.dim("indexer_heads", "indexer_n_heads")
    kv = config.dim("indexer_kv_heads", "indexer_kv_heads", most=1)
    size = config.dim("indexer_dim", "indexer_head_dim")
    indexer = (
        *linear("index_qk_proj", width, (heads + kv) * size, "attention"),
        *norm("q_layernorm", size),
        *norm("k_layernorm", size),
    )
    attends = (*gated_attention(config, width, a), *under("indexer", indexer))
    return stack(LAYER, full, under("self_attn", attends))


@dataclass(frozen=True, slots=True)
class NGrams:
    """A layer's tables for the tokens before: `rows` in all, in equal files."""

    layer: int
    rows: Dim
    tables: Dim
    size: Dim
    order: Dim
    kernel: Dim
    files: Dim

    def tensors(self, config: Config, width: Dim, h: Streams) -> Tensors:
        """The tables, and how what they hold comes into the streams."""
        inner = (
            *linear("key_proj", self.size, h.size, "other"),
            *linear("value_proj", self.size, width, "other"),
            Tensor("conv1d.weight", (h.size, 1, self.kernel), "other"),
            *norm("norm_key", h.size),
            *norm("norm_query", h.size),
            *norm("norm_conv", h.size),
            *under("ple_embedding", self._tables(config)),
        )
        return stack(LAYER, (self.layer,), under("ple", inner))

    def _tables(self, config: Config) -> Tensors:
        if self.rows % self.files:
            raise config.error(
                f"split_ngram_parts is {self.files}, which does not divide {self.rows} rows"
            )
        rows = self.rows // self.files
        return (
            *(
                tensor
                for file in range(self.files)
                for tensor in table(f"ngram_embedding.shard_{file}", rows, self.size // self.tables)
            ),
            Tensor("layer_multipliers", (self.order,), "other", buffer=True),
            Tensor("ngram_heads_vocab_sizes", (self.tables,), "other", buffer=True),
            Tensor("ngram_heads_offsets", (self.tables,), "other", buffer=True),
        )

    def mixing(self, h: Streams) -> Mixing:
        """What its convolution still sees, and the tokens before the next one."""
        convolved = (self.kernel - 1) * self.order * h.size
        return Mixing((self.layer,), "linear", constant=convolved + self.order - 1)


def _ngram_layers(config: Config, h: Streams, recurrent: tuple[int, ...]) -> tuple[NGrams, ...]:
    """The layers of `ple_layer_ids`, which counts from 1.

    Each table has a prime number of rows, the next one after that of the table before;
    a layer's tables are padded together.
    """
    chosen = sorted(set(config.whole_numbers("ple_layer_ids")))
    if strange := [number for number in chosen if number - 1 not in set(recurrent)]:
        raise config.error(
            f"ple_layer_ids names {strange[0]}; each is the number, from 1, of a linear layer"
        )
    if not chosen:
        return ()
    order = config.dim("ngram", "ngram_size", default=3, least=2, most=MOST_TABLES)
    per_order = config.dim("tables", "heads_per_ngram", default=8, most=MOST_TABLES)
    tables = (order - 1) * per_order
    if tables > MOST_TABLES:
        raise config.error(f"ngram_size and heads_per_ngram make {tables} tables a layer")
    size = config.dim("ngram_width", "ple_embed_dim", default=h.width)
    if size % tables:
        raise config.error(f"ple_embed_dim is {size}, which {tables} tables cannot share evenly")
    base = config.dim("ngram_vocab", "ngram_vocab_size_base", default=20_000_000)
    divisor = config.dim("multiple", "make_ngram_vocab_size_divisible_by", default=128)
    rows = _primes(base)
    return tuple(
        NGrams(
            number - 1,
            Dim(-(-sum(islice(rows, int(tables))) // divisor) * int(divisor)),
            tables,
            size,
            order,
            kernel=config.dim("kernel", "ple_conv_kernel_size", default=4),
            files=config.dim("files", "split_ngram_parts", default=512, most=MOST_TABLES),
        )
        for number in chosen
    )


def _primes(first: int) -> Iterator[int]:
    """The primes from `first` on.

    >>> list(islice(_primes(20), 3))
    [23, 29, 31]
    """
    return (number for number in count(int(first)) if _is_prime(number))


def _is_prime(number: int) -> bool:
    """Whether no number divides it: the test of Miller and Rabin.

    With these bases it is certain below 3·10²⁴ (Sorenson and Webster 2015,
    arXiv:1509.00864), far above every dimension that a config may name.
    """
    bases = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41)
    if number < 2 or any(number % base == 0 for base in bases):
        return number in bases
    odd, halvings = number - 1, 0
    while odd % 2 == 0:
        odd, halvings = odd // 2, halvings + 1
    return all(_passes(number, base, odd, halvings) for base in bases)


def _passes(number: int, base: int, odd: int, halvings: int) -> bool:
    power = pow(base, odd, number)
    if power in (1, number - 1):
        return True
    for _ in range(halvings - 1):
        power = power * power % number
        if power == number - 1:
            return True
    return False
