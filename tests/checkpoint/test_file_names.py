"""Files and folders name checkpoints, and which of them are parts."""

from __future__ import annotations

from pathlib import Path

import pytest

from mkdocs_paramsize.architecture import read
from mkdocs_paramsize.catalogue import OwnModels
from mkdocs_paramsize.catalogue.checkpoint import is_checkpoint
from mkdocs_paramsize.errors import DataError, UnknownNameError
from mkdocs_paramsize.ledger import Ledger
from tests.checkpoint.files import TINY, of_config, write_index, write_safetensors
from tests.checkpoint.reading import model, site

pytest.importorskip("safetensors")


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("my-model.safetensors", "my-model"),
        ("my-model/model.safetensors", "my-model"),
        ("my-model-00001-of-00001.safetensors", "my-model"),
        ("My Model.safetensors", "my-model"),
    ],
)
def test_a_checkpoint_is_called_by_its_file_or_its_folder(
    tmp_path: Path, file: str, name: str
) -> None:
    write_safetensors(tmp_path / file, of_config(TINY))
    assert model(tmp_path, name).ledger.total == Ledger(read(TINY)).total


def test_later_parts_are_no_models(tmp_path: Path) -> None:
    write_index(tmp_path / "mine", of_config(TINY), 3)
    assert set(OwnModels((tmp_path,), tmp_path).names) == {"mine"}
    assert not is_checkpoint(Path("model-00002-of-00003.safetensors"))


def test_parts_without_an_index_are_found_by_their_numbers(tmp_path: Path) -> None:
    write_index(tmp_path / "mine", of_config(TINY), 3).unlink()
    assert model(tmp_path, "mine").ledger.total == Ledger(read(TINY)).total
    (tmp_path / "mine" / "model-00002-of-00003.safetensors").unlink()
    with pytest.raises(DataError, match=r"its part model-00002-of-00003\.safetensors is not there"):
        site(tmp_path).catalogue.model("mine")


def test_nothing_is_read_before_a_name_asks_for_it(tmp_path: Path) -> None:
    (tmp_path / "broken.safetensors").write_bytes(b"broken")
    write_safetensors(tmp_path / "mine.safetensors", of_config(TINY))
    assert model(tmp_path, "mine").ledger.total
    with pytest.raises(UnknownNameError):
        site(tmp_path).catalogue.model("something else")


def test_a_part_outside_of_the_site_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    write_index(folder / "mine", of_config(TINY), 1)
    part = folder / "mine" / "model-00001-of-00001.safetensors"
    part.rename(tmp_path / "away.safetensors")
    part.symlink_to(tmp_path / "away.safetensors")
    with pytest.raises(DataError, match="outside of the site's folder"):
        site(folder).catalogue.model("mine")
