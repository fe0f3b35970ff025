"""Files in the catalogue's own format."""

from __future__ import annotations

from pathlib import Path

import msgspec

from mkdocs_paramsize.catalogue.data_file import records
from mkdocs_paramsize.catalogue.model import Model, ModelRecord


class _ModelFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    model: tuple[ModelRecord, ...]


def read_models(path: Path) -> tuple[Model, ...]:
    """The entries of a file in the catalogue's format. Raises DataError that names the place."""
    found = records(path, _ModelFile).model
    return tuple(Model(record, f"{path.name}: {record.name}") for record in found)
