"""The ways in which a page, a data file or an option can be wrong.

Every message is written for the author of the page: what was read, what is wrong,
what to write instead. Errors are raised deep, where the facts are known, and caught in
one place per door (the package `markdown` for pages, `cli` for the command).
"""

from __future__ import annotations

from collections.abc import Iterable


class ParamsizeError(Exception):
    """Anything that the author of a page, a data file or a configuration can mend."""


class NotationError(ParamsizeError, ValueError):
    """A size, an amount of tokens or an amount of bytes that cannot be read.

    `examples` are what to write instead, unless the caller knows better than that `fault`.
    """

    def __init__(self, fault: str, examples: str = "") -> None:
        super().__init__(f"{fault}; write {examples}" if examples else fault)
        self.fault = fault


class MarkerError(ParamsizeError, ValueError):
    """A marker that breaks the grammar, or names an option that its kind does not take."""


class ScenarioError(ParamsizeError, ValueError):
    """An input whose value is impossible, or that contradicts another one."""


class UnknownNameError(ParamsizeError, LookupError):
    """A model, a GPU or a precision that the catalogue does not hold."""


class UndisclosedError(ParamsizeError, LookupError):
    """A figure that the model's maker has not published."""


class UnknownShapeError(ParamsizeError, LookupError):
    """A figure that needs the shape of a model whose shape is not known."""


class ConfigError(ParamsizeError, ValueError):
    """A `config.json` that is not one, lacks a field, or describes an impossible model."""


class MissingFieldError(ConfigError):
    """A `config.json` that lacks a field."""


class UnknownArchitectureError(ConfigError):
    """A `config.json` of a family that is not counted here: refused, never guessed."""


class DataError(ParamsizeError, ValueError):
    """A catalogue or data file that breaks its format."""


class OptionError(ParamsizeError, ValueError):
    """A wrong value in the site's configuration: the build stops and names the option."""


def did_you_mean(names: Iterable[str]) -> str:
    """The end of a message that offers near names; empty when there are none.

    >>> did_you_mean(["Llama 3 70B", "Llama 3.1 70B"])
    "; did you mean 'Llama 3 70B' or 'Llama 3.1 70B'?"
    >>> did_you_mean([])
    ''
    """
    quoted = [f"'{name}'" for name in names]
    if not quoted:
        return ""
    head, last = quoted[:-1], quoted[-1]
    listed = f"{', '.join(head)} or {last}" if head else last
    return f"; did you mean {listed}?"
