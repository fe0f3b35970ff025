"""Headers of safetensors that lie, are damaged, or are large."""

from __future__ import annotations

import struct
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mkdocs_paramsize.catalogue.safetensors_header import LARGEST_HEADER, read_safetensors
from mkdocs_paramsize.errors import DataError
from tests.checkpoint.files import TINY, damage, of_config, write_safetensors
from tests.checkpoint.reading import either_read_or_refused, model

pytest.importorskip("safetensors")


def safetensors_bytes(header: bytes, stated: int | None = None, data: bytes = b"") -> bytes:
    return struct.pack("<Q", len(header) if stated is None else stated) + header + data


ONE = b'{"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}'


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 7,
        safetensors_bytes(b"{}", 2**63),
        safetensors_bytes(b"{}", 2**64 - 1),
        safetensors_bytes(ONE, data=b"\0" * 7),
        safetensors_bytes(ONE, data=b"\0" * 9),
        safetensors_bytes(ONE[:-1], data=b"\0" * 8),
        safetensors_bytes(ONE.replace(b"F32", b"F33"), data=b"\0" * 8),
        safetensors_bytes(ONE.replace(b"[2]", b"[-2]"), data=b"\0" * 8),
        safetensors_bytes(ONE.replace(b"[2]", b"[1e9]"), data=b"\0" * 8),
        safetensors_bytes(ONE.replace(b"[2]", b"[9223372036854775808, 4]"), data=b"\0" * 8),
        safetensors_bytes(ONE.replace(b"[0, 8]", b"[8, 0]"), data=b"\0" * 8),
        safetensors_bytes(b"[" * 1_000_000),
        safetensors_bytes(b'{"a":' * 200_000),
        safetensors_bytes(b'{"__metadata__": {"a": ' + b"[" * 200_000 + b"]" * 200_000 + b"}}"),
        safetensors_bytes(b"\xff\xfe"),
    ],
    ids=range(16),
)
def test_a_lying_safetensors_header_is_a_clear_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "mine.safetensors"
    path.write_bytes(content)
    start = time.perf_counter()
    with pytest.raises(DataError, match=r"^mine\.safetensors: not a whole safetensors file: "):
        read_safetensors(path)
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize("package", ["safetensors", "numpy"])
def test_a_package_that_is_not_there_is_named_with_the_way_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    path = write_safetensors(tmp_path / "mine.safetensors", of_config(TINY))
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(DataError, match=r"mine\.safetensors: .*mkdocs-paramsize\[checkpoints\]"):
        read_safetensors(path)


def test_a_header_far_larger_than_any_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "mine.safetensors"
    with path.open("wb") as file:
        file.write(struct.pack("<Q", LARGEST_HEADER + 1))
        file.truncate(LARGEST_HEADER + 100)
    with pytest.raises(DataError, match="which no released checkpoint needs"):
        read_safetensors(path)


def test_a_header_of_a_hundred_thousand_tensors_is_read_in_seconds(tmp_path: Path) -> None:
    tensors = {f"model.layers.{n % 61}.x{n // 61}": ("BF16", (1,)) for n in range(100_000)}
    write_safetensors(tmp_path / "mine.safetensors", tensors)
    start = time.perf_counter()
    assert model(tmp_path, "mine").ledger.total == 100_000
    assert time.perf_counter() - start < 20


@given(st.data())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_safetensors_file_never_breaks_the_reader(
    tmp_path: Path, data: st.DataObject
) -> None:
    path = write_safetensors(tmp_path / "mine.safetensors", {"a.weight": ("F32", (4, 4))})
    damage(path, data)
    either_read_or_refused(tmp_path)
