"""From what a checkpoint stores to the matrices that it means.

A packed checkpoint has fewer and other numbers than the model: eight weights in an integer,
scales beside them. Counting those as parameters is a common mistake; here each packed
matrix is counted as what it unpacks to, and what stands beside it not at all. Where the
packing cannot be told from names, shapes and the config, the count is refused.

Names are those of the modules that write such files: see `architecture.schemes`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

import msgspec

from mkdocs_paramsize.catalogue.checkpoint_names import is_buffer
from mkdocs_paramsize.catalogue.stored import Stored

BitsOf = Callable[[str], int | None]
"""Bits of a packed module's weights by the config, where it says."""

_BESIDE_STEM: Final = (
    ".weight_scale_inv",
    ".weight_scale_2",
    ".weight_scale",
    ".weight_zero_point",
    ".weight_shape",
    ".weight_g_idx",
    ".weight_global_scale",
    ".input_global_scale",
    ".input_scale",
    ".output_scale",
    ".activation_scale",
    ".scale",
    ".qzeros",
    ".scales",
    ".g_idx",
    ".SCB",
    ".weight_format",
    "_scale_inv",
    "_scales",
)
"""Endings of what stands beside a packed matrix."""

_BITSANDBYTES: Final = (".absmax", ".quant_map", ".nested_absmax", ".nested_quant_map")
_OF_A_CACHE: Final = (".k_scale", ".v_scale")
_ENDINGS: Final = (*_BESIDE_STEM, *_BITSANDBYTES, *_OF_A_CACHE)

_NOT_FLOATS: Final = frozenset(
    {"U8", "I8", "U16", "I16", "U32", "I32", "U64", "I64", "BOOL", "C64", "F8_E8M0"}
)
_PACKED: Final = {"U8": 8, "I8": 8, "I32": 32, "U32": 32}
"""Types that several weights are packed into, with their bits."""


class Unpacked(msgspec.Struct, frozen=True):
    """A tensor as the model means it; `kind` says how it was packed, if it was.

    `shape` is None for what is no parameter and for what is a packing whose width is unknown.
    """

    name: str
    shape: tuple[int, ...] | None
    bytes: int
    type: str
    kind: str | None = None
    buffer: bool = False
    unknown: bool = False


def unpacked(listed: Iterable[Stored], bits_of: BitsOf) -> Iterator[Unpacked]:
    """What the tensors of a checkpoint mean, one for each, in their order."""
    by_name = {stored.name: stored for stored in listed}
    for stored in by_name.values():
        yield _one(stored, by_name, bits_of)


def _one(stored: Stored, names: Mapping[str, Stored], bits_of: BitsOf) -> Unpacked:
    name = stored.name
    if _is_beside(name, names):
        return Unpacked(name, None, stored.bytes, stored.type)
    if name.endswith(".qweight"):
        return _integers(stored, names, bits_of)
    if name.endswith(".weight_packed"):
        return _packed(stored, names, bits_of)
    if name.endswith("_blocks") and f"{name.removesuffix('_blocks')}_scales" in names:
        *lead, groups, half = stored.shape
        shape = (*lead, groups * half * 2)
        return Unpacked(name.removesuffix("_blocks"), shape, stored.bytes, stored.type, "mxfp4")
    if f"{name}.absmax" in names:
        kind = "nf4-dq" if f"{name}.nested_absmax" in names else "nf4"
        return Unpacked(name, (2 * stored.elements,), stored.bytes, stored.type, kind)
    buffer = is_buffer(name, len(stored.shape))
    if stored.type not in _NOT_FLOATS:
        return Unpacked(name, stored.shape, stored.bytes, stored.type, buffer=buffer)
    return _whole_numbers(stored, names, bits_of)


def _is_beside(name: str, names: Mapping[str, Stored]) -> bool:
    """Whether it belongs to a packed matrix that is in the file too."""
    if not name.endswith(_ENDINGS) and ".quant_state." not in name:
        return False
    for ending in _BITSANDBYTES:
        if name.endswith(ending):
            return name.removesuffix(ending) in names
    if name.endswith(_OF_A_CACHE):
        return True
    if ".quant_state." in name:
        return name.partition(".quant_state.")[0] in names
    for ending in _BESIDE_STEM:
        if name.endswith(ending):
            stem = name.removesuffix(ending)
            matrices = (".weight", ".qweight", ".weight_packed", "_blocks", "")
            return any(f"{stem}{matrix}" in names for matrix in matrices if stem + matrix != name)
    return False


def _integers(stored: Stored, names: Mapping[str, Stored], bits_of: BitsOf) -> Unpacked:
    """GPTQ's [inputs · bits / 32, outputs] and AWQ's [inputs, outputs · bits / 32]."""
    stem = stored.name.removesuffix(".qweight")
    scales = names.get(f"{stem}.scales")
    if scales is None or len(stored.shape) != 2 or len(scales.shape) != 2:
        return _of_unknown_width(stored, f"{stem}.weight")
    rows, columns = stored.shape
    outputs = scales.shape[1]
    if columns != outputs:
        bits, kind = _whole_ratio(32 * columns, outputs), "awq"
    else:
        bits, kind = _bits_of_gptq(stem, stored, names) or bits_of(stem), "gptq"
    inputs = rows if kind == "awq" else _whole_ratio(32 * rows, bits or 0)
    if inputs is None or bits not in (2, 3, 4, 8):
        return _of_unknown_width(stored, f"{stem}.weight")
    shape = (outputs, inputs)
    return Unpacked(f"{stem}.weight", shape, stored.bytes, stored.type, f"{kind}-int{bits}")


def _bits_of_gptq(stem: str, stored: Stored, names: Mapping[str, Stored]) -> int | None:
    """Bits of a weight, by the groups of all inputs or by the zero points of all outputs."""
    rows, outputs = stored.shape
    index, zeros = names.get(f"{stem}.g_idx"), names.get(f"{stem}.qzeros")
    if index is not None:
        return _whole_ratio(32 * rows, index.elements)
    if zeros is not None and len(zeros.shape) == 2:
        return _whole_ratio(32 * zeros.shape[1], outputs)
    return None


def _whole_ratio(whole: int, part: int) -> int | None:
    ratio, left = divmod(whole, max(part, 1))
    return None if left else ratio


def _packed(stored: Stored, names: Mapping[str, Stored], bits_of: BitsOf) -> Unpacked:
    """compressed-tensors: two FP4 in a byte, or integers of so many bits in 32."""
    stem = stored.name.removesuffix(".weight_packed")
    if stored.type == "U8":
        kind = "nvfp4" if f"{stem}.weight_global_scale" in names else "mxfp4"
        return _widened(stored, f"{stem}.weight", 4, kind)
    bits = bits_of(stem)
    if bits is None:
        return _of_unknown_width(stored, f"{stem}.weight")
    return _widened(stored, f"{stem}.weight", bits, f"w{bits}a16")


def _whole_numbers(stored: Stored, names: Mapping[str, Stored], bits_of: BitsOf) -> Unpacked:
    """A tensor of whole numbers: weights of 8 bits, weights packed into them, or no parameter."""
    name = stored.name
    stem = name.removesuffix(".weight")
    beside = (".weight_scale", ".weight_scale_inv", ".SCB", "_scale_inv", ".scale")
    scaled = any(f"{stem}{ending}" in names for ending in beside)
    if stored.type not in _PACKED or not scaled:
        return Unpacked(name, None, stored.bytes, stored.type)
    bits = bits_of(stem) or 8
    return _widened(stored, name, bits, "int8" if bits == 8 else f"int{bits}")


def _widened(stored: Stored, name: str, bits: int, kind: str) -> Unpacked:
    """As many weights in each row as its integers have bits for."""
    *lead, columns = stored.shape or (1,)
    width = columns * _PACKED.get(stored.type, 8) // bits
    return Unpacked(name, (*lead, width), stored.bytes, stored.type, kind)


def _of_unknown_width(stored: Stored, name: str) -> Unpacked:
    return Unpacked(name, None, stored.bytes, stored.type, unknown=True)
