"""Every formula of the product, once.

Each function is plain arithmetic with one `return` (see `algebra.formula`); from it come the
figures of the build, the working that the reader opens and the JavaScript of live pages.
Counts are numbers of parameters or elements, sizes are bytes, times are hours or days.
"""

from __future__ import annotations

from math import floor
from types import MappingProxyType

from mkdocs_paramsize.algebra.formula import Formula, formula

# Weights ------------------------------------------------------------------------------------


@formula("M_w", "byte", "definition: bits of a number ÷ 8 bits a byte")
def nominal_weights(parameters: float, bits: float) -> float:
    """Bytes of the weights when every parameter takes the same number of bits.

    >>> nominal_weights(70_000_000_000, 16)
    140000000000.0
    """
    return parameters * bits / 8


@formula("M_s", "byte", "definition: blocks of elements, each with its scales")
def stored(elements: float, block_elements: float, block_bytes: float) -> float:
    """Bytes of tensors that are stored in one format, in blocks of elements with their scales.

    >>> stored(256, 32, 18)
    144.0
    """
    return elements / block_elements * block_bytes


# Cache --------------------------------------------------------------------------------------


@formula("M_kv", "byte", "Pope et al. 2022, arXiv:2211.05102, section 2; one term a layer group")
def kv_cache(
    full: float,
    windowed: float,
    window: float,
    state: float,
    context: float,
    batch: float,
    bits: float,
) -> float:
    """Bytes that the attention layers keep of the sequences they are serving.

    `full` and `windowed` are numbers kept for each token by the layers that see everything
    and by those that see a window; `state` is what recurrent layers keep at any length.

    >>> kv_cache(65536, 0, 0, 0, 1024, 1, 16)
    134217728.0
    """
    return (full * context + windowed * min(context, window) + state) * batch * bits / 8


# The typical dense decoder of a size ----------------------------------------------------------


@formula("d", "count", "fit to the shapes of released dense decoders", estimate=True)
def typical_width(parameters: float) -> float:
    """Width of a typical dense decoder: it grows with the cube root of the parameters.

    >>> typical_width(70e9), typical_width(8e9), typical_width(1e9)
    (8192, 4096, 2048)
    """
    return (
        1024 * floor(2 * parameters ** (1 / 3) / 1024 + 0.5)
        if parameters >= 1e9
        else 64 * floor(1.5 * parameters ** (1 / 3) / 64 + 0.5)
    )


@formula("V", "count", "tokenizers of Llama 3 (128,256) and SmolLM2 (49,152)", estimate=True)
def typical_vocab(parameters: float) -> float:
    """Vocabulary of a typical decoder: large models have larger ones."""
    return 128256 if parameters >= 1e9 else 49152


@formula("t", "count", "Llama 3.2 1B and 3B tie their tables, Llama 3.1 8B does not", estimate=True)
def typical_tables(parameters: float) -> float:
    """Tables of V × d numbers: small models share one between embedding and head."""
    return 2 if parameters >= 5e9 else 1


@formula("h", "count", "head size 128 from 1B parameters on, 64 below", estimate=True)
def typical_head_dim(parameters: float) -> float:
    """Size of an attention head of a typical decoder."""
    return 128 if parameters >= 1e9 else 64


@formula("k", "count", "eight key/value heads from 1B parameters on (Llama 3)", estimate=True)
def typical_kv_heads(parameters: float, width: float) -> float:
    """Key/value heads of a typical decoder: eight, or one for each query head below 1B."""
    return 8 if parameters >= 1e9 else width / 64


@formula("L", "count", "layers that fill the size at f = 3.5 d", estimate=True)
def typical_layers(
    parameters: float, width: float, vocab: float, tables: float, kv_width: float
) -> float:
    """Layers of a typical decoder whose feed-forward width is about 3.5 times its width."""
    return max(
        1,
        floor(
            (parameters - tables * vocab * width - width)
            / (2 * width * width + 2 * width * kv_width + 10.5 * width * width + 2 * width)
            + 0.5
        ),
    )


@formula("f", "count", "feed-forward width that closes the gap, in steps of 64", estimate=True)
def typical_intermediate(
    parameters: float,
    width: float,
    vocab: float,
    tables: float,
    kv_width: float,
    layers: float,
) -> float:
    """Feed-forward width with which the layers add up to the size."""
    return 64 * max(
        1,
        floor(
            (
                parameters
                - tables * vocab * width
                - width
                - layers * (2 * width * width + 2 * width * kv_width + 2 * width)
            )
            / (192 * layers * width)
            + 0.5
        ),
    )


def all_formulas() -> MappingProxyType[str, Formula]:
    """Every formula of this module by its name, in the order they stand here."""
    return MappingProxyType(
        {name: value for name, value in globals().items() if isinstance(value, Formula)}
    )
