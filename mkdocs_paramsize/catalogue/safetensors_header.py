"""The header of a `.safetensors` file: names, shapes and types, without the data.

The format's own library reads it, and holds it to the file: a header that is larger than the
file, that names an unknown type, or whose tensors do not fill the data without a gap, is
refused there. It takes up to fifteen times a header's size in memory, so headers far larger
than any released one are refused before it sees them.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from pathlib import Path
from typing import Final

from mkdocs_paramsize.catalogue.stored import Stored
from mkdocs_paramsize.errors import DataError

LARGEST_HEADER: Final = 16 * 2**20
"""Bytes. The format allows 100 MB; that of a mixture of 92,000 tensors in one file has 13."""

BITS: Final = {
    "F4": 4,
    "F6_E2M3": 6,
    "F6_E3M2": 6,
    "BOOL": 8,
    "U8": 8,
    "I8": 8,
    "F8_E4M3": 8,
    "F8_E4M3FNUZ": 8,
    "F8_E5M2": 8,
    "F8_E5M2FNUZ": 8,
    "F8_E8M0": 8,
    "U16": 16,
    "I16": 16,
    "F16": 16,
    "BF16": 16,
    "U32": 32,
    "I32": 32,
    "F32": 32,
    "U64": 64,
    "I64": 64,
    "F64": 64,
    "C64": 64,
}
"""Bits of one number of each type of the format."""


def read_safetensors(path: Path) -> tuple[Stored, ...]:
    """The tensors of a file. Raises DataError when it is none, or cut short, or lies."""
    _check_size(path)
    try:
        return tuple(_stored(path, *told) for told in _told(path))
    except ImportError as error:
        raise DataError(
            f"{path.name}: reading it takes the packages safetensors and numpy; "
            "install mkdocs-paramsize[checkpoints]"
        ) from error
    except OSError as error:
        raise DataError(f"{path.name}: cannot be read: {error.strerror or error}") from error


def _told(path: Path) -> Iterator[tuple[str, tuple[int, ...], str]]:
    """Name, shape and type of each tensor, as the format's own library reads them."""
    from safetensors import SafetensorError, safe_open

    try:
        # It imports numpy for this, though no number is read.
        with safe_open(path, framework="numpy") as file:
            for name in file.keys():  # noqa: SIM118
                found = file.get_slice(name)
                yield name, tuple(found.get_shape()), found.get_dtype()
    except SafetensorError as error:
        raise DataError(
            f"{path.name}: not a whole safetensors file: {error}; fetch it again"
        ) from error


def _check_size(path: Path) -> None:
    """Refuse a header that is larger than it may be, from its first eight bytes alone."""
    try:
        with path.open("rb") as file:
            start = file.read(8)
        size = path.stat().st_size
    except OSError as error:
        raise DataError(f"{path.name}: cannot be read: {error.strerror or error}") from error
    stated = int.from_bytes(start, "little")
    if len(start) < 8 or stated > size - 8:
        raise DataError(
            f"{path.name}: not a whole safetensors file: a header of {stated} bytes is stated, "
            f"but the file has {size}; fetch it again"
        )
    if stated > LARGEST_HEADER:
        raise DataError(
            f"{path.name}: a header of {stated} bytes is more than {LARGEST_HEADER}, "
            "which no released checkpoint needs; put the model's config.json in its place"
        )


def _stored(path: Path, name: str, shape: tuple[int, ...], dtype: str) -> Stored:
    if dtype not in BITS:
        raise DataError(
            f"{path.name}: {name[:80]} has the type {dtype}, which is not known here; "
            "put the model's config.json in its place"
        )
    return Stored(name, shape, dtype, prod(shape) * BITS[dtype] // 8)
