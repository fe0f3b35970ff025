"""The typical dense decoder of a size: what a bare "70B" most likely looks like.

The shape follows released decoders (widths in steps of 1,024, eight key/value heads, a
feed-forward width near 3.5 times the width) and is closed so that the count agrees with the
size within 2% from 1B to 1T. All that rests on it is labelled *estimated*.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from mkdocs_paramsize import formulas
from mkdocs_paramsize.architecture import read
from mkdocs_paramsize.errors import UnknownShapeError
from mkdocs_paramsize.ledger import Ledger
from mkdocs_paramsize.notation import Size, format_count

SMALLEST: Final = 30_000_000
LARGEST: Final = 20_000_000_000_000


@dataclass(frozen=True, slots=True)
class Shape:
    """The dimensions of a dense decoder, under the names of its config."""

    width: int
    layers: int
    heads: int
    kv_heads: int
    head_dim: int
    intermediate: int
    vocab: int
    tables: int


def shape(parameters: int) -> Shape:
    """The typical shape for a number of parameters.

    >>> shape(70_000_000_000).layers
    79
    """
    width = int(formulas.typical_width(parameters))
    vocab = int(formulas.typical_vocab(parameters))
    tables = int(formulas.typical_tables(parameters))
    head_dim = int(formulas.typical_head_dim(parameters))
    kv_heads = int(formulas.typical_kv_heads(parameters, width))
    kv_width = kv_heads * head_dim
    layers = int(formulas.typical_layers(parameters, width, vocab, tables, kv_width))
    intermediate = int(
        formulas.typical_intermediate(parameters, width, vocab, tables, kv_width, layers)
    )
    return Shape(width, layers, width // head_dim, kv_heads, head_dim, intermediate, vocab, tables)


@lru_cache(maxsize=256)
def ledger(size: Size) -> Ledger:
    """The ledger of the typical decoder of a size; of a mixture, with its MLPs as experts.

    Raises UnknownShapeError for sizes outside of what is typical, and for mixtures given by
    total and active parameters, which many different shapes would fit.
    """
    parameters = size.expert_size if size.total is None else size.total
    if parameters is None or size.active is not None:
        raise UnknownShapeError(
            f"{size.text} tells how large the mixture is, but not its shape; name a model, "
            "such as DeepSeek V3, for its breakdown, cache and speed"
        )
    if not SMALLEST <= parameters <= LARGEST:
        raise UnknownShapeError(
            f"there is no typical decoder of {size.text}; the shapes that are known go from "
            f"{format_count(SMALLEST)} to {format_count(LARGEST)} parameters"
        )
    return Ledger(read(_config(shape(parameters), size), f"typical decoder of {size.text}"))


def _config(typical: Shape, size: Size) -> dict[str, object]:
    config: dict[str, object] = {
        "model_type": "llama",
        "hidden_size": typical.width,
        "num_hidden_layers": typical.layers,
        "num_attention_heads": typical.heads,
        "num_key_value_heads": typical.kv_heads,
        "head_dim": typical.head_dim,
        "intermediate_size": typical.intermediate,
        "vocab_size": typical.vocab,
        "tie_word_embeddings": typical.tables == 1,
    }
    if size.experts is not None:
        config |= {
            "model_type": "mixtral",
            "num_local_experts": size.experts,
            "num_experts_per_tok": min(TOP_K, size.experts),
        }
    return config


TOP_K: Final = 2
"""Experts a token of a bare `8x7B`, as in Mixtral (arXiv:2401.04088, section 2.1)."""
