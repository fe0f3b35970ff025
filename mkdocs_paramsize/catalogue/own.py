"""The site's own models: configs and catalogue files in the folders that it names."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from mkdocs_paramsize.architecture.quantization import read_quantization
from mkdocs_paramsize.catalogue.checkpoint import (
    SUFFIXES,
    Beside,
    checkpoint_name,
    is_checkpoint,
    read_checkpoint,
)
from mkdocs_paramsize.catalogue.entries import read_models
from mkdocs_paramsize.catalogue.model import Model, model_of_checkpoint, model_of_config
from mkdocs_paramsize.catalogue.names import normal
from mkdocs_paramsize.errors import ConfigError, DataError

LARGEST_CONFIG: Final = 4 * 2**20
"""Bytes. The largest published configs have some hundred kilobytes."""


@dataclass(frozen=True)
class OwnModels:
    """Files and folders that hold the site's models, all inside the site's own folder.

    `my-model.json` is the model "my-model"; so is `my-model/config.json`. A checkpoint is
    called by its file, or by its folder where the file is just `model`: `my-model.gguf`,
    `my-model/model.safetensors.index.json`. A `.toml` file is in the catalogue's own format.
    Nothing is read before a name asks for it.
    """

    paths: tuple[Path, ...] = ()
    root: Path | None = None

    def find(self, forms: Sequence[str]) -> Model | None:
        """The model of that normal name. Raises ConfigError or DataError for a bad file."""
        return next((self._readers[form][1]() for form in forms if form in self._readers), None)

    @property
    def names(self) -> tuple[str, ...]:
        """The names that the site's files give."""
        return tuple(name for name, _ in self._readers.values())

    @cached_property
    def _readers(self) -> dict[str, tuple[str, Callable[[], Model]]]:
        found: dict[str, tuple[str, Callable[[], Model]]] = {}
        # A checkpoint finds the config beside it, so it goes before one of the same name.
        for path in sorted(self._files(), key=is_checkpoint):
            for name, reader in self._readers_of(path):
                found[normal(name)] = (name, reader)
        return found

    def _files(self) -> Iterator[Path]:
        for path in self.paths:
            inside = sorted(path.rglob("*")) if path.is_dir() else [path]
            for file in inside:
                if file.is_file():
                    yield file

    def _is_inside(self, path: Path) -> bool:
        """A link that leads out of the site is not followed."""
        return self.root is None or path.resolve().is_relative_to(self.root.resolve())

    def _readers_of(self, path: Path) -> Iterator[tuple[str, Callable[[], Model]]]:
        if not self._is_inside(path):
            yield path.stem, lambda: _refuse(path)
            return
        if path.name.endswith(SUFFIXES):
            if is_checkpoint(path):
                name = checkpoint_name(path)
                yield name, lambda: self._checkpoint(name, path)
        elif path.name == "config.json":
            yield path.parent.name, lambda: _config_model(path.parent.name, path)
        elif path.suffix == ".json":
            yield path.stem, lambda: _config_model(path.stem, path)
        elif path.suffix == ".toml":
            for model in read_models(path):
                for name in (model.name, *model.record.aliases):
                    yield name, lambda model=model: model  # type: ignore[misc]

    def _checkpoint(self, name: str, path: Path) -> Model:
        beside = (path.with_name(f"{name}.json"), path.with_name("config.json"))
        found = next((file for file in beside if file.is_file() and self._is_inside(file)), None)
        config = read_config(found) if found is not None else None
        told = _beside(config, found.name) if config is not None and found else Beside()
        witness = read_checkpoint(path, told, self._is_inside)
        return model_of_checkpoint(name, witness, config, found.name if found else path.name)


def _beside(config: Mapping[str, Any], place: str) -> Beside:
    """What a config tells of the checkpoint beside it, as far as it is understood."""
    try:
        packing = read_quantization(config, place)
    except ConfigError:
        # The checkpoint may be understood without; if not, it says so itself.
        packing = None
    layers = config.get("num_hidden_layers")
    predicting = config.get("num_nextn_predict_layers") or config.get("num_mtp_layers")
    return Beside(packing, layers if predicting and type(layers) is int else None)


def _config_model(name: str, path: Path) -> Model:
    return model_of_config(name, read_config(path), path.name)


def read_config(path: Path) -> Mapping[str, Any]:
    """The fields of a `config.json`. Raises ConfigError when it is none."""
    if path.stat().st_size > LARGEST_CONFIG:
        raise ConfigError(f"{path.name}: larger than {LARGEST_CONFIG} bytes; is it a config.json?")
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{path.name}: not JSON: {error}") from error
    except OSError as error:
        raise DataError(f"{path.name}: cannot be read: {error.strerror}") from error
    if not isinstance(fields, dict):
        raise ConfigError(f"{path.name}: a JSON object with the model's fields is wanted")
    return fields


def _refuse(path: Path) -> Model:
    """A link that leads out of the site is not followed, and its name says so."""
    raise DataError(f"{path.name} lies outside the site's folder, which is not read")
