"""How the script of a live page reads what is typed into a dial, as the build reads a marker."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from mkdocs_paramsize.notation import parse_tokens
from mkdocs_paramsize.scenario import INPUTS


def reader(name: str) -> list[Any] | None:
    """How the text of an input is read, and its bounds; nothing for a name."""
    read: Callable[..., Any] = INPUTS[name].read
    if read is parse_tokens:
        return ["tokens"]
    bounds = inspect.getclosurevars(read).nonlocals
    kind = read.__qualname__.partition(".")[0].removeprefix("_")
    match kind:
        case "count" | "amount":
            return [kind, bounds["least"], bounds["most"]]
        case "utilisation":
            return ["share"]
        case "name":
            return None
    raise TypeError(f"the script cannot read the input {name}")
