"""Headers of GGUF files that lie, are damaged, or have no end."""

from __future__ import annotations

import struct
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mkdocs_paramsize.catalogue.gguf_header import GgufHeader, read_gguf
from mkdocs_paramsize.errors import DataError
from tests.checkpoint.files import damage, text, write_gguf
from tests.checkpoint.reading import either_read_or_refused, told_of


def head(tensors: int, fields: int, rest: bytes = b"", version: int = 3) -> bytes:
    return b"GGUF" + struct.pack("<IQQ", version, tensors, fields) + rest


def tensor_info(
    name: str = "a", dims: tuple[int, ...] = (32,), kind: int = 0, offset: int = 0
) -> bytes:
    made = text(name) + struct.pack("<I", len(dims)) + struct.pack(f"<{len(dims)}Q", *dims)
    return made + struct.pack("<IQ", kind, offset)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GGUF" + b"\0" * 19,
        b"GGML" + b"\0" * 60,
        head(0, 0, version=1),
        head(0, 0, version=99),
        head(2**63, 0),
        head(0, 2**63),
        head(1, 0),
        head(0, 1, struct.pack("<Q", 2**63)),
        head(0, 1, text("k") + struct.pack("<IQ", 8, 2**63)),
        head(0, 1, text("k") + struct.pack("<IIQ", 9, 4, 2**62)),
        head(0, 1, text("k") + struct.pack("<IIQ", 9, 8, 2**62)),
        head(0, 1, text("k") + struct.pack("<I", 9) + struct.pack("<IQ", 9, 1) * 3000),
        head(0, 1, text("k") + struct.pack("<I", 77)),
        head(0, 1, text("\udcff".encode("utf-8", "surrogatepass").decode("latin-1")) + b"\4"),
        head(1, 0, tensor_info(dims=(2**63,))),
        head(1, 0, tensor_info(dims=(2**40, 2**40))),
        head(1, 0, tensor_info(dims=())),
        head(1, 0, text("a") + struct.pack("<I", 2**32 - 1)),
        head(1, 0, tensor_info(dims=(31,), kind=12)),
        head(1, 0, tensor_info(kind=4096)),
        head(1, 0, tensor_info(offset=2**62) + b"\0" * 200),
        head(2, 0, tensor_info("a") + tensor_info("a") + b"\0" * 400),
        head(1, 0, tensor_info(dims=(1024,)) + b"\0" * 64),
        head(
            1,
            1,
            text("general.alignment") + struct.pack("<II", 4, 2**31) + tensor_info() + b"\0" * 400,
        ),
        head(1, 0, tensor_info("a" * 2_000_000, kind=4096)),
        head(0, 1, text("k" * 2_000_000) + struct.pack("<I", 77)),
        head(0, 1, text("k") + struct.pack("<IIQ", 9, 8, 3) + text("a") + struct.pack("<Q", 2**63)),
        head(0, 1, text("k") + struct.pack("<IIQ", 9, 8, 2) + text("a" * 20) + b"\0" * 7),
    ],
    ids=range(29),
)
def test_a_lying_gguf_header_is_a_clear_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "mine.gguf"
    path.write_bytes(content)
    start = time.perf_counter()
    with pytest.raises(DataError, match=r"^mine\.gguf: not a (whole )?GGUF file: ") as caught:
        read_gguf(path)
    assert len(str(caught.value)) < 200
    assert time.perf_counter() - start < 1


def test_a_vocabulary_without_end_is_not_followed(tmp_path: Path) -> None:
    """A list of empty texts as long as the file: eight bytes each, a thousand million of them."""
    path = tmp_path / "mine.gguf"
    with path.open("wb") as file:
        file.write(head(0, 1, text("k") + struct.pack("<IIQ", 9, 8, 10**9)))
        file.truncate(9 * 10**9)
    start = time.perf_counter()
    with pytest.raises(DataError, match="longer than the header"):
        read_gguf(path)
    assert time.perf_counter() - start < 1


@given(st.data())
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_gguf_file_never_breaks_the_reader(tmp_path: Path, data: st.DataObject) -> None:
    small = {"token_embd.weight": ("Q8_0", (4, 32)), "blk.0.attn_norm.weight": ("F32", (8,))}
    path = write_gguf(tmp_path / "mine.gguf", small, {"general.file_type": 7, "k": ["a", "b"]})
    damage(path, data)
    either_read_or_refused(tmp_path)


@given(st.binary(max_size=400))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_break_the_gguf_reader(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "mine.gguf"
    path.write_bytes(b"GGUF\3\0\0\0" + content)
    told = told_of(lambda: read_gguf(path))
    assert isinstance(told, GgufHeader) or str(told).startswith("mine.gguf: ")
