"""The header of a `.gguf` file: its fields, and names, shapes and types of its tensors.

The format's own library is not used for this: it trusts the lengths that a header states, so
that a list said to have 2⁶² entries keeps it busy, and its memory growing, without end; and it
builds an object for every word of a vocabulary. Here every length is held to the file and to
`LARGEST_HEADER` before it is followed, and a vocabulary is stepped over.

Source: ggml's docs/gguf.md, versions 2 and 3.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Mapping
from math import prod
from pathlib import Path
from typing import Final

import msgspec

from mkdocs_paramsize.catalogue.stored import LARGEST_DIMENSION, Stored
from mkdocs_paramsize.errors import DataError

LARGEST_HEADER: Final = 32 * 2**20
"""Bytes. Vocabularies of 262,000 words with their merges take about 16 MiB."""

MOST: Final = 2**16
"""Fields, and tensors: experts of a layer share one, so that real files have a few thousand."""

LONGEST_VALUE: Final = 1000
"""Characters of a text that is kept; longer ones are stepped over."""

LONGEST_NAME: Final = 1000
"""Bytes of a field's or a tensor's name, which a message may repeat. The format has 64."""

_STRING, _ARRAY = 8, 9
_SCALARS: Final[Mapping[int, str]] = {
    0: "B",
    1: "b",
    2: "H",
    3: "h",
    4: "I",
    5: "i",
    6: "f",
    7: "?",
    10: "Q",
    11: "q",
    12: "d",
}

TYPES: Final[Mapping[int, tuple[str, int, int]]] = {
    0: ("F32", 1, 4),
    1: ("F16", 1, 2),
    2: ("Q4_0", 32, 18),
    3: ("Q4_1", 32, 20),
    6: ("Q5_0", 32, 22),
    7: ("Q5_1", 32, 24),
    8: ("Q8_0", 32, 34),
    10: ("Q2_K", 256, 84),
    11: ("Q3_K", 256, 110),
    12: ("Q4_K", 256, 144),
    13: ("Q5_K", 256, 176),
    14: ("Q6_K", 256, 210),
    15: ("Q8_K", 256, 292),
    16: ("IQ2_XXS", 256, 66),
    17: ("IQ2_XS", 256, 74),
    18: ("IQ3_XXS", 256, 98),
    19: ("IQ1_S", 256, 50),
    20: ("IQ4_NL", 32, 18),
    21: ("IQ3_S", 256, 110),
    22: ("IQ2_S", 256, 82),
    23: ("IQ4_XS", 256, 136),
    24: ("I8", 1, 1),
    25: ("I16", 1, 2),
    26: ("I32", 1, 4),
    27: ("I64", 1, 8),
    28: ("F64", 1, 8),
    29: ("IQ1_M", 256, 56),
    30: ("BF16", 1, 2),
    34: ("TQ1_0", 256, 54),
    35: ("TQ2_0", 256, 66),
    39: ("MXFP4", 32, 17),
    40: ("NVFP4", 64, 36),
    41: ("Q1_0", 128, 18),
}
"""Name, elements and bytes of a block by the number of the type. Source: gguf 0.19.0."""


FILE_TYPES: Final[Mapping[int, str]] = {
    0: "fp32",
    1: "fp16",
    2: "q4_0",
    3: "q4_1",
    7: "q8_0",
    8: "q5_0",
    9: "q5_1",
    10: "q2_k",
    11: "q3_k_s",
    12: "q3_k_m",
    13: "q3_k_l",
    14: "q4_k_s",
    15: "q4_k_m",
    16: "q5_k_s",
    17: "q5_k_m",
    18: "q6_k",
    19: "iq2_xxs",
    20: "iq2_xs",
    21: "q2_k_s",
    22: "iq3_xs",
    23: "iq3_xxs",
    24: "iq1_s",
    25: "iq4_nl",
    26: "iq3_s",
    27: "iq3_m",
    28: "iq2_s",
    29: "iq2_m",
    30: "iq4_xs",
    31: "iq1_m",
    32: "bf16",
    36: "tq1_0",
    37: "tq2_0",
    38: "mxfp4-experts",
    39: "nvfp4",
}
"""Precisions by the number in `general.file_type`. Source: gguf 0.19.0, LlamaFileType."""


class GgufHeader(msgspec.Struct, frozen=True):
    """Short fields of a header by their keys, and the tensors of the file."""

    fields: Mapping[str, int | float | str]
    tensors: tuple[Stored, ...]

    def whole(self, key: str) -> int | None:
        """A field that is a whole number."""
        value = self.fields.get(key)
        return value if type(value) is int else None


def read_gguf(path: Path) -> GgufHeader:
    """The header of a file. Raises DataError when it is none, or cut short, or lies."""
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            if size < 24:
                raise DataError(f"{path.name}: not a GGUF file: it has {size} bytes")
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                return _Reader(path.name, data, size).header()
    except (OSError, ValueError) as error:
        if isinstance(error, DataError):
            raise
        raise DataError(f"{path.name}: cannot be read: {error}") from error


class _Reader:
    """A place in a header, and what is read from there on."""

    def __init__(self, name: str, data: mmap.mmap, size: int) -> None:
        self._name = name
        self._data = data
        self._size = size
        self._end = min(size, LARGEST_HEADER)
        self._at = 4
        self._order = "<"

    def header(self) -> GgufHeader:
        if self._data[:4] != b"GGUF":
            raise self._error("it does not begin with GGUF")
        self._read_version()
        tensors, fields = self._number("Q"), self._number("Q")
        if tensors > MOST or fields > MOST:
            raise self._error(f"{tensors} tensors and {fields} fields are more than {MOST}")
        found = dict(self._field() for _ in range(fields))
        listed = [self._tensor() for _ in range(tensors)]
        if len({stored.name for stored, _ in listed}) < len(listed):
            raise self._error("it names a tensor twice")
        self._check_data(found, listed)
        kept = {key: value for key, value in found.items() if value is not None}
        return GgufHeader(kept, tuple(stored for stored, _ in listed))

    def _error(self, message: str) -> DataError:
        return DataError(
            f"{self._name}: not a whole GGUF file: {message}; fetch it again, or put the model's "
            "config.json in its place"
        )

    def _read_version(self) -> None:
        version = self._number("I")
        if version & 0xFFFF == 0:
            # Written on a machine of the other byte order.
            self._order, version = ">", int.from_bytes(version.to_bytes(4, "little"), "big")
        if version not in (2, 3):
            raise self._error(f"version {version} is not known; 2 and 3 are")

    def _step(self, length: int) -> int:
        """Step over so many bytes; where they began."""
        start = self._at
        if length > self._end - start:
            where = "the file" if self._end == self._size else f"the first {self._end} bytes"
            raise self._error(f"its header does not end within {where}")
        self._at = start + length
        return start

    def _number(self, kind: str) -> int:
        """A number; one with a fraction comes back whole, for nothing here needs it."""
        start = self._step(struct.calcsize("<" + kind))
        (value,) = struct.unpack_from(self._order + kind, self._data, start)
        return value if isinstance(value, int) else 0

    def _text(self) -> str:
        length = self._number("Q")
        if length > LONGEST_NAME:
            raise self._error(f"a name in it has {length} bytes")
        start = self._step(length)
        try:
            return self._data[start : start + length].decode("utf-8")
        except UnicodeDecodeError as error:
            raise self._error("a name in it is not UTF-8") from error

    def _field(self) -> tuple[str, int | str | None]:
        """A field; None for one that is long, a list, or has a fraction."""
        return self._text(), self._value(self._number("I"))

    def _value(self, kind: int) -> int | str | None:
        if kind in _SCALARS:
            number = self._number(_SCALARS[kind])
            return None if _SCALARS[kind] in "fd" else number
        if kind == _STRING:
            length = self._number("Q")
            start = self._step(length)
            short = length <= LONGEST_VALUE
            return self._data[start : start + length].decode("utf-8", "replace") if short else None
        if kind == _ARRAY:
            self._step_over_list()
            return None
        raise self._error(f"a field has the type {kind}, which does not exist")

    def _step_over_list(self) -> None:
        kind, length = self._number("I"), self._number("Q")
        if kind in _SCALARS:
            self._step(length * struct.calcsize("<" + _SCALARS[kind]))
        elif kind == _STRING:
            # Each takes eight bytes at least: what cannot fit is refused before it is followed.
            if length > (self._end - self._at) // 8:
                raise self._error(f"a list of {length} texts is longer than the header")
            self._step_over_texts(length)
        else:
            raise self._error(f"a list has the type {kind}, which lists do not have")

    def _step_over_texts(self, count: int) -> None:
        """Step over so many texts; a vocabulary has hundreds of thousands."""
        length_at, end, at = struct.Struct(self._order + "Q").unpack_from, self._end, self._at
        for _ in range(count):
            # What begins too late is longer than the rest, whatever its length is.
            at += 8 + (length_at(self._data, at)[0] if at + 8 <= end else end)
            if at > end:
                break
        self._step(at - self._at)

    def _tensor(self) -> tuple[Stored, int]:
        name, dimensions = self._text(), self._number("I")
        if not 1 <= dimensions <= 4:
            raise self._error(f"{name} has {dimensions} dimensions; 1 to 4 are possible")
        inner_first = [self._number("Q") for _ in range(dimensions)]
        kind, offset = self._number("I"), self._number("Q")
        if kind not in TYPES:
            raise self._error(f"{name} has the type {kind}, which is not known here")
        if max(inner_first) > LARGEST_DIMENSION:
            raise self._error(f"{name} has a dimension of {max(inner_first)}")
        type_name, elements, size = TYPES[kind]
        if inner_first[0] % elements:
            raise self._error(f"rows of {name} are no whole blocks of {type_name}")
        total = prod(inner_first) // elements * size
        return Stored(name, tuple(reversed(inner_first)), type_name, total), offset

    def _check_data(
        self, fields: Mapping[str, int | str | None], listed: list[tuple[Stored, int]]
    ) -> None:
        """Hold what the tensors are said to take to what the file has."""
        if not listed:
            return
        alignment = fields.get("general.alignment") or 32
        if type(alignment) is not int or not 1 <= alignment <= 2**20:
            raise self._error("general.alignment is no number of bytes")
        start = -(-self._at // alignment) * alignment
        end = max(offset + stored.bytes for stored, offset in listed)
        if start + max(end, sum(stored.bytes for stored, _ in listed)) > self._size:
            raise self._error("it ends before its last tensor does")
