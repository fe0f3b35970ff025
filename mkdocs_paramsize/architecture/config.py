"""A `config.json` as its adapter reads it: typed, bounded, with errors that name the field."""

from __future__ import annotations

import reprlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.errors import ConfigError, MissingFieldError

LARGEST: Final = 2**40
"""No dimension of a model is larger; a config that says so is a mistake."""

MOST_LAYERS: Final = 4096


class Config:
    """The fields of one config, under any of the names that the family uses.

    A field is read by its names in order of preference; `null` counts as absent.

    >>> Config({"hidden_size": 4096}).dim("width", "hidden_size")
    4096
    """

    def __init__(self, fields: Mapping[str, Any], place: str = "config.json") -> None:
        self._fields = fields
        self.place = place
        self._asked: set[str] = set()
        self._inside: dict[str, Config] = {}

    @property
    def fields(self) -> Mapping[str, Any]:
        """Everything that is written down, unchecked."""
        return self._fields

    def with_fields(self, more: Mapping[str, Any]) -> Config:
        """This config, other fields in place of its own; what is asked of it, this one knows."""
        changed = Config({**self._fields, **more}, self.place)
        changed._asked, changed._inside = self._asked, self._inside
        return changed

    def knows(self, *keys: str) -> None:
        """Say that the family has these fields, be it that this model has no use for them."""
        self._asked.update(keys)

    def unread(self) -> Iterator[tuple[str, Any]]:
        """The fields that no one has asked for, with those of the configs inside that were opened.

        >>> config = Config({"hidden_size": 64, "draft_vocab_size": 32})
        >>> config.width(), list(config.unread())
        (64, [('draft_vocab_size', 32)])
        """
        for key, value in self._fields.items():
            if key in self._inside:
                yield from ((f"{key}.{name}", told) for name, told in self._inside[key].unread())
            elif key not in self._asked:
                yield key, value

    def missing(self, message: str) -> MissingFieldError:
        """An error at this config that lacks a field; raise what it returns."""
        return MissingFieldError(f"{self.place}: {message}")

    def error(self, message: str) -> ConfigError:
        """An error at this config; raise what it returns."""
        return ConfigError(f"{self.place}: {message}")

    def has(self, key: str) -> bool:
        """Whether the field is there and not `null`."""
        self._asked.add(key)
        return self._fields.get(key) is not None

    def stated(self, key: str) -> bool:
        """Whether the field is written down at all, be it as `null`.

        A family's default stands for an absent field; `null` often means something else.
        """
        self._asked.add(key)
        return key in self._fields

    def get(self, *keys: str) -> Any:
        """The first of these fields that is there, unchecked; None when none is."""
        return next((self._fields[key] for key in keys if self.has(key)), None)

    def dim(
        self, name: str, *keys: str, default: int | None = None, least: int = 1, most: int = LARGEST
    ) -> Dim:
        """A dimension called `name` in papers, read from the first of `keys` that is there.

        Raises MissingFieldError when it is missing without a default, and ConfigError when it
        is no whole number or out of bounds, and when two of the keys are there and contradict
        each other.
        """
        present = [key for key in keys if self.has(key)]
        if not present:
            if default is None:
                raise self.missing(
                    f"the field {_either(keys)} is missing; add it, as the published config has it"
                )
            return default if isinstance(default, Dim) else Dim.named(name, default)
        values = {key: self._whole(key, least, most) for key in present}
        if len(set(values.values())) > 1:
            told = " and ".join(f"{key} = {value}" for key, value in values.items())
            raise self.error(f"{told} contradict each other; leave one of them out")
        return Dim.named(name, values[present[0]])

    def optional(self, name: str, *keys: str, least: int = 1) -> Dim | None:
        """Like `dim`, but None when the field is absent, `null` or (for windows) 0."""
        if not any(self.has(key) for key in keys):
            return None
        value = self.dim(name, *keys, least=min(least, 0))
        return value if value >= least else None

    def flag(self, key: str, default: bool, *, null: bool | None = None) -> bool:
        """A true-or-false field. `null`: what the family's code takes it for, if not as absent."""
        if not self.has(key):
            return default if null is None or not self.stated(key) else null
        value = self._fields[key]
        if not isinstance(value, bool):
            raise self.error(f"{key} is {shown(value)}; true or false is wanted")
        return value

    def text(self, key: str, default: str = "") -> str:
        """A text field."""
        if not self.has(key):
            return default
        value = self._fields[key]
        if not isinstance(value, str):
            raise self.error(f"{key} is {shown(value)}; a text is wanted")
        return value

    def whole_numbers(self, key: str, default: Sequence[int] = ()) -> tuple[int, ...]:
        """A list of whole numbers, as `mlp_only_layers`."""
        value = self.get(key)
        if value is None:
            return tuple(default)
        if not isinstance(value, list) or any(type(item) is not int for item in value):
            raise self.error(f"{key} is {shown(value)}; a list of whole numbers is wanted")
        return tuple(value)

    def texts(self, key: str, length: int | None = None) -> tuple[str, ...] | None:
        """A list of texts, as `layer_types`; None when absent."""
        value = self.get(key)
        if value is None:
            return None
        if not isinstance(value, list) or any(not isinstance(item, str) for item in value):
            raise self.error(f"{key} is {shown(value)}; a list of texts is wanted")
        if length is not None and len(value) != length:
            raise self.error(
                f"{key} names {len(value)} layers, but the model has {length}; name each once"
            )
        return tuple(value)

    def classes(self) -> tuple[str, ...]:
        """The classes that the weights were saved from, be it one without a list."""
        given = self.get("architectures")
        return (given,) if isinstance(given, str) else self.texts("architectures") or ()

    def nested(self, key: str) -> Config:
        """A config inside the config, as `text_config`."""
        value = self.get(key)
        if not isinstance(value, Mapping):
            raise self.error(f"{key} is {shown(value)}; an object is wanted")
        return self._inside.setdefault(key, Config(value, f"{self.place}: {key}"))

    def _whole(self, key: str, least: int, most: int) -> int:
        value = self._fields[key]
        if type(value) is float and value.is_integer():
            value = int(value)
        if type(value) is not int:
            raise self.error(f"{key} is {shown(value)}; a whole number is wanted")
        if not least <= value <= most:
            raise self.error(
                f"{key} is {shown(value)}; a whole number from {least} to {most} is wanted"
            )
        return value

    # What nearly every family has, under its usual names.

    def width(self, *keys: str) -> Dim:
        """d, the size of the residual stream."""
        return self.dim("width", *(keys or ("hidden_size",)))

    def vocab(self, *keys: str, default: int | None = None) -> Dim:
        """V, the rows of the embedding table."""
        return self.dim("vocab", *(keys or ("vocab_size",)), default=default)

    def depth(self, *keys: str) -> Dim:
        """L, the number of layers."""
        return self.dim("layers", *(keys or ("num_hidden_layers",)), most=MOST_LAYERS)

    def heads(self, *keys: str) -> Dim:
        """a, the query heads."""
        return self.dim("heads", *(keys or ("num_attention_heads",)))

    def kv_heads(self, heads: Dim, *keys: str, absent: int | None = None) -> Dim:
        """k, the key/value heads; as many as query heads when the field is `null`.

        `absent`: the family's default where the field is not written down at all.
        """
        keys = keys or ("num_key_value_heads",)
        default = heads if absent is None or any(map(self.stated, keys)) else absent
        kv = self.dim("kv_heads", *keys, default=default)
        if heads % kv:
            raise self.error(
                f"{heads} query heads cannot share {kv} key/value heads evenly; "
                "write a number that divides them"
            )
        return kv

    def head_dim(self, width: Dim, heads: Dim, *keys: str, absent: int | None = None) -> Dim:
        """h, the size of a head: its own field, else the width shared among the heads.

        `absent`: the family's default where the field is not written down at all.
        """
        keys = keys or ("head_dim",)
        if any(map(self.has, keys)):
            return self.dim("head_dim", *keys)
        if absent is not None and not any(map(self.stated, keys)):
            return Dim.named("head_dim", absent)
        if width % heads:
            raise self.error(
                f"a width of {width} cannot be shared by {heads} heads evenly, "
                "and there is no head_dim; write one"
            )
        return Dim.named("head_dim", width // heads)

    def window(self, *keys: str, absent: int | None = None) -> Dim | None:
        """w, the sliding window in tokens; None when there is none.

        `absent`: the family's default where the field is not written down at all.
        """
        keys = keys or ("sliding_window",)
        if absent is not None and not any(map(self.stated, keys)):
            return Dim.named("window", absent)
        return self.optional("window", *keys)

    def context(self, *keys: str) -> Dim | None:
        """The longest sequence that the model was made for; None when it is not told."""
        return self.optional("context", *(keys or ("max_position_embeddings",)))

    def tied(self, default: bool) -> bool:
        """Whether the head shares the embedding's table; the default is the family's."""
        return self.flag("tie_word_embeddings", default)


def _either(keys: Sequence[str]) -> str:
    return " (or ".join(keys) + ")" * (len(keys) - 1)


def shown(value: Any) -> str:
    """The value as the config has it, cut short; however deep or long it is."""
    if isinstance(value, int) and abs(value) > LARGEST**4:
        return f"a number of {value.bit_length()} bits"
    text = reprlib.repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
