"""One model of the catalogue: what is recorded of it, and its ledger once it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import msgspec

from mkdocs_paramsize.architecture import Architecture, read
from mkdocs_paramsize.architecture.quantization import Quantization, read_quantization
from mkdocs_paramsize.catalogue.names import normal
from mkdocs_paramsize.catalogue.witness import Witness
from mkdocs_paramsize.errors import ConfigError, UndisclosedError, UnknownShapeError
from mkdocs_paramsize.ledger import Ledger
from mkdocs_paramsize.notation import Size, parse_size, parse_tokens
from mkdocs_paramsize.quantity import Source


class ModelRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An entry of `data/models/*.toml`; a site's own entries are written alike.

    `published` is the total as the makers print it ("70.6B"), `published_exact` the exact
    one, `precision` the dtype of the released checkpoint, `tokens` what it was trained on.
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
    note: str | None = None
    config: dict[str, Any] | None = None


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
            raise UnknownShapeError(
                f"the shape of {self.name} is not published, only its size; "
                "name a model whose config is known, or a bare size such as 70B"
            )
        return read(self.record.config, self.place)

    @cached_property
    def ledger(self) -> Ledger:
        """Every tensor of the model. Raises what `architecture` raises."""
        return Ledger(self.architecture)

    @property
    def has_shape(self) -> bool:
        """Whether the config is known."""
        return self.record.config is not None

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
        own = {normal(known) for known in (self.name, *self.record.aliases)}
        return normal(name) in own

    @cached_property
    def published(self) -> Size | None:
        """The size that its makers print."""
        return parse_size(self.record.published) if self.record.published else None

    @property
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
    """A site's own `config.json` as a model named after its file."""
    packed = config.get("quantization_config") is not None
    precision = None if packed else _dtype(config)
    record = ModelRecord(name=name, source=place, config=dict(config), precision=precision)
    return Model(record, place)


_DTYPES: Mapping[str, str] = {
    "bfloat16": "bf16",
    "float16": "fp16",
    "float32": "fp32",
    "float8_e4m3fn": "fp8",
}


def _dtype(config: Mapping[str, Any]) -> str | None:
    dtype = config.get("dtype", config.get("torch_dtype"))
    return _DTYPES.get(dtype) if isinstance(dtype, str) else None
