"""How a packed matrix is stored: numbers of few bits, and grids of scales beside them.

A matrix [outputs, inputs] has its numbers in so many bits each and, beside it, grids: one
scale or zero point for so many rows and columns. The names and layouts are those of the
modules that hold such weights: Hugging Face transformers 5.23 (integrations/finegrained_fp8.py,
fbgemm_fp8.py, mxfp4.py), compressed-tensors 0.20.0 (compressors/), AutoGPTQ qlinear_exllama.py
(129fa4b), AutoAWQ awq/modules/linear/gemm.py (030fe2a), and for NF4 QLoRA, arXiv:2305.14314,
section 3.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

Beside = Literal["scales", "zero_points", "group_numbers", "shapes"]
"""What may stand beside a packed matrix."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Numbers beside a matrix: one for each `rows` × `columns` of it; 0 stands for all.

    `flat`: one for so many `columns` of the matrix written as one row. `holds` says what they are.
    """

    name: str
    rows: int
    columns: int
    bits: int
    flat: bool = False
    holds: Beside = "scales"


@dataclass(frozen=True, slots=True)
class Scheme:
    """How a matrix is stored: `bits` for each of its numbers, and grids beside them."""

    bits: int
    grids: tuple[Grid, ...] = ()


def fp8_tiles(rows: int = 128, columns: int = 128, bits: int = 32) -> Scheme:
    """FP8 with a scale for each tile; tiles at the edges count as whole ones."""
    return Scheme(8, (Grid("weight_scale_inv", rows, columns, bits),))


def gptq(bits: int = 4, group: int = 128) -> Scheme:
    """GPTQ: a 16-bit scale and a zero point for each group, and a group for each input."""
    zeros = Grid("qzeros", 1, group, bits, holds="zero_points")
    numbers = Grid("g_idx", 0, 1, 32, holds="group_numbers")
    return Scheme(bits, (Grid("scales", 1, group, 16), zeros, numbers))


def awq(bits: int = 4, group: int = 128, *, zero_point: bool = True) -> Scheme:
    """AWQ: a 16-bit scale and a zero point for each group."""
    zeros = (Grid("qzeros", 1, group, bits, holds="zero_points"),) if zero_point else ()
    return Scheme(bits, (Grid("scales", 1, group, 16), *zeros))


def packed_integers(
    bits: int = 4, group: int = 128, *, symmetric: bool = True, scale_bits: int = 16
) -> Scheme:
    """compressed-tensors' `pack-quantized`; a matrix keeps its shape beside it, two int64."""
    zeros = () if symmetric else (Grid("weight_zero_point", 1, group, bits, holds="zero_points"),)
    scale, shape = Grid("weight_scale", 1, group, scale_bits), Grid("weight_shape", 0, 0, 128)
    return Scheme(bits, (scale, *zeros, replace(shape, holds="shapes")))


def nf4(*, double: bool = False) -> Scheme:
    """NF4 or FP4: a constant for 64 weights, and with double quantisation one for 256 of those."""
    if double:
        nested = Grid("nested_absmax", 0, 64 * 256, 32, flat=True)
        return Scheme(4, (Grid("absmax", 0, 64, 8, flat=True), nested))
    return Scheme(4, (Grid("absmax", 0, 64, 32, flat=True),))


def microscaled(bits: int = 4) -> Scheme:
    """MXFP4 and MXFP8: a one-byte exponent for each 32 weights of a row."""
    return Scheme(bits, (Grid("scales", 1, 32, 8),))


def nvfp4(*, static_input: bool = False) -> Scheme:
    """NVFP4: a one-byte scale for each 16 weights of a row, and one of 32 bits for them all."""
    scales = Grid("weight_scale", 1, 16, 8), Grid("weight_global_scale", 0, 0, 32)
    return Scheme(4, (*scales, Grid("input_global_scale", 0, 0, 32)) if static_input else scales)


SCHEMES: Final[Mapping[str, Scheme]] = {
    "awq-int4": awq(),
    "fp8-block": fp8_tiles(),
    "gptq-int2": gptq(2),
    "gptq-int3": gptq(3),
    "gptq-int4": gptq(),
    "gptq-int8": gptq(8),
    "mxfp4": microscaled(),
    "mxfp4-experts": microscaled(),
    "mxfp8": microscaled(8),
    "nf4": nf4(),
    "nf4-dq": nf4(double=True),
    "nvfp4": nvfp4(),
    "w4a16": packed_integers(),
    "w8a16": packed_integers(8),
}
"""What a precision means where no config says otherwise; those not named here have no grids."""
