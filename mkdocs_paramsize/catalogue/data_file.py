"""Files of data, ours and a site's own, read within bounds of memory and time."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final, Literal, TypeVar, get_args, get_origin

import msgspec

from mkdocs_paramsize.errors import ConfigError, DataError

LARGEST_CONFIG: Final = 4 * 2**20
"""Bytes. The largest published configs have some hundred kilobytes."""

LARGEST_TOML: Final = 2**20
"""Bytes. The largest of the files that come with the package has some forty thousand."""

DEEPEST_KEY: Final = 16
"""Names in a dotted key. Reading one takes time that grows with the square of their number."""

_DEEP: Final = re.compile(
    rf"""(?:(?<![\w"'-])(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){{{DEEPEST_KEY + 1}}}"""
)
_TOO_DEEP: Final = "nested more deeply than any file of data needs"

_TOO_LONG: Final = "a number of thousands of digits, which is impossible"

_Shape = TypeVar("_Shape", bound=msgspec.Struct)


def told(file: Path | Traversable) -> str:
    """A file as a message names it: `config.json` and `model.gguf` are told apart by their folder.

    >>> told(Path("models/tiny/config.json")), told(Path("models/tiny.json"))
    ('tiny/config.json', 'tiny.json')
    """
    if isinstance(file, Path) and file.name.split(".")[0] in ("config", "model"):
        return f"{file.parent.name}/{file.name}"
    return file.name


def json_fields(path: Path) -> Mapping[str, Any]:
    """The fields of a `config.json`. Raises ConfigError when it is none, or DataError."""
    content = _content(path, LARGEST_CONFIG, "is it the config.json of a model?")
    try:
        fields = json.loads(content)
    except RecursionError as error:
        raise ConfigError(f"{told(path)}: {_TOO_DEEP}; is it a config.json?") from error
    except ValueError as error:
        if _is_of_a_number(error):
            raise ConfigError(
                f"{told(path)}: {_TOO_LONG}; write it as the published config has it"
            ) from error
        raise ConfigError(
            f"{told(path)}: not JSON: {error}; put in the config.json as it was published"
        ) from error
    if not isinstance(fields, dict):
        raise ConfigError(f"{told(path)}: a JSON object with the model's fields is wanted")
    return fields


def toml_tables(file: Path | Traversable) -> Mapping[str, Any]:
    """The tables of a TOML file. Raises DataError when it is none, too large or too deep."""
    content = _content(file, LARGEST_TOML, "divide it among several files")
    try:
        text = content.decode("utf-8")
        if _has_deep_key(text):
            raise DataError(f"{told(file)}: a key of more than {DEEPEST_KEY} names; {_TOO_DEEP}")
        return tomllib.loads(text)
    except RecursionError as error:
        raise DataError(f"{told(file)}: {_TOO_DEEP}") from error
    except DataError:
        raise
    except ValueError as error:
        why = _TOO_LONG if _is_of_a_number(error) else f"cannot be read as TOML: {error}"
        raise DataError(f"{told(file)}: {why}") from error


def _is_of_a_number(error: ValueError) -> bool:
    """Whether Python refused a number for its digits, of which it tells how to allow more."""
    return "set_int_max_str_digits" in str(error)


def records(file: Path | Traversable, shape: type[_Shape]) -> _Shape:
    """The tables of a TOML file as records. Raises DataError that names entry and field."""
    tables = toml_tables(file)
    try:
        return msgspec.convert(tables, shape)
    except msgspec.ValidationError as error:
        raise DataError(f"{told(file)}: {_fault(tables, shape) or error}") from error


def _content(file: Path | Traversable, most: int, hint: str) -> bytes:
    """All bytes of a file, if they are not more than `most`."""
    try:
        with file.open("rb") as opened:
            content: bytes = opened.read(most + 1)
    except OSError as error:
        raise DataError(f"{told(file)}: cannot be read: {error.strerror or error}") from error
    if len(content) > most:
        raise DataError(f"{told(file)}: larger than {most // 2**20} MiB; {hint}")
    return content


def _has_deep_key(text: str) -> bool:
    # Counting dots comes first, as it is fast and few lines have many.
    return any(
        line.count(".") > DEEPEST_KEY and _DEEP.search(line) is not None
        for line in text.split("\n")
    )


def _fault(tables: Mapping[str, Any], shape: type[msgspec.Struct]) -> str | None:
    """The first fault, with its entry as the author knows it; none if no single entry is wrong.

    msgspec tells the field but not the name of the entry; so each entry is tried again alone.
    """
    for table, rows in tables.items():
        for number, row in enumerate(rows if isinstance(rows, list) else [], start=1):
            try:
                msgspec.convert({table: [row]}, shape)
            except msgspec.ValidationError as error:
                where = f"[[{table}]] number {number}{_named(row)}"
                return f"{where}: {_own_words(str(error), table)}{_instead(error, shape)}"
    return None


def _instead(error: msgspec.ValidationError, shape: type[msgspec.Struct]) -> str:
    """The words that a field may be, where it is another."""
    found = re.fullmatch(r"Invalid enum value .* - at `\$\.(.+)`", str(error), re.DOTALL)
    allowed = _words(re.sub(r"\[\d+\]", "", found[1]).split("."), shape) if found else ()
    return f"; it is one of {', '.join(map(str, allowed))}" if allowed else ""


def _words(path: list[str], hint: Any) -> tuple[Any, ...]:
    """The words of the first field at the end of that path that takes a few alone.

    >>> from mkdocs_paramsize.facts.records import Price
    >>> _words(["basis"], Price)
    ('list price', 'assumption')
    """
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct) and path:
        types = {field.encode_name: field.type for field in msgspec.structs.fields(hint)}
        return _words(path[1:], types.get(path[0]))
    if get_origin(hint) is Literal:
        return () if path else get_args(hint)
    return next(filter(None, (_words(path, inner) for inner in get_args(hint))), ())


def _named(row: Any) -> str:
    keys = ("name", "model", "gpu", "table") if isinstance(row, dict) else ()
    named = [row[key] for key in keys if key in row]
    return f", '{str(named[0])[:80]}'" if named else ""


def _own_words(message: str, table: str) -> str:
    """What msgspec says, with the field as it stands in the entry.

    >>> _own_words("Expected `float`, got `str` - at `$.gpu[0].tflops.bf16`", "gpu")
    'Expected `float`, got `str` - at `tflops.bf16`'
    """
    return message.replace(f" - at `$.{table}[0]`", "").replace(f"$.{table}[0].", "")
