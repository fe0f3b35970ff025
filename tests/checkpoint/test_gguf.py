"""GGUF files are counted without a package, in weights and in bytes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from mkdocs_paramsize.catalogue.gguf_header import FILE_TYPES, TYPES, read_gguf
from mkdocs_paramsize.errors import DataError
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.storage import weights
from tests.checkpoint.files import GGUF_FIELDS, GGUF_TINY, GGUF_TOTAL, gguf_size, write_gguf
from tests.checkpoint.reading import model, site, subject


def test_a_gguf_file_is_counted_in_weights_and_in_bytes(tmp_path: Path) -> None:
    write_gguf(tmp_path / "mine-Q4_K_M.gguf", GGUF_TINY, GGUF_FIELDS)
    found, facts = subject(tmp_path, "mine-q4_k_m"), site(tmp_path)
    assert found.total().value == GGUF_TOTAL
    assert found.active().value == GGUF_TOTAL - 2 * 256 * 512
    assert found.model is not None
    assert found.model.released == "q4_k_m"
    size = sum(gguf_size(*tensor) for tensor in GGUF_TINY.values())
    assert weights(found, facts.precision("q4_k_m"), facts).value == size


def test_a_gguf_file_needs_no_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_gguf(tmp_path / "mine.gguf", GGUF_TINY, GGUF_FIELDS)
    for package in ("gguf", "numpy", "safetensors"):
        monkeypatch.setitem(sys.modules, package, None)
    assert len(read_gguf(path).tensors) == len(GGUF_TINY)


def test_types_and_files_are_numbered_as_the_format_has_them() -> None:
    gguf = pytest.importorskip("gguf")
    for number, (name, elements, size) in TYPES.items():
        kind = gguf.GGMLQuantizationType(number)
        assert kind.name == name
        assert gguf.constants.GGML_QUANT_SIZES[kind] == (elements, size)
    for number, name in FILE_TYPES.items():
        theirs = gguf.LlamaFileType(number).name.split("_", 1)[1].lower()
        usual = {"f32": "fp32", "f16": "fp16", "mxfp4_moe": "mxfp4-experts"}
        assert usual.get(theirs, theirs) == name
        assert Facts().precision(name)


def test_a_type_has_the_blocks_that_its_precision_has() -> None:
    blocks = {name: block for name, *block in TYPES.values()}
    for precision in Facts().precisions.precisions:
        if name := precision.ggml_type:
            elements, size = blocks[name]
            pieces = elements // precision.block_elements
            assert pieces in (1, 4), "NVFP4 keeps four of its blocks together"
            assert (elements, size) == (
                pieces * precision.block_elements,
                pieces * precision.block_bytes,
            )


def test_a_file_that_the_formats_own_library_wrote_is_read(tmp_path: Path) -> None:
    gguf, numpy = pytest.importorskip("gguf"), pytest.importorskip("numpy")
    path = tmp_path / "mine.gguf"
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_file_type(1)
    writer.add_float32("llama.rope.freq_base", 1e4)
    writer.add_bool("tokenizer.ggml.add_bos_token", True)
    writer.add_array("tokenizer.ggml.scores", [0.5, 1.5])
    writer.add_array("tokenizer.ggml.tokens", ["one", "two"])
    writer.add_tensor("token_embd.weight", numpy.zeros((8, 32), numpy.float16))
    writer.add_tensor("blk.0.attn_q.weight", numpy.zeros((16, 32), numpy.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    header = read_gguf(path)
    assert {s.name: s.shape for s in header.tensors} == {
        "token_embd.weight": (8, 32),
        "blk.0.attn_q.weight": (16, 32),
    }
    assert header.fields["general.architecture"] == "llama"
    assert model(tmp_path, "mine").released == "fp16"


def test_parts_of_a_gguf_file_are_summed(tmp_path: Path) -> None:
    first = dict(list(GGUF_TINY.items())[:4])
    second = dict(list(GGUF_TINY.items())[4:])
    fields = {**GGUF_FIELDS, "split.tensors.count": len(GGUF_TINY)}
    write_gguf(tmp_path / "mine-00001-of-00002.gguf", first, fields)
    write_gguf(tmp_path / "mine-00002-of-00002.gguf", second, {"split.no": 1})
    assert model(tmp_path, "mine").ledger.total == GGUF_TOTAL
    write_gguf(tmp_path / "mine-00002-of-00002.gguf", dict(list(second.items())[:2]))
    with pytest.raises(DataError, match="8 tensors are stated, but 6 are there"):
        site(tmp_path).catalogue.model("mine")


def test_a_vocabulary_alone_is_no_model(tmp_path: Path) -> None:
    write_gguf(tmp_path / "mine.gguf", {}, GGUF_FIELDS)
    with pytest.raises(DataError, match=r"mine\.gguf: it holds no tensors"):
        site(tmp_path).catalogue.model("mine")
