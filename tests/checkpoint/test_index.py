"""The index of a checkpoint in parts: alone, beside a config, and when it is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mkdocs_paramsize.architecture import read
from mkdocs_paramsize.errors import DataError
from mkdocs_paramsize.ledger import Ledger
from mkdocs_paramsize.storage import weights
from tests.checkpoint.files import TINY, of_config, write_config, write_index
from tests.checkpoint.reading import noted, site, subject

pytest.importorskip("safetensors")


def test_an_index_with_a_config_tells_the_bytes(tmp_path: Path) -> None:
    tensors = of_config(TINY)
    tensors["model.norm.weight"] = ("F32", (64,))
    write_index(tmp_path / "mine", tensors, 2, files=False)
    write_config(tmp_path / "mine" / "config.json", TINY)
    found, facts = subject(tmp_path, "mine"), site(tmp_path)
    assert found.total().value == Ledger(read(TINY)).total
    size = 2 * Ledger(read(TINY)).total + 2 * 64
    assert weights(found, facts.precision("bf16"), facts).value == size


def test_an_index_that_counts_other_parameters_than_its_config_says_so(tmp_path: Path) -> None:
    path = write_index(tmp_path / "mine", of_config(TINY), 2, files=False)
    index = json.loads(path.read_text(encoding="utf-8"))
    index["metadata"]["total_parameters"] = 1234
    path.write_text(json.dumps(index), encoding="utf-8")
    assert subject(tmp_path, "mine").total().value == 1234
    write_config(tmp_path / "mine" / "config.json", TINY)
    assert subject(tmp_path, "mine").total().value == Ledger(read(TINY)).total
    assert "note.index-differs" in noted(tmp_path, "params: mine")


@pytest.mark.parametrize(
    ("index", "fault"),
    [
        ("", "not an index"),
        ("[]", "not an index"),
        ("[" * 100_000, "not an index"),
        ('{"weight_map": {"a": 3}}', "not an index"),
        ('{"metadata": ' + '{"a":' * 50_000 + "1" + "}" * 50_000 + "}", "not an index"),
        ('{"weight_map": {"a": "../../etc/passwd"}}', "no file beside"),
        ('{"weight_map": {"a": "/x.safetensors"}}', "no file beside"),
        ('{"weight_map": {"a": "x.safetensors"}}', "total_size is missing"),
        ('{"metadata": {"total_size": -1}, "weight_map": {}}', "total_size is -1"),
        ('{"metadata": {"total_size": 9223372036854775808}, "weight_map": {}}', "is that meant"),
        ('{"metadata": {"total_size": 1e400}, "weight_map": {}}', "not an index"),
        ('{"metadata": {"total_size": "16"}, "weight_map": {}}', "is that meant"),
        ('{"metadata": {"total_size": 16}, "weight_map": {}}', "cannot be told from it alone"),
    ],
)
def test_a_wrong_index_is_a_clear_error(tmp_path: Path, index: str, fault: str) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "model.safetensors.index.json").write_text(index, encoding="utf-8")
    with pytest.raises(DataError, match=fault) as caught:
        site(tmp_path).catalogue.model("mine")
    assert str(caught.value).startswith("model.safetensors.index.json: ")
    assert len(str(caught.value)) < 400


def test_a_tensor_that_is_not_in_the_file_that_the_index_names(tmp_path: Path) -> None:
    path = write_index(tmp_path / "mine", of_config(TINY), 1)
    index = json.loads(path.read_text(encoding="utf-8"))
    index["weight_map"]["model.ghost"] = "model-00001-of-00001.safetensors"
    path.write_text(json.dumps(index), encoding="utf-8")
    with pytest.raises(DataError, match=r"model\.ghost is to be in"):
        site(tmp_path).catalogue.model("mine")
