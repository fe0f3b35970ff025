"""Files in the catalogue's own format."""

from __future__ import annotations

from pathlib import Path

import msgspec

from mkdocs_paramsize.catalogue.model import Model, ModelRecord
from mkdocs_paramsize.errors import DataError


class _ModelFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    model: tuple[ModelRecord, ...]


def read_models(path: Path) -> tuple[Model, ...]:
    """The entries of a file in the catalogue's format. Raises DataError that names the place."""
    try:
        records = msgspec.toml.decode(path.read_bytes(), type=_ModelFile).model
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError, OSError) as error:
        raise DataError(f"{path.name}: {error}") from error
    return tuple(Model(record, f"{path.name}: {record.name}") for record in records)
