"""The site's own models: configs and catalogue files in the folders that it names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.prediction import predicts
from mkdocs_paramsize.architecture.quantization import read_quantization
from mkdocs_paramsize.catalogue.checkpoint import (
    INDEX,
    SUFFIXES,
    Beside,
    checkpoint_name,
    is_checkpoint,
    read_checkpoint,
)
from mkdocs_paramsize.catalogue.data_file import json_fields, told
from mkdocs_paramsize.catalogue.entries import read_models
from mkdocs_paramsize.catalogue.model import Model, model_of_checkpoint, model_of_config
from mkdocs_paramsize.catalogue.names import normal
from mkdocs_paramsize.errors import ConfigError, DataError, NotationError
from mkdocs_paramsize.notation import parse_size, parse_tokens

COMPANIONS: Final = frozenset(
    {
        "adapter_config.json",
        "added_tokens.json",
        "chat_template.json",
        "config_sentence_transformers.json",
        "generation_config.json",
        "hf_quant_config.json",
        "model_index.json",
        "modules.json",
        "params.json",
        "preprocessor_config.json",
        "processor_config.json",
        "quant_config.json",
        "quantize_config.json",
        "sentence_bert_config.json",
        "special_tokens_map.json",
        "tekken.json",
        "tokenizer.json",
        "tokenizer_config.json",
        "trainer_state.json",
        "video_preprocessor_config.json",
        "vocab.json",
    }
)
"""What lies beside the config of a published model and describes no model."""

READ: Final = (*SUFFIXES, ".json", ".toml")
"""How the names of files end that may tell of a model."""

_POOLING: Final = re.compile(r"\d+_[A-Z]\w*")
"""Folders of a sentence encoder's later modules, each with a `config.json` of its own."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A name that a file gives, and how its model is read."""

    name: str
    path: Path
    read: Callable[[], Model]


@dataclass(frozen=True)
class OwnModels:
    """Files and folders that hold the site's models, all inside the site's own folder.

    `my-model.json` is the model "my-model"; so is `my-model/config.json`. A checkpoint is
    called by its file, or by its folder where the file is just `model`: `my-model.gguf`,
    `my-model/model.safetensors.index.json`. A `.toml` file is in the catalogue's own format.
    In a folder, hidden files and those that only accompany a config are passed over.
    Of configs and checkpoints nothing is read before a name asks for it.
    """

    paths: tuple[Path, ...] = ()
    root: Path | None = None

    def find(self, form: str) -> Model | None:
        """The model of that normal name. Raises ConfigError or DataError for a bad file."""
        named = self._named.get(form)
        return None if named is None else named.read()

    def holds(self, form: str) -> bool:
        """Whether a file gives that normal name, be the file good or bad. Raises DataError."""
        return form in self._named

    @property
    def names(self) -> tuple[str, ...]:
        """The names that the site's files give.

        Raises DataError for a file that gives none, and for a name that two files give.
        """
        return tuple(entry.name for entry in self._named.values())

    @cached_property
    def _named(self) -> dict[str, _Entry]:
        found: dict[str, _Entry] = {}
        # A checkpoint finds the config beside it, so it goes before one of the same name.
        for path in sorted(dict.fromkeys(self._files()), key=is_checkpoint):
            for entry in self._entries(path):
                earlier = found.get(normal(entry.name))
                if earlier is not None and not _is_same(earlier, entry):
                    raise DataError(self._twice(earlier, entry))
                found[normal(entry.name)] = entry
        return found

    def _files(self) -> Iterator[Path]:
        for path in self.paths:
            if path.is_dir():
                inside = (file for file in sorted(path.rglob("*")) if _may_be_model(file, path))
                yield from (file for file in inside if file.is_file())
            elif path.name.endswith(READ):
                yield path
            else:
                raise DataError(
                    f"{self._told(path)} is no file of a model; name a config (.json), entries of "
                    "the catalogue's format (.toml), a checkpoint (.safetensors, its index or "
                    ".gguf) or a folder of them"
                )

    def _is_inside(self, path: Path) -> bool:
        """A link that leads out of the site is not followed."""
        return self.root is None or path.resolve().is_relative_to(self.root.resolve())

    def _told(self, path: Path) -> str:
        """A file as the site's author knows it."""
        root = self.root.resolve() if self.root is not None else None
        inside = root is not None and path.is_relative_to(root)
        return path.relative_to(root).as_posix() if root and inside else path.name

    def _twice(self, earlier: _Entry, later: _Entry) -> str:
        first, second = self._told(earlier.path), self._told(later.path)
        given = f"{first} gives" if first == second else f"{first} and {second} both give"
        times = " twice" if first == second else ""
        alike = (
            f", as '{later.name}' is the same name: spaces, dashes and capitals do not count"
            if earlier.name != later.name
            else ""
        )
        return f"{given} the model '{earlier.name}'{times}{alike}; rename one of them"

    def _entries(self, path: Path) -> Iterator[_Entry]:
        if path.suffix == ".toml":
            yield from self._entries_of_toml(path)
            return
        if path.name.endswith(SUFFIXES):
            if not is_checkpoint(path):
                return
            name, read = checkpoint_name(path), self._checkpoint
        else:
            name = path.parent.name if path.name == "config.json" else path.stem
            read = _config_model
        inside = self._is_inside(path)
        yield _Entry(name, path, (lambda: read(name, path)) if inside else lambda: _refuse(path))

    def _entries_of_toml(self, path: Path) -> Iterator[_Entry]:
        if not self._is_inside(path):
            yield _Entry(path.stem, path, lambda: _refuse(path))
            return
        for model in read_models(path):
            _require_sizes(model, path)
            for name in (model.name, *model.record.aliases):
                yield _Entry(name, path, lambda model=model: model)  # type: ignore[misc]

    def _checkpoint(self, name: str, path: Path) -> Model:
        beside = _configs_beside(path)
        found = next((file for file in beside if file.is_file() and self._is_inside(file)), None)
        config = json_fields(found) if found is not None else None
        packing = _beside(config, found.name) if config is not None and found else Beside()
        witness = read_checkpoint(path, packing, self._is_inside)
        return model_of_checkpoint(name, witness, config, told(found or path))


def _beside(config: Mapping[str, Any], place: str) -> Beside:
    """What a config tells of the checkpoint beside it, as far as it is understood."""
    try:
        packing = read_quantization(config, place)
    except ConfigError:
        # The checkpoint may be understood without; if not, it says so itself.
        packing = None
    layers = config.get("num_hidden_layers")
    predicting = predicts(Config(config, place))
    return Beside(packing, layers if predicting and type(layers) is int else None)


def _may_be_model(file: Path, folder: Path) -> bool:
    """Whether a file of a folder may be a model, by its name alone."""
    if any(part.startswith(".") for part in file.relative_to(folder).parts):
        return False
    if file.name.endswith(SUFFIXES) or file.suffix == ".toml":
        return True
    if file.suffix != ".json" or file.name in COMPANIONS or file.name.endswith(".index.json"):
        return False
    is_later_module = _POOLING.fullmatch(file.parent.name) and file.name == "config.json"
    return not (is_later_module and (file.parent.parent / "modules.json").exists())


def _is_same(earlier: _Entry, later: _Entry) -> bool:
    """Whether two entries of one name are one model: by its alias, or in several files."""
    if earlier.path == later.path:
        return earlier.read() is later.read()
    if earlier.path.parent != later.path.parent:
        return False
    if is_checkpoint(earlier.path):
        # An index is of more use than the files that it names; both have one name.
        return later.path.name.endswith(INDEX) and earlier.path.suffix == ".safetensors"
    return is_checkpoint(later.path) and earlier.path in _configs_beside(later.path)


def _configs_beside(checkpoint: Path) -> tuple[Path, ...]:
    """Where the config of a checkpoint may be."""
    name = checkpoint_name(checkpoint)
    return checkpoint.with_name(f"{name}.json"), checkpoint.with_name("config.json")


LARGEST: Final = 10**16
"""No count of an entry is larger: a size that is says so itself."""


def _require_sizes(model: Model, path: Path) -> None:
    """Raises DataError for a size or an amount of tokens that cannot be read."""
    record = model.record
    for field, text, parse in (
        ("published", record.published, parse_size),
        ("published_active", record.published_active, parse_size),
        ("tokens", record.tokens, parse_tokens),
    ):
        try:
            _ = None if text is None else parse(text)
        except NotationError as error:
            raise DataError(f"{path.name}: '{record.name}': {field}: {error}") from error
    if wrong := _impossible(model):
        raise DataError(f"{path.name}: '{record.name}': {wrong}")


def _impossible(model: Model) -> str | None:
    """What cannot be of the numbers of an entry."""
    record, size = model.record, model.published
    for field, number in (
        ("published_exact", record.published_exact),
        ("context", record.context),
    ):
        if number is not None and not 1 <= number <= LARGEST:
            return f"{field} is {number}; a number from 1 to {LARGEST} is wanted"
    total = size.total if size is not None else None
    active = parse_size(record.published_active).total if record.published_active else None
    if total is None:
        return None
    if active is not None and active > total:
        return (
            f"published_active is {record.published_active}, more than all {record.published} "
            "of published"
        )
    if record.published_exact and not total / 2 < record.published_exact < 2 * total:
        return (
            f"published_exact is {record.published_exact}, which is not about the "
            f"{record.published} of published"
        )
    return None


def _config_model(name: str, path: Path) -> Model:
    return model_of_config(name, json_fields(path), told(path))


def _refuse(path: Path) -> Model:
    """A link that leads out of the site is not followed, and its name says so."""
    raise DataError(
        f"{path.name} lies outside the site's folder, which is not read; put a copy inside"
    )
