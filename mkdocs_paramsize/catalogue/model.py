"""One model of the catalogue: what is recorded of it, and its ledger once it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import msgspec

from mkdocs_paramsize.algebra.quantity import Source
from mkdocs_paramsize.architecture import Architecture, read
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.model import LeftOut
from mkdocs_paramsize.architecture.quantization import (
    Quantization,
    is_packed,
    read_quantization,
    stored_in,
)
from mkdocs_paramsize.catalogue.names import normal
from mkdocs_paramsize.catalogue.witness import CheckpointLedger, Witness
from mkdocs_paramsize.errors import (
    ConfigError,
    DataError,
    UndisclosedError,
    UnknownArchitectureError,
    UnknownShapeError,
)
from mkdocs_paramsize.ledger import Ledger
from mkdocs_paramsize.notation import Size, parse_size, parse_tokens


class ModelRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An entry of `data/models/*.toml`; a site's own entries are written alike.

    `published` is the total as the makers print it ("70.6B"), `published_exact` the exact
    one, `precision` the dtype of the released checkpoint, `tokens` what it was trained on;
    `left_out` is what a release holds beside what is counted, where its config does not tell;
    `note` what else a reader should know, by language or for all; `nulls` are the fields that its
    config gives as `null`, for which TOML has no word.
    """

    name: str
    source: str
    checked: date | None = None
    aliases: tuple[str, ...] = ()
    developer: str | None = None
    released: date | None = None
    published: str | None = None
    published_exact: int | None = None
    published_active: str | None = None
    precision: str | None = None
    context: int | None = None
    tokens: str | None = None
    tokens_source: str | None = None
    undisclosed: bool = False
    left_out: tuple[LeftOut, ...] = ()
    note: str | dict[str, str] | None = None
    nulls: tuple[str, ...] = ()
    config: dict[str, Any] | None = None

    def __post_init__(self) -> None:
        sizes = self.published, self.published_exact, self.published_active, self.config
        if self.undisclosed and any(size is not None for size in sizes):
            raise ValueError("an `undisclosed` model has no `published` size and no `config`")
        if self.config is not None:
            self.config.update(dict.fromkeys(self.nulls))


@dataclass(frozen=True, eq=False)
class Model:
    """A model by name, with everything that can be told of it.

    >>> from mkdocs_paramsize.catalogue import Catalogue
    >>> Catalogue().model("llama-3.1-70b").ledger.total
    70553706496
    """

    record: ModelRecord
    place: str
    witness: Witness | None = None
    """What the model's checkpoint says, where the site has it."""

    @property
    def name(self) -> str:
        """The name as people write it."""
        return self.record.name

    @property
    def source(self) -> Source:
        """Where the entry was read."""
        return Source(self.record.source, self.record.checked)

    @cached_property
    def architecture(self) -> Architecture:
        """What the model is.

        Raises UndisclosedError when its makers have not said, UnknownShapeError when only
        its size is known, ConfigError when its config is wrong.
        """
        self.require_disclosed()
        if self.record.config is None:
            if self.witness is not None and self.witness.tensors:
                return self.witness.architecture(self.name, self._remedy)
            raise UnknownShapeError(
                f"the shape of {self.name} is not published, only its size; "
                "name a model whose config is known, or a bare size such as 70B"
            )
        described = self._described
        if self.record.left_out:
            beside = dict.fromkeys((*described.left_out, *self.record.left_out))
            described = replace(described, left_out=tuple(beside))
        if self.witness is None or self.difference is None:
            return described
        return self.witness.instead_of(described)

    @property
    def _remedy(self) -> str:
        """What the author can do where a checkpoint tells too little."""
        if self.record.config is None:
            return "put its config.json beside it"
        return "the family of its config is not known here"

    @cached_property
    def _described(self) -> Architecture:
        """What the config says; the checkpoint alone where its family is not known."""
        try:
            return read(self.record.config or {}, self.place)
        except UnknownArchitectureError:
            if self.witness is None or not self.witness.tensors:
                raise
            return self.witness.architecture(self.name, self._remedy)

    @cached_property
    def difference(self) -> tuple[int, int] | None:
        """Parameters in the checkpoint and by the config, where they are not the same.

        Raises what `architecture` raises.
        """
        if self.witness is None or self.record.config is None:
            return None
        return self.witness.differs_from(self._described)

    @cached_property
    def ledger(self) -> Ledger:
        """Every tensor of the model. Raises what `architecture` raises."""
        found = self.architecture
        if found.model_type or self.witness is None:
            return Ledger(found)
        return CheckpointLedger(found, self.name, self._remedy, self.witness.top_k)

    @property
    def is_dense_decoder(self) -> bool:
        """Whether it writes text, and all of it works on every token."""
        if self.record.config is None:
            return False
        made = self.architecture
        return made.decoder and all(tensor.active == tensor.count for tensor in made.tensors)

    @property
    def experts(self) -> int | None:
        """Routed experts of a layer, if it is a decoder that has any."""
        if self.record.config is None or not self.architecture.decoder:
            return None
        routed = (tensor.routed for tensor in self.architecture.tensors)
        return next((made.experts for made in routed if made is not None), None)

    @property
    def has_shape(self) -> bool:
        """Whether the tensors are known, from a config or from a checkpoint."""
        return self.record.config is not None or bool(self.witness and self.witness.tensors)

    @cached_property
    def quantization(self) -> Quantization | None:
        """How the release packs its matrices; None when it does not.

        Raises ConfigError for a `quantization_config` that is not understood.
        """
        config = self.record.config
        return None if config is None else read_quantization(config, self.place)

    @property
    def released(self) -> str | None:
        """The precision of the weights as released, if it is known.

        Raises ConfigError for a `quantization_config` that is not understood.
        """
        if self.witness is not None and self.witness.precision is not None:
            return self.witness.precision
        if self.record.precision is not None:
            return self.record.precision
        return self.quantization.precision if self.quantization else None

    def packed_as(self, precision: str) -> Quantization | None:
        """The release's own packing, if that is the precision which is asked for."""
        try:
            own = self.quantization
        except ConfigError:
            # Not understood: of no matter to whoever asks for another precision.
            return None
        return own if own is not None and own.precision == precision else None

    def require_disclosed(self) -> None:
        """Raises UndisclosedError, with its source, when the makers have not said."""
        if self.record.undisclosed:
            raise UndisclosedError(
                f"the size of {self.name} is not disclosed: {self.record.source}"
            )

    def is_called(self, name: str) -> bool:
        """Whether this is one of the model's names, however it is spelled."""
        return normal(name) in self._names

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(map(normal, (self.name, *self.record.aliases)))

    @cached_property
    def published(self) -> Size | None:
        """The size that its makers print."""
        return parse_size(self.record.published) if self.record.published else None

    @cached_property
    def tokens(self) -> int | None:
        """Tokens it was trained on, as published."""
        return parse_tokens(self.record.tokens) if self.record.tokens else None

    @cached_property
    def rough_total(self) -> int | None:
        """About how large it is, without counting where a published total will do."""
        if self.record.published_exact:
            return self.record.published_exact
        if self.published is not None and self.published.total:
            return self.published.total
        return self.ledger.total if self.has_shape else None


def model_of_config(name: str, config: Mapping[str, Any], place: str) -> Model:
    """A site's own `config.json` as a model named after its file.

    Raises ConfigError for a type of its weights that is none.
    """
    precision = None if is_packed(config) else stored_in(Config(config, place))
    return _of_config(name, config, place, precision)


def _of_config(name: str, config: Mapping[str, Any], place: str, precision: str | None) -> Model:
    record = ModelRecord(name=name, source=place, config=dict(config), precision=precision)
    return Model(record, place)


def model_of_checkpoint(
    name: str, witness: Witness, config: Mapping[str, Any] | None, place: str
) -> Model:
    """A checkpoint of the site's own, with the config beside it if there is one.

    Raises DataError when neither tells how large the model is.
    """
    if config is not None:
        if witness.precision is not None:
            return replace(_of_config(name, config, place, None), witness=witness)
        # An index tells bytes alone; the config, in which precision they are.
        beside = model_of_config(name, config, place)
        told = msgspec.structs.replace(witness, precision=beside.record.precision)
        return replace(beside, witness=told)
    if witness.total is None:
        raise DataError(
            f"{witness.file}: how many parameters it holds cannot be told from it alone; "
            "put the model's config.json beside it"
        )
    total = None if witness.tensors else witness.total
    record = ModelRecord(name=name, source=witness.file, published_exact=total)
    return Model(record, witness.file, witness)
