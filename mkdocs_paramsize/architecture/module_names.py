r"""The lists of modules in a config's `quantization_config`: names, endings, globs, expressions.

Three notations are about: a module's name or the end of one (`lm_head`, `mlp.gate`), a glob
or an expression that stands for a beginning (`model.layers.*.self_attn`), and, after `re:`, an
expression (`re:.*mlp\.gate$`). Expressions come from a file, so that they are not handed to
`re` as they are: they are cut at their `.*`, and what is between may repeat nothing but
single characters. A match then takes a time that grows with the length of the name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from mkdocs_paramsize.errors import ConfigError

LONGEST: Final = 400
"""Characters of an expression; those in released configs are far shorter."""

MOST: Final = 500
"""Expressions in a list."""

_PLAIN: Final = re.compile(r"[\w\-./:]+")
_WILD: Final = re.compile(r"\.?\*")
_PIECE: Final = re.compile(
    r"""(?:
        [\w\-./:$^]                     # a character
      | \\[.dw\-]\+?                    # an escaped one, or a class
      | \[[\w\-]+\]\+?                  # a class
      | \((?:\?:)?[\w\-.|\[\]\\]*\)\??  # choices, in which nothing repeats
    )*""",
    re.VERBOSE,
)


class ModuleNames:
    """Modules by a list of names and expressions.

    Raises ConfigError for an expression that is not understood.

    >>> kept = ModuleNames(["lm_head", "mlp.gate", "model.layers.*.self_attn"])
    >>> "model.layers.3.self_attn.q_proj" in kept, "model.layers.3.mlp.gate" in kept
    (True, True)
    >>> "model.layers.3.mlp.gate_proj" in kept
    False
    """

    def __init__(self, listed: Iterable[str]) -> None:
        self._names: set[tuple[str, ...]] = set()
        self._expressions: list[_Expression] = []
        for text in listed:
            if _PLAIN.fullmatch(text):
                self._names.add(tuple(text.strip(".").split(".")))
            elif text:
                self._expressions += _expressions(text)
        if len(self._expressions) > MOST:
            raise ConfigError(f"more than {MOST} expressions in one list of modules")

    def __bool__(self) -> bool:
        return bool(self._names or self._expressions)

    def __contains__(self, module: str) -> bool:
        parts = tuple(module.split("."))
        runs = (
            parts[start:end]
            for start in range(len(parts))
            for end in range(start + 1, len(parts) + 1)
        )
        return any(run in self._names for run in runs) or any(
            expression.matches(module) for expression in self._expressions
        )


@dataclass(frozen=True, slots=True)
class _Expression:
    """Pieces that stand in a name one after the other, with anything between them."""

    pieces: tuple[re.Pattern[str], ...]
    from_start: bool

    def matches(self, name: str) -> bool:
        at = 0
        for number, piece in enumerate(self.pieces):
            anchored = number == 0 and self.from_start
            found = piece.match(name) if anchored else piece.search(name, at)
            if found is None:
                return False
            at = found.end()
        return True


def _expressions(text: str) -> Iterator[_Expression]:
    if len(text) > LONGEST:
        raise ConfigError(f"the expression {text[:40]!r}... is longer than {LONGEST} characters")
    for choice in _choices(text.removeprefix("re:").removeprefix("^")):
        # What is not marked as an expression ends where a module's name does.
        end = "" if text.startswith("re:") else r"(?=\.|$)"
        yield _expression(choice, end)


def _choices(text: str) -> Iterator[str]:
    """The text cut at every `|` outside of brackets."""
    depth, start = 0, 0
    for place, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if character == "|" and depth == 0:
            yield text[start:place]
            start = place + 1
    yield text[start:]


def _expression(text: str, end: str) -> _Expression:
    pieces = _WILD.split(text)
    if any(_PIECE.fullmatch(piece) is None for piece in pieces):
        raise ConfigError(f"the expression {text!r} is not understood; names, globs and `.*` are")
    open_end = pieces[-1] == ""
    kept = [piece for piece in pieces if piece]
    if kept and not open_end:
        kept[-1] += end
    try:
        compiled = tuple(re.compile(piece) for piece in kept)
    except re.error as error:
        raise ConfigError(f"the expression {text!r} is wrong: {error}") from error
    return _Expression(compiled, from_start=pieces[0] != "")
